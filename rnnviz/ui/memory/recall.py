"""The Memory page's last step: who still learns to remember, measured before."""

import streamlit as st

from rnnviz.analyses import recall_plan as plans
from rnnviz.analyses.recall_record import Row, rows
from rnnviz.content import labels, prose, sentence
from rnnviz.core.methods import METHODS
from rnnviz.core.placement import Cell
from rnnviz.figures.recall import recall, recall_loss
from rnnviz.ui.fields.memory import MEMORY_KEYS, MEMORY_LEARNER
from rnnviz.ui.kit.chart import chart
from rnnviz.ui.kit.glossary import paragraph
from rnnviz.ui.kit.labels import method_labels
from rnnviz.ui.kit.tables import twin
from rnnviz.ui.kit.widgets import select
from rnnviz.ui.memory.copying import show_copying
from rnnviz.ui.memory.data import RECALL, recorded

_OWN = {"cell:0.25:classic": "memory.rnndrop_rate"}  # what no method has


def show_recall() -> None:
    """Accuracy of every placement at every lag, and the loss between floor and chance."""
    st.header(sentence("memory.recall"))
    paragraph(prose("memory", "recall"))
    left, right = st.columns(2)
    with left:
        cell = select(
            st.segmented_control,
            MEMORY_LEARNER,
            sentence("memory.learner"),
            {Cell(key): label for key, label in labels("learner").items()},
        )
    tasks = {task.keys: task for task in plans.load(RECALL).tasks}
    with right:
        keys = select(st.segmented_control, MEMORY_KEYS, sentence("memory.keys"), list(tasks))
    task = tasks[keys]
    record = recorded()
    means = rows(record.of(cell, keys))
    titles = {row.key: _label(row.key) for row in means}
    chart(recall(means, titles), key="recall", alt=sentence("memory.recall_alt"))
    paragraph(
        sentence(
            "memory.recall_found",
            count=means[0].seeds,
            chance=task.chance,
            date=record.date,
            processor=record.machine["processor"],
        )
    )
    worst = sorted({row.key for row in means}, key=lambda key: -_last(means, key).loss_nats)[:5]
    shown = [row for row in means if row.key in {"none", *worst}]
    chart(
        recall_loss(shown, titles, task),
        key="recall-loss",
        alt=sentence("memory.recall_loss_alt"),
    )
    paragraph(prose("memory", "recall-reading"))
    _show_rows(means, titles)
    show_copying(cell)


def _last(means: tuple[Row, ...], key: str) -> Row:
    return [row for row in means if row.key == key][-1]


def _label(key: str) -> str:
    known = {method.key for method in METHODS}
    return method_labels()[key] if key in known else sentence(_OWN[key])


def _show_rows(means: tuple[Row, ...], titles: dict[str, str]) -> None:
    twin(
        {
            sentence("memory.placement"): [titles[row.key] for row in means],
            sentence("memory.lag"): [row.lag_steps for row in means],
            sentence("memory.accuracy"): [round(row.accuracy, 3) for row in means],
            sentence("memory.spread"): [row.spread and round(row.spread, 3) for row in means],
            sentence("memory.loss"): [round(row.loss_nats, 3) for row in means],
            sentence("memory.noisy_accuracy"): [round(row.noisy_accuracy, 3) for row in means],
        },
        "recall-table",
    )
