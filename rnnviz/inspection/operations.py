"""What a recorded pass consists of: operations, by torch's names for them, and masks."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from torch import Size, Tensor

Where = tuple[tuple[str, int, int], ...]  # calls in a program, by line and place, innermost first
Torchs = Any  # what torch's functions take and give
MOVES = {
    *("view", "reshape", "flatten", "unflatten", "ravel", "transpose", "t", "T", "mT", "permute"),
    *("swapaxes", "movedim", "squeeze", "squeeze_", "unsqueeze", "unsqueeze_", "atleast_2d"),
    *("expand", "expand_as", "broadcast_to", "view_as", "reshape_as", "repeat", "tile"),
    *("repeat_interleave", "select", "narrow", "index_select", "gather", "take_along_dim"),
    *("__getitem__", "masked_select", "chunk", "split", "split_with_sizes", "tensor_split"),
    *("unbind", "unsafe_chunk", "unsafe_split", "stack", "cat", "concat", "hstack", "vstack"),
    *("flip", "roll", "t_"),
}
SAME_PLACE = {
    *("contiguous", "clone", "detach", "detach_", "data", "real", "alias", "requires_grad_"),
    *("to", "type", "type_as", "float", "double", "half", "bfloat16", "cpu"),
}
DRAWS = {
    *("rand", "randn", "randint", "randperm", "rand_like", "randn_like", "randint_like"),
    *("bernoulli", "bernoulli_", "uniform_", "normal", "normal_", "random_", "exponential_"),
    "multinomial",
}
EMPTY = ("new_", "new", "empty", "zeros", "ones", "full", "rand")
DROPS = {"dropout", "dropout_", "feature_dropout", "dropout1d", "dropout2d", "dropout3d"}
TIMES = {"mul", "mul_", "multiply", "__mul__", "__rmul__", "__imul__"}
OVER = {"div", "div_", "divide", "true_divide", "__truediv__", "__itruediv__"}
PRODUCTS = {
    *("linear", "matmul", "__matmul__", "__rmatmul__", "mm", "mv", "addmm", "addmm_", "bmm"),
    *("baddbmm", "einsum", "conv1d", "conv2d"),
}
PACKS = {"_pack_padded_sequence", "_pad_packed_sequence"}
CHOOSES = {"where", "lerp", "lerp_"}
LEAVES = {  # to where nothing is recorded; an int may seed another generator
    *("__bool__", "is_nonzero", "__float__", "item", "tolist", "numpy", "__array__"),
}


class Kind(StrEnum):
    """What a value depends on."""

    CONSTANT = "constant"
    MASK = "mask"  # on random numbers alone
    START = "start"  # on a state that the module was given
    WEIGHTS = "weights"  # on parameters alone
    DATA = "data"


@dataclass(frozen=True, slots=True)
class Drop:
    """A mask on a value: the factors, in the value's shape, and where the program applies it."""

    of: frozenset[int]  # the operations that made the value
    factor: Tensor
    fresh_share: bool = False  # the factor is the share of a new value; under zoneout
    copies: bool = False  # the value is spread over several masks, such as one for each gate


@dataclass(slots=True)
class Node:
    """One operation."""

    op: str
    kind: Kind
    parents: frozenset[int]
    where: Where
    weights: frozenset[int] = frozenset()  # of a product: the parameters it multiplies with
    inputs: frozenset[int] = frozenset()  # and what it multiplies
    gates: int = 0  # of a product: its outputs for each input
    value: Tensor | None = None  # of a mask
    drop: Drop | None = None
    scale: Drop | None = None  # the same with a constant for a mask
    children: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Given:
    """What an operation was given: tensors, the operations that made each, and their kinds."""

    name: str
    shape: Size  # of what came out
    values: list[Tensor]
    made: list[frozenset[int]]
    kinds: list[Kind]

    @property
    def parents(self) -> frozenset[int]:
        return frozenset().union(*self.made)

    def values_of(self, *kinds: Kind) -> list[Tensor]:
        return [value for value, kind in zip(self.values, self.kinds, strict=True) if kind in kinds]

    @property
    def matrices(self) -> frozenset[int]:
        """The operations that made weights of two dimensions or more."""
        each = zip(self.values, self.made, self.kinds, strict=True)
        return frozenset().union(*(m for v, m, k in each if k is Kind.WEIGHTS and v.dim() > 1))

    def made_by(self, *kinds: Kind) -> frozenset[int]:
        """The operations that made what is of these kinds."""
        made = (m for m, kind in zip(self.made, self.kinds, strict=True) if kind in kinds)
        return frozenset().union(*made)


def name_of(func: Callable[..., Torchs]) -> str:
    """What a function is called; of a property that is read, its name."""
    name = getattr(func, "__name__", "")
    return getattr(getattr(func, "__self__", None), "__name__", name) if name == "__get__" else name


def tensors(value: Torchs) -> Iterator[Tensor]:
    """The tensors in tuples, lists and dictionaries."""
    if isinstance(value, Tensor):
        yield value
    elif isinstance(value, dict):
        yield from tensors(list(value.values()))
    elif isinstance(value, list | tuple):
        for part in value:
            yield from tensors(part)
