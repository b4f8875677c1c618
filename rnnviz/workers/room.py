"""Whether there is memory for a worker: refused in a sentence, rather than a server killed.

Measured with the Train page's network: a process of its own has 350 MiB, and shares 130 of
libraries with the server; a forked one has 70, beside 340 of the process that forks.
"""

from collections.abc import Iterable

from rnnviz.capacity import cores, free_bytes, held_bytes, own_bytes
from rnnviz.content import Message
from rnnviz.errors import InputError
from rnnviz.workers.launch import forking_pid

WORKER_BYTES = 400 * 2**20
FORKING_BYTES = 340 * 2**20
FORKED_BYTES = 150 * 2**20  # twice what that network takes, for larger ones


def places() -> int:
    """How many workers to start by default: one for each core, as far as memory allows."""
    return max(1, int(min(cores(), free_bytes() // WORKER_BYTES)))


def want_of_room(pids: Iterable[int] = ()) -> Message | None:
    """Why no worker can be started now beside those, which may not have taken all theirs yet."""
    forking = forking_pid()
    each = WORKER_BYTES if forking is None else FORKED_BYTES
    promised = sum(max(0.0, each - own_bytes(pid)) for pid in pids)
    if forking is not None:
        promised += max(0.0, FORKING_BYTES - held_bytes(forking))
    free = max(0.0, free_bytes() - promised)
    if free >= each:
        return None
    return Message("workers.no_room", {"needed": each / 2**20, "free": free / 2**20})


def refuse_worker(pids: Iterable[int] = ()) -> None:
    """Raise `InputError` where there is no memory for one more worker."""
    if why := want_of_room(pids):
        raise InputError(why)
