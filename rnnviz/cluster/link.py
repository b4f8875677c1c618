"""The way to a scheduler, which may be restarted: found again as often as it is lost."""

import logging
from collections.abc import Callable
from concurrent.futures import CancelledError
from contextlib import suppress
from threading import Event, Thread
from typing import cast

from distributed import Client

from rnnviz.cluster.jobs import Job, Jobs
from rnnviz.cluster.session import Session
from rnnviz.cluster.versions import versions
from rnnviz.content import Message, sentence
from rnnviz.errors import InputError

PATIENCE_SECONDS = 10.0  # for a scheduler that is to answer
_REST_SECONDS = 1.0  # until it is asked again
_REFUSED = "workers.refused_scheduler"


class Link:
    """A thread that sees to the jobs at the scheduler of this address."""

    def __init__(
        self,
        address: str,
        jobs: Jobs,
        tell: Callable[[str], object],
        patience_seconds: float | None = None,
    ) -> None:
        for name in ("distributed", "distributed.client"):  # what matters, we say
            logging.getLogger(name).setLevel(logging.CRITICAL)
        self.address, self.jobs, self._tell = address, jobs, tell
        self._patience, self._ended = patience_seconds or PATIENCE_SECONDS, Event()
        self._session: Session | None = None
        self._why: Message | None = None  # there is no session
        self._thread = Thread(target=self._serve, daemon=True)

    def open(self) -> None:
        """Connect. Raises `InputError` where no scheduler answers."""
        self._session = self._new_session()

    def start(self) -> None:
        """Tend the jobs from now on; connect first, if that is still to be done."""
        self._thread.start()

    @property
    def alive(self) -> bool:
        return self._thread.is_alive()

    @property
    def trouble(self) -> Message | None:
        """Why no job is trained."""
        session = self._session
        if session is None or session.lost:
            return self._why
        return session.trouble(self.address)

    def fit(self) -> int:
        """How many workers there are that can have a job."""
        session = self._session
        return 0 if session is None or session.lost else session.fit

    def add(self, job: Job) -> None:
        """Let the next worker have it that is free."""
        self.jobs.add(job)
        self._tell_session(Session.wake)

    def told(self, job: Job) -> None:
        """Let whoever trains a job read what its word is now."""
        self._tell_session(lambda session: session.send_word(job))

    def end(self, job: Job) -> None:
        """Wait for a job no longer, and let whoever trains it stop."""
        self.jobs.fail(job, CancelledError())
        self._tell_session(lambda session: session.leave(job))

    def drop(self, key: str) -> None:
        """Let the scheduler keep nothing more of a job."""
        self._tell_session(lambda session: session.drop(key))

    def close(self, *, wait: bool = True) -> None:
        """Leave the cluster; what trains there stops, and can go on from what is kept."""
        self._ended.set()
        self._tell_session(Session.wake)
        if wait:
            self._thread.join()

    def _tell_session(self, what: Callable[[Session], object]) -> None:
        if session := self._session:
            what(session)

    def _serve(self) -> None:
        try:
            while session := self._session or self._found():
                with suppress(OSError), session.client:
                    while not (self._ended.is_set() or session.lost):
                        session.tend()
                self._session = None
                if self._ended.is_set():
                    return
                self._why = self._away()
                self._tell(sentence("workers.scheduler_lost", address=self.address))
        except Exception as error:
            logging.getLogger(__name__).exception("The way to the scheduler has ended.")
            for job in self.jobs.all():  # whoever waits shall hear of it
                self.jobs.fail(job, error)

    def _found(self) -> Session | None:
        """A session, as soon as there is a scheduler; None if nobody wants it any more."""
        while not self._ended.is_set():
            try:
                self._session = self._new_session()
            except InputError as error:
                refused = error.message.key == _REFUSED
                why = error.message if refused else self._away()
                if why != self._why:  # once, not each time
                    self._tell(str(error))
                self._why = why
                self._ended.wait(_REST_SECONDS)
            else:
                return self._session
        return None

    def _away(self) -> Message:
        return Message("workers.scheduler_away", {"address": self.address})

    def _new_session(self) -> Session:
        try:
            client = self._connected()
        except (OSError, ValueError, TypeError) as error:  # the last of TLS without its files
            if isinstance(error, InputError):
                raise
            raise InputError("workers.no_scheduler", address=self.address, why=str(error)) from None
        self._why = None
        return Session(client, self.jobs, self._tell)

    def _connected(self) -> Client:
        """A connection to a scheduler that has our versions, for it reads what passes."""
        client = Client(self.address, timeout=self._patience, set_as_default=False)
        if (theirs := _versions_at(client)) == versions():
            return client
        client.close()
        fields = {"address": self.address, "theirs": theirs, "ours": versions()}
        raise InputError(_REFUSED, **fields)


def _versions_at(client: Client) -> str:
    """Those of the scheduler; what it says instead where it has no rnnviz, or quite another."""
    try:
        return cast("str", client.run_on_scheduler(versions))
    except (ImportError, AttributeError) as error:
        return repr(error)
