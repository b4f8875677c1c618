"""An experiment that runs while somebody watches.

A thread of the server reads what the worker processes say; the training itself is in them. Nobody
watching for a while means that the visitor is gone, and the workers are stopped.
"""

from collections.abc import Sequence
from contextlib import closing
from copy import deepcopy
from threading import Event, Lock, Thread
from time import monotonic

from rnnviz.lm.compare import compare
from rnnviz.lm.record import Record
from rnnviz.lm.runs import Run

GRACE_SECONDS = 300.0  # browsers slow the timers of hidden tabs down, so be patient


class Live:
    """A running experiment: look at it with `record`, end it with `stop`."""

    def __init__(
        self, runs: Sequence[Run], *, workers: int | None = None, grace: float = GRACE_SECONDS
    ) -> None:
        self._record, self._lock = Record(runs), Lock()
        self._stopped, self._grace, self._seen = Event(), grace, monotonic()
        self._thread = Thread(target=self._watch, args=(runs, workers), daemon=True)
        self._thread.start()

    @property
    def running(self) -> bool:
        return self._thread.is_alive()

    @property
    def stopped(self) -> bool:
        """Whether it was ended before all runs were through."""
        return self._stopped.is_set()

    def record(self) -> Record:
        """What has been said so far, as a copy; looking counts as being there."""
        self._seen = monotonic()
        with self._lock:
            return deepcopy(self._record)

    def stop(self, wait_seconds: float = 15.0) -> None:
        """End the workers; what they measured stays."""
        self._stopped.set()
        self._thread.join(wait_seconds)

    def _watch(self, runs: Sequence[Run], workers: int | None) -> None:
        with closing(compare(runs, workers=workers)) as results:
            for result in results:
                with self._lock:
                    self._record.add(result)
                if monotonic() - self._seen > self._grace:
                    self._stopped.set()
                if self._stopped.is_set():
                    return
