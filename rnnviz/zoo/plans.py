"""Which models are made one by one, and how, as data; those of the zoo come of a sweep."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from rnnviz.core.methods import find as find_method
from rnnviz.core.placement import Cell, Placement, parse
from rnnviz.errors import InputError, counted
from rnnviz.lm.configs import ModelConfig, Optimiser, TrainConfig, find_config
from rnnviz.lm.run import CorpusChoice, Run


@dataclass(frozen=True, slots=True)
class Entry:
    """A model to make: the best of some seeds' best epochs, judged on validation text."""

    name: str
    title: str
    run: Run
    seeds: tuple[int, ...] = (0,)
    ships: bool = True  # its weights; else its card alone
    record: str = ""  # the file of `recorded` that shows its curves among others'


def _picture(cell: Cell, layers: int) -> Entry:
    """A model small enough to be drawn, trained without noise."""
    model = ModelConfig(cell=cell, layers=layers, units=32, tied=True, init_scale=0.3)
    training = TrainConfig(
        epochs=24, optimiser=Optimiser.ADAM, learning_rate=0.006, constant_epochs=12
    )
    run = Run("none", Placement(), CorpusChoice("sotu", "tiny"), model, training)
    title = f"{cell.upper()} with {counted(layers, 'layer')} of 32 units"
    return Entry(f"picture-{cell}-{layers}", title, run)


# The methods compared, at shares of their published rates that four epochs on the addresses chose.
_ON_PTB = {
    "none": "none",
    "zaremba2014": "input:0.125+between:0.125+output:0.125",
    "naive_everywhere": "input:0.125+between:0.125+recurrent:0.125+output:0.125",
    "naive_recurrent": "recurrent:0.25",
    "gal2016_tied": "word:0.075:sequence+input:0.125:sequence+between:0.125:sequence"
    "+recurrent:0.075:sequence+output:0.125:sequence",
    "semeniuta2016": "input:0.05+candidate:0.0625:classic+output:0.125",
    "zoneout2016": "cell:0.25:previous:classic+hidden:0.025:previous:classic",
    "awd_lstm2017": "word:0.025:batch+input:0.1:sequence+between:0.0625:sequence"
    "+weights:0.125:batch+output:0.1:sequence",
}
ZOO_METHODS = tuple(_ON_PTB)


def _ptb(key: str) -> Entry:
    """Zaremba's small model with a method."""
    run, title = _on_ptb("zaremba-small", key, parse(_ON_PTB[key])), find_method(key).title
    return Entry(f"ptb-{key}", title, run, ships=False, record="ptb.json")


def _medium(key: str) -> Entry:
    """Zaremba's medium model as published, or without noise; six hours of a core, more or less."""
    method = find_method(key)
    run = _on_ptb("zaremba-medium", key, method.placement)
    name = f"ptb-medium-{key}"
    return Entry(name, method.title, run, ships=False, record="ptb-medium.json")


def _on_ptb(config: str, key: str, placement: Placement) -> Run:
    """A configuration's network and schedule on the Penn Treebank."""
    named = find_config(config)
    training = replace(named.training, bfloat16=True)
    return Run(key, placement, CorpusChoice("ptb", "full"), named.model, training)


PLANS: dict[str, Callable[[], tuple[Entry, ...]]] = {
    "picture": lambda: tuple(_picture(cell, layers) for cell in Cell for layers in (1, 2, 3, 4)),
    "ptb": lambda: tuple(map(_ptb, ZOO_METHODS)),
    "medium": lambda: (_medium("zaremba2014"), _medium("none")),
}


def find_plan(name: str) -> dict[str, Entry]:
    """The models of a plan, by name. Raises `InputError`, which lists the plans, for another."""
    if name not in PLANS:
        raise InputError("zoo.unknown_plan", name=name, choices=list(PLANS))
    return {entry.name: entry for entry in PLANS[name]()}
