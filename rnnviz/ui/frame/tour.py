"""A way through all pages: each stop asks for something to do, and notices when it is done.

How far a visitor is stays in the browser, so the tour goes on after a reload or tomorrow.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import streamlit as st

from rnnviz.content import joined, prose, sentence
from rnnviz.core.crossings import Route
from rnnviz.core.placement import Edge, parse
from rnnviz.errors import InputError
from rnnviz.reference.advice import Text
from rnnviz.reference.data import TABLE1
from rnnviz.reference.options import find
from rnnviz.ui.browser.cookies import keep
from rnnviz.ui.callbacks import unbroken
from rnnviz.ui.field import Field, Place, in_visit
from rnnviz.ui.fields import (
    ANSWER,
    EDGES,
    LIFE,
    MASKS_STEP,
    RESULTS_RATE,
    ROUTE,
    USE_TEXT,
    VARIATIONAL,
    WRITE,
)
from rnnviz.ui.fields.explore import SECTION, WORD
from rnnviz.ui.fields.memory import LASTING, MEMORY_LIFE, MEMORY_QUANTITY, MEMORY_STEP
from rnnviz.ui.fields.train import RECORDED, RUN
from rnnviz.ui.kit.answers import right_answers
from rnnviz.ui.kit.citations import quoting
from rnnviz.ui.kit.widgets import mirror
from rnnviz.ui.state import changed, is_set, put, read

_READ: Field[str | None] = in_visit("tour-read", None)  # at a stop that asks for a figure
_DONE: Field[int | None] = in_visit("tour-done", None)  # the stop that was done last
_LEAP = in_visit("tour-leap", False)  # whether the stop before was skipped, on its page still


@dataclass(frozen=True, slots=True)
class Stop:
    """Something to do on a page, and what one has seen then."""

    page: str  # its file in `pages`
    done: Callable[[], bool]
    options: tuple[str, ...] = ()  # answers to choose from, on a page that has nothing to touch
    query: tuple[tuple[str, str], ...] = ()  # what its page opens at, whatever was seen there last

    @property
    def file(self) -> str:
        return f"pages/{self.page}.py"

    @property
    def ask(self) -> str:
        return quoting(prose(self.page, "stop"))

    @property
    def seen(self) -> str:
        return quoting(prose(self.page, "stop-seen"))


@dataclass(frozen=True, slots=True)
class Walk:
    """How far a visitor is, and whether the tour is in sight."""

    at: int  # a place in STOPS, or their number: the end
    open: bool
    skipped: int = 0  # stops that were left undone

    def __str__(self) -> str:
        return f"{self.at}{'+' if self.open else '-'}{self.skipped or ''}"


def _read_walk(text: str) -> Walk:
    match = re.fullmatch(r"(\d{1,2})([+-])(\d{0,2})", text, re.ASCII)
    skipped = int(match[3] or 0) if match else 0
    if not match or not skipped <= int(match[1]) <= len(STOPS):
        raise InputError("tour.no_place", said=text[:40])
    return Walk(int(match[1]), match[2] == "+", skipped)


WALK = Field("tour", Walk(0, open=False), _read_walk, place=Place.COOKIE)
COOKIE = WALK.cookie


def _noise_on(field: Field[str], edge: Edge) -> bool:
    try:
        return edge in parse(read(field)).edges
    except InputError:
        return False


def _along_h() -> bool:
    return _noise_on(EDGES, Edge.RECURRENT) and read(ROUTE) == Route.H


def _has_trained() -> bool:
    return bool(read(RUN)) and not read(RUN).startswith(RECORDED)


STOPS: tuple[Stop, ...] = (
    Stop("home", lambda: _noise_on(ANSWER, Edge.CELL)),
    Stop("placement", _along_h),
    Stop("masks", lambda: read(MASKS_STEP) != MASKS_STEP.default),
    Stop(
        "memory",
        lambda: read(MEMORY_LIFE) == LASTING,
        query=((MEMORY_STEP.name, "value"), (MEMORY_QUANTITY.name, "mean")),
    ),
    Stop(
        "paper",
        lambda: read(_READ) == quoting("{table1.large38.models}"),
        options=tuple(map(str, sorted({TABLE1.number(row.key, "models") for row in TABLE1.rows}))),
    ),
    Stop("results", lambda: changed(RESULTS_RATE)),
    Stop("explore", lambda: read(WORD) is not None, query=((SECTION.name, SECTION.default),)),
    Stop("train", _has_trained),
    Stop("use", lambda: read(USE_TEXT) == Text.MUCH),
    Stop("frameworks", lambda: read(WRITE) == find("nn_lstm_1").key),
    Stop("twins", lambda: read(LIFE) == VARIATIONAL),
    Stop("questions", lambda: right_answers() > 0),
)


def offer_tour() -> None:
    """The button that begins the tour, or goes on with it; nothing while it is in sight."""
    walk = read(WALK)
    if walk.open:
        return
    begun = 0 < walk.at < len(STOPS)
    offered = prose("tour", "offer").format(stops=len(STOPS))
    label = sentence("tour.go_on", stop=walk.at + 1) if begun else offered
    _turn_to(
        replace(walk, open=True) if begun else Walk(0, open=True),
        label,
        "begin",
        icon=":material/explore:",
    )


def show_tour(page: str) -> None:
    """The stop that a visitor is at, above a page; nothing for those who take no tour."""
    walk = _arrived(read(WALK), page)
    if read(_LEAP):
        put(_LEAP, False)
        st.switch_page(STOPS[walk.at].file, query_params=STOPS[walk.at].query)
    if walk.open:
        with st.container(border=True, key="tour"):
            if walk.at < len(STOPS):
                _show_stop(walk, page)
            else:
                _show_end(walk)


def watch_tour(page: str) -> None:
    """Notice, after a page has run, that a stop is done; let the browser keep the place."""
    notice(page)
    if is_set(WALK):
        keep(COOKIE, str(read(WALK)))


def notice(page: str) -> None:
    """Draw all anew once a stop is done; for a part that runs by itself, at its end."""
    walk = read(WALK)
    if walk.open and walk.at < len(STOPS) and not _done(walk.at):
        stop = STOPS[walk.at]
        if stop.page == page and stop.done():
            put(_DONE, walk.at)
            st.rerun()


def _done(number: int) -> bool:
    return read(_DONE) == number


def _arrived(walk: Walk, page: str) -> Walk:
    """The next stop for who has done one and has gone on to the next one's page by a link."""
    onward = walk.at + 1
    if walk.open and _done(walk.at) and onward < len(STOPS) and STOPS[onward].page == page:
        walk = replace(walk, at=onward)
        put(WALK, walk)
    return walk


def _show_stop(walk: Walk, page: str) -> None:
    number = walk.at
    stop, here = STOPS[number], STOPS[number].page == page
    words, buttons = st.columns([4, 1], vertical_alignment="center")
    with words:
        place = sentence("tour.place", stop=number + 1, of=len(STOPS))
        if _done(number):
            st.markdown(f":material/check_circle: {joined(place, stop.seen)}")
        else:
            st.markdown(joined(place, stop.ask))
            if here and stop.options:
                mirror(
                    st.segmented_control,
                    sentence("tour.how_many"),
                    stop.options,
                    key=_READ.name,
                    value=read(_READ),
                    take=partial(put, _READ),
                )
                if read(_READ):  # and the stop is not done
                    st.markdown(sentence("tour.not_that"))
    with (
        buttons,
        st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center"),
    ):
        if _done(number):
            _onward(replace(walk, at=number + 1))
        else:
            if not here:
                st.page_link(stop.file, icon=":material/arrow_forward:", query_params=stop.query)
            st.button(
                sentence("tour.skip"),
                key="tour-skip",
                on_click=unbroken(_skip),
                args=(Walk(number + 1, open=True, skipped=walk.skipped + 1),),
                type="tertiary",
            )
        left = Walk(number + _done(number), open=False, skipped=walk.skipped)
        _turn_to(left, sentence("tour.leave"), "leave", type="tertiary")


def _onward(walk: Walk) -> None:
    """The way to a stop, or to the end."""
    if walk.at < len(STOPS):
        stop, label = STOPS[walk.at], sentence("tour.next")
        icon = ":material/arrow_forward:"
        st.page_link(stop.file, label=label, icon=icon, query_params=stop.query)
    else:
        _turn_to(walk, sentence("tour.to_end"), "end")


def _show_end(walk: Walk) -> None:
    """What one can do now, to who has done all; to who has not, how much is left."""
    if walk.skipped:
        st.markdown(sentence("tour.end_skipped", count=walk.skipped, of=len(STOPS)))
        _turn_to(Walk(0, open=True), sentence("tour.again"), "again")
    else:
        st.markdown(prose("tour", "end"))
    _turn_to(Walk(0, open=False), sentence("tour.close"), "close")


def _skip(walk: Walk) -> None:
    """Go on to the next stop, and to its page; after the last one there is none."""
    put(WALK, walk)
    put(_LEAP, walk.at < len(STOPS))


def _turn_to(walk: Walk, label: str, name: str, **more: Any) -> None:  # noqa: ANN401
    """A button that leads to a place in the tour."""
    st.button(label, key=f"tour-{name}", on_click=unbroken(put), args=(WALK, walk), **more)
