"""Comparisons that were measured before and are kept with the program."""

import json

import streamlit as st

from rnnviz.figures.curves import Measured
from rnnviz.runs.results import Record
from rnnviz.zoo.card import SHIPPED

ZOO, LIVE = "recorded-zoo", "recorded-live"
PTB, MEDIUM = "recorded-ptb", "recorded-ptb-medium"
RECORDED = {  # the first is what the page opens with
    ZOO: "Recorded: the models of the Explore page",
    LIVE: "Recorded: the settings of the form",
    PTB: "Recorded: the paper's small network on the Penn Treebank",
    MEDIUM: "Recorded: the paper's medium network on the same text",
}
_FOLDER = SHIPPED / "recorded"


@st.cache_resource(show_spinner=False)
def recorded(id_: str) -> Record:
    """A comparison that was measured before and is kept with the program."""
    file = _FOLDER / f"{id_.removeprefix('recorded-')}.json"
    return Record.from_json(json.loads(file.read_text(encoding="utf-8")))


def measured_before(id_: str) -> Measured:
    """The same as curves are drawn from it, with its day."""
    record = recorded(id_)
    return Measured(record, f"measured before, {record.began[:10]}")
