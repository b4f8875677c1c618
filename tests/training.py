"""A language that trains in a moment, runs on it, and torch's own networks as a second opinion."""

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256

import numpy as np
import pytest
from torch import Tensor, nn
from torch.nn import functional

from rnnviz.core.placement import Cell, parse
from rnnviz.lm.configs import ModelConfig, TrainConfig
from rnnviz.lm.model import LanguageModel
from rnnviz.lm.run import CorpusChoice, Run, StepResult
from rnnviz.lm.train import train
from rnnviz.text.corpora import Corpus, load

OWN_TEXT = "".join(
    f"On day {day} the {'abcdefghijkl'[day % 12]}dog saw {'xyzuvwrst'[day % 9]}cats. It was "
    f"{'mnopqrstuvwxyzabcdefghijklmnopqrs'[day % 33]}ice.\n"
    for day in range(300)
)


class Judge(nn.Module):
    """The language model made of torch's own modules, with the weights of ours and no noise."""

    def __init__(self, model: LanguageModel) -> None:
        super().__init__()
        made = {Cell.RNN: nn.RNN, Cell.GRU: nn.GRU, Cell.LSTM: nn.LSTM}[model.config.cell]
        ours = {name: value.detach().clone() for name, value in model.named_parameters()}
        self.embedding = nn.Parameter(ours.pop("embedding"))
        self.decoder = nn.Parameter(ours.pop("decoder", self.embedding))
        self.decoder_bias = nn.Parameter(ours.pop("decoder_bias"))
        self.recurrent = made(model.config.units, model.config.units, model.config.layers)
        self.recurrent.load_state_dict(ours)

    def losses(
        self, tokens: Tensor, targets: Tensor, state: object = None
    ) -> tuple[Tensor, object]:
        """The loss of each token in nats, (T, B), and the state after them."""
        vectors = functional.embedding(tokens, self.embedding)
        hidden, state = self.recurrent(vectors, state)
        logits = hidden @ self.decoder.T + self.decoder_bias
        return functional.cross_entropy(logits.movedim(-1, 1), targets, reduction="none"), state


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    """Nine windows of 10 steps in 10 streams."""
    return cut(load("brackets", "tiny"), 1_000, 300, 200)


@pytest.fixture(scope="session")
def cutting() -> Callable[..., Corpus]:
    return cut


def cut(whole: Corpus, train_tokens: int, valid_tokens: int, test_tokens: int) -> Corpus:
    """The beginnings of a corpus's streams."""
    return replace(
        whole,
        train=whole.train[:train_tokens],
        valid=whole.valid[:valid_tokens],
        test=whole.test[:test_tokens],
        sha256=sha256(f"{whole.sha256} {train_tokens} {valid_tokens}".encode()).hexdigest(),
    )


@pytest.fixture(scope="session")
def a_run() -> Callable[..., Run]:
    """Makes a run of one or two small layers; keywords are those of `TrainConfig`."""

    def make(placement: str = "none", *, key: str = "", seed: int = 0, **training: object) -> Run:
        model = training.pop("model", ModelConfig(layers=1, units=8))
        settings = {"epochs": 2, "steps": 10, "batch": 10} | training
        corpus = CorpusChoice("brackets", "tiny")
        return Run(key or placement, parse(placement), corpus, model, TrainConfig(**settings), seed)

    return make


@pytest.fixture(scope="session")
def told() -> Callable[..., list[StepResult]]:
    """Trains to the end: all results, without what a clock says."""

    def run_through(run: Run, corpus: Corpus, **options: object) -> list[StepResult]:
        return [timeless(result) for result in train(run, corpus, **options)]

    return run_through


def timeless(result: StepResult) -> StepResult:
    return replace(result, seconds=0.0, tokens_per_second=0.0)


@pytest.fixture(scope="session")
def without_clock() -> Callable[[StepResult], StepResult]:
    return timeless


@pytest.fixture(scope="session")
def judge() -> type[Judge]:
    return Judge


@pytest.fixture(scope="session")
def own_text() -> str:
    """The shortest text that every configuration can be trained on."""
    return OWN_TEXT


@pytest.fixture(scope="session")
def some_ids() -> Callable[..., np.ndarray]:
    """Draws word ids."""

    def draw(words: int, tokens: int, seed: int = 0) -> np.ndarray:
        return np.random.default_rng(seed).integers(words, size=tokens)

    return draw
