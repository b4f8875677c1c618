"""One forward pass as data for the picture: small enough to send again at each touch.

Precision: masks are exact (one bit an element where a mask knows two values, else float32);
activations are int16 in steps of 1/32767 of their array's largest magnitude.
"""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from hashlib import blake2b
from json import dumps

import numpy as np
from torch import Tensor

from rnnviz.content import labels, named, sentence
from rnnviz.core.cells import State
from rnnviz.core.crossings import Route, crossings, erasing, routes, survival
from rnnviz.core.edges import Shape, worth_showing
from rnnviz.core.equations import EQUATIONS
from rnnviz.core.masks import Mask
from rnnviz.core.network import Trace
from rnnviz.core.placement import GATES, Cell, Edge, Fill, Noise, Placement, edges_of
from rnnviz.errors import InputError
from rnnviz.figures.labels import route_name
from rnnviz.figures.style import EDGE_COLOURS

MOST_STEPS, MOST_LAYERS, UNITS_DRAWN = 40, 4, 64
_LETTERS = 24  # of a word, at most
_FULL = 32767  # int16

Json = str | int | float | bool | None | Sequence["Json"] | dict[str, "Json"]
Payload = dict[str, Json]


@dataclass(frozen=True, slots=True)
class Scene:
    """What is to be seen: a pass that ran, and what its numbers mean."""

    trace: Trace
    placement: Placement
    cell: Cell
    tokens: Tensor  # (T, B), what was read
    words: list[str] | tuple[str, ...]  # the vocabulary, (V,)
    inputs: Tensor | None = None  # (T, B, I), the words' vectors before the input noise
    start: State | None = None  # (L, B, H), what the pass started from; zeros if not given
    example: int = 0
    acting: Placement | None = None  # what draws masks in this pass, if not the whole placement
    note: str = ""  # such as "seed 7, training"

    @property
    def steps(self) -> int:
        return len(self.tokens)

    @property
    def layers(self) -> int:
        return len(self.trace.layers)

    @property
    def units(self) -> int:
        """How many units of each layer are drawn: the first ones."""
        return min(self.trace.layers[0].hidden.shape[-1], UNITS_DRAWN)


def pack(scene: Scene) -> Payload:
    """What the component draws. Raises `InputError` for more steps or layers than it can show."""
    _check("steps", scene.steps, MOST_STEPS)
    _check("layers", scene.layers, MOST_LAYERS)
    payload: Payload = {
        "cell": scene.cell.value,
        **asdict(EQUATIONS[scene.cell]),
        "gate_labels": [named("gate", gate) for gate in GATES[scene.cell]],
        "steps": scene.steps,
        "layers": scene.layers,
        "units": scene.units,
        "units_in_all": scene.trace.layers[0].hidden.shape[-1],
        "note": scene.note,
        "tokens": [_short(scene.words[i]) for i in scene.tokens[:, scene.example].tolist()],
        "guesses": _guesses(scene),
        "edges": [_edge(edge, scene) for edge in _edges(scene)],
        "share_labels": {**labels("share")},
        "masks": [pack_mask(mask, _factors(mask, scene)) for mask in scene.trace.masks.drawn],
        "routes": [_route(scene, route) for route in routes(scene.cell)],
        "hidden": _fixed(_states(scene, "hidden")),
        "memory": _fixed(_states(scene, "cell")) if scene.cell is Cell.LSTM else None,
        "activations": _fixed(_activations(scene)),
        "inputs": None if scene.inputs is None else _fixed(_one(scene.inputs, scene)),
    }
    return identified(payload)


def identified(payload: Payload) -> Payload:
    """The payload with an `id` of its content, by which a browser sees whether it is another."""
    return payload | {"id": blake2b(dumps(payload).encode(), digest_size=8).hexdigest()}


def _check(name: str, value: int, most: int) -> None:
    if not 1 <= value <= most:
        raise InputError("ui.no_picture", value=value, name=name, most=most)


def _edges(scene: Scene) -> list[Edge]:
    there = edges_of(scene.cell, scene.layers)
    return worth_showing(there, scene.cell, scene.placement.edges)


def _edge(edge: Edge, scene: Scene) -> Payload:
    """What the picture says of a class of edges."""
    noises = [n for n in scene.placement.active if n.edge is edge]
    return {
        "key": edge.value,
        "label": named("edge", edge),
        "colour": EDGE_COLOURS[edge],
        "dash": edge.row.dash,
        "letter": edge.row.letter,
        "places": _places(edge, scene.cell),
        "noises": [_spoken(noise) for noise in noises],
        "settings": [
            {"fill": noise.fill.value, "rate": noise.rate, "share": noise.share.value}
            for noise in noises
        ],
        "shares": [share.value for share in edge.row.shares],
        "lasting": any(noise.lasting for noise in noises),
    }


def _places(edge: Edge, cell: Cell) -> list[str]:
    """The picture's names for what an edge's noise falls on: its own, and its hooks if several."""
    hooks = edge.row.hooks_in(cell)
    return list(dict.fromkeys([edge.value, *(hooks if len(edge.row.hooks) > 1 else ())]))


def _spoken(noise: Noise) -> str:
    key = "placement.noise_tied" if noise.tied else "placement.noise_untied"
    share, fill = named("share", noise.share), named("fill", noise.fill)
    return sentence(key, rate=noise.rate, share=share, fill=fill)


def _guesses(scene: Scene) -> Json:
    """The likeliest next word after each step, and its probability."""
    chances = scene.trace.logits[:, scene.example].detach().float().softmax(-1)  # (T, V)
    best, words = chances.max(-1)
    return [
        [_short(scene.words[word]), round(chance, 4)]
        for word, chance in zip(words.tolist(), best.tolist(), strict=True)
    ]


def _short(word: str) -> str:
    return word if len(word) <= _LETTERS else word[: _LETTERS - 1] + "…"


def _route(scene: Scene, route: Route) -> Payload:
    """The counts of `core.crossings` for each lag that fits the picture."""
    acting = scene.placement if scene.acting is None else scene.acting
    lags = [
        erasing(crossings(acting, scene.cell, scene.layers, lag, route))
        for lag in range(scene.steps)
    ]
    one_step = erasing(crossings(acting, scene.cell, scene.layers, 1, route))
    return {
        "key": route.value,
        "label": route_name(route, scene.cell),
        "up": [sum(c.up for c in met) for met in lags],
        "along": [sum(c.along for c in met) for met in lags],
        # A value that goes along h is handed to other units at each step, as on the pages' counts.
        "survival": [survival(met, mixing=route is Route.H) for met in lags],
        "met": [[c.noise.edge.value, c.up, c.along] for c in one_step],
    }


def _one(values: Tensor, scene: Scene) -> np.ndarray:
    """The example's first units of (..., B, units)."""
    return _array(values[..., scene.example, : scene.units])


def _states(scene: Scene, name: str) -> np.ndarray:
    """A state before the first step and after each, (L, T+1, H)."""
    after = np.stack([_one(getattr(run, name), scene) for run in scene.trace.layers])  # (L, T, H)
    first = np.zeros_like(after[:, :1])
    if scene.start is not None:
        first = _one(getattr(scene.start, name), scene)[:, None]
    return np.concatenate([first, after], axis=1)


def _activations(scene: Scene) -> np.ndarray:
    """Gates before noise, (L, T, G, H)."""
    gates = [
        run.gates[:, scene.example, :, : scene.units]
        for run in scene.trace.layers
        if run.gates is not None
    ]
    return np.stack([_array(gate) for gate in gates])


def _array(values: Tensor) -> np.ndarray:
    return values.detach().cpu().float().numpy()


def _fixed(values: np.ndarray) -> Payload:
    """An array as int16 times one step size."""
    step = float(np.abs(values).max()) / _FULL or 1.0
    return {
        "shape": list(values.shape),
        "step": step,
        "int16": _text(np.rint(values / step).astype("<i2")),
    }


def pack_mask(mask: Mask, factors: np.ndarray) -> Payload:
    """The drawn part of a mask, exactly: a bit for each element where it knows two values."""
    packed: Payload = {
        "edge": mask.noise.edge.value,
        "fill": mask.noise.fill.value,
        "layer": mask.layer,
        "lasting": mask.noise.lasting,
        "shape": list(factors.shape),
    }
    kept = np.unique(factors[factors != 0])
    if mask.noise.fill is Fill.GAUSSIAN or len(kept) > 1:
        return packed | {"float32": _text(factors.astype("<f4"))}
    scale = float(kept[0]) if len(kept) else 1.0
    return packed | {"scale": scale, "bits": _text(np.packbits(factors.ravel() != 0))}


def _factors(mask: Mask, scene: Scene) -> np.ndarray:
    """The drawn part of what the pass ran with, time and gates first."""
    factor, units = mask.factor, scene.units
    if mask.noise.edge.row.on_weights:  # (G·H, H or 1), or (1, 1) at evaluation
        gates = len(GATES[scene.cell]) if len(factor) > 1 else 1
        return _array(factor.unflatten(0, (gates, -1))[:, :units, :units])[None]
    example = scene.example if factor.shape[1] > 1 else 0
    factor = factor[:, example]  # (T or 1, [G,] units)
    if mask.noise.edge.row.shape is Shape.WORDS and factor.shape[-1] > 1:  # by word type
        factor = factor[0, scene.tokens[:, scene.example]].unsqueeze(-1)  # (T, 1)
    factor = factor.unsqueeze(1) if factor.dim() == 2 else factor
    return _array(factor[..., :units])


def _text(values: np.ndarray) -> str:
    return b64encode(values.tobytes()).decode("ascii")
