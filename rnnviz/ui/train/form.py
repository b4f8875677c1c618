"""What to train: the Train page's form."""

from dataclasses import dataclass, replace
from functools import partial

import streamlit as st

from rnnviz.content import entry as entry_of
from rnnviz.content import joined, named, prose, sentence
from rnnviz.core.edits import at_rate, largest_rate
from rnnviz.core.methods import METHODS, method_at, name_of, placement_of
from rnnviz.core.placement import Noise, Placement
from rnnviz.errors import InputError
from rnnviz.lm.configs import CONFIGS, ModelConfig, Optimiser, TrainConfig
from rnnviz.lm.run import CorpusChoice, Run
from rnnviz.runs.experiment import optimiser_settings, plan
from rnnviz.text.corpora import CORPORA, entry
from rnnviz.text.own import limit_bytes
from rnnviz.ui.editor.chosen import method_of
from rnnviz.ui.editor.controls import choose_cell
from rnnviz.ui.editor.noise_form import MOST_RATE
from rnnviz.ui.field import Field
from rnnviz.ui.fields import OWN_PLACEMENT
from rnnviz.ui.fields.train import (
    BY_EPOCHS,
    BY_TIME,
    CONFIG,
    CORPUS,
    DEPTHS,
    DEVICE,
    EPOCHS,
    LAG,
    LEARNING_RATES,
    LENGTH,
    MINUTES,
    NONE,
    OPTIMISERS,
    PLACEMENTS,
    SEEDS,
    SIZES,
    TIED,
    TRAINED_CELL,
    TRAINED_TEXT,
    WIDTHS,
)
from rnnviz.ui.kit.glossary import caption
from rnnviz.ui.kit.widgets import mirror, number, select, slider, toggle, typed
from rnnviz.ui.models.lab import devices
from rnnviz.ui.state import put, read

USUAL = 4  # placements that the form shows at once
_LEAST_RATE = 0.05


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the form asks for; how long is settled once the machine's pace is known."""

    keys: tuple[str, ...]
    corpus: CorpusChoice
    model: ModelConfig
    training: TrainConfig
    seeds: int
    minutes: float | None  # for all runs together, instead of the epochs
    device: str

    @property
    def sample(self) -> Run:
        """A run to measure the pace by, the same for every choice that makes no difference."""
        training = replace(self.training, epochs=1)
        return Run("none", placement_of("none"), self.corpus, self.model, training)

    def runs(self, epochs: int | None = None) -> tuple[Run, ...]:
        """The runs that answer it. Raises `InputError` for what can't be trained."""
        if len(self.keys) < 2:
            raise InputError("train.one_placement")
        training = replace(self.training, epochs=epochs or self.training.epochs)
        return plan(self.keys, self.corpus, self.model, training, self.seeds)


def choose_comparison() -> Comparison:
    """What the form says. Raises `InputError` for what it can't mean."""
    keys = _choose_placements()
    corpus = _choose_corpus()
    titles = {name: entry_of("configs", name) for name in CONFIGS}
    config = select(st.selectbox, CONFIG, sentence("train.config"), titles)
    model, training = _choose_model(config)
    epochs, minutes, seeds = _choose_length(config)
    training = replace(training, epochs=epochs)
    return Comparison(keys, corpus, model, training, seeds, minutes, _choose_device())


def _choose_placements() -> tuple[str, ...]:
    """Two to six keys; not chips, whose white text can't be read on the dark theme's green."""
    titles = {NONE: sentence("train.nothing_more")} | {m.key: m.name for m in METHODS}
    own = (read(OWN_PLACEMENT), *map(read, PLACEMENTS))  # of the Placement page, and of an address
    titles |= {line: _title_of(line) for line in own if line and line not in titles}
    more = st.container()
    with st.expander(sentence("train.more_placements")):
        most = st.container()
    keys = []
    for place, field in enumerate(PLACEMENTS, start=1):
        with more if place <= USUAL else most:
            keys.append(_choose_placement(place, field, titles))
    return tuple(key for key in keys if key != NONE)


def _choose_placement(place: int, field: Field[str], titles: dict[str, str]) -> str:
    """A placement, and its rate beside it."""
    which, rates = st.columns([3, 2], vertical_alignment="bottom")
    with which:
        label = sentence("train.placement_number", number=place)
        key = select(st.selectbox, field, label, titles)
    noise = Placement() if key == NONE else placement_of(key)
    if rate := largest_rate(noise):
        with rates:
            mirror(
                st.slider,
                sentence("train.rate_of", number=place),
                min(_LEAST_RATE, rate),
                max(MOST_RATE, rate),
                key=f"rate-of-{place}",
                value=rate,
                take=partial(take_rate, field, key),
                step=_LEAST_RATE if round(20 * rate, 9).is_integer() else 0.001,
                format="%g",
            )
    return key


def take_rate(field: Field[str], key: str, rate: float) -> None:
    """The same masks at another rate: a method again where that is its own.

    A slider that goes as another placement is chosen may still say its rate: it is not listened to.
    """
    known = method_at(key)  # whose own rates no rounding has touched
    placement = at_rate(known.placement if known else placement_of(key), rate)
    if (now := read(field)) == NONE or _masks(placement_of(now)) != _masks(placement):
        return
    method = method_of(placement, known and known.key)
    put(field, method.key if method else str(placement))


def _masks(placement: Placement) -> list[Noise]:
    """A placement's masks, whatever their rates."""
    return [replace(noise, rate=0.5) for noise in placement.noises]


def _title_of(line: str) -> str:
    """What a placement that is no method's is called in the form."""
    return name_of(line) if method_at(line) else sentence("train.yours", placement=line)


def _choose_corpus() -> CorpusChoice:
    left, right = st.columns(2)
    with left:
        titles = {e.name: e.title for e in CORPORA}
        name = select(st.selectbox, CORPUS, sentence("train.text"), titles)
    chosen = entry(name)
    with right:
        sizes = {size: named("corpus_size", size) for size in chosen.sizes}
        size = select(st.selectbox, SIZES[name], sentence("train.size"), sizes)
    caption(joined(chosen.idea, chosen.citation))
    lag_steps = slider(LAG, sentence("train.lag")) if "lag_steps" in chosen.takes else None
    own = _own_text() if "text" in chosen.takes else None
    return CorpusChoice(name, size, lag_steps, own)


def _own_text() -> str:
    """What was typed, or a file, which is in no address."""
    own = typed(TRAINED_TEXT, sentence("train.own_text"), st.text_area, height=160)
    file = st.file_uploader(sentence("train.own_file"), type=["txt", "md"], key="own-file")
    caption(joined(prose("train", "own"), sentence("train.at_most", bytes=limit_bytes())))
    if file is None:
        return own
    try:
        return file.getvalue().decode("utf-8")
    except UnicodeDecodeError:
        raise InputError("train.not_unicode", name=file.name) from None


def _choose_model(name: str) -> tuple[ModelConfig, TrainConfig]:
    config = CONFIGS[name]
    left, right = st.columns(2)
    with left:
        cell = choose_cell(TRAINED_CELL)
    with right:
        titles = {each: each.upper() for each in Optimiser}
        optimiser = select(
            st.segmented_control, OPTIMISERS[name], sentence("train.optimiser"), titles
        )
    with st.expander(sentence("train.more_settings")):
        left, right = st.columns(2)
        layers = number(DEPTHS[name], sentence("train.layers"), beside=left)
        units = number(WIDTHS[name], sentence("train.units"), beside=right)
        rates = LEARNING_RATES[name, optimiser]
        rate = number(rates, sentence("train.learning_rate"), beside=left, format="%.4g")
        tied = toggle(TIED, sentence("train.tied"))
    model = replace(config.model, cell=cell, layers=layers, units=units, tied=tied)
    return model, replace(config.training, **optimiser_settings(config.training, optimiser, rate))


def _choose_device() -> str:
    """Where to train, if the machine leaves a choice; the estimate says how fast that is."""
    there = devices()
    if len(there) < 2:
        return "auto"
    chosen = select(st.segmented_control, DEVICE, sentence("train.device"), there)
    return "auto" if chosen == there[0] else chosen


def _choose_length(config: str) -> tuple[int, float | None, int]:
    left, right = st.columns(2)
    with left:
        units = {
            BY_EPOCHS: sentence("train.length_epochs"),
            BY_TIME: sentence("train.length_time"),
        }
        unit = select(st.segmented_control, LENGTH, sentence("train.length"), units)
    seeds = slider(SEEDS, sentence("train.seeds"), beside=right)
    if unit == BY_EPOCHS:
        return slider(EPOCHS[config], sentence("train.epochs"), beside=left), None, seeds
    minutes = slider(MINUTES, sentence("train.minutes_in_all"), 0.5, beside=left)
    return CONFIGS[config].training.epochs, minutes, seeds
