"""The command line that repeats an experiment."""

import shlex
from dataclasses import replace

from rnnviz.lm.configs import CONFIGS, ModelConfig, TrainConfig
from rnnviz.lm.run import Run
from rnnviz.runs.experiment import optimiser_settings

OWN_TEXT_FILE = "your-text.txt"


def command(runs: tuple[Run, ...]) -> str:
    """`python -m rnnviz compare …`, which trains the same runs to the same figures.

    `runs` are those of one plan, with the changes made while they trained. Your own text is not in
    it: the line names a file that has to hold it.
    """
    first = runs[0]
    keys = dict.fromkeys(run.key for run in runs)
    words = ["--methods", ",".join(keys), *_corpus(first), *_config(first)]
    words += ["--seeds", str(len({run.seed for run in runs}))]
    for run in runs:
        for change in run.changes:
            words += ["--change", f"{run.key}/{run.seed}@{change.epoch}={change.placement}"]
    return f"python -m rnnviz compare {shlex.join(words)}"


def evaluation(card: str, *more: str) -> str:
    """`python -m rnnviz evaluate …`, which measures a downloaded model again."""
    return f"python -m rnnviz evaluate {shlex.join((card, *more))}"


def _corpus(run: Run) -> list[str]:
    corpus = run.corpus
    words = ["--corpus", corpus.name]
    words += ["--size", corpus.size] if corpus.size else []
    words += ["--lag", str(corpus.lag_steps)] if corpus.lag_steps is not None else []
    return words + (["--text", OWN_TEXT_FILE] if corpus.name == "own" else [])


def _config(run: Run) -> list[str]:
    """The named configuration, and what differs from it."""
    model, training = run.model, run.training
    name = next(name for name in CONFIGS if _same(name, model, training))
    usual = CONFIGS[name]
    changes = optimiser_settings(usual.training, training.optimiser, None)
    words = ["--config", name, "--cell", model.cell]
    words += ["--layers", str(model.layers)] if model.layers != usual.model.layers else []
    words += ["--units", str(model.units)] if model.units != usual.model.units else []
    words += ["--tied"] if model.tied else []
    if training.optimiser != usual.training.optimiser:
        words += ["--optimiser", training.optimiser]
    if training.learning_rate != changes.get("learning_rate", usual.training.learning_rate):
        words += ["--learning-rate", str(training.learning_rate)]
    return [*words, "--epochs", str(training.epochs)]


def _same(name: str, model: ModelConfig, training: TrainConfig) -> bool:
    """Whether a named configuration is this one but for what the command line can say."""
    usual = CONFIGS[name]
    shape = replace(usual.model, cell=model.cell, tied=model.tied)
    shape = replace(shape, layers=model.layers, units=model.units)
    changes = optimiser_settings(usual.training, training.optimiser, training.learning_rate)
    schedule = replace(usual.training, **changes, epochs=training.epochs, seconds=training.seconds)
    return (shape, schedule) == (model, training)
