"""What several passes of a module say together: each edge, its rate, how long a mask lasts."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from rnnviz.content import Message
from rnnviz.core.edges import layers_of
from rnnviz.core.placement import GATES, Cell, Edge, Fill, Noise, Placement, Scaling, Share
from rnnviz.errors import InputError
from rnnviz.inspection.graph import Graph
from rnnviz.inspection.masks import differs, expected, laid, rate, scaling, share
from rnnviz.inspection.passes import Key, line_of, masks_of, one_pass, steps_of
from rnnviz.inspection.reading import Met, met
from rnnviz.inspection.subject import Subject, check_evaluated

_LEAST_STEPS = 3  # by which steps are told apart


@dataclass(frozen=True, slots=True)
class Finding:
    """Dropout in one layer, on one line of the program."""

    edge: Edge | None  # None where it is on none of the vocabulary's
    layer: int
    rate: float
    share: Share
    fill: Fill
    scaling: Scaling
    tied: bool
    at_eval: bool
    where: str

    @property
    def noise(self) -> Noise | None:
        """The same in the vocabulary, where that can say it."""
        if self.edge is None:
            return None
        try:
            return Noise(
                self.edge, self.rate, self.share, self.fill, self.scaling, self.tied, self.at_eval
            )
        except InputError:
            return None


@dataclass(frozen=True, slots=True)
class Inspection:
    """All that could be told of a module."""

    name: str
    cell: Cell | None
    layers: int
    findings: tuple[Finding, ...]
    strange: tuple[Message, ...]

    @property
    def placement(self) -> Placement | None:
        """The placement that it has, if all of it can be said in one, alike in all layers."""
        noises = {finding.noise for finding in self.findings}
        if None in noises or self.strange:
            return None
        try:
            placement = Placement(tuple(noise for noise in noises if noise is not None))
        except InputError:
            return None
        there = {(f.edge, f.layer) for f in self.findings}
        asked = {(e, l) for e in placement.edges for l in layers_of(e, self.layers)}
        return placement if there == asked else None


def inspect(subject: Subject) -> Inspection:
    """What a module drops in train and in eval mode. Raises `InputError` if it can't be read."""
    subject, graph = _read(subject)
    training, strange = masks_of(subject, training=True)
    check_evaluated(subject)
    evaluation, _ = masks_of(subject, training=False)
    reading = _Reading(
        steps_of(graph),
        subject.batch,
        words=not subject.inputs[0].is_floating_point(),
        scales=met(one_pass(subject, 0, training=False)[0], scales=True),
    )
    findings = [reading.finding(k, m, stays=_stays(k, evaluation)) for k, m in training.items()]
    left = {key: masks for key, masks in evaluation.items() if not _stays(key, training)}
    reading = replace(reading, scales=[])
    findings += [reading.finding(key, masks, stays=True) for key, masks in left.items()]
    order = {edge: n for n, edge in enumerate(Edge)}
    findings.sort(key=lambda f: (order.get(f.edge, len(order)) if f.edge else len(order), f.layer))
    layers = 1 + max(graph.depths.values())
    cell, pooled = _cell(subject, graph), tuple(_pooled(findings))
    return Inspection(subject.name, cell, layers, pooled, strange)


def _read(subject: Subject) -> tuple[Subject, Graph]:
    """A pass in train mode; of the subject turned, where its steps are what was taken for examples.

    Raises `InputError` where nothing recurs.
    """
    graph, _ = one_pass(subject, 0, training=True)
    if not graph.layers:
        raise InputError("inspection.no_layers", name=subject.name)
    if steps_of(graph) == subject.batch and subject.turns:
        subject = subject.turned()
        graph, _ = one_pass(subject, 0, training=True)
    if (steps := steps_of(graph)) < _LEAST_STEPS:
        raise InputError("inspection.few_steps", name=subject.name, steps=steps)
    return subject, graph


def _stays(key: Key, masks: dict[Key, list[list[Tensor]]]) -> bool:
    return any(other[:3] == key[:3] for other in masks)


@dataclass(frozen=True, slots=True)
class _Reading:
    """What is known of all masks of a mode before one of them is looked at."""

    steps: int
    batch: int
    words: bool  # whether the module reads words, not vectors
    scales: list[Met]  # the constants that evaluation multiplies by

    def finding(self, key: Key, passes: list[list[Tensor]], *, stays: bool) -> Finding:
        """One dropout, from its masks of several passes; `stays` if evaluation has it too."""
        edge, layer, fill, where = key
        masks = [laid(factors, self.steps, self.batch) for factors in passes]  # (T, B, …, units)
        fill, dropped, kept = rate(torch.cat([mask.flatten() for mask in masks]), fill)
        edge = self._edge(edge, masks)
        scaled = scaling(kept, dropped, fill)
        if scaled is Scaling.NONE:
            expectation = expected((key[0], layer), 1 - dropped, self.scales)
            if expectation is not None:
                scaled, dropped = Scaling.CLASSIC, round(1 - expectation, 4)
        tied = not any(m.dim() > 3 and m.shape[-2] > 1 and differs(m, -2) for m in masks)
        lasts = self._share(key[0], edge, masks)
        return Finding(edge, layer, dropped, lasts, fill, scaled, tied, stays, line_of(where))

    def _edge(self, edge: Edge | None, masks: list[Tensor]) -> Edge | None:
        """An input whose units all fall together is a word, where there are words."""
        whole = all(mask.dim() == 3 and not differs(mask, -1) for mask in masks)
        return Edge.WORD if edge is Edge.INPUT and self.words and whole else edge

    def _share(self, met_at: Edge | None, edge: Edge | None, masks: list[Tensor]) -> Share:
        one_step = all(len(mask) == 1 for mask in masks)
        if one_step and all(m.dim() == 3 and self.batch not in m.shape for m in masks):
            return Share.BATCH  # of weights
        shared = share(masks, words=edge is Edge.WORD)
        once = one_step and met_at in {Edge.INPUT, Edge.BETWEEN, Edge.OUTPUT}
        return Share.STEP if once and shared is Share.SEQUENCE else shared  # of one step's value


def _pooled(findings: list[Finding]) -> Iterator[Finding]:
    """The findings with one rate for all layers of an edge where it is an estimate, to 2 digits."""
    for finding in findings:
        alike = [
            other.rate
            for other in findings
            if replace(other, layer=finding.layer, rate=finding.rate, where=finding.where)
            == finding
        ]
        estimated = finding.scaling is Scaling.NONE or finding.fill is Fill.GAUSSIAN
        yield replace(finding, rate=round(sum(alike) / len(alike), 2)) if estimated else finding


def _cell(subject: Subject, graph: Graph) -> Cell | None:
    """The kind of cell, by its class or by how many gates its weights make."""
    for module in subject.model.modules():
        for cell in Cell:
            if type(module).__name__.upper() in {cell.upper(), f"{cell.upper()}CELL"}:
                return cell
    by_gates = {len(names): cell for cell, names in GATES.items()}
    group = graph.layers[0]
    if len(group) > 1:
        return by_gates.get(len(group))
    (weight,) = group
    return by_gates.get(next(n.gates for n in graph.nodes if weight in n.weights and n.inputs))
