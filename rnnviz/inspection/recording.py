"""A pass of any module, operation by operation: what each made, and where masks multiply."""

from collections.abc import Callable, Iterable

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
    Torchs,
    Where,
    name_of,
    tensors,
)
from rnnviz.inspection.shadows import Shadows, where


class Recorder(TorchFunctionMode):
    """What happens inside, as a `graph`; `strange` are the places where it can't follow."""

    def __init__(self, parameters: Iterable[Tensor]) -> None:
        super().__init__()
        self.graph = Shadows()
        self.strange: list[tuple[str, Where]] = []
        for weight in parameters:
            self.graph.enter(weight, Kind.WEIGHTS)

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
            self.graph.shadow(args[0])[args[1]] = (
                self.graph.constant() if value is None else self.graph.shadow(value)
            )
        elif name == "copy_":
            self.graph.shadow(args[0]).copy_(self.graph.shadow(args[1]).expand_as(args[0]))
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
            (number,) = self.graph.made(out)
            node = self.graph.nodes[number]
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
            self.strange.append((name, where()))
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
        made, kind = self.graph.made(value), self.graph.kind(self.graph.made(value))
        out = func(*args, **kwargs)
        if bool((factor == 1).all()) and torch.equal(torch.get_rng_state(), before):
            if out is not value:
                self.graph.shade(out, self.graph.shadow(value).clone())
            return out
        if kind in {Kind.CONSTANT, Kind.MASK}:
            kind = Kind.MASK if bool(out.any()) else Kind.CONSTANT
            number = self.graph.node(name, kind, made, value=out.clone())
        else:
            number = self.graph.node(name, kind, made, drop=Drop(made, factor))
        self.graph.write(out, number)
        return out

    def _move(
        self, func: Callable[..., Torchs], name: str, out: Torchs, args: Torchs, kwargs: Torchs
    ) -> None:
        first, rest = (
            (args[0], args[1:]) if args else (kwargs.get("input", kwargs.get("tensors")), ())
        )
        kwargs = {k: v for k, v in kwargs.items() if k not in {"input", "tensors"}}
        if name in SAME_PLACE:
            shadow = self.graph.shadow(first)
            if out is not first:
                shares = out.data_ptr() == first.data_ptr()
                self.graph.shade(out, shadow if shares else shadow.clone())
            return
        if any(isinstance(argument, torch.dtype) for argument in rest):
            self._compute(name, out, (first,), {})  # the same bytes, read otherwise
            return
        if isinstance(first, Tensor):
            moved = func(self.graph.shadow(first), *rest, **kwargs)
        else:
            moved = func([self.graph.shadow(tensor) for tensor in first], *rest, **kwargs)
        for tensor, shadow in zip(tensors(out), tensors(moved), strict=True):
            self.graph.shade(tensor, shadow)

    def _compute(self, name: str, out: Torchs, args: Torchs, kwargs: Torchs) -> None:
        given = list(tensors((args, kwargs)))
        creates = name.startswith(EMPTY) or name.endswith("_like")
        if creates or name in DRAWS:
            kind = Kind.MASK if name in DRAWS else Kind.CONSTANT
            value = next(tensors(out)).clone() if kind is Kind.MASK else None
            number = self.graph.node(name, kind, frozenset(), value=value)
        elif name == "embedding":
            weight = args[1] if len(args) > 1 else kwargs["weight"]
            made = self.graph.made(weight)
            number = self.graph.node(name, Kind.DATA, made, weights=made)
        else:
            number = self._plain(name, out, given)
        for tensor in tensors(out):
            self.graph.write(tensor, number)

    def _plain(self, name: str, out: Torchs, values: list[Tensor]) -> int:
        made = [self.graph.made(tensor) for tensor in values]
        kinds = [self.graph.kind(each) for each in made]
        given = Given(name, next(tensors(out)).shape, values, made, kinds)
        if name in PRODUCTS and (product := self._product(given)) is not None:
            return product
        if Kind.MASK not in kinds:
            return self.graph.node(
                name, self.graph.kind(given.parents), given.parents, scale=_scale(given)
            )
        if set(kinds) <= {Kind.MASK, Kind.CONSTANT}:
            zeros = any(not bool(value.any()) for value in given.values_of(Kind.CONSTANT))
            kind = Kind.CONSTANT if name in TIMES and zeros else Kind.MASK
            return self.graph.node(name, kind, given.parents, value=next(tensors(out)).clone())
        return self._mixed(given)

    def _product(self, given: Given) -> int | None:
        """A product of weights with what isn't weights alone; None for any other."""
        others = set(Kind) - {Kind.WEIGHTS}
        weights, multiplied = given.made_by(Kind.WEIGHTS), given.values_of(*others)
        if not weights or not multiplied:
            return None
        return self.graph.node(
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
        kind, drop = self.graph.kind(of), None
        mask = given.values_of(Kind.MASK)[0]
        mask = mask.broadcast_to(shape) if mask.dim() <= len(shape) else mask
        if name in TIMES:
            drop = Drop(of, mask.float().clone())
        elif name in {"masked_fill", "masked_fill_"}:
            drop = Drop(of, (~mask.bool()).float())
        elif name in {"where", "lerp", "lerp_"}:
            drop = Drop(of, mask.float().clone(), fresh_share=len(given.values) > 2)
        elif not (name.startswith(("add", "sub", "__")) and kind is Kind.START):
            self.strange.append((name, where()))
        return self.graph.node(name, kind, given.parents, drop=drop)


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
