"""What trains one run as an order says, wherever: in a process of its own, or on a cluster."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from time import monotonic

import torch

from rnnviz.lm.device import choose
from rnnviz.lm.run import Json
from rnnviz.lm.size import parameters, refuse_size
from rnnviz.lm.train import Trainer
from rnnviz.text.corpora import Corpus
from rnnviz.workers.process import Order
from rnnviz.zoo.shipping import ship

_PAUSE_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Talk:
    """How whoever trains and whoever gave the order reach each other meanwhile."""

    say: Callable[[Json], object]
    orders: SimpleQueue[Order]  # each with other changes, to be taken up
    stop: Callable[[], bool]  # whether to save and to end
    pause_seconds: float = _PAUSE_SECONDS  # between two results, unless one carries an evaluation


def follow(order: Order, corpus: Corpus, talk: Talk) -> Trainer:
    """Train from where the order's checkpoint stands, if there is one; ship what is finished.

    Raises `InputError` for a model that this machine's memory doesn't hold.
    """
    torch.set_num_threads(1)
    trainer = _trainer(order, corpus, talk)
    for result in trainer.history:
        talk.say(result.to_json())
    _train(trainer, order, talk)
    if order.model and trainer.finished:
        ship(trainer, order.model)
    return trainer


def _trainer(order: Order, corpus: Corpus, talk: Talk) -> Trainer:
    """The run as it was saved, or fresh."""
    refuse_size(parameters(order.run.model, len(corpus.vocabulary)))
    trainer = Trainer(order.run, corpus, choose(order.device), talk.stop)
    if order.checkpoint and order.checkpoint.exists():
        trainer.load(order.checkpoint)
    if trainer.run != order.run:  # saved after the changes were asked for
        talk.say({"run": trainer.run.published()})
    return trainer


def _train(trainer: Trainer, order: Order, talk: Talk) -> None:
    paused_at = -talk.pause_seconds
    with closing(trainer.saved_results(order.checkpoint)) as results:
        for result in results:
            ending = talk.stop() or result.evaluation or result.diverged
            if ending or monotonic() - paused_at >= talk.pause_seconds:
                paused_at = monotonic()
                talk.say(result.to_json())
            if talk.stop():
                return
            _obey(trainer, talk)


def _obey(trainer: Trainer, talk: Talk) -> None:
    """Take up a change of placement, if there is one."""
    try:
        order = talk.orders.get_nowait()
    except Empty:
        return
    trainer.follow(order.run)
    talk.say({"run": trainer.run.published()})
