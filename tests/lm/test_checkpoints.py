import pytest
import torch

from rnnviz.errors import InputError
from rnnviz.lm.checkpoint import keep
from rnnviz.lm.configs import Optimiser
from rnnviz.lm.train import train

NOISE = "input:0.5+recurrent:0.25:sequence"


def stopped_after(run, corpus, file, steps):
    """The results up to and including a step, after which the iterator is closed."""
    results = train(run, corpus, checkpoint=file)
    differences = []
    for result in results:
        differences.append(result)
        if result.step == steps:
            break
    results.close()
    return differences


@pytest.fixture
def file(tmp_path):
    return tmp_path / "folder that is not there yet" / "run.pt"


@pytest.mark.parametrize("optimiser", Optimiser)
@pytest.mark.parametrize("stops", [(4,), (1, 2, 5), (9,), (8, 9, 10, 17), (18,)])
def test_a_run_stopped_and_resumed_equals_one_never_stopped(
    optimiser, stops, a_run, corpus, told, file, without_clock
):
    run = a_run(NOISE, optimiser=optimiser, learning_rate=0.05, constant_epochs=0)
    whole = told(run, corpus)
    assert len(whole) == 18
    seen = {}
    for stop in stops:
        seen |= {r.step: without_clock(r) for r in stopped_after(run, corpus, file, stop)}
        assert max(seen) == stop
    seen |= {r.step: r for r in told(run, corpus, checkpoint=file)}
    assert [seen[step] for step in sorted(seen)] == whole


def test_what_is_given_again_after_a_stop_is_each_evaluation_once(a_run, corpus, told, file):
    run = a_run(NOISE, epochs=3)
    stopped_after(run, corpus, file, 20)
    resumed = told(run, corpus, checkpoint=file)
    assert [r.step for r in resumed] == [9, 18, 21, 22, 23, 24, 25, 26, 27]


def test_a_finished_run_is_given_again_without_training(a_run, corpus, told, file):
    run = a_run(NOISE)
    whole = told(run, corpus, checkpoint=file)
    before = file.read_bytes()
    assert told(run, corpus, checkpoint=file) == [r for r in whole if r.evaluation]
    assert file.read_bytes() == before


def test_a_run_killed_between_epochs_goes_on_from_the_last_epoch(
    a_run, corpus, told, file, monkeypatch
):
    """Closing saves; a kill can't. Then what was saved at the epoch's end is what there is."""
    run = a_run(NOISE, epochs=3)
    results = train(run, corpus, checkpoint=file)
    for _ in range(12):
        next(results)
    with monkeypatch.context() as patch:
        patch.setattr("rnnviz.lm.train.Trainer.save", lambda *_: None)
        results.close()
    whole = told(run, corpus)
    assert told(run, corpus, checkpoint=file) == [r for r in whole if r.evaluation or r.step > 9]


def test_time_spent_before_a_stop_counts(a_run, corpus, file):
    run = a_run(NOISE)
    before = stopped_after(run, corpus, file, 5)[-1]
    after = next(iter(train(run, corpus, checkpoint=file)))
    assert after.seconds > before.seconds


@pytest.mark.parametrize("change", ["seed", "key", "placement", "epochs", "corpus"])
def test_a_checkpoint_of_another_run_or_text_is_refused(change, a_run, corpus, cutting, file):
    run = a_run(NOISE)
    stopped_after(run, corpus, file, 2)
    settings = {"seed": {"seed": 1}, "key": {"key": "x"}, "epochs": {"epochs": 3}}.get(change, {})
    other = a_run("input:0.5" if change == "placement" else NOISE, **settings)
    text = cutting(corpus, 900, 300, 200) if change == "corpus" else corpus
    kept = file.read_bytes()
    with pytest.raises(InputError, match="belongs to another run; name another file or delete it"):
        list(train(other, text, checkpoint=file))
    assert file.read_bytes() == kept


@pytest.mark.parametrize("content", [b"", b"no checkpoint at all", b"PK\x03\x04 half a zip"])
def test_a_file_that_is_no_checkpoint_is_refused(content, a_run, corpus, file):
    file.parent.mkdir()
    file.write_bytes(content)
    with pytest.raises(InputError, match=r"run\.pt is not a checkpoint"):
        list(train(a_run(NOISE), corpus, checkpoint=file))
    assert file.read_bytes() == content


def test_no_half_written_file_stays_behind(a_run, corpus, told, file):
    told(a_run(NOISE), corpus, checkpoint=file)
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.parametrize(
    ("error", "advice"),
    [
        (PermissionError(13, "Permission denied"), "make it writable"),
        (OSError(30, "Read-only file system"), "make it writable"),
        (OSError(28, "No space left on device"), "free some space there"),
        (RuntimeError("unexpected pos 64 vs 0"), "free some space on the disk"),  # torch, when full
    ],
)
def test_what_keeps_a_checkpoint_from_being_written_is_said_with_what_helps(
    error, advice, file, monkeypatch
):
    def fail(*_):
        raise error

    monkeypatch.setattr(torch, "save", fail)
    with pytest.raises(InputError, match=advice):
        keep({}, file)
    assert not list(file.parent.iterdir())
