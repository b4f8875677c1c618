"""The terms of the field: a page's first use of each carries its definition.

A definition is shown while the term is pointed at or has the focus, which a touch gives it, and it
is read out after the term. The text itself, which may be copied or searched, stays as it is.
"""

import re
from collections.abc import MutableMapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape

import streamlit as st

from rnnviz.content import language, sentences, spoken
from rnnviz.ui.state import defined_terms, running_part

# Code, formulas, links, tags, headings and tables stay as they are.
_WHOLE = re.compile(
    r"(```.*?```|`[^`]*`|\$\$.*?\$\$|\$[^$]*\$|\[[^\]]*\]\([^)]*\)|<[^>]*>|^[ ]*[#|][^\n]*)",
    re.DOTALL | re.MULTILINE,
)
# Beside a tag, where no space is, Markdown takes its own signs of bold and italics for letters.
_EMPHASIS = re.compile(
    r"`[^`]*`|(?<![*\\])(\*\*?)(?![*\s])((?:[^\n]|\n(?!\n))+?)(?<![\s*\\])\1(?!\*)"
)
_TAGS = {"**": "strong", "*": "em"}
# Where a term ends no letter goes on; Chinese, which has no spaces, may.
# A name of code, such as nn.Dropout, is no use of a term.
_BEGIN, _END = r"(?<![A-Za-z0-9_])(?<![A-Za-z0-9_]\.)", r"(?![A-Za-z0-9_])"


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


@dataclass(frozen=True, slots=True)
class Use:
    """A place in a text where a term is used, as the text has it."""

    written: str
    term: Term


def terms() -> tuple[Term, ...]:
    """All terms in the order of the language's dictionaries."""
    order = language(spoken()).order
    entries = (
        Term(key, entry["term"], tuple(entry["forms"]), entry["definition"])
        for key, entry in sentences("glossary").items()
        if isinstance(entry, dict)
    )
    return tuple(sorted(entries, key=lambda term: term.term.casefold().encode(order)))


def paragraph(text: str) -> None:
    """Show our own Markdown with the definitions that the page has not given yet."""
    marked = with_definitions(text, defined_terms(), running_part())
    st.markdown(marked, unsafe_allow_html=marked != text)


def caption(text: str) -> None:
    """The same in small print, as it stands below what it is about."""
    marked = with_definitions(text, defined_terms(), running_part())
    st.caption(marked, unsafe_allow_html=marked != text)


def with_definitions(text: str, defined: MutableMapping[str, str], part: str = "") -> str:
    """Markdown in which the first use of each term that isn't `defined` holds its definition.

    Notes in `defined` that this part of the page defines it.
    """
    pieces = _pieces(text, spoken())
    if all(isinstance(piece, str) or piece.term.term in defined for piece in pieces):
        return text
    marked = "".join(
        piece if isinstance(piece, str) else _use(piece, defined, part) for piece in pieces
    )
    return _with_tags(marked)


def _with_tags(text: str) -> str:
    """The text with tags in place of Markdown's signs around whatever holds a definition."""

    def tag(match: re.Match[str]) -> str:
        if not match[1] or "<dfn " not in match[2]:
            return match[0]
        name = _TAGS[match[1]]
        return f"<{name}>{_with_tags(match[2])}</{name}>"

    return _EMPHASIS.sub(tag, text)


def _use(use: Use, defined: MutableMapping[str, str], part: str) -> str:
    if use.term.term in defined:
        return use.written
    defined[use.term.term] = part
    told = escape(use.term.definition)
    holds = f'data-definition="{told}" aria-description="{told}"'
    return f'<dfn class="term" tabindex="0" {holds}>{use.written}</dfn>'


@lru_cache(maxsize=2048)  # pages show the same texts at each run
def _pieces(text: str, language: str) -> tuple[str | Use, ...]:
    """The text, cut before and behind each term."""
    pattern, by_name = _pattern(language)
    cut: list[str | Use] = []
    for n, whole in enumerate(_WHOLE.split(text)):
        parts = [whole] if n % 2 else pattern.split(whole)
        cut += [Use(p, by_name[p.casefold()]) if m % 2 else p for m, p in enumerate(parts)]
    return tuple(cut)


@lru_cache(maxsize=8)
def _pattern(_language: str) -> tuple[re.Pattern[str], dict[str, Term]]:
    """Any term's name, the longest that fits, and whose name it is, in the spoken language."""
    by_name = {name.casefold(): term for term in terms() for name in term.names}
    longest = sorted(by_name, key=len, reverse=True)
    names = "|".join(map(re.escape, longest))
    return re.compile(rf"{_BEGIN}({names}){_END}", re.IGNORECASE), by_name
