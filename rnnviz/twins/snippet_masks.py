"""The part of a generated program that draws its masks: one dictionary, one method per kind."""

from dataclasses import dataclass, replace

from rnnviz.core.edges import Layers, Shape, layers_of
from rnnviz.core.placement import GATES, Cell, Fill, Noise, Placement, Scaling, Share

WIDTH = 100 - 4  # a line of a method, its class's indent taken off


def audible(placement: Placement, cell: Cell, layers: int) -> tuple[Noise, ...]:
    """The noises that do something in a network; where there is one gate they are all tied."""
    return tuple(
        replace(noise, tied=noise.tied or len(GATES[cell]) == 1)
        for noise in placement.on(cell).active
        if layers_of(noise.edge, layers)
    )


def mask_name(noise: Noise) -> str:
    """The key of a noise's mask in the program."""
    kind = {Fill.ZERO: "", Fill.PREVIOUS: "_renew", Fill.GAUSSIAN: "_noise"}[noise.fill]
    return noise.edge + kind


def sizes(noises: tuple[Noise, ...], cell: Cell) -> list[str]:
    """What `draw` has to be told."""
    used = {size for noise in noises for size in _shape(noise, cell)}
    return [size for size in ("steps", "batch") if size in used]


def draw_lines(noises: tuple[Noise, ...], cell: Cell) -> list[str]:
    """`draw`: all masks in one place, under comments that say how long they live."""
    entries, last = [], ""
    for noise in noises:
        life = _life(noise)
        entries += [f"        # {life}"] * (life != last) + _entry(noise, cell)
        last = life
    return [
        f"def draw({', '.join(['self', *sizes(noises, cell)])}):",
        '    """The masks of one forward pass: a shape says who shares a mask, and how long."""',
        "    return {",
        *entries,
        "    }",
    ]


def helper_lines(noises: tuple[Noise, ...]) -> list[list[str]]:
    """One method for each kind of mask there is."""
    return [_helper(kind) for kind in dict.fromkeys(map(_kind, noises))]


@dataclass(frozen=True, slots=True)
class _Kind:
    """A method of the program that draws masks."""

    name: str
    says: str  # what a mask is made of
    draw: str  # what fills an empty tensor, and its scale
    evaluation: str = "1"
    at_evaluation: str = "new_ones(shape)"


_INVERTED = _Kind(
    "dropout",
    "0 with probability `rate`, else 1 / (1 − rate)",
    "bernoulli_(1 - rate) / (1 - rate)",
)
_CLASSIC = _Kind(
    "classic_dropout",
    "0 with probability `rate`, else 1",
    "bernoulli_(1 - rate)",
    "1 − rate",
    "new_full(shape, 1 - rate)",
)
_ZONEOUT = replace(
    _CLASSIC, name="zoneout", says="0 with probability `rate` (the old value stays), else 1"
)
_GAUSSIAN = _Kind(
    "gaussian_noise",
    "Random factors with the mean and variance of dropout",
    "normal_(1, (rate / (1 - rate)) ** 0.5)",
)


def _kind(noise: Noise) -> _Kind:
    if noise.fill is Fill.GAUSSIAN:
        kind = _GAUSSIAN
    elif noise.scaling is Scaling.INVERTED:
        kind = _INVERTED
    else:
        kind = _ZONEOUT if noise.fill is Fill.PREVIOUS else _CLASSIC
        if noise.scaling is Scaling.NONE:
            name = f"unscaled_{kind.name.removeprefix('classic_')}"
            kind = _Kind(name, kind.says, kind.draw)
    return replace(kind, name=f"{kind.name}_always", evaluation="") if noise.at_test else kind


def _helper(kind: _Kind) -> list[str]:
    draw = f"    return self.embedding.new_empty(shape).{kind.draw}"
    if not kind.evaluation:
        says = f'    """{kind.says}; at evaluation too."""'
        return [f"def {kind.name}(self, rate, *shape):", says, draw]
    return [
        f"def {kind.name}(self, rate, *shape):",
        f'    """{kind.says}; at evaluation {kind.evaluation}."""',
        "    if not self.training:",
        f"        return self.embedding.{kind.at_evaluation}",
        draw,
    ]


def _entry(noise: Noise, cell: Cell) -> list[str]:
    """A mask of the dictionary, on one line if it fits."""
    call = f'        "{mask_name(noise)}": self.{_kind(noise).name}('
    given = ", ".join([repr(float(noise.rate)), *_shape(noise, cell)])
    if len(call + given + "),") <= WIDTH:
        return [f"{call}{given}),"]
    return [call, f"            {given}", "        ),"]


def _shape(noise: Noise, cell: Cell) -> list[str]:
    """A mask's sizes, the layers first where an edge has several."""
    row, layers, gates = noise.edge.row, _LAYERS[noise.edge.row.layers], len(GATES[cell])
    if row.on_weights:
        rows = "self.units" if gates == 1 else f"{gates} * self.units"
        return [*layers, rows, "self.units" if row.shape is Shape.ELEMENTS else "1"]
    if row.shape is Shape.WORDS and noise.share is Share.BATCH:
        return ["self.words", "1"]
    examples = "1" if noise.share in {Share.BATCH, Share.STEP_BATCH} else "batch"
    if row.shape is Shape.WORDS:
        return [examples, "self.words"] if noise.lasting else ["steps", examples, "1"]
    steps = [] if noise.lasting else ["steps"]
    copies = [] if noise.tied else [str(gates)]
    units = "1" if noise.share is Share.FRAME else "self.units"
    return [*layers, *steps, examples, *copies, units]


_LAYERS = {
    Layers.FIRST: [],
    Layers.UPPER: ["self.layers - 1"],
    Layers.EVERY: ["self.layers"],
    Layers.TOP: [],
}
_LIFE = {
    Share.STEP: "fresh at each step, for each example",
    Share.SEQUENCE: "one for each example, held still through all steps",
    Share.BATCH: "one for all steps and all examples",
    Share.STEP_BATCH: "fresh at each step, the same for all examples",
    Share.FRAME: "at each step and for each example one draw for all units",
}
_LIFE_OF_WORDS = {
    Share.STEP: "fresh for each occurrence of a word",
    Share.SEQUENCE: "for each example: a word is dropped wherever it occurs, or nowhere",
    Share.BATCH: "for the whole batch: a word is dropped wherever it occurs, or nowhere",
    Share.STEP_BATCH: "fresh at each step: all examples lose their word together",
}
_LIFE_OF_WEIGHTS = {
    Shape.ELEMENTS: "single weights, the same at all steps and for all examples",
    Shape.ROWS: "whole rows of weights, the same at all steps and for all examples",
}


def _life(noise: Noise) -> str:
    shape = noise.edge.row.shape
    if shape is Shape.WORDS:
        return _LIFE_OF_WORDS[noise.share]
    if noise.edge.row.on_weights:
        return _LIFE_OF_WEIGHTS[shape]
    return _LIFE[noise.share] + ("" if noise.tied else ", with a mask per gate")
