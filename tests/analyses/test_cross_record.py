"""The record of every model under every noise."""

import json
from dataclasses import replace

import pytest

from rnnviz.analyses.cross import measure
from rnnviz.analyses.cross_record import Matrix, load
from rnnviz.cli.main import main
from rnnviz.core.placement import parse
from rnnviz.errors import InputError
from rnnviz.zoo.card import SHIPPED, WEIGHTS
from rnnviz.zoo.models import find, read_card, write

NOISE = parse("recurrent:0.4")


@pytest.fixture
def zoo(tmp_path):
    """Two models of the picture under other names, one said to be trained with noise."""
    folder = tmp_path / "models"
    for name, noise in (("zoo-a", parse("none")), ("zoo-b", NOISE)):
        card = read_card(SHIPPED / "picture-lstm-1")
        card = replace(card, name=name, run=replace(card.run, placement=noise))
        write(folder / name, card, (SHIPPED / "picture-lstm-1" / WEIGHTS).read_bytes())
    return folder


def ran(zoo, *more):
    out = zoo.parent / "matrix.json"
    sizes = ["--words", "300", "--draws", "2", "--passes", "2"]
    return main(["cross", str(out), "--models", str(zoo), *sizes, *more]), out


def test_every_model_meets_every_noise_and_a_stopped_call_goes_on(zoo, capsys):
    code, out = ran(zoo)
    assert code == 0
    assert len(capsys.readouterr().out.splitlines()) == 4 + 1  # the one with noise, averaged
    kept = load(out)
    assert {(m.model, m.noise_of) for m in kept.meetings} == {
        (a, b) for a in ("zoo-a", "zoo-b") for b in ("zoo-a", "zoo-b")
    }
    data = json.loads(out.read_text())
    data["meetings"].pop(1)
    data["averages"].pop()
    out.write_text(json.dumps(data))
    assert ran(zoo)[0] == 0
    assert len(capsys.readouterr().out.splitlines()) == 1 + 1
    assert load(out).averages == kept.averages
    assert {m.crossed.mean for m in load(out).meetings} == {m.crossed.mean for m in kept.meetings}


def test_a_cell_is_what_measuring_it_gives(zoo):
    _, out = ran(zoo)
    meeting = next(m for m in load(out).meetings if (m.model, m.noise_of) == ("zoo-a", "zoo-b"))
    model = find("zoo-a", zoo)
    ids = model.card.run.corpus.load().valid[:300]
    assert meeting.crossed == measure(model.model, ids, NOISE, draws=2)
    assert meeting.placement == str(NOISE)


def test_a_model_that_has_changed_is_measured_again(zoo, capsys):
    _, out = ran(zoo)
    card = read_card(zoo / "zoo-b")
    other = replace(card, run=replace(card.run, placement=parse("recurrent:0.1")))
    weights = (zoo / "zoo-b" / WEIGHTS).read_bytes()
    write(zoo / "zoo-b", other, weights)
    left = load(out).without_changed([read_card(zoo / n) for n in ("zoo-a", "zoo-b")])
    assert (len(left.meetings), len(left.averages)) == (2, 0)
    capsys.readouterr()
    ran(zoo)
    assert len(capsys.readouterr().out.splitlines()) == 2 + 1


def test_other_settings_and_impossible_ones_are_refused_in_a_sentence(zoo, capsys):
    ran(zoo)
    for more in (
        ["--words", "301"],
        ["--words", "3"],
        ["--draws", "0"],
        ["--passes", "3"],
        ["--passes", "0"],
    ):
        assert ran(zoo, *more)[0] == 2
    assert main(["cross", str(zoo / "x" / "y.json"), "--models", str(zoo)]) == 2
    assert main(["cross", str(zoo / "y.json"), "--models", str(zoo / "zoo-a")]) == 2
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"meetings": [{}]}', "null"])
def test_what_is_no_record_is_refused_in_a_sentence(text):
    with pytest.raises(InputError, match="not a record"):
        Matrix.from_text(text, "here")


def test_a_record_that_is_not_there_says_how_to_make_it(tmp_path):
    with pytest.raises(InputError, match="rnnviz cross"):
        load(tmp_path / "none.json")
