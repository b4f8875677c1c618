"""What was asked of a trained model about its past: each answer's chart, words and table."""

from collections.abc import Mapping
from enum import StrEnum

import streamlit as st

from rnnviz.analyses.context import Context
from rnnviz.analyses.perturbation import Perturbation
from rnnviz.analyses.probe import Probe
from rnnviz.figures.context import context, costs
from rnnviz.figures.perturbation import perturbation
from rnnviz.figures.probe import probe
from rnnviz.ui.chart import chart
from rnnviz.ui.content import plain, prose
from rnnviz.ui.tables import twin


class Question(StrEnum):
    """What to ask a trained model about its past."""

    GRADIENT = "the gradient"
    SWAP = "another word"
    CONTEXT = "less context"
    PROBE = "read it off"


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
