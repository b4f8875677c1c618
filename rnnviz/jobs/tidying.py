"""The files that are of no more use: removed once no worker writes there, or said why not."""

from time import monotonic

from rnnviz.content import Message
from rnnviz.jobs.store import Store

_MARKS_SECONDS = 1.0  # between two looks for files to remove: of folders there may be thousands
_LATER_SECONDS = 60.0  # until what could not be removed is tried again


class Tidying:
    """What is to be removed of a record's experiments, and from when on, on the monotonic clock."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.due: dict[str, float] = {}
        self._stuck: dict[str, Message] = {}  # why some of those can't be
        self._unscrubbed, self._next_marks = True, 0.0

    @property
    def stuck(self) -> tuple[Message, ...]:
        """Why files are still there that should not be."""
        return tuple(self._stuck.values())

    def take_over(self, settled_at: float) -> None:
        """What the last queue left, whose workers may write until then."""
        left = self._store.forgotten() | self._store.stopped()
        self.due |= dict.fromkeys(left, settled_at)

    def look(self, busy: set[str]) -> None:
        """Remove what is due, except of experiments that workers are busy with."""
        if monotonic() >= self._next_marks:
            self._look_for_marks()
        for experiment in {id_ for id_, at in self.due.items() if at <= monotonic()} - busy:
            self._tidy(experiment)
        if self._unscrubbed:
            self._unscrubbed = not self._store.file.scrub()

    def _tidy(self, experiment: str) -> None:
        try:
            self._store.tidy(experiment)
        except OSError as error:
            why = {"folder": str(self._store.home / experiment), "why": error.strerror}
            self._stuck[experiment] = Message("jobs.untidy", why)
            self.due[experiment] = monotonic() + _LATER_SECONDS
        else:
            del self.due[experiment]
            self._stuck.pop(experiment, None)

    def _look_for_marks(self) -> None:
        """Notice what visitors have stopped and deleted."""
        self._next_marks = monotonic() + _MARKS_SECONDS
        deleted = self._store.forgotten()
        self._unscrubbed |= bool(deleted)
        for experiment in deleted | self._store.stopped():
            self.due.setdefault(experiment, 0.0)
