"""Opening a class: what each student is to train."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from rnnviz.content import prose, sentence
from rnnviz.core.methods import METHODS, find, name_of
from rnnviz.lm.configs import CONFIGS
from rnnviz.lm.run import CorpusChoice, Run
from rnnviz.runs.experiment import plan
from rnnviz.text.corpora import entry
from rnnviz.ui.fields import CLASS
from rnnviz.ui.fields.classroom import CLASS_EPOCHS, CORPUS, PLACEMENTS, TEACHER, TEXTS
from rnnviz.ui.fields.train import CONFIG, NONE
from rnnviz.ui.kit.glossary import caption, paragraph
from rnnviz.ui.kit.widgets import pressed, select, slider, typed
from rnnviz.ui.models.lab import desk
from rnnviz.ui.state import put

_PLAIN = find("none").key


def offer_to_open() -> None:
    """The form, and a place for a code to join with."""
    st.header(sentence("classroom.open_one"), anchor=False)
    paragraph(prose("classroom", "trains"))
    keys = _choose_placements()
    left, right = st.columns(2)
    with left:
        titles = {name: entry(name).title for name in TEXTS}
        corpus = select(st.selectbox, CORPUS, sentence("classroom.text"), titles)
    epochs = slider(CLASS_EPOCHS, sentence("train.epochs"), beside=right)
    caption(prose("classroom", "usual"))
    caption(prose("classroom", "kept").format(days=desk().classes.days))
    if pressed(sentence("classroom.open"), "class-open", disabled=len(keys) < 2, type="primary"):
        put(TEACHER, desk().open_class(_runs(keys, corpus, epochs)))
        st.rerun()
    st.header(sentence("classroom.join_one"), anchor=False)
    typed(CLASS, sentence("classroom.code"))


def _choose_placements() -> Sequence[str]:
    """No dropout, which all are compared with, and one to three more."""
    titles = {NONE: sentence("train.nothing_more")}
    titles |= {method.key: method.name for method in METHODS if method.key != _PLAIN}
    keys = [_PLAIN]
    for number, (column, field) in enumerate(zip(st.columns(3), PLACEMENTS, strict=True), start=1):
        with column:
            label = sentence("classroom.placement", number=number, none=name_of(_PLAIN))
            keys.append(select(st.selectbox, field, label, titles))
    return tuple(dict.fromkeys(key for key in keys if key != NONE))


def _runs(keys: Sequence[str], corpus: str, epochs: int) -> tuple[Run, ...]:
    """The Train form's own network and schedule, on the least of a text."""
    config = CONFIGS[CONFIG.default]
    choice = CorpusChoice(corpus, "tiny")
    return plan(keys, choice, config.model, replace(config.training, epochs=epochs))
