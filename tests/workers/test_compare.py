"""With real worker processes: each costs a second or two."""

import json
import os
import re
import signal
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from queue import SimpleQueue
from time import monotonic

import pytest

from rnnviz.core.placement import parse
from rnnviz.errors import InputError
from rnnviz.lm.configs import ModelConfig, TrainConfig
from rnnviz.lm.run import CorpusChoice, Run, StepResult, WorkerFailed
from rnnviz.lm.train import train
from rnnviz.workers import launch, process
from rnnviz.workers.compare import compare, place_of
from rnnviz.workers.launch import environment
from rnnviz.workers.process import Order

LONG = 10_000  # epochs: never done while a test runs
SOON_SECONDS = 20  # even where three tests share two cores


@pytest.fixture
def make(own_text):
    """Makes a run on a text so short that an epoch has two windows."""

    def make_run(placement="none", seed=0, epochs=2):
        model = ModelConfig(layers=1, units=8)
        corpus = CorpusChoice("own", text=own_text)
        return Run(placement, parse(placement), corpus, model, TrainConfig(epochs=epochs), seed)

    return make_run


@pytest.fixture
def started(monkeypatch):
    """The worker processes, in the order in which they start."""
    workers = []

    def noted(*arguments):
        workers.append(launch.command(*arguments))
        return workers[-1]

    monkeypatch.setattr(process, "command", noted)
    yield workers
    for worker in workers:
        worker.kill()


def evaluations(results, run):
    return [
        r.evaluation for r in results if (r.key, r.seed) == (run.key, run.seed) and r.evaluation
    ]


def first_new_step(run, file):
    """Where a saved run goes on, after the evaluations that it gives again."""
    with closing(train(run, run.corpus.load(), checkpoint=file)) as results:
        return next(result.step for result in results if result.evaluation is None)


def test_two_workers_bring_the_results_of_all_runs_the_same_as_in_one_process(make, told, started):
    runs = [make("none"), make("input:0.5", seed=1)]
    results = list(compare(runs, device="cpu", workers=2))
    assert len(started) == 2
    assert not [message for message in results if isinstance(message, WorkerFailed)]
    for run in runs:
        alone = told(run, run.corpus.load())
        assert evaluations(results, run) == evaluations(alone, run)
        last = [result for result in results if result.key == run.key][-1]
        assert (last.step, last.evaluation) == (alone[-1].step, alone[-1].evaluation)


def test_closing_ends_all_workers_soon_and_what_they_saved_goes_on(make, started, tmp_path):
    runs = [make("none", epochs=LONG), make("input:0.5", epochs=LONG)]
    seen = {}
    with closing(compare(runs, device="cpu", workers=2, checkpoints=tmp_path)) as results:
        while len(seen) < 2:
            result = next(results)
            seen[result.key] = result.step
        began = monotonic()
    assert monotonic() - began < SOON_SECONDS
    assert [worker.returncode for worker in started] == [0, 0]
    for run in runs:
        assert first_new_step(run, place_of(run, tmp_path)) > seen[run.key]


def test_workers_that_break_are_said_to_have_failed_and_the_others_finish(make, started):
    short = CorpusChoice("own", text="Too short.")
    runs = [make(epochs=LONG), replace(make(seed=1), corpus=short), make("input:0.5", epochs=20)]
    messages = []
    with closing(compare(runs, device="cpu", workers=2)) as results:
        for result in results:
            messages.append(result)
            if (result.key, result.seed) == ("none", 0):
                started[0].kill()
    failures = {
        message.seed: message.error for message in messages if isinstance(message, WorkerFailed)
    }
    assert failures.keys() == {0, 1}
    assert failures[0] == "It ended with code -9 and no message."
    assert failures[1].startswith("Your text has too few words (2)")
    assert "\n" not in failures[1]
    finished = [message for message in messages if message.key == "input:0.5"]
    assert finished[-1].evaluation.test is not None


@pytest.mark.parametrize("workers", [0, -1])
def test_a_number_of_workers_below_one_is_refused(workers, make, started):
    with pytest.raises(InputError, match=f"{workers} workers"):
        compare([make()], workers=workers)
    assert started == []


def test_a_worker_ends_by_itself_when_its_stdin_ends_and_not_by_the_interrupt_key(
    make, told, tmp_path
):
    """Ctrl-C reaches all processes of a terminal; a worker must not break off before it saves.

    This one starts afresh, as all do where the system can't fork them.
    """
    file = tmp_path / "run.pt"
    order = Order(make(epochs=LONG), "cpu", file)
    pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    with subprocess.Popen([sys.executable, "-m", "rnnviz", "worker"], **pipes) as worker:
        worker.stdin.write(order.to_line().encode())
        worker.stdin.flush()
        spoken = [json.loads(worker.stdout.readline())]
        os.kill(worker.pid, signal.SIGINT)
        spoken += [json.loads(worker.stdout.readline()) for _ in range(30)]
        began = monotonic()
        worker.stdin.close()
        rest = worker.stdout.readlines()
        assert worker.wait() == 0
        assert monotonic() - began < SOON_SECONDS
        assert worker.stderr.read() == b""
    alone = evaluations(told(make(epochs=2), make().corpus.load()), make())
    assert [
        StepResult.from_json(message).evaluation for message in spoken if message["evaluation"]
    ][:1] == (alone[:1])
    at = [result["seconds"] for result in spoken if result["evaluation"] is None]
    assert all(later - earlier > 0.05 for earlier, later in pairwise(at))  # no flood of lines
    spoken += map(json.loads, rest)
    assert first_new_step(make(epochs=LONG), file) > spoken[-1]["step"]


def stand_in(monkeypatch, program):
    """Let workers run another program."""

    def start(*_):
        pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
        options = {"text": True, "encoding": "utf-8", "errors": "replace"}
        return subprocess.Popen([sys.executable, "-S", "-c", program], **pipes, **options)

    monkeypatch.setattr(process, "command", start)


RESULT = '{"key": "none", "evaluation": null}'


@pytest.mark.parametrize(
    ("program", "last"),
    [
        (f"import sys; sys.stderr.write('x' * 1_000_000); print('{RESULT}')", "x" * 2_000),
        (f"import os; os.write(2, bytes(range(128, 256))); print('{RESULT}')", "\ufffd" * 128),
        (f"print('7'); print('[1]'); print('{{}}'); print('[' * 9999); print('{RESULT}')", None),
        (f"import os; os.write(1, b'\\xff\\n'); print('{RESULT}'); print('{{\"run\"')", None),
    ],
    ids=["flood", "no text", "a library's lines", "half a line"],
)
def test_whatever_a_worker_writes_it_comes_to_its_end_and_is_understood(
    make, monkeypatch, program, last
):
    stand_in(monkeypatch, program)
    heard = SimpleQueue()
    worker = process.Worker(Order(make()), 7, heard)
    assert list(iter(lambda: heard.get(timeout=60)[1], None)) == [json.loads(RESULT)]
    assert worker.wait() == 0
    assert worker.last_words() == (last or "It ended with code 0 and no message.")


def test_whoever_tells_a_worker_something_does_not_wait_until_it_listens(make, monkeypatch):
    text = "A sentence of somebody's own. " * 40_000  # more than a pipe holds
    order = Order(replace(make(), corpus=CorpusChoice("own", text=text)))
    stand_in(monkeypatch, "import time; time.sleep(600)")
    worker = process.Worker(order, 7, SimpleQueue())
    worker.tell(order)
    worker.stop()
    assert worker.wait() == -signal.SIGKILL


def test_a_checkpoint_has_a_name_that_every_system_takes_and_no_two_placements_share_one(
    make, tmp_path
):
    longest = "+".join(f"{edge}:0.123456789:sequence" for edge in ("word", "input", "hidden") * 9)
    keys = ("input:0.5", "input:0.50", "Input_0.5", "zaremba2014", "a" * 61, longest)
    runs = [replace(make(seed=seed), key=key) for key in keys for seed in (0, 1)]
    names = [place_of(run, tmp_path).name for run in runs]
    assert len({name.casefold() for name in names}) == len(names)
    for name in names:
        assert re.fullmatch(r"[a-z0-9._-]{1,100}\.pt", name)
    assert names == [place_of(run, tmp_path).name for run in runs]
    assert place_of(runs[6], tmp_path).name == "zaremba2014-0.pt"


def test_a_checkpoint_under_the_whole_text_as_it_once_stood_is_gone_on_from(make, tmp_path):
    run = make("input:0.5")
    (tmp_path / "input:0.5-0.pt").write_bytes(b"")
    assert place_of(run, tmp_path).name == "input:0.5-0.pt"


def test_a_worker_finds_the_texts_of_a_relative_folder(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RNNVIZ_DATA", "data")
    assert environment()["RNNVIZ_DATA"] == str(tmp_path / "data")
    monkeypatch.delenv("RNNVIZ_DATA")
    assert "RNNVIZ_DATA" not in environment()
