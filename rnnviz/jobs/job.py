"""What the queue is made of."""

from dataclasses import dataclass
from enum import StrEnum

from rnnviz.content import Message
from rnnviz.lm.run import Run, StepResult
from rnnviz.runs.results import Record
from rnnviz.workers.pace import Pace


class State(StrEnum):
    """Where a run is. All but the last two can go on."""

    QUEUED = "waiting"
    RUNNING = "training"
    PAUSED = "paused"
    FAILED = "failed"
    STOPPED = "stopped"
    DONE = "done"


ACTIVE = (State.QUEUED, State.RUNNING)
RESUMABLE = (State.PAUSED, State.FAILED)
OVER = (State.STOPPED, State.DONE)


@dataclass(frozen=True, slots=True)
class Job:
    """A run on its way through the queue."""

    id: int
    experiment: str
    visitor: str
    run: Run  # without the visitor's own text
    state: State
    reason: Message | None  # why it is not training
    ticket: int  # its place in the queue
    latest: StepResult | None
    pace: Pace

    @property
    def share_done(self) -> float:
        """From 0 to 1."""
        tokens = self.latest.tokens if self.latest else 0
        return min(1.0, tokens / (self.run.training.epochs * self.pace.tokens))

    @property
    def seconds_left(self) -> float:
        """An estimate, as if it had a processor to itself from now on."""
        whole = self.run.training.epochs * self.pace.epoch_seconds
        return (1 - self.share_done) * whole + self.pace.start_seconds + self.pace.end_seconds


@dataclass(frozen=True, slots=True)
class Experiment:
    """Runs that were started together, and all that they have said."""

    id: str
    name: str
    notes: str
    jobs: tuple[Job, ...]
    record: Record

    @property
    def active(self) -> bool:
        """Whether something is training or waiting."""
        return any(job.state in ACTIVE for job in self.jobs)

    @property
    def resumable(self) -> bool:
        """Whether something can go on that does not."""
        return any(job.state in RESUMABLE for job in self.jobs)

    @property
    def pace(self) -> Pace:
        return self.jobs[0].pace


@dataclass(frozen=True, slots=True)
class Summary:
    """A line of the history."""

    id: str
    name: str
    notes: str
    created: str  # ISO 8601, UTC
    keys: tuple[str, ...]
    seeds: int
    states: tuple[State, ...]
