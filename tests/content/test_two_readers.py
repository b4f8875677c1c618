"""Two visits in two languages at once, interleaved: each reads its own, whoever comes between."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from rnnviz.content import by_language, prose, sentence, speak, spoken
from rnnviz.ui.kit.glossary import with_definitions

TURNS = 20


@by_language
def _kept():
    return prose("home", "title")


def _reads(key, turns):
    speak(key)
    told = []
    for turn in range(TURNS):
        turns.wait(timeout=10)
        lead = with_definitions(prose("home", "question"), {})
        told.append((spoken(), _kept(), lead, sentence("placement.times", count=turn)))
    return told


def _by_itself(key):
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(_reads, key, Barrier(1)).result()


@pytest.mark.parametrize("keys", [("en", "zh"), ("zh", "en"), ("zh", "zh", "en")])
def test_each_of_several_visits_reads_its_own_language(keys):
    alone = [_by_itself(key) for key in keys]
    turns = Barrier(len(keys))
    with ThreadPoolExecutor(len(keys)) as pool:
        together = list(pool.map(_reads, keys, [turns] * len(keys)))
    assert together == alone


def test_a_thread_that_comes_after_another_visits_reads_what_it_was_told():
    with ThreadPoolExecutor(1) as pool:
        first, second = (pool.submit(_reads, key, Barrier(1)).result() for key in ("zh", "en"))
    assert {turn[0] for turn in first} == {"zh"}
    assert {turn[0] for turn in second} == {"en"}
