"""Masks of installed releases of Keras, either side of 3.8, against what the Frameworks page says.

And the lines that the Use page offers, run as they stand.

`python -m benchmarks.keras_masks` read them off live and kept them in the record.
"""

import json
from pathlib import Path

import pytest

from benchmarks.keras_masks import offered
from rnnviz.core.crossings import Route, crossings
from rnnviz.core.edges import Hook, edges_at
from rnnviz.core.methods import find
from rnnviz.core.placement import Cell, Edge

RECORD = json.loads(Path(__file__).with_name("keras_masks.json").read_text())
RELEASES = RECORD["releases"]
DROPOUT, RECURRENT = 0.5, 0.25  # what the layers were asked for
METHODS = {(3, 1): "keras30_rate", (3, 2): "keras3_lt38", (3, 7): "keras3_lt38"}
NEAR = 0.08  # of 256 draws


def version(release):
    return tuple(map(int, release.split(".")[:2]))


def method_of(release):
    return find(METHODS.get(version(release), "keras3_ge38"))


each_release = pytest.mark.parametrize("release", RELEASES)
each_cell = pytest.mark.parametrize("cell", ["lstm", "gru"])


def test_the_record_has_releases_either_side_of_3_8_and_says_when_it_was_read():
    assert {version(release) < (3, 8) for release in RELEASES} == {True, False}
    assert len(RELEASES) >= 2
    assert RECORD["date"].startswith("2026-")
    assert all(cells["keras"] == release for release, cells in RELEASES.items())


@each_release
@each_cell
@pytest.mark.parametrize(("edge", "hook"), [("input", Hook.INWARD), ("recurrent", Hook.RECURRENT)])
def test_gates_share_a_mask_as_the_placement_says_and_it_lasts(release, cell, edge, hook):
    reading = RELEASES[release][cell]["both"][edge]
    (noise,) = (n for n in method_of(release).placement.noises if n.edge in edges_at(hook))
    assert reading["masked"]
    assert reading["lasting"] == noise.lasting
    assert reading["one_for_all_gates"] == noise.tied
    assert not reading["one_for_all_examples"]


@each_release
@each_cell
def test_each_mask_has_its_own_rate_but_in_3_0_and_3_1(release, cell):
    reading = RELEASES[release][cell]
    wrong = version(release) < (3, 2)
    rate = DROPOUT if wrong else RECURRENT
    assert reading["both"]["input"]["dropped"] == pytest.approx(DROPOUT, abs=NEAR)
    assert reading["both"]["recurrent"]["dropped"] == pytest.approx(rate, abs=NEAR)
    assert reading["both"]["recurrent"]["factor"] == pytest.approx(1 / (1 - rate), abs=0.01)
    assert reading["recurrent_dropout"]["recurrent"]["masked"] != wrong


@each_release
def test_before_3_8_a_gru_masks_what_it_carries_with_the_gates_own_mask_and_then_no_more(release):
    carried = RELEASES[release]["gru"]["both"]["carried"]
    assert carried["masked"] == (version(release) < (3, 8))
    if carried["masked"]:
        assert carried["with_update_gate"]
    met = crossings(method_of(release).placement, Cell.GRU, 1, 5, Route.C)
    assert sum(crossing.along for crossing in met) == (5 if carried["masked"] else 0)


@each_release
@each_cell
def test_dropout_alone_holds_one_mask_for_all_gates_and_leaves_time_alone(release, cell):
    reading = RELEASES[release][cell]["dropout"]
    noise = find("keras3_dropout").placement.noise(Edge.INPUT)
    assert reading["input"]["lasting"] == noise.lasting
    assert reading["input"]["one_for_all_gates"] == noise.tied
    assert not reading["recurrent"]["masked"]


@each_release
@each_cell
def test_nothing_stays_on_at_evaluation_without_cudnn(release, cell):
    assert not any(reading["at_evaluation"] for reading in RELEASES[release][cell].values())


@pytest.mark.parametrize("release", [release for release in RELEASES if version(release) >= (3, 8)])
def test_the_lines_to_paste_run_as_they_stand_and_drop_in_training_alone(release):
    """Where the record lacks a line, the advice is newer: run the program again."""
    passes = {"masked": True, "at_evaluation": False}
    assert RELEASES[release]["lines"] == dict.fromkeys(offered(), passes)
