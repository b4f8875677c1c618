"""The terms of the field: a page's first use of each carries its definition.

A definition is shown while the term is pointed at or has the focus, which a touch gives it; whoever
reads with a screen reader hears it after the term.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from html import escape

import streamlit as st

from rnnviz.content import sentences, spoken

# Code, formulas, links and tags stay as they are.
_WHOLE = re.compile(r"(`[^`]*`|\$[^$]*\$|\[[^\]]*\]\([^)]*\)|<[^>]*>)")
# Where a term ends no letter goes on; Chinese, which has no spaces, may.
_BEGIN, _END = r"(?<![A-Za-z0-9_])", r"(?![A-Za-z0-9_])"


@dataclass(frozen=True, slots=True)
class Term:
    """A term by its key, its other forms, and what it means in plain text."""

    key: str
    term: str
    forms: tuple[str, ...]
    definition: str

    @property
    def names(self) -> tuple[str, ...]:
        return (self.term, *self.forms)


def terms() -> tuple[Term, ...]:
    """All terms in alphabetical order."""
    entries = (
        Term(key, entry["term"], tuple(entry["forms"]), entry["definition"])
        for key, entry in sentences("glossary").items()
        if isinstance(entry, dict)
    )
    return tuple(sorted(entries, key=lambda term: term.term.casefold()))


def explain(text: str, known: frozenset[str] = frozenset()) -> frozenset[str]:
    """Show our own Markdown with definitions, but of `known` terms; returns these and the new."""
    marked, known = with_definitions(text, known, spoken())
    st.markdown(marked, unsafe_allow_html=True)
    return known


@lru_cache(maxsize=256)  # pages show the same texts at each run
def with_definitions(
    text: str,
    known: frozenset[str] = frozenset(),
    _language: str = "",  # of the terms: a part of the key
) -> tuple[str, frozenset[str]]:
    """Markdown in which the first use of each term but the known ones holds its definition."""
    by_name = {name.casefold(): term for term in terms() for name in term.names}
    longest = sorted(by_name, key=len, reverse=True)
    pattern = re.compile(rf"{_BEGIN}({'|'.join(map(re.escape, longest))}){_END}", re.IGNORECASE)
    seen = set(known)

    def mark(match: re.Match[str]) -> str:
        term = by_name[match[0].casefold()]
        if term.term in seen:
            return match[0]
        seen.add(term.term)
        note = f'<span role="note">{escape(term.definition)}</span>'
        return f'<dfn class="term" tabindex="0">{match[0]}{note}</dfn>'

    pieces = _WHOLE.split(text)
    marked = (piece if n % 2 else pattern.sub(mark, piece) for n, piece in enumerate(pieces))
    return "".join(marked), frozenset(seen)
