"""A pass of any module as a graph: which operation made each value, and where masks multiply.

Every tensor has a shadow of its shape that holds, for each element, the number of the operation
that made it. What only moves elements about (a view, a stack, an index) is done to the shadow as it
is, so the graph knows which step and layer an element comes from however a program packs its
states.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from inspect import currentframe
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.overrides import TorchFunctionMode

from rnnviz.inspection import kernels

Torchs = Any  # what torch's functions take and give
_OURS, _TORCHS = str(Path(__file__).parent), str(Path(torch.__file__).parent)
_MOVES = {
    *("view", "reshape", "flatten", "unflatten", "ravel", "transpose", "t", "T", "mT", "permute"),
    *("swapaxes", "movedim", "squeeze", "squeeze_", "unsqueeze", "unsqueeze_", "atleast_2d"),
    *("expand", "expand_as", "broadcast_to", "view_as", "reshape_as", "repeat", "tile"),
    *("repeat_interleave", "select", "narrow", "index_select", "gather", "take_along_dim"),
    *("__getitem__", "masked_select", "chunk", "split", "split_with_sizes", "tensor_split"),
    *("unbind", "unsafe_chunk", "unsafe_split", "stack", "cat", "concat", "hstack", "vstack"),
    *("flip", "roll", "t_"),
}
_SAME_PLACE = {
    *("contiguous", "clone", "detach", "detach_", "data", "real", "alias", "requires_grad_"),
    *("to", "type", "type_as", "float", "double", "half", "bfloat16", "cpu"),
}
_DRAWS = {
    *("rand", "randn", "randint", "randperm", "rand_like", "randn_like", "randint_like"),
    *("bernoulli", "bernoulli_", "uniform_", "normal", "normal_", "random_", "exponential_"),
    "multinomial",
}
_EMPTY = ("new_", "new", "empty", "zeros", "ones", "full", "rand")
_DROPS = {"dropout", "dropout_", "feature_dropout", "alpha_dropout", "dropout1d", "dropout2d"}
_TIMES = {"mul", "mul_", "multiply", "__mul__", "__rmul__", "__imul__"}
_OVER = {"div", "div_", "divide", "true_divide", "__truediv__", "__itruediv__"}
_PRODUCTS = {
    *("linear", "matmul", "__matmul__", "__rmatmul__", "mm", "mv", "addmm", "addmm_", "bmm"),
    *("baddbmm", "einsum"),
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


@dataclass(slots=True)
class Node:
    """One operation."""

    op: str
    kind: Kind
    parents: frozenset[int]
    where: tuple[tuple[str, int], ...]
    weights: frozenset[int] = frozenset()  # of a product: the parameters it multiplies with
    inputs: frozenset[int] = frozenset()  # and what it multiplies
    gates: int = 0  # of a product: its outputs for each input
    value: Tensor | None = None  # of a mask
    drop: Drop | None = None
    scale: Drop | None = None  # the same with a constant for a mask
    children: set[int] = field(default_factory=set)


class Recorder(TorchFunctionMode):
    """What happens inside, as `nodes`; `strange` are the places where it can't follow."""

    def __init__(self, parameters: Iterable[Tensor]) -> None:
        super().__init__()
        self.nodes: list[Node] = []
        self.strange: list[tuple[str, tuple[tuple[str, int], ...]]] = []
        self._shadows: dict[int, Tensor] = {}
        self._alive: list[Tensor] = []
        for weight in parameters:
            self.enter(weight, Kind.WEIGHTS)

    def enter(self, value: Tensor, kind: Kind) -> None:
        """Take in a tensor that was there before."""
        self._shade(value, self._full(value, self._node("given", kind, frozenset())))

    def made(self, value: Tensor) -> frozenset[int]:
        """The operations that made a value."""
        return frozenset(self._shadow(value).unique().tolist())

    def __torch_function__(
        self, func: Callable[..., Torchs], types: object, args: Torchs = (), kwargs: Torchs = None
    ) -> Torchs:
        kwargs = kwargs or {}
        name = _name(func)
        if name in kernels.PLAIN:
            return self._kernel(func, name, args, kwargs)
        if name in _DROPS:
            return self._dropout(func, name, args, kwargs)
        out = func(*args, **kwargs)
        if name == "__setitem__":
            value = args[2] if isinstance(args[2], Tensor) else None
            self._shadow(args[0])[args[1]] = (
                self._constant() if value is None else self._shadow(value)
            )
        elif name == "copy_":
            self._shadow(args[0]).copy_(self._shadow(args[1]).expand_as(args[0]))
        elif name in _MOVES | _SAME_PLACE:
            self._move(func, name, out, args, kwargs)
        elif any(True for _ in tensors(out)):
            self._compute(name, out, args, kwargs)
            self._number(name, out, args)
        return out

    def _number(self, name: str, out: Torchs, args: Torchs) -> None:
        """A product with a plain number scales as well."""
        if len(args) != 2 or not isinstance(args[1], int | float) or not args[1]:
            return
        if name in _TIMES | _OVER:
            (number,) = self.made(out)
            node = self.nodes[number]
            by = float(args[1]) if name in _TIMES else 1 / float(args[1])
            node.scale = Drop(node.parents, torch.full(out.shape, by))

    def _kernel(
        self, func: Callable[..., Torchs], name: str, args: Torchs, kwargs: Torchs
    ) -> Torchs:
        """A kernel of torch's in plain steps, which give the same numbers, or it isn't followed."""
        before = torch.get_rng_state()
        judge = func(*args, **kwargs)
        after = torch.get_rng_state()
        torch.set_rng_state(before)
        with self:
            out = kernels.PLAIN[name](*args, **kwargs)
        pairs = zip(tensors(out), tensors(judge), strict=True)
        same = all(torch.allclose(a, b, rtol=1e-3, atol=1e-4) for a, b in pairs)
        if not same or not torch.equal(torch.get_rng_state(), after):
            self.strange.append((name, _where()))
        return out

    def _dropout(
        self, func: Callable[..., Torchs], name: str, args: Torchs, kwargs: Torchs
    ) -> Torchs:
        """Dropout, and by the same random numbers on ones its mask."""
        value = args[0] if args else kwargs["input"]
        before = torch.get_rng_state()
        rest = {k: v for k, v in kwargs.items() if k != "input"}
        factor = func(
            torch.ones_like(value),
            *args[1:],
            **(rest | ({"inplace": False} if "inplace" in rest else {})),
        )
        torch.set_rng_state(before)
        made, kind = self.made(value), self._kind(self.made(value))
        out = func(*args, **kwargs)
        if bool((factor == 1).all()) and torch.equal(torch.get_rng_state(), before):
            if out is not value:
                self._shade(out, self._shadow(value).clone())
            return out
        if kind in {Kind.CONSTANT, Kind.MASK}:
            kind = Kind.MASK if bool(out.any()) else Kind.CONSTANT
            number = self._node(name, kind, made, value=out.clone())
        else:
            number = self._node(name, kind, made, drop=Drop(made, factor))
        self._write(out, number)
        return out

    def _move(
        self, func: Callable[..., Torchs], name: str, out: Torchs, args: Torchs, kwargs: Torchs
    ) -> None:
        first, rest = (
            (args[0], args[1:]) if args else (kwargs.get("input", kwargs.get("tensors")), ())
        )
        kwargs = {k: v for k, v in kwargs.items() if k not in {"input", "tensors"}}
        if name in _SAME_PLACE:
            shadow = self._shadow(first)
            if out is not first:
                shares = out.data_ptr() == first.data_ptr()
                self._shade(out, shadow if shares else shadow.clone())
            return
        if any(
            isinstance(argument, torch.dtype) for argument in rest
        ):  # the same bytes, read otherwise
            self._compute(name, out, (first,), {})
            return
        if isinstance(first, Tensor):
            moved = func(self._shadow(first), *rest, **kwargs)
        else:
            moved = func([self._shadow(tensor) for tensor in first], *rest, **kwargs)
        for tensor, shadow in zip(tensors(out), tensors(moved), strict=True):
            self._shade(tensor, shadow)

    def _compute(self, name: str, out: Torchs, args: Torchs, kwargs: Torchs) -> None:
        given = list(tensors((args, kwargs)))
        creates = name.startswith(_EMPTY) or name.endswith("_like")
        if creates or name in _DRAWS:
            kind = Kind.MASK if name in _DRAWS else Kind.CONSTANT
            value = next(tensors(out)).clone() if kind is Kind.MASK else None
            number = self._node(name, kind, frozenset(), value=value)
        elif name == "embedding":
            weight = args[1] if len(args) > 1 else kwargs["weight"]
            made = self.made(weight)
            number = self._node(name, Kind.DATA, made, weights=made)
        else:
            number = self._plain(name, out, given)
        for tensor in tensors(out):
            self._write(tensor, number)

    def _plain(self, name: str, out: Torchs, given: list[Tensor]) -> int:
        made = [self.made(tensor) for tensor in given]
        kinds = [self._kind(each) for each in made]
        parents = frozenset().union(*made)
        kind = self._kind(parents)
        if name in _PRODUCTS:
            weighs = [each for each, k in zip(made, kinds, strict=True) if k is Kind.WEIGHTS]
            others = [each for each, k in zip(made, kinds, strict=True) if k is not Kind.WEIGHTS]
            if weighs and others:
                weights, inputs = frozenset().union(*weighs), frozenset().union(*others)
                sizes = [
                    g.shape[-1] for g, k in zip(given, kinds, strict=True) if k is not Kind.WEIGHTS
                ]
                gates = next(tensors(out)).shape[-1] // max(sizes[-1], 1)
                return self._node(
                    name, Kind.DATA, parents, weights=weights, inputs=inputs, gates=gates
                )
        random = Kind.MASK in kinds
        if not random:
            return self._node(name, kind, parents, scale=self._scale(name, out, given, made, kinds))
        if set(kinds) <= {Kind.MASK, Kind.CONSTANT}:
            value = next(tensors(out)).clone()
            zeros = any(
                k is Kind.CONSTANT and not bool(t.any()) for k, t in zip(kinds, given, strict=True)
            )
            kind = Kind.CONSTANT if name in _TIMES and zeros else Kind.MASK
            return self._node(name, kind, parents, value=value)
        return self._mixed(name, out, given, made, kinds)

    def _scale(
        self,
        name: str,
        out: Torchs,
        given: list[Tensor],
        made: list[frozenset[int]],
        kinds: list[Kind],
    ) -> Drop | None:
        """What multiplies a value by one constant, as evaluation does for masks' expectations."""
        constants = [g for g, k in zip(given, kinds, strict=True) if k is Kind.CONSTANT]
        of = [m for m, k in zip(made, kinds, strict=True) if k is not Kind.CONSTANT]
        if name not in _TIMES or len(constants) != 1 or len(of) != 1 or not len(given[0]):
            return None
        factor = constants[0].float().broadcast_to(next(tensors(out)).shape)
        return Drop(of[0], factor) if bool((factor == factor.flatten()[0]).all()) else None

    def _mixed(
        self,
        name: str,
        out: Torchs,
        given: list[Tensor],
        made: list[frozenset[int]],
        kinds: list[Kind],
    ) -> int:
        """An operation on a mask and on what isn't one."""
        shape = next(tensors(out)).shape
        masks = [g for g, k in zip(given, kinds, strict=True) if k is Kind.MASK]
        rest = [
            (g, m)
            for g, m, k in zip(given, made, kinds, strict=True)
            if k not in {Kind.MASK, Kind.CONSTANT}
        ]
        of = frozenset().union(*(m for _, m in rest))
        kind, drop = self._kind(of), None
        mask = masks[0].broadcast_to(shape) if masks[0].dim() <= len(shape) else masks[0]
        if name in _TIMES:
            drop = Drop(of, mask.float().clone())
        elif name in {"masked_fill", "masked_fill_"}:
            drop = Drop(of, (~mask.bool()).float())
        elif name in {"where", "lerp", "lerp_"}:
            fresh = mask.float()
            drop = Drop(of, fresh.clone(), fresh_share=len(given) > 2)
        elif not (name.startswith(("add", "sub", "__")) and kind is Kind.START):
            self.strange.append((name, _where()))
        return self._node(name, kind, frozenset().union(*made), drop=drop)

    def _kind(self, made: Iterable[int]) -> Kind:
        """What depends on all these."""
        kinds = {self.nodes[number].kind for number in made}
        for kind in (Kind.DATA, Kind.START, Kind.WEIGHTS, Kind.MASK):
            if kind in kinds:
                return kind
        return Kind.CONSTANT

    def _node(self, op: str, kind: Kind, parents: frozenset[int], **more: Torchs) -> int:
        number = len(self.nodes)
        self.nodes.append(Node(op, kind, parents, _where(), **more))
        for parent in parents:
            self.nodes[parent].children.add(number)
        return number

    def _constant(self) -> int:
        return self._node("constant", Kind.CONSTANT, frozenset())

    def _shadow(self, value: Tensor) -> Tensor:
        if id(value) not in self._shadows:
            self.enter(value, Kind.CONSTANT)
        return self._shadows[id(value)]

    def _shade(self, value: Tensor, shadow: Tensor) -> None:
        self._alive.append(value)
        self._shadows[id(value)] = shadow

    def _write(self, value: Tensor, number: int) -> None:
        """Let all elements come from an operation, in a tensor that may be part of another."""
        if id(value) in self._shadows:
            self._shadows[id(value)].fill_(number)
        else:
            self._shade(value, self._full(value, number))

    @staticmethod
    def _full(value: Tensor, number: int) -> Tensor:
        return torch.full(value.shape, number)


def record(recorder: Recorder, model: Callable[..., Torchs], inputs: tuple[Torchs, ...]) -> Torchs:
    """What a module returns, its operations recorded: lines of the program end here."""
    with recorder:
        return model(*inputs)


def _name(func: Callable[..., Torchs]) -> str:
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


def _where() -> tuple[tuple[str, int], ...]:
    """The lines of the program that lead here, the innermost first, but torch's and this room's."""
    lines = []
    frame = currentframe()
    while frame and not (frame.f_code.co_name == "record" and frame.f_code.co_filename == __file__):
        file = frame.f_code.co_filename
        if file.startswith("<string") or not file.startswith((_OURS, _TORCHS)):
            lines.append((file, frame.f_lineno))
        frame = frame.f_back
    return tuple(lines)
