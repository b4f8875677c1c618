"""An inspection in lines to be read, and where it differs from a placement."""

from dataclasses import replace

from rnnviz.content import Message, named
from rnnviz.core.edges import Shape, layers_of, standing_for
from rnnviz.core.placement import Cell, Edge, Fill, Noise, Placement, Share
from rnnviz.inspection.summary import Finding, Inspection


def report(inspection: Inspection) -> list[str]:
    """What a module drops, a line for each edge and layer, and what can't be told."""
    name, count = inspection.name, inspection.layers
    cell = inspection.cell.upper() if inspection.cell else Message("inspection.some_cell")
    lines = [str(Message("inspection.head", {"name": name, "count": count, "cell": cell}))]
    if not inspection.findings and not inspection.strange:
        lines.append(str(Message("inspection.nothing")))
    lines += [f"  {_told(finding)}" for finding in inspection.findings]
    if inspection.placement is not None:
        lines.append(str(Message("inspection.placement", {"placement": inspection.placement})))
    elif inspection.findings:
        lines.append(str(Message("inspection.no_placement")))
    return lines + [str(message) for message in inspection.strange]


def _told(finding: Finding) -> Message:
    zoneout = finding.fill is Fill.PREVIOUS
    parts = [
        named("share", finding.share),
        named("fill", finding.fill) if finding.fill is not Fill.ZERO else "",
        Message("inspection.untied") if not finding.tied else "",
        "" if zoneout else named("scaling", finding.scaling),
        Message("inspection.stays" if finding.at_eval else "inspection.off"),
        _some_steps(finding.steps) if finding.steps else "",
        Message("inspection.again") if finding.again else "",
        Message("inspection.part") if finding.part else "",
    ]
    return Message(
        "inspection.finding",
        {
            "edge": _edge(finding.edge, beyond=finding.beyond),
            "layer": finding.layer + 1,
            "rate": "≈ " * (finding.near > 0) + f"{finding.rate:.3g}",
            "said": ", ".join(str(part) for part in parts if str(part)),
            "where": finding.where or "rnnviz.nn",
        },
    )


def _some_steps(steps: tuple[int, int]) -> Message:
    count, of = steps
    return Message("inspection.some_steps", {"count": count, "steps": of})


def differences(inspection: Inspection, wanted: Placement) -> list[str]:
    """Where a module isn't what a placement says of its cell, a line for each edge and layer."""
    cell = inspection.cell
    placement = wanted.on(cell) if cell else wanted
    asked: dict[tuple[Edge | None, int, Fill], Noise] = {
        (_standing(noise.edge, cell), layer, noise.fill): noise
        for noise in map(_whole_words if _reads_words(inspection) else _same, placement.active)
        for layer in layers_of(noise.edge, inspection.layers)
    }
    have = [
        ((_standing(f.edge, cell) if f.edge else None, f.layer, f.fill), f)
        for f in inspection.findings
    ]
    there = {key for key, _ in have}
    lines = [_missing(*key[:2], asked[key]) for key in asked if key not in there]
    for key, finding in have:
        if key not in asked or finding.again:
            lines.append(_too_much(finding))
        else:
            lines += _unlike(finding, asked[key], one_gate=cell is Cell.RNN)
    return list(dict.fromkeys(map(str, [*lines, *inspection.strange])))


def _too_much(finding: Finding) -> Message:
    edge = _edge(finding.edge, beyond=finding.beyond)
    fields = {"edge": edge, "layer": finding.layer + 1, "where": finding.where}
    return Message("inspection.once_more" if finding.again else "inspection.too_much", fields)


def _reads_words(inspection: Inspection) -> bool:
    return any(f.edge and f.edge.row.shape is Shape.WORDS for f in inspection.findings)


def _same(noise: Noise) -> Noise:
    return noise


def _whole_words(noise: Noise) -> Noise:
    """What drops all units of an input together, as what it is then: dropping words."""
    whole = noise.edge.row.whole if noise.share is Share.FRAME else None
    return replace(noise, edge=whole, share=Share.STEP) if whole else noise


def _standing(edge: Edge, cell: Cell | None) -> Edge:
    return standing_for(edge, cell) if cell and edge.row.hooks_in(cell) else edge


def _edge(edge: Edge | None, *, beyond: bool = False) -> object:
    unnamed = Message("inspection.beyond" if beyond else "inspection.no_edge")
    return named("edge", edge) if edge else unnamed


def _missing(edge: Edge | None, layer: int, noise: Noise) -> Message:
    return Message("inspection.missing", {"edge": _edge(edge), "layer": layer + 1, "noise": noise})


def _unlike(have: Finding, noise: Noise, *, one_gate: bool) -> list[Message]:
    """What differs of two noises on one edge."""
    pairs: list[tuple[object, object]] = []
    if abs(have.rate - noise.rate) > max(have.near, 1e-3):
        pairs.append((f"{have.rate:.3g}", f"{noise.rate:.3g}"))
    for kind in ("share", "scaling"):
        mine, theirs = getattr(have, kind), getattr(noise, kind)
        if mine != theirs:
            pairs.append((named(kind, mine), named(kind, theirs)))
    if have.tied != noise.tied and not one_gate:
        words = {True: Message("inspection.tied"), False: Message("inspection.untied")}
        pairs.append((words[have.tied], words[noise.tied]))
    if have.at_eval != noise.at_test:
        words = {True: Message("inspection.stays"), False: Message("inspection.off")}
        pairs.append((words[have.at_eval], words[noise.at_test]))
    if have.part:
        pairs.append((Message("inspection.part"), Message("inspection.all_of_it")))
    if have.steps is not None:
        pairs.append((_some_steps(have.steps), Message("inspection.all_steps")))
    place = {"edge": _edge(have.edge), "layer": have.layer + 1}
    return [Message("inspection.unlike", place | {"here": a, "there": b}) for a, b in pairs]
