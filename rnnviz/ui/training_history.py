"""The experiments that a visitor has made: choose, name, keep beside, delete."""

import json

import streamlit as st

from rnnviz.errors import InputError
from rnnviz.figures.curves import Measured
from rnnviz.jobs.job import ACTIVE, Experiment, State, Summary
from rnnviz.jobs.store import MOST_NAME, MOST_NOTES
from rnnviz.lm.card import CARD, WEIGHTS
from rnnviz.lm.record import Record
from rnnviz.lm.repeat import OWN_TEXT_FILE, evaluation
from rnnviz.places import top
from rnnviz.ui.code import listing
from rnnviz.ui.content import prose
from rnnviz.ui.lab import queue, visitor

ZOO, LIVE = "recorded-zoo", "recorded-live"
PTB, MEDIUM = "recorded-ptb", "recorded-ptb-medium"
NOTHING = "nothing"
IN_ADDRESS, WIDGET, _SHOWN = "run", "experiment", "experiment-shown"
RECORDED = {  # the first is what the page opens with
    ZOO: "Recorded: the models of the Explore page",
    LIVE: "Recorded: the settings of the form",
    PTB: "Recorded: the paper's small network on the Penn Treebank",
    MEDIUM: "Recorded: the paper's medium network on the same text",
}
_FOLDER = top() / "pretrained" / "recorded"


@st.cache_resource(show_spinner=False)
def recorded(id_: str) -> Record:
    """A comparison that was measured before and is kept with the program."""
    file = _FOLDER / f"{id_.removeprefix('recorded-')}.json"
    return Record.from_json(json.loads(file.read_text(encoding="utf-8")))


def measured_before(id_: str) -> Measured:
    """The same as curves are drawn from it, with its day."""
    record = recorded(id_)
    return Measured(record, f"measured before, {record.began[:10]}")


def choose_experiment() -> str:
    """The id of the experiment to show; at first what the address names, or what trains now.

    Kept apart from the widget, which knows its options by their labels, and those may be changed.
    """
    mine = {summary.id: summary for summary in queue().store.summaries(visitor())}
    if _SHOWN not in st.session_state:
        show_next(st.query_params.get(IN_ADDRESS) or _under_way(mine))
    if st.session_state[_SHOWN] not in (*RECORDED, *mine):
        st.warning(prose("train", "gone"))
        show_next(ZOO)
    st.session_state[WIDGET] = shown = st.session_state[_SHOWN]
    st.selectbox(
        "Experiment",
        [*RECORDED, *mine],
        format_func=lambda id_: _title(id_, mine),
        key=WIDGET,
        on_change=lambda: show_next(st.session_state[WIDGET]),
    )
    if shown in RECORDED:
        st.query_params.pop(IN_ADDRESS, None)
    else:
        st.query_params[IN_ADDRESS] = shown
    return shown


def show_next(id_: str) -> None:
    """Let the next run of the script show another experiment."""
    st.session_state[_SHOWN] = id_


def _under_way(mine: dict[str, Summary]) -> str:
    active = (s.id for s in mine.values() if any(state in ACTIVE for state in s.states))
    return next(active, ZOO)


def _title(id_: str, mine: dict[str, Summary]) -> str:
    if id_ not in mine:
        return RECORDED.get(id_, id_)
    summary = mine[id_]
    return f"{summary.name} ({summary.created[:16].replace('T', ' ')} UTC)"


def ghost(record: Record) -> list[Measured]:
    """Another experiment to draw beneath, if the visitor wants one."""
    mine = {s.id: s for s in queue().store.summaries(visitor())}
    shown = st.session_state.get(_SHOWN)
    others = [id_ for id_ in (*RECORDED, *mine) if id_ != shown]
    chosen = st.selectbox(
        "Keep beneath it, as a ghost",
        [NOTHING, *others],
        format_func=lambda id_: _title(id_, mine),
        key="ghost",
    )
    if chosen == NOTHING:
        return []
    found = recorded(chosen) if chosen in RECORDED else _record(chosen)
    if found is None or found is record:
        return []
    return [Measured(found, f"ghost: measured {found.began[:10]}", ghost=True)]


def _record(id_: str) -> Record | None:
    experiment = queue().store.experiment(visitor(), id_)
    return experiment and experiment.record


def keep_or_delete(id_: str) -> None:
    """Name, notes, models and deletion of an experiment."""
    experiment = queue().store.experiment(visitor(), id_)
    if experiment is None:
        return
    with st.expander("Name, notes, models, delete"):
        name = st.text_input("Name", experiment.name, max_chars=MOST_NAME, key=f"name-{id_}")
        notes = st.text_area("Notes", experiment.notes, max_chars=MOST_NOTES, key=f"notes-{id_}")
        if (name, notes) != (experiment.name, experiment.notes):
            queue().store.describe(visitor(), id_, name, notes)
        _offer_models(experiment)
        st.button("Delete this experiment", on_click=_delete, args=(id_,), key=f"delete-{id_}")
        st.caption(prose("train", "kept"))


def _offer_models(experiment: Experiment) -> None:
    """The weights and the card of a finished run."""
    finished = {
        f"{job.run.key}, seed {job.run.seed}": queue().store.place(job)
        for job in experiment.jobs
        if job.state == State.DONE
    }
    folders = {name: folder for name, folder in finished.items() if folder.is_dir()}
    if not folders:
        return
    folder = folders[st.selectbox("A trained model", list(folders), key=f"model-{experiment.id}")]
    left, right = st.columns(2)
    for column, label, file in (
        (left, "Weights (safetensors)", WEIGHTS),
        (right, "Card (JSON)", CARD),
    ):
        column.download_button(
            label,
            (folder / file).read_bytes,
            f"{folder.name}-{file}",
            on_click="ignore",
            width="stretch",
            key=f"{file}-{experiment.id}",
        )
    st.caption(prose("train", "model"))
    own = ("--text", OWN_TEXT_FILE) if experiment.jobs[0].run.corpus.name == "own" else ()
    listing(evaluation(f"{folder.name}-{CARD}", *own))


def _delete(id_: str) -> None:
    try:
        queue().delete(visitor(), id_)
    except InputError as error:
        st.session_state["steer-refused"] = str(error)
        return
    show_next(ZOO)
