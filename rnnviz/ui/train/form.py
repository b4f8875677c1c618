"""What to train: the Train page's form."""

from dataclasses import dataclass, replace

import streamlit as st

from rnnviz.content import prose
from rnnviz.core.methods import METHODS, find
from rnnviz.core.placement import Cell
from rnnviz.errors import InputError
from rnnviz.lm.configs import CONFIGS, ModelConfig, Optimiser, TrainConfig
from rnnviz.lm.run import CorpusChoice, Run
from rnnviz.runs.experiment import optimiser_settings, plan
from rnnviz.text.corpora import CORPORA, entry
from rnnviz.text.own import limit_bytes
from rnnviz.ui.editor.chosen import method_of
from rnnviz.ui.editor.controls import choose_cell, read_line
from rnnviz.ui.fields import OWN_PLACEMENT, TRAIN_EPOCHS, TRAIN_PLACEMENT
from rnnviz.ui.kit.widgets import select
from rnnviz.ui.state import in_visit, read

MOST_EPOCHS, MOST_SEEDS, MOST_MINUTES = 60, 5, 60
NOBODY = "-"
START = ("none", "zaremba2014", "naive_everywhere", "gal2016_tied", NOBODY, NOBODY)
USUAL = 4  # placements that the form shows at once
EPOCHS, TIME = "epochs", "a time"
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
            raise InputError("One placement is no comparison; choose 2 or more.")
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
    titles = {NOBODY: "nothing more"} | {method.key: method.title for method in METHODS}
    asked = _asked_for()
    own = [line for line in (read(OWN_PLACEMENT), asked) if line and line not in titles]
    options = [*titles, *dict.fromkeys(own)]
    begin = (START[0], asked, *(NOBODY,) * (len(START) - 2)) if asked else START
    more = st.container()
    with st.expander("Two more placements"):
        most = st.container()
    keys = [
        (more if number < USUAL else most).selectbox(
            f"Placement {number + 1}",
            options,
            options.index(start),
            format_func=lambda key: titles.get(key, f"yours: {key}"),
            key=f"placement-{number + 1}",
        )
        for number, start in enumerate(begin)
    ]
    return tuple(key for key in keys if key is not None and key != NOBODY)


def _asked_for() -> str:
    """The placement that an address brings along: its method's key, or its text; "" for none."""
    try:
        placement = read_line(read(TRAIN_PLACEMENT))
    except InputError:
        return ""
    method = method_of(placement)
    said = method.key if method else str(placement)
    return said if placement.active else ""


def _choose_corpus() -> CorpusChoice:
    left, right = st.columns(2)
    titles = {e.name: e.title for e in CORPORA}
    name = left.selectbox("Text", list(titles), format_func=titles.__getitem__, key="corpus")
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
    st.caption(f"{prose('train', 'own')} At most {limit_bytes():,} bytes.")
    if file is None:
        return text
    try:
        return file.getvalue().decode("utf-8")
    except UnicodeDecodeError:
        raise InputError(f"{file.name} is not UTF-8 text; save it as UTF-8.") from None


def _choose_model() -> tuple[ModelConfig, TrainConfig]:
    name = st.selectbox(
        "Network and schedule",
        list(CONFIGS),
        format_func=lambda name: CONFIGS[name].title,
        key="config",
    )
    config = CONFIGS[name]
    left, right = st.columns(2)
    with left:
        cell = choose_cell(_CELL)
    field = in_visit(f"optimiser-{name}", config.training.optimiser)
    with right:
        titles = {each: each.upper() for each in Optimiser}
        optimiser = select(st.segmented_control, field, "Optimiser", titles)
    with st.expander("More settings"):
        left, right = st.columns(2)
        layers = left.number_input("Layers", 1, 8, config.model.layers, key=f"layers-{name}")
        units = right.number_input("Units", 1, 4096, config.model.units, key=f"units-{name}")
        usual = replace(config.training, **optimiser_settings(config.training, optimiser, None))
        rate = left.number_input(
            "Learning rate",
            0.0001,
            100.0,
            usual.learning_rate,
            format="%.4g",
            key=f"rate-{name}-{optimiser}",
        )
        tied = right.checkbox("Softmax weights are the embedding", key="tied")
    model = replace(config.model, cell=cell, layers=int(layers), units=int(units), tied=tied)
    return model, replace(config.training, **optimiser_settings(config.training, optimiser, rate))


def _choose_length(training: TrainConfig) -> tuple[int, float | None, int]:
    left, right = st.columns(2)
    with left:
        unit = select(st.segmented_control, _LENGTH, "Train for", (EPOCHS, TIME))
    seeds = right.slider("Starting points (seeds)", 1, MOST_SEEDS, 1, key="seeds")
    if unit == EPOCHS:
        usual = read(TRAIN_EPOCHS) or min(training.epochs, MOST_EPOCHS)
        return left.slider("Epochs", 1, MOST_EPOCHS, usual, key="epochs"), None, seeds
    minutes = left.slider(
        "Minutes for all of them", 0.5, float(MOST_MINUTES), 1.5, 0.5, key="minutes"
    )
    return training.epochs, minutes, seeds
