"""How long a run will take on this machine: measured in a process of its own."""

from dataclasses import asdict, dataclass, replace
from math import inf
from queue import Empty, SimpleQueue

from rnnviz.errors import InputError
from rnnviz.lm.run import Json, Run
from rnnviz.workers.process import Order, Worker

MOST_SECONDS = 120  # on the clock: others may be at work, too
MOST_CPU_SECONDS = 40  # of a processor: a corpus of two million words is read in ten
_SIGXCPU = 24  # what ends a process that takes more


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
    devices: tuple[str, ...] = ()  # that there are where it was measured, the usual one first

    def seconds(self, epochs: float) -> float:
        """The time of a whole run."""
        return self.start_seconds + epochs * self.epoch_seconds + self.end_seconds

    def epochs(self, seconds: float, rounds: float) -> int:
        """How many epochs fit into a time, at least one, where all takes `rounds` times as long."""
        left = seconds / rounds - self.start_seconds - self.end_seconds
        return max(1, int(left / self.epoch_seconds))

    def to_json(self) -> Json:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Json) -> "Pace":
        return replace(cls(**data), devices=tuple(data.get("devices", ())))


def measure(run: Run, device: str = "auto", most_parameters: float = inf) -> Pace:
    """The pace of a run like this one. Takes a few seconds.

    Raises `InputError` with what the run's text or size is refused for, and where a model is so
    large that its first steps take longer than anybody would wait.
    """
    heard: SimpleQueue[tuple[int, Json | None]] = SimpleQueue()
    try:
        worker = Worker(Order(run, device, most_parameters=most_parameters), 0, heard, "pace")
    except (OSError, RuntimeError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise InputError("workers.no_process", why=why) from None
    try:
        _, message = heard.get(timeout=MOST_SECONDS)
    except BaseException as error:
        _end(worker)
        if isinstance(error, Empty):
            raise InputError("workers.slow") from None
        raise
    if message is None:
        raise _why(worker)
    _end(worker)
    return Pace.from_json(message["pace"])


def _end(worker: Worker) -> None:
    worker.stop()
    worker.wait()


def _why(worker: Worker) -> InputError:
    """What became of a measurement that ended without a word."""
    code = worker.wait()
    if code == -_SIGXCPU:
        return InputError("workers.slow")
    failure = worker.failure()
    if failure.key == "workers.silent":
        return InputError("workers.silent_pace", code=code)
    return InputError(failure)
