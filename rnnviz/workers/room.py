"""Whether there is memory for a worker: refused in a sentence, rather than a server killed."""

from collections.abc import Iterable

from rnnviz.capacity import cores, free_bytes, own_bytes
from rnnviz.content import Message
from rnnviz.errors import InputError

# Measured: one that trains the Train page's network has 350 MiB to itself, and shares 130 of
# libraries with the server.
WORKER_BYTES = 400 * 2**20


def places() -> int:
    """How many workers to start by default: one for each core, as far as memory allows."""
    return max(1, int(min(cores(), free_bytes() // WORKER_BYTES)))


def want_of_room(pids: Iterable[int] = ()) -> Message | None:
    """Why no worker can be started now beside those, which may not have taken all theirs yet."""
    promised = sum(max(0.0, WORKER_BYTES - own_bytes(pid)) for pid in pids)
    free = max(0.0, free_bytes() - promised)
    if free >= WORKER_BYTES:
        return None
    return Message("workers.no_room", {"needed": WORKER_BYTES / 2**20, "free": free / 2**20})


def refuse_worker(pids: Iterable[int] = ()) -> None:
    """Raise `InputError` where there is no memory for one more worker."""
    if why := want_of_room(pids):
        raise InputError(why)
