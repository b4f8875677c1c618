"""What to train: the Train page's form."""

from dataclasses import replace

import streamlit as st

from rnnviz.core.methods import METHODS
from rnnviz.core.placement import Cell
from rnnviz.errors import InputError
from rnnviz.lm.configs import CONFIGS, Optimiser
from rnnviz.lm.plan import optimiser_settings, plan
from rnnviz.lm.runs import CorpusChoice, Run
from rnnviz.text.corpora import CORPORA, entry
from rnnviz.ui.content import prose
from rnnviz.ui.controls import choose_cell

MOST_EPOCHS, MOST_SEEDS = 40, 3
NOBODY = "-"
START = ("none", "zaremba2014", "naive_everywhere", "gal2016_tied")
CONFIG = CONFIGS["live"]


def choose_runs() -> tuple[Run, ...]:
    """The runs that the form describes. Raises `InputError` for what can't be trained."""
    keys = _choose_placements()
    corpus = _choose_corpus()
    cell, optimiser, epochs, seeds = _choose_training()
    if len(keys) < 2:
        raise InputError("One placement is no comparison; choose 2 or more.")
    training = replace(CONFIG.training, epochs=epochs, **optimiser_settings(optimiser, None))
    return plan(keys, corpus, replace(CONFIG.model, cell=cell), training, seeds)


def _choose_placements() -> list[str]:
    """Two to four keys; not chips, whose white text can't be read on the dark theme's green."""
    titles = {NOBODY: "nothing more"} | {method.key: method.title for method in METHODS}
    own = st.session_state.get("own_placement")  # put together on the Placement page
    options = [*titles, *([own] if own else [])]
    keys = [
        st.selectbox(
            f"Placement {number}",
            options,
            options.index(start),
            format_func=lambda key: titles.get(key, f"yours: {key}"),
            key=f"placement-{number}",
        )
        for number, start in enumerate(START, start=1)
    ]
    return [key for key in keys if key != NOBODY]


def _choose_corpus() -> CorpusChoice:
    left, right = st.columns(2)
    titles = {e.name: e.title for e in CORPORA}
    name = left.selectbox("Text", list(titles), format_func=titles.get, key="corpus")
    chosen = entry(name)
    size = right.selectbox("How much of it", chosen.sizes, key=f"size-{name}")
    st.caption(f"{chosen.idea} {chosen.citation}")
    lag_steps = text = None
    if "lag_steps" in chosen.takes:
        lag_steps = st.slider("Words to bridge", 1, 200, 20, key="train-lag")
    if "text" in chosen.takes:
        text = _own_text()
    return CorpusChoice(name, size, lag_steps, text)


def _own_text() -> str:
    text = st.text_area("Your text", key="own-text", height=160)
    file = st.file_uploader("or a UTF-8 text file", type=["txt", "md"], key="own-file")
    st.caption(prose("train", "own"))
    if file is None:
        return text
    try:
        return file.getvalue().decode("utf-8")
    except UnicodeDecodeError:
        raise InputError(f"{file.name} is not UTF-8 text; save it as UTF-8.") from None


def _choose_training() -> tuple[Cell, Optimiser, int, int]:
    left, right = st.columns(2)
    with left:
        cell = choose_cell("train-cell")
    optimiser = right.segmented_control(
        "Optimiser",
        list(Optimiser),
        default=Optimiser.SGD,
        format_func=str.upper,
        required=True,
        key="optimiser",
    )
    epochs = left.slider("Epochs", 1, MOST_EPOCHS, 12, key="epochs")
    seeds = right.slider("Starting points (seeds)", 1, MOST_SEEDS, 1, key="seeds")
    return cell, Optimiser(optimiser), epochs, seeds
