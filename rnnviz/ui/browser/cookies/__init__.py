"""What a visitor's browser keeps between visits.

Streamlit can read cookies as they were when the page was opened, not write them: the browser's own
script does.
"""

import streamlit as st

from rnnviz.ui.state import in_visit, put, read

_YEAR_SECONDS = 31_536_000

_keeper = st.components.v2.component(
    "rnnviz_cookie",
    html="<span></span>",
    js=f"""
    export default ({{ data }}) => {{
        const secure = location.protocol === "https:" ? "; Secure" : "";
        document.cookie = data.name + "=" + data.value +
            "; Path=/; SameSite=Strict; Max-Age={_YEAR_SECONDS}" + secure;
    }}
    """,
)


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
