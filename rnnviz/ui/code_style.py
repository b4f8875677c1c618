"""Code one can read on both themes: Streamlit's own colours fail the contrast rules on either."""

import streamlit as st

# Each hue is mixed with the text's own colour, which is dark on light and light on dark.
_HUES = {
    "keyword": "#1c83e1",
    "function": "#1c83e1",
    "class-name": "#1c83e1",
    "decorator": "#1c83e1",
    "string": "#09ab3b",
    "number": "#29b09d",
    "boolean": "#29b09d",
    "operator": "#ed6f13",
    "punctuation": "#808495",
    "comment": "#808495",
}


def code_style() -> None:
    """Make every piece of code on the page legible."""
    rules = (
        f"[data-testid=stCode] .token.{token}"
        f"{{ color: color-mix(in srgb, {hue} 50%, currentColor) !important; opacity: 1 }}"
        for token, hue in _HUES.items()
    )
    st.html(f"<style>{' '.join(rules)}</style>")
