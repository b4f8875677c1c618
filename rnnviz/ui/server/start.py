"""What the server does when it starts, before anybody asks for a page."""

import sys
from asyncio import to_thread
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from importlib import import_module
from threading import Thread

import streamlit as st
from starlette.middleware import Middleware
from streamlit import config, net_util
from streamlit.cli_util import open_browser, print_to_cli
from streamlit.runtime.pages_manager import PagesManager
from streamlit.web.server.server_util import get_display_address, get_url

from rnnviz.capacity import cores
from rnnviz.content import sentence
from rnnviz.errors import InputError
from rnnviz.jobs.keeper import let_go
from rnnviz.jobs.parts import REFUSED
from rnnviz.lessons.policy import Visit, refusal
from rnnviz.ui.server.door import Door, token
from rnnviz.ui.server.hosts import hosts
from rnnviz.ui.server.logs import one_log
from rnnviz.ui.server.settings import check


def door() -> Middleware:
    """What every request passes. Ends the start in a sentence if a variable can't be read."""
    try:
        check()
        return Middleware(Door, hosts=hosts(), token=token())
    except InputError as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(REFUSED) from None


def begin_in_app() -> None:
    """Let every run begin in `app.py`, which makes the frame.

    For the folder `pages` Streamlit 1.67 runs a page's script alone, until a run has come to
    `st.navigation`: who opened a page of a server that had just started saw it without its frame,
    and of two at once both could. The flag is private; the version is pinned.
    """
    PagesManager.uses_pages_directory = False


@asynccontextmanager
async def serving(_app: st.App) -> AsyncIterator[None]:
    """The life of a server. It answers when pandas is there, and loads torch beside that.

    A page that needs torch waits for the rest of it. With pandas that would not do: Plotly takes it
    from `sys.modules` as soon as it stands there, and fails on half of it.
    """
    one_log()
    import_module("pandas")
    told = config._server_mode != "asgi-server"  # noqa: SLF001 -- nobody else knows the port
    for line in _addresses() if told else _ending():
        print_to_cli(f"  {line}")
    opens = told and not st.get_option("server.headless")
    Thread(target=_begin, args=(opens,), daemon=True).start()
    yield
    await to_thread(let_go)


def _begin(opens: bool) -> None:
    """Open a browser, which Streamlit 1.67 does for a script only, and load torch meanwhile.

    The port listens already; who comes too early waits.
    """
    if opens:
        open_browser(_address(token().once() if _asks_for_token() else ""))
    # Of a container's share of a large machine torch knows nothing.
    import_module("torch").set_num_threads(cores())


def _addresses() -> Iterator[str]:
    """Where the app is, instead of Streamlit's own lines, whose addresses lack the token."""
    here = _address(token().value if _asks_for_token() else "")
    yield sentence("cli.app_at", address=here)
    everybodys = st.get_option("server.address") in {None, "0.0.0.0", "::"}  # noqa: S104
    if everybodys and (host := net_util.get_internal_ip()):
        yield sentence("cli.others_at", address=f"{get_url(host)}/")


def _ending() -> Iterator[str]:
    """What to write behind an address that isn't known here."""
    if _asks_for_token():
        yield sentence("cli.token", token=token().value)


def _asks_for_token() -> bool:
    """Whether the token makes a difference here."""
    listens = st.get_option("server.address")
    here = Visit("127.0.0.1", token=True, listens=listens)
    return not refusal(here) and bool(refusal(replace(here, token=False)))


def _address(secret: str) -> str:
    listens = st.get_option("server.address")
    by_name = config.is_manually_set("browser.serverAddress") or not listens
    name = st.get_option("browser.serverAddress") if by_name else get_display_address(listens)
    name = f"[{name}]" if ":" in name else name
    return f"{get_url(name)}/" + f"?token={secret}" * bool(secret)
