"""Which program measured something."""

import subprocess
from functools import cache
from pathlib import Path

from rnnviz import __version__
from rnnviz.places import installed


@cache
def commit() -> str:
    """The commit of the program, or its version where it is no checkout."""
    if installed():  # perhaps within somebody else's
        return __version__
    try:
        answer = subprocess.run(
            ["git", "describe", "--always", "--dirty", "--abbrev=12", "--exclude=*"],  # noqa: S607
            cwd=Path(__file__).parent,
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return __version__
    return answer.stdout.strip()
