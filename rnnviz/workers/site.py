"""Where runs train: processes here, or a cluster. Who asks for a run need not know which."""

import os
import re
from collections.abc import Iterable
from importlib.util import find_spec
from queue import SimpleQueue
from typing import Protocol

from rnnviz.content import Message
from rnnviz.errors import InputError
from rnnviz.lm.run import Json
from rnnviz.workers.process import Order, Worker
from rnnviz.workers.room import want_of_room

SCHEDULER = "RNNVIZ_SCHEDULER"
_ADDRESS = r"(?:[a-z]+://)?[^\s/]+:\d{1,5}"

Heard = SimpleQueue[tuple[int, Json | None]]


class Trainee(Protocol):
    """A run at work; what it says goes to whoever began it with its number, at last None."""

    order: Order

    @property
    def pid(self) -> int | None:
        """The number of its process, if that is here."""
        ...

    @property
    def stopping(self) -> bool:
        """Whether it was asked to end."""
        ...

    def tell(self, order: Order) -> None:
        """Give it the run with other changes."""
        ...

    def stop(self) -> None:
        """Ask it to save and to end, without waiting; once it has had its time, end it."""
        ...

    def wait(self) -> int:
        """Its exit code, once it has ended."""
        ...

    def failure(self) -> Message:
        """Why it ended, once it has."""
        ...


class Site(Protocol):
    """A place where runs train."""

    local: bool  # on this machine, one of whose devices can be chosen

    @property
    def trouble(self) -> Message | None:
        """What keeps all runs from training there."""
        ...

    def free(self) -> bool:
        """Whether anybody there has nothing to do."""
        ...

    def no_room(self, pids: Iterable[int]) -> Message | None:
        """Why this machine can't bear one more run beside its workers of these numbers."""
        ...

    def begin(self, order: Order, number: int, heard: Heard) -> Trainee:
        """A run at work. Raises `OSError` or `RuntimeError` where it can't begin."""
        ...


class Here:
    """Processes of this machine, as far as its memory goes."""

    local = True
    trouble: Message | None = None

    def free(self) -> bool:
        return True

    def no_room(self, pids: Iterable[int]) -> Message | None:
        return want_of_room(pids)

    def begin(self, order: Order, number: int, heard: Heard) -> Worker:
        return Worker(order, number, heard)


def scheduler() -> str | None:
    """The address of the Dask scheduler to train at; None where runs train here.

    Raises `InputError` for what is no address, and where Dask isn't installed.
    """
    address = os.environ.get(SCHEDULER, "")
    if not address:
        return None
    if not re.fullmatch(_ADDRESS, address):
        raise InputError("workers.no_address", variable=SCHEDULER, text=address[:200])
    if find_spec("distributed") is None:
        raise InputError("workers.no_dask", variable=SCHEDULER)
    return address
