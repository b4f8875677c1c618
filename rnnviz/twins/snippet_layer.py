"""The part of a generated program that is one layer: its steps, with noise where it stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rnnviz.core.edges import HOOKS_OF, Hook, edges_at
from rnnviz.core.equations import EQUATIONS, Equations, Form, Gate, NewState
from rnnviz.core.placement import GATES, Cell, Fill, Noise
from rnnviz.twins.snippet_masks import mask_name

_AT_EACH_STEP = frozenset(  # of the loop
    {Hook.RECURRENT, Hook.CARRY, Hook.CANDIDATE, Hook.CELL, Hook.HIDDEN}
)


@dataclass(frozen=True, slots=True)
class Net:
    """What the program is about."""

    cell: Cell
    layers: int
    noises: tuple[Noise, ...]

    @property
    def gates(self) -> int:
        return len(GATES[self.cell])

    @property
    def state(self) -> str:
        return "h, c" if self.cell is Cell.LSTM else "h"

    def on(self, hook: Hook | None, layer: int = 0) -> list[Noise]:
        """What multiplies a hook's value, tied noise first: after it each gate has a copy."""
        noises = [n for n in self._at(hook, layer) if n.fill is not Fill.PREVIOUS]
        return sorted(noises, key=lambda noise: not noise.tied)

    def untied(self, hook: Hook, layer: int = 0) -> bool:
        return any(not noise.tied for noise in self.on(hook, layer))

    def zoneout(self, hook: Hook) -> Noise | None:
        return next((n for n in self._at(hook) if n.fill is Fill.PREVIOUS), None)

    def _at(self, hook: Hook | None, layer: int = 0) -> list[Noise]:
        there = edges_at(hook, layer) if hook in HOOKS_OF[self.cell] else ()
        return [noise for noise in self.noises if noise.edge in there]

    @property
    def reaches_inside(self) -> bool:
        """Whether a layer needs masks."""
        return any(n.edge.row.on_weights or in_the_loop(n) for n in self.noises)


def in_the_loop(noise: Noise) -> bool:
    """Whether a noise is met inside the loop over the steps."""
    return not _AT_EACH_STEP.isdisjoint(noise.edge.row.hooks)


def layer_lines(net: Net) -> list[str]:
    fresh = any(in_the_loop(noise) and not noise.lasting for noise in net.noises)
    masks = ", masks" * net.reaches_inside
    clean = "  # no noise along time" if net.noises and not masks else ""
    return [
        f"def run_layer(self, l, x, {net.state}{masks}):",
        f'    """One layer over x (T, B, H) from {net.state} (B, H): all h_t and the last."""',
        '    names = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")',
        '    W, U, b_x, b_h = (getattr(self, f"{name}_l{l}") for name in names)',
        *indented(1, drop_lines(net, net.on(Hook.WEIGHTS), "U", "[l]")),
        f"    inward = {_inward(net)} + b_x",
        "    outputs = []",
        f"    for {'t, x_t in enumerate(inward)' if fresh else 'x_t in inward'}:{clean}",
        *indented(2, _steps(net)),
        "        outputs.append(h)",
        f"    return torch.stack(outputs), {net.state}",
    ]


def _inward(net: Net) -> str:
    """What comes from below into the gates, for all steps at once."""
    untied = {net.untied(Hook.INWARD, layer) for layer in range(net.layers)}
    if untied == {True, False}:
        return "(per_gate(x, W) if x.dim() == 4 else x @ W.T)"
    return "per_gate(x, W)" if untied == {True} else "x @ W.T"


def _recurrent(net: Net) -> tuple[list[str], str]:
    """The lines that drop h_{t−1} on its way into the gates, and what goes into them."""
    drops = _whole(net)
    whole = "whole" if drops else "h"
    further = [noise for noise in net.on(Hook.RECURRENT) if noise not in net.on(Hook.CARRY)]
    onward = drop_lines(net, further, whole, "[l]", into="past")
    past = "past" if onward else whole
    recurrent = f"per_gate({past}, U)" if net.untied(Hook.RECURRENT) else f"{past} @ U.T"
    return drops + onward, recurrent


def _carried(net: Net) -> tuple[list[str], str]:
    """The lines that drop h_{t−1} on its way past the gates of a GRU, and what is carried on."""
    whole = "whole" if _whole(net) else "h"
    further = [noise for noise in net.on(Hook.CARRY) if noise not in net.on(Hook.RECURRENT)]
    onward = drop_lines(net, further, whole, "[l]", into="carried")
    return onward, "carried" if onward else whole


def _whole(net: Net) -> list[str]:
    """The lines that drop a GRU's h_{t−1} as a whole, before the gates have their copy."""
    both = [noise for noise in net.on(Hook.CARRY) if noise in net.on(Hook.RECURRENT)]
    return drop_lines(net, both, "h", "[l]", into="whole")


def _steps(net: Net) -> list[str]:
    """What is done at each step: noise on h_{t−1}, gates, noise on gates, states, zoneout."""
    drops, recurrent = _recurrent(net)
    onward, carried = _carried(net)
    stated, names = EQUATIONS[net.cell], {"h": carried}
    lines = [*drops, *onward, *_gates(stated, f"({recurrent} + b_h)", f"(x_t + {recurrent} + b_h)")]
    for gate in stated.apart:
        lines += drop_lines(net, net.on(gate.hook), gate.letter, "[l]")
    for state in stated.states:
        new = _new(state, net)
        alone = f"torch.{stated.gates[0].squash}(x_t + {recurrent} + b_h)"
        lines.append(f"{new} = {_sum(state, names) or alone}{_stays(net) * bool(drops)}")
        lines += drop_lines(net, net.on(state.hook), new, "[l]")
        names[state.letter] = new
    return lines + [line for state in stated.states for line in _renew(state, net)]


def _gates(stated: Equations, recurrent: str, both: str) -> list[str]:
    """The lines that compute the gates, behind a reset after the others."""
    alike, behind = stated.alike, [gate for gate in stated.gates if gate.reset]
    count = f".chunk({len(stated.gates)}, -1)"
    if not behind:
        split = [f"{_letters(stated.gates)} = {both}{count}"]
        return [*split, _squash(alike, "{g.letter}")] if alike else []
    return [
        f"{_letters(stated.gates, '_x')} = x_t{count}",
        f"{_letters(stated.gates, '_h')} = {recurrent}{count}",
        _squash(alike, "{g.letter}_x + {g.letter}_h"),
        _squash(behind, "{g.letter}_x + {g.reset} * {g.letter}_h"),
    ]


def _letters(gates: Sequence[Gate], end: str = "") -> str:
    return ", ".join(gate.letter + end for gate in gates)


def _squash(gates: Sequence[Gate], inner: str) -> str:
    squashed = (f"torch.{gate.squash}({inner.format(g=gate)})" for gate in gates)
    return f"{_letters(gates)} = {', '.join(squashed)}"


def _sum(state: NewState, names: dict[str, str]) -> str:
    """A state's sum of products, by what its values are called."""
    return " + ".join(
        " * ".join(_FORMS[f.form].format(names.get(f.letter, f.letter)) for f in term)
        for term in state.terms
    )


_FORMS = {Form.PLAIN: "{}", Form.REST: "(1 - {})", Form.TANH: "torch.tanh({})"}


def _stays(net: Net) -> str:
    """What a GRU's line says if only its gates have a dropped copy."""
    carries = Hook.CARRY in HOOKS_OF[net.cell] and not net.on(Hook.CARRY)
    return "  # what is carried stays whole" * carries


def _new(state: NewState, net: Net) -> str:
    """What a step calls its new state: under zoneout the old one is still needed."""
    return f"{state.letter}_new" if net.zoneout(state.hook) else state.letter


def _renew(state: NewState, net: Net) -> list[str]:
    """Zoneout: where the mask is 0 the old state stays."""
    noise, h = net.zoneout(state.hook), state.letter
    if noise is None:
        return []
    mask = f'masks["{mask_name(noise)}"]{"[l]" if noise.lasting else "[l, t]"}'
    return [f"{h} = {h} + {mask} * ({h}_new - {h})  # at 0 the old {h} stays"]


def drop_lines(
    net: Net, noises: Iterable[Noise], value: str, layer: str = "", into: str = ""
) -> list[str]:
    """A line for each noise: `into = value * mask`, `layer` being the mask's index."""
    lines, copied = [], False
    for noise in noises:
        copies = not noise.tied and not copied
        at = "[l, t]" if in_the_loop(noise) and not noise.lasting else layer
        target = into or value
        factor = f'masks["{mask_name(noise)}"]{at}'
        comment = f"  # (…, {net.gates}, H), one per gate" if copies else ""
        lines += [f"{target} = {value}{'.unsqueeze(-2)' * copies} * {factor}{comment}"]
        value, copied = target, copied or copies
    return lines


def indented(levels: int, lines: Iterable[str]) -> list[str]:
    return ["    " * levels + line for line in lines]
