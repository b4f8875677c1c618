"""What a visitor writes, kept by their browser, so that a reload doesn't lose it."""

import streamlit as st

from rnnviz.ui.browser.shared import component
from rnnviz.ui.callbacks import unbroken
from rnnviz.ui.field import Field, in_visit
from rnnviz.ui.state import put, read, touched

_keeper = component("drafts", base=False)


def keep_draft(field: Field[str], most: int) -> None:
    """Keep what is written instead of the default; in a new visit have it back, if not too long.

    The browser is asked once in a visit. Until it has answered nothing is kept, lest what it has be
    overwritten.
    """
    answered = in_visit(f"draft-{field.name}", default=False)

    @unbroken
    def given() -> None:
        text = touched(f"keeper-{field.name}", "kept")
        put(answered, value=True)
        if isinstance(text, str) and 0 < len(text) <= most and read(field) == field.default:
            put(field, text)

    written = read(field)
    data = {
        "place": f"rnnviz_{field.name}",
        "text": "" if written == field.default else written,
        "ask": not read(answered),
    }
    with st.container(key="unseen-draft"):  # it takes no room
        _keeper(key=f"keeper-{field.name}", data=data, on_kept_change=given)
