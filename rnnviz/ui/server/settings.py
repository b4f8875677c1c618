"""What the operator sets, each variable with what reads it, all read before the server starts."""

import os
from collections.abc import Callable, Mapping
from dataclasses import fields
from difflib import get_close_matches
from pathlib import Path

from rnnviz.disk import is_there
from rnnviz.errors import InputError
from rnnviz.jobs.limits import CLASS_DAYS, NICENESS, Limits, class_days, limits, niceness
from rnnviz.lessons.policy import ALLOWED, HOSTED, switch
from rnnviz.text.files import DATA_VARIABLE
from rnnviz.text.own import LIMIT_VARIABLE, limit_bytes
from rnnviz.ui.server.door import TOKEN, token
from rnnviz.ui.server.hosts import VARIABLE, hosts
from rnnviz.workers.site import SCHEDULER, scheduler

RUNS = "RNNVIZ_RUNS"


def check(names: Mapping[str, str] = os.environ) -> None:
    """Raise `InputError` for a variable of ours that can't be read, or that nothing reads."""
    for name in sorted(names):
        if name.upper().startswith("RNNVIZ_") and name not in READERS:
            near = get_close_matches(name.upper(), READERS, 1, 0) or list(READERS)
            raise InputError("ui.no_setting", name=name, near=near[0])
    for read in dict.fromkeys(READERS.values()):
        read()


def _runs() -> None:
    given = os.environ.get(RUNS, "")
    if given and is_there(Path(given)) and not Path(given).is_dir():
        raise InputError("ui.no_folder", variable=RUNS, text=given[:200])


def _data() -> None:
    given = os.environ.get(DATA_VARIABLE, "")
    if given and not is_there(Path(given)):
        raise InputError("ui.no_texts", variable=DATA_VARIABLE, text=given[:200])


READERS: dict[str, Callable[[], object]] = {
    HOSTED: lambda: switch(HOSTED),
    ALLOWED: lambda: switch(ALLOWED),
    VARIABLE: hosts,
    TOKEN: token,
    RUNS: _runs,
    DATA_VARIABLE: _data,
    LIMIT_VARIABLE: limit_bytes,
    NICENESS: niceness,
    SCHEDULER: scheduler,
    CLASS_DAYS: class_days,
    **{f"RNNVIZ_MAX_{field.name.upper()}": limits for field in fields(Limits)},
}
