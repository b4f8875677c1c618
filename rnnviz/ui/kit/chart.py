"""How every page hands a chart to Streamlit."""

import plotly.graph_objects as go
import streamlit as st

Figure = go.Figure  # for who keeps one and draws none


def chart(figure: go.Figure, *, key: str, alt: str) -> None:
    """The figure without plotly's tool bar; `alt` says what it shows to those who can't see it."""
    st.plotly_chart(figure, key=key, config={"displayModeBar": False}, alt=alt)
