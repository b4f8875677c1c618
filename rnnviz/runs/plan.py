"""A sweep as data: families of placements × rates × seeds × settings, read from a TOML file.

A family is a placement with one dial: its largest rate; the others keep their published
proportion to it. A sweep has two stages. With the `bracket_seeds` every family's rates are tried,
wider ones too while the best lies at the end of the grid. Then `seeds`, which nothing was chosen
by, train each family at its best rate, and no dropout beside them. No torch.
"""

import tomllib
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from rnnviz.core.edits import at_rate
from rnnviz.core.methods import placement_of
from rnnviz.core.placement import Cell, Placement
from rnnviz.disk import is_there, read_text
from rnnviz.errors import InputError
from rnnviz.lm.configs import ModelConfig, TrainConfig, find_config
from rnnviz.lm.run import CorpusChoice, Run

T = TypeVar("T")
FOLDER = Path(__file__).with_name("plans")


@dataclass(frozen=True, slots=True)
class Family:
    """A placement whose rates one number scales, on top of one of several that stay as they are."""

    key: str
    shape: Placement
    rates: tuple[float, ...]
    wider: tuple[float, ...] = ()  # tried in turn while the best rate is the largest so far
    bases: tuple[Placement, ...] = (Placement(),)

    def at(self, rate: float, base: Placement | None = None) -> Placement:
        """The placement whose largest rate is this one, on a base."""
        return Placement((*(base or Placement()).noises, *at_rate(self.shape, rate).noises))


@dataclass(frozen=True, slots=True)
class Setting:
    """What all families of a comparison share."""

    key: str
    model: ModelConfig
    training: TrainConfig
    corpus: CorpusChoice
    patience_epochs: int  # without a better validation perplexity, and a run ends

    def to_json(self) -> dict[str, Any]:
        """What a record says of it, besides its key."""
        data = asdict(self)
        del data["key"]
        return data


@dataclass(frozen=True, slots=True)
class Point:
    """One training to do: a placement under a setting, from a seed."""

    setting: Setting
    placement: Placement
    seed: int

    @property
    def key(self) -> tuple[str, str, int]:
        """What tells it from every other in a record."""
        return self.setting.key, str(self.placement), self.seed

    def run(self) -> Run:
        """The same placement meets the same noise in whichever plan it stands."""
        setting, line = self.setting, str(self.placement)
        return Run(line, self.placement, setting.corpus, setting.model, setting.training, self.seed)


@dataclass(frozen=True, slots=True)
class Plan:
    """A sweep to do."""

    name: str
    title: str
    settings: tuple[Setting, ...]
    families: tuple[Family, ...]
    bracket_seeds: tuple[int, ...]
    seeds: tuple[int, ...]

    def families_of(self, setting: Setting) -> tuple[Family, ...]:
        """Those that its cell can carry whole."""
        cell = setting.model.cell
        return tuple(f for f in self.families if f.shape.on(cell) == f.shape)

    def only(self, keys: tuple[str, ...]) -> "Plan":
        """The plan with some of its families. Raises `InputError` for one it hasn't."""
        known = [family.key for family in self.families]
        for key in keys:
            if key not in known:
                raise InputError(
                    "runs.unknown_family", family=key, plan=self.name, choices=list(known)
                )
        return replace(self, families=tuple(f for f in self.families if f.key in keys))


def names(folder: Path = FOLDER) -> tuple[str, ...]:
    """The plans that come with the program."""
    return tuple(sorted(path.stem for path in folder.glob("*.toml")))


def load(name: str) -> Plan:
    """A plan by name, or of a file. Raises `InputError` for what is no plan."""
    return made_of(name, FOLDER, _plan)


def made_of(name: str, folder: Path, make: Callable[[str, dict[str, Any]], T]) -> T:
    """What `make` makes of a plan's name and its data: one of a folder's plans, or of a file.

    Raises `InputError` for what is no plan.
    """
    path = folder / f"{name}.toml" if name in names(folder) else Path(name)
    if not is_there(path):
        raise InputError("runs.unknown_plan", name=name, choices=list(names(folder)))
    try:
        data = tomllib.loads(read_text(path))
    except tomllib.TOMLDecodeError as error:
        raise InputError("runs.no_toml", path=path, why=str(error)) from None
    try:
        return make(path.stem, data)
    except InputError:
        raise
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise InputError("runs.no_plan", path=path, why=repr(error)) from None


def _plan(name: str, data: dict[str, Any]) -> Plan:
    bases = {key: placement_of(line) for key, line in data.get("bases", {}).items()}
    return Plan(
        name,
        data["title"],
        tuple(_setting(key, data, changes) for key, changes in _settings(data).items()),
        tuple(_family(key, value, data, bases) for key, value in data["families"].items()),
        tuple(data["bracket_seeds"]),
        tuple(data.get("seeds", ())),
    )


def _settings(data: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return data.get("settings", {data["configuration"]: {}})


def _setting(key: str, data: dict[str, Any], changes: dict[str, Any]) -> Setting:
    config, training = find_config(data["configuration"]), data.get("training", {})
    model = dict(data.get("model", {}) | changes)
    if "cell" in model:
        model["cell"] = Cell(model["cell"])
    return Setting(
        key,
        replace(config.model, **model),
        replace(config.training, epochs=data["most_epochs"], **training),
        CorpusChoice(data["corpus"], data["size"]),
        data["patience_epochs"],
    )


def _family(
    key: str, value: str | dict[str, Any], data: dict[str, Any], bases: dict[str, Placement]
) -> Family:
    """A family is its line, or a table with the line and what is its own."""
    own: dict[str, Any] = {"placement": value} if isinstance(value, str) else value
    on = tuple(bases[name] for name in own.get("on", ())) or (Placement(),)
    rates = tuple(own.get("rates", data["rates"]))
    wider = tuple(own.get("wider", data.get("wider", ())))
    return Family(key, placement_of(own["placement"]), rates, wider, on)
