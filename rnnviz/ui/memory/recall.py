"""The Memory page's last step: who still learns to remember, measured before."""

import streamlit as st

from rnnviz.analyses.recall_record import TASKS, Row, rows
from rnnviz.content import prose
from rnnviz.core.methods import METHODS
from rnnviz.core.placement import Cell
from rnnviz.figures.recall import recall, recall_loss
from rnnviz.ui.fields.memory import MEMORY_KEYS, MEMORY_LEARNER
from rnnviz.ui.kit.chart import chart
from rnnviz.ui.kit.labels import METHOD_LABELS
from rnnviz.ui.kit.tables import twin
from rnnviz.ui.kit.widgets import select
from rnnviz.ui.memory.data import recorded

_CELLS = {Cell.LSTM: "an LSTM", Cell.RNN: "a vanilla RNN"}
_OWN = {"cell:0.25:classic": "The memory, fresh, at RNNDrop's rate (ours)"}


def show_recall() -> None:
    """Accuracy of every placement at every lag, and the loss between floor and chance."""
    st.header("5. The recall test")
    st.markdown(prose("memory", "recall"))
    left, right = st.columns(2)
    with left:
        cell = select(st.segmented_control, MEMORY_LEARNER, "Who learns", _CELLS)
    tasks = {task.keys: task for task in TASKS}
    with right:
        keys = select(st.segmented_control, MEMORY_KEYS, "Keys to tell apart", list(tasks))
    task = tasks[keys]
    record = recorded()
    found = rows(record.of(cell, keys))
    labels = {row.key: _label(row.key) for row in found}
    chart(recall(found, labels), key="recall", alt="Accuracy of each placement at each lag.")
    st.markdown(
        f"Share of right answers at evaluation, mean of {found[0].seeds} seed"
        f"{'s' * (found[0].seeds > 1)}; guessing gives {task.chance:.3f} (formula). *Measured "
        f"before*, on {record.date}, on {record.machine['processor']}; "
        "`python -m rnnviz recall FILE` does it again."
    )
    worst = sorted({row.key for row in found}, key=lambda key: -_last(found, key).loss_nats)[:5]
    shown = [row for row in found if row.key in {"none", *worst}]
    chart(
        recall_loss(shown, labels, task),
        key="recall-loss",
        alt="The loss on the answer over the lag, between the floor and guessing.",
    )
    st.markdown(prose("memory", "recall-reading"))
    _show_rows(found, labels)


def _last(found: tuple[Row, ...], key: str) -> Row:
    return [row for row in found if row.key == key][-1]


def _label(key: str) -> str:
    known = {method.key for method in METHODS}
    return METHOD_LABELS[key] if key in known else _OWN[key]


def _show_rows(found: tuple[Row, ...], labels: dict[str, str]) -> None:
    twin(
        {
            "placement": [labels[row.key] for row in found],
            "lag": [row.lag_steps for row in found],
            "accuracy": [round(row.accuracy, 3) for row in found],
            "± over seeds": [row.spread and round(row.spread, 3) for row in found],
            "loss (nats)": [round(row.loss_nats, 3) for row in found],
            "accuracy with masks on": [round(row.noisy_accuracy, 3) for row in found],
        },
        "recall-table",
    )
