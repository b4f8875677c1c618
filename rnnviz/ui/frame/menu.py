"""The menu: all pages in their groups, made once for each visit and language."""

from typing import Literal

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from rnnviz.content import named, spoken
from rnnviz.ui.field import Field, in_visit
from rnnviz.ui.pages import GROUPS, HOME, PAGES, Page, pages_of
from rnnviz.ui.state import put, read

Menu = dict[str, list[StreamlitPage]]

_MADE: Field[tuple[str, Menu] | None] = in_visit("menu", None)


def choose_page(position: Literal["top", "hidden"]) -> StreamlitPage:
    """The page that a visitor is at; the menu is drawn above it, or not at all."""
    made = read(_MADE)
    if made is None or made[0] != spoken():
        made = spoken(), _menu()
        put(_MADE, made)
    return st.navigation(made[1], position=position)


def _menu() -> Menu:
    apart = [_entry(page) for page in PAGES if page is HOME or not page.listed]
    groups = {named("group", group): [*map(_entry, pages_of(group))] for group in GROUPS}
    return {"": apart} | groups


def _entry(page: Page) -> StreamlitPage:
    shown = "visible" if page.listed else "hidden"
    address = {"url_path": page.address, "default": page is HOME}
    return st.Page(page.file, title=page.title, visibility=shown, **address)
