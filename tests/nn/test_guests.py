"""What other people's programs do with a layer: each works, or is refused in one sentence."""

import copy
import io
import pickle

import pytest
import torch
from torch import nn
from torch.autograd import forward_ad
from torch.func import functional_call, grad, jacrev, vmap
from torch.nn.utils import parametrizations
from torch.utils.checkpoint import checkpoint

import rnnviz.nn
from rnnviz.core import engine_gru, engine_lstm, engine_rnn, engine_steps
from rnnviz.core.masks import generator
from rnnviz.core.placement import Cell
from rnnviz.core.products import Product
from rnnviz.errors import InputError
from rnnviz.nn import fused, passes

NOISY = "input:0.3+between:0.4:sequence+recurrent:0.3:sequence+cell:0.3:previous:classic"
AROUND = "input:0.3+output:0.3"


@pytest.fixture(params=[NOISY, AROUND], ids=["along time", "around"])
def layer(request, kit):
    return kit.layer(Cell.LSTM, 2, placement=request.param, dtype=torch.float32)


@pytest.mark.parametrize("cell", Cell)
@pytest.mark.parametrize("kind", [torch.bfloat16, torch.float16])
def test_autocast_computes_and_answers_in_its_own_type(cell, kind, kit):
    placement = "input:0.3+recurrent:0.3:sequence+hidden:0.3"
    for line in ("none", "input:0.3+output:0.3", placement):
        layer = kit.layer(cell, 2, placement=line, dtype=torch.float32, keep_masks=True)
        x = kit.x(dtype=torch.float32)
        for state in (None, kit.state(layer)):
            with torch.autocast("cpu", kind):
                result = layer(x, state)
            assert {t.dtype for t in kit.flat(result)} == {kind}
            judge = layer(x, state, masks=layer.last_masks)
            near = 20 * torch.finfo(kind).eps
            for ours, theirs in zip(kit.flat(result), kit.flat(judge), strict=True):
                torch.testing.assert_close(ours.float(), theirs, rtol=near, atol=near)
            gradients = kit.gradients(result, list(layer.parameters()))
            assert {g.dtype for g in gradients} == {torch.float32}


@pytest.mark.parametrize("cell", Cell)
def test_the_measured_product_is_taken_inside_forward_and_back_and_nowhere_else(
    cell, kit, monkeypatch
):
    seen, step = [], engine_steps.recurrent_weight

    def spied(*given):
        seen.append(torch.get_float32_matmul_precision())
        return step(*given)

    for room in (fused, engine_lstm, engine_gru, engine_rnn):
        monkeypatch.setattr(room, "recurrent_weight", spied)
    monkeypatch.setattr(passes, "fastest", lambda: Product.ROUNDED)
    layer = kit.layer(cell, placement="recurrent:0.3:sequence", dtype=torch.float32)
    x = kit.x(dtype=torch.float32)
    out, _ = layer(x)
    assert torch.get_float32_matmul_precision() == "highest"
    out.sum().backward()
    assert torch.get_float32_matmul_precision() == "highest"
    assert seen == ["medium"]
    with pytest.raises(InputError):
        layer(x.double())
    assert torch.get_float32_matmul_precision() == "highest"


def test_autocast_leaves_double_precision_alone(kit):
    layer = kit.layer(Cell.GRU)
    with torch.autocast("cpu", torch.bfloat16):
        assert layer(kit.x())[0].dtype is torch.float64


@pytest.mark.parametrize("reentrant", [True, False])
def test_checkpointing_draws_the_same_masks_again(reentrant, layer, kit):
    x = kit.x(dtype=torch.float32)
    differences = []
    for run in (Taken(layer), lambda x: checkpoint(Taken(layer), x, use_reentrant=reentrant)):
        torch.manual_seed(5)
        x.grad = None
        layer.zero_grad()
        run(x).sin().sum().backward()
        differences.append([x.grad, *(weight.grad for weight in layer.parameters())])
    torch.testing.assert_close(*differences)


def test_copies_and_pickles_draw_as_their_original_does(layer, kit):
    layer.generator = generator(6)
    file = io.BytesIO()
    torch.save(layer, file)
    file.seek(0)
    copies = [
        copy.deepcopy(layer),
        pickle.loads(pickle.dumps(layer)),  # noqa: S301 -- our own
        torch.load(file, weights_only=False),
    ]
    expected = layer(kit.x(dtype=torch.float32))
    for other in copies:
        assert repr(other) == repr(layer)
        kit.same(other(kit.x(dtype=torch.float32)), expected, rtol=0, atol=0)


@pytest.mark.parametrize("readable", [True, False])
def test_reparametrized_weights_are_the_ones_that_run(layer, readable, kit):
    layer.readable = readable
    layer = parametrizations.weight_norm(layer, "weight_hh_l0")
    x = kit.x(dtype=torch.float32)
    before = layer(x, masks=masks_of(layer, x))[0]
    with torch.no_grad():
        layer.parametrizations.weight_hh_l0.original0.mul_(2)
    plain = kit.layer(Cell.LSTM, 2, dtype=torch.float32)
    plain.weight_hh_l0.data = layer.weight_hh_l0.detach()
    masks = masks_of(layer, x)
    after = layer(x, masks=masks)
    kit.same(after, plain(x, masks=masks), rtol=1e-5, atol=1e-6)
    assert not torch.equal(before, after[0])
    after[0].sum().backward()
    assert layer.parametrizations.weight_hh_l0.original0.grad.abs().sum() > 0


def masks_of(layer, x):
    """The masks of one seed."""
    layer.generator, layer.keep_masks = generator(3), True
    layer(x)
    return layer.last_masks


def test_functional_calls_run_with_the_weights_given(layer, kit):
    x = kit.x(dtype=torch.float32)
    doubled = {name: value * 2 for name, value in layer.named_parameters()}
    layer.generator = generator(3)
    mine = functional_call(layer, doubled, (x,))
    layer.load_state_dict(doubled)
    layer.generator = generator(3)
    kit.same(mine, layer(x))


def test_second_derivatives_are_right_through_readable_steps_and_refused_elsewhere(kit):
    layer = kit.layer(Cell.GRU, 2, placement="recurrent:0.3:sequence", readable=True)
    x = kit.x(2, 2, kit.inputs)
    masks = masks_of(layer, x)
    assert torch.autograd.gradgradcheck(lambda x: layer(x, masks=masks)[0], x)
    layer.readable = False
    with pytest.raises(RuntimeError, match=r"first derivatives only.*readable=True"):
        torch.autograd.grad(layer(x, masks=masks)[0].sum(), x, create_graph=True)


def test_torch_func_goes_through_the_readable_steps(layer, kit):
    xs = kit.x(4, 3, 2, kit.inputs, dtype=torch.float32).detach()
    layer.generator = generator(3)
    layer.eval()
    each = torch.stack([layer(x)[0] for x in xs])
    torch.testing.assert_close(vmap(lambda x: layer(x)[0])(xs), each)
    torch.testing.assert_close(jacrev(lambda x: layer(x)[0].sum())(xs[0]), slope(layer, xs[0]))
    torch.testing.assert_close(grad(lambda x: layer(x)[0].sum())(xs[0]), slope(layer, xs[0]))
    layer.train()
    drawn = vmap(lambda x: layer(x)[0], randomness="same")(xs)
    layer.generator = generator(3)
    torch.testing.assert_close(drawn, torch.stack([layer(x, masks=fresh(layer, x))[0] for x in xs]))
    for randomness in ("different", "error"):
        with pytest.raises(InputError, match="randomness='same'"):
            vmap(lambda x: layer(x)[0], randomness=randomness)(xs)


def slope(layer, x):
    x = x.clone().requires_grad_()
    return torch.autograd.grad(layer(x)[0].sum(), x)[0]


def fresh(layer, x):
    """The first masks of a seed, whatever was drawn since."""
    return masks_of(layer, x)


def test_a_program_in_eval_mode_can_be_exported_and_one_that_draws_is_refused(layer, kit):
    x = kit.x(dtype=torch.float32).detach()
    program = torch.export.export(layer.eval(), (x,))
    kit.same(program.module()(x), layer(x), rtol=1e-5, atol=1e-6)
    with pytest.raises(InputError, match=r"call eval\(\)"):
        torch.export.export(layer.train(), (x,))


def test_a_compiled_model_breaks_its_graph_there_and_is_right(layer, kit):
    model = nn.Sequential(nn.Linear(kit.inputs, kit.inputs), Taken(layer), nn.Linear(kit.units, 2))
    graphs = []

    def backend(graph, _inputs):
        graphs.append(str(graph.graph))
        return graph.forward

    compiled = torch.compile(model, backend=backend)
    for steps in (3, 5, 7):
        x = kit.x(steps, kit.batch, kit.inputs, dtype=torch.float32)
        results = []
        for run in (model, compiled):
            torch.manual_seed(7)
            results.append(run(x))
        torch.testing.assert_close(*results)
        torch.testing.assert_close(*(torch.autograd.grad(r.sum(), x) for r in results))
    assert not any(op in graph for graph in graphs for op in ("randint", "lstm", "sigmoid"))


def test_compiled_words_and_locked_masks_are_right_at_every_size(kit):
    tables = [rnnviz.nn.Embedding(7, kit.inputs, placement="word:0.4:sequence") for _ in "ab"]
    model = nn.Sequential(tables[0], rnnviz.nn.LockedDropout(0.5), rnnviz.nn.LockedDropout(0.3))
    for run in (model, tables[1]):
        compiled = torch.compile(run, backend="aot_eager")
        for sizes in ((6, 3), (9, 3), (13, 7)):
            tokens = torch.randint(7, sizes, generator=generator(*sizes))
            results = []
            for given in (run, compiled):
                torch.manual_seed(7)
                results.append(given(tokens))
            torch.testing.assert_close(*results)
            slopes = [torch.autograd.grad(r.sum(), [*run.parameters()]) for r in results]
            torch.testing.assert_close(*slopes)


def test_at_evaluation_words_and_locked_masks_break_no_graph(kit):
    model = nn.Sequential(
        rnnviz.nn.Embedding(7, kit.inputs, placement="gal2016_tied"), rnnviz.nn.LockedDropout()
    ).eval()
    tokens = torch.zeros(6, 3, dtype=torch.long)
    whole = torch.compile(model, backend="eager", fullgraph=True)(tokens)
    assert torch.equal(whole, model(tokens))


@pytest.mark.parametrize("training", [True, False])
def test_masks_are_drawn_for_the_inputs_device_whatever_torchs_default_is(training, kit):
    classic = "input:0.3:classic+recurrent:0.3:sequence:classic+hidden:0.2"
    layer = kit.layer(Cell.LSTM, 2, bidirectional=True, placement=classic).train(training)
    table = rnnviz.nn.Embedding(7, kit.inputs, placement="word:0.4:sequence").train(training)
    locked = rnnviz.nn.LockedDropout().train(training)
    x, tokens = kit.x(), torch.zeros(6, 3, dtype=torch.long)

    def run():
        torch.manual_seed(2)
        return [*kit.flat(layer(x, lengths=[2, 6, 3])), table(tokens), locked(x)]

    expected = run()
    with torch.device("meta"):
        torch.testing.assert_close(run(), expected, rtol=0, atol=0)


@pytest.mark.parametrize("cell", Cell)
def test_forward_mode_goes_through_the_readable_steps(cell, kit):
    layer = kit.layer(cell, placement="recurrent:0.3:sequence+hidden:0.3")
    x, along = kit.x(), kit.x(seed=5).detach()
    masks = masks_of(layer, x)
    with forward_ad.dual_level():
        out = layer(forward_ad.make_dual(x, along), masks=masks)[0]
        pushed = forward_ad.unpack_dual(out).tangent
    weights = kit.x(*pushed.shape, seed=6).detach()
    (pulled,) = torch.autograd.grad((layer(x, masks=masks)[0] * weights).sum(), x)
    torch.testing.assert_close((pushed * weights).sum(), (pulled * along).sum())


class Taken(nn.Module):
    """The outputs alone."""

    def __init__(self, layer):
        super().__init__()
        self.layer = layer

    def forward(self, x):
        return self.layer(x)[0]


def test_distributed_data_parallel_passes_the_same_gradients(layer, kit, tmp_path):
    x = kit.x(dtype=torch.float32)
    masks = masks_of(layer, x)
    alone = torch.autograd.grad(layer(x, masks=masks)[0].sum(), [*layer.parameters()])
    meeting = f"file://{tmp_path / 'meeting'}"
    torch.distributed.init_process_group("gloo", init_method=meeting, rank=0, world_size=1)
    try:
        nn.parallel.DistributedDataParallel(layer)(x, masks=masks)[0].sum().backward()
    finally:
        torch.distributed.destroy_process_group()
    torch.testing.assert_close(tuple(weight.grad for weight in layer.parameters()), alone)


def test_shapes_are_told_without_memory_and_without_examples(layer, kit):
    assert layer(kit.x(6, 0, kit.inputs, dtype=torch.float32))[0].shape == (6, 0, kit.units)
    out, (_, c) = layer.to("meta")(torch.empty(6, 3, kit.inputs, device="meta"))
    assert (out.shape, c.shape) == ((6, 3, kit.units), (2, 3, kit.units))


def test_layers_are_torchs_to_whoever_asks(layer):
    assert isinstance(layer, nn.LSTM)
    assert isinstance(rnnviz.nn.GRU(2, 3), nn.GRU)
    assert isinstance(rnnviz.nn.RNN(2, 3), nn.RNN)
    layer.flatten_parameters()
    assert [len(weights) for weights in layer.all_weights] == [4, 4]
