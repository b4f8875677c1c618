"""The Frameworks page: which way to write dropout, what it strikes, and what is known of it."""

import pandas as pd
import streamlit as st

from rnnviz.analyses.struck import (
    EXAMPLES,
    STEPS,
    UNITS_READ,
    Reading,
    Struck,
    expected,
    measure,
)
from rnnviz.content import by_language, listed, named, prose, sentence
from rnnviz.core.crossings import Route, crossings, erasing
from rnnviz.core.edges import Hook
from rnnviz.core.masks import Dims, Masks
from rnnviz.core.methods import find as find_method
from rnnviz.core.placement import GATES, Cell, Placement, Scaling, edges_of
from rnnviz.reference.data import BUGS
from rnnviz.reference.options import OPTIONS, Option, find
from rnnviz.twins.ways import source
from rnnviz.ui.browser.film import film
from rnnviz.ui.browser.film.payload import pack
from rnnviz.ui.editor.chosen import Chosen
from rnnviz.ui.editor.code import listing
from rnnviz.ui.editor.gallery import masks_in_words
from rnnviz.ui.editor.pass_form import choose_seed
from rnnviz.ui.field import in_visit
from rnnviz.ui.fields import CELL, EDGES, LAYERS, LIVE_RATE, LIVE_SEED, WRITE
from rnnviz.ui.kit.caching import cached
from rnnviz.ui.kit.citations import cited, literal, show_bugs
from rnnviz.ui.kit.glossary import caption, paragraph
from rnnviz.ui.kit.widgets import select, slider

_NETWORK = in_visit("framework", "none")  # nobody changes it here


def choose_option() -> Option:
    """The way whose key stands in the address, nn.LSTM at first."""
    return find(
        select(
            st.selectbox,
            WRITE,
            sentence("frameworks.write"),
            {option.key: option.label for option in OPTIONS},
        )
    )


def chosen_by(option: Option) -> Chosen:
    """The network that a way's example makes."""
    method = find_method(option.method)
    return Chosen(_NETWORK, method.placement, Cell.LSTM, option.layers, method)


def show_line(option: Option) -> None:
    """What one writes, and where its masks are."""
    listing(source(option.way) if option.way else option.code)
    paragraph(
        sentence(
            "frameworks.in_lstm", masks=masks_in_words(on_its_layers(option)), count=option.layers
        )
    )
    carried = in_a_gru(find_method(option.method).placement)
    if carried:
        paragraph(sentence("frameworks.in_gru", carried=carried))


def on_its_layers(option: Option) -> Placement:
    """The placement on the network of a way's example: with one layer nothing is between layers."""
    there = edges_of(Cell.LSTM, option.layers)
    placement = find_method(option.method).placement
    return Placement(tuple(noise for noise in placement.noises if noise.edge in there))


def in_a_gru(placement: Placement) -> str:
    """What a mask on the whole of h does to what a GRU carries on; nothing without one."""
    noises = [noise for noise in placement.active if Hook.CARRY in noise.edge.row.hooks]
    if not noises:
        return ""
    if any(noise.lasting and noise.scaling is Scaling.INVERTED for noise in noises):
        return prose("frameworks", "on_gru_lasting")
    return prose("frameworks", "on_gru")


def show_way_out(chosen: Chosen) -> None:
    """The same placement on the page where it can be changed, in a GRU too where that matters."""
    caption(prose("frameworks", "fixed"))
    _way_out(sentence("frameworks.change"), chosen, Cell.LSTM)
    if in_a_gru(chosen.placement):
        _way_out(sentence("frameworks.see_gru"), chosen, Cell.GRU)


def _way_out(label: str, chosen: Chosen, cell: Cell) -> None:
    query = {
        EDGES.name: str(chosen.placement),
        LAYERS.name: str(chosen.layers),
        CELL.name: cell,
    }
    st.page_link("pages/placement.py", label=label, query_params=query)


def show_known_bugs(option: Option) -> None:
    """Threads that bear on a way."""
    known = [bug for bug in BUGS if option.key in bug.options]
    st.header(sentence("frameworks.bugs"))
    paragraph(prose("frameworks", "bugs") if known else prose("frameworks", "no_bugs"))
    show_bugs(known)


def show_live(option: Option) -> None:
    """What a module strikes in the installed PyTorch: measured at once, it takes milliseconds."""
    st.header(sentence("frameworks.live"))
    rates, seeds = st.columns([2, 2], vertical_alignment="bottom")
    rate = slider(LIVE_RATE, sentence("frameworks.rate"), 0.05, beside=rates)
    with seeds:
        seed = choose_seed(LIVE_SEED)
    training, evaluation = (
        _struck(option.way, option.layers, rate, seed, training=mode) for mode in (True, False)
    )
    if training.warning:
        st.info(sentence("frameworks.warns", warning=training.warning))
    paragraph(verdict(option, training, evaluation))
    with st.expander(sentence("frameworks.readings")):
        st.dataframe(readings_table(training, evaluation, rate), hide_index=True, key="readings")
        caption(prose("frameworks", "live"))
    if training.noisy:
        _show_film(training, rate)
    else:
        caption(prose("frameworks", "nothing_struck"))


@cached(200)
def _struck(way: str, layers: int, rate: float, seed: int, *, training: bool) -> Struck:
    return measure(way, layers, rate, seed, training=training)


def verdict(option: Option, training: Struck, evaluation: Struck) -> str:
    """What was struck in either mode, and whether that is what the picture above shows."""
    placement = find_method(option.method).placement
    agree = all(
        struck.edges == expected(placement, option.layers, training=mode)
        for struck, mode in ((training, True), (evaluation, False))
    )
    return sentence(
        "frameworks.agrees" if agree else "frameworks.differs",
        version=training.version,
        training=_edges(training),
        evaluation=_edges(evaluation),
    )


def _edges(struck: Struck) -> str:
    names = dict.fromkeys(f"“{named('edge', reading.edge)}”" for reading in struck.noisy)
    if not names:
        return sentence("frameworks.nothing_struck")
    return sentence("frameworks.struck_on", edges=listed(list(names)))


def readings_table(training: Struck, evaluation: Struck, rate: float) -> pd.DataFrame:
    """A row for each edge; beside what was measured what fresh masks would do."""
    fresh = rate**2 + (1 - rate) ** 2
    rows = [
        _reading(first, second, fresh)
        for first, second in zip(training.readings, evaluation.readings, strict=True)
    ]
    return pd.DataFrame(rows)


def _reading(training: Reading, evaluation: Reading, fresh: float) -> dict[str, str]:
    noisy = bool(training.struck.any())
    same = training.same_next_step
    return {
        sentence("frameworks.edge"): named("edge", training.edge),
        sentence("frameworks.layer"): str(training.layer + 1),
        sentence("frameworks.struck_train"): f"{training.rate:.1%}",
        sentence("frameworks.same_step"): f"{same:.1%}" if noisy and same is not None else "–",
        sentence("frameworks.same_example"): f"{training.same_next_example:.1%}" if noisy else "–",
        sentence("frameworks.fresh"): f"{fresh:.1%}" if noisy else "–",
        sentence("frameworks.kept"): f"{training.scale:.4g}",
        sentence("frameworks.struck_eval"): f"{evaluation.rate:.1%}",
    }


def _show_film(struck: Struck, rate: float) -> None:
    dims = Dims(STEPS, EXAMPLES, 1, UNITS_READ, UNITS_READ, 1, len(GATES[Cell.LSTM]))
    masks = Masks(tuple(reading.mask(rate) for reading in struck.noisy))
    film(pack(masks, dims, Cell.LSTM), key="live-film", step=0, on_step=lambda _: None)
    caption(prose("frameworks", "film"))


def show_comparison() -> None:
    """Every way with its counts, the fewest crossings first to read as they stand."""
    with st.expander(sentence("frameworks.comparison")):
        paragraph(prose("frameworks", "table"))
        st.table(comparison(), border="horizontal")


@by_language
def comparison() -> pd.DataFrame:
    """One row for each way."""
    return pd.DataFrame([_compared(option) for option in OPTIONS]).set_index(
        sentence("frameworks.written")
    )


def _compared(option: Option) -> dict[str, str]:
    method = find_method(option.method)

    def met(route: Route, lag_steps: int, cell: Cell = Cell.LSTM) -> int:
        met_there = crossings(method.placement, cell, option.layers, lag_steps, route)
        return sum(crossing.times for crossing in erasing(met_there))

    return {
        sentence("frameworks.written"): option.label,
        sentence("frameworks.layers"): str(option.layers),
        sentence("frameworks.going_up"): str(met(Route.C, 0)),
        sentence("frameworks.along_h"): str(met(Route.H, 1) - met(Route.H, 0)),
        sentence("frameworks.along_c"): str(met(Route.C, 1) - met(Route.C, 0)),
        sentence("frameworks.along_carry"): str(
            met(Route.C, 1, Cell.GRU) - met(Route.C, 0, Cell.GRU)
        ),
        sentence("frameworks.at_evaluation"): sentence("frameworks.stays_on")
        if any(n.at_test for n in method.placement.active)
        else sentence("frameworks.off"),
        sentence("frameworks.masks"): masks_in_words(on_its_layers(option)),
        sentence("frameworks.source"): sentence(
            "reference.from_source", source=cited(option.read_in), ground=literal(option.read_at)
        ),
    }
