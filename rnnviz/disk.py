"""Files of somebody's: never read without end, never written by half."""

import os
from contextlib import suppress
from errno import EDQUOT, ENOSPC
from pathlib import Path
from secrets import token_hex
from stat import S_ISREG

from rnnviz.content import Message
from rnnviz.errors import InputError

MEND = "disk.name_another"
MOST_TEXT_BYTES = 64 * 2**20  # of a record or a card, all of which are far smaller


def read_bytes(path: Path, most_bytes: int, mend: str = MEND) -> bytes:
    """All that an ordinary file holds. Raises `InputError`, which ends in `mend`, for another.

    Devices and pipes, which may never end, aren't opened, and no byte too many is read.
    """
    data = b""
    try:
        about = path.stat()
        if not S_ISREG(about.st_mode):
            raise InputError("disk.no_file", path=path, mend=Message(mend))
        if about.st_size <= most_bytes:
            with path.open("rb") as file:
                data = file.read(most_bytes + 1)
    except OSError as error:
        raise InputError(
            "disk.unreadable", path=path, why=error.strerror, mend=Message(mend)
        ) from None
    if max(len(data), about.st_size) > most_bytes:
        raise InputError("disk.too_large", path=path, most=most_bytes, mend=Message(mend))
    return data


def read_text(path: Path, most_bytes: int = MOST_TEXT_BYTES, mend: str = MEND) -> str:
    """The same for text in UTF-8, without the mark that some editors put before it."""
    try:
        return read_bytes(path, most_bytes, mend).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError("disk.no_text", path=path, mend=Message(mend)) from None


def is_there(path: Path) -> bool:
    """Whether anything is at a place; where no name can be so long, or nobody may look, nothing."""
    try:
        return path.exists()
    except OSError:
        return False


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file and the folders above it. Raises `InputError`, and an older file stays."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = _part(path)
        try:
            part.write_bytes(data)
            part.replace(os.path.realpath(path))
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)
    except OSError as error:
        raise unwritable(path, error) from None


def write_text(path: Path, text: str) -> None:
    """The same for text, as UTF-8."""
    write_bytes(path, text.encode("utf-8"))


def check_file(path: Path) -> None:
    """Raise `InputError` if a file can't be written there: asked before the hours that it costs."""
    try:
        if not path.parent.is_dir():
            raise InputError("disk.no_folder", folder=path.parent)
        if path.is_dir():
            raise InputError("disk.a_folder", path=path)
        if path.exists() and not path.is_file():
            raise InputError("disk.not_ordinary", path=path)
        if path.exists() and not os.access(path, os.W_OK):
            raise InputError("disk.not_to_be_written", path=path)
        _probe(_part(path))
    except OSError as error:
        raise unwritable(path, error) from None


def check_folder(folder: Path) -> None:
    """Make a folder, and raise `InputError` if files can't be written in it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _probe(_part(folder / "any"))
    except FileExistsError:
        raise InputError("disk.not_a_folder", folder=folder) from None
    except OSError as error:
        raise unwritable(folder, error) from None


def _part(path: Path) -> Path:
    """A file to write first, beside the real one where `path` is a link: then it can be moved."""
    return Path(os.path.realpath(path)).with_name(f".{token_hex(4)}.part")


def _probe(part: Path) -> None:
    """Write a byte and take it away."""
    try:
        part.write_bytes(b"\0")
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def unwritable(path: Path, error: OSError) -> InputError:
    """What to say of a place that can't be written."""
    full = error.errno in {ENOSPC, EDQUOT}
    if full:
        return InputError("disk.full", path=path, why=error.strerror)
    return InputError("disk.unwritable", path=path, why=error.strerror)
