"""The synthetic languages as corpora: a fixed shape and seed, three splits out of one stream."""

from collections.abc import Callable

import numpy as np

from rnnviz.text import synthetic
from rnnviz.text.source import HELD_OUT_TOKENS, TRAIN_TOKENS, WORDS, Request, Splits
from rnnviz.text.synthetic import Sample

DEFAULT_LAG_STEPS = 20
_SEED = 20_260_101

_FULL_TRAIN, _FULL_HELD_OUT = 900_000, 80_000  # about the Penn Treebank's lengths


def recall(request: Request) -> Splits:
    """Eight keys across `lag_steps` (default 20) of sixteen fillers."""
    lag = DEFAULT_LAG_STEPS if request.lag_steps is None else request.lag_steps
    synthetic.check_lag(lag)
    return _splits(
        request.size,
        lag + 4,
        lambda count, generator: synthetic.recall(lag, 8, 16, count, generator),
    )


def brackets(request: Request) -> Splits:
    """Four kinds of bracket, at most six deep, opened half of the time."""
    kinds, depth, p_open = 4, 6, 0.5
    return _splits(
        request.size,
        synthetic.expected_length(depth, p_open),
        lambda count, generator: synthetic.brackets(kinds, depth, p_open, count, generator),
    )


def topics(request: Request) -> Splits:
    """Eight topics over two hundred words, sixteen words a sentence."""
    return _splits(
        request.size,
        18,
        lambda count, generator: synthetic.topics(8, 200, 16, count, generator),
    )


def _splits(
    size: str, sentence_tokens: float, draw: Callable[[int, np.random.Generator], Sample]
) -> Splits:
    """Three samples in a row from one generator, whole sentences nearest to the size's tokens."""
    generator = np.random.default_rng(_SEED)
    train = dict(TRAIN_TOKENS).get(size, _FULL_TRAIN)
    held_out = dict(HELD_OUT_TOKENS).get(size, _FULL_HELD_OUT)
    samples = [
        draw(round(tokens / sentence_tokens), generator) for tokens in (train, held_out, held_out)
    ]
    return Splits(
        *(sample.tokens for sample in samples),
        words=dict(WORDS)["full"],  # more than any of them has
        entropy_nats=samples[0].entropy_nats,
    )
