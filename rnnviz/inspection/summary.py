"""What several passes of a module say together: each edge, its rate, how long a mask lasts."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from torch import Tensor

from rnnviz.content import Message
from rnnviz.core.edges import layers_of
from rnnviz.core.placement import GATES, Cell, Edge, Fill, Noise, Placement, Scaling, Share
from rnnviz.errors import InputError
from rnnviz.inspection.operations import Kind, tensors
from rnnviz.inspection.reading import Graph, Met, met
from rnnviz.inspection.recording import Recorder, record
from rnnviz.inspection.subject import PATTERN, Subject, theirs
from rnnviz.nn.carry import kernel_only
from rnnviz.nn.recurrent import Placed

_PASSES = {True: 4, False: 2}  # in train mode, in eval mode
_PACKAGE = str(Path(__file__).parents[1])
_NEAR = 0.1  # of a constant that stands for a mask's expectation
Key = tuple[Edge | None, int, Fill, tuple[tuple[str, int], ...]]
_GATES = {len(names) for names in GATES.values()} - {1}


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
    graph, _ = _pass(subject, 0, training=True)
    if not graph.layers:
        raise InputError("inspection.no_layers", name=subject.name)
    steps = _steps(graph)
    if steps == subject.batch and subject.turns:
        subject = subject.turned()
        graph, _ = _pass(subject, 0, training=True)
        steps = _steps(graph)
    if steps < 3:
        raise InputError("inspection.few_steps", name=subject.name, steps=steps)
    training, strange = _passes(subject, training=True)
    evaluation, _ = _passes(subject, training=False)
    words = not subject.inputs[0].is_floating_point()
    scales = met(_pass(subject, 0, training=False)[0], scales=True)
    findings = [
        _finding(
            key,
            masks,
            steps,
            subject.batch,
            stays=_stays(key, evaluation),
            words=words,
            scales=scales,
        )
        for key, masks in training.items()
    ]
    findings += [
        _finding(key, masks, steps, subject.batch, stays=True, words=words, scales=[])
        for key, masks in evaluation.items()
        if not _stays(key, training)
    ]
    order = {edge: n for n, edge in enumerate(Edge)}
    findings.sort(key=lambda f: (order.get(f.edge, len(order)) if f.edge else len(order), f.layer))
    layers = 1 + max(graph.depths.values())
    return Inspection(
        subject.name, _cell(subject, graph), layers, tuple(_pooled(findings)), strange
    )


def _pass(subject: Subject, seed: int, *, training: bool) -> tuple[Graph, tuple[Message, ...]]:
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
                    recorder.enter(value, kind)
            with theirs("inspection.not_taken", SystemExit, name=subject.name):
                out = record(recorder, model, subject.inputs)
            graph = Graph(recorder, tensors(out))
    finally:
        for module, mode in modes:
            module.training = mode
        for module, readable in ours:
            module.readable = readable
    places = dict.fromkeys((op, _line(where)) for op, where in recorder.strange)
    return graph, tuple(
        Message("inspection.strange", {"op": op, "where": where}) for op, where in places
    )


def _passes(
    subject: Subject, *, training: bool
) -> tuple[dict[Key, list[list[Tensor]]], tuple[Message, ...]]:
    """The masks of several passes by edge, layer, kind and line."""
    masks_of: dict[Key, list[list[Tensor]]] = {}
    strange: tuple[Message, ...] = ()
    for seed in range(_PASSES[training]):
        graph, strange = _pass(subject, seed, training=training)
        of_pass: dict[tuple[Edge | None, int, Fill], list[Met]] = {}
        for encounter in met(graph):
            of_pass.setdefault((encounter.edge, encounter.layer, encounter.fill), []).append(
                encounter
            )
        for key, factors in _by_line(of_pass):
            masks_of.setdefault(key, []).append(factors)
    return masks_of, strange


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


def _steps(graph: Graph) -> int:
    """How often the weights along time are multiplied with."""
    along = [node.weights & graph.depths.keys() for node in graph.nodes if node.inputs]
    counts = [sum(weight in each for each in along) for weight in graph.depths]
    return max(counts)


def _stays(key: Key, masks: dict[Key, list[list[Tensor]]]) -> bool:
    return any(other[:3] == key[:3] for other in masks)


def _finding(
    key: Key,
    passes: list[list[Tensor]],
    steps: int,
    batch: int,
    *,
    stays: bool,
    words: bool,
    scales: list[Met],
) -> Finding:
    edge, layer, fill, where = key
    masks = [_laid(factors, steps, batch) for factors in passes]  # (T, B, …, units) each
    values = torch.cat([mask.flatten() for mask in masks])
    fill, rate, kept = _rate(values, fill)
    once = edge in {Edge.INPUT, Edge.BETWEEN, Edge.OUTPUT} and all(len(m) == 1 for m in masks)
    on_weights = all(len(m) == 1 and m.dim() == 3 and batch not in m.shape for m in masks)
    if edge is Edge.INPUT and words and all(m.dim() == 3 and not _differs(m, -1) for m in masks):
        edge = Edge.WORD
    share = _share(masks, words=edge is Edge.WORD)
    if once and share is Share.SEQUENCE:
        share = Share.STEP  # of one step's value alone
    if on_weights and all(len(mask) == 1 for mask in masks):
        share = Share.BATCH
    scaling = _scaling(kept, rate, fill)
    expected = _expected((key[0], layer), 1 - rate, scales) if scaling is Scaling.NONE else None
    if expected is not None:
        scaling, rate = Scaling.CLASSIC, round(1 - expected, 4)
    tied = not any(m.dim() > 3 and m.shape[-2] > 1 and _differs(m, -2) for m in masks)
    return Finding(edge, layer, rate, share, fill, scaling, tied, stays, _line(where))


def _laid(factors: list[Tensor], steps: int, batch: int) -> Tensor:
    """The factors of a pass as (T, B, …), where they have steps and examples."""
    first = factors[0]
    if len(factors) > 1 or steps not in first.shape:
        if len(factors) == 1 and first.shape[0] == steps * batch:
            return first.reshape(steps, batch, *first.shape[1:])
        stacked = torch.stack([f for f in factors if f.shape == first.shape])
        axes = [n for n, size in enumerate(stacked.shape) if n and size == batch]
        return stacked.movedim(axes[0], 1) if axes else stacked
    time = first.shape.index(steps)
    moved = first.movedim(time, 0)
    axes = [n for n, size in enumerate(moved.shape) if n and size == batch]
    return moved.movedim(axes[0], 1) if axes else moved


def _rate(values: Tensor, fill: Fill) -> tuple[Fill, float, float]:
    """The kind of noise, its rate, and what is kept times what."""
    kept = values.max().item()
    zeros = (values == 0).double().mean().item()
    if zeros == 0 and len(values.unique()) > 2:
        variance = values.double().var().item()
        return Fill.GAUSSIAN, round(variance / (1 + variance), 2), 1.0
    return fill, round(1 - 1 / kept if kept > 1.0001 else zeros, 4), kept


def _scaling(kept: float, rate: float, fill: Fill) -> Scaling:
    inverted = abs(kept - 1 / (1 - rate)) < 1e-3 if rate < 1 else False
    return Scaling.INVERTED if fill is Fill.GAUSSIAN or (inverted and rate > 0) else Scaling.NONE


def _expected(place: tuple[Edge | None, int], keep: float, scales: list[Met]) -> float | None:
    """What evaluation multiplies by instead, if it is near what training keeps."""
    constants = (
        scale.factor.flatten()[0].item() for scale in scales if (scale.edge, scale.layer) == place
    )
    return next((value for value in constants if abs(value - keep) < _NEAR), None)


def _share(masks: list[Tensor], *, words: bool) -> Share:
    """Who shares a mask, and how long."""
    long = all((words and _by_word(m)) or not _differs(m, 0) for m in masks)
    alike = all(m.dim() > 1 and not _differs(m, 1) for m in masks)
    if long:
        return Share.BATCH if alike else Share.SEQUENCE
    if alike:
        return Share.STEP_BATCH
    whole = all(m.dim() > 2 and m.shape[-1] > 1 and not _differs(m, -1) for m in masks)
    return Share.FRAME if whole and not words else Share.STEP


def _differs(mask: Tensor, axis: int) -> bool:
    return bool((mask != mask.narrow(axis, 0, 1)).any())


def _by_word(mask: Tensor) -> bool:
    return len(mask) > PATTERN and bool((mask[PATTERN:] == mask[:-PATTERN]).all())


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


def _line(where: tuple[tuple[str, int], ...]) -> str:
    """The innermost line of the program itself."""
    for file, line in where:
        if not file.startswith(_PACKAGE):
            return f"{Path(file).name}:{line}"
    return ""
