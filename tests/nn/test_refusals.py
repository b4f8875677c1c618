"""Every wrong shape, type, device, mask and placement is refused in one sentence."""

import pytest
import torch
from torch import nn
from torch.nn.utils.parametrizations import weight_norm
from torch.nn.utils.rnn import pack_sequence

import rnnviz.nn
from rnnviz.core.masks import Dims, Masks, generator, sample
from rnnviz.core.placement import Cell, parse
from rnnviz.errors import InputError

zeros = torch.zeros


def double(*shape):
    return zeros(*shape, dtype=torch.float64)


def drawn(line, steps=6, batch=3, layers=2, inputs=4, units=5):
    dims = Dims(steps, batch, layers, inputs, units, 7, 4)
    return sample(parse(line), dims, generator(0), torch.float64)


X = double(6, 3, 4)
PACKED = pack_sequence([double(6, 4)] * 3)
JAGGED = torch.nested.nested_tensor([X[0], X[1, :2]], layout=torch.jagged)
PAIR = double(2, 3, 5), double(2, 3, 5)
CALLS = {
    "no tensor": (([1.0],), "The input is a list"),
    "four dimensions": ((double(1, 6, 3, 4),), r"shape \(1, 6, 3, 4\)"),
    "one dimension": ((double(4),), r"shape \(4,\)"),
    "inputs": ((double(6, 3, 5),), "last size is 5, where this layer takes 4"),
    "no steps": ((double(0, 3, 4),), "no steps"),
    "single precision": ((X.float(),), "input is float32 and the weights are float64"),
    "whole numbers": ((X.long(),), "input is int64"),
    "another device": ((X.to("meta"),), "on meta and the weights are on cpu"),
    "packed inputs": ((pack_sequence([double(6, 5)]),), "last size is 5"),
    "packed twice": ((PACKED, None, [6, 6, 6]), "has its lengths already"),
    "state of a GRU": ((X, PAIR[0]), r"takes a pair \(h, c\)"),
    "three states": ((X, (*PAIR, PAIR[0])), r"takes a pair \(h, c\)"),
    "states of lists": ((X, ([0.0], [0.0])), r"a tuple of \(list, list\)"),
    "state's batch": (
        (X, (double(2, 4, 5), PAIR[1])),
        r"h has shape \(2, 4, 5\), where \(2, 3, 5\)",
    ),
    "state's layers": ((X, (PAIR[0], double(1, 3, 5))), r"c has shape \(1, 3, 5\)"),
    "state's type": ((X, (PAIR[0], zeros(2, 3, 5))), "state c is float32"),
    "state's device": ((X, (PAIR[0].to("meta"), PAIR[1])), "state h is on meta"),
    "batched state": ((X[:, 0], PAIR), r"where \(2, 5\) fits"),
    "two lengths": ((X, None, [6, 6]), "must be 3 whole numbers"),
    "half lengths": ((X, None, zeros(3)), "must be 3 whole numbers"),
    "words for lengths": ((X, None, "abc"), "must be 3 whole numbers"),
    "true and false for lengths": ((X, None, [True, True, True]), "must be 3 whole numbers"),
    "sparse": ((X.to_sparse(),), "is a sparse tensor; pad or densify it"),
    "jagged": ((JAGGED,), "is a nested tensor"),
    "packed numbers": ((pack_sequence([double(6)] * 3),), r"data of shape \(18,\)"),
    "no length": ((X, None, [6, 0, 1]), "from 0 to 6"),
    "long lengths": ((X, None, [6, 7, 1]), "from 1 to 7 were given"),
    "masks of nothing": ((X, None, None, X), "one `Masks` for each direction"),
    "masks of two directions": ((X, None, None, (Masks(), Masks())), "of which this layer has 1"),
    "masks of longer text": ((X, None, None, drawn("output:0.3", steps=7)), r"shape \(7, 3, 5\)"),
    "masks of more": ((X, None, None, drawn("recurrent:0.3", batch=4)), r"shape \(6, 4, 5\)"),
    "masks of wider": ((X, None, None, drawn("weights:0.3:batch", units=6)), r"shape \(24, 6\)"),
    "masks of inputs": ((X, None, None, drawn("input:0.3", inputs=3)), r"where \(6, 3, 4\)"),
    "masks of deeper": ((X, None, None, drawn("hidden:0.3", layers=3)), "hidden of layer 2"),
    "masks of words": ((X, None, None, drawn("word:0.3")), "word of layer 0"),
}


def given(build, line, *dims):
    """A layer's answer to masks that its own placement could not have drawn."""
    return lambda: build()(zeros(6, 3, 4), masks=sample(parse(line), Dims(*dims), generator(0)))


def relu(**options):
    return lambda: rnnviz.nn.RNN(4, 5, nonlinearity="relu", **options)


def projected():
    return rnnviz.nn.LSTM(4, 5, proj_size=2)


@pytest.mark.parametrize("name", CALLS)
def test_a_call_that_does_not_fit_is_refused_in_a_sentence(name, kit):
    (x, *rest), complaint = CALLS[name]
    state, lengths, masks = [*rest, None, None, None][:3]
    for placement in ("none", "gal2016_tied"):
        layer = kit.layer(Cell.LSTM, 2, placement=placement)
        with pytest.raises(InputError, match=complaint) as error:
            layer(x, state, lengths=lengths, masks=masks)
        assert kit.one_sentence(str(error.value))


def test_a_gru_that_is_given_a_pair_is_refused(kit):
    with pytest.raises(InputError, match="takes a tensor h"):
        kit.layer(Cell.GRU)(X, PAIR)


BUILDS = {
    "two answers": (lambda: rnnviz.nn.LSTM(4, 5, 2, dropout=0.5, placement="none"), "not both"),
    "all dropped": (lambda: rnnviz.nn.LSTM(4, 5, 2, dropout=1.0), r"outside \[0, 1\)"),
    "cell of an RNN": (lambda: rnnviz.nn.RNN(4, 5, placement="cell:0.2"), "RNN has no cell edge"),
    "projection": (
        lambda: rnnviz.nn.LSTM(4, 5, proj_size=2, placement="input:0.2+weights:0.2:batch"),
        "proj_size=2 runs on torch's kernel alone, which can't carry weights:0.2:batch",
    ),
    "relu": (
        lambda: rnnviz.nn.RNN(4, 5, nonlinearity="relu", placement="recurrent:0.2"),
        "nonlinearity 'relu' runs on torch's kernel alone",
    ),
    "readable relu": (
        lambda: rnnviz.nn.RNN(4, 5, nonlinearity="relu", readable=True)(zeros(6, 3, 4)),
        "without readable steps",
    ),
    "a relu's memory": (given(relu(), "recurrent:0.3", 6, 3, 1, 4, 5, 1, 1), "keep to one mask"),
    "a relu's gates": (given(relu(), "hidden:0.3", 6, 3, 1, 4, 5, 1, 1), "keep to one mask"),
    "a projection's memory": (
        given(projected, "recurrent:0.3", 6, 3, 1, 4, 2, 1, 4),
        "proj_size=2 .* keep to one mask",
    ),
    "a projection's weights": (
        given(projected, "weights:0.3:batch", 6, 3, 1, 4, 2, 1, 4),
        "proj_size=2 .* keep to one mask",
    ),
    "a GRU's cell": (
        given(lambda: rnnviz.nn.GRU(4, 5), "cell:0.3", 6, 3, 1, 4, 5, 1, 3),
        "A GRU has no cell edge",
    ),
    "generator": (
        lambda: rnnviz.nn.LSTM(4, 5, generator=3)(zeros(6, 3, 4)),
        "The generator is of type int",
    ),
    "locked": (lambda: rnnviz.nn.LockedDropout(1.5), r"Rate 1.5 .* outside \[0, 1\)"),
    "share": (lambda: rnnviz.nn.LockedDropout(0.5, "week"), "Share 'week' is unknown"),
    "locked vector": (lambda: rnnviz.nn.LockedDropout()(zeros(3)), r"was given \(3,\)"),
    "locked list": (lambda: rnnviz.nn.LockedDropout()([1]), "was given list"),
    "nested": (
        lambda: rnnviz.nn.LSTM(4, 5)(torch.nested.nested_tensor([zeros(6, 4), zeros(3, 4)])),
        "is a nested tensor",
    ),
    "locked whole numbers": (
        lambda: rnnviz.nn.LockedDropout()(zeros(6, 3, 4, dtype=torch.long)),
        "numbers of type int64",
    ),
    "locked packed numbers": (
        lambda: rnnviz.nn.LockedDropout()(pack_sequence([zeros(6)] * 3)),
        r"data of shape \(18,\)",
    ),
    "locked sparse": (
        lambda: rnnviz.nn.LockedDropout()(zeros(6, 3, 4).to_sparse()),
        "is a sparse tensor",
    ),
    "shares": (lambda: rnnviz.nn.LockedDropout(0.5, ["step"]), r"Share \"\['step'\]\" is unknown"),
    "another library's dropout": (
        lambda: rnnviz.nn.GRU(4, 5, recurrent_dropout=0.5),
        "GRU has no recurrent_dropout.*placement=",
    ),
    "listed words": (lambda: rnnviz.nn.Embedding(9, 4)([1, 2]), "Tokens are a list"),
    "packed words": (
        lambda: rnnviz.nn.Embedding(9, 4, placement="word:0.5")(pack_sequence([X[0, 0].long()])),
        "Tokens are a PackedSequence",
    ),
    "no module": (lambda: rnnviz.nn.place(3, "none"), "can't be a int"),
    "a class": (lambda: rnnviz.nn.place(nn.LSTM, "none"), "module that is built"),
    "samples of no module": (
        lambda: rnnviz.nn.mc_dropout(3).__enter__(),
        "module that is built",
    ),
    "a table of somebody's": (
        lambda: rnnviz.nn.place(
            nn.Sequential(type("Mine", (nn.Embedding,), {})(3, 4), nn.GRU(4, 5)), "word:0.5"
        ),
        "0 is a Mine, whose own call would be lost; derive that class",
    ),
    "a parametrized table": (
        lambda: rnnviz.nn.place(
            nn.Sequential(weight_norm(nn.Embedding(3, 4)), nn.GRU(4, 5)), "word:0.5"
        ),
        "place the model before it is parametrized",
    ),
    "a parametrized layer": (
        lambda: rnnviz.nn.place(weight_norm(nn.GRU(4, 5), "weight_hh_l0"), "output:0.5"),
        "place the model before it is parametrized",
    ),
    "no table of that name, and no words": (
        lambda: rnnviz.nn.place(nn.GRU(4, 5), "output:0.5", words="nope"),
        "words='nope' is none of this model's .* has: none",
    ),
    "traced": (
        lambda: torch.jit.trace(rnnviz.nn.LSTM(4, 5, placement="output:0.5"), zeros(6, 3, 4)),
        r"call eval\(\) first",
    ),
    "words": (
        lambda: rnnviz.nn.Embedding(9, 4, placement="word:0.5")(zeros(2, 2, 2, dtype=torch.long)),
        r"Tokens of shape \(2, 2, 2\)",
    ),
    "nothing to place in": (
        lambda: rnnviz.nn.place(nn.Linear(2, 3), "none"),
        "Linear has no nn.LSTM",
    ),
    "a class of somebody's": (
        lambda: rnnviz.nn.place(
            nn.ModuleDict({"mine": type("Mine", (nn.LSTM,), {})(4, 5)}), "none"
        ),
        "mine is a Mine, whose own call would be lost; derive that class",
    ),
    "two tables": (
        lambda: rnnviz.nn.place(
            nn.Sequential(nn.Embedding(3, 4), nn.Embedding(3, 4), nn.GRU(4, 5)), "word:0.5"
        ),
        "this model has: 0, 1",
    ),
    "a table that is none": (
        lambda: rnnviz.nn.place(
            nn.Sequential(nn.Embedding(3, 4), nn.GRU(4, 5)), "word:0.5", words="2"
        ),
        "words='2' is none",
    ),
}


@pytest.mark.filterwarnings("ignore:The PyTorch API of nested tensors")
@pytest.mark.filterwarnings("ignore:.*torch.jit.trace", "ignore::torch.jit.TracerWarning")
@pytest.mark.parametrize("name", BUILDS)
def test_what_cannot_be_built_is_refused_in_a_sentence(name, kit):
    build, complaint = BUILDS[name]
    with pytest.raises(InputError, match=complaint) as error:
        build()
    assert kit.one_sentence(str(error.value))
