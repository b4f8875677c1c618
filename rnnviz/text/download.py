"""Fetching the papers' corpora, only ever on request."""

import hashlib
from pathlib import Path

from rnnviz.disk import check_folder, read_bytes, write_bytes
from rnnviz.errors import InputError
from rnnviz.text.files import RELEASES, Published, Release

TIMEOUT_SECONDS = 60


def download(name: str, folder: Path) -> tuple[Path, ...]:
    """The paths of the corpus's three files in `folder`, which is made if need be.

    Files that are there already, as published, are left alone. What arrives is written only once
    its SHA-256 is right. Raises InputError, naming the file and the address, when a file cannot be
    fetched, is not what was published, or cannot be written.
    """
    release = _release(name)
    check_folder(folder)  # before the megabytes that it costs
    return tuple(_keep(file, folder / file.file) for file in release.files)


def _release(name: str) -> Release:
    for release in RELEASES:
        if release.name == name:
            return release
    names = [release.name for release in RELEASES]
    raise InputError("text.no_download", name=name, choices=names)


def _keep(file: Published, path: Path) -> Path:
    if _is_there(file, path):
        return path
    data = _fetch(file)
    digest = hashlib.sha256(data).hexdigest()
    if digest != file.sha256:
        raise InputError(
            "text.other_download",
            address=file.address,
            found=digest[:12],
            published=file.sha256[:12],
        )
    write_bytes(path, data)
    return path


def _is_there(file: Published, path: Path) -> bool:
    try:
        return hashlib.sha256(read_bytes(path, file.length_bytes)).hexdigest() == file.sha256
    except InputError:
        return False


def _fetch(file: Published) -> bytes:
    """What the address sends, at most one byte more than was published."""
    # These cost the pages a start they never need.
    from http.client import HTTPException  # noqa: PLC0415
    from urllib.request import urlopen  # noqa: PLC0415

    try:
        # S310 fears file: and ftp: addresses; ours are constants that a test holds to https.
        with urlopen(file.address, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310
            secure = answer.geturl().startswith("https://")  # also after a redirect
            data = answer.read(file.length_bytes + 1) if secure else b""
    except (OSError, ValueError, HTTPException) as error:  # URLError and timeouts are OSErrors
        raise InputError(
            "text.failed_download", address=file.address, why=_why(error), file=file.file
        ) from error
    if not secure:
        raise InputError("text.unsafe_download", address=file.address, file=file.file)
    return data


def _why(error: Exception) -> str:
    """What went wrong in the words of who knows: an `URLError` wraps the system's own error."""
    reason = getattr(error, "reason", error)
    code = getattr(error, "code", None)
    if isinstance(error, OSError) and code is not None:  # an HTTPError
        return f"the server says {code} {reason}"
    return getattr(reason, "strerror", None) or str(reason) or type(reason).__name__
