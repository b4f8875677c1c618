"""What was asked of a trained model about its past: each answer's chart, words and table."""

from collections.abc import Mapping
from enum import StrEnum

import streamlit as st

from rnnviz.analyses.context import Context
from rnnviz.analyses.gradients import Gradients
from rnnviz.analyses.perturbation import Perturbation
from rnnviz.analyses.probe import Probe
from rnnviz.content import clauses, labels, prose, sentence
from rnnviz.core.placement import Cell, Placement
from rnnviz.figures.context import context, costs
from rnnviz.figures.gradients import Which, flow_of, gradients
from rnnviz.figures.perturbation import perturbation
from rnnviz.figures.probe import probe
from rnnviz.ui.field import Field
from rnnviz.ui.kit.chart import chart
from rnnviz.ui.kit.glossary import caption, paragraph
from rnnviz.ui.kit.markdown import plain
from rnnviz.ui.kit.tables import twin
from rnnviz.ui.kit.widgets import select


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


def show_gradients(
    measured: Mapping[str, Gradients], which: Which, key: str, placements: Mapping[str, Placement]
) -> None:
    """The chart, its sentence and its table."""
    flows = {name: flow for name, of_name in measured.items() if (flow := flow_of(of_name, which))}
    chart(
        gradients(measured, which, placements),
        key=f"{key}-gradients",
        alt=sentence("kit.gradients_alt"),
    )
    medians = clauses(
        sentence("kit.gradient", name=plain(name), median=flow.median[_AT])
        for name, flow in flows.items()
    )
    paragraph(sentence("kit.gradients_found", lag=_AT, said=medians))
    some = next(iter(flows.values()))
    columns = {
        sentence(f"kit.{what}", name=name): getattr(flow, what)
        for name, flow in flows.items()
        for what in ("median", "least", "most")
    }
    twin({sentence("kit.lag"): range(len(some.median))} | columns, f"{key}-table")


def show_swap(measured: Mapping[str, Perturbation], placements: Mapping[str, Placement]) -> None:
    chart(perturbation(measured, placements), key="swap", alt=sentence("kit.swap_alt"))
    caption(prose("memory", "swap-reading"))
    lags = next(iter(measured.values())).lags_steps
    columns = {sentence("kit.nats", name=name): swap.kl_nats for name, swap in measured.items()}
    columns |= {
        sentence("kit.state_change", name=name): swap.state for name, swap in measured.items()
    }
    twin({sentence("kit.lag"): lags} | columns, "swap-table")


def show_context(contexts: Mapping[str, Context], placements: Mapping[str, Placement]) -> None:
    chart(context(contexts, placements), key="context", alt=sentence("kit.context_alt"))
    words = clauses(
        sentence(
            "kit.contexts", name=plain(name), cut=at.effective_words, shuffled=at.ordered_words
        )
        for name, at in contexts.items()
    )
    paragraph(sentence("kit.context_found", said=words))
    paragraph(prose("memory", "context-reading"))
    lengths = next(iter(contexts.values())).lengths
    columns = {
        sentence("kit.cut_off", name=name): costs(at.truncated) for name, at in contexts.items()
    }
    columns |= {
        sentence("kit.shuffled", name=name): costs(at.shuffled) for name, at in contexts.items()
    }
    twin({sentence("kit.words_in_order"): lengths} | columns, "context-table")


def show_probe(measured: Mapping[str, Probe], placements: Mapping[str, Placement]) -> None:
    chart(probe(measured, placements), key="probe", alt=sentence("kit.probe_alt"))
    caption(prose("memory", "probe-reading"))
    some = next(iter(measured.values()))
    columns = {
        sentence("kit.from_h", name=name): of_name.from_h for name, of_name in measured.items()
    }
    columns |= {
        sentence("kit.from_c", name=name): of_name.from_c
        for name, of_name in measured.items()
        if of_name.from_c
    }
    columns |= {
        sentence("kit.most_frequent"): some.baseline,
        sentence("kit.chance"): [some.chance] * len(some.baseline),
    }
    twin({sentence("kit.lag"): some.lags_steps} | columns, "probe-table")
