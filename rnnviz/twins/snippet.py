"""A complete PyTorch program for a placement: drop lines stand exactly where its noise is.

Each function returns the lines of one part of the program; what the placement doesn't need is never
written. With the same weights and masks the program computes what `core.network.trace` does.
"""

from textwrap import fill, indent

from rnnviz.core.edges import Hook
from rnnviz.core.placement import Cell, Placement, Scaling, Share
from rnnviz.twins.snippet_layer import Net, drop_lines, indented, layer_lines
from rnnviz.twins.snippet_masks import audible, draw_lines, helper_lines, mask_name, sizes


def snippet(placement: Placement, cell: Cell, layers: int) -> str:
    """A program for what of a placement a cell with so many layers can carry.

    It needs nothing but torch. Its `LanguageModel(words, units)` has the parameters of
    `rnnviz.lm.model`, by name; `forward(tokens, state=None, masks=None)` draws its own masks
    unless it is given some, named by `mask_name`, and returns the logits and the last state.
    """
    net = Net(cell, layers, audible(placement, cell, layers))
    methods = [_init(net), _forward(net), layer_lines(net)]
    if net.noises:
        methods[1:1] = [*helper_lines(net.noises), draw_lines(net.noises, cell)]
    body = "\n\n".join(indent("\n".join(lines), "    ") for lines in methods)
    parts = (_opening(net), _per_gate(net), [*_class(net), body], _usage(net))
    return "\n\n\n".join("\n".join(lines) for lines in parts if lines) + "\n"


def _opening(net: Net) -> list[str]:
    noises = " + ".join(map(str, net.noises)) or "no noise"
    title = f'"""{_article(net.cell)} {net.cell.upper()} language model with {noises}."""'
    wrapped = fill(title, 100, break_long_words=False, break_on_hyphens=False)
    return [wrapped, "", "import torch", "from torch import nn"]


def _article(cell: Cell) -> str:
    return "A" if cell is Cell.GRU else "An"


def _per_gate(net: Net) -> list[str]:
    if all(noise.tied for noise in net.noises):
        return []
    G = net.gates
    return [
        "def per_gate(copies, weight):",
        f'    """(…, {G}·H) from (…, {G}, H): each gate reads a copy of its own."""',
        f"    weight = weight.unflatten(0, ({G}, -1))  # ({G}, H, H)",
        '    return torch.einsum("...gi,ghi->...gh", copies, weight).flatten(-2)',
    ]


def _class(net: Net) -> list[str]:
    several = "1 layer" if net.layers == 1 else f"{net.layers} layers"
    return [
        "class LanguageModel(nn.Module):",
        f'    """Embedding → {several} of {net.cell.upper()} → softmax weights."""',
        "",
        f"    layers = {net.layers}",
        "",
    ]


_ROWS = {
    Cell.RNN: [],
    Cell.GRU: ["    rows = 3 * units  # reset, update, candidate"],
    Cell.LSTM: ["    rows = 4 * units  # gates i, f, g, o"],
}


def _init(net: Net) -> list[str]:
    words = any(noise.lasting for noise in net.on(Hook.WORD))
    rows = "rows" if _ROWS[net.cell] else "units"
    return [
        "def __init__(self, words, units):",
        "    super().__init__()",
        "    self.words, self.units = words, units" if words else "    self.units = units",
        *_ROWS[net.cell],
        "    self.embedding = nn.Parameter(torch.empty(words, units))",
        "    self.decoder = nn.Parameter(torch.empty(words, units))",
        "    self.decoder_bias = nn.Parameter(torch.empty(words))",
        "    for l in range(self.layers):",
        f'        setattr(self, f"weight_ih_l{{l}}", nn.Parameter(torch.empty({rows}, units)))',
        f'        setattr(self, f"weight_hh_l{{l}}", nn.Parameter(torch.empty({rows}, units)))',
        f'        setattr(self, f"bias_ih_l{{l}}", nn.Parameter(torch.empty({rows})))',
        f'        setattr(self, f"bias_hh_l{{l}}", nn.Parameter(torch.empty({rows})))',
        "    for weights in self.parameters():",
        "        nn.init.uniform_(weights, -0.1, 0.1)",
    ]


def _forward(net: Net) -> list[str]:
    told = sizes(net.noises, net.cell)
    states = [f"{name}[l]" for name in net.state.split(", ")]
    given = ", ".join(["l", "x", *states, *(["masks"] if net.reaches_inside else [])])
    draw = [f"    masks = masks or self.draw({', '.join(told)})"] if net.noises else []
    return [
        f"def forward(self, tokens, state=None{', masks=None' * bool(net.noises)}):",
        '    """Logits (T, B, V) and the last state from tokens (T, B)."""',
        f"    {'steps, batch = tokens.shape' if 'steps' in told else 'batch = tokens.shape[1]'}",
        *draw,
        *_states(net),
        "    x = self.embedding[tokens]  # (T, B, H)",
        *indented(1, _words(net)),
        *indented(1, drop_lines(net, net.on(Hook.INWARD), "x")),
        "    for l in range(self.layers):",
        *_between(net),
        f"        {', '.join(['x', *states])} = self.run_layer({given})",
        *indented(1, drop_lines(net, net.on(Hook.OUTPUT), "x")),
        f"    return x @ self.decoder.T + self.decoder_bias, {_last_state(net)}",
    ]


def _states(net: Net) -> list[str]:
    """Where the network starts: (L, B, H), or a pair of them, as a list over the layers."""
    pair = "2, " * (net.cell is Cell.LSTM)
    return [
        "    if state is None:",
        f"        state = self.embedding.new_zeros({pair}self.layers, batch, self.units)",
        "    h, c = map(list, state)" if pair else "    h = list(state)",
    ]


def _last_state(net: Net) -> str:
    lstm = net.cell is Cell.LSTM
    return "(torch.stack(h), torch.stack(c))" if lstm else "torch.stack(h)"


def _words(net: Net) -> list[str]:
    """Whole words dropped: a row of the embedding is the vector of all occurrences."""
    at = {
        Share.SEQUENCE: ".gather(1, tokens.T).T.unsqueeze(-1)  # (T, B, 1), by word type",
        Share.BATCH: "[tokens]  # (T, B, 1), by word type",
    }
    return [
        f'x = x * masks["{mask_name(noise)}"]{at.get(noise.share, "")}'
        for noise in net.on(Hook.WORD)
    ]


def _between(net: Net) -> list[str]:
    drops = drop_lines(net, net.on(Hook.INWARD, layer=1), "x", "[l - 1]")
    return ["        if l > 0:", *indented(3, drops)] if drops else []


def _usage(net: Net) -> list[str]:
    return [
        'if __name__ == "__main__":',
        f"    model = LanguageModel(words=1000, units=64){_evaluation(net)}",
        "    logits, state = model(torch.randint(1000, (35, 20)))  # 35 steps of 20 examples",
    ]


def _evaluation(net: Net) -> str:
    """What becomes of the noise at evaluation, as a comment."""
    stays = {noise.at_test for noise in net.noises}
    if not stays:
        return ""
    if stays == {True}:
        return "  # model.eval(): noise stays on"
    expects = any(n.scaling is Scaling.CLASSIC and not n.at_test for n in net.noises)
    becomes = "noise at its mean" if expects else "no noise"
    return f"  # model.eval(): {becomes}{', but for _always' * (True in stays)}"
