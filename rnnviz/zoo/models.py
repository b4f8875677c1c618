"""Trained models in folders: `model.safetensors` beside `card.json`, checked before use.

Nothing is unpickled, nothing is believed: sizes, the hash, names, shapes and values must all be
what the card says, else one sentence says what is wrong.
"""

import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load as load_tensors
from safetensors.torch import save as save_tensors
from torch import Tensor

from rnnviz.disk import read_bytes, read_text, write_bytes, write_text
from rnnviz.errors import InputError
from rnnviz.lm.model import LanguageModel
from rnnviz.zoo.card import CARD, SHIPPED, WEIGHTS, Card

CARDS = "cards"  # of models whose weights stay where they were trained
MOST_BYTES, MOST_CARD_BYTES = 256 * 2**20, 4 * 2**20  # a card with 1,000 epochs has 0.1 MiB
MOST_HEADER_BYTES = 64 * 2**10  # of a weights file: 100 bytes for each tensor
KINDS = (torch.float16, torch.bfloat16, torch.float32)


@dataclass(frozen=True, slots=True)
class Pretrained:
    """A model to look at, in single precision, not to be trained."""

    model: LanguageModel
    card: Card


def names(folder: Path = SHIPPED) -> tuple[str, ...]:
    """The models in a folder; none where there is no such folder."""
    try:
        with os.scandir(folder) as entries:  # pages ask at each run: a glob takes longer
            return tuple(sorted(e.name for e in entries if Path(e.path, CARD).exists()))
    except OSError:
        return ()


def measured_on(corpus: str, folder: Path = SHIPPED) -> tuple[Card, ...]:
    """The cards in a folder, with weights or without, of models that were trained on a corpus."""
    paths = sorted((*folder.glob(f"*/{CARD}"), *folder.glob(f"{CARDS}/*.json")))
    cards = map(read_card_file, paths)
    return tuple(card for card in cards if card.run.corpus.name == corpus)


def find(name: str, folder: Path = SHIPPED) -> Pretrained:
    """A model by name. Raises `InputError`, which lists what there is."""
    if name not in names(folder):
        there = ", ".join(names(folder)) or "none"
        raise InputError("zoo.unknown", name=name, choices=there)
    return load(folder / name)


def load(folder: Path) -> Pretrained:
    """The model of a folder, whoever made it. Raises `InputError` for what isn't right."""
    return load_files(folder / CARD, folder / WEIGHTS)


def load_files(card_path: Path, path: Path) -> Pretrained:
    """The same of two files, wherever they are."""
    card = read_card_file(card_path)
    check_size(card, path)
    data = read_bytes(path, MOST_BYTES, "zoo.get_again")
    if sha256(data).hexdigest() != card.weights_sha256:
        raise InputError("zoo.other_file", path=path)
    return Pretrained(unpacked(card, data, str(path)), card)


def check_size(card: Card, path: Path) -> None:
    """Raise `InputError`, unread, for a file that can't hold the weights of a card's model."""
    least, most = weights_bytes(card)
    try:
        size, ordinary = path.stat().st_size, path.is_file()
    except OSError as error:
        raise InputError("zoo.unreadable", path=path, why=error.strerror) from None
    if not ordinary:
        raise InputError("zoo.not_ordinary", path=path, least=least, most=most)
    if not least <= size <= most:
        raise InputError("zoo.other_size", path=path, size=size, least=least, most=most)


def weights_bytes(card: Card) -> tuple[int, int]:
    """The smallest and the largest file that the weights of a card's model may fill."""
    numbers = sum(weight.numel() for weight in _shapes(card).parameters())
    return 2 * numbers, 4 * numbers + MOST_HEADER_BYTES


def read_card(folder: Path) -> Card:
    return read_card_file(folder / CARD)


def read_card_file(path: Path) -> Card:
    return Card.from_text(read_text(path, MOST_CARD_BYTES, "zoo.get_again"), str(path))


def write(folder: Path, card: Card, weights: bytes) -> None:
    """A folder that `load` reads; `card` must hold the weights' hash."""
    write_bytes(folder / WEIGHTS, weights)
    write_text(folder / CARD, card.to_text())


def write_card(folder: Path, card: Card) -> None:
    """Keep a card whose weights are not, so that `measured_on` finds it."""
    write_text(folder / CARDS / f"{card.name}.json", card.to_text())


def packed(model: LanguageModel, kind: torch.dtype = torch.float16) -> bytes:
    """A model's parameters as a safetensors file in another precision."""
    return save_tensors(
        {name: value.detach().to(kind).contiguous() for name, value in model.named_parameters()}
    )


def unpacked(card: Card, weights: bytes, where: str = "These weights") -> LanguageModel:
    """The model that these bytes hold. Raises `InputError` if they aren't what the card says."""
    if int.from_bytes(weights[:8], "little") > MOST_HEADER_BYTES:
        raise InputError("zoo.no_safetensors", where=where)
    try:
        tensors = load_tensors(weights)
    except (SafetensorError, ValueError, KeyError, TypeError):
        raise InputError("zoo.no_safetensors", where=where) from None
    model = _shapes(card)
    _check(tensors, model, where)
    model.load_state_dict({name: t.float() for name, t in tensors.items()}, assign=True)
    return model.requires_grad_(requires_grad=False).eval()


def _shapes(card: Card) -> LanguageModel:
    """A card's model without memory for its weights."""
    with torch.device("meta"):
        return LanguageModel(card.run.model, card.words)


def _check(tensors: dict[str, Tensor], model: LanguageModel, where: str) -> None:
    """Raise `InputError` unless names, shapes and kinds of number are the model's."""
    wanted = {name: weight.shape for name, weight in model.named_parameters()}
    given = {name: tensor.shape for name, tensor in tensors.items()}
    for name in wanted.keys() | given.keys():
        if wanted.get(name) != given.get(name):
            raise InputError(
                "zoo.other_shape",
                where=where,
                tensor=name,
                shape=_shape(given.get(name)),
                wanted=_shape(wanted.get(name)),
            )
    for name, tensor in tensors.items():
        if tensor.dtype not in KINDS or not tensor.isfinite().all():
            raise InputError("zoo.no_numbers", where=where, tensor=name)


def _shape(shape: torch.Size | None) -> str:
    return "nothing" if shape is None else " × ".join(map(str, shape))
