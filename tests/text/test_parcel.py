from dataclasses import replace

import numpy as np
import pytest

from rnnviz.errors import InputError
from rnnviz.text.corpora import CORPORA, load
from rnnviz.text.parcel import pack, unpack

ANYWHERE = [entry.name for entry in CORPORA if not (entry.needs_files or "text" in entry.takes)]


@pytest.mark.parametrize("name", ANYWHERE)
def test_a_corpus_arrives_as_it_left(name):
    sent = load(name, "tiny")
    arrived = unpack(pack(sent), sent.sha256)
    for stream in ("train", "valid", "test"):
        ours, theirs = getattr(sent, stream), getattr(arrived, stream)
        assert np.array_equal(ours, theirs)
        assert ours.dtype == theirs.dtype
    rest = {"train": None, "valid": None, "test": None}
    assert str(replace(arrived, **rest)) == str(replace(sent, **rest))


def test_another_text_than_was_asked_for_is_refused():
    sent = load("brackets", "tiny")
    other = replace(sent, train=sent.train[::-1])
    with pytest.raises(InputError, match=rf"not {sent.sha256[:12]}…; the same rnnviz"):
        unpack(pack(other), sent.sha256)
