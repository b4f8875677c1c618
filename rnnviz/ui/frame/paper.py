"""How pages look on paper: white in either theme, without buttons, no picture cut in two."""

import streamlit as st

from rnnviz.ui.browser.paper import fit_paper

_SCROLLED = "html, body, #root, .stApp, .stApp > *, [data-testid=stAppViewContainer], .stMain"
_UNPRINTED = (
    *(".st-key-only-on-screen", ".st-key-part"),
    *("[data-testid=stHeader]", "[data-testid=stSidebar]", ".st-key-language", ".figure-files"),
    *(".st-key-present", ".st-key-presenting", ".st-key-turning", ".st-key-tour", ".st-key-steps"),
    *("[data-testid=stButton]", "[data-testid=stDownloadButton]", "[data-testid=stPageLink]"),
    *("[data-testid=stFileUploader]", "[data-testid=stElementToolbar]"),
    ".st-key-foot [data-testid=stExpander]",
    "[data-testid=stDataFrame]",  # of which a few rows are seen, and none in a fold
    "[data-testid=stExpander]:has([data-testid=stDataFrame]):not(:has(.js-plotly-plot))",
)
_WHOLE = (
    *("[data-testid=stPlotlyChart]", "[data-testid^=stBidiComponent]", "[data-testid=stCode]"),
    *("[data-testid=stTable] tr", ".katex-display", "img", "figure", "p", "li"),
)
_MAIN = "[data-testid=stMain]"
_STYLE = f"""<style>
.only-on-paper, [data-testid=stLayoutWrapper]:has(> .st-key-only-on-paper) {{ display: none }}
@media print {{
  @page {{ margin: 14mm }}
  {_SCROLLED} {{
    position: static !important; display: block !important; height: auto !important;
    overflow: visible !important; background: #ffffff !important; color-scheme: light !important
  }}
  [data-testid=stMainBlockContainer] {{ zoom: 0.7; padding: 0 !important; max-width: none }}
  {", ".join(_UNPRINTED)} {{ display: none !important }}
  [data-testid=stLayoutWrapper]:has(> .st-key-only-on-paper) {{ display: block }}
  {", ".join(_WHOLE)} {{ break-inside: avoid }}
  [data-testid=stHeading], summary {{ break-after: avoid }}
  {_MAIN} :not(svg *, i, [data-testid=stIconMaterial]) {{
    color: #000000 !important; background-color: transparent !important
  }}
  {_MAIN} i {{ print-color-adjust: exact }}
  details::details-content {{ content-visibility: visible; block-size: auto; display: block }}
  summary :is(svg, [data-testid=stIconMaterial]) {{ display: none }}
  [data-testid=stElementContainer]:has(.js-plotly-plot),
  [data-testid=stElementContainer]:has(.js-plotly-plot) :is(div:not(.svg-container)) {{
    height: auto !important; width: 100% !important
  }}
  .svg-container {{
    width: 100% !important; max-width: var(--most-wide) !important; height: auto !important;
    aspect-ratio: var(--shape)
  }}
  .main-svg {{ width: 100%; height: 100%; background: none !important }}
  .dark-on-paper .js-plotly-plot {{ filter: invert(1) hue-rotate(180deg) }}
}}
</style>"""


def paper_style() -> None:
    """Make a page that is printed read like one."""
    st.html(_STYLE)
    fit_paper()
