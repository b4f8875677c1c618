"""The line that repeats an experiment, read back by the command line itself."""

import shlex
from dataclasses import replace

import pytest

from rnnviz.cli import main as program
from rnnviz.cli.report import runs_from
from rnnviz.core.placement import Cell, parse
from rnnviz.lm.configs import CONFIGS, Optimiser
from rnnviz.lm.run import CorpusChoice
from rnnviz.runs.experiment import optimiser_settings, plan
from rnnviz.runs.repeat import OWN_TEXT_FILE, command

NAMES = ("none", "gal2016_tied", "input:0.5+recurrent:0.3:sequence:untied")


def runs_of(line):
    """The runs that the program makes of its own line."""
    words = shlex.split(line)
    assert words[:3] == ["python", "-m", "rnnviz"]
    return runs_from(program._parser().parse_args(words[3:]))


@pytest.mark.parametrize("optimiser", Optimiser)
@pytest.mark.parametrize("cell", Cell)
@pytest.mark.parametrize("name", CONFIGS)
def test_the_line_of_any_plan_makes_the_same_runs(name, cell, optimiser):
    config = CONFIGS[name]
    training = replace(
        config.training, epochs=3, **optimiser_settings(config.training, optimiser, None)
    )
    model = replace(config.model, cell=cell)
    runs = plan(NAMES, CorpusChoice("sotu", "small"), model, training, 2)
    assert runs_of(command(runs)) == runs


@pytest.mark.parametrize(
    "corpus", [CorpusChoice("recall", "tiny", lag_steps=7), CorpusChoice("ptb"), CorpusChoice()]
)
def test_so_does_that_of_any_corpus_and_of_sizes_rates_and_changes_of_ones_own(corpus):
    config = CONFIGS["live"]
    model = replace(config.model, layers=3, units=17, tied=True)
    training = replace(config.training, learning_rate=1 / 3)
    first, *others = plan(NAMES, corpus, model, training)
    runs = (first.changed(2, parse("cell:0.1")).changed(5, parse("none")), *others)
    assert runs_of(command(runs)) == runs


def test_the_visitors_text_is_a_file_that_the_line_only_names():
    corpus = CorpusChoice("own", "full", text="very private; rm -rf /")
    line = command(plan(NAMES, corpus, CONFIGS["live"].model, CONFIGS["live"].training))
    assert OWN_TEXT_FILE in line
    assert "private" not in line
