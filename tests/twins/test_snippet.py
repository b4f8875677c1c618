import ast
import re
import subprocess
import sys
from dataclasses import replace
from functools import cache
from inspect import signature
from itertools import product
from pathlib import Path

import torch

from rnnviz.core.cells import LayerWeights, State
from rnnviz.core.masks import Dims, Mask, Masks, at_evaluation, generator, sample
from rnnviz.core.methods import METHODS, find
from rnnviz.core.network import Weights, trace
from rnnviz.core.placement import (
    GATES,
    WEIGHT_EDGES,
    Cell,
    Edge,
    Fill,
    Noise,
    Placement,
    Scaling,
    Share,
    parse,
)
from rnnviz.errors import InputError
from rnnviz.lm.configs import ModelConfig
from rnnviz.lm.model import LanguageModel
from rnnviz.twins.snippet import snippet as write
from rnnviz.twins.snippet_masks import audible, mask_name
from tests.cases import each

snippet = cache(write)  # which many laws look at
ROOT = Path(__file__).parents[2]
RUFF = [sys.executable, "-m", "ruff"]
STEPS, BATCH, UNITS, WORDS = 5, 3, 4, 7
ONCE = (Edge.WORD, Edge.INPUT, Edge.OUTPUT)
TOLERANCE = {torch.float32: 1e-6, torch.float64: 1e-12}
EVERYTHING = parse(
    "word:0.2+word:0.3:sequence:gaussian+input:0.4:untied+between:0.4:untied"
    "+between:0.2:sequence:gaussian+recurrent:0.3:untied+recurrent:0.2:gaussian+weights:0.3:batch"
    "+rows:0.2:batch+candidate:0.3+cell:0.2+cell:0.3:previous:classic+hidden:0.2:classic"
    "+hidden:0.3:previous:none+output:0.2:at_test+output:0.2:gaussian"
)


def single_noises():
    """Every noise there is, in each sharing and scaling."""
    for edge, share, kind, scaling, tied in product(Edge, Share, Fill, Scaling, (True, False)):
        try:
            yield Placement((Noise(edge, 0.375, share, kind, scaling, tied=tied),))
        except InputError:
            continue


def nets(placements, layers=(1, 2, 3)):
    """Each placement that a cell can carry some of, on each cell with each number of layers."""
    for placement, cell, count in product(placements, Cell, layers):
        if placement.on(cell).noises or not placement.noises:
            yield placement, cell, count


METHOD_NETS = list(nets(dict.fromkeys(method.placement for method in METHODS)))
NETS = [*METHOD_NETS, *nets([EVERYTHING])]
KINDS = list(nets(single_noises(), layers=(2,)))
each_net = each(("placement", "cell", "layers"), NETS)
each_kind = each(("placement", "cell", "layers"), KINDS)
each_dtype = each("dtype", [torch.float32, torch.float64])


@cache
def program(text):
    """The names a program defines."""
    names = {"__name__": "snippet"}
    exec(compile(text, "snippet", "exec"), names)  # noqa: S102  (running it is the test)
    return names


def model_of(placement, cell, layers, dtype=torch.float64):
    torch.manual_seed(1)
    model = program(snippet(placement, cell, layers))["LanguageModel"](WORDS, UNITS).to(dtype)
    for weights in model.parameters():
        torch.nn.init.uniform_(weights, -0.3, 0.3)
    return model


def draw(model, steps=STEPS, batch=BATCH):
    if not hasattr(model, "draw"):
        return {}
    known = {"steps": steps, "batch": batch}
    return model.draw(**{name: known[name] for name in signature(model.draw).parameters})


def dims(cell, layers):
    return Dims(STEPS, BATCH, layers, UNITS, UNITS, WORDS, len(GATES[cell]))


def reference(model, cell, layers, tokens, state, masks):
    """What `core` makes of the program's weights."""
    parts = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
    stack = tuple(
        LayerWeights(*(getattr(model, f"{part}_l{l}") for part in parts)) for l in range(layers)
    )
    weights = Weights(cell, model.embedding, stack, model.decoder, model.decoder_bias)
    return trace(weights, tokens, state, masks)


def as_program(masks: Masks, cell):
    """`core`'s masks as the program's dictionary."""
    factors_of = {}
    for mask in masks.drawn:
        factors_of.setdefault(mask.noise, []).append(as_shape(mask, cell))
    return {
        mask_name(noise): factors[0] if noise.edge in ONCE else torch.stack(factors)
        for noise, factors in factors_of.items()
    }


def as_shape(mask: Mask, cell):
    noise, factor = mask.noise, mask.factor
    if noise.edge in WEIGHT_EDGES:
        return factor
    if cell is Cell.RNN and factor.dim() == 4:  # one gate has one mask
        factor = factor.squeeze(2)
    if noise.edge is Edge.WORD and noise.share is Share.BATCH:
        return factor[0].T  # (V, 1)
    return factor[0] if noise.lasting else factor


def run(model, masks, seed=2):
    """Tokens, a random state in `core`'s form, and what the program makes of them."""
    source = generator(seed)
    tokens = torch.randint(WORDS, (STEPS, BATCH), generator=source)
    pair = 2 if "h, c" in signature_of_layer(model) else 1
    values = torch.empty(pair, model.layers, BATCH, UNITS, dtype=model.embedding.dtype)
    values.uniform_(-0.7, 0.7, generator=source)
    state = tuple(values) if pair == 2 else values[0]
    given = {"masks": masks} if masks else {}
    return tokens, State(*values), model(tokens, state, **given)


def signature_of_layer(model):
    return ", ".join(signature(model.run_layer).parameters)


@torch.no_grad()
def assert_same(model, cell, layers, theirs, mine):
    """The program's logits and state are `core`'s."""
    tokens, state, (logits, last) = run(model, mine)
    judge = reference(model, cell, layers, tokens, state, theirs)
    exact = {"rtol": 0, "atol": TOLERANCE[model.embedding.dtype]}
    torch.testing.assert_close(logits, judge.logits, **exact)
    hidden, remembered = last if cell is Cell.LSTM else (last, None)
    torch.testing.assert_close(hidden, judge.state.hidden, **exact)
    if cell is Cell.LSTM:
        torch.testing.assert_close(remembered, judge.state.cell, **exact)


def check_training(placement, cell, layers, dtype):
    model = model_of(placement, cell, layers, dtype)
    masks = sample(placement.on(cell), dims(cell, layers), generator(3), dtype)
    mine = as_program(masks, cell)
    assert {name: mask.shape for name, mask in draw(model).items()} == {
        name: mask.shape for name, mask in mine.items()
    }
    assert_same(model, cell, layers, masks, mine)


def check_evaluation(placement, cell, layers, dtype):
    """The program's own evaluation masks; only what is random there comes from `core`."""
    placement = exact_rates(placement)
    model = model_of(placement, cell, layers, dtype).eval()
    masks = at_evaluation(placement.on(cell), dims(cell, layers), generator(3), dtype)
    drawn = Masks(tuple(mask for mask in masks.drawn if mask.noise.at_test))
    mine = draw(model) | as_program(drawn, cell)
    assert_same(model, cell, layers, masks, mine)


def exact_rates(placement):
    """The placement at rates that `core`'s 16 random bits can say."""
    levels = 1 << 16
    return Placement(
        tuple(replace(n, rate=round(n.rate * levels) / levels) for n in placement.noises)
    )


@each_dtype
@each_net
def test_in_training_the_program_computes_what_core_does_with_the_same_masks(
    placement, cell, layers, dtype
):
    check_training(placement, cell, layers, dtype)


@each_dtype
@each_net
def test_at_evaluation_the_program_computes_what_core_does(placement, cell, layers, dtype):
    check_evaluation(placement, cell, layers, dtype)


@each_kind
def test_so_it_does_for_every_single_kind_of_noise(placement, cell, layers):
    check_training(placement, cell, layers, torch.float64)
    check_evaluation(placement, cell, layers, torch.float64)


@each_net
def test_parameters_are_those_of_our_own_model_by_name_and_shape(placement, cell, layers):
    own = LanguageModel(ModelConfig(cell=cell, layers=layers, units=UNITS), words=WORDS)
    theirs = model_of(placement, cell, layers)
    assert {name: value.shape for name, value in own.named_parameters()} == {
        name: value.shape for name, value in theirs.named_parameters()
    }


@each_net
def test_mask_code_stands_for_the_noises_there_are_and_no_others(placement, cell, layers):
    text = snippet(placement, cell, layers)
    names = {mask_name(noise) for noise in audible(placement, cell, layers)}
    assert set(re.findall(r'masks\["(\w+)"\]', text)) == names
    assert set(re.findall(r'"(\w+)": self\.', text)) == names
    if not names:
        assert "mask" not in text
        assert "training" not in text
        assert "draw" not in text
    has_untied = any(not noise.tied for noise in audible(placement, cell, layers))
    assert ("per_gate" in text) == has_untied


@each_net
def test_a_program_is_short_and_imports_torch_alone(placement, cell, layers):
    text = snippet(placement, cell, layers)
    lines = text.splitlines()
    assert max(map(len, lines)) <= 100
    assert len(lines) <= (150 if placement == EVERYTHING else 95)
    imports = [n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Import | ast.ImportFrom)]
    assert [ast.unparse(node) for node in imports] == ["import torch", "from torch import nn"]


@each_net
def test_one_step_of_training_reaches_every_parameter(placement, cell, layers):
    model = model_of(placement, cell, layers, torch.float32)
    tokens = torch.randint(WORDS, (STEPS + 1, BATCH))
    logits, _ = model(tokens[:-1])
    torch.nn.functional.cross_entropy(logits.flatten(0, 1), tokens[1:].flatten()).backward()
    for name, weights in model.named_parameters():
        assert weights.grad is not None, name
        assert weights.grad.isfinite().all(), name


def test_every_text_is_formatted_and_free_of_unused_names(tmp_path):
    for n, net in enumerate([*NETS, *KINDS]):
        (tmp_path / f"snippet_{n}.py").write_text(snippet(*net), encoding="utf-8")
    shared = ["--isolated", "--line-length", "100", str(tmp_path)]
    for command in (["format", "--check"], ["check", "--select", "B,C4,E,F,I,PIE,RET,SIM,W"]):
        allowed = ["--ignore", "E741"] if command[0] == "check" else []  # l is a layer
        done = subprocess.run(
            [*RUFF, *command, *allowed, *shared], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout[-2000:]


PROGRAMS = "import runpy, sys\nfor file in sys.argv[1:]: runpy.run_path(file, run_name='__main__')"


def test_a_text_runs_as_a_program(tmp_path):
    """All in one process, which loads torch once."""
    files = []
    for key in ("none", "zaremba2014", "gal2016_untied", "awd_lstm2017"):
        files.append(tmp_path / f"{key}.py")
        files[-1].write_text(snippet(find(key).placement, Cell.LSTM, 2), encoding="utf-8")
    command = [sys.executable, "-c", PROGRAMS, *files]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@each_kind
def test_own_masks_keep_what_the_rate_leaves_and_are_drawn_anew(placement, cell, layers):
    (noise,) = placement.noises
    model = model_of(placement, cell, layers)
    drawn = torch.stack([draw(model, steps=20, batch=10)[mask_name(noise)] for _ in range(60)])
    assert not torch.equal(drawn[0], drawn[1]) or drawn[0].numel() < 8
    if noise.fill is Fill.GAUSSIAN:
        error = 5 * (0.6 / drawn.numel()) ** 0.5
        assert abs(drawn.mean() - 1) < error
        assert abs(drawn.var() - noise.rate / noise.keep) < 5 * error
        return
    kept = 1 / noise.keep if noise.scaling is Scaling.INVERTED else 1
    assert ((drawn == 0) | (drawn == kept)).all()
    error = 5 * (noise.rate * noise.keep / drawn.numel()) ** 0.5
    assert abs((drawn > 0).double().mean() - noise.keep) < error


@each_kind
def test_at_evaluation_own_masks_are_the_promised_constant(placement, cell, layers):
    (noise,) = placement.noises
    masks = draw(model_of(placement, cell, layers).eval())[mask_name(noise)]
    assert (masks == (noise.keep if noise.scaling is Scaling.CLASSIC else 1)).all()


@each("share", [Share.STEP, Share.SEQUENCE, Share.BATCH, Share.STEP_BATCH])
def test_effects_are_shared_as_the_placement_says(share):
    """Without weights along time each step shows its own mask on the way into the softmax."""
    model = model_of(Placement((Noise(Edge.OUTPUT, 0.5, share),)), Cell.RNN, 1)
    for name, weights in model.named_parameters():
        torch.nn.init.constant_(weights, 1.0 if name.startswith("bias_ih") else 0.0)
    model.decoder.data[:UNITS] = torch.eye(UNITS)
    logits, _ = model(torch.zeros(40, 30, dtype=torch.long))
    dropped = logits[..., :UNITS] == 0  # (T, B, H)
    assert bool((dropped == dropped[:1]).all()) == (share in {Share.SEQUENCE, Share.BATCH})
    assert bool((dropped == dropped[:, :1]).all()) == (share in {Share.BATCH, Share.STEP_BATCH})


def test_noise_that_stays_on_is_random_at_evaluation():
    model = model_of(find("gal2016_mc").placement, Cell.LSTM, 2).eval()
    tokens = torch.randint(WORDS, (STEPS, BATCH))
    assert not torch.equal(model(tokens)[0], model(tokens)[0])
    assert (draw(model)["word"] == 1).all()
    calm = model_of(find("gal2016_untied").placement, Cell.LSTM, 2).eval()
    assert torch.equal(calm(tokens)[0], calm(tokens)[0])


def test_a_half_precision_model_draws_half_precision_masks():
    model = model_of(EVERYTHING, Cell.LSTM, 2, torch.bfloat16)
    assert {mask.dtype for mask in draw(model).values()} == {torch.bfloat16}
    assert model(torch.randint(WORDS, (STEPS, BATCH)))[0].dtype == torch.bfloat16


def test_a_window_can_go_on_from_the_last():
    model = model_of(Placement(), Cell.LSTM, 2)
    tokens = torch.randint(WORDS, (STEPS, BATCH))
    whole, _ = model(tokens)
    first, state = model(tokens[:2])
    rest, _ = model(tokens[2:], state)
    torch.testing.assert_close(torch.cat([first, rest]), whole)
