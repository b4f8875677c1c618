"""What a visitor's browser keeps between visits.

Streamlit can read cookies as they were when the page was opened, not write them: the browser's own
script does.
"""

import streamlit as st

from rnnviz.ui.browser.shared import component
from rnnviz.ui.field import in_visit
from rnnviz.ui.state import put, read

_keeper = component("cookies", base=False)


def kept(name: str) -> str:
    """What the browser had under a name when the page was opened; not to be believed."""
    value = st.context.cookies.get(name)
    return value if isinstance(value, str) else ""


def keep(name: str, value: str) -> None:
    """Let the browser keep a value, unless it does."""
    written = in_visit(f"cookie-{name}", "")
    if kept(name) != value or read(written):
        put(written, value)
        _keeper(key=f"keeper-{name}", data={"name": name, "value": value})
