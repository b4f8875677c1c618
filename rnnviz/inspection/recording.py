"""A pass of any module as a graph: which operation made each value, and where masks multiply.

Every tensor has a shadow of its shape that holds, for each element, the number of the operation
that made it. What only moves elements about (a view, a stack, an index) is done to the shadow as it
is, so the graph knows which step and layer an element comes from however a program packs its
states.
"""

from collections.abc import Callable, Iterable
from inspect import currentframe
from pathlib import Path

import torch
from torch import Tensor
from torch.overrides import TorchFunctionMode

from rnnviz.inspection import kernels
from rnnviz.inspection.operations import (
    DRAWS,
    DROPS,
    EMPTY,
    MOVES,
    OVER,
    PRODUCTS,
    SAME_PLACE,
    TIMES,
    Drop,
    Given,
    Kind,
    Node,
    Torchs,
    Where,
    name_of,
    tensors,
)

_OURS, _TORCHS = str(Path(__file__).parent), str(Path(torch.__file__).parent)


class Recorder(TorchFunctionMode):
    """What happens inside, as `nodes`; `strange` are the places where it can't follow."""

    def __init__(self, parameters: Iterable[Tensor]) -> None:
        super().__init__()
        self.nodes: list[Node] = []
        self.strange: list[tuple[str, Where]] = []
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
        name = name_of(func)
        if name in kernels.PLAIN:
            return self._kernel(func, name, args, kwargs)
        if name in DROPS:
            return self._dropout(func, name, args, kwargs)
        out = func(*args, **kwargs)
        if name == "__setitem__":
            value = args[2] if isinstance(args[2], Tensor) else None
            self._shadow(args[0])[args[1]] = (
                self._constant() if value is None else self._shadow(value)
            )
        elif name == "copy_":
            self._shadow(args[0]).copy_(self._shadow(args[1]).expand_as(args[0]))
        elif name in MOVES | SAME_PLACE:
            self._move(func, name, out, args, kwargs)
        elif any(True for _ in tensors(out)):
            self._compute(name, out, args, kwargs)
            self._number(name, out, args)
        return out

    def _number(self, name: str, out: Torchs, args: Torchs) -> None:
        """A product with a plain number scales as well."""
        if len(args) != 2 or not isinstance(args[1], int | float) or not args[1]:
            return
        if name in TIMES | OVER:
            (number,) = self.made(out)
            node = self.nodes[number]
            by = float(args[1]) if name in TIMES else 1 / float(args[1])
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
        if name in SAME_PLACE:
            shadow = self._shadow(first)
            if out is not first:
                shares = out.data_ptr() == first.data_ptr()
                self._shade(out, shadow if shares else shadow.clone())
            return
        if any(isinstance(argument, torch.dtype) for argument in rest):
            self._compute(name, out, (first,), {})  # the same bytes, read otherwise
            return
        if isinstance(first, Tensor):
            moved = func(self._shadow(first), *rest, **kwargs)
        else:
            moved = func([self._shadow(tensor) for tensor in first], *rest, **kwargs)
        for tensor, shadow in zip(tensors(out), tensors(moved), strict=True):
            self._shade(tensor, shadow)

    def _compute(self, name: str, out: Torchs, args: Torchs, kwargs: Torchs) -> None:
        given = list(tensors((args, kwargs)))
        creates = name.startswith(EMPTY) or name.endswith("_like")
        if creates or name in DRAWS:
            kind = Kind.MASK if name in DRAWS else Kind.CONSTANT
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

    def _plain(self, name: str, out: Torchs, values: list[Tensor]) -> int:
        made = [self.made(tensor) for tensor in values]
        kinds = [self._kind(each) for each in made]
        given = Given(name, next(tensors(out)).shape, values, made, kinds)
        if name in PRODUCTS and (product := self._product(given)) is not None:
            return product
        if Kind.MASK not in kinds:
            return self._node(name, self._kind(given.parents), given.parents, scale=_scale(given))
        if set(kinds) <= {Kind.MASK, Kind.CONSTANT}:
            zeros = any(not bool(value.any()) for value in given.values_of(Kind.CONSTANT))
            kind = Kind.CONSTANT if name in TIMES and zeros else Kind.MASK
            return self._node(name, kind, given.parents, value=next(tensors(out)).clone())
        return self._mixed(given)

    def _product(self, given: Given) -> int | None:
        """A product of weights with what isn't weights alone; None for any other."""
        others = set(Kind) - {Kind.WEIGHTS}
        weights, multiplied = given.made_by(Kind.WEIGHTS), given.values_of(*others)
        if not weights or not multiplied:
            return None
        return self._node(
            given.name,
            Kind.DATA,
            given.parents,
            weights=weights,
            inputs=given.made_by(*others),
            gates=given.shape[-1] // max(multiplied[-1].shape[-1], 1),
        )

    def _mixed(self, given: Given) -> int:
        """An operation on a mask and on what isn't one."""
        name, shape = given.name, given.shape
        of = given.made_by(Kind.WEIGHTS, Kind.START, Kind.DATA)
        kind, drop = self._kind(of), None
        mask = given.values_of(Kind.MASK)[0]
        mask = mask.broadcast_to(shape) if mask.dim() <= len(shape) else mask
        if name in TIMES:
            drop = Drop(of, mask.float().clone())
        elif name in {"masked_fill", "masked_fill_"}:
            drop = Drop(of, (~mask.bool()).float())
        elif name in {"where", "lerp", "lerp_"}:
            drop = Drop(of, mask.float().clone(), fresh_share=len(given.values) > 2)
        elif not (name.startswith(("add", "sub", "__")) and kind is Kind.START):
            self.strange.append((name, _where()))
        return self._node(name, kind, given.parents, drop=drop)

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


def _scale(given: Given) -> Drop | None:
    """What multiplies a value by one constant, as evaluation does for masks' expectations."""
    constants = given.values_of(Kind.CONSTANT)
    values = len(given.values) - len(constants)
    if given.name not in TIMES or len(constants) != 1 or values != 1 or not len(given.values[0]):
        return None
    factor = constants[0].float().broadcast_to(given.shape)
    of = given.made_by(*(set(Kind) - {Kind.CONSTANT}))
    return Drop(of, factor) if bool((factor == factor.flatten()[0]).all()) else None


def record(recorder: Recorder, model: Callable[..., Torchs], inputs: tuple[Torchs, ...]) -> Torchs:
    """What a module returns, its operations recorded: lines of the program end here."""
    with recorder:
        return model(*inputs)


def _where() -> Where:
    """The lines of the program that lead here, the innermost first, but torch's and this room's."""
    lines = []
    frame = currentframe()
    while frame and not (frame.f_code.co_name == "record" and frame.f_code.co_filename == __file__):
        file = frame.f_code.co_filename
        if file.startswith("<string") or not file.startswith((_OURS, _TORCHS)):
            lines.append((file, frame.f_lineno))
        frame = frame.f_back
    return tuple(lines)
