"""What the Train page stands on: one queue for the server, a secret that tells visitors apart."""

import os
import re
from functools import cache
from hashlib import sha256
from pathlib import Path
from secrets import token_urlsafe
from threading import Lock, Semaphore

import streamlit as st

from rnnviz.errors import InputError
from rnnviz.jobs.limits import limits
from rnnviz.jobs.queue import Queue
from rnnviz.jobs.store import Store
from rnnviz.lm.card import CARD
from rnnviz.lm.pace import Pace, measure
from rnnviz.lm.runs import Run
from rnnviz.ui.cookies import keep, kept

COOKIE = "rnnviz_visitor"
_SECRET = re.compile(r"[A-Za-z0-9_-]{32}")


def home() -> Path:
    """Where runs are kept: RNNVIZ_RUNS, else the folder `runs` beside `app.py`."""
    return Path(os.environ.get("RNNVIZ_RUNS") or Path(__file__).parents[2] / "runs").absolute()


def queue() -> Queue:
    """The server's queue, started. Raises `InputError` for limits that are none.

    No cached resource: whoever clears those would get a second queue beside the first.
    """
    with _making:
        return _queue()


_making = Lock()


@cache
def _queue() -> Queue:
    made = Queue(Store(home()), limits())
    made.start()
    return made


def visitor() -> str:
    """Who looks at this page: a name that nobody can guess, the same again in the same browser."""
    secret = st.session_state.get(COOKIE) or kept(COOKIE)
    if not _SECRET.fullmatch(secret):
        secret = token_urlsafe(24)
    st.session_state[COOKIE] = secret
    return sha256(secret.encode()).hexdigest()[:32]


def remember_visitor() -> None:
    """Let the browser keep the secret, unless it does."""
    keep(COOKIE, st.session_state[COOKIE])


def attend() -> None:
    """Tell the queue that this visitor is here, until the page is closed; on every page."""
    if COOKIE in st.session_state:
        try:
            _attended(visitor())
        except InputError:
            return  # the Train page says what is wrong


def _leave(name: str) -> None:
    queue().presence.leave(name)


@st.cache_resource(scope="session", on_release=_leave, show_spinner=False)
def _attended(name: str) -> str:
    queue().presence.attend(name)
    return name


def own_models() -> dict[str, Path]:
    """The folders of the visitor's finished runs, newest first, by what to call them.

    Not those on a text of one's own, whose words are in no card.
    """
    if COOKIE not in st.session_state and not kept(COOKIE):
        return {}  # who has never been to the lab
    store = queue().store
    return {
        f"{job.run.key}, seed {job.run.seed} ({name})": store.place(job)
        for name, job in store.finished(visitor())
        if job.run.corpus.name != "own" and (store.place(job) / CARD).is_file()
    }


_one_at_a_time = Semaphore(1)


@st.cache_data(max_entries=500, show_spinner="Measuring how fast this machine is …")
def _paced(run: Run) -> Pace | str:
    try:
        with _one_at_a_time:
            return measure(run)
    except InputError as error:
        return str(error)


def paced(run: Run) -> Pace:
    """How fast runs like this one are here. Raises `InputError` with what its text is refused for.

    Measured once for all placements, lengths and seeds: they make little difference.
    """
    found = _paced(run)
    if isinstance(found, str):
        raise InputError(found)
    return found
