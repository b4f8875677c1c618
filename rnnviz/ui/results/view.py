"""The Results page: which network, which lines, which point; then the best of each, ranked."""

from collections.abc import Sequence
from math import isfinite

import pandas as pd
import streamlit as st

from rnnviz.content import joined, labels, named, prose, sentence
from rnnviz.core.edits import largest_rate
from rnnviz.figures.ranking import ranking
from rnnviz.figures.responses import responses, span_of
from rnnviz.runs.conclusions import (
    added,
    beside_rule,
    conclusion,
    everywhere,
    progress,
    shared,
    told,
    unshared,
)
from rnnviz.runs.lasting import told_by
from rnnviz.runs.record import Result
from rnnviz.runs.responses import Dose, Effect, Response, Study
from rnnviz.ui.evidence.dose import FEW, does_best, dose_at, few, measured, show_point
from rnnviz.ui.evidence.words import half_life, network, on_whole_text
from rnnviz.ui.fields import (
    RESULTS_ALL,
    RESULTS_FAMILY,
    RESULTS_LINES,
    RESULTS_NETWORK,
    RESULTS_RATE,
)
from rnnviz.ui.frame.tour import notice
from rnnviz.ui.kit.chart import chart
from rnnviz.ui.kit.fragments import fragment
from rnnviz.ui.kit.glossary import caption, paragraph
from rnnviz.ui.kit.widgets import select, subset, toggle
from rnnviz.ui.models import sweeps
from rnnviz.ui.results.touch import show_touchable
from rnnviz.ui.state import read


def choose_study() -> Study | None:
    """The network whose results are shown: a choice once several are measured."""
    studies = {sweeps.address(study): study for _, study in sweeps.networks()}
    if not studies:
        st.info(sentence("results.nothing"))
        return None
    if len(studies) == 1:
        return next(iter(studies.values()))
    names = {key: network(study.setting) for key, study in studies.items()}
    return studies[select(st.selectbox, RESULTS_NETWORK, sentence("results.network"), names)]


def show_conclusion(study: Study) -> None:
    """The sentences that come first, what is missing, and what was trained."""
    paragraph(joined(*conclusion(study)))
    if verdict := everywhere(each for _, each in sweeps.networks()):
        paragraph(verdict)
    trained = sentence("results.trained", network=network(study.setting))
    caption(joined(trained, progress(study), prose("results", "how")))


@fragment
def show_doses(study: Study) -> None:
    """The curves: which lines, along which, and at which rate."""
    responses = measured(study)
    if not responses:  # no dropout alone
        return
    names = {key: named("family", key) for key in responses}
    picture = st.container()
    sought = [key for key in responses if key == read(RESULTS_FAMILY)]  # as a link may name it
    usual = list(dict.fromkeys([*few(responses), *sought]))
    chips = {"selection_mode": "multi", "wrap": True}
    keys = subset(st.pills, RESULTS_LINES, sentence("results.lines"), names, usual, **chips)
    keys = keys or tuple(usual)
    with picture:
        show_touchable(study, responses, keys)
    left, right = st.columns([1, 1.6], gap="medium", vertical_alignment="bottom")
    with left:
        family = select(
            st.selectbox,
            RESULTS_FAMILY,
            sentence("results.family"),
            {key: names[key] for key in keys},
            usual=does_best(responses, keys),
        )
    with right:
        dose = dose_at(RESULTS_RATE, responses[family])
    show_point(study, tuple(responses[key] for key in keys), responses[family], dose)
    with st.expander(sentence("results.runs")):
        st.dataframe(runs(dose), hide_index=True, key="results-runs")
    notice("results")


def show_reading(study: Study | None) -> None:
    """Folded: how all of it was measured, and what did best on more text."""
    with st.expander(prose("results", "reading-title")):
        paragraph(prose("results", "reading"))
        paragraph(prose("results", "memory"))
        if study and (left := unshared(study)):
            paragraph(left)
        if study and study.plan.name == sweeps.DOSE and (other := on_whole_text(study)):
            paragraph(other)


def runs(dose: Dose) -> pd.DataFrame:
    """A line for each run behind a point."""
    return pd.DataFrame([_run(result) for result in dose.results]).rename(columns=labels("run"))


def _run(result: Result) -> dict[str, object]:
    kept = result.kept_epoch or 0
    return {
        "seed": result.seed,
        "kept": kept,
        "epochs": len(result.valid),
        "train": round(result.train[kept - 1], 1) if kept else None,
        "valid": round(result.best_valid, 1),
        "test": result.test and round(result.test, 1),
        "half_life": _half_lives((result,)),
        "date": result.date,
        "machine": f"{result.processor}, {result.product}, {result.commit}",
    }


def show_ranking(study: Study) -> None:
    """The best of each against no dropout, as dots and as a table."""
    effects = study.ranked
    if not effects:
        return
    sure = any(isfinite(effect.margin) for effect in effects)
    heading = "results.ranked" if sure else "results.ranked_so_far"
    st.header(sentence(heading, count=len(effects)), anchor=False)
    unsure = [] if all(isfinite(e.margin) for e in effects) else [prose("results", "ranking-one")]
    paragraph(joined(prose("results", "ranking"), *unsure))
    if verdict := joined(beside_rule(study), shared(study)):
        paragraph(verdict)
    families = {family.key: family for family in study.plan.families}
    left, right = st.columns([1, 1.15], gap="medium")
    with left:
        alt = sentence("results.ranking_alt")
        chart(ranking(effects, families), key="results-ranking", alt=alt)
    with right:
        st.table(ranked(effects, study.none), border="horizontal", hide_index=True)


def ranked(effects: tuple[Effect, ...], none: Dose | None) -> pd.DataFrame:
    """A row for each family's best, and one for no dropout."""
    rows = [
        _row(named("family", e.key), e.dose, f"{e.test:.1f}", told(e.mean, e.margin, len(e.seeds)))
        for e in effects
    ]
    if none:
        test = effects[0].test - effects[0].mean
        rows.append(_row(sentence("results.without"), none, f"{test:.1f}", "–"))
    return pd.DataFrame(rows)


def _row(name: str, dose: Dose, test: str, difference: str) -> dict[str, str]:
    return {
        sentence("results.head_placement"): name,
        sentence("results.head_rate"): f"{dose.rate:g}",
        sentence("results.head_test"): test,
        sentence("results.head_difference"): difference,
        sentence("results.head_half_life"): _half_lives(told_by(dose)),
    }


def _half_lives(results: Sequence[Result]) -> str:
    """With dropout off / on."""
    return " / ".join(half_life(results, masked=masked, bare=True) for masked in (False, True))


def show_on_top(beside: Study | None) -> None:
    """What dropout along time adds to Zaremba's rule: a small picture for each of its rates.

    Its network is told where another one stands `beside` it.
    """
    study = sweeps.first_measured(sweeps.ON_TOP)
    if study is None:
        return
    st.header(sentence("results.on_top"), anchor=False)
    if told_of_it := added(study):
        paragraph(told_of_it)
    if beside is None or network(beside.setting) != network(study.setting):
        caption(sentence("results.on_top_of", network=network(study.setting)))
    if missing := progress(study):
        caption(missing)
    with st.expander(sentence("results.on_top_curves")):
        _show_bases(study)


def _show_bases(study: Study) -> None:
    there = [r for r in study.responses if r.base.noises and r.doses]
    bases = list(dict.fromkeys(response.base for response in there))
    keys = _lowest(study, [r.family.key for r in there])
    if len(keys) > FEW and not toggle(RESULTS_ALL, sentence("results.all_lines")):
        keys = keys[:FEW]
    drawn = [response for response in there if response.family.key in keys]
    for column, base in zip(st.columns(len(bases) or 1), bases, strict=False):
        with column:
            _show_base([r for r in drawn if r.base == base], span_of(drawn))


def _lowest(study: Study, keys: list[str]) -> list[str]:
    """The families, the one that does best first."""
    return sorted(dict.fromkeys(keys), key=lambda key: study.bests[key].valid)


def _show_base(shown: list[Response], span: tuple[float, float]) -> None:
    if not shown:
        return
    rate = f"{largest_rate(shown[0].base):g}"
    paragraph(sentence("results.base", rate=rate))
    alone = sentence("results.base_alone")
    chart(
        responses(shown, height=400, span=span, zero_name=alone),
        key=f"results-base-{rate}",
        alt=sentence("results.base", rate=rate),
    )
