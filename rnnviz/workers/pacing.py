"""The process that measures a run's pace: an order on stdin, a `Pace` on stdout as a JSON line."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from math import exp
from statistics import median
from threading import Timer
from time import monotonic, perf_counter, process_time

import torch

from rnnviz.capacity import expendable
from rnnviz.lm.device import choose, devices
from rnnviz.lm.evaluate import perplexity
from rnnviz.lm.size import parameters, refuse_size
from rnnviz.lm.train import Trainer
from rnnviz.text.batches import count
from rnnviz.workers.pace import MOST_CPU_SECONDS, MOST_SECONDS, Pace
from rnnviz.workers.process import Order

_WARM_STEPS, _MOST_STEPS, _MOST_SECONDS = 2, 20, 1.0


def main() -> None:
    torch.set_num_threads(1)
    _bound()
    order = Order.from_line(sys.stdin.readline())
    if hasattr(os, "nice"):
        os.nice(order.niceness)
    expendable()
    corpus = order.run.corpus.load()
    refuse_size(parameters(order.run.model, len(corpus.vocabulary)), order.most_parameters)
    trainer = Trainer(order.run, corpus, choose(order.device))
    _say(pace(trainer, process_time()))


def _bound() -> None:
    """End this process when it takes too long, also where whoever asked is gone."""
    end = Timer(MOST_SECONDS, os._exit, (1,))
    end.daemon = True
    end.start()
    with suppress(ImportError):  # there is no such thing on Windows
        import resource  # noqa: PLC0415

        _, most = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU_SECONDS, most))


def _say(measured: Pace) -> None:
    sys.stdout.write(json.dumps({"pace": measured.to_json()}) + "\n")
    sys.stdout.flush()


def pace(trainer: Trainer, start_seconds: float) -> Pace:
    """The pace of a fresh trainer, which is worn out by it."""
    corpus, training = trainer.corpus, trainer.run.training
    trained = count(len(corpus.train), training.batch, training.steps)
    valid = count(len(corpus.valid), training.batch, training.steps, partial=True)
    test = count(len(corpus.test), 1, training.steps, partial=True)
    steps = list(_steps(trainer))
    step = median(steps[_WARM_STEPS:] or steps[-1:] or [0.0])  # a slow one takes no more than one
    return Pace(
        start_seconds=start_seconds,
        epoch_seconds=trained.windows * step
        + 2 * valid.windows * _reading(trainer, training.batch),
        end_seconds=2 * test.windows * _reading(trainer, 1),  # last weights, and best ones
        tokens=trained.targets,
        words=len(corpus.vocabulary),
        parameters=parameters(trainer.run.model, len(corpus.vocabulary)),
        floor=None if corpus.entropy_nats is None else exp(corpus.entropy_nats),
        device=str(trainer.device),
        devices=devices(),
    )


def _steps(trainer: Trainer) -> Iterator[float]:
    """Seconds of the first steps, evaluations apart."""
    began, before = monotonic(), 0.0
    for result in trainer.results():
        yield trainer.training_seconds - before
        before = trainer.training_seconds
        if result.step >= _MOST_STEPS or monotonic() - began > _MOST_SECONDS:
            return


def _reading(trainer: Trainer, streams: int) -> float:
    """Seconds to evaluate one window."""
    steps = trainer.run.training.steps
    windows = 3 if streams > 1 else 6
    began = perf_counter()
    perplexity(
        trainer.model,
        trainer.corpus.train[: streams * (windows * steps + 1)],
        trainer.run.placement,
        batch=streams,
        steps=steps,
        source=torch.Generator(),
    )
    return (perf_counter() - began) / windows
