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
    from rnnviz.ui.pages import HOME, PAGES
    from rnnviz.ui.state import arrive

    st.set_page_config(page_title="Where may dropout go?", page_icon="🎭", layout="wide")
    frame_style()
    scripts = [
        st.Page(page.file, title=page.title, url_path=page.address, default=page is HOME)
        for page in PAGES
    ]
    page = st.navigation(scripts, position="top")
    here = page.url_path or HOME.key
    arrive(here, FIELDS.get(here, ()))
    attend()
    show_tour(here)
    page.run()
    st.divider()
    st.markdown(prose("frame", "footer"))
    watch_tour(here)
else:
    from starlette.middleware import Middleware

    from rnnviz.ui.server.identity import VisitorCookie
    from rnnviz.ui.server.packed import Packed
    from rnnviz.ui.server.start import door, serving

    layers = [door(), Middleware(Packed), Middleware(VisitorCookie)]
    app = st.App(__file__, lifespan=serving, middleware=layers)
