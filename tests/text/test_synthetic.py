from collections import Counter
from itertools import product
from math import log, sqrt

import numpy as np
import pytest

from rnnviz.errors import InputError
from rnnviz.text.synthetic import brackets, expected_length, recall, topic_probabilities, topics
from rnnviz.text.vocab import END


def rng(seed=0):
    return np.random.default_rng(seed)


def split(values, tokens):
    """`values`, one a token, cut after every <eos>."""
    cuts = [place + 1 for place, token in enumerate(tokens) if token == END]
    return np.split(np.asarray(values), cuts)[:-1]


def recall_nats(sample, lag, keys, fillers):
    """−ln P(token | all before it) of the true model, written from the language's description."""
    nats, place, key = [], 0, ""
    for token in sample.tokens:
        if place == 0:
            key, cost = token, log(keys)
        elif place <= lag:
            cost = log(fillers) if token.startswith("f") else np.inf
        else:
            expected = {lag + 1: "?", lag + 2: key, lag + 3: END}[place]
            cost = 0.0 if token == expected else np.inf
        nats.append(cost)
        place = 0 if token == END else place + 1
    return nats


def bracket_nats(sample, kinds, depth, p_open):
    nats, stack, fresh = [], [], True
    for token in sample.tokens:
        free = len(stack) < depth and not fresh
        if token.startswith("("):
            assert len(stack) < depth
            nats.append(log(kinds) - (log(p_open) if free else 0.0))
            stack.append(token[1:])
        else:
            assert token == (f"){stack[-1]}" if stack else END)
            nats.append(-log(1 - p_open) if free else 0.0)
            stack = stack[:-1]
        fresh = token == END
    return nats


def topic_nats(sample, number, nouns):
    table = topic_probabilities(number, nouns)
    nats, topic = [], None
    for token in sample.tokens:
        if topic is None:
            topic = int(token[1:])
            nats.append(log(number))
        elif token == END:
            topic = None
            nats.append(0.0)  # the length is fixed
        else:
            nats.append(-log(table[topic, int(token[1:])]))
    return nats


CASES = {
    "recall": (lambda: recall(5, 4, 7, 3000, rng()), lambda s: recall_nats(s, 5, 4, 7)),
    "recall, shortest lag": (
        lambda: recall(1, 8, 3, 3000, rng()),
        lambda s: recall_nats(s, 1, 8, 3),
    ),
    "brackets": (lambda: brackets(4, 6, 0.5, 6000, rng()), lambda s: bracket_nats(s, 4, 6, 0.5)),
    "brackets, seldom": (
        lambda: brackets(2, 3, 0.2, 6000, rng(1)),
        lambda s: bracket_nats(s, 2, 3, 0.2),
    ),
    "brackets, often": (
        lambda: brackets(3, 5, 0.7, 3000, rng(2)),
        lambda s: bracket_nats(s, 3, 5, 0.7),
    ),
    "brackets, flat": (
        lambda: brackets(3, 1, 0.4, 6000, rng(3)),
        lambda s: bracket_nats(s, 3, 1, 0.4),
    ),
    "topics": (lambda: topics(5, 40, 9, 4000, rng()), lambda s: topic_nats(s, 5, 40)),
}


@pytest.fixture(scope="module", params=CASES)
def case(request):
    """A sample, drawn when it is needed, and what each of its tokens truly costs."""
    draw, true_nats = CASES[request.param]
    sample = draw()
    return sample, np.array(true_nats(sample))


def test_the_entropy_is_the_true_model_s_cross_entropy_on_a_long_sample(case):
    """Sentences are independent, so Σ(nats − H · length) over them has mean 0: 5 σ of that."""
    sample, nats = case
    surplus = [part.sum() for part in split(nats - sample.entropy_nats, sample.tokens)]
    assert abs(np.mean(surplus)) <= 5 * np.std(surplus) / sqrt(len(surplus)) + 1e-12


def test_the_floor_is_the_true_model_s_loss_on_the_decisive_tokens(case):
    sample, nats = case
    losses = nats - sample.floor_nats
    decisive = np.zeros(len(losses))
    decisive[sample.decisive_positions] = 1
    surplus = [part.sum() for part in split(losses * decisive, sample.tokens)]
    assert abs(np.mean(surplus)) <= 5 * np.std(surplus) / sqrt(len(surplus)) + 1e-12
    assert sample.floor_nats < sample.chance_nats


def test_recall_by_hand():
    """k ∈ 2, f ∈ 4, lag 1: "k f ? k <eos>" costs ln 2 + ln 4 over five tokens."""
    sample = recall(1, 2, 4, 10, rng())
    assert sample.entropy_nats == pytest.approx(3 * log(2) / 5)
    assert (sample.floor_nats, sample.chance_nats) == (0.0, log(2))


@pytest.mark.parametrize("lag", [1, 20, 200])
def test_the_answer_is_the_key_after_exactly_lag_fillers_and_the_query(lag):
    sample = recall(lag, 8, 16, 50, rng())
    for place in sample.decisive_positions:
        key = sample.tokens[place - lag - 2]
        between = sample.tokens[place - lag - 1 : place - 1]
        assert sample.tokens[place - 1 : place + 2] == ("?", key, END)
        assert key.startswith("k")
        assert all(word.startswith("f") for word in between)


def test_recall_draws_every_key_about_equally_often():
    sample = recall(2, 4, 4, 4000, rng())
    counts = Counter(sample.tokens[place] for place in sample.decisive_positions)
    assert all(abs(counts[f"k{key}"] - 1000) < 5 * sqrt(750) for key in range(4))


def test_brackets_by_hand():
    """Depth 1, p = ½, one kind: n ≥ 1 pairs, then the end; a sentence is 2 coin tosses long.

    Pairs are 2 on average, so 5 tokens and 2 tosses of ln 2.
    """
    sample = brackets(1, 1, 0.5, 10, rng())
    assert expected_length(1, 0.5) == 5
    assert sample.entropy_nats == pytest.approx(2 * log(2) / 5)
    assert sample.floor_nats == 0.0


def test_brackets_that_never_open_again_cost_one_kind_in_three_tokens():
    sample = brackets(5, 4, 0.0, 10, rng())
    assert len(sample.tokens) == 30
    assert sample.entropy_nats == pytest.approx(log(5) / 3)


def test_brackets_are_as_long_as_expected():
    sample = brackets(4, 6, 0.5, 6000, rng())
    lengths = [len(part) for part in split(sample.tokens, sample.tokens)]
    assert abs(np.mean(lengths) - expected_length(6, 0.5)) < 5 * np.std(lengths) / sqrt(
        len(lengths)
    )


def test_topics_by_hand_agree_with_an_enumeration_of_every_sentence():
    number, nouns, length = 2, 3, 2
    table = topic_probabilities(number, nouns)
    nats = 0.0
    for topic, *drawn in product(range(number), *[range(nouns)] * length):
        probability = np.prod([1 / number, *table[topic, drawn]])
        nats -= probability * log(probability)
    sample = topics(number, nouns, length, 10, rng())
    assert sample.entropy_nats == pytest.approx(nats / (length + 2))
    assert table[0] == pytest.approx(np.array([6, 3, 2]) / 11)
    assert table[1] == pytest.approx(np.array([2, 6, 3]) / 11)


def test_topics_draw_words_as_often_as_the_table_says():
    sample = topics(3, 6, 10, 6000, rng())
    counts = Counter()
    for start in range(0, len(sample.tokens), 12):
        counts.update(
            (sample.tokens[start], word) for word in sample.tokens[start + 1 : start + 11]
        )
    for topic, row in enumerate(topic_probabilities(3, 6)):
        total = sum(counts[f"t{topic}", f"w{word}"] for word in range(6))
        for word, p in enumerate(row):
            assert abs(counts[f"t{topic}", f"w{word}"] - total * p) < 5 * sqrt(total * p * (1 - p))


@pytest.mark.parametrize(
    "draw",
    [
        lambda generator: recall(3, 4, 5, 20, generator),
        lambda generator: brackets(4, 6, 0.5, 20, generator),
        lambda generator: topics(4, 30, 5, 20, generator),
    ],
)
def test_the_same_seed_gives_the_same_sentences_and_another_seed_others(draw):
    assert draw(rng(7)).tokens == draw(rng(7)).tokens
    assert draw(rng(7)).tokens != draw(rng(8)).tokens


@pytest.mark.parametrize(
    ("draw", "sentence"),
    [
        (lambda: recall(0, 2, 2, 2, rng()), "lag_steps is 0; choose a value from 1 to 200"),
        (lambda: recall(201, 2, 2, 2, rng()), "lag_steps is 201"),
        (lambda: recall(1, 0, 2, 2, rng()), "keys is 0"),
        (lambda: brackets(1, 1, 1.0, 2, rng()), "p_open is 1.0; choose a value from 0 to 0.9"),
        (lambda: topics(1, 1, 0, 2, rng()), "length is 0"),
    ],
)
def test_a_size_out_of_range_is_named_with_its_range(draw, sentence):
    with pytest.raises(InputError, match=sentence):
        draw()
