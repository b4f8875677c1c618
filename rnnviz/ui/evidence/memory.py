"""What each kept model of a sweep remembers, beside how well it predicts."""

from statistics import mean

import pandas as pd
import streamlit as st

from rnnviz.content import joined, named, prose, sentence
from rnnviz.runs.lasting import Longer, against_none, lasting, told_by
from rnnviz.runs.responses import Dose, Study
from rnnviz.ui.evidence.words import half_life
from rnnviz.ui.kit.glossary import paragraph
from rnnviz.ui.models import sweeps


def show_remembered() -> None:
    """A row for each placement at its best rate; nothing where nothing was measured."""
    study = sweeps.first_measured(sweeps.DOSE)
    if study is None:
        return
    st.subheader(sentence("memory.remembered"))
    if told := lasts(study):
        paragraph(told)
    with st.expander(sentence("memory.remembered_table")):
        st.table(remembered(study), border="horizontal", hide_index=True)
        paragraph(prose("memory", "remembered"))


def lasts(study: Study) -> str:
    """Which placements make the memory last longer or shorter than no dropout; empty if unknown."""
    compared = against_none(study)
    none = study.none and lasting(told_by(study.none), masked=False)
    if not compared or not none:
        return ""
    apart = [each for each in compared if each.told_apart]
    fields = {"seeds": none.seeds, "comparisons": compared[0].comparisons}
    of_none = sentence("memory.lasts", none=f"{none.steps:.0f}", **fields)
    longer = [_named(each) for each in apart if each.decay < 0]
    shorter = [_named(each) for each in apart if each.decay > 0]
    parts = [sentence("memory.lasts_longer", names=longer)] if longer else []
    parts += [sentence("memory.lasts_shorter", names=shorter)] if shorter else []
    return joined(of_none, *(parts or [sentence("memory.lasts_alike")]))


def _named(each: Longer) -> str:
    steps = f"{each.lasting.steps:.0f}"
    return sentence("memory.lasts_with", name=named("family", each.key), steps=steps)


def remembered(study: Study) -> pd.DataFrame:
    """No dropout, then each family's best, the lowest test perplexity first."""
    bests = sorted(study.bests.items(), key=lambda item: _tested(item[1]))
    rows = [(named("family", key), dose) for key, dose in bests]
    without = [(sentence("results.without"), study.none)] if study.none else []
    return pd.DataFrame([_row(name, dose) for name, dose in [*without, *rows]])


def _tested(dose: Dose) -> float:
    """The mean test perplexity of the seeds whose memory is told."""
    return mean(result.test for result in told_by(dose) if result.test is not None)


def _row(name: str, dose: Dose) -> dict[str, str]:
    kept = told_by(dose)
    return {
        sentence("results.head_placement"): name,
        sentence("results.head_rate"): f"{dose.rate:g}",
        sentence("results.head_test"): f"{_tested(dose):.1f}",
        sentence("results.head_off"): half_life(kept, masked=False),
        sentence("results.head_on"): half_life(kept, masked=True),
    }
