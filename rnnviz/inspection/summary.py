"""What several passes of a module say together: each edge, its rate, how long a mask lasts."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from rnnviz.content import Message
from rnnviz.core.edges import layers_of
from rnnviz.core.placement import (
    GATES,
    WEIGHT_EDGES,
    Cell,
    Edge,
    Fill,
    Noise,
    Placement,
    Scaling,
    Share,
)
from rnnviz.errors import InputError
from rnnviz.inspection.graph import Graph
from rnnviz.inspection.masks import (
    differs,
    draws,
    expected,
    laid,
    rate,
    scaling,
    share,
    uncertainty,
)
from rnnviz.inspection.met import Met, Site
from rnnviz.inspection.passes import Key, line_of, masks_of, one_pass, steps_of
from rnnviz.inspection.reading import met
from rnnviz.inspection.subject import Subject, check_evaluated
from rnnviz.inspection.unseen import copied, unseen

_LEAST_STEPS = 3  # by which steps are told apart


@dataclass(frozen=True, slots=True)
class Finding:
    """Dropout in one layer, at one place of the program."""

    edge: Edge | None  # None where it is on none of the vocabulary's
    layer: int
    rate: float
    share: Share
    fill: Fill
    scaling: Scaling
    tied: bool
    at_eval: bool
    where: str
    near: float = 0.0  # how far an estimated rate may be off
    beyond: bool = False  # other weights lie between the value and the layers
    again: bool = False  # the value met dropout of this kind on this edge before
    part: bool = False  # it is on a part of what comes in there
    steps: tuple[int, int] | None = None  # how many steps have it, where others have not

    @property
    def noise(self) -> Noise | None:
        """The same in the vocabulary, where that can say it."""
        if self.edge is None or self.again or self.part or self.steps is not None:
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
    spare = copied(subject.model)  # before eval mode, which may leave its weights otherwise
    subject, graph = _read(subject)
    training, strange = masks_of(subject, training=True)
    check_evaluated(subject)
    evaluation, more = masks_of(subject, training=False)
    reading = _Reading(
        steps_of(graph),
        subject.batch,
        words=not subject.inputs[0].is_floating_point(),
        scales=met(one_pass(subject, 0, training=False)[0], scales=True),
    )
    read = {k: reading.finding(k, m, stays=k in evaluation) for k, m in training.items()}
    reading = replace(reading, scales=[])
    left = {key: masks for key, masks in evaluation.items() if key not in training}
    read |= {key: reading.finding(key, masks, stays=True) for key, masks in left.items()}
    findings = list(dict.fromkeys(_in_order(read, training | left)))
    strange += tuple(message for message in more if message not in strange)
    strange += unseen(replace(subject, model=spare), (training, evaluation), told=bool(strange))
    order = {edge: n for n, edge in enumerate(Edge)}
    findings.sort(key=lambda f: (order.get(f.edge, len(order)) if f.edge else len(order), f.layer))
    layers = 1 + max(graph.depths.values())
    cell, pooled = _cell(subject, graph), tuple(dict.fromkeys(_pooled(findings)))
    return Inspection(subject.name, cell, layers, pooled, strange)


def _read(subject: Subject) -> tuple[Subject, Graph]:
    """A pass in train mode; of the subject turned, where its steps are what was taken for examples.

    Raises `InputError` where nothing recurs.
    """
    graph, _ = one_pass(subject, 0, training=True)
    if not graph.layers:
        raise InputError("inspection.no_layers", name=subject.name)
    if steps_of(graph) == subject.batch and subject.turns:
        other, _ = one_pass(subject.turned(), 0, training=True)
        if steps_of(other) == subject.steps:  # else it read a part of the text alone
            subject, graph = subject.turned(), other
    if (steps := steps_of(graph)) < _LEAST_STEPS:
        raise InputError("inspection.few_steps", name=subject.name, steps=steps)
    return subject, graph


def _in_order(read: dict[Key, Finding], masks: dict[Key, list[list[Met]]]) -> Iterator[Finding]:
    """The findings, those marked whose value met the same dropout before."""
    places: dict[Site, set[object]] = {}
    for key, finding in read.items():
        places.setdefault(key[3], set()).add((finding.edge, finding.layer, finding.fill))
    for key, finding in read.items():
        mine, after = (finding.edge, finding.layer, finding.fill), masks[key][0][0].after
        yield replace(finding, again=any(mine in places.get(site, ()) for site in after))


@dataclass(frozen=True, slots=True)
class _Reading:
    """What is known of all masks of a mode before one of them is looked at."""

    steps: int
    batch: int
    words: bool  # whether the module reads words, not vectors
    scales: list[Met]  # the constants that evaluation multiplies by

    def finding(self, key: Key, passes: list[list[Met]], *, stays: bool) -> Finding:
        """One dropout, from its masks of several passes; `stays` if evaluation has it too."""
        edge, layer, fill, site = key
        first = passes[0][0]
        masks = [mask for each in passes for mask in laid(each, self.steps, self.batch)]
        edge = self._edge(edge, masks)
        values = torch.cat([mask.flatten() for mask in masks])
        fill, dropped, kept = rate(values, fill, first.scale)
        scaled = scaling(kept, dropped, fill)
        near = uncertainty(
            dropped, fill, sum(draws(mask, words=edge is Edge.WORD) for mask in masks)
        )
        if scaled is Scaling.NONE:
            expectation = expected(key[0], layer, 1 - dropped, max(near, 0.1), self.scales)
            if expectation:
                scaled, dropped = Scaling.CLASSIC, round(1 - expectation, 4)
        estimated = scaled is Scaling.NONE or fill is Fill.GAUSSIAN
        tied = not (first.gated and any(differs(m, -2) for m in masks))
        return Finding(
            edge,
            layer,
            dropped,
            self._share(key[0], edge, masks),
            fill,
            scaled,
            tied,
            stays,
            line_of(site.where),
            near if estimated else 0.0,
            first.beyond,
            part=first.part,
            steps=self._some(passes, masks),
        )

    @staticmethod
    def _some(passes: list[list[Met]], masks: list[Tensor]) -> tuple[int, int] | None:
        """At how many of its layer's steps it is, if each step is apart and some have none."""
        count, first = len(passes[0]), passes[0][0]
        alone = len(masks) == len(passes) and first.span == 1 and len(masks[0]) == count
        return (count, first.total) if alone and 1 < count < first.total - 1 else None

    def _edge(self, edge: Edge | None, masks: list[Tensor]) -> Edge | None:
        """An input whose units all fall together is a word, where there are words."""
        whole = all(mask.dim() == 3 and not differs(mask, -1) for mask in masks)
        return Edge.WORD if edge is Edge.INPUT and self.words and whole else edge

    def _share(self, met_at: Edge | None, edge: Edge | None, masks: list[Tensor]) -> Share:
        one_step = all(len(mask) == 1 for mask in masks)
        whole = edge in WEIGHT_EDGES or all(self.batch not in mask.shape for mask in masks)
        if edge in WEIGHT_EDGES and not one_step:
            return Share.STEP_BATCH
        if one_step and whole and all(m.dim() == 3 for m in masks):
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
            if replace(
                other,
                layer=finding.layer,
                rate=finding.rate,
                where=finding.where,
                near=finding.near,
            )
            == finding
        ]
        mean = round(sum(alike) / len(alike), 2)
        yield replace(finding, rate=mean) if finding.near else finding


def _cell(subject: Subject, graph: Graph) -> Cell | None:
    """The kind of cell, by its class or by how many gates its weights make."""
    for module in subject.model.modules():
        for cell in Cell:
            if type(module).__name__.upper() in {cell.upper(), f"{cell.upper()}CELL"}:
                return cell
    by_gates = {len(names): cell for cell, names in GATES.items()}
    along = [n for n, weights in graph.products.items() if weights & graph.layers[0]]
    steps = [graph.steps[n][graph.layers[0]] for n in along]
    each = steps.count(max(steps))  # products in a step
    return by_gates.get(each if each > 1 else graph.nodes[along[0]].gates)
