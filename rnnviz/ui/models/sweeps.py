"""The records of sweeps, each read once, and again when its file has changed."""

from collections.abc import Iterator
from pathlib import Path

import streamlit as st

from rnnviz.runs import plan as plans
from rnnviz.runs import record
from rnnviz.runs.responses import Study, studies

DOSE, ON_TOP, ZOO = "dose", "ontop", "zoo"
_PLANS = (DOSE, "size_and_cell", ZOO, "ptb")  # those that compare placements with no dropout


def measured(name: str) -> tuple[Study, ...]:
    """A plan's studies, one for each setting of which anything is measured; none without a file."""
    path = record.FOLDER / f"{name}.json"
    if not path.is_file():
        return ()
    stat = path.stat()
    return _studies(str(path), name, (stat.st_mtime_ns, stat.st_size))


def first_measured(name: str) -> Study | None:
    """The study of a plan's first setting; None where nothing of it is measured."""
    return next(iter(measured(name)), None)


def networks() -> Iterator[tuple[str, Study]]:
    """Every network whose placements are compared, with its plan's name."""
    return ((name, study) for name in _PLANS for study in measured(name))


def address(study: Study) -> str:
    """What the Results page calls a network, in addresses too."""
    return f"{study.plan.name}:{study.setting.key}"


def whole(name: str) -> bool:
    """Whether nothing that a plan calls for is missing."""
    there = measured(name)
    settings = there[0].plan.settings if there else ()
    return 0 < len(settings) == len(there) and all(study.whole for study in there)


@st.cache_resource(show_spinner=False, max_entries=16)
def _studies(path: str, name: str, stamp: tuple[int, int]) -> tuple[Study, ...]:
    del stamp  # of the file, by which a record that has grown is another one
    return studies(plans.load(name), record.load(Path(path)))
