"""A run whose placement changes while it trains, and one stopped inside an evaluation."""

import errno
from itertools import islice

import pytest
import torch

from rnnviz.core.placement import Cell, parse
from rnnviz.errors import InputError
from rnnviz.lm.configs import ModelConfig
from rnnviz.lm.run import Run
from rnnviz.lm.train import Trainer, train

NOISE, OTHER = "input:0.5+recurrent:0.25:sequence", parse("input:0.1+cell:0.5")


@pytest.fixture
def file(tmp_path):
    return tmp_path / "run.pt"


def trainer(run, corpus, stop=bool):
    return Trainer(run, corpus, torch.device("cpu"), stop)


def rest(trained, without_clock):
    return [without_clock(result) for result in trained.results()]


def test_a_placement_is_in_force_from_its_epoch_on_until_the_next(a_run):
    run = a_run(NOISE, epochs=9).changed(3, OTHER).changed(5, parse("none"))
    held = [run.placement_at(epoch) for epoch in (1, 2, 3, 4, 5, 9)]
    assert held == [parse(NOISE)] * 2 + [OTHER] * 2 + [parse("none")] * 2
    assert run.changed(2, OTHER).changes == run.changed(2, OTHER).until(2).changes
    assert len(run.changed(2, OTHER).changes) == 1
    assert Run.from_json(run.to_json()) == run


def test_a_change_that_the_cell_cannot_carry_is_refused(a_run):
    run = a_run("none", model=ModelConfig(cell=Cell.RNN, layers=1, units=8))
    with pytest.raises(InputError):
        run.changed(2, parse("cell:0.5"))


def test_until_its_epoch_a_changed_run_is_the_unchanged_one_and_afterwards_it_is_not(
    a_run, corpus, told
):
    run = a_run(NOISE, epochs=3)
    plain, changed = told(run, corpus), told(run.changed(2, OTHER), corpus)
    first = [result for result in plain if result.epoch == 1]
    assert changed[: len(first)] == first
    assert changed[len(first)].train_loss_nats != plain[len(first)].train_loss_nats


def test_a_change_to_no_noise_trains_like_a_run_without_any(a_run, corpus, told):
    """From the first epoch on, nothing of the old placement is left."""
    none = a_run("none", key=NOISE)
    assert told(a_run(NOISE).changed(1, parse("none")), corpus) == told(none, corpus)


@pytest.mark.parametrize("taken_up", [0, 4, 9, 12])
def test_a_change_taken_up_while_training_equals_one_known_from_the_start(
    taken_up, a_run, corpus, told, without_clock
):
    run = a_run(NOISE, epochs=3)
    live = trainer(run, corpus)
    results = live.results()
    before = [without_clock(result) for result in islice(results, taken_up)]
    live.follow(run.changed(1, OTHER))  # too late but for a fresh run: from the next epoch on
    before += [without_clock(result) for result in results]
    (change,) = live.run.changes
    assert change.epoch == {0: 1, 4: 2, 9: 2, 12: 3}[taken_up]  # nine steps an epoch
    assert before == told(live.run, corpus)


def test_a_change_is_kept_in_the_checkpoint_and_must_be_known_to_go_on(a_run, corpus, told, file):
    run = a_run(NOISE, epochs=3).changed(2, OTHER)
    results = train(run, corpus, checkpoint=file)
    for _ in range(12):
        next(results)
    results.close()
    for other in (a_run(NOISE, epochs=3), run.changed(2, parse("none"))):
        with pytest.raises(InputError, match="belongs to another run"):
            list(train(other, corpus, checkpoint=file))
    later = run.changed(3, parse("none"))  # still to come, so it may be new
    for known in (run, later):
        copy = file.with_name("copy.pt")
        copy.write_bytes(file.read_bytes())
        assert told(known, corpus, checkpoint=copy)[-1] == told(known, corpus)[-1]


@pytest.mark.parametrize("windows", [0, 1, 3])
def test_a_run_stopped_inside_an_evaluation_begins_it_anew_and_ends_the_same(
    windows, a_run, corpus, told, file, without_clock
):
    run, asked = a_run(NOISE), iter(range(1000))
    stopped = trainer(run, corpus, lambda: next(asked) >= windows)
    results = [without_clock(result) for result in stopped.saved_results(file)]
    assert [result.step for result in results] == list(range(1, 9))  # the ninth is due
    assert stopped.due is not None
    again = trainer(run, corpus)
    again.load(file)
    assert results + rest(again, without_clock) == told(run, corpus)


def test_a_long_epoch_is_saved_now_and_then(a_run, corpus, file, monkeypatch):
    monkeypatch.setattr("rnnviz.lm.train.SAVE_SECONDS", 0.0)
    results = train(a_run(NOISE), corpus, checkpoint=file)
    for _ in range(5):
        next(results)
    again = trainer(a_run(NOISE), corpus)
    again.load(file)
    assert again.step >= 4


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left"), RuntimeError("write")])
def test_a_full_disk_is_a_sentence_and_leaves_what_was_saved_before(
    error, a_run, corpus, file, monkeypatch
):
    live = trainer(a_run(NOISE), corpus)
    live.save(file)
    before = file.read_bytes()

    def full(_kept, path):
        path.write_bytes(b"half a file")
        raise error

    monkeypatch.setattr(torch, "save", full)
    with pytest.raises(InputError, match="free some space"):
        live.save(file)
    assert file.read_bytes() == before
    assert list(file.parent.iterdir()) == [file]
