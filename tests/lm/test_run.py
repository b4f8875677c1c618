import json
from dataclasses import replace

import pytest

from rnnviz.core.methods import METHODS
from rnnviz.core.placement import Cell, Edge, Noise, Placement, parse
from rnnviz.errors import InputError
from rnnviz.lm.configs import CONFIGS, ModelConfig, Optimiser, TrainConfig
from rnnviz.lm.run import CorpusChoice, Evaluation, Run, StepResult

RUN = Run(
    key="zaremba2014",
    placement=parse("input:0.5+between:0.5+output:0.5"),
    corpus=CorpusChoice("own", text="Ein Text – ½ und “NUL\u2028”.\n" * 3),
    model=ModelConfig(Cell.GRU, layers=1, units=8, tied=True, init_scale=1 / 3),
    training=TrainConfig(optimiser=Optimiser.ADAM, learning_rate=1 / 7, seconds=2.5),
    seed=7,
)
RESULT = StepResult(
    key="none",
    seed=3,
    step=85,
    epoch=1,
    tokens=59_500,
    seconds=1 / 3,
    train_loss_nats=4.25,
    learning_rate=0.1,
    gradient_norm=2 / 7,
    tokens_per_second=1e4,
    evaluation=Evaluation(train=81.5, valid=93.25, test=None),
)


def through_json(data):
    text = json.dumps(data)
    assert "\n" not in text  # one line on a worker's pipe
    return json.loads(text)


@pytest.mark.parametrize("cell", Cell)
@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.key)
def test_a_run_of_every_method_comes_back_from_json(method, cell):
    run = replace(
        RUN,
        placement=method.placement.on(cell),
        model=replace(RUN.model, cell=cell),
        key=method.key,
    )
    assert Run.from_json(through_json(run.to_json())) == run


@pytest.mark.parametrize("config", CONFIGS)
def test_a_run_of_every_configuration_comes_back_from_json(config):
    run = replace(RUN, model=CONFIGS[config].model, training=CONFIGS[config].training)
    assert Run.from_json(through_json(run.to_json())) == run


@pytest.mark.parametrize("rate", [0, 0.1, 1 / 3, 0.123456789, 1e-7, 0.9999999])
def test_a_run_keeps_every_digit_of_a_rate(rate):
    run = replace(RUN, placement=Placement((Noise(Edge.INPUT, rate),)))
    assert Run.from_json(through_json(run.to_json())) == run


@pytest.mark.parametrize(
    "result",
    [
        RESULT,
        replace(RESULT, evaluation=None),
        replace(RESULT, evaluation=None, diverged=True),
        replace(RESULT, evaluation=Evaluation(2.0, 3.0, 4.0)),
    ],
)
def test_a_result_comes_back_from_json(result):
    assert StepResult.from_json(through_json(result.to_json())) == result


def test_what_is_published_leaves_out_the_visitors_text_and_nothing_else():
    assert "Ein Text" not in json.dumps(RUN.published(), ensure_ascii=False)
    private = RUN.to_json()
    assert RUN.published() == private | {"corpus": private["corpus"] | {"text": None}}


def test_a_run_says_every_setting():
    data = RUN.to_json()
    assert set(data) == {
        *("key", "placement", "corpus", "model", "training", "seed", "changes"),
    }
    assert data["placement"] == "input:0.5+between:0.5+output:0.5"
    assert data["model"] == {
        "cell": "gru",
        "layers": 1,
        "units": 8,
        "tied": True,
        "init_scale": 1 / 3,
    }
    assert data["training"]["optimiser"] == "adam"


def test_a_run_refuses_noise_on_an_edge_that_its_cell_lacks():
    with pytest.raises(InputError, match="A GRU has no cell edge; choose another cell"):
        replace(RUN, placement=parse("cell:0.5"))
