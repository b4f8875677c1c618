"""The Paper page: the figures of the paper, of what came after, and ours beside them."""

from statistics import mean

import pandas as pd
import streamlit as st

from rnnviz.content import prose, sentence
from rnnviz.core.edits import largest_rate
from rnnviz.figures.curves import Shown, View, curves
from rnnviz.figures.literature import ensembles, over_years, train_against_test
from rnnviz.reference.data import AFTER, CONFIGURATIONS, REPLICATIONS, TABLE1, TABLES
from rnnviz.reference.rows import shown
from rnnviz.ui.kit.chart import chart
from rnnviz.ui.kit.citations import linked, literal, quoting, show_sources, show_table
from rnnviz.ui.kit.glossary import caption, paragraph
from rnnviz.ui.kit.labels import placement_link, title_of
from rnnviz.ui.kit.tables import over_seeds
from rnnviz.ui.models.recorded import MEDIUM, PTB, measured_before
from rnnviz.zoo.card import Card
from rnnviz.zoo.models import measured_on


def show_table1() -> None:
    """Table 1 as curves over the number of models, and as a table."""
    chart(
        ensembles(TABLE1),
        key="ensembles",
        alt=sentence("paper.ensembles_alt"),
    )
    show_table(TABLE1)


def show_small() -> None:
    """The small network without and with each placement, ours beside theirs."""
    paragraph(quoting(prose("paper", "small")))
    paragraph(prose("paper", "small-found"))
    chart(
        curves([measured_before(PTB)], View(shown=Shown.VALIDATION), levels=_level("small")),
        key="small",
        alt=sentence("paper.small_alt"),
    )
    st.table(ours("small"), border="horizontal")
    caption(prose("paper", "small-reading"))


def show_medium() -> None:
    """The medium network with the paper's noise and without, ours beside theirs."""
    paragraph(quoting(prose("paper", "medium")))
    paragraph(prose("paper", "medium-found"))
    chart(
        curves([measured_before(MEDIUM)], levels=_level("medium"), height=380),
        key="medium",
        alt=sentence("paper.medium_alt"),
    )
    st.table(ours("medium"), border="horizontal")
    caption(prose("paper", "medium-reading"))


_THEIRS = {"small": "plain", "medium": "medium"}  # the row of the paper's table


def _level(size: str) -> dict[str, float]:
    """What the paper's network of a size came to on validation text, as a line in a chart."""
    level = TABLE1.number(_THEIRS[size], "valid")
    return {sentence("paper.level", level=level): level}


def ours(size: str) -> pd.DataFrame:
    """The paper's row, then one for each model of that size as far as it is trained, best first."""
    units, theirs = CONFIGURATIONS.value("units", size), TABLE1.row(_THEIRS[size])
    rate, epochs = CONFIGURATIONS.value("rate", size), CONFIGURATIONS.value("epochs", size)
    rows = [
        {
            sentence("paper.what"): theirs.what,
            sentence("paper.rate"): f"{rate:g}",
            sentence("paper.validation"): shown(TABLE1.value(theirs.key, "valid")),
            sentence("paper.test"): shown(TABLE1.value(theirs.key, "test")),
            sentence("paper.lowest"): "–",
            sentence("paper.training"): "–",
            sentence("paper.epochs"): str(epochs),
            sentence("paper.seeds"): "–",
            sentence("paper.minutes"): "–",
            sentence("paper.source"): sentence(
                "reference.from_source", source=linked(theirs.source), ground=literal(theirs.ground)
            ),
        }
    ]
    cards = [card for card in measured_on("ptb") if card.run.model.units == units]
    rows += [_row(card) for card in sorted(cards, key=lambda card: mean(_ends(card, "valid")))]
    return pd.DataFrame(rows).set_index(sentence("paper.what"))


def _row(card: Card) -> dict[str, str]:
    last, planned = card.curves[0].points[-1].epoch, card.run.training.epochs
    return {
        sentence("paper.what"): placement_link(title_of(card), card.placement),
        sentence("paper.rate"): f"{largest_rate(card.placement):g}",
        sentence("paper.validation"): over_seeds(_ends(card, "valid")),
        sentence("paper.test"): over_seeds(_ends(card, "test")),
        sentence("paper.lowest"): over_seeds(_lowest(card)),
        sentence("paper.training"): over_seeds(_ends(card, "train")),
        sentence("paper.epochs"): str(last)
        if last == planned
        else sentence("paper.of", last=last, planned=planned),
        sentence("paper.seeds"): str(len(card.curves)),
        sentence("paper.minutes"): f"{mean(curve.seconds for curve in card.curves) / 60:.0f}",
        sentence("paper.source"): sentence("paper.measured_before", date=card.date),
    }


def _ends(card: Card, what: str) -> list[float]:
    """A perplexity of each seed after its last epoch."""
    return [getattr(curve.points[-1].evaluation, what) for curve in card.curves]


def _lowest(card: Card) -> list[float]:
    """The validation perplexity of each seed after its best epoch."""
    return [min(point.evaluation.valid for point in curve.points) for curve in card.curves]


def show_years() -> None:
    """What came after, each point with its source, and as a table."""
    chart(
        over_years(AFTER),
        key="years",
        alt=sentence("paper.years_alt"),
    )
    show_table(AFTER)


def show_replications() -> None:
    """Test over training perplexity of every run, and as a table."""
    chart(
        train_against_test(REPLICATIONS),
        key="replications",
        alt=sentence("paper.replications_alt"),
    )
    show_table(REPLICATIONS)


def show_all_sources() -> None:
    """Everything cited, in full."""
    caption(prose("paper", "missing"))
    show_sources(TABLES)
