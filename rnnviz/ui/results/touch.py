"""The network picture as a way to choose lines: touch an edge, and its curve comes or goes."""

from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st

from rnnviz.content import sentence
from rnnviz.core.crossings import Route
from rnnviz.core.placement import Edge, Fill, Placement, Share
from rnnviz.runs.responses import Response, Study
from rnnviz.text.words import words
from rnnviz.ui.browser.network import (
    EdgeToggled,
    NetworkEvent,
    NoiseSet,
    PathChosen,
    Picture,
    network,
)
from rnnviz.ui.editor.chosen import Chosen, Pass
from rnnviz.ui.editor.scene import picture
from rnnviz.ui.fields import EDGES, RESULTS_FAMILY, RESULTS_LINES, RESULTS_RATE, SENTENCE
from rnnviz.ui.kit.glossary import caption
from rnnviz.ui.state import forget, put

_WORDS = 8  # of the sentence: enough to see which edges go along time


def show_touchable(study: Study, responses: Mapping[str, Response], keys: Sequence[str]) -> None:
    """A fold with the picture; its edges carry dropout where a line of theirs is shown."""
    fold = st.expander(sentence("results.touch"), key="results-touch", on_change="rerun")
    if not fold.open:
        return
    model = study.setting.model
    chosen = Chosen(EDGES, shown_on(responses, keys), model.cell, min(model.layers, 4), None)
    with fold:
        caption(sentence("results.touch_how"))
        network(
            Picture(
                picture(chosen, Pass(words(SENTENCE)[:_WORDS], 1, training=True)),
                partial(take, responses=responses, keys=keys),
            ),
            key="network-results",
            path=PathChosen(1, 5, Route.H),
        )


def shown_on(responses: Mapping[str, Response], keys: Sequence[str]) -> Placement:
    """The dropout of all families shown, at most one kind on each edge."""
    noises: dict[tuple[Edge, Fill], object] = {}
    placement = Placement()
    for key in keys:
        for noise in responses[key].family.shape.noises:
            if (noise.edge, noise.fill) not in noises:
                noises[noise.edge, noise.fill] = noise
                placement = placement.with_noise(noise)
    return placement


def take(event: NetworkEvent, responses: Mapping[str, Response], keys: Sequence[str]) -> None:
    """Show or hide an edge's lines; a rate or a sharing set there moves to that family's dose."""
    match event:
        case EdgeToggled(edge):
            own = [key for key in responses if on_edge(responses[key], edge)]
            gone = [key for key in keys if key not in own]
            left = gone if len(gone) < len(keys) else [*keys, *own[:1]]
            put(RESULTS_LINES, tuple(left or keys))
            if own and own[0] in left:
                _look_at(own[0], None)
        case NoiseSet(edge, fill, rate, share):
            same = [key for key in responses if on_edge(responses[key], edge, fill, share)]
            if same:
                put(RESULTS_LINES, tuple(dict.fromkeys((*keys, same[0]))))
                _look_at(same[0], rate)


def on_edge(
    response: Response, edge: Edge, fill: Fill | None = None, share: Share | None = None
) -> bool:
    """Whether a family drops on this edge alone, in such a way."""
    noises = response.family.shape.noises
    return all(
        noise.edge is edge and fill in {None, noise.fill} and share in {None, noise.share}
        for noise in noises
    )


def _look_at(key: str, rate: float | None) -> None:
    put(RESULTS_FAMILY, key)
    if rate is None:
        forget(RESULTS_RATE)
    else:
        put(RESULTS_RATE, rate)
