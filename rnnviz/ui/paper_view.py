"""The Paper page: the figures of the paper, of what came after, and ours beside them."""

from collections.abc import Sequence
from statistics import mean

import pandas as pd
import streamlit as st

from rnnviz.figures.curves import curves
from rnnviz.figures.literature import ensembles, over_years, train_against_test
from rnnviz.lm.card import Card
from rnnviz.lm.pretrained import measured_on
from rnnviz.reference.data import AFTER, REPLICATIONS, TABLE1, TABLES
from rnnviz.reference.rows import shown
from rnnviz.ui.chart import chart
from rnnviz.ui.citations import linked, quoting, show_sources, show_table
from rnnviz.ui.content import prose
from rnnviz.ui.tables import over_seeds
from rnnviz.ui.training_history import PTB, measured_before


def show_table1() -> None:
    """Table 1 as curves over the number of models, and as a table."""
    chart(
        ensembles(TABLE1),
        key="ensembles",
        alt="Test perplexity over the number of models averaged; the table below has each figure.",
    )
    show_table(TABLE1)


def show_ours() -> None:
    """The small network without and with each placement, ours beside theirs."""
    st.markdown(quoting(prose("paper", "ours")))
    chart(
        curves([measured_before(PTB)]),
        key="ours",
        alt="Perplexity over epochs for each placement; the table has what came of it.",
    )
    st.table(ours(measured_on("ptb")), border="horizontal")
    st.markdown(prose("paper", "ours-found"))
    st.caption(prose("paper", "ours-reading"))


def ours(cards: Sequence[Card]) -> pd.DataFrame:
    """The paper's row, then one for each model at the end of its training, the best first."""
    theirs = TABLE1.row("plain")
    rows = [
        {
            "what": theirs.what,
            "validation": shown(TABLE1.value("plain", "valid")),
            "test": shown(TABLE1.value("plain", "test")),
            "training": "–",
            "seeds": "–",
            "minutes": "–",
            "source": f"{linked(theirs.source)}, {theirs.tag.evidence}",
            "noise": "`none`",
        }
    ]
    rows += [_row(card) for card in sorted(cards, key=lambda card: mean(_ends(card, "valid")))]
    return pd.DataFrame(rows).set_index("what")


def _row(card: Card) -> dict[str, str]:
    return {
        "what": card.title,
        "validation": over_seeds(_ends(card, "valid")),
        "test": over_seeds(_ends(card, "test")),
        "training": over_seeds(_ends(card, "train")),
        "seeds": str(len(card.curves)),
        "minutes": f"{mean(curve.seconds for curve in card.curves) / 60:.0f}",
        "source": f"measured before, {card.date}",
        "noise": f"`{card.placement}`",
    }


def _ends(card: Card, what: str) -> list[float]:
    """A perplexity of each seed after its last epoch."""
    return [getattr(curve.points[-1], what) for curve in card.curves]


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
