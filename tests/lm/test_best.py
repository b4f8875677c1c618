"""The weights that a run keeps: those of its lowest validation perplexity."""

from dataclasses import replace

import pytest
import torch

from rnnviz.core.placement import parse
from rnnviz.lm import evaluate
from rnnviz.lm.checkpoint import keep, kept_in
from rnnviz.lm.configs import Optimiser
from rnnviz.lm.train import Trainer, train
from rnnviz.zoo.models import load
from rnnviz.zoo.shipping import ship

CPU = torch.device("cpu")


@pytest.fixture
def spoilt(a_run):
    """A run whose steps grow until they do more harm than good."""
    adam = {"optimiser": Optimiser.ADAM, "learning_rate": 0.01}
    return a_run("between:0.2", epochs=6, constant_epochs=2, decay=0.1, **adam)


def trained(run, corpus):
    trainer = Trainer(run, corpus, CPU)
    results = list(trainer.results())
    assert trainer.lowest.epoch < run.training.epochs
    return trainer, results[-1].evaluation


def test_the_best_weights_are_those_of_a_run_that_ended_there(spoilt, corpus):
    trainer, last = trained(spoilt, corpus)
    shorter = replace(spoilt, training=replace(spoilt.training, epochs=trainer.lowest.epoch))
    until_then = Trainer(shorter, corpus, CPU)
    list(until_then.results())
    ours, theirs = trainer.at_best().state_dict(), until_then.model.state_dict()
    assert all(torch.equal(ours[name], theirs[name]) for name in theirs)
    assert last.test_kept == until_then.history[-1].evaluation.test
    assert last.test_kept == pytest.approx(evaluate.tested(trainer.at_best(), spoilt, corpus))
    assert last.test == pytest.approx(evaluate.tested(trainer.model, spoilt, corpus))
    assert last.test_kept != last.test


def test_a_run_at_its_best_in_the_end_has_one_test_perplexity(a_run, corpus):
    last = list(train(a_run(learning_rate=0.1), corpus))[-1].evaluation
    assert last.test_kept == last.test


def test_the_best_weights_outlast_a_stop(spoilt, corpus, tmp_path):
    whole, last = trained(spoilt, corpus)
    file, step = tmp_path / "run.pt", whole.history[-1].step - 1  # after the best epoch
    _stopped_after(spoilt, corpus, file, step)
    again = Trainer(spoilt, corpus, CPU)
    again.load(file)
    assert list(again.results())[-1].evaluation == last
    assert all(torch.equal(again.best[name], whole.best[name]) for name in whole.best)


def test_a_run_saved_before_best_weights_were_kept_says_what_it_knows(spoilt, corpus, tmp_path):
    """It is shipped as that version shipped it: with the last weights, named as such."""
    whole, last = trained(spoilt, corpus)
    file = tmp_path / "run.pt"
    _stopped_after(spoilt, corpus, file, whole.history[-1].step - 1)
    older = kept_in(file, CPU)
    del older["best"]
    keep(older, file)
    again = Trainer(spoilt, corpus, CPU)
    again.load(file)
    assert list(again.results())[-1].evaluation == replace(last, test_kept=None)
    ship(again, tmp_path / "model")
    card = load(tmp_path / "model").card
    assert (card.epoch, card.test_perplexity) == (spoilt.training.epochs, last.test)


def test_a_finished_run_is_shipped_with_its_best_weights(spoilt, corpus, tmp_path):
    trainer, last = trained(spoilt, corpus)
    assert trainer.finished
    ship(trainer, tmp_path / "model")
    model = load(tmp_path / "model")
    assert model.card.run == replace(spoilt, corpus=replace(spoilt.corpus, text=None))
    assert model.card.epoch == trainer.lowest.epoch
    assert model.card.valid_perplexity == trainer.lowest.evaluation.valid
    assert model.card.test_perplexity == last.test_kept
    weights = dict(model.model.named_parameters())
    assert all(torch.equal(weights[name], trainer.best[name]) for name in weights)


def test_a_card_names_the_placement_of_the_epoch_that_was_kept(spoilt, corpus, tmp_path):
    late = parse("between:0.2+cell:0.9:previous:classic")  # zoneout, which tells in eval mode
    trainer, _ = trained(spoilt.changed(spoilt.training.epochs, late), corpus)
    ship(trainer, tmp_path / "model")
    model = load(tmp_path / "model")
    assert model.card.placement == spoilt.placement
    assert evaluate.tested(model.model, model.card.run.until(model.card.epoch), corpus) == (
        pytest.approx(model.card.test_perplexity)
    )


def _stopped_after(run, corpus, file, step):
    results = train(run, corpus, checkpoint=file)
    next(result for result in results if result.step == step)
    results.close()
