"""Every chart as a picture file, SVG or PNG, made in the browser from what is on the screen."""

from html import escape

import streamlit as st

from rnnviz.content import sentences
from rnnviz.ui.browser.shared import script

_SCRIPT = script("figures")
_STYLE = """
:has(> .figure-files) { position: relative }
.figure-files {
  position: absolute; right: 0; bottom: 0; z-index: 2; display: flex; gap: 0.25rem; opacity: 0
}
:is(:hover, :focus-within) > .figure-files { opacity: 1 }
@media (hover: none) { .figure-files { opacity: 1 } }
.figure-files button {
  font: inherit; font-size: 0.75rem; padding: 0.125rem 0.5rem;
  border-radius: 0.5rem; cursor: pointer;
  color: inherit; background: light-dark(#ffffff, #0e1413);
  border: 1px solid light-dark(#c2c7c6, #4a5552)
}
"""


def offer_pictures() -> None:
    """Two buttons in each chart's corner, while it is pointed at or has the focus."""
    label = escape(sentences("browser/figures")["picture"])
    st.html(f'<style data-figures="{label}">{_STYLE}</style>')
    st.html(f"<script>{_SCRIPT}</script>", unsafe_allow_javascript=True)
