"""A model's two files under whatever names a browser gave them: the weights' hash tells them."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from rnnviz.disk import read_bytes
from rnnviz.errors import InputError
from rnnviz.zoo.card import CARD, WEIGHTS, Card
from rnnviz.zoo.models import (
    MOST_BYTES,
    MOST_CARD_BYTES,
    Pretrained,
    load_files,
    read_card_file,
    weights_bytes,
)


def load(place: Path) -> Pretrained:
    """The model of a folder that holds one, or of either of its two files beside the other.

    Raises `InputError` where there is none, or more than one, and for what isn't right with it.
    """
    return load_files(*_pair(place))


def _pair(place: Path) -> tuple[Path, Path]:
    """The card and the weights."""
    if place.is_dir():
        return _in_folder(place)
    if _is_binary(place):
        return _card_of(place), place
    card = read_card_file(place)
    if (weights := _weights_of(card, place.parent)) is None:
        raise InputError(
            "zoo.no_weights",
            folder=place.absolute().parent,
            file=place.name,
            sha256=card.weights_sha256[:12],
        )
    return place, weights


def _in_folder(folder: Path) -> tuple[Path, Path]:
    if (folder / CARD).exists():
        return folder / CARD, folder / WEIGHTS
    pairs = [(path, _weights_of(card, folder)) for path, card in _cards_in(folder)]
    whole = [(path, weights) for path, weights in pairs if weights]
    if len(whole) == 1:
        return whole[0]
    if not whole:
        raise InputError("zoo.no_whole", folder=folder)
    names = ", ".join(path.name for path, _ in whole[:5]) + ", …" * (len(whole) > 5)
    raise InputError("zoo.several", folder=folder, number=len(whole), choices=names)


def _card_of(weights: Path) -> Path:
    digest = sha256(read_bytes(weights, MOST_BYTES, "zoo.get_both")).hexdigest()
    for path, card in _cards_in(weights.parent):
        if card.weights_sha256 == digest:
            return path
    raise InputError("zoo.no_card_of", folder=weights.absolute().parent, file=weights.name)


def _weights_of(card: Card, folder: Path) -> Path | None:
    least, most = weights_bytes(card)
    for path in _ordinary(folder, least, min(most, MOST_BYTES)):
        if sha256(read_bytes(path, MOST_BYTES)).hexdigest() == card.weights_sha256:
            return path
    return None


def _cards_in(folder: Path) -> Iterator[tuple[Path, Card]]:
    """Every file that is one, in the order of the names."""
    for path in _ordinary(folder, 2, MOST_CARD_BYTES):
        try:
            if not _is_binary(path):
                yield path, read_card_file(path)
        except InputError:
            continue


def _ordinary(folder: Path, least: int, most: int) -> list[Path]:
    """The files of such a size."""
    there = sorted(path for path in folder.iterdir() if path.is_file())
    return [path for path in there if least <= path.stat().st_size <= most]


def _is_binary(path: Path) -> bool:
    """Whether it can be weights: the length at their start has zeros, and JSON has none."""
    try:
        if not path.is_file():  # a pipe would be waited for; who reads a card says what it is
            return False
        with path.open("rb") as file:
            return b"\0" in file.read(8)
    except OSError as error:
        raise InputError("zoo.unreadable_part", path=path, why=error.strerror) from None
