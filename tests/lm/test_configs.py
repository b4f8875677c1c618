from math import inf, nan

import pytest
import torch

from rnnviz.content.numbers import Number
from rnnviz.errors import InputError
from rnnviz.lm.configs import CONFIGS, ModelConfig, TrainConfig, find_config
from rnnviz.lm.model import LanguageModel

# Zaremba et al. 2014 and its program: layers, units, ± init, steps, batch, learning rate, constant
# epochs, decay, epochs, clip; then the last epoch's learning rate, and parameters with V = 10,000.
PAPER = {
    "zaremba-small": ((2, 200, 0.1, 20, 20, 1, 4, 2, 13, 5), 0.00391, 4_653_200),
    "zaremba-medium": ((2, 650, 0.05, 35, 20, 1, 6, 1.2, 39, 5), 0.00293, 19_780_400),
    "zaremba-large": ((2, 1500, 0.04, 35, 20, 1, 14, 1.15, 55, 10), 0.00373, 66_034_000),
}
papers = pytest.mark.parametrize("name", PAPER)


@papers
def test_a_named_configuration_has_the_papers_numbers(name):
    model, training = CONFIGS[name].model, CONFIGS[name].training
    assert (
        *(model.layers, model.units, model.init_scale),
        *(training.steps, training.batch, training.learning_rate),
        *(training.constant_epochs, training.decay, training.epochs, training.clip_norm),
    ) == PAPER[name][0]


@papers
def test_a_model_has_as_many_parameters_as_the_papers_with_two_biases(name):
    with torch.device("meta"):  # shapes alone: no memory for 66 million numbers
        model = LanguageModel(CONFIGS[name].model, words=10_000)
    assert sum(parameter.numel() for parameter in model.parameters()) == PAPER[name][2]


@papers
def test_the_last_epoch_has_the_programs_learning_rate(name):
    training = CONFIGS[name].training
    assert round(training.learning_rate_at(training.epochs), 5) == PAPER[name][1]


@pytest.mark.parametrize("name", CONFIGS)
def test_the_first_decayed_epoch_is_the_second_after_the_constant_ones(name):
    training = CONFIGS[name].training
    rates = [training.learning_rate_at(epoch) for epoch in range(1, training.constant_epochs + 4)]
    if training.decay == 1:  # Adam's rate stays what it is
        assert set(rates) == {training.learning_rate}
        return
    first_decayed = next(n for n, rate in enumerate(rates, start=1) if rate < rates[0])
    assert first_decayed == training.constant_epochs + 2
    assert rates[-2:] == pytest.approx([rates[0] / training.decay, rates[0] / training.decay**2])


def test_the_live_configuration_is_two_layers_of_128():
    assert (CONFIGS["live"].model.layers, CONFIGS["live"].model.units) == (2, 128)


def test_an_unknown_configuration_is_refused_with_the_names_there_are():
    with pytest.raises(InputError, match="'huge' is unknown; choose one of live, zaremba-small"):
        find_config("huge")


@pytest.mark.parametrize(
    ("kind", "field", "value"),
    [
        *((ModelConfig, "layers", value) for value in (0, 9)),
        *((ModelConfig, "units", value) for value in (0, 4097)),
        *((TrainConfig, "epochs", value) for value in (0, 10_001)),
        *((TrainConfig, "steps", value) for value in (0, 1_001)),
        *((TrainConfig, "batch", value) for value in (0, 10_001)),
        *((TrainConfig, "learning_rate", value) for value in (0.0, -1.0, nan, inf, 1e38)),
        *((TrainConfig, "seconds", value) for value in (0.0, -1.0, nan, inf)),
    ],
)
def test_a_number_out_of_range_is_refused_by_name_and_value(kind, field, value):
    with pytest.raises(InputError) as refused:
        kind(**{field: value})
    assert f"{Number(value):g}" in str(refused.value).replace(",", "")
    assert str(refused.value).endswith(".")
