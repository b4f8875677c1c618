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
from rnnviz.lm.card import Card
from rnnviz.lm.model import LanguageModel

SHIPPED = Path(__file__).parents[2] / "pretrained"
WEIGHTS, CARD = "model.safetensors", "card.json"
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


def find(name: str, folder: Path = SHIPPED) -> Pretrained:
    """A model by name. Raises `InputError`, which lists what there is."""
    if name not in names(folder):
        there = ", ".join(names(folder)) or "none"
        raise InputError(f"Model {name!r} is unknown; choose from: {there}.")
    return load(folder / name)


def load(folder: Path) -> Pretrained:
    """The model of a folder, whoever made it. Raises `InputError` for what isn't right."""
    card = read_card(folder)
    return Pretrained(_model(card, _tensors(folder / WEIGHTS, card)), card)


def read_card(folder: Path) -> Card:
    path = folder / CARD
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


def packed(model: LanguageModel, kind: torch.dtype = torch.float16) -> bytes:
    """A model's parameters as a safetensors file in another precision."""
    return save_tensors(
        {name: value.detach().to(kind).contiguous() for name, value in model.named_parameters()}
    )


def unpacked(card: Card, weights: bytes) -> LanguageModel:
    """The model that these bytes hold. Raises `InputError` if they aren't what the card says."""
    return _model(card, _parsed(weights, "These weights", card))


def _read(path: Path, most_bytes: int) -> bytes:
    try:
        if path.stat().st_size > most_bytes:
            raise InputError(f"{path} has more than {most_bytes:,} bytes; name another model.")
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} can't be read ({error.strerror}); {_AGAIN}.") from None


def _tensors(path: Path, card: Card) -> dict[str, Tensor]:
    data = _read(path, MOST_BYTES)
    if sha256(data).hexdigest() != card.weights_sha256:
        raise InputError(f"{path} is not the file its card describes; {_AGAIN}.")
    return _parsed(data, str(path), card)


def _parsed(data: bytes, where: str, card: Card) -> dict[str, Tensor]:
    """Tensors with just the names, shapes and kinds of number that the card's model has."""
    try:
        tensors = load_tensors(data)
    except (SafetensorError, ValueError, KeyError, TypeError):
        raise InputError(f"{where} is no safetensors file; {_AGAIN}.") from None
    with torch.device("meta"):
        wanted = {name: p.shape for name, p in _empty(card).named_parameters()}
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
    return tensors


def _shape(shape: torch.Size | None) -> str:
    return "nothing" if shape is None else " × ".join(map(str, shape))


def _empty(card: Card) -> LanguageModel:
    return LanguageModel(card.run.model, card.words)


def _model(card: Card, tensors: dict[str, Tensor]) -> LanguageModel:
    model = _empty(card)
    model.load_state_dict({name: tensor.float() for name, tensor in tensors.items()})
    return model.requires_grad_(requires_grad=False).eval()
