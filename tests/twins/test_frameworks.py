"""PyTorch's answers are judged by the installed torch: what is zero where, in real layers."""

import ast
from itertools import product

import pytest
import torch
from torch import nn

from rnnviz.core.methods import METHODS, find
from rnnviz.core.placement import Cell, Edge, Noise, Placement, Share, parse
from rnnviz.twins.frameworks import framework_lines, our_lines
from rnnviz.twins.snippet_masks import audible
from tests.cases import each

STEPS, BATCH, UNITS = 25, 20, 16
RATES = {Edge.INPUT: 0.3, Edge.BETWEEN: 0.5, Edge.OUTPUT: 0.2}
GATE = 1e3  # a bias that opens a gate, or shuts it, for good
# For each cell the biases of its gates with which h_t is zero just where x_t is.
BIASES = {Cell.RNN: (0,), Cell.GRU: (0, -GATE, 0), Cell.LSTM: (GATE, -GATE, 0, GATE)}


def zaremba_like():
    """Each set of edges going up, fresh masks, on each cell with one, two and three layers."""
    for size, cell, layers in product(range(8), Cell, (1, 2, 3)):
        edges = [edge for bit, edge in enumerate(RATES) if size >> bit & 1]
        placement = Placement(tuple(Noise(edge, RATES[edge]) for edge in edges))
        yield placement, cell, layers


each_net = each(("placement", "cell", "layers"), list(zaremba_like()))


def transparent(rnn, cell):
    """Let h_t be zero exactly where x_t is: no past, and each unit its own input."""
    for l, biases in product(range(rnn.num_layers), [BIASES[cell]]):
        nn.init.zeros_(getattr(rnn, f"weight_hh_l{l}"))
        nn.init.zeros_(getattr(rnn, f"bias_hh_l{l}"))
        weight, bias = getattr(rnn, f"weight_ih_l{l}"), getattr(rnn, f"bias_ih_l{l}")
        weight.data.copy_(torch.eye(UNITS).repeat(len(biases), 1))
        bias.data.copy_(torch.tensor(biases, dtype=torch.float).repeat_interleave(UNITS))


def run(code, cell, *, training=True):
    """What the layers emit (T, B, H) and the last h of each layer (L, B, H), by a code's lines."""
    torch.manual_seed(4)
    names = {"nn": nn, "units": UNITS, "inputs": UNITS, "x": torch.ones(STEPS, BATCH, UNITS)}
    made, used = code.partition("\nhidden")[::2]
    exec(made, names)  # noqa: S102  (running it is the test)
    transparent(names["rnn"], cell)
    for module in names.values():
        if isinstance(module, nn.Module):
            module.train(training)
    exec("hidden" + used if used else "hidden, state = rnn(x)", names)  # noqa: S102
    state = names["state"]
    return names["hidden"], state[0] if cell is Cell.LSTM else state


def close(zeros, expected):
    return abs(zeros.double().mean() - expected) < 5 * (0.25 / zeros.numel()) ** 0.5


@each_net
def test_torchs_own_layers_drop_where_the_placement_says(placement, cell, layers):
    (answer, _) = framework_lines(placement, cell, layers)
    hidden, last = run(answer.code, cell)
    kept = {noise.edge: noise.keep for noise in audible(placement, cell, layers)}
    into, between = kept.get(Edge.INPUT, 1), kept.get(Edge.BETWEEN, 1)
    for l in range(layers):  # a layer's h carries what was dropped below it, not above
        assert close(last[l] == 0, 1 - into * between**l)
    assert close(hidden == 0, 1 - into * between ** (layers - 1) * kept.get(Edge.OUTPUT, 1))


@each("method", METHODS)
def test_our_lines_run_every_method_at_any_input_size(method):
    placement = Placement(audible(method.placement, Cell.LSTM, 2))
    answer = our_lines(method.placement, Cell.LSTM, 2)
    names = {"inputs": 3, "units": 5, "words": 9, "x": torch.ones(4, 2, 3)}
    names["tokens"] = torch.arange(8).reshape(4, 2)
    exec(answer.code, names)  # noqa: S102  (running it is the test)
    assert names["rnn"].placement == placement
    assert names["hidden"].shape == (4, 2, 5)
    assert ("embedding" in names) == (Edge.WORD in placement.edges)


@each_net
def test_torchs_lines_take_an_input_of_any_size(placement, cell, layers):
    (answer, _) = framework_lines(placement, cell, layers)
    names = {"nn": nn, "units": UNITS, "inputs": 3, "x": torch.ones(STEPS, BATCH, 3)}
    exec(f"{answer.code}\nhidden, state = rnn(x)", names)  # noqa: S102
    assert names["hidden"].shape == (STEPS, BATCH, UNITS)


@each_net
def test_torchs_masks_are_fresh_at_each_step_and_for_each_example(placement, cell, layers):
    (answer, _) = framework_lines(placement, cell, layers)
    dropped = run(answer.code, cell)[0] == 0  # (T, B, H)
    if not audible(placement, cell, layers):
        assert not dropped.any()
        return
    assert not (dropped == dropped[:1]).all()
    assert not (dropped == dropped[:, :1]).all()
    assert not (dropped == dropped[..., :1]).all()


@each_net
def test_torch_drops_nothing_at_evaluation(placement, cell, layers):
    (answer, _) = framework_lines(placement, cell, layers)
    hidden, last = run(answer.code, cell, training=False)
    assert (hidden != 0).all()
    assert (last != 0).all()


@each("cell", Cell)
def test_a_single_layer_has_nothing_between_so_dropout_is_not_written(cell):
    (answer, _) = framework_lines(parse("between:0.5"), cell, 1)
    assert "dropout=" not in answer.code


@pytest.mark.filterwarnings("ignore:dropout option adds dropout")
@each("cell", Cell)
def test_had_it_been_written_it_would_do_nothing(cell):
    name = {Cell.RNN: "RNN", Cell.GRU: "GRU", Cell.LSTM: "LSTM"}[cell]
    hidden, _ = run(f"rnn = nn.{name}(units, units, num_layers=1, dropout=0.5)", cell)
    assert (hidden != 0).all()


def test_zarembas_placement_is_an_lstm_between_two_dropouts():
    pytorch, keras = framework_lines(find("zaremba2014").placement, Cell.LSTM, 2)
    assert pytorch.code == (
        "rnn = nn.LSTM(inputs, units, num_layers=2, dropout=0.5)\n"
        "before = nn.Dropout(0.5)\n"
        "after = nn.Dropout(0.5)\n"
        "hidden, state = rnn(before(x))\n"
        "hidden = after(hidden)"
    )
    assert keras.code.count("keras.layers.Dropout(0.5)") == 3


@each(
    ("text", "word"),
    [
        ("word:0.5", "whole words (word)"),
        ("recurrent:0.5", "inside a layer (recurrent)"),
        ("weights:0.5:batch+cell:0.5", "inside a layer (weights, cell)"),
        ("input:0.5:untied", "a mask of its own (input)"),
        ("input:0.5:sequence+output:0.5:sequence", "a whole sequence (input, output)"),
        ("between:0.5:batch", "all steps and examples (between)"),
        ("between:0.5:step_batch", "all examples (between)"),
        ("between:0.5:frame", "all units at once (between)"),
        ("output:0.5:gaussian", "Gaussian noise (output)"),
        ("output:0.5:classic", "at evaluation instead of while training (output)"),
        ("output:0.5:none", "unscaled (output)"),
        ("output:0.5:at_test", "stay on at evaluation (output)"),
    ],
)
def test_where_torch_has_no_words_a_sentence_says_for_what(text, word):
    (answer, _) = framework_lines(parse(text), Cell.LSTM, 2)
    assert answer.code is None
    assert word in answer.sentence


@each(
    ("text", "cell", "code"),
    [
        # read in Keras 3.15 and seen there: each mask that a pass draws, by a spy on its dropout
        ("input:0.5:sequence", Cell.LSTM, "LSTM(units, return_sequences=True, dropout=0.5)"),
        (
            "input:0.5:sequence:untied+recurrent:0.3:sequence:untied",
            Cell.GRU,
            "GRU(units, return_sequences=True, dropout=0.5, recurrent_dropout=0.3)",
        ),
        (
            "input:0.5:sequence+recurrent:0.3:sequence",
            Cell.RNN,
            "SimpleRNN(units, return_sequences=True, dropout=0.5, recurrent_dropout=0.3)",
        ),
        (
            "input:0.5:sequence:untied",
            Cell.LSTM,
            "LSTM(units, return_sequences=True, dropout=0.5, implementation=1, use_cudnn=False)",
        ),
    ],
)
def test_keras_says_in_one_line_what_its_options_mean(text, cell, code):
    (_, answer) = framework_lines(parse(text), cell, 1)
    assert answer.code == f"keras.layers.{code}"


@each(
    ("share", "noise_shape"),
    [
        (Share.STEP, ""),
        (Share.SEQUENCE, ", noise_shape=(None, 1, None)"),
        (Share.BATCH, ", noise_shape=(1, 1, None)"),
        (Share.STEP_BATCH, ", noise_shape=(1, None, None)"),
        (Share.FRAME, ", noise_shape=(None, None, 1)"),
    ],
)
def test_a_dropout_layer_of_keras_takes_any_sharing(share, noise_shape):
    placement = Placement((Noise(Edge.OUTPUT, 0.5, share),))
    (_, answer) = framework_lines(placement, Cell.LSTM, 1)
    assert f"keras.layers.Dropout(0.5{noise_shape})," in answer.code


@each(
    ("text", "word"),
    [
        ("word:0.5:sequence", "wherever it occurs (word)"),
        ("recurrent:0.5:sequence", "all gates the same mask (recurrent)"),
        ("recurrent:0.5", "other masks there than one per sequence"),
        ("cell:0.5+hidden:0.5", "inside a layer (cell, hidden)"),
        ("input:0.5:sequence:gaussian", "Gaussian noise there (input)"),
        ("input:0.5:at_test", "stay on at evaluation (input)"),
    ],
)
def test_where_keras_has_no_words_a_sentence_says_for_what(text, word):
    (_, answer) = framework_lines(parse(text), Cell.LSTM, 1)
    assert answer.code is None
    assert word in answer.sentence


@each("layers", [1, 2, 3])
@each("cell", Cell)
@each("method", METHODS)
def test_every_answer_is_one_sentence_and_code_that_parses(method, cell, layers):
    for answer in framework_lines(method.placement, cell, layers):
        assert answer.sentence.endswith(".")
        assert "\n" not in answer.sentence
        if answer.code is None:
            assert " can't " in answer.sentence
        else:
            ast.parse(answer.code)
            assert " can't put" not in answer.sentence
