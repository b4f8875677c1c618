"""Code one can read on both themes: Streamlit's own colours fail the contrast rules on either."""

import streamlit as st

# Each hue is mixed with the text's own colour, which is dark on light and light on dark.
_HUES = {
    "token.keyword": "#1c83e1",
    "token.function": "#1c83e1",
    "token.class-name": "#1c83e1",
    "token.decorator": "#1c83e1",
    "token.string": "#09ab3b",
    "token.number": "#29b09d",
    "token.boolean": "#29b09d",
    "token.operator": "#ed6f13",
    "token.punctuation": "#808495",
    "token.comment": "#808495",
    "linenumber": "#808495",
}


def code_style() -> None:
    """Make every piece of code on the page legible."""
    rules = (
        f"[data-testid=stCode] .{token}"
        f"{{ color: color-mix(in srgb, {hue} 50%, currentColor) !important; opacity: 1 }}"
        for token, hue in _HUES.items()
    )
    st.html(f"<style>{' '.join(rules)}</style>")
