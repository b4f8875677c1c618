"""How every page hands a chart to Streamlit."""

import plotly.graph_objects as go
import streamlit as st

from rnnviz.ui.fields import PRESENT
from rnnviz.ui.state import read

Figure = go.Figure  # for who keeps one and draws none
_SEEN_WHOLE = 400  # pixels, of a screen's 720 at the scale that a presentation has


def chart(figure: go.Figure, *, key: str, alt: str) -> None:
    """The figure without plotly's tool bar; `alt` says what it shows to those who can't see it."""
    if read(PRESENT):
        height = min(figure.to_dict()["layout"].get("height", _SEEN_WHOLE), _SEEN_WHOLE)
        figure = go.Figure(figure).update_layout(height=height)
    st.plotly_chart(figure, key=key, config={"displayModeBar": False}, alt=alt)
