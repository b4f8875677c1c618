"""What an experiment measured, now or before: curves, a table, what to take home."""

import json
from collections.abc import Iterator
from math import isfinite
from statistics import mean

import pandas as pd
import streamlit as st

from rnnviz.content import joined, named, prose, sentence
from rnnviz.core.methods import name_at, name_of
from rnnviz.figures.curves import Measured, Over, Shown, View, curves
from rnnviz.figures.responses import seed_numbers
from rnnviz.runs.differences import difference
from rnnviz.runs.explain import explanations, findings
from rnnviz.runs.repeat import command
from rnnviz.runs.results import Record, Row
from rnnviz.ui.editor.code import listing
from rnnviz.ui.fields.train import HIDDEN, LOGARITHMIC, OVER, SHOWN
from rnnviz.ui.kit.chart import chart
from rnnviz.ui.kit.glossary import caption, paragraph
from rnnviz.ui.kit.labels import placement_link
from rnnviz.ui.kit.markdown import plain
from rnnviz.ui.kit.widgets import select, subset, toggle
from rnnviz.ui.models.recorded import DOSE, LIVE, MEDIUM, PTB, measured_before
from rnnviz.ui.train.deciding import show_deciding
from rnnviz.ui.train.history import ghost
from rnnviz.ui.train.predict_first import compare_guess, wants_a_guess

CHART = "curves"


def show_recorded(id_: str) -> None:
    """What was measured before."""
    if id_ == DOSE:
        show_deciding()
        return
    measured = measured_before(id_)
    record = measured.record
    text = joined(prose("train", "recorded"), _about(id_))
    paragraph(text.format(**_when(record)))
    show_record(record, measured.label, None, words=None)


def _about(id_: str) -> str:
    return {
        LIVE: lambda: prose("train", "recorded-live"),
        PTB: lambda: prose("train", "recorded-ptb"),
        MEDIUM: lambda: prose("train", "recorded-ptb-medium"),
    }[id_]()


def _when(record: Record) -> dict[str, object]:
    return {
        "date": record.began[:10],
        "machine": sentence(
            "train.machine",
            processor=plain(record.machine["processor"]),
            count=record.machine["cores"],
        ),
        "seeds": seed_numbers(record.seeds),
        "torch": record.machine["torch"],
        "epochs": max(result.epoch for curve in record.curves.values() for result in curve),
    }


def show_record(record: Record, label: str, floor: float | None, *, words: int | None) -> None:
    """Curves and table, once a wish to guess first is met."""
    for problem in explanations(record, words or 10**9):
        st.warning(plain(problem))
    if wants_a_guess(record.keys):
        return
    compare_guess(record)
    if not record.curves:
        caption(prose("train", "first"))
        return
    _show_curves(record, label, floor)
    st.markdown("\n".join(f"- {plain(finding)}" for finding in findings(record)))
    st.table(results_table(record), border="horizontal", hide_index=True)
    caption(prose("train", "reading"))


def _show_curves(record: Record, label: str, floor: float | None) -> None:
    """The curves, between how to look at them and what to look at."""
    left, middle, right = st.columns([1.3, 1.1, 1])
    with left:
        names = {over: named("over", over) for over in Over}
        over = Over(select(st.segmented_control, OVER, sentence("train.over"), names))
    with middle:
        names = {shown: named("shown", shown) for shown in Shown}
        shown = Shown(select(st.selectbox, SHOWN, sentence("train.what"), names))
    logarithmic = toggle(LOGARITHMIC, sentence("train.logarithmic"), beside=right)
    place = st.container()
    left, right = st.columns(2)
    keys = {key: plain(name_of(key)) for key in record.keys}
    hidden = subset(
        left.pills, HIDDEN, sentence("train.hide"), keys, selection_mode="multi", wrap=True
    )
    with right:
        measured = [Measured(record, label), *ghost(record)]
    view = View(over, shown, logarithmic, frozenset(hidden))
    with place:
        chart(
            curves(measured, view, levels={sentence("train.floor"): floor} if floor else None),
            key=CHART,
            alt=sentence("train.curves_alt"),
        )
    with st.expander(sentence("train.points")):
        st.dataframe(points_table(measured), hide_index=True, key="points", placeholder="–")


def results_table(record: Record) -> pd.DataFrame:
    """Perplexities, lowest validation first, with spreads over seeds and margins of differences."""
    rows = [row for row in record.rows() if row.seeds or row.note]
    so_far, told = record.comparable(), sum(bool(row.seeds) for row in rows) - 1
    columns = {
        sentence("train.placement_column"): [_linked(record, row.key) for row in rows],
        sentence("train.lowest_column"): [_lowest(row) for row in rows],
        **_against_none(so_far, rows, told),
        sentence("train.above_best"): [_apart(so_far, row, rows[0], told) for row in rows],
        sentence("train.validation_last"): [_number(row.valid, row.valid_spread) for row in rows],
        sentence("train.training_last"): [_number(row.train) for row in rows],
        **_tested(rows),
        sentence("train.speed_column"): [_speed(record, row.key) for row in rows],
    }
    if any(row.note for row in rows):
        columns[sentence("train.note_column")] = [row.note for row in rows]
    return pd.DataFrame(columns)


def _linked(record: Record, key: str) -> str:
    placement = record.placement_of(key)
    return placement_link(name_at(key, placement), placement)


def _against_none(record: Record, rows: list[Row], told: int) -> dict[str, list[str]]:
    """A column of differences to no dropout, where that is one of the placements."""
    none = next((row for row in rows if row.key == record.plain and row.seeds), None)
    if none is None:
        return {}
    return {sentence("train.minus_none"): [_apart(record, row, none, told) for row in rows]}


def _number(value: float | None, spread: float | None = None) -> str:
    if value is None or not isfinite(value):
        return "–"
    return f"{value:,.1f}".replace("-", "−") + ("" if spread is None else f" ± {spread:.1f}")


def _lowest(row: Row) -> str:
    """The lowest validation perplexity, with the mean of the epochs at which it was reached."""
    if not row.seeds:
        return "–"
    lowest = _number(row.best_valid, row.best_spread)
    return sentence("train.lowest_at", lowest=lowest, epoch=f"{row.best_epoch:.3g}")


def _apart(record: Record, row: Row, best: Row, comparisons: int) -> str:
    effect = row.seeds and best.seeds and difference(record, row.key, best.key, comparisons)
    if not effect or row is best:
        return "–"
    mean = f"{effect.mean:+,.1f}".replace("-", "−")
    return f"{mean} ± {effect.margin:.1f}" if isfinite(effect.margin) else mean


def _tested(rows: list[Row]) -> dict[str, list[str]]:
    """Of the weights that one would keep; of the last ones where an earlier version trained."""
    if any(row.test_kept for row in rows) or not any(row.test for row in rows):
        tests = [_number(row.test_kept, row.test_kept_spread) for row in rows]
        return {sentence("train.test_kept"): tests}
    return {sentence("train.test_last"): [_number(row.test, row.test_spread) for row in rows]}


def _speed(record: Record, key: str) -> str:
    speeds = [result.tokens_per_second for (of, _), result in record.latest.items() if of == key]
    return f"{mean(speeds):,.0f}" if speeds else "–"


def points_table(measured: list[Measured]) -> pd.DataFrame:
    """A line for each evaluation of each run."""
    return pd.DataFrame(_points(measured))


def _points(measured: list[Measured]) -> Iterator[dict[str, object]]:
    for experiment in measured:
        for (key, seed), curve in experiment.record.curves.items():
            for result in curve:
                yield {
                    sentence("train.placement_column"): name_of(key),
                    sentence("train.seed_column"): seed,
                    sentence("train.epoch_column"): result.epoch,
                    sentence("train.words_column"): result.tokens,
                    sentence("train.seconds_column"): round(result.seconds, 1),
                    sentence("train.training_column"): round(result.perplexity.train, 1),
                    sentence("train.validation_column"): round(result.perplexity.valid, 1),
                    sentence("train.source_column"): experiment.label,
                }


def offer_results(record: Record) -> None:
    """The figures as files, the picture, and the line that repeats them."""
    if not record.curves:
        return
    left, right = st.columns(2)
    left.download_button(
        sentence("train.curves_csv"),
        record.to_csv,
        "rnnviz.csv",
        "text/csv",
        on_click="ignore",
        width="stretch",
        key="csv",
    )
    right.download_button(
        sentence("train.all_json"),
        lambda: json.dumps(record.to_json(), indent=2, ensure_ascii=False),
        "rnnviz.json",
        "application/json",
        on_click="ignore",
        width="stretch",
        key="json",
    )
    with st.expander(sentence("train.command")):
        listing(command(record.runs))
