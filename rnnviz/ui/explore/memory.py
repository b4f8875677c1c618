"""The Explore page: what a trained model remembers, asked as on the Memory page."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from rnnviz.content import prose, sentence
from rnnviz.core.placement import Placement
from rnnviz.ui.explore.data import gradients_of, probed_in, swapped_in, truncated_in
from rnnviz.ui.explore.form import choose_beside
from rnnviz.ui.explore.shelf import Reader
from rnnviz.ui.fields.explore import EXPLORE_QUESTION, EXPLORE_WHICH, UNDER_MASKS
from rnnviz.ui.kit.glossary import caption, paragraph
from rnnviz.ui.kit.past import (
    Question,
    choose_question,
    choose_which,
    show_context,
    show_gradients,
    show_probe,
    show_swap,
)
from rnnviz.ui.kit.widgets import toggle


def show_memory(reader: Reader) -> None:
    """The model, and another beside it, each as at test time or under its own masks."""
    paragraph(prose("explore", "memory"))
    left, right = st.columns(2, vertical_alignment="bottom")
    with left:
        other = choose_beside(reader)
    noisy = toggle(UNDER_MASKS, sentence("explore.under_masks_trained"), beside=right)
    models = [reader] if other is None else [reader, other]
    if other and other.card.corpus_sha256 != reader.card.corpus_sha256:
        caption(prose("explore", "other-text"))
    placements = {model.label: model.card.placement for model in models}
    match choose_question(EXPLORE_QUESTION, sentence("explore.how_to_ask")):
        case Question.GRADIENT:
            cells = {model.card.run.model.cell for model in models}
            which = choose_which(EXPLORE_WHICH, min(cells))
            show_gradients(_of_each(models, gradients_of, noisy), which, "explore", placements)
            caption(prose("memory", "gradient-reading"))
        case Question.SWAP:
            show_swap(_of_each(models, swapped_in, noisy), placements)
        case Question.CONTEXT:
            show_context(_of_each(models, truncated_in, noisy), placements)
        case Question.PROBE:
            show_probe(_of_each(models, probed_in, noisy), placements)


def _of_each(
    models: list[Reader], measure: Callable[[str, Placement], Any], noisy: bool
) -> dict[str, Any]:
    return {
        model.label: measure(model.name, model.card.placement if noisy else Placement())
        for model in models
    }
