"""How often a word meets noise, in a sentence and in a table; and what is known of a method."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from rnnviz.content import joined, listed, named, prose, sentence
from rnnviz.core.crossings import Route, erasing, survival
from rnnviz.core.methods import Method, method_at, name_of
from rnnviz.core.placement import Cell, Placement
from rnnviz.core.sources import where
from rnnviz.figures.labels import route_name
from rnnviz.figures.survival import crossings_over_lag, survival_over_lag
from rnnviz.ui.browser.network import PathChosen
from rnnviz.ui.editor.chosen import Chosen, Pass
from rnnviz.ui.kit.chart import chart
from rnnviz.ui.kit.citations import cited, literal
from rnnviz.ui.kit.glossary import caption, paragraph


def show_counts(placed: Chosen, run: Pass, path: PathChosen, beside: Sequence[Chosen] = ()) -> None:
    """The path's count in a sentence; folded, a table and what it comes to over the lag.

    Of placements `beside` each other the charts have the same axes.
    """
    st.header(sentence("placement.counts"))
    chosen = placed.acting(run)
    if placed.placement.active and not chosen.placement.active:
        paragraph(sentence("placement.path_off"))
        return
    paragraph(path_sentence(chosen, path))
    with st.expander(sentence("placement.counts_details")):
        _show_details(chosen, path, [other.acting(run).placement for other in beside])


def _show_details(chosen: Chosen, path: PathChosen, beside: Sequence[Placement]) -> None:
    st.dataframe(counts_table(chosen, path), hide_index=True, key=f"counts-{chosen.slot}")
    network = chosen.placement, chosen.cell, chosen.layers, path.lag_steps
    left, right = st.columns(2)
    with left:
        chart(
            crossings_over_lag(*network, beside),
            key=f"crossings-{chosen.slot}",
            alt=sentence("placement.crossings_alt"),
        )
    with right:
        chart(
            survival_over_lag(*network),
            key=f"survival-{chosen.slot}",
            alt=sentence("placement.survival_alt"),
        )
    met = chosen.crossings(path)
    if len(erasing(met)) < len(met):
        caption(prose("placement", "zoneout"))
    caption(prose("placement", "counts"))


def path_sentence(chosen: Chosen, path: PathChosen) -> str:
    """The count of a path and the survival it leaves, in words."""
    met = erasing(chosen.crossings(path))
    up, along = sum(c.up for c in met), sum(c.along for c in met)
    way = route_name(path.route, chosen.cell)
    if not up + along:
        return sentence("placement.path_quiet", count=path.lag_steps, way=way)
    chance = survival(met, mixing=path.route is Route.H)
    times = sentence("placement.times", count=up + along)
    return sentence(
        "placement.path_noisy",
        count=path.lag_steps,
        times=times,
        way=way,
        up=up,
        along=along,
        chance=chance,
    )


def counts_table(chosen: Chosen, path: PathChosen) -> pd.DataFrame:
    """One row for each noise on the path."""
    return pd.DataFrame(
        [
            {
                sentence("placement.edge"): named("edge", c.noise.edge),
                sentence("placement.rate"): c.noise.rate,
                sentence("placement.going_up"): c.up,
                sentence("placement.through_time"): c.along,
                sentence("placement.different_masks"): c.draws,
                sentence("placement.effect"): named("effect", c.noise.fill),
            }
            for c in chosen.crossings(path)
        ],
        columns=[
            sentence("placement.edge"),
            sentence("placement.rate"),
            sentence("placement.going_up"),
            sentence("placement.through_time"),
            sentence("placement.different_masks"),
            sentence("placement.effect"),
        ],
    )


def show_method(chosen: Chosen) -> None:
    """What is known of the method, if the placement is one, and what of it the cell lacks."""
    if chosen.left_off:
        edges = listed([f"“{named('edge', edge)}”" for edge in chosen.left_off])
        network = {"cell": chosen.cell.upper(), "count": chosen.layers}
        st.warning(sentence("placement.left_off", **network, edges=edges))
    method = chosen.method
    if method is None:
        line = str(chosen.placement)
        at = method_at(line) and sentence("placement.own_at", name=name_of(line))
        paragraph(at or sentence("placement.own_said"))
        return
    kind = named("kind", method.kind)
    fields = {"title": method.name, "kind": kind, "idea": method.idea}
    paragraph(sentence("placement.method", **fields))
    paragraph(what_is_known(method))
    if method.known and chosen.cell is not Cell.LSTM:
        caption(sentence("placement.figures_of", cell=chosen.cell.upper()))


def what_is_known(method: Method) -> str:
    """A method's verdict with its ground, or that it isn't checked, and its source."""
    how = named("evidence", method.evidence)
    evidence = how[:1].upper() + how[1:]
    ground = sentence("placement.ground", evidence=evidence, place=literal(where(method.place)))
    return joined(method.known, ground, cited(method.source))
