"""A layer with a placement does what the readable cells do with the masks of the same seed."""

from dataclasses import replace

import pytest
import torch
from torch import nn

import rnnviz.nn
from rnnviz.core import engine
from rnnviz.core.cells import LayerWeights, State, drop, unroll
from rnnviz.core.masks import Dims, Masks, at_evaluation, generator, sample
from rnnviz.core.methods import METHODS
from rnnviz.core.network import Weights, stack
from rnnviz.core.placement import GATES, Cell, Edge, Placement, parse
from rnnviz.errors import InputError
from rnnviz.nn import kernel

EVERYTHING = parse(
    "input:0.4:untied+between:0.4:untied+recurrent:0.3:untied+weights:0.3:batch+rows:0.2:batch"
    "+candidate:0.3+cell:0.2+cell:0.3:previous:classic+hidden:0.2+hidden:0.3:previous:classic"
    "+output:0.3:gaussian"
)
EXPECTED = Placement(
    tuple(
        replace(noise, scaling="classic") if noise.fill != "gaussian" else noise
        for noise in EVERYTHING.noises
    )
)
AROUND = (
    "none",
    "input:0.3+between:0.3+output:0.3",
    "input:0.3:batch:untied+between:0.3:frame+output:0.3:sequence",
    "weights:0.3:batch+rows:0.3:batch",
    "recurrent:0.3:batch:untied+between:0.3:batch:untied",
)


def placements():
    yield from (method.placement for method in METHODS)
    yield from (EVERYTHING, EXPECTED, *map(parse, AROUND))


def weights(layer):
    names = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
    rows = [
        LayerWeights(*(getattr(layer, f"{n}_l{l}") for n in names)) for l in range(layer.num_layers)
    ]
    none = layer.weight_ih_l0.new_zeros(0)
    return Weights(layer.cell, none, tuple(rows), none, none)


def judge(layer, x, state, seed):
    """The readable cells' outputs and state."""
    dims = Dims(
        *x.shape[:2], layer.num_layers, x.shape[2], layer.hidden_size, 1, len(GATES[layer.cell])
    )
    draw = sample if layer.training else at_evaluation
    masks = draw(layer.placement.without(Edge.WORD), dims, generator(seed), x.dtype)
    given = State(*(state if isinstance(state, tuple) else (state,)))
    out, runs = stack(weights(layer), x, given, masks)
    last = [torch.stack([run.state.hidden for run in runs])]
    if layer.cell is Cell.LSTM:
        last.append(torch.stack([run.state.cell for run in runs]))
    return out, tuple(last) if len(last) > 1 else last[0]


@pytest.mark.parametrize("layers", [1, 3])
@pytest.mark.parametrize("cell", Cell)
def test_every_placement_is_that_of_the_readable_cells_in_outputs_and_gradients(cell, layers, kit):
    layer = kit.layer(cell, layers)
    x, state = kit.x(), kit.state(layer)
    of = [x, *layer.parameters(), *(state if isinstance(state, tuple) else (state,))]
    for n, placement in enumerate(dict.fromkeys(p.on(cell) for p in placements())):
        layer.placement = placement
        layer.train().generator = generator(n)
        kit.same(layer(x, state), judge(layer, x, state, n), of)
        layer.eval().generator = generator(n)
        kit.same(layer(x, state), judge(layer, x, state, n))


@pytest.mark.parametrize("cell", Cell)
def test_noise_that_leaves_time_alone_runs_on_torchs_kernel(cell, kit, monkeypatch):
    monkeypatch.setattr(engine, "layer", None)
    layer = kit.layer(cell, 3, bidirectional=True)
    for line in AROUND:
        layer.placement = line
        layer(kit.x())
    layer.placement = "recurrent:0.3:sequence:classic"
    layer.eval()(kit.x())
    with pytest.raises(TypeError, match="not callable"):
        layer.train()(kit.x())


@pytest.mark.parametrize(
    ("line", "calls"), [("input:0.3+output:0.3", [3]), ("between:0.3", [1] * 3), ("cell:0.3", [])]
)
def test_layers_without_a_mask_between_them_are_one_call_of_the_kernel(
    line, calls, kit, monkeypatch
):
    sizes, run = [], kernel.run

    def counted(k, x, state, layers, lengths):
        sizes.append(len(layers))
        return run(k, x, state, layers, lengths)

    monkeypatch.setattr(kernel, "run", counted)
    kit.layer(Cell.LSTM, 3, placement=line)(kit.x())
    assert sizes == calls


@pytest.mark.parametrize("cell", Cell)
def test_two_directions_share_what_comes_from_below_and_nothing_else(cell, kit):
    line = "input:0.3:sequence+between:0.4+recurrent:0.4:sequence+output:0.3"
    layer = kit.layer(cell, 2, bidirectional=True, placement=line, keep_masks=True)
    x = kit.x()
    mine = layer(x)
    there, back = layer.last_masks
    torch.testing.assert_close(*(masks.factor(Edge.INPUT, 0) for masks in (there, back)))
    for edge, l in ((Edge.BETWEEN, 1), (Edge.RECURRENT, 0), (Edge.OUTPUT, 1)):
        assert not torch.equal(*(masks.factor(edge, l) for masks in (there, back)))
    by_hand = both_directions(layer, x, (there, back))
    torch.testing.assert_close(mine[0], by_hand, rtol=0, atol=1e-10)


@pytest.mark.parametrize("which", [(0,), (1,), (0, 1)], ids=["there", "back", "both"])
@pytest.mark.parametrize(
    "line",
    [
        *("input:0.4", "input:0.4:frame", "input:0.4:untied", "between:0.4", "between:0.4:frame"),
        *("between:0.4:batch:untied", "output:0.4", "output:0.4:frame", "output:0.4:batch"),
        "recurrent:0.4:sequence",
    ],
)
@pytest.mark.parametrize("cell", Cell)
def test_the_masks_that_each_direction_is_given_are_the_ones_that_it_runs(cell, line, which, kit):
    layer = kit.layer(cell, 2, bidirectional=True)
    x = kit.x()
    dims = Dims(*x.shape[:2], 2, kit.inputs, kit.units, 1, len(GATES[cell]))
    masks = [
        sample(parse(line), dims, generator(d), x.dtype) if d in which else Masks() for d in (0, 1)
    ]
    expected = both_directions(layer, x, masks)
    kit.same((layer(x, masks=tuple(masks))[0], ()), (expected, ()), [x, *layer.parameters()])


def both_directions(layer, x, pair):
    """The outputs, each direction of each layer run by the readable cells, joined by hand."""
    below = [x, x]
    for l in range(2):
        met = zip(below, pair, strict=True)
        ran = [one_direction(layer, seen, l, d, masks) for d, (seen, masks) in enumerate(met)]
        edge = Edge.OUTPUT if l else Edge.BETWEEN
        factors = [masks.factor(edge, 1) for masks in pair]
        sent = [ran[0], ran[1].flip(0)]
        if all(factor is None or factor.dim() == 3 for factor in factors):
            sent = [drop(h, factor) for h, factor in zip(sent, factors, strict=True)]
            below = [torch.cat(sent, -1)] * 2
        else:  # a copy for each gate
            gates = len(GATES[layer.cell])
            copies = [
                drop(h.unsqueeze(-2).expand(-1, -1, gates, -1), f)
                for h, f in zip(sent, factors, strict=True)
            ]
            below = [torch.cat(copies, -1)] * 2
    return below[0]


def one_direction(layer, x, l, d, masks):
    """One layer in one direction over x (T, B, I), or (T, B, G, I) where each gate has a copy."""
    names = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
    w = LayerWeights(*(getattr(layer, f"{name}_l{l}{'_reverse' * d}") for name in names))
    zeros = x.new_zeros(x.shape[1], layer.hidden_size)
    state = State(zeros, zeros if layer.cell is Cell.LSTM else None)
    inward = masks.layer(l).inward if l == 0 else None
    if x.dim() == 4:
        x, inward = x.new_ones(*x.shape[:2], x.shape[-1]), x
    if d:  # from the end, and so is the mask on what comes in
        x, inward = x.flip(0), inward if inward is None else inward.flip(0)
    met = replace(masks.layer(l), inward=inward)
    return unroll(layer.cell, x, state, w, met).hidden


def test_a_frame_is_one_draw_for_the_units_of_both_directions(kit):
    layer = kit.layer(Cell.GRU, 2, bidirectional=True, placement="output:0.5:frame")
    out, _ = layer(kit.x())
    dropped = (out == 0).all(-1)
    assert (dropped == (out == 0).any(-1)).all()
    assert dropped.any()


def test_torchs_own_stream_and_a_generator_each_say_which_masks(kit):
    layer = kit.layer(Cell.LSTM, 2, placement="gal2016_tied")
    x = kit.x()

    def run(seed, source=None):
        torch.manual_seed(seed)
        layer.generator = source
        return layer(x)[0]

    assert torch.equal(run(1), run(1))
    assert not torch.equal(run(1), run(2))
    assert torch.equal(run(1, generator(7)), run(2, generator(7)))
    assert not torch.equal(layer(x)[0], layer(x)[0])


def test_eval_takes_the_masks_off_and_mc_dropout_puts_them_on_again(kit):
    layer = kit.layer(Cell.LSTM, placement="recurrent:0.5:sequence+output:0.5").eval()
    model = nn.Sequential(nn.Dropout(0.5), layer).eval()
    x = kit.x()
    assert torch.equal(model(x)[0], kit.twin(layer)(x)[0])
    with rnnviz.nn.mc_dropout(model):
        drawn = [model(x)[0] for _ in range(2)]
        assert not torch.equal(*drawn)
        assert not model[0].training
    assert not layer.training
    layer.placement = "output:0.5:at_test"
    assert (layer(x)[0] == 0).any()


def test_the_last_masks_are_kept_on_request_and_repeat_a_pass(kit):
    layer = kit.layer(Cell.LSTM, 2, placement="gal2016_tied")
    x = kit.x()
    layer(x)
    assert layer.last_masks is None
    layer.keep_masks = True
    first = layer(x)
    edges = {mask.noise.edge for mask in layer.last_masks[0].drawn}
    assert edges == layer.placement.edges - {Edge.WORD}
    kit.same(first, layer(x, masks=layer.last_masks))


def test_it_says_where_it_drops(kit):
    told = repr(kit.layer(Cell.LSTM, 2, placement="input:0.5+between:0.25+recurrent:0:sequence"))
    assert told == "LSTM(4, 5, num_layers=2, placement='input:0.5+between:0.25')"
    told = repr(kit.layer(Cell.GRU, placement="between:0.25:sequence"))
    assert told == "GRU(4, 5, placement='none')"


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ("gal2017", "neither a method's key"),
        ("recurrent", "neither a method's key"),
        ("recurrent:2", r"outside \[0, 1\)"),
        ("recurrant:0.2", "Edge 'recurrant' is unknown"),
        (0.5, "can't be a float"),
        ("cell:0.2", "A GRU has no cell edge"),
    ],
)
def test_a_placement_that_means_nothing_here_is_refused_in_a_sentence(given, text, kit):
    layer = kit.layer(Cell.GRU)
    for give in (
        lambda: kit.layer(Cell.GRU, placement=given),
        lambda: setattr(layer, "placement", given),
    ):
        with pytest.raises(InputError, match=text) as error:
            give()
        assert kit.one_sentence(str(error.value))
    assert not layer.placement.noises
