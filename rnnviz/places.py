"""Where things lie: in the source tree, or in the installed package and the user's folder."""

from pathlib import Path

_PACKAGE = Path(__file__).parent
_INSTALLED = _PACKAGE / "top"  # a wheel carries here what stands at the top of the source tree


def installed() -> bool:
    """Whether this is no source tree but what `pip install` made of one."""
    return _INSTALLED.is_dir()


def top() -> Path:
    """The folder that holds `app.py`, `pages` and `pretrained`."""
    return _INSTALLED if installed() else _PACKAGE.parent


def pretrained() -> Path:
    """The models and the records that come with the program."""
    return top() / "pretrained"


def runs() -> Path:
    """Where runs are kept unless RNNVIZ_RUNS says: `runs` in a source tree, else the user's own."""
    if not installed():
        return top() / "runs"
    from platformdirs import user_data_path  # noqa: PLC0415 -- a source tree does without

    return user_data_path("rnnviz", appauthor=False) / "runs"
