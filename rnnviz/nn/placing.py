"""A placement for a model that exists, in place, and away again."""

import warnings
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import TypeVar, cast

from torch import nn
from torch.nn.utils.parametrize import is_parametrized

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

    Each layer has the whole placement: of two that lie one above the other as modules, the lower
    drops its output and the upper its input, and `between` is inside of a module alone. A warning
    says so, and which parts of a model a placement leaves as they are: cells, scripted layers.

    Raises `InputError`, and changes nothing, for a model without such layers, a placement that one
    of them can't carry, and a subclass whose call isn't known.
    """
    _check_module(model)
    layers = _recurrent(model)
    if placement is None:
        for module in model.modules():
            _restore(module)
        return model
    wanted = resolved(placement)
    for name, layer in layers.items():
        _check(name, layer, wanted)
    table = _table(model, wanted, words)
    _warn(model, layers, wanted, table)
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

    Afterwards each module is in the mode in which it was. Warns of a model without any.
    """
    _check_module(model)
    kinds = (Placed, Embedding, LockedDropout)
    modes = [(module, module.training) for module in model.modules() if isinstance(module, kinds)]
    if not modes:
        _tell(Message("nn.nothing_draws", {"model": type(model).__name__}))
    try:
        for module, _ in modes:
            module.training = True
        yield
    finally:
        for module, mode in modes:
            module.training = mode


def _check_module(model: object) -> None:
    """Raise `InputError` for whatever is no module."""
    if not isinstance(model, nn.Module):
        raise InputError("nn.no_module", kind=type(model).__name__)


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
        raise _own_call(name, layer)
    check_carried(layer, placed.cell, placement)


def _table(model: nn.Module, placement: Placement, words: str | None) -> nn.Embedding | None:
    """The embedding whose words are dropped, if any are."""
    tables = _named(model, nn.Embedding)
    if words is not None and words not in tables:
        have = list(tables) or Message("nn.no_tables")
        raise InputError("nn.no_such_words", words=words, tables=have)
    if Edge.WORD not in placement.edges or not tables:
        return None
    able = {n for n, m in tables.items() if type(m) is nn.Embedding or isinstance(m, Embedding)}
    meant = [words] if words is not None else [n for n in tables if n in able or not able]
    if len(meant) > 1:
        raise InputError("nn.which_words", placement=placement, tables=meant)
    if meant[0] not in able:
        raise _own_call(meant[0], tables[meant[0]])
    return tables[meant[0]]


def _own_call(name: str, module: nn.Module) -> InputError:
    key = "nn.parametrized" if is_parametrized(module) else "nn.own_call"
    return InputError(key, name=name or Message("nn.the_model"), kind=type(module).__name__)


def _warn(
    model: nn.Module,
    layers: dict[str, nn.RNNBase],
    placement: Placement,
    table: nn.Embedding | None,
) -> None:
    """Say what of a placement does something else here than its line may promise."""
    left = [name for name, module in _named(model, nn.Module).items() if _is_left(module)]
    if left and placement.active:
        _tell(Message("nn.left_alone", {"names": left}))
    single = all(layer.num_layers == 1 for layer in layers.values())
    if Edge.BETWEEN in placement.edges and len(layers) > 1 and single:
        _tell(Message("nn.between_modules", {"placement": placement, "names": list(layers)}))
    first = next(iter(layers.values())).batch_first
    mixed = any(layer.batch_first != first for layer in layers.values())
    if mixed and table is not None and not isinstance(table, Embedding):
        order = Message("nn.batch_order" if first else "nn.steps_order")
        _tell(Message("nn.mixed_orders", {"order": order}))


def _is_left(module: nn.Module) -> bool:
    """Whether a module is recurrent, and none whose class can be another."""
    original = getattr(module, "original_name", "")  # of a scripted module
    return isinstance(module, nn.RNNCellBase) or original in {kind.__name__ for kind in PLACED}


def _tell(what: Message) -> None:
    warnings.warn(str(what), stacklevel=4)  # where `place` or `mc_dropout` was called


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
        module.__class__ = _TORCHS[type(module)]
        for name in _OF_LAYERS if layer else _OF_TABLES:
            module.__dict__.pop(name)
    elif isinstance(module, Placed):
        module.placement = None
        module.dropout = module.__dict__["dropout"]
    elif isinstance(module, Embedding):
        module.placement = None
