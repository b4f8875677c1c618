"""Recorded passes of a module, in train and in eval mode, and the masks of several together."""

from copy import deepcopy
from math import prod
from pathlib import Path

import torch

from rnnviz.content import Message
from rnnviz.core.placement import Edge, Fill
from rnnviz.inspection.graph import Graph
from rnnviz.inspection.masks import differs
from rnnviz.inspection.met import Met, Site
from rnnviz.inspection.operations import Kind, Where, tensors
from rnnviz.inspection.reading import met
from rnnviz.inspection.recording import Recorder, record
from rnnviz.inspection.subject import Subject, passing, theirs, uncompiled
from rnnviz.nn.carry import kernel_only
from rnnviz.nn.recurrent import Placed

_PASSES = {True: 4, False: 2}  # in train mode, in eval mode
_MOST = {True: 16, False: 2}
_ENOUGH = 600  # draws, by which a rate is known to about 0.02
_PACKAGE = str(Path(__file__).parents[1])
Key = tuple[Edge | None, int, Fill, Site]


def one_pass(subject: Subject, seed: int, *, training: bool) -> tuple[Graph, tuple[Message, ...]]:
    """One recorded pass; afterwards the module is as it was."""
    model = subject.model
    ours = [(module, module.readable) for module in model.modules() if isinstance(module, Placed)]
    recorder = Recorder(model.parameters())
    try:
        for module, _ in ours:
            module.readable = kernel_only(module) is None  # the engine can't be looked into
        with passing(model, training=training):
            torch.manual_seed(seed)
            inputs = deepcopy(subject.inputs)  # which a program may write to
            first, *states = inputs
            for kind, given in ((Kind.DATA, first), (Kind.START, states)):
                for value in tensors(given):
                    recorder.graph.enter(value, kind)
            with uncompiled(), theirs("inspection.not_followed", name=subject.name):
                out = record(recorder, model, inputs)
            graph = Graph(recorder, tensors(out))
    finally:
        for module, readable in ours:
            module.readable = readable
    strange = recorder.strange + (recorder.graph.lost() if training else [])
    places = dict.fromkeys((op, line_of(where) or subject.name) for op, where in strange)
    return graph, tuple(
        Message("inspection.strange", {"op": op, "where": where}) for op, where in places
    )


def masks_of(
    subject: Subject, *, training: bool
) -> tuple[dict[Key, list[list[Met]]], tuple[Message, ...]]:
    """The masks of several passes by edge, layer, kind and dropout, the more the fewer it draws."""
    masks: dict[Key, list[list[Met]]] = {}
    strange: list[Message] = []
    for seed in range(_MOST[training]):
        if seed >= _PASSES[training] and _known(masks):
            break
        graph, more = one_pass(subject, seed, training=training)
        strange += [message for message in more if message not in strange]
        of_pass: dict[Key, list[Met]] = {}
        for each in met(graph):
            of_pass.setdefault((each.edge, each.layer, each.fill, each.site), []).append(each)
        for key, encounters in of_pass.items():
            masks.setdefault(key, []).append(encounters)
    return masks, tuple(strange)


def _known(masks: dict[Key, list[list[Met]]]) -> bool:
    """Whether the passes show each rate: what is kept tells it, or many draws do."""
    for passes in masks.values():
        factors = [each.factor for encounters in passes for each in encounters]
        scaled = factors[0].max() > 1 and bool((factors[0] == 0).any())
        count = sum(prod(size for n, size in enumerate(f.shape) if differs(f, n)) for f in factors)
        if not scaled and count < _ENOUGH:
            return False
    return True


def steps_of(graph: Graph) -> int:
    """How many steps the longest layer has."""
    return max(graph.lengths.values())


def line_of(where: Where) -> str:
    """The innermost line of the program itself."""
    for file, line, _ in where:
        if file and not file.startswith(_PACKAGE):
            return f"{Path(file).name}:{line}"
    return ""
