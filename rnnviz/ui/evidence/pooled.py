"""A class's pooled experiment: its curves, and its differences as they gather."""

from collections.abc import Iterator
from dataclasses import dataclass

import streamlit as st

from rnnviz.content import prose, sentence, spoken
from rnnviz.core.methods import name_of
from rnnviz.figures.curves import Measured, curves
from rnnviz.figures.gathering import gathering
from rnnviz.jobs.members import Class
from rnnviz.runs.conclusions import told
from rnnviz.runs.differences import Difference, difference
from rnnviz.runs.results import Record
from rnnviz.ui.kit.chart import Figure, chart
from rnnviz.ui.kit.glossary import caption
from rnnviz.ui.kit.markdown import plain
from rnnviz.ui.models.lab import desk

CURVES, GATHERING = "class-curves", "class-gathering"


@dataclass(frozen=True, slots=True)
class Pooled:
    """What a whole class is shown: made once, whoever asks."""

    record: Record
    ended: Record  # those of its runs that came to their end
    learning: Figure
    margins: Figure | None
    lines: tuple[str, ...]


def pooled(class_: Class) -> Pooled:
    """The experiment as it stands now."""
    return _pooled(class_, class_.code, desk().classes.stamp(class_.code), spoken())


@st.cache_resource(show_spinner=False, max_entries=32)
def _pooled(_class: Class, code: str, stamp: tuple[int, ...], language: str) -> Pooled:
    del code, stamp, language  # by which one that has grown is another one
    record = desk().classes.record(_class)
    ended, plainly = record.ended(), _class.plain
    enough = len(ended.seeds) > 1
    return Pooled(
        record,
        ended,
        curves([Measured(record, sentence("train.measured_now"))], height=420),
        gathering(ended, plainly) if enough else None,
        tuple(_differences(ended, plainly)),
    )


def _differences(ended: Record, none: str) -> Iterator[str]:
    """Whether all are told from no dropout, and a line for each placement."""
    others = [key for key in ended.keys if key != none]
    differences = [each for key in others if (each := difference(ended, key, none, len(others)))]
    if len(differences) > 1:
        apart = sum(each.told_apart for each in differences)
        yield sentence("classroom.told_apart", apart=apart, count=len(differences))
    yield from (_line(each) for each in sorted(differences, key=lambda each: each.mean))


def _line(effect: Difference) -> str:
    key = "classroom.apart" if effect.told_apart else "classroom.not_apart"
    told_so = told(effect.mean, effect.margin, effect.seeds)
    return sentence(key, name=plain(name_of(effect.key)), difference=told_so, count=effect.seeds)


def show_pooled(class_: Class) -> None:
    """Who took part, which placements are told apart so far, and the curves that show it."""
    shown = pooled(class_)
    seeds, done = len(shown.record.seeds), len(shown.ended.seeds)
    st.markdown(sentence("classroom.took_part", count=class_.members, seeds=seeds, done=done))
    if not shown.record.curves:
        caption(prose("classroom", "first"))
        return
    if shown.lines:
        st.markdown("\n".join(f"- {line}" for line in shown.lines))
    if shown.margins:
        chart(shown.margins, key=GATHERING, alt=sentence("classroom.gathering_alt"))
    chart(shown.learning, key=CURVES, alt=sentence("classroom.curves_alt"))
    caption(prose("classroom", "reading"))
