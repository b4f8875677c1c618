"""What a browser says because it has not heard yet, which is not what its visitor wants.

Each message carries what all widgets have. One that was sent before the browser had heard what a
widget is to show next has the old value still: taken for the visitor's, it would undo what their
last touch did. So each run ends by giving its number to a widget that nobody sees; the number that
a message brings back says which runs the browser had heard when it was sent.
"""

from dataclasses import dataclass, field


@dataclass(slots=True)
class _Change:
    old: list[object]
    run: int  # that tells of it


@dataclass(slots=True)
class Echoes:
    """The values that widgets had before they were changed, by key, until the browser has heard."""

    run: int = 1  # the one under way, or else the next
    _changes: dict[str, _Change] = field(default_factory=dict)

    def change(self, key: str, *old: object, heard: int) -> None:
        """Note that a widget is to show something, or something else than it did."""
        known = self._changes.get(key)
        if known is None or known.run <= heard:
            known = self._changes[key] = _Change([], self.run)
        known.old.extend(old)
        known.run = self.run

    def forget(self, heard: int) -> None:
        """Forget what the browser has heard since."""
        self._changes = {k: change for k, change in self._changes.items() if change.run > heard}

    def __contains__(self, key: str) -> bool:
        """Whether a widget was changed, and the browser not known to have heard."""
        return key in self._changes

    def end(self) -> None:
        """Note that a run came to its end, which one that a touch breaks off doesn't."""
        self.run += 1

    def is_unheard(self, key: str, heard: int) -> bool:
        """Whether the browser may not know yet what a widget is to show."""
        known = self._changes.get(key)
        return known is not None and known.run > heard

    def has(self, key: str, value: object, heard: int) -> bool:
        """Whether a value is one that the widget had before, as far as the browser has heard."""
        return self.is_unheard(key, heard) and value in self._changes[key].old
