"""A plan on a cluster: the same numbers as here, whatever is killed meanwhile.

The tests share three workers, one of which is killed for good; the scheduler goes last.
"""

import os
import sys
from concurrent.futures import Executor, Future
from dataclasses import replace
from importlib import import_module
from types import SimpleNamespace

import cloudpickle
import pytest
import torch
from distributed import get_worker

from rnnviz.analyses.sweeping import train_and_ask
from rnnviz.cli.main import main
from rnnviz.cluster import executor, session, task
from rnnviz.cluster.executor import Cluster
from rnnviz.cluster.jobs import content_key
from rnnviz.core.placement import parse
from rnnviz.errors import InputError
from rnnviz.lm.checkpoint import kept_in
from rnnviz.lm.run import CorpusChoice
from rnnviz.runs import plan as plans
from rnnviz.runs.plan import Point
from rnnviz.runs.record import Result, load, weights_file
from rnnviz.runs.stopping import train_until_it_turns
from rnnviz.runs.sweep import HERE, Place, sweep

cloudpickle.register_pickle_by_value(sys.modules[__name__])  # workers don't have it


def curve(point, place):
    """What training alone comes to."""
    corpus = place.corpus or point.setting.corpus.load()
    how = point.setting.patience_epochs, place.checkpoint, place.stop
    stopped = train_until_it_turns(point.run(), corpus, *how)
    train, valid = zip(*((at.train, at.valid) for at in stopped.curve), strict=True)
    return Result(*point.key, train, valid, stopped.test)


def noting(point, place):
    """The same, saying who did it and from which epoch on."""
    epoch = 1
    if place.checkpoint.exists():
        epoch = kept_in(place.checkpoint, torch.device("cpu"))["position"]["epoch"]
    get_worker().log_event("began", [os.getpid(), epoch])
    return curve(point, place)


def lie():
    import_module("rnnviz.cluster.versions").versions = lambda: "rnnviz 0.0.1, torch 1.0.0"


def published(client, topic="began"):
    return [message for _, message in client.get_events(topic)]


def timeless(result):
    return replace(result, seconds=0.0, date="")


class Inline(Executor):
    def submit(self, fn, point):
        future = Future()
        future.set_result(fn(point))
        return future


@pytest.fixture
def cluster(machines, tmp_path):
    """Says what it tells in a list."""
    told = []
    with Cluster(machines.address, tmp_path / "kept", tell=told.append) as pool:
        yield SimpleNamespace(pool=pool, told=told, kept=tmp_path / "kept")


@pytest.fixture(scope="module")
def long(plan):
    """A run of some seconds."""
    training = replace(plan.settings[0].training, epochs=30)
    setting = replace(plan.settings[0], training=training, patience_epochs=30)
    return Point(setting, parse("between:0.2"), 5)


@pytest.fixture(scope="module")
def alone(long):
    """What it comes to where nothing is killed."""
    return curve(long, HERE)


def test_the_command_ends_in_the_same_record_and_weights_as_here(
    machines, plan, tmp_path, capsys, monkeypatch
):
    monkeypatch.setattr(plans, "load", lambda _: plan)
    there, here = (tmp_path / place / "a.json" for place in ("there", "here"))
    weights = tmp_path / "there" / "weights"
    where = ["--record", str(there), "--weights", str(weights)]
    assert main(["sweep", "a", "--scheduler", machines.address, *where]) == 0
    place = Place(weights=tmp_path / "here")
    list(sweep(plan, here, Inline(), lambda point: train_and_ask(point, place), 1))
    ours, theirs = (sorted(map(timeless, load(path).results), key=str) for path in (here, there))
    assert theirs == ours
    for name in (weights_file(result.key) for result in ours):
        assert (weights / name).read_bytes() == (tmp_path / "here" / name).read_bytes()
    assert {file.name for file in there.parent.iterdir()} == {"a.json", "weights"}
    assert capsys.readouterr().out.count("valid") == len(ours) == 2


def test_a_run_whose_worker_is_killed_goes_on_elsewhere_from_its_checkpoint(
    onlooker, cluster, machines, long, alone, wait
):
    promise = cluster.pool.submit(noting, long)
    assert wait(lambda: list(cluster.kept.glob("*.pt")))
    ((first, _),) = published(onlooker)
    machines.kill(first)
    assert promise.result(300) == alone
    (_, (second, epoch)) = published(onlooker)
    assert second != first
    assert epoch > 1
    assert any("is gone" in line for line in cluster.told)


def test_a_text_that_the_workers_lack_is_sent_once_by_its_hash(
    onlooker, cluster, plan, monkeypatch
):
    packed, pack = [], session.pack
    monkeypatch.setattr(session, "pack", lambda text: packed.append(text.sha256) or pack(text))
    corpus = plan.settings[0].corpus
    mine = replace(plan.settings[0], corpus=replace(corpus, text=f"Another line.\n{corpus.text}"))
    points = [Point(mine, parse("none"), seed) for seed in range(3)]
    for promise in [cluster.pool.submit(noting, point) for point in points]:
        promise.result(300)
    text = mine.corpus.load().sha256
    assert packed == [text]
    assert 1 <= published(onlooker, task.LACKED).count(text) <= 2


@pytest.mark.parametrize("name", ["recall", "brackets", "topics"])
def test_a_text_that_comes_with_the_package_is_asked_of_nobody(name):
    choice, nobody = CorpusChoice(name, "tiny"), None
    wanted = choice.load().sha256
    assert task._text(choice, wanted, nobody).sha256 == wanted


def test_a_worker_of_another_version_is_refused_in_a_sentence(onlooker, machines, plan, tmp_path):
    liar, *_ = onlooker.nthreads()
    onlooker.run(lie, workers=[liar])
    told, here, before = [], onlooker.run(os.getpid), len(published(onlooker))
    with Cluster(machines.address, tmp_path, tell=told.append) as pool:
        points = [Point(plan.settings[0], parse("none"), seed) for seed in range(20, 23)]
        for promise in [pool.submit(noting, point) for point in points]:
            promise.result(300)
    (refusal,) = [line for line in told if "gets no run" in line]
    assert liar in refusal
    assert "it has rnnviz 0.0.1, torch 1.0.0" in refusal
    assert here[liar] not in {pid for pid, _ in published(onlooker)[before:]}


def test_a_run_goes_on_from_its_checkpoint_when_the_scheduler_is_killed_and_started_again(
    cluster, machines, long, alone, wait
):
    promise = cluster.pool.submit(noting, long)
    assert wait(lambda: list(cluster.kept.glob("*.pt")))
    machines.kill(machines.scheduler.pid)
    assert wait(lambda: not machines.there())  # Dask's workers end with their scheduler
    machines.start_scheduler()
    machines.start_workers(1)
    assert promise.result(300) == alone
    with machines.onlooker() as client:
        assert all(epoch > 1 for _, epoch in published(client))
    assert any("is lost" in line for line in cluster.told)


@pytest.mark.parametrize(
    "address", ["tcp://127.0.0.1:1", "tls://127.0.0.1:1", "nowhere", "abc://127.0.0.1:8786"]
)
def test_where_no_scheduler_answers_a_sentence_says_so(address, tmp_path, monkeypatch):
    monkeypatch.setattr(executor, "_PATIENCE_SECONDS", 0.3)
    with pytest.raises(InputError, match=r"No Dask scheduler answers at .*dask scheduler"):
        Cluster(address, tmp_path)


def test_a_checkpoint_is_known_by_all_that_decides_on_its_numbers(long):
    corpus = long.setting.corpus.load()
    patient = replace(long.setting, patience_epochs=9)
    others = [
        replace(long, seed=9),
        replace(long, setting=patient),
        replace(long, placement=parse("between:0.3")),
    ]
    keys = {content_key(point, corpus) for point in (long, *others)}
    assert len(keys) == 4
    assert content_key(replace(long, setting=replace(long.setting, key="b")), corpus) in keys


def test_a_scheduler_of_another_version_is_refused_in_a_sentence(machines, tmp_path):
    with machines.onlooker() as client:
        client.run_on_scheduler(lie)
    with pytest.raises(InputError, match=r"has rnnviz 0\.0\.1, torch 1\.0\.0, and here is rnnviz"):
        Cluster(machines.address, tmp_path)
