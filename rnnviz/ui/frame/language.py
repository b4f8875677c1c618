"""Which language a visitor reads: the one chosen here, else the browser's, else English."""

import re
from functools import lru_cache

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from rnnviz.content import ENGLISH, follow, language, named_by, sentence, speak, spoken
from rnnviz.content.complete import complete
from rnnviz.ui.browser.cookies import keep
from rnnviz.ui.fields import LANGUAGE
from rnnviz.ui.kit.widgets import select
from rnnviz.ui.state import changed, read, set_widget

_WEIGHT = re.compile(r"\s*q=([01](?:\.[0-9]{0,3})?)\s*")


def settle_language() -> None:
    """What is read from here on; at the start of each run, before anything is shown."""
    speak(_wanted())


def choose_language() -> None:
    """A switch in the frame, once there is something to choose; the browser keeps the choice."""
    options = {key: language(key).name for key in complete()}
    if spoken() not in options:  # an address asked for what is not all there
        options[spoken()] = language(spoken()).name
    if len(options) > 1:
        with st.container(key="language"):
            label = sentence("frame.language")
            hidden = {"label_visibility": "collapsed"}
            # Told each time: a run that ended before it came here had the browser drop the switch,
            # and what one that is only drawn again says with the next touch is its first option.
            set_widget(LANGUAGE.name, spoken())
            select(st.selectbox, LANGUAGE, label, options, usual=_of_browser(), **hidden)
    chosen = read(LANGUAGE) if changed(LANGUAGE) else ""  # the browser's own is nobody's choice
    if chosen or st.context.cookies.get(LANGUAGE.cookie):
        keep(LANGUAGE.cookie, chosen)


def _wanted() -> str:
    return read(LANGUAGE) or _of_browser()


def _of_browser() -> str:
    """The first of the browser's languages that all is there in."""
    header = st.context.headers.get("accept-language", "")
    return _first(st.context.locale or "", header, complete())


@lru_cache
def _first(locale: str, header: str, keys: tuple[str, ...]) -> str:
    asked = (locale, *_by_weight(header))
    return next((key for tag in asked if (key := named_by(tag, keys))), ENGLISH)


def _by_weight(header: str) -> list[str]:
    """The tags of an Accept-Language header, the most wanted first, without the unwanted."""
    parts = (part.partition(";") for part in header.split(","))
    weights = [(tag, _WEIGHT.fullmatch(more)) for tag, _, more in parts]
    known = [(tag, float(weight[1]) if weight else 1.0) for tag, weight in weights]
    return [tag for tag, weight in sorted(known, key=lambda each: -each[1]) if weight]


def _asked() -> str:
    """For a thread that runs a part of a page only, or a callback; outside there is nobody."""
    if not get_script_run_ctx(suppress_warning=True):
        return ""
    settle_language()  # once for the thread: what changes the language runs the whole page
    return spoken()


follow(_asked)
