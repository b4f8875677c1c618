"""Whether this visitor's code may run here."""

from urllib.parse import urlsplit

import streamlit as st

from rnnviz.lessons.policy import Visit, refusal

_BY_PROXY = ("X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip", "Forwarded", "Via")


def why_not() -> str:
    """The sentence that says why not; empty if it may."""
    headers = st.context.headers
    return refusal(
        Visit(
            listens=st.get_option("server.address"),
            comes_from=st.context.ip_address,
            asks_for=urlsplit(st.context.url or "").hostname,
            forwarded=any(name in headers for name in _BY_PROXY),
        )
    )
