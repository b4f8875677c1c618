"""The dose-response picture, and a slider that moves along what was measured of one family."""

from collections.abc import Iterable, Mapping
from math import inf
from statistics import mean, stdev

import streamlit as st

from rnnviz.content import joined, named, prose, sentence
from rnnviz.figures.learning import learning
from rnnviz.figures.responses import responses, seed_numbers, tested
from rnnviz.runs.lasting import told_by
from rnnviz.runs.responses import Dose, Response, Study
from rnnviz.runs.student import margin
from rnnviz.ui.evidence.words import half_life, not_drawn, off_chart_said, train_live
from rnnviz.ui.field import Field
from rnnviz.ui.kit.chart import chart
from rnnviz.ui.kit.glossary import caption, paragraph
from rnnviz.ui.kit.widgets import along

FEW = 4  # lines before a reader asks for more
_CURVES = "results-curves"


def measured(study: Study) -> dict[str, Response]:
    """The families of which there is a curve, by key: each on its base that does best."""
    responses: dict[str, Response] = {}
    for response in study.responses:
        best, before = response.best, responses.get(response.family.key)
        if best and not (before and before.best and before.best.valid <= best.valid):
            responses[response.family.key] = response
    return responses


def few(responses: Mapping[str, Response]) -> list[str]:
    """The keys of the lines to begin with: the one that does best, and the first of the others."""
    best = does_best(responses, responses)
    return [best, *(key for key in responses if key != best)][:FEW]


def does_best(responses: Mapping[str, Response], keys: Iterable[str]) -> str:
    """Which of these keys has the lowest validation perplexity."""

    def lowest(key: str) -> float:
        best = responses[key].best
        return best.valid if best else inf

    return min(keys, key=lowest)


def dose_at(field: Field[float | None], response: Response) -> Dose:
    """The dose of a family that the slider is at, its best one to begin with."""
    doses = {dose.rate: dose for dose in (response.zero, *response.doses) if dose}
    best = response.best
    usual = best.rate if best else next(iter(doses))
    name = named("family", response.family.key)
    label = sentence("results.slider", name=name)
    return doses[along(field, label, sorted(doses), usual)]


def show_small(study: Study, field: Field[float | None]) -> None:
    """Home's picture: a few lines, and a slider along the one that does best."""
    responses = measured(study)
    best, *_ = shown = tuple(responses[key] for key in few(responses))
    place = st.container()
    dose = dose_at(field, best)
    with place:
        show_curves(shown, dose, key="home-dose", height=360)
        for remark in off_chart_said(shown):
            caption(remark)
    paragraph(point(best, dose))


def show_curves(shown: tuple[Response, ...], dose: Dose, *, key: str, height: int) -> None:
    names = [named("family", response.family.key) for response in shown]
    chart(
        responses(shown, dose, height=height),
        key=key,
        alt=sentence("results.curves_alt", names=names),
    )


def show_point(study: Study, shown: tuple[Response, ...], response: Response, dose: Dose) -> None:
    """Curves with the point in a ring; beside them what that point's runs learned."""
    left, right = st.columns([1.45, 1], gap="medium")
    with left:
        paragraph(prose("results", "curves"))
        show_curves(shown, dose, key=_CURVES, height=460)
        for remark in not_drawn(study, shown):
            caption(remark)
    with right:
        paragraph(point(response, dose))
        chart(
            learning(dose, response, height=340),
            key="results-learning",
            alt=sentence("results.learning_alt"),
        )
        caption(prose("results", "learning"))
        _ways_on(study, dose)


def point(response: Response, dose: Dose) -> str:
    """A dose's figures in a line, with its seeds; those of fresh seeds after it."""
    runs = dose.bracket or dose.fresh
    figures = sentence(
        "results.at",
        name=named("family", response.family.key),
        rate=f"{dose.rate:g}",
        test=f"{tested(dose):.1f}",
        seeds=seed_numbers(result.seed for result in runs),
        epochs=sorted({str(result.kept_epoch) for result in runs}),
    )
    return joined(figures, _over_fresh(dose), _lasting(dose))


def _lasting(dose: Dose) -> str:
    """How long these models remember, of the fresh seeds where there are."""
    runs = told_by(dose)
    masked, unmasked = (half_life(runs, masked=masked) for masked in (True, False))
    return sentence("results.at_half_life", count=len(runs), masked=masked, unmasked=unmasked)


def _over_fresh(dose: Dose) -> str:
    tests = [result.test for result in dose.fresh if result.test is not None]
    if not dose.bracket or len(tests) < 2:
        return ""
    width = margin(stdev(tests), len(tests))
    return sentence(
        "results.fresh", test=f"{mean(tests):.1f}", margin=f"{width:.1f}", count=len(tests)
    )


def _ways_on(study: Study, dose: Dose) -> None:
    line = str(dose.placement)
    epochs = max((len(result.valid) for result in dose.results), default=8)
    live = train_live(study, line, epochs)
    with st.container(horizontal=True):
        if live and dose.rate:
            st.page_link("pages/train.py", label=sentence("results.train_live"), query_params=live)
        query = {"edges": line, "cell": study.setting.model.cell}
        label = sentence("results.see_network")
        st.page_link("pages/placement.py", label=label, query_params=query)
