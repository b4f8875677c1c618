"""Every corpus a model can be trained on, and the one way to load it."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from rnnviz.content import entry as words
from rnnviz.errors import InputError
from rnnviz.text import files, languages, own, sotu_corpus
from rnnviz.text.source import Request, Splits
from rnnviz.text.vocab import Vocabulary, build


@dataclass(frozen=True, slots=True, eq=False)
class Corpus:
    """A text as numbers: three one-dimensional int64 streams of word ids, and what they mean.

    `entropy_nats` is the true entropy rate per token where the language is synthetic, else None.
    `sha256` identifies the numbered streams and the vocabulary exactly, for a model's card.
    """

    name: str
    size: str
    vocabulary: Vocabulary
    train: np.ndarray
    valid: np.ndarray
    test: np.ndarray
    entropy_nats: float | None
    citation: str
    sha256: str


@dataclass(frozen=True, slots=True)
class CorpusEntry:
    """One corpus as data. The first of `sizes` is the default.

    `takes` names what else `load` accepts for it: "lag_steps", "text". `needs_files` says that it
    is read from RNNVIZ_DATA; every other corpus loads anywhere. `read` does once in a process what
    takes seconds and all sizes share.
    """

    name: str
    sizes: tuple[str, ...]
    load: Callable[[Request], Splits]
    takes: tuple[str, ...] = ()
    needs_files: bool = False
    read: Callable[[], object] | None = None
    words: int | None = None  # of the whole training text, `<eos>` included, where pages tell it

    @property
    def title(self) -> str:
        """What a reader calls it."""
        return words("corpora", self.name, "title")

    @property
    def idea(self) -> str:
        return words("corpora", self.name, "idea")

    @property
    def citation(self) -> str:
        """Where it comes from."""
        return words("corpora", self.name, "source")


CORPORA = (
    CorpusEntry(
        *("sotu", ("tiny", "small", "full"), sotu_corpus.sotu),
        read=sotu_corpus.addresses,
        words=861_380,
    ),
    CorpusEntry("ptb", ("full", "small", "tiny"), files.ptb, needs_files=True),
    CorpusEntry("wikitext-2", ("full", "small", "tiny"), files.wikitext_2, needs_files=True),
    CorpusEntry("recall", ("tiny", "small", "full"), languages.recall, takes=("lag_steps",)),
    CorpusEntry("brackets", ("tiny", "small", "full"), languages.brackets),
    CorpusEntry("topics", ("tiny", "small", "full"), languages.topics),
    CorpusEntry("own", ("full",), own.own, takes=("text",)),
)


def entry(name: str) -> CorpusEntry:
    """The entry called `name`. Raises InputError, listing the names, when there is none."""
    for candidate in CORPORA:
        if candidate.name == name:
            return candidate
    names = [candidate.name for candidate in CORPORA]
    raise InputError("text.unknown_corpus", name=name, choices=names)


def size_of(chosen: CorpusEntry, size: str | None) -> str:
    """The size itself, or the default for None. Raises InputError, listing the sizes there are."""
    if size not in {None, *chosen.sizes}:
        raise InputError(
            "text.unknown_size", name=chosen.name, size=size, choices=list(chosen.sizes)
        )
    return size or chosen.sizes[0]


def load(
    name: str,
    size: str | None = None,
    *,
    lag_steps: int | None = None,
    text: str | bytes | None = None,
    words: int | None = None,
) -> Corpus:
    """The corpus called `name`, at its default size unless `size` is given.

    The vocabulary holds the `words` most frequent words of the training split (3…100,000); by
    default 2,000 for tiny, 5,000 for small and 10,000 for full, but all types of a full PTB or
    WikiText-2, and the repeated words of your own text. `lag_steps` is for `recall` and `text` for
    `own`. Raises InputError for a value that is not allowed and for data that cannot be read.
    """
    chosen = entry(name)
    size = size_of(chosen, size)
    _check(chosen, words, given=_given(lag_steps, text))
    splits = chosen.load(Request(size, lag_steps, text))
    vocabulary = build(splits.train, splits.words if words is None else words)
    streams = tuple(vocabulary.encode(s) for s in (splits.train, splits.valid, splits.test))
    return Corpus(
        chosen.name,
        size,
        vocabulary,
        *streams,
        entropy_nats=splits.entropy_nats,
        citation=chosen.citation,
        sha256=fingerprint(vocabulary, streams),
    )


def recoded(corpus: Corpus, vocabulary: Vocabulary) -> Corpus:
    """The same text in the numbers of another vocabulary."""
    parts = (corpus.train, corpus.valid, corpus.test)
    streams = tuple(vocabulary.encode(corpus.vocabulary.decode(part)) for part in parts)
    train, valid, test = streams
    return replace(
        corpus,
        vocabulary=vocabulary,
        train=train,
        valid=valid,
        test=test,
        sha256=fingerprint(vocabulary, streams),
    )


def fingerprint(vocabulary: Vocabulary, streams: tuple[np.ndarray, ...]) -> str:
    """What a corpus has as its `sha256`."""
    digest = hashlib.sha256("\n".join(vocabulary.words).encode())
    for stream in streams:
        digest.update(f"\n{len(stream)}\n".encode())  # where one stream ends is part of the data
        digest.update(stream.astype("<i8").tobytes())
    return digest.hexdigest()


def _given(lag_steps: int | None, text: str | bytes | None) -> tuple[str, ...]:
    pairs = (("lag_steps", lag_steps), ("text", text))
    return tuple(name for name, value in pairs if value is not None)


def _check(chosen: CorpusEntry, words: int | None, given: tuple[str, ...]) -> None:
    if words is not None and not 3 <= words <= 100_000:
        raise InputError("text.vocabulary_out_of_range", words=words)
    for option in given:
        if option not in chosen.takes:
            takers = [other.name for other in CORPORA if option in other.takes]
            raise InputError("text.unknown_option", name=chosen.name, option=option, choices=takers)
