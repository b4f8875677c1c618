"""The equations of a cell, as LaTeX, with D exactly where a placement puts it."""

from rnnviz.core.edges import Hook, edges_at
from rnnviz.core.placement import Cell, Fill, Noise, Placement, Share


def equations(placement: Placement, cell: Cell) -> str:
    """One aligned LaTeX block: what goes in, the cell, what goes out."""
    on = _On(placement.on(cell))
    first, upper = on(Hook.INWARD, on.word()), on(Hook.INWARD, "h^{l-1}_t", layer=1)
    lines = [
        rf"x^1_t &= {first} \qquad x^l_t = {upper}",
        *_CELLS[cell](on),
        rf"p_t &= \operatorname{{softmax}}\big(V\, {on(Hook.OUTPUT, 'h^L_t')} + b\big)",
    ]
    # The last bracket leans out of KaTeX's box; without the thin space the box would scroll.
    return r"\begin{aligned}" + r"\\[2pt]".join(lines) + r"\end{aligned}\,"


def _rnn(on: "_On") -> list[str]:
    inner = rf"W x_t + {on.weights()}\,{on(Hook.RECURRENT, 'h_{t-1}')} + b"
    return on.state("h", on(Hook.HIDDEN, rf"\tanh({inner})"), Hook.HIDDEN)


def _gru(on: "_On") -> list[str]:
    h, carried = on(Hook.RECURRENT, "h_{t-1}"), on(Hook.CARRY, "h_{t-1}")
    return [
        rf"r_t, z_t &= \sigma\big(W x_t + {on.weights()}\,{h} + b\big)",
        rf"g_t &= \tanh\big(W_g x_t + b_g + r_t \odot ({on.weights('U_g')}\,{h} + b'_g)\big)",
        *on.state(
            "h",
            on(
                Hook.HIDDEN,
                rf"(1 - z_t) \odot {on(Hook.CANDIDATE, 'g_t')} + z_t \odot {carried}",
            ),
            Hook.HIDDEN,
        ),
    ]


def _lstm(on: "_On") -> list[str]:
    gates = r"\begin{pmatrix} i_t\\ f_t\\ o_t\\ g_t \end{pmatrix}"
    squashes = r"\begin{pmatrix} \sigma\\ \sigma\\ \sigma\\ \tanh \end{pmatrix}"
    inner = rf"W x_t + {on.weights()}\,{on(Hook.RECURRENT, 'h_{t-1}')} + b"
    c = on(Hook.CELL, rf"f_t \odot c_{{t-1}} + i_t \odot {on(Hook.CANDIDATE, 'g_t')}")
    read = "c'_t" if on.zoned(Hook.CELL) else "c_t"
    h = on(Hook.HIDDEN, rf"o_t \odot \tanh({read})")
    return [
        rf"{gates} &= {squashes} \big({inner}\big)",
        *on.state("c", c, Hook.CELL),
        *on.state("h", h, Hook.HIDDEN),
    ]


_CELLS = {Cell.RNN: _rnn, Cell.GRU: _gru, Cell.LSTM: _lstm}


class _On:
    """A placement as a typesetter: `on(hook, value)` wraps it in the noise that falls there."""

    def __init__(self, placement: Placement) -> None:
        self._noises = placement.active

    def __call__(self, hook: Hook, value: str, layer: int = 0) -> str:
        for noise in self._at(hook, layer):
            if noise.fill is not Fill.PREVIOUS:
                value = rf"{mark(noise)}\big({value}\big)"
        return value

    def _at(self, hook: Hook, layer: int = 0) -> list[Noise]:
        return [noise for noise in self._noises if noise.edge in edges_at(hook, layer)]

    def zoned(self, hook: Hook) -> Noise | None:
        return next((n for n in self._at(hook) if n.fill is Fill.PREVIOUS), None)

    def state(self, name: str, new: str, hook: Hook) -> list[str]:
        """A new state; under zoneout first the candidate, then who keeps the old one."""
        zoned = self.zoned(hook)
        if zoned is None:
            return [rf"{name}_t &= {new}"]
        keep = rf"\mathbf{{Z}}^{name}" + ("" if zoned.lasting else "_t")
        return [
            rf"{name}'_t &= {new}",
            rf"{name}_t &= {keep} \odot {name}_{{t-1}} + (1 - {keep}) \odot {name}'_t",
        ]

    def weights(self, name: str = "U") -> str:
        marks = [mark(noise) for noise in self._at(Hook.WEIGHTS)]
        return "".join(marks) + (f"({name})" if marks else name)

    def word(self) -> str:
        return self(Hook.WORD, "E\\,w_t")


def mark(noise: Noise) -> str:
    """The noise's own symbol.

    D drops and N multiplies by Gaussian noise; a subscript t says that it is fresh at each step, a
    bar that all examples share it, a small letter that all units do, (k) that each gate has one.
    """
    letter = "N" if noise.fill is Fill.GAUSSIAN else "D"
    symbol = rf"\mathbf{{{letter.lower() if noise.share is Share.FRAME else letter}}}"
    if noise.share in {Share.BATCH, Share.STEP_BATCH}:
        symbol = rf"\bar{{{symbol}}}"
    return symbol + ("" if noise.lasting else "_t") + ("" if noise.tied else "^{(k)}")
