"""Starting, watching and keeping an experiment: the Train page's other half."""

import json
from dataclasses import dataclass
from math import exp

import pandas as pd
import streamlit as st

from rnnviz.figures.curves import curves
from rnnviz.jobs.live import Live
from rnnviz.lm.record import Record
from rnnviz.lm.runs import Run
from rnnviz.text.batches import count
from rnnviz.ui.content import plain, prose


@dataclass(frozen=True, slots=True)
class Experiment:
    """What a visitor started."""

    live: Live
    floor: float | None  # the perplexity that no model can beat, for synthetic languages


def start_or_stop(runs: tuple[Run, ...] | None) -> Experiment | None:
    """The visitor's experiment, if there is one; two buttons begin and end it."""
    experiment: Experiment | None = st.session_state.get("experiment")
    running = experiment is not None and experiment.live.running
    left, right = st.columns(2)
    start = left.button(
        "Start",
        disabled=running or runs is None,
        width="stretch",
        key="begin",
    )
    stop = right.button("Stop", disabled=not running, width="stretch", key="end")
    if start:
        with st.spinner("Reading the text …"):
            floor = _floor(runs)
        st.session_state.experiment = Experiment(Live(runs), floor)
    if stop:
        experiment.live.stop()
    if start or stop:
        st.rerun()
    return experiment


def watch(experiment: Experiment) -> None:
    """Curves and table, anew each second for as long as something is training."""
    if experiment.live.running:
        st.fragment(_watch_running, run_every=1.0)(experiment)
        return
    record = experiment.live.record()
    if experiment.live.stopped:
        st.info("Stopped before the end. What was measured until then is below.")
    _show(record, experiment.floor)
    _offer(record)


def _watch_running(experiment: Experiment) -> None:
    record = experiment.live.record()
    _show_progress(record)
    _show(record, experiment.floor)
    if not experiment.live.running:
        st.rerun()


def _floor(runs: tuple[Run, ...]) -> float | None:
    """The floor of the corpus, which is read here so that it can be refused before it is used."""
    corpus, training = runs[0].corpus.load(), runs[0].training
    count(len(corpus.train), training.batch, training.steps)
    count(len(corpus.valid), training.batch, training.steps, partial=True)
    return None if corpus.entropy_nats is None else exp(corpus.entropy_nats)


def _show_progress(record: Record) -> None:
    epochs = record.runs[0].training.epochs
    done = sum(len(curve) for curve in record.curves.values())
    total = epochs * len(record.runs)
    speeds = [
        f"{key} {result.tokens_per_second:,.0f} words/s on {result.device}"
        for (key, _), result in record.latest.items()
        if not result.evaluation or result.evaluation.test is None
    ]
    st.progress(min(done / total, 1.0), f"{done} of {total} epochs. {' · '.join(speeds)}")


def _show(record: Record, floor: float | None) -> None:
    for (key, seed), error in record.failures.items():
        st.warning(plain(f"{key}, seed {seed}, failed: {error.splitlines()[-1]}"))
    if not record.curves and not any(result.diverged for result in record.latest.values()):
        st.caption("The first point of a curve comes after its first epoch.")
        return
    keys = list(dict.fromkeys(run.key for run in record.runs))
    if record.curves:
        st.plotly_chart(
            curves(record.curves, keys, floor=floor),
            key="curves",
            alt="Perplexity over epochs; the table below has the last values.",
        )
    st.dataframe(results_table(record), hide_index=True, key="results", placeholder="–")
    st.caption(prose("train", "reading"))


def results_table(record: Record) -> pd.DataFrame:
    """Perplexities, best validation first; ± is the standard deviation over seeds."""
    rows = [row for row in record.rows() if row.seeds or row.note]
    return pd.DataFrame(
        {
            "placement": [row.key for row in rows],
            "training": [round(row.train, 1) for row in rows],
            "validation": [round(row.valid, 1) if row.seeds else None for row in rows],
            "± validation": [row.valid_spread and round(row.valid_spread, 1) for row in rows],
            "best validation": [round(row.best_valid, 1) for row in rows],
            "at epoch": [row.best_epoch for row in rows],
            "test": [row.test and round(row.test, 1) for row in rows],
            "note": [row.note for row in rows],
        }
    )


def _offer(record: Record) -> None:
    """The figures as files, and what they need to be repeated."""
    left, right = st.columns(2)
    left.download_button(
        "Curves as CSV", record.to_csv(), "rnnviz.csv", "text/csv", width="stretch"
    )
    right.download_button(
        "Everything as JSON",
        json.dumps(record.to_json(), indent=2, ensure_ascii=False),
        "rnnviz.json",
        "application/json",
        width="stretch",
    )
