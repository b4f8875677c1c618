"""`LSTM`, `GRU` and `RNN`: torch's own classes, with masks where a placement wants them."""

import re
from typing import Any

from torch import Generator, Tensor, nn
from torch.nn.utils.rnn import PackedSequence

from rnnviz.core.masks import Masks
from rnnviz.core.placement import Cell, Edge, Noise, Placement
from rnnviz.errors import InputError
from rnnviz.nn.carry import Given, check_carried, met, resolved
from rnnviz.nn.passes import GivenMasks, Lengths, States, run

_USUAL = {
    "num_layers": 1,
    "bias": True,
    "batch_first": False,
    "bidirectional": False,
    "proj_size": 0,
}
_ABOUT_DROPOUT = re.compile("drop|zone", re.IGNORECASE)


class Placed(nn.RNNBase):
    """What `LSTM`, `GRU` and `RNN` add to torch's classes, whose sizes and weights they keep.

    Beside torch's own arguments:

    - `placement`: where dropout is. A layer takes of it what a recurrent layer has: words are
      dropped by `rnnviz.nn.Embedding`, which takes the same placement. `dropout=p` is torch's, the
      placement `between:p`, with 0 ≤ p < 1 as everywhere here.
    - `generator`: where masks come from, else torch's own stream. `torch.utils.checkpoint` runs a
      layer twice and winds back only torch's own stream.
    - `keep_masks`: whether `last_masks` holds the masks of the last pass.
    - `readable`: run the plain steps of `rnnviz.core.cells`, several times slower, which can be
      differentiated twice.

    Raises `InputError` for a placement that this layer can't carry.
    """

    cell: Cell
    weight_ih_l0: Tensor  # as torch sets it, and others replace it

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 -- torch's own, which it looks at itself
        placement: Given = None,
        generator: Generator | None = None,
        keep_masks: bool = False,
        readable: bool = False,
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        for name in kwargs:
            if name != "dropout" and _ABOUT_DROPOUT.search(name):
                raise InputError("nn.no_such_dropout", layer=type(self).__name__, name=name)
        super().__init__(*args, **kwargs)  # pyright: ignore[reportUnknownMemberType] -- torch's
        if placement is not None and self.dropout:
            raise InputError("nn.both_given", rate=self.dropout)
        self.settle(resolved(placement) if placement is not None else self.placement)
        self.__dict__["dropout"] = self.dropout
        self.generator, self.keep_masks, self.readable = generator, keep_masks, readable

    def settle(self, placement: Given) -> None:
        """Take a placement, and with it all settings of ours as they are by default."""
        self.generator, self.keep_masks, self.readable = None, False, False
        self.last_masks: tuple[Masks, ...] | None = None
        self.placement = placement

    @property
    def placement(self) -> Placement:
        """Where dropout is. May be set at any time, to whatever the constructor takes."""
        return self.__dict__.get("_placement", Placement())

    @placement.setter
    def placement(self, given: Given) -> None:
        placement = resolved(given)
        check_carried(self, self.cell, placement)
        self._placement = placement

    @property
    def dropout(self) -> float:
        """The rate that torch knows: of dropout between layers, fresh at each step.

        What was set last, here or at first, stays beside a placement, for when it is taken away.
        """
        noise = self.placement.noise(Edge.BETWEEN)
        return noise.rate if noise and noise == Noise(Edge.BETWEEN, noise.rate) else 0.0

    @dropout.setter
    def dropout(self, rate: float) -> None:  # pyright: ignore[reportIncompatibleVariableOverride] -- see `LSTM`
        others = self.placement.without(Edge.BETWEEN)
        self._placement = others.with_noise(Noise(Edge.BETWEEN, rate)) if rate else others
        self.__dict__["dropout"] = rate

    def extra_repr(self) -> str:
        """The sizes, whatever differs from torch's defaults, and where the layer drops."""
        given = [
            f"{n}={getattr(self, n)}" for n, usual in _USUAL.items() if getattr(self, n) != usual
        ]
        where = f"placement='{met(self.placement, self.cell, self.num_layers)}'"
        return ", ".join([str(self.input_size), str(self.hidden_size), *given, where])

    def forward(
        self,
        input: Tensor | PackedSequence,  # noqa: A002 -- torch's name for it
        hx: States | None = None,
        *,
        lengths: Lengths | None = None,
        masks: GivenMasks | None = None,
    ) -> tuple[Tensor | PackedSequence, States]:
        """The outputs and the last state, in the shapes that `torch.nn` gives them.

        The input is (T, B, I), (B, T, I) under `batch_first`, (T, I) or packed. With `lengths`
        (B,), outputs behind an example's end are zero and its last state is that at its end, as
        packing makes it. `masks` are used in place of any drawn: one `Masks`, or one for each
        direction. Raises `InputError` for whatever doesn't fit.
        """
        return run(self, input, hx, lengths, masks)


# Torch's `forward` tells a packed input from a padded one by overloads, and its `dropout` is a
# plain number: ours take and give the same, as a union and as a property.


class LSTM(Placed, nn.LSTM):  # pyright: ignore[reportIncompatibleMethodOverride, reportIncompatibleVariableOverride] -- see above
    """`torch.nn.LSTM` with a placement (see `Placed`); the state is a pair (h, c)."""

    cell = Cell.LSTM


class GRU(Placed, nn.GRU):  # pyright: ignore[reportIncompatibleMethodOverride, reportIncompatibleVariableOverride] -- see above
    """`torch.nn.GRU` with a placement (see `Placed`); the state is h."""

    cell = Cell.GRU


class RNN(Placed, nn.RNN):  # pyright: ignore[reportIncompatibleMethodOverride, reportIncompatibleVariableOverride] -- see above
    """`torch.nn.RNN` with a placement (see `Placed`); the state is h."""

    cell = Cell.RNN


PLACED: dict[type[nn.RNNBase], type[Placed]] = {nn.LSTM: LSTM, nn.GRU: GRU, nn.RNN: RNN}
