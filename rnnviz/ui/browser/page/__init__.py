"""What every page's frame is in the browser: its style, and what it does there.

One history entry a page, a phone's menu that can be heard, paper, charts as files, the language.
"""

import re
from functools import cache
from html import escape
from pathlib import Path

import streamlit as st

from rnnviz.content import sentences, spoken
from rnnviz.ui.browser.shared import script

_STYLES = ("style", "paper")


def show_frame() -> None:
    """Give the browser all of it as one element: each costs every run a little."""
    st.html(_frame(spoken()), unsafe_allow_javascript=True)


@cache
def _frame(language: str) -> str:
    picture = escape(sentences("browser/page")["picture"])
    told = f'data-language="{language}" data-picture="{picture}"'
    style = " ".join(map(_css, _STYLES))
    return f"<style {told}>{style}</style><script>{script('page')}</script>"


def _css(name: str) -> str:
    text = (Path(__file__).parent / f"{name}.css").read_text(encoding="utf-8")
    return re.sub(r"/\*.*?\*/\s*", "", text, flags=re.DOTALL).strip()
