"""The Masks page: which masks to draw, and what to show of them."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from rnnviz.analyses.mask_statistics import measure
from rnnviz.content import prose
from rnnviz.core.masks import Dims, Masks, generator, sample
from rnnviz.core.methods import METHODS
from rnnviz.core.placement import GATES, Cell, Placement, parse
from rnnviz.ui.browser.film import film
from rnnviz.ui.browser.film.payload import UNITS_DRAWN, pack
from rnnviz.ui.editor.pass_form import choose_seed
from rnnviz.ui.frame.names import MASKS_STEP
from rnnviz.ui.kit.kept import one_of
from rnnviz.ui.kit.labels import EDGE_LABELS, METHOD_LABELS, SHARE_LABELS

THREE_KINDS = "Three kinds at once: per step, per sequence, on weights"
YOURS = "Yours, from the Placement page"
STEPS, EXAMPLES, UNITS, WORDS = 20, 8, UNITS_DRAWN, 200


@dataclass(frozen=True, slots=True)
class Drawn:
    """Masks, and the sizes that they were drawn for."""

    masks: Masks
    dims: Dims


def choose_masks() -> Drawn:
    """Masks of a placement on an LSTM, drawn from a seed."""
    method, depth, seeds = st.columns([3, 1.4, 2], vertical_alignment="bottom")
    placements = _placements()
    name = one_of(method.selectbox, "Placement", list(placements), "masks-of")
    layers = depth.slider("Layers", 1, 4, 2, key="masks-layers", bind="query-params")
    with seeds:
        seed = choose_seed("masks-seed")
    dims = Dims(STEPS, EXAMPLES, layers, UNITS, UNITS, WORDS, len(GATES[Cell.LSTM]))
    return Drawn(sample(placements[name], dims, generator(seed)), dims)


def _placements() -> dict[str, Placement]:
    """By what one reads: a mixture to begin with, one's own if there is one, every method's."""
    own = st.session_state.get("own_placement")
    first = {THREE_KINDS: parse("input:0.5+recurrent:0.5:sequence+weights:0.5:batch")}
    yours = {YOURS: parse(own).on(Cell.LSTM)} if own else {}
    return first | yours | {METHOD_LABELS[m.key]: m.placement for m in METHODS}


def show_film(drawn: Drawn) -> None:
    """Every mask over time, and all examples at the step that the address names."""
    payload = pack(drawn.masks, drawn.dims, Cell.LSTM)
    film(payload, key="film", step=_step(), on_step=_remember)
    st.caption(prose("masks", "film"))


def _step() -> int:
    """The step to begin at, from 0; what an address says is not believed."""
    said = st.query_params.get(MASKS_STEP, "")
    number = int(said) if said.isascii() and said.isdecimal() and len(said) < 4 else 1
    return number - 1 if 1 <= number <= STEPS else 0


def _remember(step: int) -> None:
    st.query_params[MASKS_STEP] = str(step + 1)


def show_statistics(drawn: Drawn) -> None:
    """A row for each mask: measured now beside the formula."""
    rows = [
        {
            "edge": EDGE_LABELS[row.noise.edge],
            "layer": row.layer + 1,
            "a mask lasts": SHARE_LABELS[row.noise.share],
            "draws": row.draws,
            "kept (formula)": row.kept_expected,
            "kept (measured now)": round(row.kept, 3),
            "standard errors apart": round(row.sigmas, 1),
            "variance (formula)": round(row.variance_expected, 3),
            "variance (measured now)": round(row.variance, 3),
        }
        for row in measure(drawn.masks)
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, key="masks-statistics")
