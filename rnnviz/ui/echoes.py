"""What a browser says because it has not heard yet, which is not what its visitor wants.

Each message carries what all widgets have. One that was sent before the browser had heard what a
widget is to show next has the old value still: taken for the visitor's, it would undo what their
last touch did.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

# From the end of a run until a browser has drawn it; nobody answers so fast.
_LAST_SECONDS = 0.5
_MOST_SECONDS = 10.0  # from a change, whatever its run came to: then a visitor is believed


@dataclass(slots=True)
class _Change:
    old: list[object]
    until: float


@dataclass(slots=True)
class Echoes:
    """The values that widgets had before they were changed, by the widget's key, for a moment."""

    clock: Callable[[], float] = monotonic
    _changes: dict[str, _Change] = field(default_factory=dict)

    def change(self, key: str, old: object) -> None:
        """Note that a widget is to show something else."""
        known = self._changes[key] = self._lately(key) or _Change([], 0.0)
        known.old.append(old)
        known.until = self.clock() + _MOST_SECONDS

    def told(self) -> None:
        """Note that a run has come to its end: all that it changed is on its way."""
        until = self.clock() + _LAST_SECONDS
        for known in self._changes.values():
            known.until = min(known.until, until)

    def has(self, key: str, value: object) -> bool:
        """Whether a value is one that the widget had before."""
        known = self._lately(key)
        return known is not None and value in known.old

    def _lately(self, key: str) -> _Change | None:
        known = self._changes.get(key)
        return known if known and known.until >= self.clock() else None
