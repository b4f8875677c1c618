"""In front of a class: large type, no menu, one step at a time by key."""

import streamlit as st

from rnnviz.content import sentence
from rnnviz.ui.browser.presentation import turn_by_key
from rnnviz.ui.callbacks import unbroken
from rnnviz.ui.fields import PRESENT
from rnnviz.ui.state import put, read

_SCALE = 1.5  # of all that a page shows: its text has 24 pixels then
# A page's lead is for its first step.
_STYLE = f"""<style>
[data-testid=stMainBlockContainer] {{
  zoom: {_SCALE}; max-width: none; padding: 0.75rem 2rem 4rem
}}
[data-testid=stHeading] h1 {{ font-size: 2rem }}
[data-testid=stHeading] h2 {{ font-size: 1.6rem }}
:has(.st-key-turn-back button:enabled)
> [data-testid=stElementContainer]:has(~ * > .st-key-steps) {{
  display: none
}}
:is([data-testid=stHeader], [data-testid=stSidebar], .st-key-language, .st-key-steps) {{
  display: none
}}
:is(.st-key-turning, .st-key-presenting) {{
  position: fixed; bottom: 0.5rem; z-index: 99; width: auto; padding: 0.125rem 0.5rem;
  border-radius: 0.5rem; background: light-dark(#ffffffe6, #0e1413e6)
}}
.st-key-turning {{ right: 4rem }}
.st-key-presenting {{ right: 0.75rem }}
</style>"""


def presenting() -> bool:
    """Whether the page is shown to a class."""
    return read(PRESENT)


def show_large() -> None:
    """The style of a presentation, its keys, and a way out of it."""
    st.html(_STYLE)
    with st.container(key="presenting"):
        st.button(
            ":material/close:",
            help=sentence("frame.leave"),
            on_click=unbroken(put),
            args=(PRESENT, False),
            key="leave",
        )
    turn_by_key()


def offer_to_present() -> None:
    """The way into it, where there may be a class."""
    with st.container(key="present"):
        st.button(
            sentence("frame.present"),
            icon=":material/slideshow:",
            help=sentence("frame.present_help"),
            on_click=unbroken(put),
            args=(PRESENT, True),
            type="tertiary",
            key="begin-to-present",
        )
