"""What was asked of a trained model about its past: each answer's chart, words and table."""

from collections.abc import Mapping
from enum import StrEnum

import streamlit as st

from rnnviz.analyses.context import Context
from rnnviz.analyses.gradients import Gradients
from rnnviz.analyses.perturbation import Perturbation
from rnnviz.analyses.probe import Probe
from rnnviz.content import clauses, labels, prose, sentence
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
    return Which(select(st.segmented_control, field, sentence("kit.which"), options))


def choose_question(field: Field[str], label: str) -> Question:
    """How to ask a model about its past."""
    return Question(select(st.segmented_control, field, label, labels("question")))


def show_gradients(found: Mapping[str, Gradients], which: Which, key: str) -> None:
    """The chart, its sentence and its table."""
    flows = {name: flow for name, one in found.items() if (flow := flow_of(one, which))}
    chart(
        gradients(found, which),
        key=f"{key}-gradients",
        alt=sentence("kit.gradients_alt"),
    )
    said = clauses(f"{plain(name)}: **{flow.median[_AT]:.3g}**" for name, flow in flows.items())
    st.markdown(sentence("kit.gradients_found", lag=_AT, said=said))
    some = next(iter(flows.values()))
    columns = {
        sentence(f"kit.{what}", name=name): getattr(flow, what)
        for name, flow in flows.items()
        for what in ("median", "least", "most")
    }
    twin({sentence("kit.lag"): range(len(some.median))} | columns, f"{key}-table")


def show_swap(found: Mapping[str, Perturbation]) -> None:
    chart(perturbation(found), key="swap", alt=sentence("kit.swap_alt"))
    st.caption(prose("memory", "swap-reading"))
    lags = next(iter(found.values())).lags_steps
    columns = {sentence("kit.nats", name=name): one.kl_nats for name, one in found.items()}
    columns |= {sentence("kit.state_change", name=name): one.state for name, one in found.items()}
    twin({sentence("kit.lag"): lags} | columns, "swap-table")


def show_context(found: Mapping[str, Context]) -> None:
    chart(context(found), key="context", alt=sentence("kit.context_alt"))
    said = clauses(
        sentence(
            "kit.contexts", name=plain(name), cut=one.effective_words, shuffled=one.ordered_words
        )
        for name, one in found.items()
    )
    st.markdown(sentence("kit.context_found", said=said))
    st.markdown(prose("memory", "context-reading"))
    lengths = next(iter(found.values())).lengths
    columns = {
        sentence("kit.cut_off", name=name): costs(one.truncated) for name, one in found.items()
    }
    columns |= {
        sentence("kit.shuffled", name=name): costs(one.shuffled) for name, one in found.items()
    }
    twin({sentence("kit.words_in_order"): lengths} | columns, "context-table")


def show_probe(found: Mapping[str, Probe]) -> None:
    chart(probe(found), key="probe", alt=sentence("kit.probe_alt"))
    st.caption(prose("memory", "probe-reading"))
    some = next(iter(found.values()))
    columns = {sentence("kit.from_h", name=name): one.from_h for name, one in found.items()}
    columns |= {
        sentence("kit.from_c", name=name): one.from_c for name, one in found.items() if one.from_c
    }
    columns |= {
        sentence("kit.most_frequent"): some.baseline,
        sentence("kit.chance"): [some.chance] * len(some.baseline),
    }
    twin({sentence("kit.lag"): some.lags_steps} | columns, "probe-table")
