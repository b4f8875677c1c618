"""Below the recall test: a task that needs h, as far as it is measured."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pandas as pd
import streamlit as st

from rnnviz.analyses import recall_plan as plans
from rnnviz.analyses.recall_conclusions import conclusion, missing, plus_minus, title
from rnnviz.analyses.recall_plan import NONE, Arm
from rnnviz.analyses.recall_record import Row, rows
from rnnviz.analyses.recall_task import Recall
from rnnviz.analyses.recall_trend import by_kind, level, mean_of, middle_lag, slope
from rnnviz.content import joined, prose, sentence
from rnnviz.core.placement import Cell
from rnnviz.figures.recall import recall
from rnnviz.ui.fields.memory import MEMORY_DOSE
from rnnviz.ui.kit.chart import chart
from rnnviz.ui.kit.glossary import caption, paragraph
from rnnviz.ui.kit.widgets import select
from rnnviz.ui.memory.data import COPYING, copied

_CONTROL = "control"  # the row of no dropout with W_hh = 0


def show_copying(cell: Cell) -> None:
    """What was found; accuracy at every lag at one rate, and level and slope apart."""
    plan, record = plans.load(COPYING[cell]), copied(COPYING[cell])
    arm = next(arm for arm in plan.arms if arm.cell is cell and arm.families)
    st.subheader(sentence("memory.copying", symbols=arm.task.symbols), anchor=False)
    paragraph(prose("memory", "copying"))
    for claim in conclusion(plan, arm, record):
        paragraph(claim)
    if runs := record.of_arm(arm):
        measured = _measured_rates(arm, runs)
        _show_at_rate(arm, runs, measured)
        compared = prose("memory", "copying-compared") if measured else ""
        paragraph(joined(prose("memory", "copying-reading"), compared))
        fields = {"date": record.date, "processor": record.machine["processor"], "plan": plan.name}
        caption(sentence("memory.copied_when", **fields))
    if still := missing(plan, record):
        caption(still)


def _measured_rates(arm: Arm, runs: Sequence[Recall]) -> dict[float, str]:
    """Those at which any placement is measured."""
    there = {run.key for run in runs}
    pairs = ((family, rate) for family in arm.families for rate in family.rates)
    return {rate: f"{rate:g}" for family, rate in pairs if str(family.at(rate)) in there}


def _show_at_rate(arm: Arm, runs: Sequence[Recall], rates: dict[float, str]) -> None:
    """The placements at a rate that is chosen, beside no dropout and the control."""
    keys = {NONE}
    if rates:
        rate = select(st.segmented_control, MEMORY_DOSE, sentence("memory.dose"), rates)
        keys |= {str(family.at(rate)) for family in arm.families}
    shown = [run for run in runs if run.key in keys]
    means = list(_rows(shown))
    titles = {row.key: _title(arm, row.key) for row in means}
    chart(recall(means, titles), key="copying", alt=sentence("memory.recall_alt"))
    st.table(table(arm, shown), border="horizontal", hide_index=True)


def _rows(shown: Sequence[Recall]) -> Iterator[Row]:
    """Of each placement and lag; those of the control under a key of its own."""
    yield from rows([run for run in shown if run.recurrent])
    for row in rows([run for run in shown if not run.recurrent]):
        yield replace(row, key=_CONTROL)


def _title(arm: Arm, key: str) -> str:
    return sentence("memory.without_recurrence") if key == _CONTROL else title(arm, key)


def table(arm: Arm, shown: Sequence[Recall]) -> pd.DataFrame:
    """A row for each placement: how many it answers at the middle lag, and what a doubling adds."""
    level_at = sentence("memory.level_at", lag=middle_lag(arm.task))
    return pd.DataFrame(
        {
            sentence("memory.placement"): _title(arm, key if recurrent else _CONTROL),
            level_at: plus_minus(mean_of(models, level), ".3f"),
            sentence("memory.slope"): plus_minus(mean_of(models, slope)),
        }
        for (key, recurrent), models in by_kind(shown).items()
    )
