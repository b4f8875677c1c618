"""The equations of a cell, as LaTeX, with D exactly where a placement puts it."""

from rnnviz.core.edges import Hook, edges_at
from rnnviz.core.equations import EQUATIONS, Equations, Factor, Form, Gate, NewState, Squash
from rnnviz.core.placement import Cell, Fill, Noise, Placement, Share


def equations(placement: Placement, cell: Cell) -> str:
    """One aligned LaTeX block: what goes in, the cell, what goes out."""
    on = _On(placement.on(cell))
    first, upper = on(Hook.INWARD, on.word()), on(Hook.INWARD, "h^{l-1}_t", layer=1)
    lines = [
        rf"x^1_t &= {first} \qquad x^l_t = {upper}",
        *_cell(on, EQUATIONS[cell]),
        rf"p_t &= \operatorname{{softmax}}\big(V\, {on(Hook.OUTPUT, 'h^L_t')} + b\big)",
    ]
    # The last bracket leans out of KaTeX's box; without the thin space the box would scroll.
    return r"\begin{aligned}" + r"\\[2pt]".join(lines) + r"\end{aligned}\,"


def _cell(on: "_On", stated: Equations) -> list[str]:
    """A step's lines: gates that read the same, gates behind a reset, states."""
    lines = [_gates(on, stated.alike)] if stated.alike else []
    lines += [_reset_gate(on, gate) for gate in stated.apart if gate.reset]
    names = {state.letter: f"{state.letter}_{{t-1}}" for state in stated.states}
    names |= {gate.letter: on(gate.hook, f"{gate.letter}_t") for gate in stated.apart}
    for state in stated.states:
        value = _sum(on, state, names) if state.terms else _alone(on, stated)
        lines += on.state(state.letter, on(state.hook, value), state.hook)
        names[state.letter] = state.letter + ("'_t" if on.zoned(state.hook) else "_t")
    return lines


def _inside(on: "_On") -> str:
    return rf"W x_t + {on.weights()}\,{on(Hook.RECURRENT, 'h_{t-1}')} + b"


def _alone(on: "_On", stated: Equations) -> str:
    return rf"{_SQUASHES[stated.gates[0].squash]}({_inside(on)})"


def _gates(on: "_On", gates: tuple[Gate, ...]) -> str:
    """One line of gates: a list if they squash alike, else columns with like ones together."""
    gates = tuple(sorted(gates, key=lambda gate: gate.squash))
    letters = [f"{gate.letter}_t" for gate in gates]
    squashes = [_SQUASHES[gate.squash] for gate in gates]
    if len(set(squashes)) == 1:
        return rf"{', '.join(letters)} &= {squashes[0]}\big({_inside(on)}\big)"
    return rf"{_column(letters)} &= {_column(squashes)} \big({_inside(on)}\big)"


def _column(rows: list[str]) -> str:
    return r"\begin{pmatrix} " + r"\\ ".join(rows) + r" \end{pmatrix}"


def _reset_gate(on: "_On", gate: Gate) -> str:
    g, recurrent = gate.letter, on(Hook.RECURRENT, "h_{t-1}")
    inner = rf"{gate.reset}_t \odot ({on.weights(f'W_{{hh,{g}}}')}\,{recurrent} + b'_{g})"
    return rf"{g}_t &= {_SQUASHES[gate.squash]}\big(W_{g} x_t + b_{g} + {inner}\big)"


def _sum(on: "_On", state: NewState, names: dict[str, str]) -> str:
    def value(factor: Factor) -> str:
        return _FORMS[factor.form].format(on(factor.hook, names[factor.letter]))

    return " + ".join(r" \odot ".join(map(value, term)) for term in state.terms)


_SQUASHES = {Squash.SIGMOID: r"\sigma", Squash.TANH: r"\tanh"}
_FORMS = {Form.PLAIN: "{}", Form.REST: "(1 - {})", Form.TANH: r"\tanh({})"}


class _On:
    """A placement as a typesetter: `on(hook, value)` wraps it in the noise that falls there."""

    def __init__(self, placement: Placement) -> None:
        self._noises = placement.active

    def __call__(self, hook: Hook | None, value: str, layer: int = 0) -> str:
        for noise in self._at(hook, layer):
            if noise.fill is not Fill.PREVIOUS:
                value = rf"{mark(noise)}\big({value}\big)"
        return value

    def _at(self, hook: Hook | None, layer: int = 0) -> list[Noise]:
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

    def weights(self, name: str = "W_{hh}") -> str:
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
