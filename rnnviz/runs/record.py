"""What a sweep has measured: one file a plan, a line a run, written whole after each.

A run is known by its setting, placement and seed, so a record neither depends on the order in which
runs came in nor on which families a plan puts them into. No torch.
"""

import json
from dataclasses import asdict, dataclass, fields
from hashlib import sha256
from math import inf, log, sqrt
from pathlib import Path
from statistics import linear_regression
from typing import Any

from rnnviz.disk import read_text
from rnnviz.errors import InputError, reason
from rnnviz.lm.typed import typed
from rnnviz.places import pretrained

Json = dict[str, Any]
FOLDER = pretrained() / "recorded" / "sweeps"
_DIGITS = 4  # of a perplexity, behind the point
_FEWEST = 2  # points that a line takes


@dataclass(frozen=True, slots=True)
class Memory:
    """What a kept model remembers, with its masks or without: means by lag.

    `gradient` is the gain ‖∂s_T/∂s_{T−k}‖_F / √H of the top layer's c, or h where there is no c,
    and `agreement` how much of its square all masks agree on (`analyses.gradients`): inverted
    masks leave the gain large and make it another one in each pass. `state` and `kl_nats` are what
    another word k steps ago changes (`analyses.perturbation`).
    """

    lags_steps: tuple[int, ...]
    gradient: tuple[float, ...]
    agreement: tuple[float, ...]
    state: tuple[float, ...]
    kl_nats: tuple[float, ...]

    @property
    def half_life_steps(self) -> float:
        """Of the gradient's part on which all masks agree; infinite where it doesn't decay.

        By a straight line through its logarithm from lag 1 on: within a step nothing decays.
        """
        parts = zip(self.lags_steps, self.gradient, self.agreement, strict=True)
        left = [(lag, gain * sqrt(max(share, 0.0))) for lag, gain, share in parts if lag]
        fitted = [(lag, log(size)) for lag, size in left if size > 0]
        if len(fitted) < _FEWEST:
            return 0.0
        slope = linear_regression(*zip(*fitted, strict=True)).slope
        return log(2) / -slope if slope < 0 else inf


@dataclass(frozen=True, slots=True)
class Result:
    """One run, trained until validation turned: a perplexity for each epoch, and what was kept."""

    setting: str
    placement: str  # a line that `parse` reads
    seed: int
    train: tuple[float, ...]
    valid: tuple[float, ...]
    test: float | None  # at the kept epoch; None for a run that came to nothing
    capped: bool = False  # ended at the plan's last epoch, before its patience
    diverged: bool = False
    masked: Memory | None = None
    unmasked: Memory | None = None
    seconds: float = 0.0  # of processor time; 0 where only a paused clock had it
    date: str = ""
    commit: str = ""
    product: str = ""  # of matrices, as `core.products` names it
    processor: str = ""

    @property
    def key(self) -> tuple[str, str, int]:
        return self.setting, self.placement, self.seed

    @property
    def kept_epoch(self) -> int | None:
        """The epoch whose weights were kept: the first with the lowest validation perplexity."""
        return 1 + self.valid.index(min(self.valid)) if self.valid else None

    @property
    def best_valid(self) -> float:
        """Infinite for a run that came to no evaluation."""
        return min(self.valid, default=inf)

    def to_json(self) -> Json:
        data = {f.name: getattr(self, f.name) for f in fields(self)}
        for name in ("train", "valid"):
            data[name] = [round(value, _DIGITS) for value in data[name]]
        data["test"] = self.test and round(self.test, _DIGITS)
        for name in ("masked", "unmasked"):
            data[name] = data[name] and _rounded(asdict(data[name]))
        return data


@dataclass(frozen=True, slots=True)
class Record:
    """Everything that a plan's runs have said, and the settings they ran under, by key."""

    title: str
    settings: dict[str, Json]
    results: tuple[Result, ...] = ()

    @property
    def known(self) -> dict[tuple[str, str, int], Result]:
        return {result.key: result for result in self.results}

    def to_text(self) -> str:
        """JSON with a line for each run, in an order of their own."""
        lines = [json.dumps(r.to_json()) for r in sorted(self.results, key=lambda r: r.key)]
        head = f'{{"title": {json.dumps(self.title)},\n"settings": {json.dumps(self.settings)},\n'
        return head + '"runs": [\n' + ",\n".join(lines) + "\n]}\n"


def load(path: Path) -> Record:
    """The record in a file. Raises `InputError` for what is none."""
    text = read_text(path)
    try:
        data = json.loads(text)
        results = typed(tuple[Result, ...], data["runs"], "runs")
        return Record(data["title"], data["settings"], results)
    except (ValueError, KeyError, TypeError) as error:
        raise InputError("runs.no_record", path=path, why=reason(error)) from None


def weights_file(key: tuple[str, str, int]) -> str:
    """The name of a run's weights in a folder of them: short, and fit for every file system."""
    return sha256("\n".join(map(str, key)).encode()).hexdigest()[:16] + ".safetensors"


def _rounded(data: Json) -> Json:
    """Gains and changes to four significant digits."""
    lags = {"lags_steps": list(data.pop("lags_steps"))}
    return lags | {name: [float(f"{v:.4g}") for v in values] for name, values in data.items()}
