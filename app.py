"""The router: the list of pages and the frame that all of them share.

streamlit run app.py
"""

import streamlit as st

from rnnviz.ui.content import prose

st.set_page_config(page_title="Where may dropout go?", page_icon="🎭", layout="wide")

PAGES = (
    st.Page("pages/home.py", title="Home", default=True),
    st.Page("pages/placement.py", title="Placement", url_path="placement"),
    st.Page("pages/masks.py", title="Masks", url_path="masks"),
    st.Page("pages/memory.py", title="Memory", url_path="memory"),
    st.Page("pages/train.py", title="Train", url_path="train"),
)

page = st.navigation(PAGES, position="top")
page.run()
st.divider()
st.markdown(prose("frame", "footer"))
