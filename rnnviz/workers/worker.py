"""The process that trains one run: an order on stdin, results on stdout as JSON lines.

A further order changes the placement from the next epoch on, and is answered with the run as it is
then. It stops, and saves if it was told where, when its stdin ends: because it was asked to, or
because whoever started it is gone; and when the system asks it to. It listens before it imports
torch, which may take seconds.
"""

import json
import os
import sys
from contextlib import closing
from queue import Empty, SimpleQueue
from signal import SIG_DFL, SIG_IGN, SIGINT, SIGTERM, raise_signal, signal
from threading import Event, Thread, Timer
from time import monotonic
from typing import TYPE_CHECKING

from rnnviz.capacity import expendable
from rnnviz.lm.run import Json
from rnnviz.lm.size import parameters, refuse_size
from rnnviz.workers.process import Order

if TYPE_CHECKING:
    from rnnviz.lm.train import Trainer

_PAUSE_SECONDS = 0.1  # between two results, unless one carries an evaluation
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
    trainer = _trainer(order, stop)
    for result in trainer.history:
        _say(result.to_json())
    _train(trainer, order, stop, orders)
    if order.model and trainer.finished:
        from rnnviz.zoo.shipping import ship  # noqa: PLC0415 -- torch

        ship(trainer, order.model)
    sys.stdout.flush()
    if asked.is_set():  # it has ended as it would have without saving
        signal(SIGTERM, SIG_DFL)
        raise_signal(SIGTERM)
    os._exit(0)  # everything is written; torch would take a second to clean up after itself


def _trainer(order: Order, stop: Event) -> "Trainer":
    """The run as it was saved, or fresh."""
    import torch  # noqa: PLC0415

    from rnnviz.lm.device import choose  # noqa: PLC0415
    from rnnviz.lm.train import Trainer  # noqa: PLC0415

    torch.set_num_threads(1)
    corpus = order.run.corpus.load()
    refuse_size(parameters(order.run.model, len(corpus.vocabulary)))
    trainer = Trainer(order.run, corpus, choose(order.device), stop.is_set)
    if order.checkpoint and order.checkpoint.exists():
        trainer.load(order.checkpoint)
    if trainer.run != order.run:  # saved after the changes were asked for
        _say({"run": trainer.run.published()})
    return trainer


def _train(trainer: "Trainer", order: Order, stop: Event, orders: SimpleQueue) -> None:
    paused_at = -_PAUSE_SECONDS
    with closing(trainer.saved_results(order.checkpoint)) as results:
        for result in results:
            ending = stop.is_set() or result.evaluation or result.diverged
            if ending or monotonic() - paused_at >= _PAUSE_SECONDS:
                paused_at = monotonic()
                _say(result.to_json())
            if stop.is_set():
                return
            _obey(trainer, orders)


def _obey(trainer: "Trainer", orders: SimpleQueue) -> None:
    """Take up a change of placement, if there is one."""
    try:
        order = orders.get_nowait()
    except Empty:
        return
    trainer.follow(order.run)
    _say({"run": trainer.run.published()})


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
