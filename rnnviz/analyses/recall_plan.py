"""Which models the recall test teaches: tasks × cells × placements × seeds, from a TOML file.

A placement is a method's key or a line; a family is a placement at each of some rates. A control
keeps W_hh = 0 from first to last. No torch.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from rnnviz.analyses.recall_task import Point, Task, Training
from rnnviz.core.methods import placement_of
from rnnviz.core.placement import Cell
from rnnviz.runs.plan import Family, made_of

FOLDER = Path(__file__).with_name("plans")
NONE = "none"


@dataclass(frozen=True, slots=True)
class Arm:
    """One cell that is taught one task, by each of its placements from every seed."""

    cell: Cell
    task: Task
    placements: tuple[str, ...]
    families: tuple[Family, ...]
    control: bool  # whether it is taught without W_hh too

    @property
    def keys(self) -> tuple[str, ...]:
        """All placements, those of the families as lines."""
        lines = (str(family.at(rate)) for family in self.families for rate in family.rates)
        return (*self.placements, *lines)

    def points(self, seed: int) -> Iterator[Point]:
        """The models of a seed."""
        for key in self.keys:
            yield Point(key, self.cell, self.task, seed)
        if self.control:
            yield Point(NONE, self.cell, self.task, seed, recurrent=False)


@dataclass(frozen=True, slots=True)
class Plan:
    """A recall test to do."""

    name: str
    arms: tuple[Arm, ...]
    seeds: tuple[int, ...]
    training: Training

    @property
    def tasks(self) -> tuple[Task, ...]:
        return tuple(dict.fromkeys(arm.task for arm in self.arms))


def load(name: str) -> Plan:
    """A plan by name, or of a file. Raises `InputError` for what is no plan."""
    return made_of(name, FOLDER, _plan)


def points(plan: Plan) -> list[Point]:
    """Every model; first no dropout and the controls, to which others are compared."""
    wanted = [point for arm in plan.arms for seed in plan.seeds for point in arm.points(seed)]
    return sorted(wanted, key=lambda point: (point.key != NONE, point.key != NONE and point.seed))


def due(plan: Plan, known: Collection[Point]) -> list[Point]:
    """The models that are still to be taught."""
    return [point for point in points(plan) if point not in known]


def _plan(name: str, data: dict[str, Any]) -> Plan:
    families = tuple(
        Family(key, placement_of(line), tuple(data["rates"]))
        for key, line in data.get("families", {}).items()
    )
    arms = tuple(
        _arm(Cell(cell), table, tuple(data["placements"]), families)
        for table in data["tasks"]
        for cell in table["cells"]
    )
    return Plan(name, arms, tuple(data["seeds"]), Training(**data.get("training", {})))


def _arm(
    cell: Cell, table: dict[str, Any], placements: tuple[str, ...], families: tuple[Family, ...]
) -> Arm:
    """Of what a cell carries; a family must lie on it whole."""
    whole = tuple(f for f in families if f.shape.on(cell) == f.shape)
    return Arm(
        cell,
        _task(table),
        tuple(key for key in placements if _carried(key, cell)),
        whole if table.get("families", True) else (),
        control=cell in table.get("controls", ()),
    )


def _task(table: dict[str, Any]) -> Task:
    sizes = {key: table[key] for key in ("keys", "fillers", "symbols") if key in table}
    task = Task(**sizes)
    return replace(task, lags_steps=tuple(table.get("lags_steps", task.lags_steps)))


def _carried(key: str, cell: Cell) -> bool:
    """Whether anything of a placement lies on a cell."""
    placement = placement_of(key)
    return bool(placement.on(cell).edges) or not placement.edges
