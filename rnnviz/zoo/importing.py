"""A language model from somebody's own program, as a folder that the Explore page reads.

Its safetensors hold an embedding, stacked layers of `nn.LSTM`, `nn.GRU` or `nn.RNN`, and softmax
weights. Nothing is unpickled. Our models are as wide everywhere: narrower parts are filled up with
zeros, units that stay at 0 and that nobody reads, so the model computes what it computed.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load as load_tensors
from torch import Tensor

from rnnviz.core.placement import GATES, Placement
from rnnviz.disk import check_folder, read_bytes, read_text
from rnnviz.errors import InputError
from rnnviz.lm.configs import ModelConfig, TrainConfig
from rnnviz.lm.evaluate import measured, perplexity
from rnnviz.lm.machine import machine
from rnnviz.lm.model import LanguageModel
from rnnviz.lm.run import CorpusChoice, Evaluation, Run
from rnnviz.text.corpora import recoded
from rnnviz.text.vocab import Vocabulary
from rnnviz.zoo.card import Card, Point, SeedCurve
from rnnviz.zoo.models import MOST_BYTES, packed, write
from rnnviz.zoo.shipping import unigram

IMPORTED = "imported"  # the folder of such models, among the runs
_PART = re.compile(r"(.*?)(weight_ih|weight_hh|bias_ih|bias_hh)_l(\d+)(?:_raw)?")
_ENDS = ("embedding", "decoder", "decoder_bias")  # what a map may name beside the layers' weights
_TABLE, _OUT = ("emb", "enc", "lookup", "wte"), ("dec", "out", "head", "soft", "proj", "fc", "lin")
_CELLS = {len(names): cell for cell, names in GATES.items()}


@dataclass(frozen=True, slots=True)
class Origin:
    """What a model is made of, and what it is to be called."""

    weights: Path
    words: Path  # a word a line, in the order of their numbers
    names: Path | None  # lines such as `embedding = encoder.weight`
    name: str
    placement: Placement  # with which it was trained
    corpus: CorpusChoice  # on which it is measured here
    unknown: str = "<unk>"
    end: str = "<eos>"


def bring_in(origin: Origin, folder: Path) -> Card:
    """Write the folder, and return its card. Raises `InputError` for what is no such model."""
    vocabulary = read_words(origin)
    model = converted(_tensors(origin), len(vocabulary))
    corpus = recoded(origin.corpus.load(), vocabulary)
    check_folder(folder)
    run = Run(origin.name, origin.placement, origin.corpus, model.config, TrainConfig(epochs=1))
    valid, test = measured(model, run, corpus)
    train = perplexity(model, corpus.train[: len(corpus.valid)], origin.placement, batch=20)
    weights = packed(model, torch.float32)
    card = Card(
        name=origin.name,
        title=origin.name,
        run=run,
        epoch=1,
        words=len(vocabulary),
        corpus_sha256=corpus.sha256,
        weights_sha256=sha256(weights).hexdigest(),
        valid_perplexity=valid,
        test_perplexity=test,
        unigram_perplexity=round(unigram(corpus), 3),
        curves=(SeedCurve(0, 0.0, (Point(1, 0, Evaluation(train, valid, test)),)),),
        date=datetime.now(UTC).date().isoformat(),
        machine=machine(),
        vocabulary=vocabulary.words,
    )
    write(folder, card, weights)
    return card


def read_words(origin: Origin) -> Vocabulary:
    """The words of a list, those for the unknown word and a sentence's end by our names."""
    ours = {origin.unknown: "<unk>", origin.end: "<eos>"}
    lines = read_text(origin.words).removesuffix("\n").split("\n")
    words = tuple(ours.get(line.rstrip("\r"), line.rstrip("\r")) for line in lines)
    if (twice := _twice(words)) is not None:
        raise InputError("zoo.word_twice", path=origin.words, word=twice)
    for option, name, word in (("unknown", origin.unknown, "<unk>"), ("end", origin.end, "<eos>")):
        if word not in words:
            raise InputError("zoo.word_missing", path=origin.words, word=name, option=option)
    return Vocabulary(words)


def _twice(names: Iterable[str]) -> str | None:
    return next((name for name, times in Counter(names).items() if times > 1), None)


def converted(named_tensors: dict[str, Tensor], words: int) -> LanguageModel:
    """The model of tensors by their own names. Raises `InputError`, which names what is missing."""
    parts = _layers(named_tensors)
    table, decoder, bias = _ends(named_tensors, words, parts)
    _check_all_read(named_tensors, parts, [table, decoder, bias])
    tied = decoder is None or torch.equal(decoder, table)
    decoder = table if decoder is None else decoder
    gates = _gates(parts[0]["weight_hh"])
    sizes = [table.shape[1], *(part["weight_hh"].shape[-1] for part in parts)]
    width = max(sizes)
    _check_chain(parts, sizes, decoder, gates)
    tensors = {"embedding": _wide(table, words, width), "decoder_bias": bias}
    for l, part in enumerate(parts):
        tensors |= {f"{n}_l{l}": _gated(weight, gates, width) for n, weight in part.items()}
    if not tied:
        tensors["decoder"] = _wide(decoder, words, width)
    config = ModelConfig(_CELLS[gates], len(parts), width, tied=tied)
    with torch.device("meta"):
        model = LanguageModel(config, words)
    model.load_state_dict({n: t.float().contiguous() for n, t in tensors.items()}, assign=True)
    return model.requires_grad_(requires_grad=False).eval()


def _tensors(origin: Origin) -> dict[str, Tensor]:
    """The tensors of the file, under the names that the list gives them."""
    try:
        tensors = load_tensors(read_bytes(origin.weights, MOST_BYTES))
    except (SafetensorError, ValueError, KeyError, TypeError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError("zoo.not_safetensors", path=origin.weights) from None
    if origin.names:
        tensors = _renamed(tensors, origin.names)
    for name, tensor in tensors.items():
        if not tensor.is_floating_point() or not tensor.float().isfinite().all():
            raise InputError("zoo.not_finite", tensor=name)
    return tensors


def _renamed(tensors: dict[str, Tensor], names: Path) -> dict[str, Tensor]:
    """The tensors by the names in a file, which may give one two: to embedding and decoder."""
    pairs: list[tuple[str, str]] = []
    for line in read_text(names).splitlines():
        ours, equals, theirs = (part.strip() for part in line.partition("="))
        if not line.strip() or line.startswith("#"):
            continue
        if not equals or theirs not in tensors:
            raise InputError("zoo.no_such_tensor", line=line, choices=list(tensors)[:40])
        pairs.append((ours, theirs))
    left = tensors.keys() - {theirs for _, theirs in pairs}
    pairs += [(name, name) for name in tensors if name in left]
    if (twice := _twice(ours for ours, _ in pairs)) is not None:
        raise InputError("zoo.name_twice", path=names, name=twice)
    for name, theirs in pairs:
        if theirs not in left and name not in _ENDS and not _PART.fullmatch(name):
            raise InputError("zoo.no_such_part", path=names, name=name, choices=_ENDS)
    return {ours: tensors[theirs] for ours, theirs in pairs}


def _layers(tensors: dict[str, Tensor]) -> list[dict[str, Tensor]]:
    """The layers' weights, the lowest first, with zeros for biases that aren't there."""
    layers: dict[tuple[str, int], dict[str, Tensor]] = {}
    for name, tensor in tensors.items():
        if "_reverse" in name or "weight_hr" in name:
            raise InputError("zoo.not_one_way", tensor=name)
        if match := _PART.fullmatch(name):
            prefix, part, number = match.groups()
            layers.setdefault((prefix, int(number)), {})[part] = tensor
    for (prefix, number), parts in layers.items():
        below = f"{prefix}weight_ih_l{number - 1}"
        if number and (prefix, number - 1) not in layers:
            raise InputError("zoo.no_part", tensor=below)
        for part in ("weight_ih", "weight_hh"):
            if part not in parts:
                raise InputError("zoo.no_part", tensor=f"{prefix}{part}_l{number}")
        for part in ("bias_ih", "bias_hh"):
            parts.setdefault(part, torch.zeros(parts["weight_ih"].shape[:1]))
    if not layers:
        raise InputError("zoo.no_layers", choices=list(tensors)[:40])
    _check_order([prefix for prefix, _ in layers])
    return [layers[key] for key in sorted(layers, key=_natural)]


def _check_order(modules: Iterable[str]) -> None:
    """Raise `InputError` unless the modules' names differ in numbers alone."""
    if len({re.sub(r"\d+", "0", module) for module in modules}) > 1:
        named = list(dict.fromkeys(module.rstrip(".") for module in modules))
        raise InputError("zoo.no_order", modules=named)


def _natural(key: tuple[str, int]) -> list[tuple[int, str]]:
    """`rnns.10.` comes after `rnns.9.`."""
    parts = re.findall(r"\d+|\D+", key[0])
    return [(int(part), "") if part.isdigit() else (-1, part) for part in (*parts, str(key[1]))]


def _ends(
    tensors: dict[str, Tensor], words: int, parts: list[dict[str, Tensor]]
) -> tuple[Tensor, Tensor | None, Tensor]:
    """The embedding, the softmax weights if they are others, and the softmax's bias."""
    inside = {id(tensor) for part in parts for tensor in part.values()}
    rest = {n: t for n, t in tensors.items() if id(t) not in inside and len(t.shape) in {1, 2}}
    tables = {n: t for n, t in rest.items() if t.dim() == 2 and len(t) == words}
    if not tables and any(t.dim() == 2 for t in rest.values()):
        raise InputError("zoo.other_words", words=words, choices=_shapes(rest))
    biases = [t for n, t in rest.items() if t.dim() == 1 and len(t) == words]
    table = _called(tables, "embedding", _TABLE)
    others = {n: t for n, t in tables.items() if t is not table}
    decoder = _called(others, "decoder", _OUT) if others else None
    if table is None or len(biases) > 1 or (others and decoder is None):
        raise InputError("zoo.no_table", words=words, choices=_shapes(rest))
    return table, decoder, biases[0] if biases else torch.zeros(words)


def _shapes(tensors: dict[str, Tensor]) -> list[str]:
    return [f"{name} {tuple(tensor.shape)}" for name, tensor in tensors.items()][:40]


def _check_all_read(
    tensors: dict[str, Tensor], parts: list[dict[str, Tensor]], ends: list[Tensor | None]
) -> None:
    """Raise `InputError` for tensors that the model would compute without, but for copies."""
    there = [end for end in ends if end is not None]
    read = {id(tensor) for tensor in (*there, *(t for part in parts for t in part.values()))}
    left = [
        name
        for name, tensor in tensors.items()
        if id(tensor) not in read and not any(torch.equal(tensor, end) for end in there)
    ]
    if left:
        raise InputError("zoo.unread", tensors=left[:40])


def _called(tables: dict[str, Tensor], ours: str, signs: tuple[str, ...]) -> Tensor | None:
    """The table of our name, or the only one, or the only one whose name has one of these signs."""
    if ours in tables or len(tables) == 1:
        return tables.get(ours, next(iter(tables.values())))
    named = [t for n, t in tables.items() if any(sign in n.lower() for sign in signs)]
    return named[0] if len(named) == 1 else None


def _gates(weight: Tensor) -> int:
    """How many gates the recurrent weights of a layer are for."""
    rows, units = weight.shape if weight.dim() == 2 else (len(weight.shape), 0)
    if not units or rows % units or rows // units not in _CELLS:
        raise InputError("zoo.no_cell", shape=str(tuple(weight.shape)))
    return rows // units


def _check_chain(
    parts: list[dict[str, Tensor]], sizes: list[int], decoder: Tensor, gates: int
) -> None:
    """Raise `InputError` unless each part takes what the one below it gives, all of one cell."""
    for l, part in enumerate(parts):
        rows = gates * sizes[l + 1]
        columns = {"weight_ih": (sizes[l],), "weight_hh": (sizes[l + 1],)}
        for name, weight in part.items():
            given, wanted = tuple(weight.shape), (rows, *columns.get(name, ()))
            if given != wanted:
                fields = {"part": name, "shape": str(given), "wanted": str(wanted)}
                raise InputError("zoo.no_chain", layer=l + 1, **fields)
    if decoder.shape[1] != sizes[-1]:
        raise InputError("zoo.no_softmax", given=decoder.shape[1], wanted=sizes[-1])


def _wide(table: Tensor, rows: int, columns: int) -> Tensor:
    """A matrix with zeros behind it."""
    wide = torch.zeros(rows, columns)
    wide[: table.shape[0], : table.shape[1]] = table
    return wide


def _gated(weight: Tensor, gates: int, width: int) -> Tensor:
    """The weights or biases of all gates, each filled up to so many units."""
    columns = width if weight.dim() == 2 else 1
    each = weight.reshape(len(weight), -1).chunk(gates)
    wide = torch.cat([_wide(part, width, columns) for part in each])
    return wide if weight.dim() == 2 else wide[:, 0]
