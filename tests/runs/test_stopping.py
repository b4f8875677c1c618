import json
from dataclasses import replace

import pytest
import torch

from rnnviz.core.placement import parse
from rnnviz.lm import evaluate
from rnnviz.lm.checkpoint import kept_in
from rnnviz.lm.configs import ModelConfig, TrainConfig
from rnnviz.lm.evaluate import Interrupted
from rnnviz.lm.run import CorpusChoice, Run
from rnnviz.lm.train import train
from rnnviz.runs.stopping import train_until_it_turns
from rnnviz.text.corpora import load

LANGUAGE = load("recall", "tiny", lag_steps=2)
TRAINING = TrainConfig(epochs=6, steps=8, batch=50, learning_rate=4.0, decay=1.0)
RUN = Run(
    "a", parse("between:0.2"), CorpusChoice("recall", "tiny", 2), ModelConfig(units=4), TRAINING
)
SMALL = replace(
    LANGUAGE, train=LANGUAGE.train[:2000], valid=LANGUAGE.valid[:500], test=LANGUAGE.test[:300]
)


@pytest.fixture(scope="module")
def left_alone():
    return [result.evaluation for result in train(RUN, SMALL) if result.evaluation]


@pytest.mark.parametrize("patience", [1, 2, 6])
def test_it_ends_once_its_patience_is_over_and_keeps_the_best_epoch(left_alone, patience):
    trained = train_until_it_turns(RUN, SMALL, patience)
    valid = [evaluation.valid for evaluation in left_alone]
    best = {n: valid.index(min(valid[: n + 1])) for n in range(len(valid))}
    end = next((n for n in best if n - best[n] == patience), len(valid) - 1)
    assert [at.valid for at in trained.curve] == valid[: end + 1]
    assert trained.capped == (end - best[end] < patience)
    assert not trained.diverged
    assert trained.test == pytest.approx(evaluate.tested(trained.model, RUN, SMALL))


def test_a_run_that_diverges_at_once_has_no_test_perplexity():
    trained = train_until_it_turns(
        replace(RUN, training=replace(TRAINING, learning_rate=1e6, clip_norm=1e6)), SMALL, 2
    )
    assert trained.diverged
    assert not trained.capped
    assert (trained.test is None) == (not trained.curve)
    assert all(torch.isfinite(p).all() for p in trained.model.parameters())


@pytest.mark.parametrize("epochs", [1, 2, 3, 4])
def test_a_run_interrupted_after_any_epoch_goes_on_as_if_never_interrupted(epochs, tmp_path):
    whole, place = train_until_it_turns(RUN, SMALL, 2), tmp_path / "saved.pt"
    with pytest.raises(Interrupted):
        train_until_it_turns(RUN, SMALL, 2, place, _after(epochs, place))
    saved = len(json.loads(kept_in(place, torch.device("cpu"))["history"]))
    assert saved == min(epochs, len(whole.curve))
    pieces = train_until_it_turns(RUN, SMALL, 2, place)
    assert (pieces.curve, pieces.test, pieces.capped) == (whole.curve, whole.test, whole.capped)
    ours, theirs = pieces.model.state_dict(), whole.model.state_dict()
    assert all(torch.equal(ours[name], theirs[name]) for name in theirs)
    assert pieces.earlier_seconds > whole.earlier_seconds == 0


def _after(epochs, place):
    """Says yes once the run has been saved so often."""
    stamps = set()

    def stop():
        if place.exists():
            stamps.add(place.stat().st_mtime_ns)
        return len(stamps) >= epochs

    return stop
