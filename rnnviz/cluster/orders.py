"""What a worker of the cluster does with an order of the queue: it says what the process here says.

Figures go over the scheduler as events, and what the queue has to say is a variable there, which
holds the order as it is now, or nothing once the run is to be saved and to end.
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue
from threading import Event, Thread
from typing import TYPE_CHECKING

from distributed import Variable, get_client, get_worker

from rnnviz.cluster.task import PATIENCE_SECONDS, Ending
from rnnviz.lm.run import CorpusChoice, Json
from rnnviz.runs.sweep import Place
from rnnviz.workers.process import Order

if TYPE_CHECKING:
    from rnnviz.lm.train import Trainer
    from rnnviz.workers.following import Talk

SAID = "rnnviz-said"  # a topic of events: a run's key, and what is said, as JSON
TOLD = "rnnviz-told-{}"  # the name of a variable
_PAUSE_SECONDS = 0.5  # between two results, unless one carries an evaluation
_LOOK_SECONDS = 0.5  # between two looks at what is told


def train(choice: CorpusChoice, key: str, place: Place) -> tuple[Json, ...]:
    """All that is to be known of a run at its end, also where nothing of it has arrived before.

    It leaves the finished model's folder, and the checkpoint where it was told to end. Raises
    `Ending` where it has to end without that.
    """
    from rnnviz.workers.following import Talk  # noqa: PLC0415 -- torch, which the queue lacks

    worker, stop, orders = get_worker(), Event(), SimpleQueue()
    with _told(key, stop, orders) as line:
        if not line or place.weights is None or place.corpus is None:
            return ()
        order = Order.from_line(line)
        run = replace(order.run, corpus=choice)
        model = place.weights / (order.model or Path("model")).name
        talk = Talk(
            say=lambda message: worker.log_event(SAID, [key, json.dumps(message)]),
            orders=orders,
            stop=lambda: stop.is_set() or place.stop(),
            pause_seconds=_PAUSE_SECONDS,
        )
        order = replace(order, run=run, checkpoint=place.checkpoint, model=model)
        trainer = _followed(order, talk, place)
    if not stop.is_set() and (trainer.due or not trainer.over):  # the worker ends, not the run
        raise Ending
    if stop.is_set() and place.checkpoint and place.checkpoint.exists():
        place.weights.mkdir(exist_ok=True)
        shutil.copy(place.checkpoint, model.with_suffix(".pt"))
    changes = [{"run": trainer.run.published()}] if trainer.run != order.run else []
    return (*(result.to_json() for result in trainer.history), *changes)


def _followed(order: Order, talk: "Talk", place: Place) -> "Trainer":
    from rnnviz.lm.device import full  # noqa: PLC0415
    from rnnviz.workers.following import follow  # noqa: PLC0415

    assert place.corpus is not None
    try:
        return follow(order, place.corpus, talk)
    except RuntimeError as error:
        if refusal := full(error):
            raise refusal from None
        raise


@contextmanager
def _told(key: str, stop: Event, orders: SimpleQueue[Order]) -> Iterator[str]:
    """The order at the start; others that come meanwhile are put where they are looked for."""
    variable, end = Variable(TOLD.format(key), client=get_client()), Event()
    line = str(variable.get(timeout=PATIENCE_SECONDS))
    listener = Thread(target=_listen, args=(variable, line, end, stop, orders), daemon=True)
    listener.start()
    try:
        yield line
    finally:
        end.set()


def _listen(
    variable: Variable, known: str, end: Event, stop: Event, orders: SimpleQueue[Order]
) -> None:
    while not end.wait(_LOOK_SECONDS):
        with suppress(OSError):  # the scheduler is gone, and soon the worker, too
            line = str(variable.get(timeout=_LOOK_SECONDS))
            if line == known:
                continue
            known = line
            if not line:
                stop.set()
                return
            orders.put(Order.from_line(line))
