"""What Streamlit's own style gets wrong for these pages, put right on all of them."""

import streamlit as st

from rnnviz.ui.browser.figures import offer_pictures
from rnnviz.ui.browser.history import keep_one_entry
from rnnviz.ui.browser.menu import name_parts

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


_ON_A_PHONE = (
    "@media (max-width: 480px) { .katex-display > .katex { font-size: 1em } "
    "[data-testid=stHeading] h1 { font-size: 2rem } "
    "[data-testid=stHeading] h2 { font-size: 1.6rem } }"
)
# Streamlit writes white on the primary colour, which is light on dark.
_ON_PRIMARY = (
    "[data-testid=stBaseButton-primary], [data-tag], [data-tag] span "
    "{ color: light-dark(#ffffff, #0e1413) }"
)
_SMALL_CODE = "[data-testid=stCaptionContainer] code { color: inherit; background: none }"
# What has no height, such as this style, would have a gap below it.
_FIRST_SCREEN = (
    "[data-testid=stMainBlockContainer] { padding-top: 5rem } "
    "[data-testid=stElementContainer]:has(> [data-testid=stHtml] > :is(style, script):only-child) "
    "{ display: none }"
)
# The tour's stop stays in sight while one does what it asks, where there is room for both; on a
# phone it takes a third of the window at most, and its own words scroll.
_TOUR_IN_SIGHT = (
    "@media (min-height: 700px) { "
    "[data-testid=stLayoutWrapper]:has(> .st-key-tour) { position: sticky; "
    "top: 3.75rem; z-index: 90; background: light-dark(#ffffff, #0e1413) } "
    "[data-testid=stMain]:has(.st-key-tour) { scroll-padding-top: 12rem } } "  # nor hides the focus
    "@media (max-width: 799.98px) and (min-height: 700px) { "  # a phone, held upright
    ".st-key-tour { max-height: 36vh; overflow-y: auto; padding: 0.5rem 0.75rem; gap: 0.25rem } "
    ".st-key-tour p { font-size: 0.9rem } "
    "[data-testid=stMain]:has(.st-key-tour) { scroll-padding-top: 45vh } }"
)
# A link to a page looks like one in a text; Streamlit shows it as plain words.
_PAGE_LINKS = (
    "[data-testid=stMain] [data-testid=stPageLink-NavLink] :is(p, span) "
    "{ color: light-dark(#0b6e63, #7fd6c8) } "
    "[data-testid=stMain] [data-testid=stPageLink-NavLink] p { text-decoration: underline; "
    "text-underline-offset: 0.2em }"
)
_UNSEEN = "[data-testid=stLayoutWrapper]:has(> [class*=st-key-unseen]) { display: none }"
# The definition of a term, below it and within the window; before 2026 not every browser could tell
# where a term stands: there it begins where the term does.
_TERMS = (
    ".term { font-style: normal; position: relative; anchor-scope: --term; cursor: help; "
    "text-decoration: underline dotted; text-underline-offset: 0.2em } "
    ".term:is(:hover, :focus) { anchor-name: --term } "
    ".term:is(:hover, :focus)::after { content: attr(data-definition); position: absolute; "
    "inset: 1.5em auto auto 0; width: max-content; max-width: min(22rem, 80vw); z-index: 99; "
    "padding: 0.5rem 0.75rem; font-size: 0.875rem; font-weight: 400; line-height: 1.5; "
    "white-space: normal; color: light-dark(#31333f, #fafafa); "
    "border: 1px solid; border-radius: 0.25rem; background: light-dark(#ffffff, #0e1413) } "
    "@supports (position-area: bottom) { .term:is(:hover, :focus)::after { position: fixed; "
    "position-anchor: --term; position-area: bottom span-all; position-try-fallbacks: flip-block; "
    "inset: auto; justify-self: anchor-center; margin: 0.2em 0.5rem } }"
)
_RULES = (
    *(
        f"[data-testid=stCode] .{token}"
        f"{{ color: color-mix(in srgb, {hue} 50%, currentColor) !important; opacity: 1 }}"
        for token, hue in _HUES.items()
    ),
    _ON_A_PHONE,
    _SMALL_CODE,
    _ON_PRIMARY,
    _FIRST_SCREEN,
    _TOUR_IN_SIGHT,
    _UNSEEN,
    _TERMS,
    _PAGE_LINKS,
)
_STYLE = f"<style>{' '.join(_RULES)}</style>"


def frame_style() -> None:
    """Make code and buttons legible, headings fit a phone, pages begin high, the tour stay."""
    st.html(_STYLE)
    keep_one_entry()
    name_parts()
    offer_pictures()
