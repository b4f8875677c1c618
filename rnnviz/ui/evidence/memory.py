"""What each kept model of a sweep remembers, beside how well it predicts."""

import pandas as pd
import streamlit as st

from rnnviz.content import named, prose, sentence
from rnnviz.figures.responses import tested
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
    st.table(remembered(study), border="horizontal", hide_index=True)
    paragraph(prose("memory", "remembered"))


def remembered(study: Study) -> pd.DataFrame:
    """No dropout, then each family's best, the lowest test perplexity first."""
    bests = sorted(study.bests.items(), key=lambda item: tested(item[1]))
    rows = [(named("family", key), dose) for key, dose in bests]
    without = [(sentence("results.without"), study.none)] if study.none else []
    return pd.DataFrame([_row(name, dose) for name, dose in [*without, *rows]])


def _row(name: str, dose: Dose) -> dict[str, str]:
    kept = (dose.bracket or dose.fresh)[0]
    return {
        sentence("results.head_placement"): name,
        sentence("results.head_rate"): f"{dose.rate:g}",
        sentence("results.head_test"): f"{tested(dose):.1f}",
        sentence("results.head_off"): half_life(kept.unmasked),
        sentence("results.head_on"): half_life(kept.masked),
    }
