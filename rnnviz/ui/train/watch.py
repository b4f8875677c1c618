"""An experiment as it goes: what state its runs are in, its curves, drawn anew by themselves."""

from contextlib import suppress
from itertools import groupby

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from rnnviz.content import clauses, joined, named, prose, sentence
from rnnviz.core.methods import name_of
from rnnviz.errors import InputError
from rnnviz.jobs.job import Experiment, Job, State
from rnnviz.ui.fields.train import SHARED
from rnnviz.ui.kit.fragments import fragment
from rnnviz.ui.kit.glossary import caption
from rnnviz.ui.kit.markdown import plain
from rnnviz.ui.models.lab import desk, experiment_of
from rnnviz.ui.train.steer import steer
from rnnviz.ui.train.view import offer_results, show_record

_PROGRESS_SECONDS = 1.0
_REST_SECONDS = 3.0  # for an experiment that nothing changes but another tab
_CURVES_SECONDS = 3.0  # drawing takes a slow browser most of a second


def watch(id_: str, beside: DeltaGenerator) -> None:
    """An experiment of the visitor's; what changes, here or in another tab, is drawn by itself.

    The fragments stay when it is at rest: the browser asks for one that it knows, and another tab
    may resume it. While it trains its progress stands `beside` Start, too.
    """
    experiment = experiment_of(id_)
    if experiment is None:
        st.warning(prose("train", "gone"))
        return
    if id_.startswith(SHARED):
        st.info(plain(sentence("train.shared_with_you", name=experiment.name)))
    else:
        steer(experiment)
    active = experiment.active
    seconds = (_PROGRESS_SECONDS, _CURVES_SECONDS) if active else (_REST_SECONDS, None)
    if active:
        with beside:
            fragment(_progress, run_every=_PROGRESS_SECONDS)(id_)
    for show, every in zip((_follow, _draw), seconds, strict=True):
        fragment(show, run_every=every)(id_, _steered(experiment))
    offer_results(experiment.record)


def _steered(experiment: Experiment | None) -> tuple[bool, bool] | None:
    """What the buttons above an experiment depend on."""
    return experiment and (experiment.active, experiment.resumable)


def _follow(id_: str, drawn: tuple[bool, bool] | None) -> None:
    """The state; all of the page anew once its buttons are no more what they should be."""
    try:
        experiment = experiment_of(id_)
    except InputError as error:
        st.error(plain(str(error)))  # until it can be read again
        return
    if experiment is None or _steered(experiment) != drawn:
        st.rerun()
    _show_state(experiment)


def _progress(id_: str) -> None:
    """How far an experiment is."""
    with suppress(InputError):  # `_follow` says it
        experiment = experiment_of(id_)
        if experiment is not None:
            share = _share_done(experiment)
            st.progress(share, sentence("train.share", share=share))


def _draw(id_: str, _drawn: tuple[bool, bool] | None) -> None:
    with suppress(InputError):  # `_follow` says it
        experiment = experiment_of(id_)
        if experiment is not None:
            _show_experiment(experiment)


def _show_state(experiment: Experiment) -> None:
    """What keeps runs from training, and how far they are."""
    if trouble := desk().trouble():
        st.error(plain(joined(*map(str, trouble))))
    waiting = [job for job in experiment.jobs if job.reason and job.state != State.FAILED]
    for reason in dict.fromkeys(str(job.reason) for job in waiting):
        st.info(plain(reason))
    _show_progress(experiment)


def _show_experiment(experiment: Experiment) -> None:
    pace = experiment.pace
    show_record(experiment.record, sentence("train.measured_now"), pace.floor, words=pace.words)


def _show_progress(experiment: Experiment) -> None:
    """How far each state's runs are, and how long those that wait have to."""
    jobs = experiment.jobs
    share = _share_done(experiment)
    ordered = sorted(jobs, key=lambda job: list(State).index(job.state))
    counts = [
        sentence("train.in_state", state=named("state", state), jobs=[_say(job) for job in some])
        for state, some in groupby(ordered, key=lambda job: job.state)
    ]
    told = sentence("train.so_far", share=share, said=plain(clauses(counts)))
    st.progress(share, told)
    waits = desk().waits()
    mine = [job.id for job in jobs if job.id in waits]
    if mine and not any(job.state == State.RUNNING for job in jobs):
        place = list(waits).index(mine[0]) + 1
        caption(sentence("train.waits", place=place, time=_time(waits[mine[0]])))


def _share_done(experiment: Experiment) -> float:
    jobs = experiment.jobs
    return sum(1.0 if job.state == State.DONE else job.share_done for job in jobs) / len(jobs)


def _say(job: Job) -> str:
    speed = ""
    if job.state == State.RUNNING and job.latest:
        latest = {"speed": job.latest.tokens_per_second, "device": job.latest.device}
        speed = sentence("train.speed", **latest)
    share = f" {job.share_done:.0%}" if 0 < job.share_done < 1 else ""
    run = sentence("train.run_in_line", key=name_of(job.run.key), seed=job.run.seed)
    return f"{run}{share}{speed}"


def _time(seconds: float) -> str:
    unit, number = ("seconds", seconds) if seconds < 90 else ("minutes", seconds / 60)
    return sentence(f"train.{unit}", number=number)
