"""The Masks page: which masks to draw, and what to show of them."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from rnnviz.analyses.mask_statistics import measure
from rnnviz.content import joined, named, prose, sentence
from rnnviz.core.masks import Dims, Masks, generator, sample
from rnnviz.core.methods import METHODS
from rnnviz.core.placement import GATES, Cell, parse
from rnnviz.runs.conclusions import shared, unshared
from rnnviz.ui.browser.film import film
from rnnviz.ui.browser.film.payload import UNITS_DRAWN, pack
from rnnviz.ui.editor.pass_form import choose_seed
from rnnviz.ui.evidence.words import network
from rnnviz.ui.fields import MASKS_LAYERS, MASKS_OF, MASKS_SEED, MASKS_STEP, THREE
from rnnviz.ui.kit.glossary import caption, paragraph
from rnnviz.ui.kit.labels import method_labels
from rnnviz.ui.kit.own import own_label, own_placements
from rnnviz.ui.kit.widgets import select, slider
from rnnviz.ui.models import sweeps
from rnnviz.ui.state import put, read

_THREE = parse("input:0.5+recurrent:0.5:sequence+weights:0.5:batch")
STEPS, EXAMPLES, UNITS, WORDS = 20, 8, UNITS_DRAWN, 200


@dataclass(frozen=True, slots=True)
class Drawn:
    """Masks, and the sizes that they were drawn for."""

    masks: Masks
    dims: Dims


def choose_masks() -> Drawn:
    """Masks of a placement on an LSTM, drawn from a seed."""
    method, depth, seeds = st.columns([3, 1.4, 2], vertical_alignment="bottom")
    own = own_placements(MASKS_OF)
    placements = {THREE: _THREE} | {
        line: placement.on(Cell.LSTM) for line, placement in own.items()
    }
    placements |= {m.key: m.placement for m in METHODS}
    titles = {THREE: sentence("placement.three")} | {line: own_label(line) for line in own}
    titles |= method_labels()
    with method:
        key = select(st.selectbox, MASKS_OF, sentence("masks.placement"), titles)
    layers = slider(MASKS_LAYERS, sentence("masks.layers"), beside=depth)
    with seeds:
        seed = choose_seed(MASKS_SEED)
    dims = Dims(STEPS, EXAMPLES, layers, UNITS, UNITS, WORDS, len(GATES[Cell.LSTM]))
    return Drawn(sample(placements[key], dims, generator(seed)), dims)


def show_film(drawn: Drawn) -> None:
    """Every mask over time, and all examples at the step that the address names."""
    payload = pack(drawn.masks, drawn.dims, Cell.LSTM)
    film(payload, key="film", step=read(MASKS_STEP) - 1, on_step=_remember)
    caption(prose("masks", "film"))


def show_worth() -> None:
    """What sharing a mask over the sequence is worth, as far as it is measured."""
    study = sweeps.first_measured(sweeps.DOSE)
    if study and (verdict := shared(study)):
        st.header(sentence("masks.worth"))
        measured = sentence("masks.measured", network=network(study.setting))
        paragraph(joined(verdict, unshared(study), measured))


def _remember(step: int) -> None:
    put(MASKS_STEP, step + 1)


def show_statistics(drawn: Drawn) -> None:
    """A row for each mask: measured now beside the formula."""
    rows = [
        {
            sentence("masks.edge"): named("edge", row.noise.edge),
            sentence("masks.layer"): row.layer + 1,
            sentence("masks.lasts"): named("share", row.noise.share),
            sentence("masks.draws"): row.draws,
            sentence("masks.kept_formula"): row.kept_expected,
            sentence("masks.kept_measured"): round(row.kept, 3),
            sentence("masks.sigmas"): round(row.sigmas, 1),
            sentence("masks.variance_formula"): round(row.variance_expected, 3),
            sentence("masks.variance_measured"): round(row.variance, 3),
        }
        for row in measure(drawn.masks)
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, key="masks-statistics")
