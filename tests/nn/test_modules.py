"""`place` on a model that exists, whole words, and one mask for all steps."""

import pytest
import torch
from torch import nn
from torch.nn.utils.parametrizations import weight_norm
from torch.nn.utils.parametrize import remove_parametrizations
from torch.nn.utils.rnn import pack_sequence

import rnnviz.nn
from rnnviz.core.masks import Dims, generator, sample
from rnnviz.core.network import embed
from rnnviz.core.placement import Cell, Edge, Share, parse
from rnnviz.errors import InputError

WORDS = 7


class Model(nn.Module):
    """Somebody's language model."""

    def __init__(self, *, batch_first=False):
        super().__init__()
        self.encoder = nn.Embedding(WORDS, 4)
        self.rnn = nn.LSTM(4, 4, 2, dropout=0.5, batch_first=batch_first)
        self.top = nn.ModuleList([nn.GRU(4, 4, batch_first=batch_first)])
        self.again = self.top[0]
        self.decoder = nn.Linear(4, WORDS)
        self.decoder.weight = self.encoder.weight

    def forward(self, tokens):
        x, _ = self.rnn(self.encoder(tokens))
        return self.decoder(self.top[0](x)[0])


def tokens(*shape):
    return torch.randint(WORDS, shape, generator=generator("tokens"))


def test_a_model_is_placed_and_made_torchs_again_around_the_same_parameters():
    model = Model()
    before, told = dict(model.named_parameters()), repr(model)
    optimizer = torch.optim.SGD(model.parameters(), 0.1)
    states = {name: dict(vars(module)) for name, module in model.named_modules()}
    placed = rnnviz.nn.place(model, "word:0.3:sequence+recurrent:0.3:sequence+output:0.2")
    assert placed is model
    kinds = [type(m) for m in (model.encoder, model.rnn, model.again)]
    assert kinds == [rnnviz.nn.Embedding, rnnviz.nn.LSTM, rnnviz.nn.GRU]
    assert "placement='recurrent:0.3:sequence+output:0.2'" in repr(model)
    assert model.rnn.dropout == 0.0
    model(tokens(6, 3)).sum().backward()
    optimizer.step()
    assert all(before[name] is weight for name, weight in model.named_parameters())
    rnnviz.nn.place(model, "output:0.3")
    assert type(model.encoder) is rnnviz.nn.Embedding
    assert not model.encoder.placement.noises
    rnnviz.nn.place(model, None)
    assert repr(model) == told
    for name, module in model.named_modules():
        assert vars(module).keys() == states[name].keys()


def test_a_placed_model_does_what_one_built_so_does(kit):
    torch.manual_seed(1)
    layer = rnnviz.nn.place(nn.LSTM(4, 5, 2, dropout=0.4), "gal2016_tied")
    built = rnnviz.nn.LSTM(4, 5, 2, placement="gal2016_tied")
    built.load_state_dict(layer.state_dict())
    x = kit.x(dtype=torch.float32)
    layer.generator, built.generator = generator(3), generator(3)
    kit.same(layer(x), built(x), rtol=0, atol=0)
    torchs = rnnviz.nn.place(rnnviz.nn.LSTM(4, 5, 2, dropout=0.4), None)
    assert type(torchs) is nn.LSTM
    assert torchs.dropout == 0.4


def test_a_model_that_cannot_carry_a_placement_stays_as_it_was():
    model = Model()
    told = repr(model)
    with pytest.raises(InputError, match="GRU has no cell edge"):
        rnnviz.nn.place(model, "cell:0.3")
    with pytest.raises(InputError, match="is none of"):
        rnnviz.nn.place(model, "word:0.3+output:0.3", words="decoder")
    assert repr(model) == told


def test_classes_derived_from_ours_keep_their_class(kit):
    mine = type("Mine", (rnnviz.nn.GRU,), {})(kit.inputs, kit.units)
    rnnviz.nn.place(mine, "output:0.3")
    assert str(mine.placement) == "output:0.3"
    rnnviz.nn.place(mine, None)
    assert type(mine).__name__ == "Mine"
    assert not mine.placement.noises


def test_a_rate_from_before_comes_back_whoever_set_it_and_whatever_is_parametrized():
    for layer in (rnnviz.nn.LSTM(4, 5, 2, dropout=0.4), nn.LSTM(4, 5, 2, dropout=0.4)):
        rnnviz.nn.place(layer, "gal2016_tied")
        assert layer.dropout == 0.0
        normed = weight_norm(layer, "weight_hh_l0")
        rnnviz.nn.place(normed, None)
        assert normed.dropout == 0.4
        remove_parametrizations(normed, "weight_hh_l0")
        rnnviz.nn.place(layer, "gal2016_tied")
        layer.dropout = 0.25
        rnnviz.nn.place(layer, "output:0.5")
        rnnviz.nn.place(layer, None)
        assert type(layer) is nn.LSTM
        assert layer.dropout == 0.25


WARNED = {
    "stacked modules": (
        lambda: nn.ModuleList([nn.LSTM(4, 4), nn.LSTM(4, 4)]),
        "input:0.5+between:0.3+output:0.4",
        r"drops between the layers of one module, and each of 0.* 1 has one layer",
    ),
    "cells": (
        lambda: nn.ModuleDict({"rnn": nn.LSTM(4, 4), "cell": nn.GRUCell(4, 4)}),
        "output:0.4",
        "leaves cell without dropout",
    ),
    "two orders": (
        lambda: nn.Sequential(nn.Embedding(3, 4), nn.GRU(4, 4, batch_first=True), nn.GRU(4, 4)),
        "word:0.4",
        r"differ in batch_first.*\(batch, steps, inputs\)",
    ),
}


@pytest.mark.parametrize("name", WARNED)
def test_a_placement_that_does_not_do_all_that_it_may_promise_warns(name, kit):
    build, line, told = WARNED[name]
    with pytest.warns(UserWarning, match=told) as warned:
        rnnviz.nn.place(build(), line)
    assert [kit.one_sentence(str(each.message)) for each in warned] == [True]
    assert warned[0].filename == __file__


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    ("model", "line"),
    [
        (nn.ModuleList([nn.LSTM(4, 4, 2), nn.LSTM(4, 4)]), "zaremba2014"),
        (nn.LSTM(4, 4), "zaremba2014"),
        (nn.ModuleList([nn.LSTM(4, 4), nn.LSTM(4, 4)]), "input:0.5+output:0.4"),
        (nn.ModuleDict({"rnn": nn.LSTM(4, 4), "cell": nn.GRUCell(4, 4)}), "none"),
        (nn.Sequential(nn.GRU(4, 4, batch_first=True), nn.GRU(4, 4)), "word:0.4"),
    ],
)
def test_no_other_model_is_warned_of(model, line):
    rnnviz.nn.place(model, line)


def test_samples_of_a_model_that_draws_nothing_are_warned_of():
    model = nn.Sequential(nn.LSTM(4, 5), nn.Dropout(0.5))
    complaint = "Sequential has no module of rnnviz.nn"
    with pytest.warns(UserWarning, match=complaint) as warned, rnnviz.nn.mc_dropout(model):
        pass
    assert warned[0].filename == __file__


def test_of_several_tables_the_one_that_can_drop_words_does():
    mine = type("Positions", (nn.Embedding,), {})(3, 4)
    model = nn.Sequential(mine, nn.Embedding(3, 4), nn.GRU(4, 5))
    rnnviz.nn.place(model, "word:0.5")
    assert [type(m).__name__ for m in model] == ["Positions", "Embedding", "GRU"]
    assert str(model[1].placement) == "word:0.5"


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("first", [True, False])
def test_words_of_no_examples_are_none(first, training):
    for placement in ("word:0.4", "word:0.4:sequence:classic", "word:0.4:at_test"):
        table = rnnviz.nn.Embedding(WORDS, 4, placement=placement, batch_first=first)
        table.train(training)
        for shape in ((6, 0), (0, 6), (0,)):
            assert table(tokens(*shape)).shape == (*shape, 4)


def test_a_table_of_given_vectors_takes_a_placement():
    vectors = torch.randn(WORDS, 4)
    table = rnnviz.nn.Embedding.from_pretrained(
        vectors, freeze=False, placement="word:0.5:sequence", generator=generator(1)
    )
    built = rnnviz.nn.Embedding(WORDS, 4, placement="word:0.5:sequence", generator=generator(1))
    built.weight.data = vectors
    assert table.weight.requires_grad
    assert torch.equal(table(tokens(6, 3)), built(tokens(6, 3)))
    assert not rnnviz.nn.Embedding.from_pretrained(vectors).placement.noises


@pytest.mark.parametrize("share", Share)
def test_words_are_dropped_as_the_network_drops_them(share):
    if share is Share.FRAME:
        return
    noise = f"word:0.4:{share}"
    table = rnnviz.nn.Embedding(WORDS, 4, placement=f"{noise}+output:0.5", dtype=torch.float64)
    first = rnnviz.nn.Embedding(WORDS, 4, placement=noise, batch_first=True, dtype=torch.float64)
    first.load_state_dict(table.state_dict())
    seen = tokens(6, 3)
    masks = sample(parse(noise), Dims(6, 3, 1, 4, 1, WORDS, 1), generator(2), torch.float64)
    judge = embed(seen, table.weight, masks)
    table.generator, first.generator = generator(2), generator(2)
    torch.testing.assert_close(table(seen), judge, rtol=0, atol=0)
    torch.testing.assert_close(first(seen.T).transpose(0, 1), judge, rtol=0, atol=0)
    alone = table(seen[:, 0])
    assert alone.shape == (6, 4)
    whole = (alone == 0).all(-1) | (alone != 0).all(-1)
    assert whole.all()
    assert torch.equal(table.eval()(seen), nn.functional.embedding(seen, table.weight))
    assert repr(table).endswith(f"placement='{parse(noise)}')")


def test_a_method_is_whole_with_an_embedding_and_a_layer(kit):
    parts = [
        rnnviz.nn.Embedding(WORDS, kit.inputs, placement="gal2016_tied"),
        kit.layer(Cell.LSTM, 2, placement="gal2016_tied", keep_masks=True, dtype=torch.float32),
    ]
    parts[1](parts[0](tokens(6, 3)))
    inside = {mask.noise.edge for mask in parts[1].last_masks[0].drawn}
    assert inside | {Edge.WORD} == parts[0].placement.edges


def test_a_locked_mask_lasts_a_sequence_and_scales_what_is_left():
    locked, x = rnnviz.nn.LockedDropout(0.4), torch.ones(6, 3, 50)
    out = locked(x)
    assert torch.equal(out, out[:1].expand(6, 3, 50))
    assert out.unique().tolist() == pytest.approx([0, 1 / 0.6], rel=1e-4)
    assert not torch.equal(out[0, 0], out[0, 1])
    assert torch.equal(locked.eval()(x), x)
    first = rnnviz.nn.LockedDropout(0.4, batch_first=True, generator=generator(1))(
        x.transpose(0, 1)
    )
    again = rnnviz.nn.LockedDropout(0.4, generator=generator(1))(x)
    assert torch.equal(first.transpose(0, 1), again)
    assert repr(locked) == "LockedDropout(0.4, share='sequence')"


def test_a_packed_sequence_is_dropped_as_its_padding_is():
    packed = pack_sequence([torch.ones(n, 5) for n in (2, 4, 3)], enforce_sorted=False)
    out = rnnviz.nn.LockedDropout(0.4, generator=generator(1))(packed)
    padded = rnnviz.nn.LockedDropout(0.4, generator=generator(1))(torch.ones(4, 3, 5))
    for b, length in enumerate((2, 4, 3)):
        mine = nn.utils.rnn.unpack_sequence(out)[b]
        assert torch.equal(mine, padded[:length, b])
