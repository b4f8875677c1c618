"""The words of a shipped model, kept beside it: it can read before its corpus has been cut up.

That takes two seconds, most of a cold start. One file serves all models of a corpus; it is named by
the corpus's hash and holds a word a line, in the order of the ids. Only for texts that are free to
everybody, as words without their order.
"""

from pathlib import Path

from rnnviz.disk import read_text, write_text
from rnnviz.errors import InputError
from rnnviz.text.corpora import Corpus, entry
from rnnviz.text.vocab import Vocabulary
from rnnviz.zoo.card import SHIPPED, Card

_MOST_BYTES = 2**22


def kept(card: Card, folder: Path = SHIPPED) -> Vocabulary | None:
    """The words that a model knows, (V,); None where there is no list that fits its card."""
    path = _path(folder, card.corpus_sha256)
    try:
        words = tuple(read_text(path, _MOST_BYTES).split("\n"))
        return Vocabulary(words) if len(words) == card.words else None
    except InputError:
        return None  # the corpus itself will tell


def keep(corpus: Corpus, folder: Path = SHIPPED) -> None:
    """Write the list that `kept` reads, unless the corpus is somebody's."""
    chosen = entry(corpus.name)
    if chosen.needs_files or "text" in chosen.takes:
        return
    write_text(_path(folder, corpus.sha256), "\n".join(corpus.vocabulary.words))


def _path(folder: Path, sha256: str) -> Path:
    return folder / "words" / f"{sha256}.txt"
