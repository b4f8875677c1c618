"""The supervisor: it starts the parts of a server, and starts again what ends."""

from collections.abc import Sequence
from threading import Event
from time import monotonic

from rnnviz.jobs.parts import END_SECONDS, Part

_LOOK_SECONDS = 0.25


def supervise(parts: Sequence[Part], end: Event) -> int:
    """Keep all parts alive until asked to end, and end them all.

    0, or the exit code of one that could not even begin.
    """
    try:
        while not end.wait(_LOOK_SECONDS):
            for part in parts:
                part.tend()
                if part.failed:
                    return part.failed
    finally:
        for part in parts:  # all of them at once
            part.ask_to_end()
        until = monotonic() + END_SECONDS
        for part in parts:
            part.wait(until - monotonic())
    return 0
