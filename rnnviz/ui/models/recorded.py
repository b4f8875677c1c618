"""Comparisons that were measured before and are kept with the program."""

import json

import streamlit as st

from rnnviz.content import named, sentence
from rnnviz.figures.curves import Measured
from rnnviz.runs.results import Record
from rnnviz.ui.fields.train import FIRST
from rnnviz.zoo.card import SHIPPED

DOSE = FIRST  # of the sweep's record, whose runs end where validation turns
LIVE, PTB, MEDIUM = "recorded-live", "recorded-ptb", "recorded-ptb-medium"
COMPARISONS = (LIVE, PTB, MEDIUM)
RECORDED = (DOSE, *COMPARISONS)  # the first is what the page opens with
_FOLDER = SHIPPED / "recorded"


def title_of(id_: str) -> str:
    """What a visitor reads for a recorded comparison."""
    return named("recorded", id_.removeprefix("recorded-").replace("-", "_"))


@st.cache_resource(show_spinner=False)
def recorded(id_: str) -> Record:
    """A comparison that was measured before and is kept with the program."""
    file = _FOLDER / f"{id_.removeprefix('recorded-')}.json"
    return Record.from_json(json.loads(file.read_text(encoding="utf-8")))


def measured_before(id_: str) -> Measured:
    """The same as curves are drawn from it, with its day."""
    record = recorded(id_)
    return Measured(record, sentence("models.measured_before", date=record.began[:10]))
