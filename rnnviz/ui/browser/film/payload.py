"""Masks as data for the film, bit for bit."""

import numpy as np

from rnnviz.content import named
from rnnviz.core.edges import Shape
from rnnviz.core.masks import Dims, Mask, Masks
from rnnviz.core.placement import GATES, Cell
from rnnviz.figures.style import EDGE_COLOURS
from rnnviz.ui.browser.network.events import index_below
from rnnviz.ui.browser.network.payload import Payload, identified, pack_mask

UNITS_DRAWN = 32


def pack(masks: Masks, dims: Dims, cell: Cell) -> Payload:
    """What the film shows: the masks of the top layer first, of each its first units."""
    highest_first = sorted(masks.drawn, key=lambda mask: -mask.layer)
    payload: Payload = {
        "steps": dims.steps,
        "examples": dims.batch,
        "units": min(dims.units, UNITS_DRAWN),
        "gate_labels": [named("gate", gate) for gate in GATES[cell]],
        "strips": [_strip(mask, len(GATES[cell])) for mask in highest_first],
    }
    return identified(payload)


def read_step(rested: object, payload: dict) -> int | None:
    """The step, from 0, that a browser says the film rests at; None if it means nothing."""
    return index_below(rested.get("step"), payload["steps"]) if isinstance(rested, dict) else None


def _drawn_part(mask: Mask, gates: int) -> np.ndarray:
    """The factors that the film draws of a mask, with four dimensions.

    (T or 1, G or 1, units or 1, B or 1); of weights (1, G, to, from or 1).
    """
    if mask.noise.edge.row.on_weights:
        part = mask.factor.unflatten(0, (gates, -1))[None, ..., :UNITS_DRAWN]
    else:
        factor = mask.factor if mask.factor.dim() == 4 else mask.factor.unsqueeze(2)
        part = factor.permute(0, 2, 3, 1)  # (T, G, units, B)
    return part[:, :, :UNITS_DRAWN].cpu().float().numpy()


def _strip(mask: Mask, gates: int) -> Payload:
    edge = mask.noise.edge
    return pack_mask(mask, _drawn_part(mask, gates)) | {
        "label": named("edge", edge),
        "colour": EDGE_COLOURS[edge],
        "rate": mask.noise.rate,
        "lasts": named("share", mask.noise.share),
        "weights": edge.row.on_weights,
        "of": "words" if edge.row.shape is Shape.WORDS and mask.factor.shape[-1] > 1 else "units",
    }
