"""The Explore page: what is known of each model, to read and to take along."""

import csv
import io
from statistics import mean
from urllib.parse import urlencode

import streamlit as st

from rnnviz.content import joined, named, prose, sentence
from rnnviz.core.placement import Placement
from rnnviz.figures.card import card as curves
from rnnviz.runs.conclusions import beside_rule, conclusion, progress
from rnnviz.runs.repeat import evaluation
from rnnviz.text.corpora import entry, size_of
from rnnviz.ui.editor.code import listing
from rnnviz.ui.evidence.words import network, results_of
from rnnviz.ui.explore.shelf import SMALL, ZOO, Reader, card_of, folder_of, model_names
from rnnviz.ui.fields.explore import MODEL, SECTION
from rnnviz.ui.kit.chart import chart
from rnnviz.ui.kit.glossary import caption, paragraph
from rnnviz.ui.kit.labels import said_of, title_of
from rnnviz.ui.kit.markdown import plain
from rnnviz.ui.kit.tables import over_seeds, twin
from rnnviz.ui.models import sweeps
from rnnviz.zoo.card import WEIGHTS, Card, SeedCurve


def show_cards(reader: Reader) -> None:
    """The table over all models, then the card of the one that was chosen."""
    paragraph(prose("explore", "cards"))
    zoo = model_names(ZOO)
    rows = zoo or model_names(SMALL)
    st.table(_table(rows), border="horizontal", hide_index=True)
    caption(prose("explore", "cards-reading"))
    if zoo:
        _show_conclusion()
    _show_card(reader)


def _show_conclusion() -> None:
    """What the sweep that made the models says of their placements, as far as it is measured."""
    study = sweeps.first_measured(sweeps.ZOO)
    if study is None:
        return
    more = sentence("explore.every_run", address=results_of(study))
    paragraph(joined(*conclusion(study), beside_rule(study), more))
    trained = sentence("results.trained", network=network(study.setting))
    caption(joined(trained, progress(study)))


def _table(names: tuple[str, ...]) -> dict[str, list]:
    cards = [card_of(name) for name in names]
    return {
        sentence("explore.model_column"): [_link(card) for card in cards],
        sentence("explore.test_perplexity"): [_over_seeds(card, "test") for card in cards],
        sentence("explore.validation_column"): [_over_seeds(card, "valid") for card in cards],
        sentence("explore.seeds"): [len(card.curves) for card in cards],
        sentence("explore.chosen_placement"): [_in_line(card.placement) for card in cards],
        sentence("explore.settings_tried"): [1 + len(card.trials) for card in cards],
        sentence("explore.training_seconds"): [round(mean(_seconds(card))) for card in cards],
        sentence("explore.measured_before_b"): [card.date for card in cards],
    }


def _link(card: Card) -> str:
    """A model's name, which leads to its card."""
    query = urlencode({SECTION.name: "models", MODEL.name: card.name})
    return f"[{plain(title_of(card))}](explore?{query})"


def _in_line(placement: Placement) -> str:
    """A placement as it is typed, with room between its noises, where a line may break."""
    return f"`{str(placement).replace('+', ' + ')}`"


def _over_seeds(card: Card, what: str) -> str:
    """Over the seeds that have this figure."""
    figures = (_figure(curve, what) for curve in card.curves)
    return over_seeds([value for value in figures if value is not None])


def _figure(curve: SeedCurve, what: str) -> float | None:
    """A seed's best validation perplexity; its test perplexity, of the kept epoch if known."""
    evaluations = [point.evaluation for point in curve.points]
    if what == "valid":
        return min((evaluation.valid for evaluation in evaluations), default=None)
    tests = [evaluation.test_kept or evaluation.test for evaluation in evaluations]
    return next((test for test in tests if test is not None), None)


def _seconds(card: Card) -> list[float]:
    return [curve.seconds for curve in card.curves]


def _show_card(reader: Reader) -> None:
    card = reader.card
    st.subheader(plain(reader.label))
    facts = _facts(card)
    half = len(facts) // 2 + 1
    for column, some in zip(st.columns(2), (facts[:half], facts[half:]), strict=True):
        column.markdown("\n".join(f"- {said_of(*fact)}" for fact in some))
    chart(curves(card), key="card-curves", alt=sentence("explore.card_alt"))
    tried = prose("explore", "card-trials") if card.trials else ""
    caption(joined(prose("explore", "card-reading"), tried))
    kinds, *columns = zip(*_rows(card), strict=True)
    runs = [named("card_run", kind) for kind in kinds]
    titles = [named("card_column", column) for column in _COLUMNS]
    twin(dict(zip(titles, (runs, *columns), strict=True)), "card-table")
    _offer(reader)


def _facts(card: Card) -> tuple[tuple[str, str], ...]:
    """What a card says but for its curves, each under its name."""
    shape = card.run.model
    size = {"cell": shape.cell.upper(), "layers": shape.layers, "units": shape.units}
    tied = sentence("explore.embedding_tied" if shape.tied else "explore.embedding_apart")
    processor = plain(str(card.machine.get("processor")))

    def stored(perplexity: float) -> str:
        return sentence("explore.as_stored", perplexity=perplexity)

    guessed = sentence("explore.on_validation", perplexity=card.unigram_perplexity)
    return (
        (sentence("explore.shape"), sentence("explore.shape_is", embedding=tied, **size)),
        (sentence("explore.placement"), _in_line(card.placement)),
        *_origin(card),
        (sentence("explore.validation"), stored(card.valid_perplexity)),
        (sentence("explore.test"), stored(card.test_perplexity)),
        (sentence("explore.unigram"), guessed),
        (sentence("explore.measured_before"), f"{card.date}, {processor}"),
        (sentence("explore.sha"), f"`{card.weights_sha256[:16]}…`"),
    )


def _origin(card: Card) -> tuple[tuple[str, str], ...]:
    """Where a model comes from: how it was trained is known of our own alone."""
    run, training = card.run, card.run.training
    text = entry(run.corpus.name)
    size = named("corpus_size", size_of(text, run.corpus.size))
    corpus = {"words": card.words, "corpus": plain(text.title), "size": size}
    if card.vocabulary:
        return (
            (sentence("explore.words"), sentence("explore.words_of_its_own", **corpus)),
            (sentence("explore.trained"), sentence("explore.trained_elsewhere")),
        )
    pace = {"optimiser": training.optimiser, "rate": training.learning_rate}
    budget = {"count": training.epochs, "batch": training.batch, "steps": training.steps}
    shipped = {"seed": run.seed, "epoch": card.epoch}
    return (
        (sentence("explore.words"), sentence("explore.words_of", **corpus)),
        (sentence("explore.optimiser"), sentence("explore.optimiser_is", **pace)),
        (sentence("explore.budget"), sentence("explore.budget_is", **budget)),
        (sentence("explore.shipped"), sentence("explore.shipped_is", **shipped)),
    )


_COLUMNS = ("run", "seed", "placement", "epoch", "words", "training", "validation", "test")
Row = tuple[str, int, str, int, int, float, float, float | None]


def _rows(card: Card) -> list[Row]:
    """Every evaluation of every seed, and of the settings that lost."""
    runs = [("seed", str(card.placement), curve) for curve in card.curves]
    runs += [("lost", trial.placement, trial.curve) for trial in card.trials]
    return [
        (kind, curve.seed, line, p.epoch, p.tokens, at.train, at.valid, at.test)
        for kind, line, curve in runs
        for p in curve.points
        for at in (p.evaluation,)
    ]


def csv_of(card: Card) -> str:
    """All of a card's curves, a line for each evaluation."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_COLUMNS)
    writer.writerows(_rows(card))
    return out.getvalue()


def _offer(reader: Reader) -> None:
    card, name = reader.card, reader.name
    with st.container(horizontal=True):
        st.download_button(
            sentence("explore.get_card"), card.to_text(), f"{name}.json", key="get-card"
        )
        st.download_button(
            sentence("explore.get_curves"), csv_of(card), f"{name}.csv", key="get-curves"
        )
        st.download_button(
            sentence("explore.get_weights"),
            (folder_of(name) / WEIGHTS).read_bytes,
            f"{name}.safetensors",
            key="get-weights",
        )
    caption(prose("explore", "evaluate"))
    listing(evaluation(f"{name}.json"))
