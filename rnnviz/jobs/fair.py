"""Who is next, and how long the others wait: a fair queue, as pure functions."""

from collections import Counter
from collections.abc import Mapping, Sequence

from rnnviz.jobs.job import Job


def next_job(waiting: Sequence[Job], busy: Counter[str], served: Mapping[str, int]) -> Job:
    """The run to start: nobody has a second one before everybody who waits has one.

    `busy` counts each visitor's running ones and `served` says when each was last given a start,
    as a growing number. Among equals the visitor longest not served is next, with the earliest
    ticket.
    """

    def place(job: Job) -> tuple[int, int, int]:
        return busy[job.visitor], served.get(job.visitor, -1), job.ticket

    return min(waiting, key=place)


def waits(
    waiting: Sequence[Job], running: Sequence[Job], workers: int, served: Mapping[str, int]
) -> dict[int, float]:
    """Seconds until each waiting run starts, by id, in the order in which they will.

    As if nobody else came, and each run took as long as it is expected to.
    """
    waiting, served = list(waiting), dict(served)
    ends = [(job.seconds_left, job.visitor) for job in running]
    busy = Counter(job.visitor for job in running)
    now, starts, turn = 0.0, {}, max(served.values(), default=0)
    while waiting:
        while len(ends) >= workers:
            now, visitor = min(ends)
            ends.remove((now, visitor))
            busy[visitor] -= 1
        job = next_job(waiting, busy, served)
        waiting.remove(job)
        starts[job.id] = now
        turn += 1
        served[job.visitor] = turn
        busy[job.visitor] += 1
        ends.append((now + job.seconds_left, job.visitor))
    return starts
