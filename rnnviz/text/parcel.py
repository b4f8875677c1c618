"""A corpus as bytes, for a machine that lacks its text, which checks what arrives."""

import json
from io import BytesIO

import numpy as np

from rnnviz.errors import InputError
from rnnviz.text.corpora import Corpus, fingerprint
from rnnviz.text.vocab import Vocabulary

_STREAMS = ("train", "valid", "test")
_ABOUT = ("name", "size", "entropy_nats", "citation")


def pack(corpus: Corpus) -> bytes:
    """Its numbers and its words, compressed."""
    about = {name: getattr(corpus, name) for name in _ABOUT} | {"words": corpus.vocabulary.words}
    streams = {name: getattr(corpus, name).astype(np.int32) for name in _STREAMS}
    data = BytesIO()
    np.savez_compressed(data, about=np.array(json.dumps(about)), **streams)
    return data.getvalue()


def unpack(data: bytes, sha256: str) -> Corpus:
    """The corpus whose `sha256` this is. Raises `InputError` where the bytes hold another."""
    with np.load(BytesIO(data), allow_pickle=False) as packed:
        about = json.loads(str(packed["about"]))
        streams = tuple(packed[name].astype(np.int64) for name in _STREAMS)
    vocabulary = Vocabulary(tuple(about.pop("words")))
    digest = fingerprint(vocabulary, streams)
    if digest != sha256:
        raise InputError("text.other_parcel", found=digest[:12], wanted=sha256[:12])
    return Corpus(
        vocabulary=vocabulary, sha256=sha256, **about, **dict(zip(_STREAMS, streams, strict=True))
    )
