"""What a training run is, and what it says while it runs. No torch: servers and tables read these.

Both travel as JSON: a run to its worker, results back, both into files.
"""

from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from rnnviz.core.placement import Cell, Placement, parse
from rnnviz.lm.configs import ModelConfig, Optimiser, TrainConfig
from rnnviz.text.corpora import Corpus, load

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class CorpusChoice:
    """Which text to train on: the arguments of `rnnviz.text.corpora.load`."""

    name: str = "sotu"
    size: str | None = None
    lag_steps: int | None = None
    text: str | None = None

    def load(self) -> Corpus:
        return load(self.name, self.size, lag_steps=self.lag_steps, text=self.text)


@dataclass(frozen=True, slots=True)
class Change:
    """Another placement from the start of an epoch on, counted from 1."""

    epoch: int
    placement: Placement


@dataclass(frozen=True, slots=True)
class Run:
    """One model to train. Runs that share a seed share their starting weights and batches.

    `key` names the placement in tables and seeds its noise, so that two placements with the same
    seed meet independent noise. `changes` are in the order of their epochs.
    """

    key: str
    placement: Placement
    corpus: CorpusChoice
    model: ModelConfig
    training: TrainConfig
    seed: int = 0
    changes: tuple[Change, ...] = ()

    def __post_init__(self) -> None:
        for placement in (self.placement, *(change.placement for change in self.changes)):
            placement.check(self.model.cell)

    def placement_at(self, epoch: int) -> Placement:
        """The placement in force during an epoch, counted from 1."""
        past = [change.placement for change in self.changes if change.epoch <= epoch]
        return past[-1] if past else self.placement

    def changed(self, epoch: int, placement: Placement) -> "Run":
        """The run with this placement from `epoch` on, whatever was to come after that."""
        before = tuple(change for change in self.changes if change.epoch < epoch)
        return replace(self, changes=(*before, Change(epoch, placement)))

    def until(self, epoch: int) -> "Run":
        """The run without the changes that come after `epoch`."""
        return replace(self, changes=tuple(c for c in self.changes if c.epoch <= epoch))

    def to_json(self) -> Json:
        changes = [{"epoch": c.epoch, "placement": str(c.placement)} for c in self.changes]
        return asdict(self) | {"placement": str(self.placement), "changes": changes}

    def published(self) -> Json:
        """As `to_json`, without the visitor's own text."""
        return replace(self, corpus=replace(self.corpus, text=None)).to_json()

    @classmethod
    def from_json(cls, data: Json) -> "Run":
        model, training = data["model"], data["training"]
        return cls(
            key=data["key"],
            placement=parse(data["placement"]),
            corpus=CorpusChoice(**data["corpus"]),
            model=ModelConfig(**model | {"cell": Cell(model["cell"])}),
            training=TrainConfig(**training | {"optimiser": Optimiser(training["optimiser"])}),
            seed=data["seed"],
            changes=tuple(
                Change(change["epoch"], parse(change["placement"]))
                for change in data.get("changes", ())
            ),
        )


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Perplexities with the noise as at test time.

    `train` is measured on a part of the training text, spread over all of it and as long as the
    validation text. Test text is read at the end alone: `test` is of the weights that the run ends
    with, `test_kept` of those that had the lowest validation perplexity.
    """

    train: float
    valid: float
    test: float | None = None
    test_kept: float | None = None  # None too where an earlier version trained


def gathered(point: Json, ending: str = "") -> Json:
    """A curve's point with its `evaluation`, as files have it now.

    They once had its perplexities beside its epoch, each under its name and this ending.
    """
    if "tokens" not in point or "evaluation" in point:
        return point
    names = {f"{field.name}{ending}": field.name for field in fields(Evaluation)}
    rest = {name: value for name, value in point.items() if name not in names}
    return rest | {"evaluation": {names[n]: point[n] for n in names if n in point}}


@dataclass(frozen=True, slots=True)
class StepResult:
    """One training step; the last step of an epoch carries an evaluation."""

    key: str
    seed: int
    step: int
    epoch: int
    tokens: int  # seen so far
    seconds: float  # since the run's start, evaluations included
    train_loss_nats: float  # per token of this window, with noise
    learning_rate: float
    gradient_norm: float  # before clipping, of the loss summed over steps, averaged over examples
    tokens_per_second: float  # while training, evaluations apart
    device: str = "cpu"
    diverged: bool = False
    evaluation: Evaluation | None = None

    @property
    def perplexity(self) -> Evaluation:
        """What the step's evaluation found. Raises `ValueError` for a step that carries none."""
        if self.evaluation is None:
            raise ValueError(f"Step {self.step} of {self.key} was not evaluated: ask the last one.")
        return self.evaluation

    def to_json(self) -> Json:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Json) -> "StepResult":
        evaluation = data["evaluation"]
        fields: Json = data | {"evaluation": evaluation and Evaluation(**evaluation)}
        return cls(**fields)


@dataclass(frozen=True, slots=True)
class WorkerFailed:
    """What a worker said before it broke; the other runs go on."""

    key: str
    seed: int
    error: str
