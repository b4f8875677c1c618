"""Little pictures of masks: what a small network draws, the steps from left to right."""

from base64 import b64encode
from functools import cache

from rnnviz.core.edges import Shape
from rnnviz.core.masks import Dims, Mask, generator, sample
from rnnviz.core.placement import GATES, Cell, Fill, Placement
from rnnviz.figures.style import EDGE_COLOURS

STEPS, UNITS = 12, 5
_SEED, _SIDE, _OLD = 3, 7, 0.3  # of a cell in pixels; how strongly a kept old value is drawn
_DIMS = Dims(STEPS, 1, 2, UNITS, UNITS, UNITS, len(GATES[Cell.LSTM]))
_TOKENS = tuple(n * n % UNITS for n in range(STEPS))  # read where whole words are dropped


@cache
def pictured(placement: Placement) -> tuple[Mask, ...]:
    """One mask of each noise, in the lowest layer that has it, drawn in a small LSTM."""
    masks = sample(placement.on(Cell.LSTM), _DIMS, generator(_SEED)).drawn
    return tuple({mask.noise: mask for mask in reversed(masks)}.values())[::-1]


def cells(mask: Mask) -> list[list[float]]:
    """The factors by unit and step; of weights by the units that they lead to and come from."""
    factor = mask.factor
    if mask.noise.edge.row.on_weights:  # (G·H, H or 1): the first gate's
        return factor[:UNITS].expand(UNITS, UNITS).tolist()
    factor = factor[:, 0]  # (T or 1, [G,] units)
    if mask.noise.edge.row.shape is Shape.WORDS and factor.shape[-1] > 1:  # by word type
        factor = factor[0, list(_TOKENS)].unsqueeze(-1)
    factor = factor[:, 0] if factor.dim() == 3 else factor  # the first gate's
    return factor.expand(STEPS, -1).T.tolist()


def svg(mask: Mask) -> str:
    """The mask as an image's address: colored is kept, empty dropped, pale an old value."""
    rows = cells(mask)
    color, old = EDGE_COLOURS[mask.noise.edge], mask.noise.fill is Fill.PREVIOUS
    most = max((value for row in rows for value in row), default=1.0) or 1.0
    squares = (
        f'<rect x="{_SIDE * x}" y="{_SIDE * y}" width="{_SIDE - 1}" height="{_SIDE - 1}"'
        f' fill="{color}" fill-opacity="{shade:.2f}"/>'
        for y, row in enumerate(rows)
        for x, value in enumerate(row)
        if (shade := (_OLD if old and value == 0 else value / most)) > 0
    )
    width, height = _SIDE * len(rows[0]), _SIDE * len(rows)
    size = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    frame = f'<rect width="{width}" height="{height}" fill="{color}" fill-opacity="0.12"/>'
    drawn = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{frame}{"".join(squares)}</svg>'
    return f"data:image/svg+xml;base64,{b64encode(drawn.encode()).decode()}"
