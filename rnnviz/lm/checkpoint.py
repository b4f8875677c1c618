"""Files from which a run goes on: never half written, never unpickled."""

from contextlib import suppress
from errno import EACCES, EPERM, EROFS
from pathlib import Path
from pickle import UnpicklingError
from typing import Any

import torch

from rnnviz.errors import InputError


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
        forbidden = getattr(error, "errno", None) in {EACCES, EPERM, EROFS}
        mend = "let this program's user write there" if forbidden else "free some space on the disk"
        raise InputError(
            f"{path} can't be written ({str(error).splitlines()[0][:120]}); {mend}, and go on from "
            "the last point that was saved."
        ) from None


def kept_in(path: Path, device: torch.device) -> dict[str, Any]:
    """What `keep` wrote. Raises `InputError` for anything else."""
    try:
        return torch.load(path, map_location=device, weights_only=True)
    except (RuntimeError, EOFError, UnpicklingError):
        raise InputError(
            f"{path} is no checkpoint, or a damaged one; name another file or delete it."
        ) from None


def another(path: Path) -> InputError:
    """What to say of a checkpoint that can't be gone on from."""
    return InputError(f"{path} belongs to another run; name another file or delete it.")
