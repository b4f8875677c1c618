"""The terms in columns, each under a heading that an address can name."""

import streamlit as st

from rnnviz.content import joined, named
from rnnviz.ui.kit.glossary import Term, terms

_COLUMNS = 3
_SHOWN_AT = {"mc_dropout": "passes", "ensemble": "ensemble"}  # sections of Explore, by term
_STYLE = """<style>
.st-key-glossary h2 { font-size: 1rem; padding: 0.5rem 0 0 }
.st-key-glossary p { font-size: 0.875rem; margin: 0 }
</style>"""


def show_terms() -> None:
    """Down each column, and on in the next."""
    every = terms()
    most = -(-len(every) // _COLUMNS)
    st.html(_STYLE)
    with st.container(key="glossary"):
        for number, column in enumerate(st.columns(_COLUMNS, gap="large")):
            column.markdown("\n\n".join(map(_entry, every[number * most :][:most])))


def _entry(term: Term) -> str:
    section = _SHOWN_AT.get(term.key)
    see = f"[→ {named('section', section)}](explore?section={section})" if section else ""
    return f"## {term.term}\n\n{joined(term.definition, see)}"
