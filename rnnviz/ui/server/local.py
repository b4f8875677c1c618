"""Whether this visitor's code may run here."""

import streamlit as st

from rnnviz.lessons.policy import Visit, refusal
from rnnviz.ui.server.door import PEER, knows_token, peer


def why_not() -> str:
    """The sentence that says why not; empty if it may."""
    return refusal(_visit())


def _visit() -> Visit | None:
    """How this visitor came; None where the server's door wasn't passed."""
    headers = st.context.headers
    seen = peer(headers)
    if seen is None:
        return None
    names = frozenset(name.lower() for name in headers) - {PEER}
    address = st.get_option("server.address")
    return Visit(seen, knows_token(st.context.cookies), names, address)
