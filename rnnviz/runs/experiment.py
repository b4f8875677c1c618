"""From what somebody asks for to the runs that answer it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rnnviz.content import listed, sentence
from rnnviz.core.methods import placement_of
from rnnviz.core.placement import Cell, Placement, edges_of
from rnnviz.errors import InputError
from rnnviz.lm.configs import ModelConfig, Optimiser, TrainConfig
from rnnviz.lm.run import CorpusChoice, Run
from rnnviz.text.corpora import entry, size_of

MOST_SEEDS = 100
_CHANGE = re.compile(r"(.+?)(?:/(\d{1,3}))?@(\d{1,5})=(.+)")
ADAM_LEARNING_RATE = 0.002


def plan(
    names: Sequence[str],
    corpus: CorpusChoice,
    model: ModelConfig,
    training: TrainConfig,
    seeds: int = 1,
) -> tuple[Run, ...]:
    """A run for each placement and seed, all placements of one seed before the next seed.

    A name is a method's key or a placement's own text. What the cell can't carry is left off.

    Raises `InputError` for an unknown name, one given twice, a placement of which the cell carries
    nothing, and a corpus or number of seeds that is not to be had.
    """
    if not 1 <= seeds <= MOST_SEEDS:
        raise InputError("runs.seeds", seeds=seeds, most=MOST_SEEDS)
    if not names:
        raise InputError("runs.no_method")
    size_of(entry(corpus.name), corpus.size)  # refused at once; whoever trains reads the text
    placements = {}
    for name in names:
        if name in placements:
            raise InputError("runs.twice", name=name)
        placements[name] = carried(name, placement_of(name), model.cell)
    return tuple(
        Run(name, placement, corpus, model, training, seed)
        for seed in range(seeds)
        for name, placement in placements.items()
    )


def with_changes(runs: Sequence[Run], changes: Sequence[str]) -> tuple[Run, ...]:
    """The runs with other placements later on, each written as `key/seed@epoch=placement`.

    `key@epoch=placement` means every seed. Raises `InputError` for what can't be read, for a run or
    an epoch that is not there, and for two changes of a run at one epoch.
    """
    runs, read = list(runs), sorted(map(_read_change, changes), key=lambda change: change.epoch)
    for change in read:
        places = [n for n, run in enumerate(runs) if change.means(run)]
        if not places:
            raise InputError("runs.change_of_none", line=change.line)
        last = runs[0].training.epochs
        if not 1 <= change.epoch <= last:
            raise InputError("runs.change_outside", line=change.line, last=last)
        placement = carried(change.text, placement_of(change.text), runs[0].model.cell)
        for place in places:
            if any(change.epoch == before.epoch for before in runs[place].changes):
                raise InputError(
                    "runs.second_change",
                    line=change.line,
                    of=runs[place].key,
                    seed=runs[place].seed,
                    epoch=change.epoch,
                )
            runs[place] = runs[place].changed(change.epoch, placement)
    return tuple(runs)


@dataclass(frozen=True, slots=True)
class _Change:
    """What a change's line says."""

    line: str
    key: str
    seed: str | None
    epoch: int
    text: str

    def means(self, run: Run) -> bool:
        return run.key == self.key and self.seed in {None, str(run.seed)}


def _read_change(line: str) -> _Change:
    read = _CHANGE.fullmatch(line)
    if read is None:
        raise InputError("runs.unreadable_change", line=line)
    key, seed, epoch, text = read.groups()
    return _Change(line, key, seed, int(epoch), text)


def carried(name: str, placement: Placement, cell: Cell) -> Placement:
    """What the cell can carry of a placement; `InputError` if that is nothing of something."""
    on_cell = placement.on(cell)
    if placement.edges and not on_cell.edges:
        edges = ", ".join(sorted(placement.edges))
        raise InputError("runs.no_edge", cell=cell.upper(), name=name, edges=edges)
    return on_cell


def idle(name: str, model: ModelConfig) -> str:
    """Which noises of a method, or of a placement's own text, do nothing here; empty if none."""
    there, noises = edges_of(model.cell, model.layers), placement_of(name).noises
    missing = [noise.edge for noise in noises if noise.edge not in there]
    silent = [noise.edge for noise in noises if noise.edge in there and not noise.rate]
    if not missing and not silent:
        return ""
    both = "missing_and_silent" if missing and silent else "missing" if missing else "silent"
    edges = {"edges": listed([*missing, *silent]), "missing": listed(missing) if missing else ""}
    network = {"cell": model.cell.upper(), "count": model.layers}
    return sentence(f"runs.{both}", **edges, silent=listed(silent) if silent else "", **network)


def idle_changes(changes: Sequence[str], model: ModelConfig) -> list[str]:
    """A sentence for each change of placement of which something does nothing here."""
    reasons = {change: idle(_read_change(change).text, model) for change in changes}
    return [f"{change} {idle}" for change, idle in reasons.items() if idle]


def optimiser_settings(
    usual: TrainConfig, name: str, learning_rate: float | None
) -> dict[str, Optimiser | float]:
    """What to change in a `TrainConfig`: another optimiser brings its own rate and decay.

    Raises `InputError` for an optimiser that is not known.
    """
    if name not in set(Optimiser):
        raise InputError("runs.unknown_optimiser", name=name, choices=list(Optimiser))
    changes = {} if name == usual.optimiser else _OF_ITS_OWN[Optimiser(name)]
    rate = {} if learning_rate is None else {"learning_rate": learning_rate}
    return {"optimiser": Optimiser(name)} | changes | rate


_OF_ITS_OWN = {
    Optimiser.SGD: {"learning_rate": 1.0, "decay": 1.2},  # as Zaremba's medium model
    Optimiser.ADAM: {"learning_rate": ADAM_LEARNING_RATE, "decay": 1.0},
}
