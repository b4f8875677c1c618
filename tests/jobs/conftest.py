"""A queue in a folder of its own, and runs that are over in a moment, or never."""

from time import monotonic, sleep

import pytest

from rnnviz.core.placement import Placement, parse
from rnnviz.jobs.desk import Desk
from rnnviz.jobs.limits import Limits
from rnnviz.jobs.queue import Queue
from rnnviz.jobs.store import Store
from rnnviz.lm.configs import ModelConfig, TrainConfig
from rnnviz.lm.run import CorpusChoice, Run
from rnnviz.workers.pace import Pace

LONG = 10_000  # epochs: never done while a test runs
PACE = Pace(1.0, 0.5, 0.1, 12_000, 27, 500, None, "cpu")


def make_runs(epochs=2, placements=("none", "input:0.5"), seeds=1):
    shape = CorpusChoice("topics", "tiny"), ModelConfig(layers=1, units=8)
    training = TrainConfig(epochs=epochs, batch=100)
    return tuple(
        Run(text, Placement() if text == "none" else parse(text), *shape, training, seed)
        for seed in range(seeds)
        for text in placements
    )


def wait_until(true, seconds=60.0):
    """What `true` says once it says something, or at the end of the time."""
    end = monotonic() + seconds
    while not (truth := true()) and monotonic() < end:
        sleep(0.05)
    return truth


@pytest.fixture
def runs():
    return make_runs


@pytest.fixture
def wait():
    return wait_until


@pytest.fixture
def pace():
    return PACE


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "runs")


@pytest.fixture
def serve(store):
    """A function that starts a queue on the store; whatever it started ends with the test."""
    started = []

    def start(**changes):
        niceness = changes.pop("niceness", 0)
        limits = Limits(**{"workers": 2} | changes)
        queue = Queue(store, limits, device="cpu", niceness=niceness)
        queue.start()
        started.append(queue)
        return queue

    yield start
    for queue in started:
        queue.close()


@pytest.fixture
def submit(store):
    """A function that queues an experiment of a visitor, and returns its id."""

    def add(visitor="ann", epochs=2, **more):
        return store.add(visitor, "a test", make_runs(epochs, **more), PACE)

    return add


@pytest.fixture
def desk(store):
    """A function that opens a desk with limits, before whatever queue there is."""
    return lambda **changes: Desk(store, Limits(**{"workers": 2} | changes))
