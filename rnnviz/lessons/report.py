"""What a visitor's process reports: lines of JSON, none of which is believed.

The code can write there whatever it likes. It may claim that it passes; it can't claim anything
else than the exercise's own claims, nor say more than fits.
"""

import json
from dataclasses import dataclass

from rnnviz.content import sentence
from rnnviz.lessons.judging import CAN_RUN, MOST_COMPLAINT, MOST_PRINTED, Result

MOST_BYTES = 1 << 19
_UNREADABLE = "lessons.unreadable"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a code."""

    results: tuple[Result, ...] = ()
    printed: str = ""
    stopped: str = ""  # the sentence, if it was

    @property
    def passed(self) -> bool:
        """Whether every claim holds."""
        return bool(self.results) and not self.stopped and all(r.passed for r in self.results)


class Report:
    """What has been understood so far."""

    def __init__(self, claims: tuple[str, ...]) -> None:
        self.claims = claims  # that the checks make, in their order
        self.begun = self.ended = False
        self.results: list[Result] = []
        self.printed = self.stopped = ""
        self._bytes, self._torn = 0, b""

    def hear(self, received: bytes) -> None:
        """More of it, which may end in the middle of a line."""
        self._bytes += len(received)
        if self._bytes > MOST_BYTES:
            self._end(sentence(_UNREADABLE))
            return
        *lines, self._torn = (self._torn + received).split(b"\n")
        for line in lines:
            if not self.ended:
                self._understand(line)

    def _understand(self, line: bytes) -> None:
        try:
            match json.loads(line):
                case {"begins": True}:
                    self.begun = True
                case {"fails": str(why)} if not self.results:
                    self.results.append(
                        Result(CAN_RUN, passed=False, why=_clean(why, MOST_COMPLAINT))
                    )
                case {"holds": bool(holds), "why": str(why)} if self._open:
                    claim = self.claims[len(self.results)]
                    self.results.append(Result(claim, holds, _clean(why, MOST_COMPLAINT)))
                case {"printed": str(printed), "stopped": str(stopped)}:
                    self.printed = _clean(printed, MOST_PRINTED)
                    self._end(_clean(stopped, MOST_COMPLAINT))
                case _:
                    self._end(sentence(_UNREADABLE))
        except (ValueError, RecursionError):
            self._end(sentence(_UNREADABLE))

    @property
    def _open(self) -> bool:
        """Whether a check hasn't been heard of."""
        return len(self.results) < len(self.claims)

    def _end(self, stopped: str) -> None:
        passed = all(result.passed for result in self.results)
        self.ended, self.stopped = (
            True,
            stopped or (sentence(_UNREADABLE) if passed and self._open else ""),
        )


def _clean(text: str, most: int) -> str:
    """So much of it, without halves of characters, which no page can show."""
    return text[:most].encode(errors="replace").decode()
