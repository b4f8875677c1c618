"""The equations of a cell, as LaTeX, with D exactly where a placement puts it."""

from rnnviz.core.placement import Cell, Edge, Fill, Noise, Placement, Share


def equations(placement: Placement, cell: Cell) -> str:
    """One aligned LaTeX block: what goes in, the cell, what goes out."""
    on = _On(placement.on(cell))
    lines = [
        rf"x^1_t &= {on(Edge.INPUT, on.word())} \qquad x^l_t = {on(Edge.BETWEEN, 'h^{l-1}_t')}",
        *_CELLS[cell](on),
        rf"p_t &= \operatorname{{softmax}}\big(V\, {on(Edge.OUTPUT, 'h^L_t')} + b\big)",
    ]
    # The last bracket leans out of KaTeX's box; without the thin space the box would scroll.
    return r"\begin{aligned}" + r"\\[2pt]".join(lines) + r"\end{aligned}\,"


def _rnn(on: "_On") -> list[str]:
    inner = rf"W x_t + {on.weights()}\,{on(Edge.RECURRENT, 'h_{t-1}')} + b"
    return on.state("h", on(Edge.HIDDEN, rf"\tanh({inner})"), Edge.HIDDEN)


def _gru(on: "_On") -> list[str]:
    h = on(Edge.RECURRENT, "h_{t-1}")
    return [
        rf"r_t, z_t &= \sigma\big(W x_t + {on.weights()}\,{h} + b\big)",
        rf"g_t &= \tanh\big(W_g x_t + b_g + r_t \odot ({on.weights('U_g')}\,{h} + b'_g)\big)",
        *on.state(
            "h",
            on(
                Edge.HIDDEN,
                rf"(1 - z_t) \odot {on(Edge.CANDIDATE, 'g_t')} + z_t \odot h_{{t-1}}",
            ),
            Edge.HIDDEN,
        ),
    ]


def _lstm(on: "_On") -> list[str]:
    gates = r"\begin{pmatrix} i_t\\ f_t\\ o_t\\ g_t \end{pmatrix}"
    squashes = r"\begin{pmatrix} \sigma\\ \sigma\\ \sigma\\ \tanh \end{pmatrix}"
    inner = rf"W x_t + {on.weights()}\,{on(Edge.RECURRENT, 'h_{t-1}')} + b"
    c = on(Edge.CELL, rf"f_t \odot c_{{t-1}} + i_t \odot {on(Edge.CANDIDATE, 'g_t')}")
    read = "c'_t" if on.zoned(Edge.CELL) else "c_t"
    h = on(Edge.HIDDEN, rf"o_t \odot \tanh({read})")
    return [
        rf"{gates} &= {squashes} \big({inner}\big)",
        *on.state("c", c, Edge.CELL),
        *on.state("h", h, Edge.HIDDEN),
    ]


_CELLS = {Cell.RNN: _rnn, Cell.GRU: _gru, Cell.LSTM: _lstm}


class _On:
    """A placement as a typesetter: `on(edge, value)` wraps a value in the edge's noise."""

    def __init__(self, placement: Placement) -> None:
        self._noises = placement.active

    def __call__(self, edge: Edge, value: str) -> str:
        for noise in self._noises:
            if noise.edge is edge and noise.fill is not Fill.PREVIOUS:
                value = rf"{mark(noise)}\big({value}\big)"
        return value

    def zoned(self, edge: Edge) -> Noise | None:
        return next((n for n in self._noises if (n.edge, n.fill) == (edge, Fill.PREVIOUS)), None)

    def state(self, name: str, new: str, edge: Edge) -> list[str]:
        """A new state; under zoneout first the candidate, then who keeps the old one."""
        zoned = self.zoned(edge)
        if zoned is None:
            return [rf"{name}_t &= {new}"]
        keep = rf"\mathbf{{Z}}^{name}" + ("" if zoned.lasting else "_t")
        return [
            rf"{name}'_t &= {new}",
            rf"{name}_t &= {keep} \odot {name}_{{t-1}} + (1 - {keep}) \odot {name}'_t",
        ]

    def weights(self, name: str = "U") -> str:
        marks = [mark(n) for n in self._noises if n.edge in {Edge.WEIGHTS, Edge.ROWS}]
        return "".join(marks) + (f"({name})" if marks else name)

    def word(self) -> str:
        return self(Edge.WORD, "E\\,w_t")


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
