"""A placement for a model that exists, in place, and away again."""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import TypeVar, cast

from torch import nn

from rnnviz.content import Message
from rnnviz.core.placement import Edge, Placement
from rnnviz.errors import InputError
from rnnviz.nn.carry import Given, check_carried, resolved
from rnnviz.nn.dropping import Embedding, LockedDropout
from rnnviz.nn.recurrent import PLACED, Placed

Model = TypeVar("Model", bound=nn.Module)
Kind = TypeVar("Kind", bound=nn.Module)
_TORCHS: dict[type[nn.Module], type[nn.Module]] = {
    Embedding: nn.Embedding,
    **{ours: torchs for torchs, ours in PLACED.items()},
}
_OURS = {"_placement", "generator"}
_OF_LAYERS = _OURS | {"keep_masks", "readable", "last_masks"}
_OF_TABLES = _OURS | {"batch_first"}


def place(model: Model, placement: Given, *, words: str | None = None) -> Model:
    """The same model, in which every `nn.LSTM`, `nn.GRU` and `nn.RNN` has the placement.

    Modules change their class where they stand: parameters, optimizers and hooks stay theirs, and
    so do names. `place(model, None)` makes them torch's own again, with the dropout they had. Words
    are dropped by the model's `nn.Embedding`, if it has one; of several, `words` names it.

    Raises `InputError`, and changes nothing, for a model without such layers, a placement that one
    of them can't carry, and a subclass whose call isn't known.
    """
    layers = _recurrent(model)
    if placement is None:
        for module in model.modules():
            _restore(module)
        return model
    wanted = resolved(placement)
    for name, layer in layers.items():
        _check(name, layer, wanted)
    table = _table(model, wanted, words)
    for layer in layers.values():
        _swap(layer, wanted)
    for module in model.modules():
        if isinstance(module, Embedding):
            module.placement = None
    if table is not None:
        _swap_table(table, wanted, batch_first=next(iter(layers.values())).batch_first)
    return model


@contextmanager
def mc_dropout(model: nn.Module) -> Generator[None]:
    """Masks are drawn inside as in training (Monte-Carlo dropout), in this package's modules only.

    Afterwards each module is in the mode in which it was.
    """
    kinds = (Placed, Embedding, LockedDropout)
    modes = [(module, module.training) for module in model.modules() if isinstance(module, kinds)]
    try:
        for module, _ in modes:
            module.training = True
        yield
    finally:
        for module, mode in modes:
            module.training = mode


def _named(model: nn.Module, kind: type[Kind]) -> dict[str, Kind]:
    """A model's modules of a kind, by name."""
    named = cast("Iterator[tuple[str, nn.Module]]", model.named_modules())  # torch has no types
    return {name: module for name, module in named if isinstance(module, kind)}


def _recurrent(model: nn.Module) -> dict[str, nn.RNNBase]:
    layers = _named(model, nn.RNNBase)
    if not layers:
        raise InputError("nn.nothing_to_place_in", model=type(model).__name__)
    return layers


def _check(name: str, layer: nn.RNNBase, placement: Placement) -> None:
    placed = layer if isinstance(layer, Placed) else PLACED.get(type(layer))
    if placed is None:
        told = name or Message("nn.the_model")
        raise InputError("nn.own_call", name=told, kind=type(layer).__name__)
    check_carried(layer, placed.cell, placement)


def _table(model: nn.Module, placement: Placement, words: str | None) -> nn.Embedding | None:
    """The embedding whose words are dropped, if any are."""
    kinds = {nn.Embedding, Embedding}
    tables = {n: m for n, m in _named(model, nn.Embedding).items() if type(m) in kinds}
    if Edge.WORD not in placement.edges or not (tables or words):
        return None
    if words is None and len(tables) == 1:
        return next(iter(tables.values()))
    if words not in tables:
        key = "nn.which_words" if words is None else "nn.no_such_words"
        have = list(tables) or Message("nn.no_tables")
        raise InputError(key, placement=placement, words=words, tables=have)
    return tables[words]


def _swap(layer: nn.RNNBase, placement: Placement) -> None:
    if isinstance(layer, Placed):
        layer.placement = placement
    else:
        _turned(layer, PLACED[type(layer)]).settle(placement)


def _swap_table(table: nn.Embedding, placement: Placement, *, batch_first: bool) -> None:
    if isinstance(table, Embedding):
        table.placement = placement
    else:
        _turned(table, Embedding).settle(placement, batch_first=batch_first)


def _turned(module: nn.Module, kind: type[Kind]) -> Kind:
    """The same object, of another class."""
    module.__class__ = kind
    assert isinstance(module, kind)
    return module


def _restore(module: nn.Module) -> None:
    """Make a module torch's own; one of a class derived from ours only loses its placement."""
    if type(module) in _TORCHS:
        layer = isinstance(module, Placed)
        if layer:
            module.__dict__.setdefault("dropout", module.dropout)
        module.__class__ = _TORCHS[type(module)]
        for name in _OF_LAYERS if layer else _OF_TABLES:
            module.__dict__.pop(name)
    elif isinstance(module, Placed | Embedding):
        module.placement = None
