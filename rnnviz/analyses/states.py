"""What each unit holds after each word, and where in a text a unit or a pattern comes again."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import torch
from torch import Tensor

from rnnviz.core import engine
from rnnviz.core.cells import State
from rnnviz.core.masks import at_evaluation, generator
from rnnviz.core.network import features, last_state
from rnnviz.core.placement import Placement
from rnnviz.core.products import at_best
from rnnviz.lm.model import LanguageModel
from rnnviz.text.batches import windows

AROUND = 6  # words shown to each side of a place
_STILL = 1e-6  # a unit that varies less says nothing


class Kind(StrEnum):
    """Which of a unit's values."""

    HIDDEN = "h"
    CELL = "c"


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit of one layer, and which of its values."""

    kind: Kind
    layer: int
    number: int


@dataclass(frozen=True, slots=True)
class Pattern:
    """What all H units of a layer hold after some word."""

    kind: Kind
    layer: int
    values: tuple[float, ...]  # (H,), by the units' numbers


@dataclass(frozen=True, slots=True)
class States:
    """The values of H units after each of T words."""

    rows: tuple[tuple[float, ...], ...]  # (H, T), in the order of `units`
    units: tuple[int, ...]  # (H,): which unit each row is

    def after(self, step: int) -> tuple[float, ...]:
        """What the units hold after a word, counted from 0, by their numbers."""
        held = dict(zip(self.units, (row[step] for row in self.rows), strict=True))
        return tuple(held[number] for number in sorted(held))


@dataclass(frozen=True, slots=True)
class Place:
    """A word with a high value, and the words around it."""

    value: float
    before: tuple[int, ...]
    word: int
    after: tuple[int, ...]


@at_best
@torch.no_grad()
def measure(
    model: LanguageModel, tokens: Tensor, placement: Placement, kind: Kind, layer: int
) -> States:
    """The values of a layer's units over tokens (T,), read from a zero state at evaluation.

    Units stand in the order of the word that raises each most, the earliest first; of those that
    the same word raises most, the one it raises furthest. Before the first word all are 0.
    """
    values = _run(model, tokens.unsqueeze(1), placement, model.zero_state(1))[0]
    activations = values[kind][layer][:, 0].T  # (H, T)
    most = activations.diff(prepend=torch.zeros(len(activations), 1)).max(1)
    rises = zip(most.indices.tolist(), (-most.values).tolist(), strict=True)
    order = [unit for _, unit in sorted((rise, unit) for unit, rise in enumerate(rises))]
    return States(tuple(map(tuple, activations[order].tolist())), tuple(order))


def strongest(
    model: LanguageModel,
    ids: np.ndarray,
    placement: Placement,
    unit: Unit,
    *,
    count: int = 8,
    batch: int = 20,
) -> tuple[Place, ...]:
    """The places of a text where a unit's value is highest, each `AROUND` words from the next."""
    values = _read(model, ids, placement, unit, batch)
    return _best(ids, values[:, :, unit.number], count)


def alike(
    model: LanguageModel,
    ids: np.ndarray,
    placement: Placement,
    pattern: Pattern,
    *,
    count: int = 8,
    batch: int = 20,
) -> tuple[Place, ...]:
    """The places of a text where a layer's units hold most nearly what a pattern says.

    A unit counts in standard deviations from its mean over the text, so that none which is always
    high makes all places alike; a place's value is the cosine of the two, 1 for the same pattern.
    """
    values = _read(model, ids, placement, pattern, batch)
    deviation, mean = torch.std_mean(values, dim=(0, 1))
    scale = torch.where(deviation > _STILL, 1 / deviation, 0)
    wanted = torch.tensor(pattern.values)
    likeness = torch.cosine_similarity((values - mean) * scale, (wanted - mean) * scale, dim=-1)
    return _best(ids, likeness, count)


@torch.no_grad()
def _read(
    model: LanguageModel,
    ids: np.ndarray,
    placement: Placement,
    of: Unit | Pattern,
    batch: int,
) -> Tensor:
    """A layer's values over a text that is read in B streams, (R, B, H).

    The last word of each stream predicts nothing, so isn't read.
    """
    state, activations = model.zero_state(batch), []
    for inputs, _ in windows(ids, batch, 35, partial=True):
        values, state = _run(model, torch.from_numpy(inputs), placement, state)
        activations.append(values[of.kind][of.layer])
    return torch.cat(activations)


def _best(ids: np.ndarray, scores: Tensor, count: int) -> tuple[Place, ...]:
    """The places with the highest of the scores (R, B), in that order."""
    steps, batch = scores.shape
    length = len(ids) // batch
    chosen: list[int] = []
    for place in scores.T.flatten().argsort(descending=True).tolist():
        stream, step = divmod(place, steps)
        where = stream * length + step
        if all(abs(where - other) > AROUND for other in chosen):
            chosen.append(where)
        if len(chosen) == count:
            break
    return tuple(_place(ids, w, scores[w % length, w // length].item()) for w in chosen)


def _run(
    model: LanguageModel, tokens: Tensor, placement: Placement, state: State
) -> tuple[dict[Kind, Tensor], State]:
    """Every unit's values over tokens (T, B), each (L, T, B, H), and the state after them.

    A placement that samples at test time gets the same masks in every window.
    """
    masks = at_evaluation(placement, model.dims(*tokens.shape), generator(0))
    _, runs = features(model.weights(), tokens, state, masks, engine.layer)
    values = {Kind.HIDDEN: torch.stack([run.hidden for run in runs])}
    if runs[0].cell is not None:
        values[Kind.CELL] = torch.stack([run.cell for run in runs if run.cell is not None])
    return values, last_state(runs)


def _place(ids: np.ndarray, where: int, value: float) -> Place:
    before, after = ids[max(0, where - AROUND) : where], ids[where + 1 : where + 1 + AROUND]
    return Place(value, tuple(before.tolist()), int(ids[where]), tuple(after.tolist()))
