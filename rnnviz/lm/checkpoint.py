"""Files from which a run goes on: never half written, never unpickled."""

import json
import os
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from pickle import UnpicklingError
from typing import Any
from zipfile import BadZipFile, is_zipfile

import torch

from rnnviz.disk import unwritable
from rnnviz.errors import InputError
from rnnviz.lm.run import Run

# What reading raises where a byte is another than it was.
_DAMAGES = (
    *(RuntimeError, EOFError, UnpicklingError, BadZipFile),
    *(LookupError, TypeError, AttributeError, UnicodeDecodeError),
)


def keep(kept: dict[str, Any], path: Path) -> None:
    """Write tensors, texts and numbers; `InputError` if they can't be, and an older file stays."""
    part = path.with_suffix(".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.touch()  # torch doesn't say why it can't open a file
        torch.save(kept, part)
        part.replace(path)
    except (OSError, RuntimeError) as error:  # torch raises the latter on a full disk
        with suppress(OSError):
            part.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise unwritable(path, error) from None
        raise InputError("lm.unwritten", path=path, why=str(error).splitlines()[0][:120]) from None


def kept_in(path: Path, device: torch.device) -> dict[str, Any]:
    """What `keep` wrote. Raises `InputError` for anything else."""
    try:
        if not (path.is_file() and is_zipfile(path)):  # a pipe would be waited for
            raise _damaged(path)
        return torch.load(path, map_location=device, weights_only=True)
    except _DAMAGES:
        raise _damaged(path) from None
    except OSError as error:
        raise InputError("lm.unreadable", path=path, why=error.strerror) from None


def check_run(path: Path, run: Run) -> None:
    """Raise `InputError` if a checkpoint is there that this run can't go on from."""
    if not os.path.lexists(path):
        return
    kept = kept_in(path, torch.device("cpu"))
    try:
        theirs = Run.from_json(json.loads(kept["run"]))
    except (ValueError, TypeError, KeyError):
        raise _damaged(path) from None
    if replace(theirs, changes=()) != replace(run, changes=()):
        raise another(path)


def another(path: Path) -> InputError:
    """What to say of a checkpoint that can't be gone on from."""
    return InputError("lm.another_run", path=path)


def _damaged(path: Path) -> InputError:
    return InputError("lm.damaged", path=path)
