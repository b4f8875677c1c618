"""What became of a run, by how whoever trained it ended."""

from signal import Signals

from rnnviz.content import Message
from rnnviz.jobs.job import State
from rnnviz.workers.site import Trainee

DISK = Message("jobs.disk")


def experiment_of(worker: Trainee) -> str:
    checkpoint = worker.order.checkpoint
    assert checkpoint is not None  # the queue gives each of its runs one
    return checkpoint.parent.name


def verdict(worker: Trainee, code: int) -> tuple[State, Message | None]:
    """The state of a run that was to train when its worker ended with this code, and why."""
    if worker.stopping:
        return State.PAUSED, DISK
    if code == 0:
        return State.DONE, None
    if code < 0:
        return State.PAUSED, Message("jobs.killed", {"signal": _signal(-code)})
    return State.FAILED, worker.failure()


def _signal(number: int) -> str:
    try:
        return Signals(number).name
    except ValueError:  # a real-time signal has none
        return f"signal {number}"
