"""A scheduler and three workers on this machine: real processes, to be killed."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep

import pytest
from distributed import Client

from rnnviz.core.placement import parse
from rnnviz.lm.configs import ModelConfig, TrainConfig
from rnnviz.lm.run import CorpusChoice
from rnnviz.runs.plan import Family, Plan, Setting

ROOT = Path(__file__).parents[2]


class Machines:
    """Whose processes end with the tests."""

    def __init__(self, folder):
        self._folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self.address = f"tcp://127.0.0.1:{self._port}"
        self.workers = []
        self.start_scheduler()

    def start_scheduler(self):
        self.scheduler = self._start("scheduler", "--host", "127.0.0.1", "--port", self._port)

    def start_workers(self, count):
        options = ("--nthreads", 1, "--no-nanny", "--local-directory", self._folder)
        self.workers += [self._start("worker", self.address, *options) for _ in range(count)]

    def onlooker(self):
        return Client(self.address, timeout=300, set_as_default=False)

    def kill(self, pid):
        """As `kill -9` does."""
        process = next(p for p in (self.scheduler, *self.workers) if p.pid == pid)
        process.send_signal(signal.SIGKILL)
        process.wait()

    def there(self):
        """Only workers that are there."""
        self.workers = [process for process in self.workers if process.poll() is None]
        return self.workers

    def end(self):
        for process in (self.scheduler, *self.workers):
            process.kill()
            process.wait()

    def _start(self, part, *options):
        command = [sys.executable, "-m", f"distributed.cli.dask_{part}", *map(str, options)]
        environment = os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
        with (self._folder / f"{part}.log").open("a") as log:
            return subprocess.Popen(
                [*command, "--no-dashboard"], stderr=log, cwd=self._folder, env=environment
            )


@pytest.fixture(scope="module")
def machines(tmp_path_factory):
    started = Machines(tmp_path_factory.mktemp("cluster"))
    started.start_workers(3)
    with started.onlooker() as client:
        client.wait_for_workers(3, timeout=300)
    yield started
    started.end()


@pytest.fixture
def onlooker(machines):
    """Another client of the scheduler."""
    with machines.onlooker() as client:
        yield client


@pytest.fixture
def wait():
    def wait_until(true, seconds=300.0):
        end = monotonic() + seconds
        while not (truth := true()) and monotonic() < end:
            sleep(0.02)
        return truth

    return wait_until


@pytest.fixture(scope="module")
def plan(own_text):
    """Two runs: no dropout, and one rate."""
    training, text = TrainConfig(epochs=2, steps=10, batch=20), CorpusChoice("own", text=own_text)
    setting = Setting("small", ModelConfig(units=8), training, text, 2)
    families = (Family("between", parse("between:0.5"), (0.3,)),)
    return Plan("test", "A test", (setting,), families, (0,), ())
