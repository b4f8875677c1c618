"""The folder that a code may write in: empty at first, of limited size, gone afterwards."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from tempfile import mkdtemp

MEGABYTE = 1 << 20
MOST_FILES, MOST_MEGABYTES = 200, 16
_BLOCK = 512  # bytes, in what `stat` counts


@contextmanager
def room() -> Iterator[Path]:
    """An empty folder, taken away whatever was left in it."""
    outer = Path(mkdtemp(prefix="rnnviz-"))
    try:
        inner = outer / "room"
        inner.mkdir()
        yield inner
    finally:
        with suppress(OSError):  # what even its owner can't remove stays; the app lives on
            _clear(outer)


def overfull(folder: Path) -> bool:
    """Whether more lies there than may, or what can't be looked into."""
    files, used, waiting = 0, 0, [str(folder)]
    while waiting:
        try:
            for entry in _entries(waiting.pop()):
                files += 1
                used += entry.stat(follow_symlinks=False).st_blocks * _BLOCK
                if files > MOST_FILES or used > MOST_MEGABYTES * MEGABYTE:
                    return True
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
        except (FileNotFoundError, NotADirectoryError):
            continue  # the code has just taken it away
        except OSError:
            return True
    return False


def _clear(outer: Path) -> None:
    """Without recursion and without long paths: every folder moves up before it is emptied."""
    numbers = count()
    while folders := list(os.scandir(outer)):
        for folder in folders:
            Path(folder).chmod(0o700)
            for entry in list(os.scandir(folder)):
                if entry.is_dir(follow_symlinks=False):
                    Path(entry).chmod(0o700)
                    Path(entry).rename(outer / str(next(numbers)))
                else:
                    Path(entry).unlink()
            Path(folder).rmdir()
    outer.rmdir()


def _entries(folder: str) -> Iterator[os.DirEntry]:
    with os.scandir(folder) as entries:
        yield from entries
