"""Recorded passes of a module, in train and in eval mode, and the masks of several together."""

from collections.abc import Iterator
from pathlib import Path

import torch
from torch import Tensor

from rnnviz.content import Message
from rnnviz.core.placement import GATES, Edge, Fill
from rnnviz.inspection.graph import Graph
from rnnviz.inspection.operations import Kind, tensors
from rnnviz.inspection.reading import Met, met
from rnnviz.inspection.recording import Recorder, record
from rnnviz.inspection.subject import Subject, theirs
from rnnviz.nn.carry import kernel_only
from rnnviz.nn.recurrent import Placed

_PASSES = {True: 4, False: 2}  # in train mode, in eval mode
_PACKAGE = str(Path(__file__).parents[1])
_GATES = {len(names) for names in GATES.values()} - {1}
Key = tuple[Edge | None, int, Fill, tuple[tuple[str, int], ...]]


def one_pass(subject: Subject, seed: int, *, training: bool) -> tuple[Graph, tuple[Message, ...]]:
    """One recorded pass; afterwards the module is as it was."""
    model = subject.model
    modes = [(module, module.training) for module in model.modules()]
    ours = [(module, module.readable) for module in model.modules() if isinstance(module, Placed)]
    recorder = Recorder(model.parameters())
    try:
        model.train(training)
        for module, _ in ours:
            module.readable = kernel_only(module) is None  # the engine can't be looked into
        with torch.no_grad(), torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            first, *states = subject.inputs
            for kind, given in ((Kind.DATA, first), (Kind.START, states)):
                for value in tensors(given):
                    recorder.graph.enter(value, kind)
            with theirs("inspection.not_taken", SystemExit, name=subject.name):
                out = record(recorder, model, subject.inputs)
            graph = Graph(recorder, tensors(out))
    finally:
        for module, mode in modes:
            module.training = mode
        for module, readable in ours:
            module.readable = readable
    places = dict.fromkeys((op, line_of(where)) for op, where in recorder.strange)
    return graph, tuple(
        Message("inspection.strange", {"op": op, "where": where}) for op, where in places
    )


def masks_of(
    subject: Subject, *, training: bool
) -> tuple[dict[Key, list[list[Tensor]]], tuple[Message, ...]]:
    """The masks of several passes by edge, layer, kind and line."""
    masks: dict[Key, list[list[Tensor]]] = {}
    strange: tuple[Message, ...] = ()
    for seed in range(_PASSES[training]):
        graph, strange = one_pass(subject, seed, training=training)
        of_pass: dict[tuple[Edge | None, int, Fill], list[Met]] = {}
        for encounter in met(graph):
            of_pass.setdefault((encounter.edge, encounter.layer, encounter.fill), []).append(
                encounter
            )
        for key, factors in _by_line(of_pass):
            masks.setdefault(key, []).append(factors)
    return masks, strange


def _by_line(
    places: dict[tuple[Edge | None, int, Fill], list[Met]],
) -> Iterator[tuple[Key, list[Tensor]]]:
    """The factors by edge, layer, kind and line; those of several gates beside each other."""
    for place, masks in places.items():
        lines: dict[object, list[Met]] = {}
        for encounter in masks:
            lines.setdefault((encounter.where, encounter.into), []).append(encounter)
        groups = list(lines.values())
        into = {group[0].into for group in groups}
        if len(groups) in _GATES and len(into) == len(groups) and frozenset() not in into:
            rows = zip(*(group for group in groups), strict=False)
            factors = [torch.stack([encounter.factor for encounter in row], -2) for row in rows]
            yield (*place, groups[0][0].where), factors
            continue
        for group in groups:
            yield (*place, group[0].where), [encounter.factor for encounter in group]


def steps_of(graph: Graph) -> int:
    """How often the weights along time are multiplied with."""
    along = [node.weights & graph.depths.keys() for node in graph.nodes if node.inputs]
    counts = [sum(weight in each for each in along) for weight in graph.depths]
    return max(counts)


def line_of(where: tuple[tuple[str, int], ...]) -> str:
    """The innermost line of the program itself."""
    for file, line in where:
        if not file.startswith(_PACKAGE):
            return f"{Path(file).name}:{line}"
    return ""
