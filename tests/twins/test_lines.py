"""The page lays the twins' own lines side by side."""

import inspect

import pytest

from rnnviz.twins import rnn_numpy, rnn_torch
from rnnviz.twins.lines import STEMS, definition, matched, whole


@pytest.mark.parametrize("stem", STEMS)
def test_the_lines_shown_stand_in_the_files_at_the_number_given(stem):
    names = {"rnn": ["forward", "zaremba_masks", "Weights"], "dropout": ["inverted", "classic"]}
    files = whole(stem)
    for name in names[stem]:
        for pair in (definition(stem, name), *(m.lines for m in matched(stem, name))):
            for file, shown in ((files.numpy, pair.numpy), (files.torch, pair.torch)):
                lines = file.splitlines()[pair.first_line - 1 :]
                first, *_ = shown.splitlines()
                assert lines[0].strip() == first.strip()
                assert shown.splitlines()[-1].strip() in [line.strip() for line in lines]


def test_the_equations_of_the_step_are_matched_with_the_statements_below_them():
    first, second = matched("rnn", "forward")
    assert first.equation.startswith("h_t = tanh(")
    assert first.lines.numpy.startswith("h = np.tanh(")
    assert first.lines.torch.startswith("h = torch.tanh(")
    assert second.equation.startswith("y_t = ")
    assert second.lines.numpy.startswith("y = W_hy")


@pytest.mark.parametrize("name", ["inverted", "classic"])
def test_dropout_has_one_equation_for_training_and_one_for_evaluation(name):
    trained, evaluated = matched("dropout", name)
    assert "m ⊙ x" in trained.equation
    assert "mask * x" in trained.lines.numpy
    assert "mask" not in evaluated.lines.torch


def test_a_definition_shown_is_the_one_that_runs():
    for library, module in (("numpy", rnn_numpy), ("torch", rnn_torch)):
        shown = getattr(definition("rnn", "forward"), library)
        assert shown.strip() == inspect.getsource(module.forward).strip()


def test_what_is_not_there_is_a_key_error():
    with pytest.raises(KeyError):
        definition("rnn", "backward")
