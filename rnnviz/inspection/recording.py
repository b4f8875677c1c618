"""A pass of any module, operation by operation: what each made, and where masks multiply."""

from collections.abc import Callable, Iterable

import torch
from torch import Tensor
from torch.overrides import TorchFunctionMode

from rnnviz.inspection import kernels
from rnnviz.inspection.mixing import by_number, mixed, put, scale
from rnnviz.inspection.operations import (
    DRAWS,
    DROPS,
    EMPTY,
    LEAVES,
    MOVES,
    PACKS,
    PRODUCTS,
    SAME_PLACE,
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
        before = torch.get_rng_state()
        out = func(*args, **kwargs)
        drew = name not in DRAWS and not torch.equal(torch.get_rng_state(), before)
        if drew or (name in LEAVES and self._random(args)):
            self.strange.append((name, where()))
        try:
            self._note(func, name, out, args, kwargs)
        except (RuntimeError, ValueError, IndexError, TypeError):  # not as such operations go
            self.strange.append((name, where()))
        return out

    def _note(
        self, func: Callable[..., Torchs], name: str, out: Torchs, args: Torchs, kwargs: Torchs
    ) -> None:
        """Take down an operation, whatever it is."""
        if name == "__setitem__":
            self._put(*args)
        elif name == "copy_":
            self.graph.shadow(args[0]).copy_(self.graph.shadow(args[1]).expand_as(args[0]))
        elif name in PACKS:
            self._pack(func, out, *args)
        elif name in MOVES | SAME_PLACE:
            self._move(func, name, out, args, kwargs)
        elif any(True for _ in tensors(out)):
            self._compute(name, out, args, kwargs)
            if (number := by_number(name, args)) is not None:
                (made,) = self.graph.made(out)
                node = self.graph.nodes[made]
                node.scale = Drop(node.parents, torch.full(out.shape, number))

    def _random(self, given: Torchs) -> bool:
        """Whether there is a mask among these values."""
        return any(self.graph.kind(self.graph.made(x)) is Kind.MASK for x in tensors(given))

    def _put(self, value: Tensor, index: Torchs, filler: Torchs) -> None:
        """`value[index] = filler`."""
        if not self._random((index,)):
            filler = self.graph.shadow(filler) if isinstance(filler, Tensor) else None
            self.graph.shadow(value)[index] = self.graph.constant() if filler is None else filler
            return
        made = self.graph.made(value)
        kind = self.graph.kind(made)
        parents = made.union(*(self.graph.made(each) for each in tensors((index,))))
        if kind in {Kind.MASK, Kind.CONSTANT}:
            kind = Kind.MASK if bool(value.any()) else Kind.CONSTANT
            number = self.graph.node("__setitem__", kind, parents, value=value.clone())
        else:
            drop = put(self.graph, value, index, filler) if isinstance(index, Tensor) else None
            if drop is None:
                self.strange.append(("__setitem__", where()))
            number = self.graph.node("__setitem__", kind, parents, drop=drop)
        self.graph.write(value, number)

    def _pack(
        self, func: Callable[..., Torchs], out: Torchs, data: Tensor, sizes: Tensor, *rest: Torchs
    ) -> None:
        """A batch packed or padded: what is there moves, and where nothing was there are zeros."""
        first, *more = rest
        more = [self.graph.constant(), *more[1:]] if more else []
        self.graph.shade(out[0], func(self.graph.shadow(data), sizes, first, *more)[0])

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
        if self._random((rest, kwargs)) and not self._random((first,)):
            self.strange.append((name, where()))  # what is picked is random
        if isinstance(first, Tensor):
            moved = func(self.graph.shadow(first), *rest, **kwargs)
        else:
            moved = func([self.graph.shadow(tensor) for tensor in first], *rest, **kwargs)
        for tensor, shadow in zip(tensors(out), tensors(moved), strict=True):
            self.graph.shade(tensor, shadow)

    def _compute(self, name: str, out: Torchs, args: Torchs, kwargs: Torchs) -> None:
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
            number = self._plain(name, out, args, kwargs)
        for tensor in tensors(out):
            self.graph.write(tensor, number)

    def _plain(self, name: str, out: Torchs, args: Torchs, kwargs: Torchs) -> int:
        values = list(tensors((args, kwargs)))
        made = [self.graph.made(tensor) for tensor in values]
        kinds = [self.graph.kind(each) for each in made]
        given = Given(name, next(tensors(out)).shape, values, made, kinds)
        if name in PRODUCTS and (product := self._product(given)) is not None:
            return product
        if Kind.MASK not in kinds:
            kind = self.graph.kind(given.parents)
            return self.graph.node(name, kind, given.parents, scale=scale(given))
        if set(kinds) <= {Kind.MASK, Kind.CONSTANT}:
            value = next(tensors(out)).clone()
            zeros = any(not bool(each.any()) for each in given.values_of(Kind.CONSTANT))
            kind = Kind.CONSTANT if zeros and not bool(value.any()) else Kind.MASK  # a first state
            return self.graph.node(name, kind, given.parents, value=value)
        kind = self.graph.kind(given.made_by(Kind.WEIGHTS, Kind.START, Kind.DATA))
        drop = mixed(self.graph, given, args, kwargs)
        starts = name.startswith(("add", "sub", "__")) and kind is Kind.START
        if drop is None and not starts:
            self.strange.append((name, where()))
        return self.graph.node(name, kind, given.parents, drop=drop)

    def _product(self, given: Given) -> int | None:
        """A product of weights with what isn't weights alone; None for any other."""
        others = set(Kind) - {Kind.WEIGHTS}
        multiplied = given.values_of(*others)
        weights = given.matrices or given.made_by(Kind.WEIGHTS)  # biases only add
        if not weights or not multiplied:
            return None
        if Kind.MASK in given.kinds:
            self.strange.append((given.name, where()))
        return self.graph.node(
            given.name,
            Kind.DATA,
            given.parents,
            weights=weights,
            inputs=given.made_by(*others),
            gates=given.shape[-1] // max(multiplied[-1].shape[-1], 1),
        )


def record(recorder: Recorder, model: Callable[..., Torchs], inputs: tuple[Torchs, ...]) -> Torchs:
    """What a module returns, its operations recorded: lines of the program end here."""
    with recorder:
        return model(*inputs)
