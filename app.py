"""The router: the list of pages and the frame that all of them share.

streamlit run app.py

The server imports this file once, for `app`; each visitor's run executes it.
"""

import streamlit as st

if __name__ == "__main__":
    from rnnviz.content import prose
    from rnnviz.ui.fields import FIELDS
    from rnnviz.ui.frame.style import frame_style
    from rnnviz.ui.frame.tour import show_tour, watch_tour
    from rnnviz.ui.models.lab import attend
    from rnnviz.ui.state import arrive

    st.set_page_config(page_title="Where may dropout go?", page_icon="🎭", layout="wide")
    PAGES = (
        st.Page("pages/home.py", title="Home", default=True),
        st.Page("pages/placement.py", title="Placement", url_path="placement"),
        st.Page("pages/masks.py", title="Masks", url_path="masks"),
        st.Page("pages/memory.py", title="Memory", url_path="memory"),
        st.Page("pages/explore.py", title="Explore", url_path="explore"),
        st.Page("pages/train.py", title="Train", url_path="train"),
        st.Page("pages/paper.py", title="Paper", url_path="paper"),
        st.Page("pages/frameworks.py", title="Frameworks", url_path="frameworks"),
        st.Page("pages/twins.py", title="Code", url_path="twins"),
        st.Page("pages/questions.py", title="Questions", url_path="questions"),
    )
    frame_style()
    page = st.navigation(PAGES, position="top")
    here = page.url_path or "home"
    arrive(here, FIELDS[here])
    attend()
    show_tour(here)
    page.run()
    st.divider()
    st.markdown(prose("frame", "footer"))
    watch_tour(here)
else:
    from starlette.middleware import Middleware

    from rnnviz.ui.server.identity import VisitorCookie
    from rnnviz.ui.server.start import door, serving

    app = st.App(__file__, lifespan=serving, middleware=[door(), Middleware(VisitorCookie)])
