"""An inspection in lines to be read, and where it differs from a placement."""

from rnnviz.content import Message, named
from rnnviz.core.edges import layers_of, standing_for
from rnnviz.core.placement import Cell, Edge, Fill, Noise, Placement, Scaling
from rnnviz.inspection.summary import Finding, Inspection

_NEAR = 0.05  # of a rate that can only be estimated


def report(inspection: Inspection) -> list[str]:
    """What a module drops, a line for each edge and layer, and what can't be told."""
    name, count = inspection.name, inspection.layers
    cell = inspection.cell.upper() if inspection.cell else Message("inspection.some_cell")
    lines = [str(Message("inspection.head", {"name": name, "count": count, "cell": cell}))]
    if not inspection.findings:
        lines.append(str(Message("inspection.nothing")))
    lines += [f"  {_told(finding)}" for finding in inspection.findings]
    if inspection.placement is not None:
        lines.append(str(Message("inspection.placement", {"placement": inspection.placement})))
    elif inspection.findings:
        lines.append(str(Message("inspection.no_placement")))
    return lines + [str(message) for message in inspection.strange]


def _told(finding: Finding) -> Message:
    edge = named("edge", finding.edge) if finding.edge else Message("inspection.no_edge")
    zoneout = finding.fill is Fill.PREVIOUS
    fields = {
        "edge": edge,
        "layer": finding.layer + 1,
        "rate": f"{finding.rate:.3g}",
        "share": named("share", finding.share),
        "fill": named("fill", finding.fill) if finding.fill is not Fill.ZERO else "",
        "gates": Message("inspection.untied") if not finding.tied else "",
        "scaling": "" if zoneout else named("scaling", finding.scaling),
        "evaluation": Message("inspection.stays" if finding.at_eval else "inspection.off"),
        "where": finding.where or "rnnviz.nn",
    }
    parts = [fields[name] for name in ("share", "fill", "gates", "scaling", "evaluation")]
    details = ", ".join(str(part) for part in parts if str(part))
    return Message(
        "inspection.finding",
        {
            "edge": edge,
            "layer": fields["layer"],
            "rate": fields["rate"],
            "said": details,
            "where": fields["where"],
        },
    )


def differences(inspection: Inspection, wanted: Placement) -> list[str]:
    """Where a module isn't what a placement says of its cell, a line for each edge and layer."""
    placement = wanted.on(inspection.cell) if inspection.cell else wanted
    asked = {
        (_standing(noise.edge, inspection.cell), layer, noise.fill): noise
        for noise in placement.active
        for layer in layers_of(noise.edge, inspection.layers)
    }
    have = {
        (_standing(f.edge, inspection.cell) if f.edge else None, f.layer, f.fill): f
        for f in inspection.findings
    }
    lines = [_missing(*key[:2], asked[key]) for key in asked if key not in have]
    lines += [
        Message(
            "inspection.too_much", {"edge": _edge(key[0]), "layer": key[1] + 1, "where": f.where}
        )
        for key, f in have.items()
        if key not in asked
    ]
    for key, noise in asked.items():
        if key in have:
            lines += _unlike(have[key], noise, one_gate=inspection.cell is Cell.RNN)
    return [str(line) for line in lines] + [str(message) for message in inspection.strange]


def _standing(edge: Edge, cell: Cell | None) -> Edge:
    return standing_for(edge, cell) if cell and edge.row.hooks_in(cell) else edge


def _edge(edge: Edge | None) -> object:
    return named("edge", edge) if edge else Message("inspection.no_edge")


def _missing(edge: Edge, layer: int, noise: Noise) -> Message:
    return Message("inspection.missing", {"edge": _edge(edge), "layer": layer + 1, "noise": noise})


def _unlike(have: Finding, noise: Noise, *, one_gate: bool) -> list[Message]:
    """What differs of two noises on one edge."""
    estimated = have.scaling is Scaling.NONE or have.fill is Fill.GAUSSIAN
    far = abs(have.rate - noise.rate) > (_NEAR if estimated else 1e-3)
    pairs: list[tuple[object, object]] = []
    if far:
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
    place = {"edge": _edge(have.edge), "layer": have.layer + 1}
    return [Message("inspection.unlike", place | {"here": a, "there": b}) for a, b in pairs]
