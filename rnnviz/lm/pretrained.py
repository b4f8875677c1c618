"""Trained models in folders: `model.safetensors` beside `card.json`, checked before use.

Nothing is unpickled, nothing is believed: sizes, the hash, names, shapes and values must all be
what the card says, else one sentence says what is wrong.
"""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load as load_tensors
from safetensors.torch import save as save_tensors
from torch import Tensor

from rnnviz.errors import InputError
from rnnviz.lm.card import CARD, WEIGHTS, Card
from rnnviz.lm.model import LanguageModel

ZOO = "zoo-"  # how the names of the models of that plan begin
SHIPPED = Path(__file__).parents[2] / "pretrained"
CARDS = "cards"  # of models whose weights stay where they were trained
MOST_BYTES, MOST_CARD_BYTES = 256 * 2**20, 4 * 2**20  # a card with 1,000 epochs has 0.1 MiB
KINDS = (torch.float16, torch.bfloat16, torch.float32)
_AGAIN = "get the model's folder again"


@dataclass(frozen=True, slots=True)
class Pretrained:
    """A model to look at, in single precision, not to be trained."""

    model: LanguageModel
    card: Card


def names(folder: Path = SHIPPED) -> tuple[str, ...]:
    """The models in a folder."""
    return tuple(sorted(path.parent.name for path in folder.glob(f"*/{CARD}")))


def measured_on(corpus: str, folder: Path = SHIPPED) -> tuple[Card, ...]:
    """The cards in a folder, with weights or without, of models that were trained on a corpus."""
    paths = sorted((*folder.glob(f"*/{CARD}"), *folder.glob(f"{CARDS}/*.json")))
    cards = map(_card, paths)
    return tuple(card for card in cards if card.run.corpus.name == corpus)


def find(name: str, folder: Path = SHIPPED) -> Pretrained:
    """A model by name. Raises `InputError`, which lists what there is."""
    if name not in names(folder):
        there = ", ".join(names(folder)) or "none"
        raise InputError(f"Model {name!r} is unknown; choose from: {there}.")
    return load(folder / name)


def load(folder: Path) -> Pretrained:
    """The model of a folder, whoever made it. Raises `InputError` for what isn't right."""
    card, path = read_card(folder), folder / WEIGHTS
    data = _read(path, MOST_BYTES)
    if sha256(data).hexdigest() != card.weights_sha256:
        raise InputError(f"{path} is not the file its card describes; {_AGAIN}.")
    return Pretrained(unpacked(card, data, str(path)), card)


def read_card(folder: Path) -> Card:
    return _card(folder / CARD)


def _card(path: Path) -> Card:
    data = _read(path, MOST_CARD_BYTES)
    try:
        return Card.from_text(data.decode("utf-8"), str(path))
    except UnicodeDecodeError:
        raise InputError(f"{path} is not UTF-8 text; {_AGAIN}.") from None


def write(folder: Path, card: Card, weights: bytes) -> None:
    """A folder that `load` reads; `card` must hold the weights' hash."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / WEIGHTS).write_bytes(weights)
    (folder / CARD).write_text(card.to_text(), encoding="utf-8")


def write_card(folder: Path, card: Card) -> None:
    """Keep a card whose weights are not, so that `measured_on` finds it."""
    path = folder / CARDS / f"{card.name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(card.to_text(), encoding="utf-8")


def packed(model: LanguageModel, kind: torch.dtype = torch.float16) -> bytes:
    """A model's parameters as a safetensors file in another precision."""
    return save_tensors(
        {name: value.detach().to(kind).contiguous() for name, value in model.named_parameters()}
    )


def unpacked(card: Card, weights: bytes, where: str = "These weights") -> LanguageModel:
    """The model that these bytes hold. Raises `InputError` if they aren't what the card says."""
    try:
        tensors = load_tensors(weights)
    except (SafetensorError, ValueError, KeyError, TypeError):
        raise InputError(f"{where} is no safetensors file; {_AGAIN}.") from None
    with torch.device("meta"):  # shapes alone: its weights are those of the file
        model = LanguageModel(card.run.model, card.words)
    _check(tensors, model, where)
    model.load_state_dict({name: t.float() for name, t in tensors.items()}, assign=True)
    return model.requires_grad_(requires_grad=False).eval()


def _read(path: Path, most_bytes: int) -> bytes:
    try:
        if path.stat().st_size > most_bytes:
            raise InputError(f"{path} has more than {most_bytes:,} bytes; name another model.")
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} can't be read ({error.strerror}); {_AGAIN}.") from None


def _check(tensors: dict[str, Tensor], model: LanguageModel, where: str) -> None:
    """Raise `InputError` unless names, shapes and kinds of number are the model's."""
    wanted = {name: weight.shape for name, weight in model.named_parameters()}
    found = {name: tensor.shape for name, tensor in tensors.items()}
    for name in wanted.keys() | found.keys():
        if wanted.get(name) != found.get(name):
            raise InputError(
                f"{where} has {name} {_shape(found.get(name))} where its card's model has "
                f"{_shape(wanted.get(name))}; {_AGAIN}."
            )
    for name, tensor in tensors.items():
        if tensor.dtype not in KINDS or not tensor.isfinite().all():
            raise InputError(f"{where} has numbers in {name} that no model has; {_AGAIN}.")


def _shape(shape: torch.Size | None) -> str:
    return "nothing" if shape is None else " × ".join(map(str, shape))
