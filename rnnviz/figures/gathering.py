"""How a pooled experiment gathers: each placement's difference to no dropout, seed by seed."""

from collections.abc import Iterator

import plotly.graph_objects as go

from rnnviz.content import sentence
from rnnviz.core.methods import name_of
from rnnviz.figures.lines import Line, add_level, add_lines
from rnnviz.figures.style import figure
from rnnviz.runs.differences import gathering as differences
from rnnviz.runs.results import Record

_FEWEST = 2  # seeds that a margin takes
_ROOM = 1.5  # of the axis, in the widest interval that there is at the end


def gathering(record: Record, plain: str, *, height: int = 440) -> go.Figure:
    """The mean difference over the first 2, 3, … seeds of a record, in a band of its 95 % margin,
    corrected for all placements that are compared.

    The first margins, of few seeds, may be far wider than the axis.
    """
    drawing = figure(height=height)
    lines = list(_lines(record, plain))
    seeds = range(_FEWEST, _FEWEST + max((len(line.y) for line in lines), default=0))
    for line in lines:
        add_lines(drawing, list(seeds)[: len(line.y)], [line], _hovered())
    add_level(drawing, 0.0, name_of(plain))
    drawing.update_xaxes(title=sentence("figures.seeds_pooled"), dtick=max(1, len(seeds) // 10))
    drawing.update_yaxes(title=sentence("figures.difference"), range=_range(lines))
    return drawing


def _lines(record: Record, plain: str) -> Iterator[Line]:
    others = [key for key in record.keys if key != plain]
    for key in others:
        effects = differences(record, key, plain, len(others))[_FEWEST - 1 :]
        if effects:
            yield Line(
                name_of(key),
                [each.mean for each in effects],
                low=[each.mean - each.margin for each in effects],
                high=[each.mean + each.margin for each in effects],
                placement=record.placement_of(key),
            )


def _hovered() -> str:
    return sentence("figures.difference_point", x="%{x}", y="%{y:+.1f}")


def _range(lines: list[Line]) -> list[float]:
    """All means, and the last intervals with some room around them."""
    ends = [bounds[-1] for line in lines for bounds in (line.low, line.high) if bounds]
    means = [value for line in lines for value in line.y if value is not None]
    values = [0.0, *ends, *means]
    low, high = min(values), max(values)
    room = (_ROOM - 1) * max(high - low, 1.0) / 2
    return [low - room, high + room]
