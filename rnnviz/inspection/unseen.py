"""Randomness that no recorded mask explains: numpy's, Python's, or of what isn't followed."""

import random
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from typing import Any

import torch
from torch import Tensor, nn

from rnnviz.content import Message
from rnnviz.inspection.operations import tensors
from rnnviz.inspection.subject import Subject, passing, theirs, uncompiled

_SEEDS = range(1, 6)  # a coin that decides for a whole pass may fall alike a few times


def unseen(subject: Subject, masks: tuple[object, object], *, told: bool) -> tuple[Message, ...]:
    """What there is to say if passes differ though all random numbers that were met are the same.

    `masks` are those of train and eval mode; where there are none, no random numbers explain a
    difference, and none need be the same.
    """
    if told:
        return ()
    for training, there in zip((True, False), masks, strict=True):
        first = _outputs(subject, 0, 0, training=training)
        for seed in _SEEDS:
            same = 0 if there else seed
            if not _alike(first, _outputs(subject, same, seed, training=training)):
                return (Message("inspection.unseen", {"name": subject.name}),)
    return ()


def copied(model: nn.Module) -> nn.Module:
    """A module of its own, for one may keep its state; the same one where it can't be copied."""
    try:
        return deepcopy(model)
    except (RuntimeError, TypeError, AttributeError):
        return model


def _outputs(subject: Subject, seed: int, other: int, *, training: bool) -> list[Tensor]:
    """What a copy of the module gives, torch's stream and all others seeded."""
    model = copied(subject.model)
    with passing(model, training=training), _others(other):
        torch.manual_seed(seed)
        with uncompiled(), theirs("inspection.not_followed", name=subject.name):
            return list(tensors(model(*deepcopy(subject.inputs))))


@contextmanager
def _others(seed: int) -> Iterator[None]:
    """Python's and numpy's own streams seeded, and afterwards as they were."""
    numpy: Any = sys.modules.get("numpy")
    restore: list[Callable[[], None]] = []
    state = random.getstate()
    restore.append(lambda: random.setstate(state))
    random.seed(seed)
    if numpy is not None:
        theirs_state = numpy.random.get_state()
        restore.append(lambda: numpy.random.set_state(theirs_state))
        numpy.random.seed(seed)
    try:
        yield
    finally:
        for each in restore:
            each()


def _alike(first: list[Tensor], second: list[Tensor]) -> bool:
    if len(first) != len(second):
        return False
    pairs = zip(first, second, strict=True)
    return all(
        a.shape == b.shape and torch.allclose(a.double(), b.double(), 1e-4, 1e-6, equal_nan=True)
        for a, b in pairs
    )
