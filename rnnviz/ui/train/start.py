"""Starting an experiment: what it will cost, what is allowed, the button."""

import streamlit as st

from rnnviz.content import joined, prose, sentence
from rnnviz.core.methods import name_of
from rnnviz.errors import InputError
from rnnviz.jobs.adding import MOST_NAME
from rnnviz.lm.run import Run
from rnnviz.runs.experiment import idle
from rnnviz.text.corpora import entry
from rnnviz.ui.callbacks import unbroken
from rnnviz.ui.field import Field, in_visit
from rnnviz.ui.kit.fragments import fragment
from rnnviz.ui.kit.glossary import caption, paragraph
from rnnviz.ui.kit.labels import method_labels
from rnnviz.ui.kit.markdown import plain
from rnnviz.ui.kit.widgets import pressed
from rnnviz.ui.models.lab import desk, paced, private_link, visitor
from rnnviz.ui.state import forget, put, read
from rnnviz.ui.train.form import Comparison
from rnnviz.ui.train.history import show_next
from rnnviz.workers.pace import Pace

_ASK_SECONDS = 1.0
_REFUSED = in_visit("start-refused", "")
_WANTED: Field[Comparison | None] = in_visit("start-wanted", None)


def offer_start(comparison: Comparison | None) -> None:
    """The button, once what is asked for can be trained, under an estimate of its time."""
    runs: tuple[Run, ...] = ()
    pace: Pace | None = None
    if comparison is not None:
        try:
            runs, pace = _settled(comparison)
            if pace is None:
                fragment(await_pace, run_every=_ASK_SECONDS)(comparison.sample, comparison.device)
            else:
                desk().limits.refuse(runs, pace)
                desk().refuse_worker()
                paragraph(estimate(runs, pace))
                _tell_idle(runs)
        except InputError as error:
            st.warning(plain(str(error)))
            runs = ()
    _offer_link()
    if pressed(sentence("train.start"), "begin", disabled=not runs, width="stretch"):
        put(_WANTED, comparison)
    _start_wanted(comparison, runs, pace)
    if refusal := read(_REFUSED):
        forget(_REFUSED)
        st.warning(plain(refusal))
    limits = desk().limits
    caption(joined(limits.facts(), prose("train", "away").format(seconds=limits.away_seconds)))


def _start_wanted(comparison: Comparison | None, runs: tuple[Run, ...], pace: Pace | None) -> None:
    """Start what Start was pressed for: at once, or when its pace is known, if the form stays."""
    if read(_WANTED) is None:
        return
    if comparison != read(_WANTED) or (pace and not runs):
        forget(_WANTED)
    elif pace:
        unbroken(_start)(runs, pace)
        st.rerun()


def _offer_link() -> None:
    """Say before Start that this browser will forget its runs, if so, and what brings them back."""
    if link := private_link():
        with st.container(border=True, key="unkept"):
            paragraph(prose("train", "unkept"))
            st.link_button(prose("train", "unkept-link"), link, width="stretch")


def await_pace(sample: Run, device: str = "auto") -> None:
    """Say that the pace is being measured, until it is: then draw the page anew."""
    try:
        if paced(sample, device) is not None:
            st.rerun()
    except InputError:
        st.rerun()
    caption(prose("train", "measuring"))


def _tell_idle(runs: tuple[Run, ...]) -> None:
    """A line for each placement of which something does nothing in this network."""
    for key in dict.fromkeys(run.key for run in runs):
        if why := idle(key, runs[0].model):
            st.caption(plain(sentence("train.idle", method=method_labels().get(key, key), why=why)))


def _settled(comparison: Comparison) -> tuple[tuple[Run, ...], Pace | None]:
    """The runs, with as many epochs as a budget of time allows; none before the pace is known."""
    runs = comparison.runs()
    pace = paced(comparison.sample, comparison.device)
    if pace is None:
        return (), None
    if comparison.minutes is not None:
        rounds = desk().limits.rounds(len(runs))
        runs = comparison.runs(pace.epochs(60 * comparison.minutes, rounds))
    return runs, pace


def estimate(runs: tuple[Run, ...], pace: Pace) -> str:
    epochs, limits = runs[0].training.epochs, desk().limits
    seconds = pace.seconds(epochs) * limits.rounds(len(runs))
    unit, number = ("seconds", seconds) if seconds < 120 else ("minutes", seconds / 60)
    return sentence(
        "train.estimate",
        time=sentence(f"train.{unit}", number=number),
        runs=sentence("train.runs", count=len(runs)),
        epochs=sentence("train.epochs_of_each", count=epochs),
        workers=limits.workers,
        device=pace.device,
        parameters=pace.parameters,
        words=pace.words,
        tokens=pace.tokens,
    )


def _start(runs: tuple[Run, ...], pace: Pace) -> None:
    forget(_WANTED)
    try:
        show_next(desk().submit(visitor(), called(runs), runs, pace))
    except InputError as error:
        put(_REFUSED, str(error))


def called(runs: tuple[Run, ...]) -> str:
    """An experiment's name: its text, and as many placements as there is room for."""
    text = entry(runs[0].corpus.name).title
    names = [name_of(key) for key in dict.fromkeys(run.key for run in runs)]
    for count in range(len(names), -1, -1):
        left = len(names) - count
        more = [sentence("train.names_left", count=left)] if left else []
        name = sentence("train.experiment_name", text=text, names=[*names[:count], *more])
        if len(name) <= MOST_NAME:
            break
    return name
