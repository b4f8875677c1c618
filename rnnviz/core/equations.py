"""What each cell computes, stated once for all that print it: LaTeX, programs, the picture.

Pure data. `cells` and the engine are written by hand; a test holds the statement to `cells`.
"""

from dataclasses import dataclass
from enum import StrEnum

from rnnviz.core.edges import Cell, Hook


class Squash(StrEnum):
    """What keeps a gate within bounds, in the order in which gates are written down."""

    SIGMOID = "sigmoid"
    TANH = "tanh"


class Form(StrEnum):
    """How a value enters a product."""

    PLAIN = "plain"  # v
    REST = "rest"  # 1 − v
    TANH = "tanh"  # tanh v


@dataclass(frozen=True, slots=True)
class Gate:
    """squash(W D(x_t) + b + D(U) D(h_{t−1}) + b'), noise at INWARD, WEIGHTS and RECURRENT.

    At `hook` noise falls on the gate where it is used.
    """

    letter: str
    name: str
    squash: Squash
    reset: str = ""  # the gate that multiplies what comes from h_{t−1}: D(U) D(h_{t−1}) + b'
    hook: Hook | None = None


@dataclass(frozen=True, slots=True)
class Factor:
    """A gate or a state, and the hook at which noise falls on this copy of a state.

    A state's letter is its value before the step in its own equation, its new one after that.
    """

    letter: str
    hook: Hook | None = None
    form: Form = Form.PLAIN


@dataclass(frozen=True, slots=True)
class NewState:
    """A sum of products, noise on it at the hook; without terms it is the gate of its letter.

    What zoneout keeps of the old state is put back after the last equation.
    """

    letter: str
    hook: Hook
    terms: tuple[tuple[Factor, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Equations:
    """One step of a cell, in the order in which it is computed."""

    gates: tuple[Gate, ...]  # in the order in which torch stacks their weights
    states: tuple[NewState, ...]

    @property
    def apart(self) -> tuple[Gate, ...]:
        """The gates that are not a state themselves."""
        states = {state.letter for state in self.states}
        return tuple(gate for gate in self.gates if gate.letter not in states)

    @property
    def alike(self) -> tuple[Gate, ...]:
        """Those of them that wait for no other."""
        return tuple(gate for gate in self.apart if not gate.reset)


EQUATIONS = {
    Cell.RNN: Equations((Gate("h", "hidden", Squash.TANH),), (NewState("h", Hook.HIDDEN),)),
    Cell.GRU: Equations(
        (
            Gate("r", "reset", Squash.SIGMOID),
            Gate("z", "update", Squash.SIGMOID),
            Gate("g", "candidate", Squash.TANH, reset="r", hook=Hook.CANDIDATE),
        ),
        (
            NewState(
                "h",
                Hook.HIDDEN,
                (
                    (Factor("z", form=Form.REST), Factor("g")),
                    (Factor("z"), Factor("h", Hook.CARRY)),
                ),
            ),
        ),
    ),
    Cell.LSTM: Equations(
        (
            Gate("i", "input", Squash.SIGMOID),
            Gate("f", "forget", Squash.SIGMOID),
            Gate("g", "candidate", Squash.TANH, hook=Hook.CANDIDATE),
            Gate("o", "output", Squash.SIGMOID),
        ),
        (
            NewState("c", Hook.CELL, ((Factor("f"), Factor("c")), (Factor("i"), Factor("g")))),
            NewState("h", Hook.HIDDEN, ((Factor("o"), Factor("c", form=Form.TANH)),)),
        ),
    ),
}
