"""The process that trains one run: an order on stdin, results on stdout as JSON lines.

A further order changes the placement from the next epoch on, and is answered with the run as it is
then. It stops, and saves if it was told where, when its stdin ends: because it was asked to, or
because whoever started it is gone; and when the system asks it to. It listens before it imports
torch, which may take seconds.
"""

import json
import os
import sys
from queue import SimpleQueue
from signal import SIG_DFL, SIG_IGN, SIGINT, SIGTERM, raise_signal, signal
from threading import Event, Thread, Timer

from rnnviz.capacity import expendable
from rnnviz.lm.run import Json
from rnnviz.workers.process import Order

_LAST_SECONDS = 4.0  # from the end of its stdin to its own


def main() -> None:
    signal(SIGINT, SIG_IGN)  # Ctrl-C reaches every process; whoever started this one ends its stdin
    order = Order.from_line(sys.stdin.readline())
    if hasattr(os, "nice"):
        os.nice(order.niceness)
    expendable()
    stop, asked, orders = Event(), Event(), SimpleQueue()
    signal(SIGTERM, lambda *_: (asked.set(), stop.set()))
    Thread(target=_listen, args=(stop, orders), daemon=True).start()
    from rnnviz.workers.following import Talk, follow  # noqa: PLC0415 -- torch

    follow(order, order.run.corpus.load(), Talk(_say, orders, stop.is_set))
    sys.stdout.flush()
    if asked.is_set():  # it has ended as it would have without saving
        signal(SIGTERM, SIG_DFL)
        raise_signal(SIGTERM)
    os._exit(0)  # everything is written; torch would take a second to clean up after itself


def _listen(stop: Event, orders: SimpleQueue) -> None:
    for line in sys.stdin:
        orders.put(Order.from_line(line))
    stop.set()
    # Whatever a step or a file system takes: nobody waits for this process any longer than that.
    end = Timer(_LAST_SECONDS, os._exit, (1,))
    end.daemon = True
    end.start()


def _say(message: Json) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()
