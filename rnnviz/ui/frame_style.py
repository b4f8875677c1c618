"""What Streamlit's own style gets wrong for these pages, put right on all of them."""

import streamlit as st

# Streamlit's colours of code fail the contrast rules on either theme. Each hue is mixed with the
# text's own colour, which is dark on light and light on dark.
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


_SMALL_EQUATIONS = "@media (max-width: 480px) { .katex-display > .katex { font-size: 1em } }"
_FIRST_SCREEN = "[data-testid=stMainBlockContainer] { padding-top: 4.5rem }"


def frame_style() -> None:
    """Make code legible, equations fit a phone, and the page begin near its top."""
    rules = (
        f"[data-testid=stCode] .{token}"
        f"{{ color: color-mix(in srgb, {hue} 50%, currentColor) !important; opacity: 1 }}"
        for token, hue in _HUES.items()
    )
    st.html(f"<style>{' '.join(rules)} {_SMALL_EQUATIONS} {_FIRST_SCREEN}</style>")
