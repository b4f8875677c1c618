"""What a touch does to a placement: edges switched, masks made to last, a noise set."""

from collections.abc import Iterable
from dataclasses import replace

from rnnviz.core.placement import Edge, Fill, Noise, Placement, Scaling, Share

USUAL_RATE = 0.5


def filled(noise: Noise, fill: Fill) -> Noise:
    """The noise with another fill, scaled as that fill can be."""
    scalings = fill.scalings
    scaling = noise.scaling if noise.scaling in scalings else scalings[0]
    return replace(noise, fill=fill, scaling=scaling)


def toggled(placement: Placement, edge: Edge) -> Placement:
    """All noise off an edge that carries some, else the usual noise on it."""
    if edge in placement.edges:
        return placement.without(edge)
    return with_edges(placement.without(edge), {n.edge for n in placement.noises} | {edge})


def with_edges(placement: Placement, wanted: Iterable[Edge]) -> Placement:
    """Noise on the wanted edges alone; a new one lasts as long as the others do."""
    wanted = set(wanted)
    kept = tuple(noise for noise in placement.noises if noise.edge in wanted)
    common = common_share(placement) or Share.STEP
    new = wanted - {noise.edge for noise in kept}
    return Placement(kept + tuple(Noise(edge, USUAL_RATE, _nearest(common, edge)) for edge in new))


def lasting(placement: Placement, share: Share) -> Placement:
    """Every mask made to last so long, where its edge lets it."""
    return Placement(tuple(replace(n, share=_nearest(share, n.edge)) for n in placement.noises))


def common_share(placement: Placement) -> Share | None:
    """How long all masks last that could last otherwise; None if they differ or there is none."""
    shares = {noise.share for noise in placement.noises if len(noise.edge.row.shares) > 1}
    return shares.pop() if len(shares) == 1 else None


def scaled(placement: Placement, scaling: Scaling) -> Placement:
    """The mean of every dropping noise made good there; the other kinds have their own way."""
    return Placement(
        tuple(replace(n, scaling=scaling) if n.fill is Fill.ZERO else n for n in placement.noises)
    )


def at_rate(placement: Placement, rate: float) -> Placement:
    """The placement whose largest rate is this one; the others keep their proportion to it."""
    largest = largest_rate(placement) or 1.0
    return Placement(
        tuple(replace(n, rate=round(n.rate * rate / largest, 6)) for n in placement.noises)
    )


def largest_rate(placement: Placement) -> float:
    """0 where there is no noise."""
    return max((float(noise.rate) for noise in placement.noises), default=0.0)


def common_scaling(placement: Placement) -> Scaling | None:
    """Where all means are made good; None if they differ or there is no choice."""
    scalings = {n.scaling for n in placement.noises if n.fill is Fill.ZERO}
    return scalings.pop() if len(scalings) == 1 else None


def _nearest(share: Share, edge: Edge) -> Share:
    return share if share in edge.row.shares else edge.row.shares[0]
