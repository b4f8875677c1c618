"""Which language a visitor reads: the one chosen here, else the browser's, else English."""

import re
from json import dumps

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from rnnviz.content import ENGLISH, follow, language, sentence, speak, spoken
from rnnviz.content.complete import complete
from rnnviz.ui.browser.cookies import keep
from rnnviz.ui.fields import LANGUAGE
from rnnviz.ui.kit.widgets import select
from rnnviz.ui.state import changed, read

# Above Streamlit's header, left of its menu. Letters are the system's own, Chinese ones included.
_STYLE = """<style>
.st-key-language {
  position: fixed; top: 0.6rem; right: 3.5rem; width: 7.5rem; z-index: 999991;
}
:lang(zh) .stApp, :lang(zh) .stApp :not(code, code *, [data-testid*=Icon], .katex *) {
  font-family: "Source Sans", system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC",
    "Noto Sans SC", "Source Han Sans SC", "WenQuanYi Micro Hei", sans-serif;
}
:lang(zh) :is(p, li, td, th, figcaption) { line-break: strict; overflow-wrap: anywhere }
</style>"""


def settle_language() -> None:
    """What is read from here on; at the start of each run, before anything is shown."""
    speak(_wanted())


def choose_language() -> None:
    """A switch in the frame, once there is something to choose; the browser keeps the choice."""
    options = {key: language(key).name for key in complete()}
    if spoken() not in options:  # an address asked for what is not all there
        options[spoken()] = language(spoken()).name
    if len(options) > 1:
        st.html(_STYLE)
        with st.container(key="language"):
            label = sentence("frame.language")
            hidden = {"label_visibility": "collapsed"}
            select(st.selectbox, LANGUAGE, label, options, usual=_of_browser(), **hidden)
    chosen = read(LANGUAGE) if changed(LANGUAGE) else ""  # the browser's own is nobody's choice
    if chosen or st.context.cookies.get(LANGUAGE.cookie):
        keep(LANGUAGE.cookie, chosen)
    told = f"<script>document.documentElement.lang = {dumps(spoken())};</script>"
    st.html(told, unsafe_allow_javascript=True)


def _wanted() -> str:
    return read(LANGUAGE) or _of_browser()


def _of_browser() -> str:
    """The first of the browser's languages that all is there in."""
    told = f"{st.context.locale or ''},{st.context.headers.get('accept-language', '')}"
    for asked in re.split(r"[,;\s]+", told.lower()):
        for key in complete():
            if key == asked or asked.startswith(f"{key}-"):
                return key
    return ENGLISH


def _asked() -> str:
    """For a thread that runs a part of a page only, or a callback; outside there is nobody."""
    if not get_script_run_ctx(suppress_warning=True):
        return ""
    settle_language()  # once for the thread: what changes the language runs the whole page
    return spoken()


follow(_asked)
