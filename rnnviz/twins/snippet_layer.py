"""The part of a generated program that is one layer: its steps, with noise where it stands."""

from collections.abc import Iterable
from dataclasses import dataclass

from rnnviz.core.edges import HOOKS_OF, Hook, edges_at
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

    def on(self, hook: Hook, layer: int = 0) -> list[Noise]:
        """What multiplies a hook's value, tied noise first: after it each gate has a copy."""
        found = [n for n in self._at(hook, layer) if n.fill is not Fill.PREVIOUS]
        return sorted(found, key=lambda noise: not noise.tied)

    def untied(self, hook: Hook, layer: int = 0) -> bool:
        return any(not noise.tied for noise in self.on(hook, layer))

    def zoneout(self, hook: Hook) -> Noise | None:
        return next((n for n in self._at(hook) if n.fill is Fill.PREVIOUS), None)

    def _at(self, hook: Hook, layer: int = 0) -> list[Noise]:
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
    steps = {Cell.RNN: _rnn, Cell.GRU: _gru, Cell.LSTM: _lstm}[net.cell](net)
    return [
        f"def run_layer(self, l, x, {net.state}{masks}):",
        f'    """One layer over x (T, B, H) from {net.state} (B, H): all h_t and the last."""',
        '    names = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")',
        '    W, U, b_x, b_h = (getattr(self, f"{name}_l{l}") for name in names)',
        *indented(1, drop_lines(net, net.on(Hook.WEIGHTS), "U", "[l]")),
        f"    inward = {_inward(net)} + b_x",
        "    outputs = []",
        f"    for {'t, x_t in enumerate(inward)' if fresh else 'x_t in inward'}:{clean}",
        *indented(2, steps),
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


def _rnn(net: Net) -> list[str]:
    drops, recurrent = _recurrent(net)
    h = _new("h", Hook.HIDDEN, net)
    return [
        *drops,
        f"{h} = torch.tanh(x_t + {recurrent} + b_h)",
        *drop_lines(net, net.on(Hook.HIDDEN), h, "[l]"),
        *_renew("h", Hook.HIDDEN, net),
    ]


def _gru(net: Net) -> list[str]:
    drops, recurrent = _recurrent(net)
    h = _new("h", Hook.HIDDEN, net)
    onward, carried = _carried(net)
    whole = "  # what is carried stays whole" * bool(drops and carried == "h")
    return [
        *drops,
        *onward,
        "r_x, z_x, g_x = x_t.chunk(3, -1)",
        f"r_h, z_h, g_h = ({recurrent} + b_h).chunk(3, -1)",
        "r, z = torch.sigmoid(r_x + r_h), torch.sigmoid(z_x + z_h)",
        "g = torch.tanh(g_x + r * g_h)",
        *drop_lines(net, net.on(Hook.CANDIDATE), "g", "[l]"),
        f"{h} = (1 - z) * g + z * {carried}{whole}",
        *drop_lines(net, net.on(Hook.HIDDEN), h, "[l]"),
        *_renew("h", Hook.HIDDEN, net),
    ]


def _lstm(net: Net) -> list[str]:
    drops, recurrent = _recurrent(net)
    c, h = _new("c", Hook.CELL, net), _new("h", Hook.HIDDEN, net)
    return [
        *drops,
        f"i, f, g, o = (x_t + {recurrent} + b_h).chunk(4, -1)",
        "i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)",
        *drop_lines(net, net.on(Hook.CANDIDATE), "g", "[l]"),
        f"{c} = f * c + i * g",
        *drop_lines(net, net.on(Hook.CELL), c, "[l]"),
        f"{h} = o * torch.tanh({c})",
        *drop_lines(net, net.on(Hook.HIDDEN), h, "[l]"),
        *_renew("c", Hook.CELL, net),
        *_renew("h", Hook.HIDDEN, net),
    ]


def _new(state: str, hook: Hook, net: Net) -> str:
    """What a step calls its new state: under zoneout the old one is still needed."""
    return f"{state}_new" if net.zoneout(hook) else state


def _renew(state: str, hook: Hook, net: Net) -> list[str]:
    """Zoneout: where the mask is 0 the old state stays."""
    noise = net.zoneout(hook)
    if noise is None:
        return []
    mask = f'masks["{mask_name(noise)}"]{"[l]" if noise.lasting else "[l, t]"}'
    return [f"{state} = {state} + {mask} * ({state}_new - {state})  # at 0 the old {state} stays"]


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
