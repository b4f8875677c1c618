"""The terms in columns, each under a heading that an address can name."""

from urllib.parse import parse_qsl

import streamlit as st

from rnnviz.content import joined, named
from rnnviz.ui.fields.explore import SECTION
from rnnviz.ui.kit.glossary import Term, terms
from rnnviz.ui.pages import PAGES

_COLUMNS = 3
_SHOWN_AT = {  # where a term can be seen, as an address
    "mask": "masks",
    "per_sequence": "masks?masks-of=gal2016_tied",
    "variational": "placement?edges=gal2016_tied",
    "naive": "placement?edges=naive_everywhere",
    "classic": "twins?twin-scaling=classic",
    "eval_mode": "placement?pass=evaluation",
    "mc_dropout": "explore?section=passes",
    "ensemble": "explore?section=ensemble",
    "zoneout": "placement?edges=zoneout2016",
    "dropconnect": "placement?edges=weightdrop",
    "half_life": "memory?memory-step=value",
    "margin": "results",
    "overfitting": "train",
}
_STYLE = """<style>
.st-key-glossary h2 { font-size: 1rem; padding: 0.5rem 0 0 }
.st-key-glossary p { font-size: 0.875rem; margin: 0 }
.st-key-glossary [data-testid=stHorizontalBlock] { row-gap: 0 } /* where they are stacked */
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
    address = _SHOWN_AT.get(term.key)
    see = f"[→ {_title_at(address)}]({address})" if address else ""
    return f"## {term.term}\n\n{joined(term.definition, see)}"


def _title_at(address: str) -> str:
    """What a page, or a section of one, is called."""
    key, _, query = address.partition("?")
    section = dict(parse_qsl(query)).get(SECTION.name)
    title = next(page.title for page in PAGES if page.key == key)
    return named("section", section) if section else title
