"""What is stated for readers is what the judge computes."""

from dataclasses import fields, replace

import torch

from rnnviz.core.cells import STEPS, LayerWeights, State, drop, renew
from rnnviz.core.edges import HOOKS_OF, Hook
from rnnviz.core.equations import EQUATIONS, Form
from rnnviz.core.masks import LayerMasks, generator
from rnnviz.core.placement import Cell
from tests.cases import each

B, H = 3, 4
FORMS = {Form.PLAIN: lambda v: v, Form.REST: lambda v: 1 - v, Form.TANH: torch.tanh}
EVERY_GATE = {Hook.INWARD, Hook.RECURRENT, Hook.WEIGHTS}  # has them, as `Gate` says


def masks_of(cell, gated):
    """Factors of every kind at every hook of a cell, and zoneout on every state."""
    source, G = generator("stated", cell), len(EQUATIONS[cell].gates)
    copies = (B, G, H) if gated else (B, H)
    shapes = {"inward": copies, "recurrent": copies, "weights": (G * H, H)}
    names = {field.name for field in fields(LayerMasks)} & (HOOKS_OF[cell] | {"renew_hidden"})
    names |= {"renew_cell"} & {f"renew_{hook}" for hook in HOOKS_OF[cell]}
    return LayerMasks(
        **{
            name: torch.rand(shapes.get(name, (B, H)), dtype=torch.float64, generator=source)
            for name in sorted(names)
        }
    )


def at(masks, hook):
    return getattr(masks, hook) if hook else None


def projections(value, factor, weight, bias, count):
    """What a value brings each gate, which may read a masked copy of its own."""
    rows = weight.chunk(count)
    copies = factor.unbind(1) if factor is not None and factor.dim() == 3 else [factor] * count
    return [
        drop(value, copy) @ row.T + b
        for copy, row, b in zip(copies, rows, bias.chunk(count), strict=True)
    ]


def step_as_stated(cell, x, state, w, masks):
    """The next state and the gates, by the statement alone."""
    stated = EQUATIONS[cell]
    count, gates = len(stated.gates), {}
    inward = projections(x, masks.inward, w.weight_ih, w.bias_ih, count)
    weight = drop(w.weight_hh, masks.weights)
    recurrent = projections(state.hidden, masks.recurrent, weight, w.bias_hh, count)
    for gate, from_x, from_h in zip(stated.gates, inward, recurrent, strict=True):
        reset = gates[gate.reset] if gate.reset else 1
        gates[gate.letter] = getattr(torch, gate.squash)(from_x + reset * from_h)
    values = {"h": state.hidden, "c": state.cell}
    values |= {g.letter: drop(gates[g.letter], at(masks, g.hook)) for g in stated.apart}
    before = dict(values)
    for new in stated.states:
        products = (product(values, masks, term) for term in new.terms)
        value = sum(products) if new.terms else gates[new.letter]
        values[new.letter] = drop(value, at(masks, new.hook))
    for new in stated.states:
        share = getattr(masks, f"renew_{new.hook}")
        values[new.letter] = renew(before[new.letter], values[new.letter], share)
    return State(values["h"], values["c"]), tuple(gates.values())


def product(values, masks, term):
    factors = (FORMS[f.form](drop(values[f.letter], at(masks, f.hook))) for f in term)
    return torch.stack(list(factors)).prod(0)


def difference(cell, masks):
    """The most by which the statement and the judge disagree, over states and gates."""
    source, rows = generator("weights", cell), len(EQUATIONS[cell].gates) * H

    def normal(*shape):
        return torch.randn(shape, dtype=torch.float64, generator=source)

    weights = LayerWeights(normal(rows, H), normal(rows, H), normal(rows), normal(rows))
    state = State(normal(B, H), normal(B, H) if cell is Cell.LSTM else None)
    given = (normal(B, H), state, weights, masks)
    (stated, gates), (judged, activations) = step_as_stated(cell, *given), STEPS[cell](*given)
    pairs = [(stated.hidden, judged.hidden), *zip(gates, activations, strict=True)]
    pairs += [] if state.cell is None else [(stated.cell, judged.cell)]
    return max(float((a - b).abs().max()) for a, b in pairs)


NOISY = [
    (cell, field.name)
    for cell in Cell
    for field in fields(LayerMasks)
    if getattr(masks_of(cell, gated=False), field.name) is not None
]


@each("gated", [False, True])
@each("cell", Cell)
def test_the_statement_is_the_judge_with_noise_at_every_hook(cell, gated):
    assert difference(cell, masks_of(cell, gated)) < 1e-10


@each("cell", Cell)
def test_the_statement_is_the_judge_without_noise(cell):
    assert difference(cell, LayerMasks()) < 1e-10


@each(("cell", "name"), NOISY)
def test_the_statement_is_the_judge_with_noise_at_one_hook_alone(cell, name):
    mask = getattr(masks_of(cell, gated=False), name)
    assert difference(cell, replace(LayerMasks(), **{name: mask})) < 1e-10


@each("cell", Cell)
def test_the_statement_has_the_hooks_of_the_cell(cell):
    stated = EQUATIONS[cell]
    hooks = {part.hook for part in (*stated.gates, *stated.states)}
    hooks |= {factor.hook for state in stated.states for term in state.terms for factor in term}
    outside = {Hook.WORD, Hook.OUTPUT}
    assert hooks - {None} | EVERY_GATE | outside == HOOKS_OF[cell]
