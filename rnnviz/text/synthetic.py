"""Small languages whose long-range dependency and true entropy are known exactly.

A model's loss can be compared with what is possible at all: no model, however large, goes below
`entropy_nats` on average, and one that has forgotten pays `chance_nats` where `floor_nats` would
do. The formulas stand where they are computed; H(·) is entropy in nats, h(p) that of one coin.
"""

from dataclasses import dataclass
from math import log

import numpy as np

from rnnviz.errors import InputError
from rnnviz.text.vocab import END

QUERY = "?"
LAG_RANGE = (1, 200)


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """Sentences of a language, and what a perfect model would lose on them.

    `decisive_positions`, int64, index the tokens which something far back decides. Over those,
    `floor_nats` is the mean loss of the true model, `chance_nats` that of one which knows all but
    the decisive token far back. `entropy_nats` is the language's rate per token, `<eos>` counted.
    """

    tokens: tuple[str, ...]
    decisive_positions: np.ndarray
    entropy_nats: float
    floor_nats: float
    chance_nats: float


def recall(  # noqa: PLR0917 -- a shape, how much of it, and chance
    lag_steps: int,
    keys: int,
    fillers: int,
    sentences: int,
    generator: np.random.Generator,
    symbols: int = 1,
) -> Sample:
    """Sentences "k3 f1 … f8 ? k3 <eos>": a key, `lag_steps` fillers, the query, the same key again.

    With S > 1 `symbols` there are so many keys, to be said again in their order. Keys and fillers
    are uniform and independent. An answer stands `lag_steps` + S + 1 tokens after its key. Per
    token, H = (S ln K + lag · ln F) / (lag + 2 S + 2); on the answers the floor is 0 and chance is
    ln K. Raises InputError for a lag outside 1…200 or a size below 1.
    """
    check_lag(lag_steps)
    for name, value in {"keys": keys, "fillers": fillers, "symbols": symbols}.items():
        _check(name, value)
    _check("sentences", sentences)
    key_words = np.array([f"k{key}" for key in range(keys)])
    filler_words = np.array([f"f{filler}" for filler in range(fillers)])
    opening = key_words[generator.integers(keys, size=(sentences, symbols))]
    between = filler_words[generator.integers(fillers, size=(sentences, lag_steps))]
    query, end = np.full((sentences, 1), QUERY), np.full((sentences, 1), END)
    table = np.hstack((opening, between, query, opening, end))  # (sentences, lag + 2 S + 2)
    places = np.arange(table.size, dtype=np.int64).reshape(table.shape)
    return Sample(
        tokens=tuple(table.ravel().tolist()),
        decisive_positions=places[:, lag_steps + symbols + 1 : -1].ravel(),
        entropy_nats=(symbols * log(keys) + lag_steps * log(fillers)) / table.shape[1],
        floor_nats=0.0,
        chance_nats=log(keys),
    )


def brackets(
    kinds: int, depth: int, p_open: float, sentences: int, generator: np.random.Generator
) -> Sample:
    """Sentences of nested brackets "(1 (0 )0 )1 <eos>", at most `depth` deep, never empty.

    The grammar, for S_d inside d open brackets: S_d → (k S_{d+1} )k S_d with probability `p_open`,
    the kind k uniform, else nothing; S_depth → nothing; a sentence is (k S_1 )k S_0 <eos>. Closing
    brackets are decisive: their opener decides the kind, and chance guesses it among K.
    Raises InputError for a size below 1 or a `p_open` outside 0…0.9.
    """
    _check("kinds", kinds)
    _check("depth", depth, 1, 50)
    _check("p_open", p_open, 0, 0.9)
    _check("sentences", sentences)
    tokens: list[str] = []
    closers: list[int] = []
    for _ in range(sentences):
        _one_bracketed(tokens, closers, (kinds, depth, p_open), generator)
    entropy, floor = _brackets_nats(kinds, depth, p_open)
    return Sample(
        tokens=tuple(tokens),
        decisive_positions=np.array(closers, dtype=np.int64),
        entropy_nats=entropy,
        floor_nats=floor,
        chance_nats=floor + log(kinds),
    )


def topics(
    number: int, nouns: int, length: int, sentences: int, generator: np.random.Generator
) -> Sample:
    """Sentences "t2 w7 w9 … <eos>": a topic, then `length` words that lean towards it.

    The topic t is uniform. Word w has probability 1 / (1 + r), normalised, where r is its rank in
    the topic's order, and every topic starts that order at its own word. All words are decisive.
    Per token, H = (ln T + n · H(w | t)) / (n + 2); the floor on words is H(w | t), and chance
    is H(w), that of a model blind to the topic. Raises InputError for a size below 1.
    """
    _check("number", number)
    _check("nouns", nouns)
    _check("length", length)
    _check("sentences", sentences)
    by_topic = topic_probabilities(number, nouns)
    chosen = generator.integers(number, size=sentences)
    ranks = generator.choice(nouns, size=(sentences, length), p=by_topic[0])
    drawn = (ranks + _first_words(number, nouns)[chosen, None]) % nouns  # rank → the topic's word
    topic_words = np.array([f"t{topic}" for topic in range(number)])[chosen, None]
    body = np.array([f"w{word}" for word in range(nouns)])[drawn]
    table = np.hstack((topic_words, body, np.full((sentences, 1), END)))  # (sentences, length + 2)
    positions = np.arange(table.size, dtype=np.int64).reshape(table.shape)
    floor = _entropy(by_topic[0])  # the same for each topic: they differ only in order
    return Sample(
        tokens=tuple(table.ravel().tolist()),
        decisive_positions=positions[:, 1:-1].ravel(),
        entropy_nats=(log(number) + length * floor) / (length + 2),
        floor_nats=floor,
        chance_nats=_entropy(by_topic.mean(axis=0)),
    )


def topic_probabilities(number: int, nouns: int) -> np.ndarray:
    """P(word | topic), float64 (topics, words), rows summing to 1."""
    ranks = (np.arange(nouns)[None, :] - _first_words(number, nouns)[:, None]) % nouns
    weights = 1.0 / (1.0 + ranks)
    return weights / weights.sum(axis=1, keepdims=True)


def expected_length(depth: int, p_open: float) -> float:
    """The mean number of tokens in a sentence of `brackets`, `<eos>` counted."""
    return 2 * sum(_openings(depth, p_open)) + 1


def check_lag(lag_steps: int) -> None:
    """Nothing, or InputError when `lag_steps` is outside 1…200."""
    _check("lag_steps", lag_steps, *LAG_RANGE)


def _openings(depth: int, p_open: float) -> list[float]:
    """How many brackets a sentence opens, on average, to reach depth 1, 2, …, `depth`.

    Inside each bracket a geometric number follows, r = p / (1 − p) on average: (1 + r) · r^(d−1).
    """
    r = p_open / (1 - p_open)
    return [(1 + r) * r**level for level in range(depth)]


def _brackets_nats(kinds: int, depth: int, p_open: float) -> tuple[float, float]:
    """The entropy rate per token, and the true model's mean loss on closing brackets.

    Each opening costs ln K for its kind. Each S_d above the bottom tosses its coin 1 + r times on
    average, h(p) each; S_0 stands once in a sentence, S_d as often as depth d is opened. A closing
    bracket costs −ln(1 − p), save at the bottom, where nothing else can follow.
    """
    opened = _openings(depth, p_open)
    tosses = (1 + sum(opened[:-1])) / (1 - p_open)  # 1 + r = 1 / (1 − p)
    nats = log(kinds) * sum(opened) + tosses * _entropy(np.array([p_open, 1 - p_open]))
    floor = -log(1 - p_open) * sum(opened[:-1]) / sum(opened)
    return nats / expected_length(depth, p_open), floor


def _one_bracketed(
    tokens: list[str],
    closers: list[int],
    shape: tuple[int, int, float],
    generator: np.random.Generator,
) -> None:
    """Appends one sentence to `tokens` and its closing brackets' places to `closers`."""
    kinds, depth, p_open = shape
    stack = [int(generator.integers(kinds))]
    tokens.append(f"({stack[-1]}")
    while True:
        if len(stack) < depth and generator.random() < p_open:
            stack.append(int(generator.integers(kinds)))
            tokens.append(f"({stack[-1]}")
        elif stack:
            closers.append(len(tokens))
            tokens.append(f"){stack.pop()}")
        else:
            tokens.append(END)
            return


def _first_words(number: int, nouns: int) -> np.ndarray:
    """The most frequent word of each topic, spread evenly over the vocabulary: int64 (topics,)."""
    return np.arange(number) * nouns // number


def _entropy(p: np.ndarray) -> float:
    p = p[p > 0]  # 0 · ln 0 = 0
    return float(-(p * np.log(p)).sum())


def _check(name: str, value: float, low: float = 1, high: float = 10_000_000) -> None:
    if not low <= value <= high:
        raise InputError("text.out_of_range", name=name, value=value, low=low, high=high)
