"""Corpora for the tests: those that are here, and small stand-ins for those that may not be."""

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from rnnviz.text import files
from rnnviz.text.corpora import Corpus, CorpusEntry, load
from rnnviz.text.files import Release

COUNTS = {"ptb": (929_589, 73_760, 82_430), "wikitext-2": (2_088_628, 217_646, 245_569)}
# Read once, before any test points RNNVIZ_DATA elsewhere.
DATA = Path(os.environ.get("RNNVIZ_DATA", Path(__file__).parents[3] / "shared" / "data"))
FAKE_LINE = " the <unk> sold N shares \n"
FAKE_LINES = (300, 40, 30)
OWN_TEXT = "".join(
    f"On day {day} the {'abcdefghijkl'[day % 12]}dog saw {'xyzuvwrst'[day % 9]}cats. It was "
    f"{'mnopqrstuvwxyzabcdefghijklmnopqrs'[day % 33]}ice.\n"
    for day in range(300)
)


@dataclass(frozen=True, slots=True)
class Held:
    """A release that can be read here, where it lies, and the counts it must give."""

    release: Release
    place: Path
    counts: tuple[int, int, int]


def fake_release(release: Release, folder: Path) -> Held:
    """The same release with three short files of our own, written to `folder`."""
    published = []
    for file, lines in zip(release.files, FAKE_LINES, strict=True):
        data = (FAKE_LINE * lines).encode()
        (folder / file.file).write_bytes(data)
        digest = hashlib.sha256(data).hexdigest()
        published.append(replace(file, length_bytes=len(data), sha256=digest))
    counts = tuple(6 * lines for lines in FAKE_LINES)
    return Held(replace(release, files=tuple(published), types=6), folder, counts)


@pytest.fixture(params=files.RELEASES, ids=lambda release: release.name)
def fake(request, tmp_path, monkeypatch) -> Held:
    """Each release in turn, faked in an empty folder that RNNVIZ_DATA names."""
    monkeypatch.setenv("RNNVIZ_DATA", str(tmp_path))
    held = fake_release(request.param, tmp_path)
    _install(held, monkeypatch)
    return held


def real_data(release: Release) -> Path | None:
    """The folder or zip with the true files, or None where this machine has none."""
    names = (release.archive, release.files[0].file)
    inside = any((DATA / name).is_file() for name in names)
    return DATA if inside or (DATA.is_file() and DATA.name == release.archive) else None


@pytest.fixture
def hold(tmp_path, monkeypatch) -> Callable[[Release], Held]:
    """Makes a release readable: the true files where they are, else a fake."""

    def prepare(release: Release) -> Held:
        place = real_data(release)
        held = (
            fake_release(release, tmp_path)
            if place is None
            else Held(release, place, COUNTS[release.name])
        )
        monkeypatch.setenv("RNNVIZ_DATA", str(held.place))
        _install(held, monkeypatch)
        return held

    return prepare


@pytest.fixture
def read(hold) -> Callable[..., Corpus]:
    """Loads any entry of CORPORA with whatever it needs."""

    def read_entry(entry: CorpusEntry, size: str | None = None) -> Corpus:
        for release in files.RELEASES:
            if release.name == entry.name:
                hold(release)
        return load(entry.name, size, text=OWN_TEXT if "text" in entry.takes else None)

    return read_entry


def _install(held: Held, monkeypatch) -> None:
    attribute = {"ptb": "PTB", "wikitext-2": "WIKITEXT_2"}[held.release.name]
    monkeypatch.setattr(files, attribute, held.release)
