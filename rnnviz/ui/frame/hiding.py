"""`?hide=controls,code` on every page: kinds of parts that are out of sight, for all who follow it.

They are there all the same, so what controls say still counts.
"""

import streamlit as st

from rnnviz.content import joined, named, prose, sentence
from rnnviz.ui.editor.parts import PARTS
from rnnviz.ui.fields import HIDE
from rnnviz.ui.kit.glossary import caption
from rnnviz.ui.kit.hidden import hidden_words
from rnnviz.ui.kit.widgets import typed
from rnnviz.ui.state import keep, read

_WIDGETS = (
    *("Selectbox", "Slider", "NumberInput", "TextInput", "TextArea", "Checkbox"),
    *("Radio", "ButtonGroup", "FileUploader", "DownloadButton", "Button"),
)
_ELEMENT = "[data-testid=stElementContainer]"
# What each kind is, of Streamlit's containers of an element.
KINDS = {
    "text": f"{_ELEMENT}:has(> [data-testid=stMarkdown])"
    ":not(:has([data-testid=stCaptionContainer], .katex-display))",
    "notes": f"{_ELEMENT}:has([data-testid=stCaptionContainer])",
    "controls": f"{_ELEMENT}:has({', '.join(f'[data-testid=st{name}]' for name in _WIDGETS)})",
    "picture": f"{_ELEMENT}:has([data-testid^=stBidiComponent])",
    "charts": f"{_ELEMENT}:has([data-testid=stPlotlyChart])",
    "tables": f"{_ELEMENT}:has([data-testid=stTable], [data-testid=stDataFrame])",
    "equations": f"{_ELEMENT}:has(.katex-display)",
    "code": f"{_ELEMENT}:has([data-testid=stCode])",
    "menu": ":is([data-testid=stHeader], .st-key-language)",
    "foot": ".st-key-foot",
}
# The way on, and the line that brings all back.
_KEYS = ("foot", "steps", "turning", "presenting")
_STAYS = f":not({', '.join(f'.st-key-{key} *' for key in _KEYS)}, [class*=step-next])"
_APART = "placement"  # the page that has names of its own, for what else there is


def names(page: str) -> tuple[str, ...]:
    """What may be hidden on a page."""
    return tuple(dict.fromkeys((*(PARTS if page == _APART else ()), *KINDS)))


def hide_parts(page: str) -> None:
    """The style that puts what the address names out of sight; the address goes on naming it."""
    keep(HIDE, read(HIDE), HIDE.default)
    hidden = hidden_words().intersection(KINDS).difference(PARTS if page == _APART else ())
    if hidden:
        rules = [f"{KINDS[kind]}{_STAYS} {{ display: none }}" for kind in sorted(hidden)]
        if "menu" in hidden:  # whose place is free
            rules.append("[data-testid=stMainBlockContainer] { padding-top: 1rem }")
        st.html(f"<style>{' '.join(rules)}</style>")


def choose_hidden(page: str) -> None:
    """A line for a teacher, at the foot of the page."""
    with st.expander(sentence("frame.hide_parts"), key="hide-parts", on_change="rerun") as fold:
        if fold.open:  # else each run of each page would pay for it
            typed(HIDE, sentence("frame.hide"), max_chars=200)
            parts = sentence("frame.parts", parts=[named("hidden", name) for name in names(page)])
            caption(joined(prose("frame", "hide"), parts))
