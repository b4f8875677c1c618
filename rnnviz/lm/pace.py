"""How long a run will take on this machine: measured in a process of its own."""

import json
from dataclasses import asdict, dataclass
from typing import Any

from rnnviz.errors import InputError
from rnnviz.lm.process import Order, command
from rnnviz.lm.runs import Run

_MOST_SECONDS = 120  # a corpus of two million words is read in ten


@dataclass(frozen=True, slots=True)
class Pace:
    """What was found out about a run before it starts. Times are those of one process alone."""

    start_seconds: float  # until the first step
    epoch_seconds: float  # of training and its evaluation
    end_seconds: float  # the test text, read in one piece
    tokens: int  # targets in an epoch
    words: int  # V
    parameters: int
    floor: float | None  # the perplexity that no model can beat, where the language is synthetic
    device: str

    def seconds(self, epochs: float) -> float:
        """The time of a whole run."""
        return self.start_seconds + epochs * self.epoch_seconds + self.end_seconds

    def epochs(self, seconds: float, rounds: float) -> int:
        """How many epochs fit into a time, at least one, where all takes `rounds` times as long."""
        left = seconds / rounds - self.start_seconds - self.end_seconds
        return max(1, int(left / self.epoch_seconds))

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def measure(run: Run, device: str = "auto") -> Pace:
    """The pace of a run like this one. Takes a few seconds.

    Raises `InputError` with what the run's text or size is refused for.
    """
    with command("pace") as process:
        try:
            said, complaint = process.communicate(Order(run, device).to_line(), _MOST_SECONDS)
        except BaseException:
            process.kill()
            raise
    if process.returncode != 0:
        raise InputError(complaint.strip().splitlines()[-1] if complaint else "Nothing was said.")
    return Pace(**json.loads(said))
