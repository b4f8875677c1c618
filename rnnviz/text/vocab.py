"""Words and their numbers."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from rnnviz.errors import InputError

UNKNOWN = "<unk>"
END = "<eos>"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The V words a model knows; a word's place in `words` is its id.

    Raises InputError when a word stands twice, or when `<unk>` or `<eos>` is missing.
    """

    words: tuple[str, ...]
    _ids: dict[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        ids = {word: number for number, word in enumerate(self.words)}
        if len(ids) < len(self.words) or UNKNOWN not in ids or END not in ids:
            raise InputError("text.no_vocabulary", words=len(self.words), unknown=UNKNOWN, end=END)
        object.__setattr__(self, "_ids", ids)  # the one moment at which a frozen object is filled

    def __len__(self) -> int:
        return len(self.words)

    @property
    def unknown_id(self) -> int:
        return self._ids[UNKNOWN]

    @property
    def end_id(self) -> int:
        return self._ids[END]

    def encode(self, tokens: Iterable[str]) -> np.ndarray:
        """Ids, int64 (T,); a word outside the vocabulary becomes `<unk>`."""
        known, unknown = self._ids.get, self.unknown_id
        return np.fromiter((known(token, unknown) for token in tokens), dtype=np.int64)

    def decode(self, ids: Iterable[int]) -> tuple[str, ...]:
        """The words that `ids` stand for. Raises InputError for an id outside 0…V − 1."""
        numbers = np.asarray(ids, dtype=np.int64).ravel()
        outside = numbers[(numbers < 0) | (numbers >= len(self))]
        if outside.size:
            raise InputError("text.outside_vocabulary", number=outside[0], last=len(self) - 1)
        return tuple(self.words[number] for number in numbers.tolist())


def build(tokens: Iterable[str], size: int) -> Vocabulary:
    """The `size` most frequent words of the training `tokens`, the frequent ones first.

    `<unk>` is word 0 and `<eos>` word 1 whether or not they occur, and both count towards `size`;
    ties are broken alphabetically. A text with fewer words than `size` gives a smaller vocabulary.
    Raises InputError when `size` leaves no room for a third word.
    """
    if size < 3:
        raise InputError("text.small_vocabulary", size=size, unknown=UNKNOWN, end=END)
    counts = Counter(tokens)
    ranked = sorted(counts.keys() - {UNKNOWN, END}, key=lambda word: (-counts[word], word))
    return Vocabulary((UNKNOWN, END, *ranked[: size - 2]))
