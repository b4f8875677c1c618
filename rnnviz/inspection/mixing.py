"""What an operation on a mask and on what isn't one does: which values it drops, if any."""

import torch
from torch import Tensor

from rnnviz.inspection.operations import CHOOSES, OVER, PRODUCTS, TIMES, Drop, Given, Kind, Torchs
from rnnviz.inspection.shadows import Shadows

_MASKS = {Kind.MASK, Kind.CONSTANT}


def mixed(graph: Shadows, given: Given, args: Torchs, kwargs: Torchs) -> Drop | None:
    """The dropout that an operation is, or None where it is another use of random numbers."""
    if given.name in TIMES:
        return _multiplied(given)
    if given.name in CHOOSES:
        return _chosen(graph, given, *args) if len(args) == 3 and not kwargs else None
    if given.name in {"masked_fill", "masked_fill_"}:
        return _filled(given, args[2] if len(args) > 2 else kwargs.get("value"))
    if given.name in PRODUCTS:
        return _diagonal(given)
    return None


def _multiplied(given: Given) -> Drop | None:
    """A value times a mask."""
    values = given.values_of(*(set(Kind) - _MASKS))
    if not all(value.is_floating_point() for value in values):
        return None  # numbers of words
    mask = given.values_of(Kind.MASK)[0].broadcast_to(given.shape)
    copies = all(value.numel() < given.shape.numel() for value in values)
    return Drop(given.made_by(*(set(Kind) - _MASKS)), mask.float().clone(), copies=copies)


def _filled(given: Given, value: Torchs) -> Drop | None:
    """A value with zeros where a mask says so."""
    if not _nothing(value) or not given.values[0].is_floating_point():
        return None
    mask = given.values_of(Kind.MASK)[0].broadcast_to(given.shape)
    return Drop(given.made_by(*(set(Kind) - _MASKS)), (~mask.bool()).float())


def _chosen(
    graph: Shadows, given: Given, first: Torchs, second: Torchs, third: Torchs
) -> Drop | None:
    """One of two values by a mask: the other one is zero, or was there before (zoneout)."""
    if given.name == "where":
        mask, ones, zeros = first, second, third
    else:
        zeros, ones, mask = first, second, third
    if not isinstance(mask, Tensor) or graph.kind(graph.made(mask)) is not Kind.MASK:
        return None
    parts = [part for part in (ones, zeros) if isinstance(part, Tensor)]
    share = mask.float().broadcast_to(given.shape).clone()  # of the ones
    if not all(part.is_floating_point() for part in parts):
        return None  # one word for another
    if _nothing(zeros) or _nothing(ones):
        kept = ones if _nothing(zeros) else zeros
        return Drop(graph.made(kept), share if kept is ones else 1 - share)
    kinds = {graph.kind(graph.made(part)) for part in parts}
    if len(parts) < 2 or kinds & _MASKS:
        return None
    new, old = sorted(parts, key=lambda part: -max(graph.made(part)))
    return Drop(graph.made(new), share if new is ones else 1 - share, fresh_share=new is not old)


def _diagonal(given: Given) -> Drop | None:
    """A value times a matrix that has a mask on its diagonal and zeros elsewhere."""
    matrix = given.values[-1]
    if given.kinds[-1] is not Kind.MASK or matrix.dim() != 2 or len(given.values) != 2:
        return None
    factor = matrix.diagonal()
    if matrix.shape != (len(factor), len(factor)) or not torch.equal(matrix, factor.diag()):
        return None
    return Drop(given.made[0], factor.float().broadcast_to(given.shape).clone())


def put(graph: Shadows, value: Tensor, index: Tensor, filler: Torchs) -> Drop | None:
    """What `value[index] = filler` drops, where the index is a mask."""
    if index.dtype is not torch.bool or not _nothing(filler) or not value.is_floating_point():
        return None
    kept = ~index.reshape(*index.shape, *[1] * (value.dim() - index.dim()))
    return Drop(graph.made(value), kept.float().broadcast_to(value.shape).clone())


def scale(given: Given) -> Drop | None:
    """What multiplies a value by one constant, as evaluation does for masks' expectations."""
    constants = given.values_of(Kind.CONSTANT)
    values = len(given.values) - len(constants)
    if given.name not in TIMES or len(constants) != 1 or values != 1 or not len(given.values[0]):
        return None
    factor = constants[0].float().broadcast_to(given.shape)
    of = given.made_by(*(set(Kind) - {Kind.CONSTANT}))
    return Drop(of, factor) if bool((factor == factor.flatten()[0]).all()) else None


def by_number(name: str, args: Torchs) -> float | None:
    """The plain number that a value is multiplied by."""
    if len(args) != 2 or not isinstance(args[1], int | float) or not args[1]:
        return None
    number = float(args[1])
    return number if name in TIMES else 1 / number if name in OVER else None


def _nothing(value: Torchs) -> bool:
    """Whether a value is zero everywhere."""
    return not bool(value.any()) if isinstance(value, Tensor) else value == 0
