"""What has to be the same on all machines, so that they compute the same numbers."""

from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from rnnviz import __version__

_PACKAGE = Path(__file__).parents[1]


@cache
def versions() -> str:
    """Of this machine's rnnviz, its very source, and of its torch, whatever that was built for."""
    return f"rnnviz {__version__} ({_source()}), torch {version('torch').partition('+')[0]}"


def _source() -> str:
    """A few letters that stand for every line of Python in the package."""
    digest = sha256()
    for folder in sorted(path for path in _PACKAGE.iterdir() if path.name != "top"):
        for file in sorted(folder.rglob("*.py")):
            digest.update(file.relative_to(_PACKAGE).as_posix().encode() + file.read_bytes())
    return digest.hexdigest()[:8]
