"""How fast runs are, measured by threads of its own: nobody's page waits for a measurement."""

import json
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock, Semaphore, Thread
from time import monotonic

from rnnviz.errors import InputError
from rnnviz.lm.run import Run
from rnnviz.workers.pace import Pace

_AT_A_TIME = 2  # so that one large model keeps nobody else waiting, and each has a core to itself
_MOST_KEPT = 500
_MOST_PENDING = 20  # for all visitors: each takes seconds
_BRIEFLY_SECONDS = 0.1  # a measurement that fails at once is a sentence at once
_FAILURE_SECONDS = 60.0  # after which it may be another matter

Measure = Callable[[], Pace]


@dataclass(frozen=True, slots=True)
class _Asked:
    pace: Future[Pace]
    at: float  # on the monotonic clock

    def holds(self) -> bool:
        """Whether nothing is gained by measuring again."""
        failed = self.pace.done() and self.pace.exception() is not None
        return not failed or monotonic() - self.at < _FAILURE_SECONDS


class Paces:
    """The paces that were measured, those asked for last, and those being measured."""

    def __init__(self) -> None:
        self._asked: OrderedDict[str, _Asked] = OrderedDict()
        self._lock, self._places = Lock(), Semaphore(_AT_A_TIME)
        self.devices: tuple[str, ...] = ()  # that there are, once any pace is known

    def of(self, run: Run, measure: Measure, device: str = "auto") -> Pace | None:
        """The pace of a run there, or None while it is measured; raises what `measure` raised."""
        asked_for = json.dumps([run.to_json(), device])
        key = sha256(asked_for.encode()).hexdigest()  # keeps nobody's text
        with self._lock:
            asked = self._asked.pop(key, None)
            if asked is None or not asked.holds():
                self._refuse_more()
                asked = _Asked(Future(), monotonic())
                # Not an executor's thread, which a server that ends would wait for.
                Thread(target=self._measure, args=(asked.pace, measure), daemon=True).start()
            self._asked[key] = asked
            while len(self._asked) > _MOST_KEPT:
                self._asked.popitem(last=False)
        with suppress(TimeoutError):
            return asked.pace.result(timeout=_BRIEFLY_SECONDS)
        return None

    def _measure(self, pace: Future[Pace], measure: Measure) -> None:
        with self._places:
            try:
                measured = measure()
                self.devices = measured.devices
                pace.set_result(measured)
            except Exception as error:  # noqa: BLE001 -- whoever asks is told
                pace.set_exception(error)

    def _refuse_more(self) -> None:
        pending = sum(not asked.pace.done() for asked in self._asked.values())
        if pending >= _MOST_PENDING:
            raise InputError("ui.many_wait", number=pending)

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._asked.clear()
            self.devices = ()
