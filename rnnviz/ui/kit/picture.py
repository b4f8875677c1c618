"""A link to what shows something."""

import streamlit as st

from rnnviz.lessons.picture import Picture


def page_link(picture: Picture) -> None:
    """A link to the page that shows something, in the state that shows it."""
    label = f"→ {picture.says}"
    st.page_link(f"pages/{picture.page}.py", label=label, query_params=picture.query)
