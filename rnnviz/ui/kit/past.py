"""What was asked of a trained model about its past: each answer's chart, words and table."""

from collections.abc import Mapping
from enum import StrEnum

import streamlit as st

from rnnviz.analyses.context import Context
from rnnviz.analyses.gradients import Gradients
from rnnviz.analyses.perturbation import Perturbation
from rnnviz.analyses.probe import Probe
from rnnviz.content import labels, prose
from rnnviz.core.placement import Cell
from rnnviz.figures.context import context, costs
from rnnviz.figures.gradients import Which, flow_of, gradients
from rnnviz.figures.perturbation import perturbation
from rnnviz.figures.probe import probe
from rnnviz.ui.kit.chart import chart
from rnnviz.ui.kit.markdown import plain
from rnnviz.ui.kit.tables import twin
from rnnviz.ui.kit.widgets import select
from rnnviz.ui.state import Field


class Question(StrEnum):
    """What to ask a trained model about its past."""

    GRADIENT = "gradient"
    SWAP = "swap"
    CONTEXT = "context"
    PROBE = "probe"


_AT = 20  # the lag that sentences speak of


def choose_which(field: Field[str], cell: Cell) -> Which:
    """Which gradient; c only where there is one."""
    options = labels("which")
    if cell is not Cell.LSTM:
        del options[Which.C]
    return Which(select(st.segmented_control, field, "Which dependence on the past", options))


def choose_question(field: Field[str], label: str) -> Question:
    """How to ask a model about its past."""
    return Question(select(st.segmented_control, field, label, labels("question")))


def show_gradients(found: Mapping[str, Gradients], which: Which, key: str) -> None:
    """The chart, its sentence and its table."""
    flows = {name: flow for name, one in found.items() if (flow := flow_of(one, which))}
    chart(
        gradients(found, which),
        key=f"{key}-gradients",
        alt="A gradient over the lag for each placement, with a band over masks.",
    )
    said = "; ".join(f"{plain(name)}: **{flow.median[_AT]:.3g}**" for name, flow in flows.items())
    st.markdown(f"At lag {_AT}, the median over masks (measured now): {said}.")
    some = next(iter(flows.values()))
    columns = {
        f"{name}, {what}": values
        for name, flow in flows.items()
        for what, values in (("median", flow.median), ("least", flow.least), ("most", flow.most))
    }
    twin({"lag": range(len(some.median))} | columns, f"{key}-table")


def show_swap(found: Mapping[str, Perturbation]) -> None:
    chart(perturbation(found), key="swap", alt="Change of the prediction over the lag, in nats.")
    st.caption(prose("memory", "swap-reading"))
    lags = next(iter(found.values())).lags_steps
    columns = {f"{name}, nats": one.kl_nats for name, one in found.items()}
    columns |= {f"{name}, change of the state": one.state for name, one in found.items()}
    twin({"lag": lags} | columns, "swap-table")


def show_context(found: Mapping[str, Context]) -> None:
    chart(context(found), key="context", alt="Loss above that of the full context, in nats.")
    said = "; ".join(
        f"{plain(name)}: **{one.effective_words}** and **{one.ordered_words}**"
        for name, one in found.items()
    )
    st.markdown(
        "Shortest context, of those measured, within 1 % of the full one's perplexity, cut off and "
        f"shuffled beyond (measured now): {said}."
    )
    st.markdown(prose("memory", "context-reading"))
    lengths = next(iter(found.values())).lengths
    columns = {f"{name}, cut off": costs(one.truncated) for name, one in found.items()}
    columns |= {f"{name}, shuffled": costs(one.shuffled) for name, one in found.items()}
    twin({"words in order": lengths} | columns, "context-table")


def show_probe(found: Mapping[str, Probe]) -> None:
    chart(probe(found), key="probe", alt="Accuracy of a linear read-out over the lag.")
    st.caption(prose("memory", "probe-reading"))
    some = next(iter(found.values()))
    columns = {f"{name}, from h": one.from_h for name, one in found.items()}
    columns |= {f"{name}, from c": one.from_c for name, one in found.items() if one.from_c}
    columns |= {"most frequent word": some.baseline, "chance": [some.chance] * len(some.baseline)}
    twin({"lag": some.lags_steps} | columns, "probe-table")
