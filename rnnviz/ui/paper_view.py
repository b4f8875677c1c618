"""The Paper page: the figures of the paper, of what came after, and ours beside them."""

import pandas as pd
import streamlit as st

from rnnviz.figures.literature import ensembles, over_years, train_against_test
from rnnviz.lm.card import Card
from rnnviz.lm.pretrained import measured_on
from rnnviz.reference.data import AFTER, REPLICATIONS, TABLE1, TABLES
from rnnviz.ui.chart import chart
from rnnviz.ui.citations import show_sources, show_table
from rnnviz.ui.content import prose


def show_table1() -> None:
    """Table 1 as curves over the number of models, and as a table."""
    chart(
        ensembles(TABLE1),
        key="ensembles",
        alt="Test perplexity over the number of models averaged; the table below has each figure.",
    )
    show_table(TABLE1)
    show_ours(measured_on("ptb"))


def show_ours(cards: tuple[Card, ...]) -> None:
    """Our own models of the same text, or that there is none."""
    if not cards:
        st.caption(prose("paper", "unmeasured"))
        return
    st.markdown(prose("paper", "measured"))
    st.table(ours(cards), border="horizontal")


def ours(cards: tuple[Card, ...]) -> pd.DataFrame:
    """One row for each model, as its card says."""
    rows = [
        {
            "what": card.title,
            "validation": f"{card.valid_perplexity:.1f}",
            "test": f"{card.test_perplexity:.1f}",
            "measured before": f"{card.date}, seed {card.run.seed}",
        }
        for card in cards
    ]
    return pd.DataFrame(rows).set_index("what")


def show_years() -> None:
    """What came after, each point with its source, and as a table."""
    chart(
        over_years(AFTER),
        key="years",
        alt="Test perplexity of single models from 2014 to 2018; the table below has each figure.",
    )
    show_table(AFTER)


def show_replications() -> None:
    """Test over training perplexity of every run, and as a table."""
    chart(
        train_against_test(REPLICATIONS),
        key="replications",
        alt="Test over training perplexity of each run; the table below has each figure.",
    )
    show_table(REPLICATIONS)


def show_all_sources() -> None:
    """Everything cited, in full."""
    st.caption(prose("paper", "missing"))
    show_sources(TABLES)
