"""What each unit holds after each word, and where in a text a unit holds the most."""

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
from rnnviz.lm.model import LanguageModel
from rnnviz.text.batches import windows

AROUND = 6  # words shown to each side of a place


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
class States:
    """The values of H units after each of T words."""

    rows: tuple[tuple[float, ...], ...]  # (H, T), in the order of `units`
    units: tuple[int, ...]  # (H,): which unit each row is


@dataclass(frozen=True, slots=True)
class Place:
    """A word at which a unit holds much, and the words around it."""

    value: float
    before: tuple[int, ...]
    word: int
    after: tuple[int, ...]


@torch.no_grad()
def measure(
    model: LanguageModel, tokens: Tensor, placement: Placement, kind: Kind, layer: int
) -> States:
    """The values of a layer's units over tokens (T,), read from a zero state at evaluation.

    Units stand in the order of the word that raises each most, the earliest first; of those that
    the same word raises most, the one it raises furthest. Before the first word all are 0.
    """
    values = _run(model, tokens.unsqueeze(1), placement, model.zero_state(1))[0]
    found = values[kind][layer][:, 0].T  # (H, T)
    most = found.diff(prepend=torch.zeros(len(found), 1)).max(1)
    rises = zip(most.indices.tolist(), (-most.values).tolist(), strict=True)
    order = [unit for _, unit in sorted((rise, unit) for unit, rise in enumerate(rises))]
    return States(tuple(map(tuple, found[order].tolist())), tuple(order))


@torch.no_grad()
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
    state, found = model.zero_state(batch), []
    for inputs, _ in windows(ids, batch, 35, partial=True):
        values, state = _run(model, torch.from_numpy(inputs), placement, state)
        found.append(values[unit.kind][unit.layer][:, :, unit.number])
    rows = torch.cat(found)  # (R, B): the last word of each stream predicts nothing, so isn't read
    length = len(ids) // batch
    chosen: list[int] = []
    for place in rows.T.flatten().argsort(descending=True).tolist():
        stream, step = divmod(place, len(rows))
        where = stream * length + step
        if all(abs(where - other) > AROUND for other in chosen):
            chosen.append(where)
        if len(chosen) == count:
            break
    return tuple(_place(ids, w, rows[w % length, w // length].item()) for w in chosen)


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
        values[Kind.CELL] = torch.stack([run.cell for run in runs])
    return values, last_state(runs)


def _place(ids: np.ndarray, where: int, value: float) -> Place:
    before, after = ids[max(0, where - AROUND) : where], ids[where + 1 : where + 1 + AROUND]
    return Place(value, tuple(before.tolist()), int(ids[where]), tuple(after.tolist()))
