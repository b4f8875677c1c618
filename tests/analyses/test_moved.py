"""A mask on h lies nowhere on c, but it makes the gates noisy that multiply c: by how much?"""

import re

import pytest
import torch

from rnnviz.core import engine
from rnnviz.core.crossings import Route, crossings
from rnnviz.core.masks import Masks, generator, sample
from rnnviz.core.network import features, last_state
from rnnviz.core.placement import Cell, parse
from rnnviz.zoo.models import find
from rnnviz.zoo.word_lists import kept

WORDS, STEPS, DRAWS = 40, 10, 8
TEXT = """
Tonight I report to the Congress on the state of our union. The men and women of this country
have worked hard, and our farms and factories now produce more than in any year before. Yet the
cost of living has gone up, and many families find it hard to pay for food and for the education
of their children. I ask you to act in this session on a program of public health, to keep our
credit sound, and to give the people of every state an equal right to vote. We want peace with
all nations, and we will keep our defenses strong until peace is sure. With the help of God and
the good sense of our people we shall do our duty."""


@pytest.fixture(scope="module")
def reading():
    """The zoo's model without dropout, passages (T, B), and its state before the last steps."""
    model = find("zoo-none")
    words = re.findall(r"[a-z]+", TEXT.lower())
    ids = torch.from_numpy(kept(model.card).encode(words)).long()
    ids = torch.stack([ids[n : n + WORDS] for n in range(0, len(ids) - WORDS, 5)], dim=1)
    with torch.no_grad():
        runs = read(model.model, ids[:-STEPS], model.model.zero_state(ids.shape[1]), Masks())
    return model.model, ids[-STEPS:], last_state(runs)


def read(model, tokens, state, masks):
    return features(model.weights(), tokens, state, masks, layer=engine.layer)[1]


@torch.no_grad()
def moved(reading, text):
    """‖c − c clean‖ / ‖c clean‖ after the last steps under masks, a mean over layers and draws."""
    model, tokens, state = reading
    clean = last_state(read(model, tokens, state, Masks())).cell
    dims = model.dims(*tokens.shape)
    noisy = [
        last_state(read(model, tokens, state, sample(parse(text), dims, generator(draw)))).cell
        for draw in range(DRAWS)
    ]
    return float(((torch.stack(noisy) - clean).norm(dim=-1) / clean.norm(dim=-1)).mean())


def test_masks_on_h_move_c_by_less_than_half_of_its_norm_in_ten_steps(reading):
    """What the Memory page and the question about what is erased say."""
    assert 0.1 < moved(reading, "recurrent:0.5") < 0.5


def test_masks_on_c_move_it_by_more_than_its_norm(reading):
    assert moved(reading, "cell:0.5") > 1


def test_no_mask_on_h_lies_on_c_all_the_same():
    met = crossings(parse("recurrent:0.5"), Cell.LSTM, 2, STEPS, Route.C)
    assert met == ()
