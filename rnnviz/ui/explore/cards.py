"""The Explore page: what is known of each model, to read and to take along."""

import csv
import io
from statistics import mean

import streamlit as st

from rnnviz.content import prose
from rnnviz.errors import counted
from rnnviz.figures.card import card as curves
from rnnviz.runs.repeat import evaluation
from rnnviz.ui.editor.code import listing
from rnnviz.ui.explore.data import SMALL, ZOO, Opened, card_of, folder_of, model_names
from rnnviz.ui.kit.chart import chart
from rnnviz.ui.kit.markdown import plain
from rnnviz.ui.kit.tables import over_seeds, twin
from rnnviz.zoo.card import WEIGHTS, Card, SeedCurve


def show_cards(one: Opened) -> None:
    """The table over all models, then the card of the one that was chosen."""
    st.markdown(prose("explore", "cards"))
    zoo = model_names(ZOO)
    rows = zoo or model_names(SMALL)
    st.dataframe(_table(rows), hide_index=True, key="models")
    st.caption(prose("explore", "cards-reading"))
    if zoo:
        st.markdown(prose("explore", "zoo-found"))
    _show_card(one)


def _table(names: tuple[str, ...]) -> dict[str, list]:
    cards = [card_of(name) for name in names]
    return {
        "model": [name.removeprefix(ZOO) for name in names],
        "test perplexity": [_over_seeds(card, "test") for card in cards],
        "validation": [_over_seeds(card, "valid") for card in cards],
        "what it is": [card.title for card in cards],
        "seeds": [len(card.curves) for card in cards],
        "placement, with the rates chosen": [str(card.placement) for card in cards],
        "settings tried": [1 + len(card.trials) for card in cards],
        "seconds of training, one seed": [round(mean(_seconds(card))) for card in cards],
        "measured before": [card.date for card in cards],
    }


def _over_seeds(card: Card, what: str) -> str:
    """Over the seeds that have this figure."""
    found = (_figure(curve, what) for curve in card.curves)
    return over_seeds([value for value in found if value is not None])


def _figure(curve: SeedCurve, what: str) -> float | None:
    """A seed's best validation perplexity; its test perplexity is measured at the end."""
    if what == "valid":
        return min((point.valid for point in curve.points), default=None)
    return curve.points[-1].test if curve.points else None  # of a run that diverged at once


def _seconds(card: Card) -> list[float]:
    return [curve.seconds for curve in card.curves]


def _show_card(one: Opened) -> None:
    card = one.card
    shape = card.run.model
    st.subheader(plain(one.label))
    tied = "shared with the softmax" if shape.tied else "apart from the softmax"
    facts = (
        ("Shape", f"{shape.cell.upper()}, {shape.layers} × {shape.units} units, embedding {tied}"),
        ("Placement", f"`{card.placement}`"),
        *_origin(card),
        ("Validation", f"{card.valid_perplexity:.2f}, as stored"),
        ("Test", f"{card.test_perplexity:.2f}, as stored"),
        ("Word frequencies alone", f"{card.unigram_perplexity:.0f} on validation"),
        ("Measured before", f"{card.date}, {plain(str(card.machine.get('processor')))}"),
        ("Weights, SHA-256", f"`{card.weights_sha256[:16]}…`"),
    )
    half = len(facts) // 2 + 1
    for column, some in zip(st.columns(2), (facts[:half], facts[half:]), strict=True):
        column.markdown("\n".join(f"- {name}: {value}" for name, value in some))
    chart(curves(card), key="card-curves", alt="Perplexity over epochs, every seed and setting.")
    st.caption(prose("explore", "card-reading"))
    columns = zip(*_rows(card), strict=True)
    twin(dict(zip(_COLUMNS, columns, strict=True)), "card-table")
    _offer(one)


def _origin(card: Card) -> tuple[tuple[str, str], ...]:
    """Where a model comes from: how it was trained is known of our own alone."""
    run, training = card.run, card.run.training
    text = f"{run.corpus.name} {run.corpus.size}"
    if card.vocabulary:
        return (
            ("Words", f"{card.words:,} of its own, measured on {text}"),
            ("Trained", "elsewhere; its placement is what its owner says"),
        )
    budget = f"{counted(training.epochs, 'epoch')}, batches of {training.batch} × {training.steps}"
    return (
        ("Words", f"{card.words:,}, of {text}"),
        ("Optimiser", f"{training.optimiser}, rate {training.learning_rate:g}"),
        ("Budget", budget),
        ("Shipped", f"seed {run.seed}, after epoch {card.epoch}"),
    )


_COLUMNS = ("run", "seed", "placement", "epoch", "words read", "training", "validation", "test")
Row = tuple[str, int, str, int, int, float, float, float | None]


def _rows(card: Card) -> list[Row]:
    """Every evaluation of every seed, and of the settings that lost."""
    runs = [("seed", str(card.placement), curve) for curve in card.curves]
    runs += [("lost", trial.placement, trial.curve) for trial in card.trials]
    return [
        (kind, curve.seed, line, p.epoch, p.tokens, p.train, p.valid, p.test)
        for kind, line, curve in runs
        for p in curve.points
    ]


def csv_of(card: Card) -> str:
    """All of a card's curves, a line for each evaluation."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_COLUMNS)
    writer.writerows(_rows(card))
    return out.getvalue()


def _offer(one: Opened) -> None:
    card, name = one.card, one.name
    with st.container(horizontal=True):
        st.download_button("Card (JSON)", card.to_text(), f"{name}.json", key="get-card")
        st.download_button("Curves (CSV)", csv_of(card), f"{name}.csv", key="get-curves")
        st.download_button(
            "Weights (safetensors)",
            (folder_of(name) / WEIGHTS).read_bytes,
            f"{name}.safetensors",
            key="get-weights",
        )
    st.caption(prose("explore", "evaluate"))
    listing(evaluation(f"{name}.json"))
