"""Who has a page open, and who has left for good."""

from collections import Counter
from collections.abc import Callable, Iterable
from threading import Lock
from time import monotonic


class Presence:
    """Counts each visitor's open pages; a clock that can't jump says since when there is none."""

    def __init__(self, away_seconds: float, clock: Callable[[], float] = monotonic) -> None:
        self.away_seconds, self._clock = away_seconds, clock
        self._pages: Counter[str] = Counter()
        self._left: dict[str, float] = {}
        self._lock = Lock()

    def attend(self, visitor: str) -> None:
        """A page has been opened."""
        with self._lock:
            self._pages[visitor] += 1
            self._left.pop(visitor, None)

    def leave(self, visitor: str) -> None:
        """A page has been closed, or lost its connection."""
        with self._lock:
            self._pages[visitor] -= 1
            if self._pages[visitor] <= 0:
                del self._pages[visitor]
                self._left[visitor] = self._clock()

    def here(self) -> frozenset[str]:
        """Who has a page open."""
        with self._lock:
            return frozenset(self._pages)

    def see(self, here: frozenset[str]) -> None:
        """Take in who has a page open now, as others have counted."""
        before = self.here()
        for visitor in here - before:
            self.attend(visitor)
        for visitor in before - here:
            self.leave(visitor)

    def gone(self, visitors: Iterable[str]) -> set[str]:
        """Those who have had no page open for too long; who was never seen left just now."""
        with self._lock:
            now = self._clock()
            away = [visitor for visitor in visitors if visitor not in self._pages]
            # Of others nobody asks when they left: there would be ever more of them.
            self._left = {visitor: self._left.get(visitor, now) for visitor in away}
            return {v for v, left in self._left.items() if now - left > self.away_seconds}
