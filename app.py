"""The router: the list of pages and the frame that all of them share.

streamlit run app.py

The server imports this file once, for `app`; each visitor's run executes it.
"""

import streamlit as st

if __name__ == "__main__":
    from rnnviz.content import sentence
    from rnnviz.ui.browser.page import show_frame
    from rnnviz.ui.callbacks import wait_for_callbacks
    from rnnviz.ui.fields import FIELDS
    from rnnviz.ui.frame.foot import show_foot
    from rnnviz.ui.frame.hiding import hide_parts
    from rnnviz.ui.frame.joining import show_class
    from rnnviz.ui.frame.language import choose_language, settle_language
    from rnnviz.ui.frame.menu import choose_page
    from rnnviz.ui.frame.presentation import presenting, show_large
    from rnnviz.ui.frame.tour import show_tour, watch_tour
    from rnnviz.ui.frame.unread import show_unread
    from rnnviz.ui.models.lab import attend
    from rnnviz.ui.pages import HOME
    from rnnviz.ui.state import arrive, leave_to_browser

    wait_for_callbacks()
    settle_language()
    st.set_page_config(page_title=sentence("frame.title"), page_icon="🎭", layout="wide")
    show_frame()
    page = choose_page("hidden" if presenting() else "top")
    here = page.url_path or HOME.key
    arrive(here, FIELDS.get(here, ()))
    attend()
    hide_parts(here)
    if presenting():
        show_large()
        page.run()
    else:
        show_tour(here)
        show_class()
        unread = st.empty()
        page.run()
        show_unread(unread, FIELDS.get(here, ()))
        show_foot(here)
        watch_tour(here)
    choose_language()  # in the header, wherever it stands in the script
    leave_to_browser()
else:
    from starlette.middleware import Middleware

    from rnnviz.ui.server.identity import VisitorCookie
    from rnnviz.ui.server.packed import Packed
    from rnnviz.ui.server.start import begin_in_app, door, serving

    begin_in_app()
    layers = [door(), Middleware(Packed), Middleware(VisitorCookie)]
    app = st.App(__file__, lifespan=serving, middleware=layers)
