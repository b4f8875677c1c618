"""Pausing, resuming, stopping an experiment, and changing its rates while it trains."""

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from rnnviz.content import Message, named, prose, sentence
from rnnviz.core.methods import name_of
from rnnviz.core.placement import Noise, Placement
from rnnviz.errors import InputError
from rnnviz.jobs.job import Experiment, State
from rnnviz.lm.run import Run
from rnnviz.ui.callbacks import unbroken
from rnnviz.ui.field import in_visit
from rnnviz.ui.fields.train import CHANGED, changed_rate
from rnnviz.ui.kit.glossary import caption
from rnnviz.ui.kit.markdown import plain
from rnnviz.ui.kit.widgets import pressed, select, slider
from rnnviz.ui.models.lab import desk, visitor
from rnnviz.ui.state import forget, put, read

PAUSED = Message("jobs.paused")
REFUSED = in_visit("steer-refused", "")  # why something could not be done


def steer(experiment: Experiment) -> None:
    """The buttons that an experiment's state has a use for."""
    if not (experiment.active or experiment.resumable):
        return
    pause, resume, stop = st.columns(3)
    for column, name, use, act in (
        (pause, "pause", experiment.active, _pause),
        (resume, "resume", experiment.resumable, _resume),
        (stop, "stop", True, _stop),
    ):
        column.button(
            sentence(f"train.{name}"),
            disabled=not use,
            on_click=unbroken(_safely),
            args=(act, experiment.id),
            width="stretch",
            key=f"steer-{name}",
        )
    refusal = read(REFUSED)
    forget(REFUSED)
    if refusal:
        st.error(plain(refusal))
    _change(experiment)


def _pause(id_: str) -> None:
    desk().store.pause(visitor(), id_, PAUSED)


def _resume(id_: str) -> None:
    desk().resume(visitor(), id_)


def _stop(id_: str) -> None:
    desk().store.stop(visitor(), id_)


def _safely(act: Callable[..., None], *arguments: object) -> None:
    """Do it, or keep the sentence about why it can't be done for the page."""
    try:
        act(*arguments)
    except InputError as error:
        put(REFUSED, str(error))


def _change(experiment: Experiment) -> None:
    """Other rates for one placement, from its next epoch on."""
    under_way = [job for job in experiment.jobs if job.state not in (State.STOPPED, State.DONE)]
    current = {job.run.key: _now(job.run, job.latest and job.latest.epoch) for job in under_way}
    noisy = {key: placement for key, placement in current.items() if placement.noises}
    if not noisy:
        return
    with st.expander(sentence("train.change")):
        key = select(
            st.selectbox, CHANGED, sentence("train.change_of"), {k: name_of(k) for k in noisy}
        )
        placement = noisy[key]
        rates = [_rate(key, noise, number) for number, noise in enumerate(placement.noises)]
        noises = zip(placement.noises, rates, strict=True)
        wanted = Placement(tuple(replace(noise, rate=rate) for noise, rate in noises))
        if pressed(sentence("train.change_from"), "change", disabled=wanted == placement):
            unbroken(_safely)(_take, experiment, key, wanted)
            st.rerun()
        caption(prose("train", "change"))


def _now(run: Run, epoch: int | None) -> Placement:
    """A run's placement once all changes asked for so far hold."""
    return run.placement_at(max((epoch or 1, *(change.epoch for change in run.changes))))


def _rate(key: str, noise: Noise, number: int) -> float:
    field = changed_rate(key, number, float(noise.rate))
    return slider(field, sentence("train.change_rate", edge=named("edge", noise.edge)), 0.05)


def _take(experiment: Experiment, key: str, placement: Placement) -> None:
    """Every run of `key` that is not over changes after the epoch that the furthest is in now."""
    now = desk().store.experiment(visitor(), experiment.id) or experiment
    jobs = [
        job
        for job in now.jobs
        if job.run.key == key and job.state not in (State.STOPPED, State.DONE)
    ]
    epoch = 1 + max((job.latest.epoch for job in jobs if job.latest), default=0)
    changed = [job.run.changed(epoch, placement) for job in jobs]
    desk().store.change(visitor(), experiment.id, changed)
