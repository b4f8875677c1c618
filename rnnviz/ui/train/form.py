"""What to train: the Train page's form."""

from dataclasses import dataclass, replace

import streamlit as st

from rnnviz.content import entry as entry_of
from rnnviz.content import joined, prose, sentence
from rnnviz.core.methods import METHODS, find
from rnnviz.core.placement import Cell
from rnnviz.errors import InputError
from rnnviz.lm.configs import CONFIGS, ModelConfig, Optimiser, TrainConfig
from rnnviz.lm.run import CorpusChoice, Run
from rnnviz.runs.experiment import optimiser_settings, plan
from rnnviz.text.corpora import CORPORA, entry
from rnnviz.text.own import limit_bytes
from rnnviz.ui.editor.controls import choose_cell
from rnnviz.ui.fields import OWN_PLACEMENT
from rnnviz.ui.kit.widgets import select
from rnnviz.ui.state import in_visit, read

MOST_EPOCHS, MOST_SEEDS, MOST_MINUTES = 60, 5, 60
NOBODY = "-"
START = ("none", "zaremba2014", "naive_everywhere", "gal2016_tied", NOBODY, NOBODY)
USUAL = 4  # placements that the form shows at once
EPOCHS, TIME = "epochs", "a time"  # keys
_CELL, _LENGTH = in_visit("train-cell", Cell.LSTM), in_visit("length", EPOCHS)


@dataclass(frozen=True, slots=True)
class Wish:
    """What the form asks for; how long is settled once the machine's pace is known."""

    keys: tuple[str, ...]
    corpus: CorpusChoice
    model: ModelConfig
    training: TrainConfig
    seeds: int
    minutes: float | None  # for all runs together, instead of the epochs

    @property
    def sample(self) -> Run:
        """A run to measure the pace by, the same for every choice that makes no difference."""
        training = replace(self.training, epochs=1)
        return Run("none", find("none").placement, self.corpus, self.model, training)

    def runs(self, epochs: int | None = None) -> tuple[Run, ...]:
        """The runs that answer it. Raises `InputError` for what can't be trained."""
        if len(self.keys) < 2:
            raise InputError("train.one_placement")
        training = replace(self.training, epochs=epochs or self.training.epochs)
        return plan(self.keys, self.corpus, self.model, training, self.seeds)


def choose_wish() -> Wish:
    """What the form says. Raises `InputError` for what it can't mean."""
    keys = _choose_placements()
    corpus = _choose_corpus()
    model, training = _choose_model()
    epochs, minutes, seeds = _choose_length(training)
    return Wish(keys, corpus, model, replace(training, epochs=epochs), seeds, minutes)


def _choose_placements() -> tuple[str, ...]:
    """Two to six keys; not chips, whose white text can't be read on the dark theme's green."""
    titles = {NOBODY: sentence("train.nothing_more")} | {
        method.key: method.name for method in METHODS
    }
    own = read(OWN_PLACEMENT)  # put together on the Placement page
    options = [*titles, *([own] if own else [])]
    more = st.container()
    with st.expander(sentence("train.more_placements")):
        most = st.container()
    keys = [
        (more if number < USUAL else most).selectbox(
            sentence("train.placement_number", number=number + 1),
            options,
            options.index(start),
            format_func=lambda key: titles.get(key, sentence("train.yours", placement=key)),
            key=f"placement-{number + 1}",
        )
        for number, start in enumerate(START)
    ]
    return tuple(key for key in keys if key is not None and key != NOBODY)


def _choose_corpus() -> CorpusChoice:
    left, right = st.columns(2)
    titles = {e.name: e.title for e in CORPORA}
    name = left.selectbox(
        sentence("train.text"), list(titles), format_func=titles.__getitem__, key="corpus"
    )
    chosen = entry(name)
    size = right.selectbox(sentence("train.size"), chosen.sizes, key=f"size-{name}")
    st.caption(joined(chosen.idea, chosen.citation))
    lag_steps = text = None
    if "lag_steps" in chosen.takes:
        lag_steps = st.slider(sentence("train.lag"), 1, 200, 20, key="train-lag")
    if "text" in chosen.takes:
        text = _own_text()
    return CorpusChoice(name, size, lag_steps, text)


def _own_text() -> str:
    text = st.text_area(sentence("train.own_text"), key="own-text", height=160)
    file = st.file_uploader(sentence("train.own_file"), type=["txt", "md"], key="own-file")
    st.caption(joined(prose("train", "own"), sentence("train.at_most", bytes=limit_bytes())))
    if file is None:
        return text
    try:
        return file.getvalue().decode("utf-8")
    except UnicodeDecodeError:
        raise InputError("train.not_unicode", name=file.name) from None


def _choose_model() -> tuple[ModelConfig, TrainConfig]:
    name = st.selectbox(
        sentence("train.config"),
        list(CONFIGS),
        format_func=lambda name: entry_of("configs", name),
        key="config",
    )
    config = CONFIGS[name]
    left, right = st.columns(2)
    with left:
        cell = choose_cell(_CELL)
    field = in_visit(f"optimiser-{name}", config.training.optimiser)
    with right:
        titles = {each: each.upper() for each in Optimiser}
        optimiser = select(st.segmented_control, field, sentence("train.optimiser"), titles)
    with st.expander(sentence("train.more_settings")):
        left, right = st.columns(2)
        layers = left.number_input(
            sentence("train.layers"), 1, 8, config.model.layers, key=f"layers-{name}"
        )
        units = right.number_input(
            sentence("train.units"), 1, 4096, config.model.units, key=f"units-{name}"
        )
        usual = replace(config.training, **optimiser_settings(config.training, optimiser, None))
        rate = left.number_input(
            sentence("train.learning_rate"),
            0.0001,
            100.0,
            usual.learning_rate,
            format="%.4g",
            key=f"rate-{name}-{optimiser}",
        )
        tied = right.checkbox(sentence("train.tied"), key="tied")
    model = replace(config.model, cell=cell, layers=int(layers), units=int(units), tied=tied)
    return model, replace(config.training, **optimiser_settings(config.training, optimiser, rate))


def _choose_length(training: TrainConfig) -> tuple[int, float | None, int]:
    left, right = st.columns(2)
    with left:
        unit = select(
            st.segmented_control,
            _LENGTH,
            sentence("train.length"),
            {EPOCHS: sentence("train.length_epochs"), TIME: sentence("train.length_time")},
        )
    seeds = right.slider(sentence("train.seeds"), 1, MOST_SEEDS, 1, key="seeds")
    if unit == EPOCHS:
        usual = min(training.epochs, MOST_EPOCHS)
        return (
            left.slider(sentence("train.epochs"), 1, MOST_EPOCHS, usual, key="epochs"),
            None,
            seeds,
        )
    minutes = left.slider(
        sentence("train.minutes_in_all"), 0.5, float(MOST_MINUTES), 1.5, 0.5, key="minutes"
    )
    return training.epochs, minutes, seeds
