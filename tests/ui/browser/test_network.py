"""The picture's data are what ran; what comes back from it is never believed."""

import json
from base64 import b64decode
from dataclasses import asdict, astuple
from math import inf, nan
from pathlib import Path

import numpy as np
import pytest
import torch

from rnnviz.core.crossings import Route, crossings, erasing, routes, survival
from rnnviz.core.equations import EQUATIONS
from rnnviz.core.masks import at_evaluation, generator, sample
from rnnviz.core.methods import METHODS
from rnnviz.core.network import embed
from rnnviz.core.placement import GATES, Cell, Edge, Fill, Noise, Placement, Share, parse
from rnnviz.errors import InputError
from rnnviz.figures.labels import route_name
from rnnviz.lm.configs import ModelConfig
from rnnviz.lm.model import LanguageModel
from rnnviz.ui.browser.network import (
    EdgeToggled,
    Heard,
    NoiseSet,
    PathChosen,
    UnitPicked,
    read_event,
)
from rnnviz.ui.browser.network import payload as payload_module
from rnnviz.ui.browser.network.events import touch_of
from rnnviz.ui.browser.network.payload import Scene, pack
from tests.cases import each
from tests.packed import unpack_masks

WORDS = ("the", "cat", "sat", "on", "a", "mat", "while", "some", "<script>alert(1)</script>")
EVERY_EDGE = Placement(
    tuple(
        Noise(edge, 0.5, Share.BATCH if edge in {Edge.WEIGHTS, Edge.ROWS} else Share.STEP)
        for edge in Edge
    )
)


def make(
    placement, cell=Cell.LSTM, *, layers=2, units=20, steps=7, batch=3, example=1, draw=sample
):
    model = LanguageModel(ModelConfig(cell, layers, units, init_scale=0.5), len(WORDS))
    tokens = torch.randint(len(WORDS), (steps, batch), generator=generator("tokens"))
    masks = draw(placement.on(cell), model.dims(steps, batch), generator(3))
    with torch.no_grad():
        trace = model.trace(tokens, model.zero_state(batch), masks)
        inputs = embed(tokens, model.weights().embedding, masks)
    return Scene(trace, placement.on(cell), cell, tokens, WORDS, inputs, example=example)


def seen(mask, scene):
    """What the example's drawn units met, (time, gates, units, …)."""
    factor, units = mask.factor, scene.units
    if mask.noise.edge in {Edge.WEIGHTS, Edge.ROWS}:
        gates = len(GATES[scene.cell]) if len(factor) > 1 else 1
        rows = factor.reshape(gates, -1, factor.shape[-1])
        return rows[:, :units, :units].unsqueeze(0)
    mine = factor[:, min(scene.example, factor.shape[1] - 1)]
    if mask.noise.edge is Edge.WORD and mine.shape[-1] > 1:
        read = scene.tokens[:, scene.example].tolist()
        return torch.stack([mine[0, token] for token in read]).reshape(-1, 1, 1)
    mine = mine if mine.dim() == 3 else mine.unsqueeze(1)
    return mine[..., :units]


def same_bits(drawn, ran):
    ran = ran.contiguous().numpy()
    return drawn.shape == ran.shape and drawn.tobytes() == ran.astype(np.float32).tobytes()


def is_exact(scene):
    drawn = unpack_masks(json.loads(json.dumps(pack(scene))))
    ran = scene.trace.masks.drawn
    assert len(drawn) == len(ran)
    return all(
        same_bits(drawn[mask.noise.edge, mask.noise.fill, mask.layer], seen(mask, scene))
        for mask in ran
    )


@each("method", METHODS)
@each("cell", Cell)
def test_the_drawn_masks_are_the_traces_bit_for_bit(method, cell):
    assert is_exact(make(method.placement, cell))


@each("method", METHODS)
def test_the_masks_of_an_evaluation_come_through_too(method):
    def draw(placement, dims, source):
        return at_evaluation(placement, dims, source)

    assert is_exact(make(method.placement, draw=draw))


@each("share", Share)
@each("fill", ["zero", "gaussian"])
def test_every_way_of_sharing_and_every_gate_is_exact(share, fill):
    untied = f"input:0.3:{share}:{fill}:untied+recurrent:0.634:{share}:{fill}:untied"
    assert is_exact(make(parse(f"{untied}+hidden:0.4:{share}:{fill}")))


def test_a_lasting_mask_is_one_mask_and_says_so():
    masks = pack(make(parse("input:0.5:sequence+recurrent:0.5")))["masks"]
    times = [(mask["lasting"], mask["shape"][0]) for mask in masks]
    assert times == [(True, 1), (False, 7), (False, 7)]


def test_only_the_first_units_are_drawn_and_the_rest_is_owned_up_to():
    scene = make(parse("recurrent:0.5+weights:0.5:batch"), units=80)
    payload = pack(scene)
    assert (payload["units"], payload["units_in_all"]) == (64, 80)
    assert is_exact(scene)


@each("cell", Cell)
def test_activations_keep_the_promised_precision(cell):
    scene = make(EVERY_EDGE, cell)
    payload = pack(scene)
    ran = {"hidden": scene.trace.hidden, "activations": scene.trace.gates}
    ran |= {"memory": scene.trace.cell} if cell is Cell.LSTM else {}
    for name, values in ran.items():
        packed = payload[name]
        whole = np.frombuffer(b64decode(packed["int16"]), "<i2")
        drawn = whole.reshape(packed["shape"]) * packed["step"]
        drawn = drawn if name == "activations" else drawn[:, 1:]  # before the first step: zeros
        assert np.abs(drawn - values[:, :, scene.example].numpy()).max() <= packed["step"] * 0.51


@each(("layers", "steps", "most_kib"), [(2, 12, 43), (3, 40, 160), (4, 40, 210)])
def test_a_picture_is_small(layers, steps, most_kib):
    payload = pack(make(EVERY_EDGE, layers=layers, steps=steps, units=64))
    assert len(json.dumps(payload)) < most_kib * 1024


@each("cell", Cell)
@each("method", METHODS)
def test_the_paths_counts_are_the_cores(method, cell):
    scene = make(method.placement, cell, layers=3)
    for route, packed in zip(routes(cell), pack(scene)["routes"], strict=True):
        assert (packed["key"], packed["label"]) == (route, route_name(route, cell))
        for lag in range(scene.steps):
            met = erasing(crossings(scene.placement, cell, 3, lag, route))
            assert packed["up"][lag] == sum(crossing.up for crossing in met)
            assert packed["along"][lag] == sum(crossing.along for crossing in met)
            assert packed["survival"][lag] == survival(met, mixing=route is Route.H)


@each("cell", Cell)
def test_the_edges_are_those_that_the_network_has(cell):
    names = [edge["key"] for edge in pack(make(Placement(), cell, layers=1))["edges"]]
    assert Edge.BETWEEN not in names
    assert (Edge.CELL in names) == (cell is Cell.LSTM)


@pytest.mark.parametrize("cell", Cell)
def test_an_edge_that_the_cell_cannot_tell_from_another_is_there_only_with_noise(cell):
    for line, noisy in (("none", False), ("state:0.5", True)):
        edges = {edge["key"]: edge for edge in pack(make(parse(line), cell))["edges"]}
        assert (Edge.STATE in edges) == (noisy or cell is Cell.GRU)
    assert edges["state"]["places"] == ["state", "recurrent", *["carry"] * (cell is Cell.GRU)]
    assert all(edge["places"] == [key] for key, edge in edges.items() if key != "state")


@each("cell", Cell)
def test_a_picture_has_the_equations_that_are_stated_and_so_have_the_nodes_tests(cell):
    payload = json.loads(json.dumps(pack(make(Placement(), cell))))
    file = Path(__file__).with_name("equations.json")
    for tested in (payload, json.loads(file.read_text(encoding="utf-8"))[cell]):
        stated = json.loads(json.dumps(asdict(EQUATIONS[cell])))
        assert {name: tested[name] for name in stated} == stated


def test_the_same_pass_has_the_same_name_and_another_seed_another():
    placement = parse("recurrent:0.5")
    assert pack(make(placement))["id"] == pack(make(placement))["id"]
    assert pack(make(placement))["id"] != pack(make(placement, example=2))["id"]


@each("size", [{"steps": 41}, {"layers": 5}])
def test_a_picture_too_large_is_refused_in_a_sentence(size):
    with pytest.raises(InputError, match="choose from 1 to"):
        pack(make(Placement(), **size))


def test_a_long_word_is_cut():
    scene = make(Placement())
    words = ["x" * 500] * len(WORDS)
    payload = pack(Scene(scene.trace, scene.placement, scene.cell, scene.tokens, words))
    assert max(map(len, payload["tokens"])) == 24


PAYLOAD = pack(make(parse("input:0.5")))


def test_a_touch_is_read_as_what_it_was():
    edge = {"kind": "edge", "edge": "recurrent", "more": "<script>"}
    path = {"kind": "path", "from": 1, "to": 5.0, "route": "c"}
    unit = {"kind": "unit", "layer": 1, "step": 6, "unit": 19}
    assert read_event(edge, PAYLOAD) == EdgeToggled(Edge.RECURRENT)
    assert read_event(path, PAYLOAD) == PathChosen(1, 5, Route.C)
    assert read_event(path, PAYLOAD).lag_steps == 4
    assert read_event(unit, PAYLOAD) == UnitPicked(1, 6, 19)
    assert all(type(value) is int for value in astuple(read_event(unit, PAYLOAD)))


def test_touches_are_heard_once_and_in_their_order_however_often_they_are_said():
    heard = Heard()
    assert list(heard.news(["a", [[1, "x"], [2, "y"]]])) == ["x", "y"]
    assert list(heard.news(["a", [[2, "y"], [3, "z"]]])) == ["z"]
    assert list(heard.news(["a", [[3, "z"]]])) == []
    assert heard == Heard("a", 3)
    assert list(heard.news(["b", [[1, "w"]]])) == ["w"]  # the page was opened anew


def test_a_touch_that_could_not_be_dealt_with_is_heard_again():
    heard, touch = Heard(), ["a", [[1, "x"], [2, "y"]]]
    asked = heard.news(touch)
    assert [next(asked), next(asked)] == ["x", "y"]
    asked.close()
    assert list(heard.news(touch)) == ["y"]


@each("touch", [None, 3, "ab", {}, ["a"], ["a", 3], [3, []], ["a" * 41, [[1, "x"]]], ["a", []]])
def test_what_says_no_touch_is_nothing_new(touch):
    heard = Heard("a", 5)
    assert list(heard.news(touch)) == []
    assert heard == Heard("a", 5)


@each("touch", [None, [], [9], ["9", "x"], [nan, "x"], [2**60, "x"], [-1, "x"]])
def test_a_touch_without_a_number_is_passed_over(touch):
    heard = Heard("a", 5)
    assert list(heard.news(["a", [touch, [6, "y"]]])) == ["y"]


@each("pictures", [1, 2])
def test_a_touch_is_of_a_picture_that_is_there_or_means_nothing(pictures):
    assert [touch_of([n, "x"], pictures)[1] for n in range(3)] == ["x"] * pictures + [None] * (
        3 - pictures
    )
    for strange in (*STRANGE, [0], [0, "x", 1], ["0", "x"], [True, "x"], [nan, "x"], [0.5, "x"]):
        assert touch_of(strange, pictures) == (0, None)


STRANGE = (None, True, "", "3", "<script>", -1, 0.5, 10**30, 1e308, nan, inf, [], {})


@each("value", [*STRANGE, [1], {"kind": "edge"}, {"kind": ["edge"]}])
def test_what_is_no_event_is_nothing(value):
    assert read_event(value, PAYLOAD) is None
    assert read_event({"kind": value}, PAYLOAD) is None
    assert read_event({"kind": "edge", "edge": value}, PAYLOAD) is None


SETTING = {"kind": "noise", "edge": "input", "fill": "zero", "rate": 0.25, "share": "sequence"}


def test_a_noise_that_is_there_may_be_set():
    wanted = NoiseSet(Edge.INPUT, Fill.ZERO, 0.25, Share.SEQUENCE)
    assert read_event(SETTING | {"more": "<script>"}, PAYLOAD) == wanted
    assert read_event(SETTING | {"rate": 0}, PAYLOAD).rate == 0


@each("value", STRANGE)
@each("field", ["edge", "fill", "rate", "share"])
def test_a_strange_setting_is_nothing(field, value):
    if (field, value) != ("rate", 0.5):
        assert read_event(SETTING | {field: value}, PAYLOAD) is None


def test_a_noise_that_is_not_there_or_cannot_last_so_long_is_not_set():
    assert read_event(SETTING | {"edge": "output"}, PAYLOAD) is None
    assert read_event(SETTING | {"fill": "gaussian"}, PAYLOAD) is None
    words, weights = (pack(make(parse(line))) for line in ("word:0.5", "weights:0.5:batch"))
    assert read_event(SETTING | {"edge": "word", "share": "frame"}, words) is None
    assert read_event(SETTING | {"edge": "weights", "share": "step"}, weights) is None


@each("value", STRANGE)
@each("field", ["from", "to", "route"])
def test_a_strange_path_is_nothing(field, value):
    path = {"kind": "path", "from": 1, "to": 5, "route": "h", field: value}
    assert read_event(path, PAYLOAD) is None


@each("value", STRANGE)
@each("field", ["layer", "step", "unit"])
def test_a_strange_unit_is_nothing(field, value):
    unit = {"kind": "unit", "layer": 0, "step": 0, "unit": 0, field: value}
    assert read_event(unit, PAYLOAD) is None


def test_a_path_backwards_an_edge_that_is_not_there_and_a_missing_picture_are_nothing():
    assert read_event({"kind": "path", "from": 5, "to": 1, "route": "h"}, PAYLOAD) is None
    one_layer = pack(make(Placement(), layers=1))
    assert read_event({"kind": "edge", "edge": "between"}, one_layer) is None
    assert read_event({"kind": "edge", "edge": "input"}, None) is None


def test_the_data_know_no_streamlit():
    assert "import streamlit" not in Path(payload_module.__file__).read_text(encoding="utf-8")
