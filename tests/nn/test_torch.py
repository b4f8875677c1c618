"""Without noise a layer is torch's own in all it does; with noise it keeps torch's manners."""

from dataclasses import replace
from itertools import product

import pytest
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pack_sequence, pad_packed_sequence

from rnnviz.core.masks import generator
from rnnviz.core.placement import Cell

NOISY = "input:0.3+between:0.4:sequence+recurrent:0.3:sequence+hidden:0.2+output:0.3"


def shapes(kit, *, batch_first):
    """Inputs as torch takes them, by the batch sizes of their states."""
    whole = (kit.batch, kit.steps) if batch_first else (kit.steps, kit.batch)
    return {(kit.batch,): (*whole, kit.inputs), (): (kit.steps, kit.inputs)}


@pytest.mark.parametrize("cell", Cell)
@pytest.mark.parametrize("readable", [False, True])
def test_without_noise_every_way_of_building_and_calling_it_is_torchs(cell, readable, kit):
    for bias, first, both in product((True, False), repeat=3):
        options = {"bias": bias, "batch_first": first, "bidirectional": both}
        mine = kit.layer(cell, 2, readable=readable, **options)
        theirs = kit.twin(mine)
        for batch, shape in shapes(kit, batch_first=first).items():
            x = kit.x(*shape)
            for state in (None, kit.state(mine, batch)):
                of, theirs_of = [x, *mine.parameters()], [x, *theirs.parameters()]
                kit.same(mine(x, state), theirs(x, state), of, theirs_of=theirs_of)


@pytest.mark.parametrize("cell", Cell)
def test_weights_load_both_ways_and_start_as_torchs_do(cell, kit):
    options = {"num_layers": 2, "bidirectional": True}
    torch.manual_seed(3)
    mine = kit.ours[cell](kit.inputs, kit.units, placement=NOISY, **options)
    torch.manual_seed(3)
    theirs = kit.torchs[cell](kit.inputs, kit.units, **options)
    assert list(mine.state_dict()) == list(theirs.state_dict())
    torch.testing.assert_close(mine.state_dict(), theirs.state_dict(), rtol=0, atol=0)
    other = kit.torchs[cell](kit.inputs, kit.units, **options)
    mine.load_state_dict(other.state_dict())
    theirs.load_state_dict(mine.state_dict())
    torch.testing.assert_close(theirs.state_dict(), other.state_dict(), rtol=0, atol=0)


@pytest.mark.parametrize("cell", Cell)
def test_batch_first_and_unbatched_calls_meet_the_same_masks(cell, kit):
    mine = kit.layer(cell, 2, placement=NOISY, generator=generator(4))
    first = kit.layer(cell, 2, placement=NOISY, batch_first=True, generator=generator(4))
    x = kit.x()
    out, state = mine(x)
    turned, same = first(x.transpose(0, 1))
    kit.same((out, state), (turned.transpose(0, 1), same))
    mine.generator, first.generator = generator(4), generator(4)
    kit.same(mine(x[:, 0]), first(x[:, 0]))
    mine.generator = generator(4)
    single = mine(x[:, :1])
    torch.testing.assert_close(kit.flat(single)[0][:, 0], kit.flat(first_again(first, x))[0])


def first_again(layer, x):
    layer.generator = generator(4)
    return layer(x[:, 0])


@pytest.mark.parametrize("cell", Cell)
@pytest.mark.parametrize("placement", ["none", "output:0.3", NOISY, "between:0.4:untied"])
def test_packed_padded_with_lengths_and_one_by_one_are_the_same(cell, placement, kit):
    lengths = [4, 6, 1]
    for both, first in product((True, False), repeat=2):
        mine = kit.layer(
            cell, 2, placement=placement, bidirectional=both, batch_first=first, keep_masks=True
        )
        x, state = kit.x(), kit.state(mine)
        given = x.transpose(0, 1) if first else x
        padded = mine(given, state, lengths=lengths)
        masks = mine.last_masks
        of = [x, *mine.parameters()]
        packed = pack_padded_sequence(given, lengths, batch_first=first, enforce_sorted=False)
        result = mine(packed, state, masks=masks)
        out, told = pad_packed_sequence(result[0], batch_first=first)
        assert told.tolist() == lengths
        kit.same((out, result[1]), padded, of)
        if placement == "none":
            theirs = kit.twin(mine)(packed, state)
            kit.same(result, theirs)
            for mine_part, theirs_part in zip(result[0][1:], theirs[0][1:], strict=True):
                torch.testing.assert_close(mine_part, theirs_part)
        whole = mine.last_masks
        for b, length in enumerate(lengths):
            alone = tuple(example(each, b, length) for each in whole)
            begin = [s[:, b : b + 1] for s in (state if isinstance(state, tuple) else (state,))]
            begin = tuple(begin) if len(begin) > 1 else begin[0]
            piece = x[:length, b : b + 1]
            single = mine(piece.transpose(0, 1) if first else piece, begin, masks=alone)
            rows = kit.flat(padded)
            seen = rows[0][b, :length] if first else rows[0][:length, b]
            squeezed = kit.flat(single)
            torch.testing.assert_close(squeezed[0].reshape(seen.shape), seen, rtol=0, atol=1e-10)
            for ours, theirs in zip(squeezed[1:], rows[1:], strict=True):
                torch.testing.assert_close(ours[:, 0], theirs[:, b], rtol=0, atol=1e-10)


def example(masks, b, length):
    """The masks of one example's first steps."""

    def cut(factor):
        factor = factor[:length] if len(factor) > 1 else factor
        return factor[:, b : b + 1] if factor.shape[1] > 1 else factor

    return type(masks)(tuple(replace(m, factor=cut(m.factor)) for m in masks.drawn))


def test_sorted_and_enforced_packs_are_taken_as_well(kit):
    mine = kit.layer(Cell.LSTM, bidirectional=True)
    packed = pack_sequence([kit.x(n, kit.inputs, seed=n) for n in (5, 5, 2)])
    kit.same(mine(packed), kit.twin(mine)(packed))


@pytest.mark.parametrize("cell", Cell)
@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32, torch.float64])
def test_every_type_of_number_comes_back_as_it_went_in(cell, dtype, kit):
    for placement in ("none", NOISY):
        mine = kit.layer(cell, 2, dtype=dtype, placement=placement, keep_masks=True)
        result = mine(kit.x(dtype=dtype))
        assert {t.dtype for t in kit.flat(result)} == {dtype}
        exact = kit.layer(cell, 2, placement=placement)
        masks = tuple(each.to(torch.float64) for each in mine.last_masks)
        judge = exact(kit.x(dtype=dtype).double(), masks=masks)
        near = 20 * torch.finfo(dtype).eps
        for ours, theirs in zip(kit.flat(result), kit.flat(judge), strict=True):
            torch.testing.assert_close(ours.double(), theirs, rtol=near, atol=near)
        kit.gradients(result, list(mine.parameters()))


def test_torchs_dropout_is_the_placement_between(kit):
    mine = kit.layer(Cell.LSTM, 2, dropout=0.25)
    assert str(mine.placement) == "between:0.25"
    assert mine.dropout == 0.25
    mine.dropout = 0.5
    assert str(mine.placement) == "between:0.5"
    mine.placement = "gal2016_tied"
    assert mine.dropout == 0.0
    with pytest.warns(UserWarning, match="dropout option adds dropout after all but last"):
        kit.layer(Cell.LSTM, 1, dropout=0.25)


def test_projections_and_relu_run_on_torchs_kernel(kit):
    mine = kit.layer(Cell.LSTM, 2, proj_size=2, bidirectional=True)
    x, state = kit.x(), kit.state(mine)
    kit.same(mine(x, state), kit.twin(mine)(x, state), [x, *state])
    mine.placement = "input:0.2+between:0.3:sequence+output:0.2"
    assert mine(x)[0].shape == (kit.steps, kit.batch, 4)
    relu = kit.layer(Cell.RNN, 2, nonlinearity="relu", dtype=torch.float64)
    theirs = nn.RNN(kit.inputs, kit.units, 2, "relu", dtype=torch.float64)
    theirs.load_state_dict(relu.state_dict())
    kit.same(relu(x), theirs(x), [x])
    relu.placement = "weights:0.3:batch+output:0.3"
    assert (relu(x)[0] >= 0).all()
