"""What the Train page stands on: one desk for the server, a secret that tells visitors apart."""

from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from threading import Lock

import streamlit as st

from rnnviz.content import sentence
from rnnviz.errors import InputError
from rnnviz.jobs.desk import Desk
from rnnviz.jobs.folder import home
from rnnviz.jobs.job import Experiment
from rnnviz.jobs.keeper import Keeper
from rnnviz.jobs.limits import limits
from rnnviz.jobs.store import Store
from rnnviz.lm.run import Run
from rnnviz.ui.field import in_visit
from rnnviz.ui.fields.train import SHARED
from rnnviz.ui.kit.markdown import plain
from rnnviz.ui.models.paces import Paces
from rnnviz.ui.server.identity import COOKIE, PRIVATE, new_secret, secret_in, secret_of
from rnnviz.ui.state import in_address, put, read
from rnnviz.workers.pace import Pace
from rnnviz.zoo.card import CARD

VISITOR = in_visit(COOKIE, "")  # the secret


def desk() -> Desk:
    """The server's desk, with a queue behind it. Raises `InputError` for limits that are none.

    No cached resource: whoever clears those would get a second desk beside the first.
    """
    with _making:
        return _desk()


_making = Lock()


@cache
def _desk() -> Desk:
    made = Desk(Store(home()), limits())
    Keeper(made).start()
    return made


def visitor() -> str:
    """Who looks at this page: a name that nobody can guess, the same again in the same browser.

    For a browser that keeps no cookies, the same until the page is left, or a private link opened.
    """
    secret = _secret() or new_secret()
    put(VISITOR, secret)
    return sha256(secret.encode()).hexdigest()[:32]


def experiment_of(id_: str) -> Experiment | None:
    """An experiment of the visitor's, or one that somebody shares with whoever has its link."""
    if id_.startswith(SHARED):
        return desk().shares.shared(id_.removeprefix(SHARED))
    return desk().store.experiment(visitor(), id_)


def private_link() -> str:
    """What brings a visitor's runs back where the browser keeps no cookie; "" where it does."""
    if secret_in(st.context.cookies):
        return ""
    visitor()
    return f"?{PRIVATE}={_secret()}"


def _is_known() -> bool:
    return bool(_secret())


def _secret() -> str:
    linked = secret_of(in_address(PRIVATE))
    return read(VISITOR) or linked or secret_in(st.context.cookies) or ""


def attend() -> None:
    """Tell the desk that this visitor is here, until the page is closed; on every page."""
    if _is_known():
        with suppress(InputError):  # pages that need the desk say what is wrong
            _attended(visitor())


def _leave(name: str) -> None:
    desk().presence.leave(name)


@st.cache_resource(scope="session", on_release=_leave, show_spinner=False)
def _attended(name: str) -> str:
    desk().presence.attend(name)
    return name


def own_models() -> dict[str, Path]:
    """The folders of the visitor's finished runs, newest first, by what to call them.

    Not those on a text of one's own, whose words are in no card. None where the record can't be
    used: `tell_trouble` says so.
    """
    if not _is_known():
        return {}
    try:
        store = desk().store
        finished = store.finished(visitor())
    except InputError:
        return {}
    return {
        sentence(
            "models.own_run", key=job.run.key, seed=job.run.seed, name=name, run=job.id
        ): store.place(job)
        for name, job in finished
        if job.run.corpus.name != "own" and _is_there(store.place(job) / CARD)
    }


def _is_there(path: Path) -> bool:
    with suppress(OSError):  # a folder that may not be looked into
        return path.is_file()
    return False


def tell_trouble() -> None:
    """Say on a page that can do without the record that it can't be used, if so."""
    if _is_known():
        try:
            desk().store.finished(visitor())
        except InputError as error:
            st.warning(plain(sentence("models.out_of_reach", error=error)))


_paces = Paces()


def paced(run: Run, device: str = "auto") -> Pace | None:
    """How fast runs like this one are on a device here; None while that is being measured.

    Raises `InputError` with what its text or size is refused for. Measured once for all placements,
    lengths and seeds: they make little difference.
    """
    return _paces.of(run, lambda: desk().measure(run, device), device)


def devices() -> tuple[str, ...]:
    """Those of the machine that trains, the usual one first; empty until a pace is known."""
    return _paces.devices
