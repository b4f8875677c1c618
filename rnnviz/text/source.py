"""What a corpus is asked for and what it answers, before words become numbers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain

from rnnviz.text.vocab import END

Sentences = Sequence[tuple[str, ...]]

# How many tokens a size takes from a large corpus, and how many words it keeps.
TRAIN_TOKENS = (("tiny", 60_000), ("small", 150_000))
HELD_OUT_TOKENS = (("tiny", 15_000), ("small", 20_000))
WORDS = (("tiny", 2_000), ("small", 5_000), ("full", 10_000))


@dataclass(frozen=True, slots=True)
class Request:
    """What a reader asks of a corpus; `lag_steps` and `text` only where the entry takes them."""

    size: str
    lag_steps: int | None = None
    text: str | bytes | None = None


@dataclass(frozen=True, slots=True)
class Splits:
    """The words of the three splits, `<eos>` included, and how many of them are worth numbering."""

    train: Sequence[str]
    valid: Sequence[str]
    test: Sequence[str]
    words: int
    entropy_nats: float | None = None


def flatten(sentences: Iterable[tuple[str, ...]]) -> list[str]:
    """All words in order, with `<eos>` after every sentence."""
    return list(chain.from_iterable((*sentence, END) for sentence in sentences))


def ends(sentences: Sentences) -> list[int]:
    """How many tokens lie before each cut between sentences: n + 1 counts, from 0 to all."""
    return list(accumulate((len(sentence) + 1 for sentence in sentences), initial=0))


def nearest(marks: Sequence[int], tokens: float) -> int:
    """The index of the mark that comes nearest to `tokens`, the earlier one of two."""
    return min(range(len(marks)), key=lambda index: abs(marks[index] - tokens))


def middle(sentences: Sentences, share: float) -> Sentences:
    """The contiguous passage around the middle that holds about `share` of the tokens.

    It is cut at the sentence ends nearest to the exact places; `share` is between 0 and 1.
    """
    marks = ends(sentences)
    first = nearest(marks, marks[-1] * (1 - share) / 2)
    last = nearest(marks, marks[first] + marks[-1] * share)
    return sentences[first:last]


def prefix(sentences: Sentences, tokens: int) -> Sentences:
    """The first sentences, up to the sentence end nearest to `tokens`."""
    return sentences[: nearest(ends(sentences), tokens)]
