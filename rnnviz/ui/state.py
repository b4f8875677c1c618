"""Every value that a visitor can set: one field, which says what it is and where it is kept.

Only this file touches session and address. What an address says counts when a page is opened, and
for all of it: a field left out has its default. A bare one means what was chosen last in the visit.
"""

import re
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

import streamlit as st

from rnnviz.errors import InputError
from rnnviz.ui.echoes import Echoes
from rnnviz.ui.field import Field, Place

T = TypeVar("T")


@dataclass(slots=True)
class _Opened:
    """A page as it was opened: what has been read since counts, whatever the address says."""

    page: str = ""
    bare: bool = False
    read: set[str] = field(default_factory=set)
    drawn: dict[str, Field[Any]] = field(default_factory=dict)
    usual: dict[str, tuple[Any, Any]] = field(default_factory=dict)  # of what was drawn, by name
    echoes: Echoes = field(default_factory=Echoes)
    heard: set[str] = field(default_factory=set)  # keys of the widgets that say what was
    unknown: dict[str, str] = field(default_factory=dict)  # said of what is no option, by name
    under_way: bool = False  # all of it, not a part by itself
    defined: dict[str, str] = field(default_factory=dict)  # which part defines a term, by term
    part: str = ""  # the one that runs, of those that may run by themselves


def _page() -> _Opened:
    try:
        return st.session_state["page-opened"]
    except KeyError:
        return st.session_state.setdefault("page-opened", _Opened())


def arrive(page: str, fields: Sequence[Field[Any]]) -> None:
    """Note which page is run; one that was just opened believes its address.

    Else what its widgets say is kept first of all: a touch that comes while this runs may lead to
    where they are not drawn again.
    """
    opened = _page()
    opened.echoes.forget(_heard())
    if opened.page != page:
        bare = all(_said(each) is None for each in fields)
        st.session_state["page-opened"] = _Opened(
            page, bare, echoes=opened.echoes, heard=opened.heard, under_way=True
        )
        return
    opened.under_way = True
    opened.defined.clear()
    for name, drawn in opened.drawn.items():
        value = _in_widget(drawn)
        if value is not None and name in opened.usual:
            keep(drawn, value, *opened.usual[name])


def leave_to_browser(part: str = "") -> None:
    """At the end of a run, or of a part that may run by itself: tell the browser the run's number.

    Each of its messages then brings that back, by a widget which the frame's style hides.
    """
    page = _page()
    key = f"heard-{part}"
    page.heard.add(key)
    st.session_state[key] = str(page.echoes.run)
    with st.container(key=f"unseen-{part}"):
        st.text_input("#", key=key, label_visibility="collapsed")
    if not part or not page.under_way:
        page.echoes.end()
        page.under_way = False


@contextmanager
def part_of_page(part: str) -> Generator[None]:
    """A part that may run by itself: what it defined before, it defines anew."""
    page = _page()
    before, page.part = page.part, part
    for term in [term for term, where in page.defined.items() if where == part]:
        del page.defined[term]
    try:
        yield
    finally:
        page.part = before


def defined_terms() -> dict[str, str]:
    """The terms that the page has defined so far, each with the part in which it did."""
    return _page().defined


def running_part() -> str:
    """The part that runs now, if it may run by itself."""
    return _page().part


def _heard() -> int:
    """The last run that the browser had heard when it sent what is answered now."""
    page = _page()
    replies = [str(st.session_state.get(key, "")) for key in page.heard]
    numbers = [int(number) for number in replies if re.fullmatch("[0-9]{1,9}", number)]
    return max((number for number in numbers if number < page.echoes.run), default=0)


def read(asked: Field[T]) -> T:
    """What a field has now."""
    page = _page()
    if asked.kept not in page.read:
        page.read.add(asked.kept)
        value = _at_first(asked, bare=page.bare)
        if is_set(asked):
            put(asked, value)
        return value
    value = _in_widget(asked)
    return st.session_state.get(asked.kept, asked.default) if value is None else value


def _in_widget(asked: Field[T]) -> T | None:
    """What a visitor says by a field's widget, if anything; who empties it says nothing."""
    reply: Any = st.session_state.get(asked.name) if asked.name in _page().drawn else None
    if reply is None or is_echo(asked.name, reply):
        return None
    if isinstance(reply, list):  # as widgets of several options have them
        reply = tuple(cast("list[Any]", reply))
    return cast("T", reply)


def is_set(asked: Field[Any]) -> bool:
    """Whether the visitor, an address or a cookie has said something about it in this visit."""
    addressed = asked.kept in st.session_state or _said(asked) is not None
    return addressed or (asked.place is Place.EVERYWHERE and _in_cookie(asked) is not None)


def changed(asked: Field[Any]) -> bool:
    """Whether it has another value than the usual one, which a page may settle when it draws it."""
    return st.session_state.get(asked.kept, asked.default) != asked.default


def put(asked: Field[T], value: T) -> None:
    """Let a field have a value: its widget or the address, and the rest of the visit."""
    page = _page()
    st.session_state[asked.kept] = value
    page.read.add(asked.kept)
    if asked.name in page.drawn and asked.name in st.session_state:
        set_widget(asked.name, value)  # and its widget, which knows what is usual, tells
    else:
        _tell(asked, value, asked.default)


def forget(asked: Field[Any]) -> None:
    """Back to the default."""
    put(asked, asked.default)


def draw(asked: Field[Any], value: object, *, anew: bool = False) -> str:
    """The key of the field's widget, which is about to be drawn with a value.

    The session is left alone where it has that value: a widget that is told what it says forgets
    what is being typed. One whose range has changed must hear it `anew`, and so must one that was
    told in a run which a touch broke off: what such a run says may never be sent.
    """
    page = _page()
    known = asked.name in page.drawn and asked.name in st.session_state
    if not known:
        st.session_state[asked.name] = value
        page.echoes.change(asked.name, heard=_heard())
    elif anew or st.session_state[asked.name] != value or _is_unheard(asked.name):
        set_widget(asked.name, value)
    page.drawn[asked.name] = asked
    return asked.name


def _is_unheard(key: str) -> bool:
    echoes = _page().echoes
    return key in echoes and echoes.is_unheard(key, _heard())


def keep(asked: Field[T], value: T, usual: T, everywhere: T | None = None) -> T:
    """What its widget has; what is usual is as good as the default, and left out of the address.

    Where what is usual depends on the visit, the address leaves out what it is `everywhere`.
    """
    page, told = _page(), asked.default if value == usual else value
    if asked.name in page.usual and st.session_state.get(asked.kept) != told:
        page.unknown.pop(asked.name, None)  # somebody has chosen since
    page.usual[asked.name] = usual, everywhere
    st.session_state[asked.kept] = told
    _tell(asked, value, usual if everywhere is None else everywhere)
    return value


def touched(key: str, what: str | None = None) -> Any:  # noqa: ANN401 -- whatever was touched
    """In a callback: what a widget that is no field's has, or one thing that a component has."""
    value = st.session_state[key]
    return value if what is None else value.get(what)


def is_echo(key: str, value: object) -> bool:
    """Whether a browser says what its widget had, not having heard what it has."""
    echoes = _page().echoes
    return key in echoes and echoes.has(key, value, _heard())


def set_widget(key: str, value: object) -> None:
    """What a widget is to show, before it is drawn."""
    if key in st.session_state and (old := st.session_state[key]) != value:
        _page().echoes.change(key, old, heard=_heard())
    st.session_state[key] = value


def _at_first(asked: Field[T], *, bare: bool) -> T:
    """The value as the page is opened."""
    kept: T = st.session_state.get(asked.kept, asked.default)
    written = _said(asked)
    if written is None and asked.place is Place.EVERYWHERE and asked.kept not in st.session_state:
        written = _in_cookie(asked)
    if written is None or (asked.place is Place.COOKIE and asked.kept in st.session_state):
        left_out = asked.place is Place.ADDRESS and not bare and asked.write(kept) is not None
        return asked.default if left_out else kept
    return _parsed(asked, written)


def _parsed(asked: Field[T], written: str) -> T:
    try:
        return asked.parse(written)
    except InputError:
        return asked.default


def _said(asked: Field[Any]) -> str | None:
    match asked.place:
        case Place.ADDRESS | Place.EVERYWHERE:
            parts = st.query_params.get_all(asked.name)
            return None if not parts else "-".join(parts) if asked.joined else parts[-1]
        case Place.COOKIE:
            return _in_cookie(asked)
        case Place.VISIT:
            return None


def note_unknown(asked: Field[Any]) -> None:
    """As its page is opened: what the address says, if anything, is none of the options there."""
    page, written = _page(), _said(asked)
    if written is not None and asked.name not in page.drawn:
        page.unknown[asked.name] = written


def unread(fields: Sequence[Field[Any]]) -> dict[str, str]:
    """What the address says of these that can't be read or was no option, by name."""
    no_option = _page().unknown
    told = {each.name: no_option.get(each.name) or _garbled(each) for each in fields}
    return {name: text for name, text in told.items() if text}


def _garbled(asked: Field[Any]) -> str | None:
    """What the address says of a field, if that has no value for it."""
    if (written := _said(asked)) is None:
        return None
    try:
        asked.parse(written)
    except InputError:
        return written
    return None


def is_addressed(asked: Field[Any]) -> bool:
    """Whether the address says something about it."""
    return _said(asked) is not None


def _in_cookie(asked: Field[Any]) -> str | None:
    written = st.context.cookies.get(asked.cookie)
    return written if isinstance(written, str) else None


def in_address(name: str) -> str:
    """What the address says under a name that is no field's, and that nothing of ours writes."""
    return st.query_params.get(name, "")


def _tell(asked: Field[T], value: T, usual: T) -> None:
    """The one place that writes the address."""
    if asked.place not in {Place.ADDRESS, Place.EVERYWHERE}:
        return
    now = _said(asked)
    if now is not None and _parsed(asked, now) == value:
        return  # an old address may say it in other words; one that is opened stays as it is
    if value != usual and (written := asked.write(value)) is not None:
        st.query_params[asked.name] = written
    elif now is not None:
        del st.query_params[asked.name]
