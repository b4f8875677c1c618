"""The experiments that a visitor has made: choose, name, keep beside, delete."""

from collections.abc import Iterable

import streamlit as st

from rnnviz.content import prose, sentence
from rnnviz.errors import InputError
from rnnviz.figures.curves import Measured
from rnnviz.jobs.adding import MOST_NAME
from rnnviz.jobs.job import ACTIVE, Experiment, State, Summary
from rnnviz.jobs.store import MOST_NOTES
from rnnviz.runs.repeat import OWN_TEXT_FILE, evaluation
from rnnviz.runs.results import Record
from rnnviz.ui.callbacks import unbroken
from rnnviz.ui.editor.code import listing
from rnnviz.ui.fields.parts import NOBODY
from rnnviz.ui.fields.train import GHOST, RUN, SHARED
from rnnviz.ui.kit.glossary import caption
from rnnviz.ui.kit.widgets import mirror, select, told_apart
from rnnviz.ui.models.lab import desk, experiment_of, visitor
from rnnviz.ui.models.recorded import COMPARISONS, DOSE, RECORDED, recorded, title_of
from rnnviz.ui.state import put, read
from rnnviz.ui.train.steer import REFUSED
from rnnviz.zoo.card import CARD, WEIGHTS

WIDGET = "experiment"


def choose_experiment() -> str:
    """The id of the experiment to show; at first what the address names, or what trains now.

    Kept apart from the widget, which knows its options by their labels, and those may be changed.
    """
    mine = {summary.id: summary for summary in desk().store.summaries(visitor())}
    if not read(RUN):
        show_next(_under_way(mine))
    shared = [read(RUN)] if _is_shared(read(RUN)) else []
    if read(RUN) not in (*RECORDED, *mine, *shared):
        st.warning(prose("train", "gone"))
        show_next(DOSE)
    titles = _titles((*shared, *RECORDED, *mine), mine)
    mirror(
        st.selectbox,
        sentence("train.experiment"),
        list(titles),
        key=WIDGET,
        value=read(RUN),
        take=show_next,
        format_func=titles.get,
    )
    return read(RUN)


def show_next(id_: str) -> None:
    """Let the next run of the script show another experiment."""
    put(RUN, id_)


def _is_shared(id_: str) -> bool:
    """Whether it is somebody's who shares it."""
    return id_.startswith(SHARED) and experiment_of(id_) is not None


def _under_way(mine: dict[str, Summary]) -> str:
    active = (s.id for s in mine.values() if any(state in ACTIVE for state in s.states))
    return next(active, DOSE)


def _titles(ids: Iterable[str], mine: dict[str, Summary]) -> dict[str, str]:
    """What to call experiments, of which two may have been started in the same minute."""
    return told_apart({id_: _title(id_, mine) for id_ in ids})


def _title(id_: str, mine: dict[str, Summary]) -> str:
    if id_.startswith(SHARED):
        return sentence("train.shared")
    if id_ not in mine:
        return title_of(id_) if id_ in RECORDED else id_
    summary = mine[id_]
    return sentence(
        "train.experiment_of", name=summary.name, time=summary.created[:16].replace("T", " ")
    )


def ghost(record: Record) -> list[Measured]:
    """Another experiment to draw beneath, if the visitor wants one."""
    mine = {s.id: s for s in desk().store.summaries(visitor())}
    shown = read(RUN)
    all_titles = _titles((*COMPARISONS, *mine), mine)
    others = {id_: title for id_, title in all_titles.items() if id_ != shown}
    titles = {NOBODY: sentence("train.nothing")} | others
    chosen = select(st.selectbox, GHOST, sentence("train.ghost"), titles)
    if chosen == NOBODY:
        return []
    other = recorded(chosen) if chosen in COMPARISONS else _record(chosen)
    if other is None or other is record:
        return []
    return [Measured(other, sentence("train.ghost_measured", began=other.began[:10]), ghost=True)]


def _record(id_: str) -> Record | None:
    experiment = desk().store.experiment(visitor(), id_)
    return experiment and experiment.record


def keep_or_delete(id_: str) -> None:
    """Name, notes, models and deletion of an experiment."""
    experiment = desk().store.experiment(visitor(), id_)
    if experiment is None:
        return
    with st.expander(sentence("train.keep_or_delete")):
        name = st.text_input(
            sentence("train.name"), experiment.name, max_chars=MOST_NAME, key=f"name-{id_}"
        )
        notes = st.text_area(
            sentence("train.notes"), experiment.notes, max_chars=MOST_NOTES, key=f"notes-{id_}"
        )
        if (name, notes) != (experiment.name, experiment.notes):
            desk().store.describe(visitor(), id_, name, notes)
        _offer_link(id_)
        _offer_models(experiment)
        st.button(
            sentence("train.delete"), on_click=unbroken(_delete), args=(id_,), key=f"delete-{id_}"
        )
        caption(prose("train", "kept"))


def _offer_link(id_: str) -> None:
    """A link by which others may look on, made and withdrawn by its owner alone."""
    link = desk().shares.link(visitor(), id_)
    st.button(
        sentence("train.unshare" if link else "train.share_by_link"),
        on_click=unbroken(_share),
        args=(id_, not link),
        key=f"share-{id_}",
    )
    if link:
        page = (st.context.url or "").partition("?")[0]
        st.code(f"{page}?{RUN.name}={SHARED}{link}", language=None, wrap_lines=True)
    caption(prose("train", "share"))


def _share(id_: str, wanted: bool) -> None:
    shares = desk().shares
    try:
        (shares.share if wanted else shares.withdraw)(visitor(), id_)
    except InputError as error:
        put(REFUSED, str(error))


def _offer_models(experiment: Experiment) -> None:
    """The weights and the card of a finished run."""
    finished = {
        sentence("train.run_of", key=job.run.key, seed=job.run.seed): desk().store.place(job)
        for job in experiment.jobs
        if job.state == State.DONE
    }
    folders = {name: folder for name, folder in finished.items() if folder.is_dir()}
    if not folders:
        return
    folder = folders[
        st.selectbox(sentence("train.model"), list(folders), key=f"model-{experiment.id}")
    ]
    left, right = st.columns(2)
    for column, label, file in (
        (left, sentence("train.weights"), WEIGHTS),
        (right, sentence("train.card"), CARD),
    ):
        column.download_button(
            label,
            (folder / file).read_bytes,
            f"{folder.name}-{file}",
            on_click="ignore",
            width="stretch",
            key=f"{file}-{experiment.id}",
        )
    caption(prose("train", "model"))
    own = ("--text", OWN_TEXT_FILE) if experiment.jobs[0].run.corpus.name == "own" else ()
    listing(evaluation(f"{folder.name}-{CARD}", *own))


def _delete(id_: str) -> None:
    try:
        desk().store.delete(visitor(), id_)
    except InputError as error:
        put(REFUSED, str(error))
        return
    show_next(DOSE)
