"""A Dask cluster as an executor: its workers may come and go, and its scheduler be restarted."""

import logging
from collections.abc import Callable
from concurrent.futures import Executor, Future
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
from typing import cast

from distributed import Client

from rnnviz.cluster.jobs import Jobs
from rnnviz.cluster.session import Session
from rnnviz.cluster.task import Work
from rnnviz.cluster.versions import versions
from rnnviz.content import sentence
from rnnviz.errors import InputError
from rnnviz.runs.plan import Point
from rnnviz.runs.record import Result

_PATIENCE_SECONDS = 10.0  # for a scheduler that is to answer
_REST_SECONDS = 1.0  # until it is asked again


class Cluster(Executor):
    """The workers of the scheduler at `address`, such as tcp://10.0.0.1:8786.

    Checkpoints are kept in a folder here, so that nothing is lost with the scheduler. Raises
    `InputError` where no scheduler answers; one that is lost later is waited for.
    """

    def __init__(
        self,
        address: str,
        checkpoints: Path,
        weights: Path | None = None,
        tell: Callable[[str], object] = bool,
    ) -> None:
        logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what matters, we say
        self._address, self._tell, self._ended = address, tell, Event()
        self._jobs = Jobs(checkpoints, weights)
        try:
            client = self._connected()
        except InputError:
            raise
        except (OSError, ValueError, TypeError) as error:  # the last of TLS without its files
            raise InputError("workers.no_scheduler", address=address, why=str(error)) from None
        self._session = Session(client, self._jobs, tell)
        self._thread = Thread(target=self._serve, args=(client,), daemon=True)
        self._thread.start()

    def submit(self, fn: Work, /, point: Point) -> Future[Result]:
        """The result of a point, once a worker has it."""
        job = self._jobs.add(fn, point)
        self._session.wake()
        return job.promise

    def forget(self, point: tuple[str, str, int]) -> None:
        """Drop the checkpoint of a point, by its key in a record, which has its result now."""
        if key := self._jobs.forget(point):
            self._session.drop(key)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = True) -> None:  # noqa: ARG002
        """Leave the cluster; what trains there stops, and can go on from what is kept."""
        self._ended.set()
        self._session.wake()
        if wait:
            self._thread.join()

    def _serve(self, client: Client | None) -> None:
        try:
            while client:
                with suppress(OSError), client:
                    while not (self._ended.is_set() or self._session.lost):
                        self._session.tend()
                if client := self._found_again():
                    self._session = Session(client, self._jobs, self._tell)
        except Exception as error:  # noqa: BLE001 -- whoever waits shall hear of it
            for job in self._jobs.all():
                self._jobs.fail(job, error)

    def _found_again(self) -> Client | None:
        """A new connection, as soon as there is a scheduler; None if nobody wants it any more."""
        if not self._ended.is_set():
            self._tell(sentence("workers.scheduler_lost", address=self._address))
        while not self._ended.wait(_REST_SECONDS):
            with suppress(OSError):
                return self._connected()
        return None

    def _connected(self) -> Client:
        """A connection to a scheduler that has our versions, for it reads what passes."""
        client = Client(self._address, timeout=_PATIENCE_SECONDS, set_as_default=False)
        if (theirs := _versions_at(client)) == versions():
            return client
        client.close()
        fields = {"address": self._address, "theirs": theirs, "ours": versions()}
        raise InputError("workers.refused_scheduler", **fields)


def _versions_at(client: Client) -> str:
    """Those of the scheduler; what it says instead where it has no rnnviz, or quite another."""
    try:
        return cast("str", client.run_on_scheduler(versions))
    except (ImportError, AttributeError) as error:
        return repr(error)
