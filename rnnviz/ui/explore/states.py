"""The Explore page: what units hold after each word, and where in the corpus it comes again."""

import streamlit as st

from rnnviz.analyses.states import Kind, Pattern, Place, States, Unit
from rnnviz.content import labels, prose, sentence
from rnnviz.core.placement import Cell
from rnnviz.figures.states import states
from rnnviz.ui.explore.data import SEARCHED_WORDS, places_alike, strongest_places, unit_states
from rnnviz.ui.explore.form import choose_text, shown, tell_unknown
from rnnviz.ui.explore.shelf import Reader
from rnnviz.ui.fields.explore import AFTER, KIND, LAYER, PATTERN_SOUGHT, SOUGHT, UNIT, UNIT_SOUGHT
from rnnviz.ui.kit.chart import chart
from rnnviz.ui.kit.glossary import caption, paragraph
from rnnviz.ui.kit.tables import twin
from rnnviz.ui.kit.widgets import select


def show_states(reader: Reader) -> None:
    """The heat map, a unit to follow, and where it is highest."""
    paragraph(prose("explore", "states"))
    words = choose_text(reader)
    tell_unknown(reader, words)
    kind, layer = _choose_which(reader)
    measured = unit_states(reader.name, words, kind, layer)
    unit = _choose_unit(measured)
    told = shown(words)
    chart(states(measured, told, unit), key="states", alt=sentence("explore.states_alt"))
    caption(prose("explore", "states-reading"))
    row = measured.rows[measured.units.index(unit)]
    twin(
        {
            sentence("explore.word"): told,
            sentence("explore.unit", unit=unit): row,
            **_others(measured, unit),
        },
        "states-table",
    )
    _show_search(reader, measured, told, Unit(kind, layer, unit))


def _show_search(reader: Reader, measured: States, told: tuple[str, ...], unit: Unit) -> None:
    """Where else in the corpus the unit is high, or all of its layer hold the like."""
    st.subheader(sentence("explore.where_else"))
    left, right = st.columns(2)
    with left:
        sought = select(
            st.segmented_control, SOUGHT, sentence("explore.search_for"), labels("sought")
        )
    if sought == UNIT_SOUGHT:
        searched, places = (
            sentence("explore.highest", unit=unit.number),
            strongest_places(reader.name, unit),
        )
    else:
        options = {str(n): f"{n}. {word}" for n, word in enumerate(told, start=1)}
        with right:
            backwards = dict(reversed(options.items()))
            after = select(st.selectbox, AFTER, sentence("explore.after_which_word"), backwards)
        searched = sentence("explore.most_like")
        pattern = Pattern(unit.kind, unit.layer, measured.after(int(after) - 1))
        places = places_alike(reader.name, pattern)
    paragraph(sentence("explore.places_found", words=SEARCHED_WORDS, said=searched))
    st.dataframe(_table(reader, places), hide_index=True, key="places")
    if sought == PATTERN_SOUGHT:
        caption(prose("explore", "alike-reading"))


def _choose_which(reader: Reader) -> tuple[Kind, int]:
    shape = reader.card.run.model
    kinds = labels("state_kind")
    if shape.cell is not Cell.LSTM:
        del kinds[Kind.CELL]
    left, right = st.columns(2)
    with left:
        kind = select(st.segmented_control, KIND, sentence("explore.which_values"), kinds)
    layers = [str(n) for n in range(shape.layers, 0, -1)]
    with right:
        layer = select(st.segmented_control, LAYER, sentence("explore.layer"), layers)
    return Kind(kind), int(layer) - 1


def _choose_unit(measured: States) -> int:
    """A unit by its number; the one that varies most in this text to begin with."""
    widths = [max(row) - min(row) for row in measured.rows]
    liveliest = measured.units[widths.index(max(widths))]
    chosen = select(
        st.selectbox,
        UNIT,
        sentence("explore.follow_unit"),
        sorted(measured.units),
        usual=liveliest,
        width=160,
    )
    return liveliest if chosen is None else chosen


def _others(measured: States, unit: int) -> dict[str, tuple[float, ...]]:
    """The rows of all other units, in the order of the map."""
    rows = zip(measured.units, measured.rows, strict=True)
    return {sentence("explore.unit", unit=number): row for number, row in rows if number != unit}


def _table(reader: Reader, places: tuple[Place, ...]) -> dict[str, list]:
    decode = reader.vocabulary.decode
    return {
        sentence("explore.value"): [round(place.value, 3) for place in places],
        sentence("explore.before"): [" ".join(shown(decode(place.before))) for place in places],
        sentence("explore.at"): [shown(decode([place.word]))[0] for place in places],
        sentence("explore.after"): [" ".join(shown(decode(place.after))) for place in places],
    }
