"""The router: the list of pages and the frame that all of them share.

streamlit run app.py

The server imports this file once, for `app`; each visitor's run executes it.
"""

import streamlit as st

if __name__ == "__main__":
    from rnnviz.content import prose, sentence
    from rnnviz.ui.callbacks import wait_for_callbacks
    from rnnviz.ui.fields import FIELDS
    from rnnviz.ui.frame.joining import show_class
    from rnnviz.ui.frame.language import choose_language, settle_language
    from rnnviz.ui.frame.menu import choose_page
    from rnnviz.ui.frame.style import frame_style
    from rnnviz.ui.frame.tour import show_tour, watch_tour
    from rnnviz.ui.models.lab import attend
    from rnnviz.ui.pages import HOME
    from rnnviz.ui.state import arrive, leave_to_browser

    wait_for_callbacks()
    settle_language()
    st.set_page_config(page_title=sentence("frame.title"), page_icon="🎭", layout="wide")
    frame_style()
    page = choose_page()
    here = page.url_path or HOME.key
    arrive(here, FIELDS.get(here, ()))
    attend()
    show_tour(here)
    show_class()
    page.run()
    st.divider()
    st.markdown(prose("frame", "footer"))
    choose_language()  # in the header, wherever it stands in the script
    watch_tour(here)
    leave_to_browser()
else:
    from starlette.middleware import Middleware

    from rnnviz.ui.server.identity import VisitorCookie
    from rnnviz.ui.server.packed import Packed
    from rnnviz.ui.server.start import door, serving

    layers = [door(), Middleware(Packed), Middleware(VisitorCookie)]
    app = st.App(__file__, lifespan=serving, middleware=layers)
