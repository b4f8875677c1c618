"""What is told of a module is what it does: its own loops, torch's layers and ours."""

from itertools import pairwise
from pathlib import Path

import pytest
import torch

import rnnviz.nn
from rnnviz.cli.main import main
from rnnviz.core.edges import standing_for
from rnnviz.core.masks import generator
from rnnviz.core.methods import find
from rnnviz.core.placement import Cell, Edge, Noise, Placement, parse
from rnnviz.errors import InputError
from rnnviz.inspection.report import differences, report
from rnnviz.inspection.subject import Asked, Subject, subject
from rnnviz.inspection.summary import inspect
from rnnviz.twins.ways import WAYS, make

MODELS = Path(__file__).with_name("models.py")
STEPS, BATCH = 11, 7
WAYS_DO = {
    "plain": "between:0.4",
    "around": "input:0.4+between:0.4+output:0.4",
    "loop_on_h": "hidden:0.4",
    "loop_fresh": "recurrent:0.4",
    "loop_locked": "recurrent:0.4:sequence",
    "loop_functional": "recurrent:0.4:at_test",
}
MODELS_DO = {
    "WordModel": "input:0.2+between:0.3+output:0.2",
    "Classifier": "between:0.5+output:0.4",
    "StackedStates": "input:0.1+between:0.1+recurrent:0.25:sequence",
    "OneProduct": "candidate:0.25+cell:0.2:previous:classic",
    "WeightDrop": "weights:0.5:batch",
    "LeftOn": "output:0.3:at_test",
    "EachGate": "recurrent:0.5:sequence:untied",
    "Packed": "between:0.2",
    "Table": "word:0.2:batch",
    "Quiet": "none",
    "layer": "weights:0.5:batch+output:0.2",
}


def told(model, x=None, *state):
    x = torch.randn(STEPS, BATCH, 8, generator=generator(0)) if x is None else x
    return inspect(Subject("it", model, (x, *state), STEPS, BATCH, turns=True))


@pytest.mark.parametrize("way", WAYS)
def test_the_ways_of_the_frameworks_page_are_told_as_the_page_has_them(way):
    layers = 2 if way in {"plain", "around"} else 1
    state = torch.randn(2, layers, BATCH, 8, generator=generator(1))
    findings = told(make(way, 8, layers, 0.4), None, tuple(state))
    assert (str(findings.placement), findings.layers) == (WAYS_DO[way], layers)


@pytest.mark.parametrize("name", MODELS_DO)
def test_somebodys_module_is_told_edge_by_edge(name):
    asked = Asked(f"{MODELS}:{name}", input_size=5 if name == "OneProduct" else None)
    findings = inspect(subject(asked))
    assert str(findings.placement) == MODELS_DO[name]
    assert not findings.strange


CASES = [
    *((cell, "gal2016_tied") for cell in Cell),
    *((Cell.LSTM, key) for key in ("zaremba2014", "zoneout2016", "gal2016_untied")),
]


@pytest.mark.parametrize(("cell", "key"), CASES)
def test_a_placement_of_ours_is_told_as_that_placement(cell, key):
    placement = find(key).placement.on(cell)
    ours = {Cell.RNN: rnnviz.nn.RNN, Cell.GRU: rnnviz.nn.GRU, Cell.LSTM: rnnviz.nn.LSTM}
    layer = ours[cell](8, 12, 2, placement=placement)
    table = rnnviz.nn.Embedding(9, 8, placement=placement)
    words = (torch.arange(STEPS) % 4).unsqueeze(1).repeat(1, BATCH)
    findings = told(torch.nn.Sequential(table, layer), words)
    assert differences(findings, placement) == []
    assert layer.readable is False


EVERY = [
    *("input:0.3:frame", "between:0.3:batch", "recurrent:0.3:step_batch", "rows:0.3:batch"),
    *("candidate:0.3", "cell:0.3", "hidden:0.3", "state:0.3", "hidden:0.3:previous:classic"),
    *("output:0.4:gaussian", "between:0.4:classic"),
]


@pytest.mark.parametrize("cell", [Cell.LSTM, Cell.GRU])
def test_every_edge_is_told_from_every_other(cell):
    ours = {Cell.GRU: rnnviz.nn.GRU, Cell.LSTM: rnnviz.nn.LSTM}[cell]
    for line in EVERY:
        placement = parse(line).on(cell)
        findings = told(ours(8, 12, 2, placement=placement))
        edges = {f.edge for f in findings.findings}
        assert edges == {standing_for(edge, cell) for edge in placement.edges}
        assert differences(findings, placement) == [], line


def test_a_module_that_differs_is_told_where():
    findings = told(rnnviz.nn.LSTM(8, 12, placement="input:0.3+output:0.5:at_test"))
    wanted = Placement((Noise(Edge.INPUT, 0.3), Noise(Edge.CELL, 0.2), Noise(Edge.OUTPUT, 0.4)))
    lines = differences(findings, wanted)
    assert len(lines) == 3
    assert all(line.endswith(".") for line in lines)
    assert "cell:0.2" in lines[0]
    assert "0.5, not 0.4" in lines[1]
    assert "stays on in eval mode, not off" in lines[2]


def test_what_cannot_be_told_is_said_in_one_sentence():
    findings = inspect(subject(Asked(f"{MODELS}:Noisy")))
    (line,) = (line for line in report(findings) if "told" in line)
    assert "models.py" in line
    assert findings.placement is None


REFUSED = {
    "no name": (Asked("models.py"), "names no module in a file"),
    "no file": (Asked("/nowhere/models.py:Model"), "There is no file"),
    "no module": (Asked(f"{MODELS}:Gone"), "its modules are: WordModel"),
    "arguments": (Asked(f"{MODELS}:Asking"), "wants inputs, units; say how to build it"),
    "a call": (Asked(f"{MODELS}:Asking", "Asking(1)"), r"Asking\(1\) can't be done \(TypeError"),
    "a number": (Asked(f"{MODELS}:Asking", "3"), "is no nn.Module but a int"),
    "an input": (Asked(f"{MODELS}:OneProduct"), "takes no input that was tried"),
    "a given input": (
        Asked(f"{MODELS}:WordModel", given="torch.zeros(STEPS, BATCH)"),
        "takes no input that was tried",
    ),
    "inputs that no memory holds": (
        Asked(f"{MODELS}:Asking", "Asking(3, 4)", input_size=10**12),
        "takes no input that was tried",
    ),
    "no weights": (Asked(f"{MODELS}:Asking", "nn.Identity()", input_size=5), "through time"),
    "no time": (Asked(f"{MODELS}:Attention"), "through time can't be told"),
    "a broken file": (
        Asked(f"{MODELS.with_name('broken.txt')}:Model"),
        "There is no file|no Python",
    ),
}


ENDINGS = ("raise SystemExit(0)", "exit()", "raise BaseException('odd')", "raise StopIteration")
_OWN = "class Own(nn.LSTM):\n    def forward(self, x):"
ENDED = {  # a file in which a program ends itself, and what else is asked of it
    "in its file": ("{end}", ()),
    "in what builds it": ("def M():\n    {end}", ()),
    "in a call": ("def gone():\n    {end}", ("--call", "gone()")),
    "in its input": ("def gone():\n    {end}\nM = nn.LSTM(3, 5)", ("--input", "gone()")),
    "in a pass": (
        f"{_OWN}\n        {{end}}",
        ("--call", "Own(3, 5)"),
    ),
    "in train mode alone": (
        f"{_OWN}\n        if self.training:\n            {{end}}\n        return x",
        ("--call", "Own(3, 5)"),
    ),
}


@pytest.mark.parametrize("end", ENDINGS)
@pytest.mark.parametrize("where", ENDED)
def test_a_program_that_ends_itself_is_not_told_as_if_all_were_well(where, end, tmp_path, capsys):
    (file, more), path = ENDED[where], tmp_path / f"ended_{id(where)}_{ENDINGS.index(end)}.py"
    path.write_text("from torch import nn\n" + file.format(end=end) + "\n")
    assert main(["inspect", f"{path}:M", *more]) == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_inspected_is_refused_in_a_sentence(name):
    asked, complaint = REFUSED[name]
    with pytest.raises(InputError, match=complaint) as error:
        inspect(subject(asked))
    text = str(error.value)
    assert text.endswith(".")
    assert not any(a == "." and b == " " for a, b in pairwise(text))


@pytest.mark.parametrize("end", ["exit()", "1 / 0"])
def test_one_that_ends_or_fails_in_eval_mode_alone_is_not_either(end, tmp_path, capsys):
    code = f"{_OWN}\n        self.training or {end}\n        return super().forward(x)\n"
    path = tmp_path / f"in_eval_{len(end)}.py"
    path.write_text(f"from torch import nn\n{code}")
    assert main(["inspect", f"{path}:Own", "--call", "Own(3, 5)"]) == 2
    output = capsys.readouterr().err
    assert "eval mode" in output
    assert output.count("\n") == 1


def test_weights_that_are_made_with_the_first_input_are_no_hindrance():
    call = "nn.Sequential(Quiet(), nn.LazyLinear(3))"
    assert inspect(subject(Asked(f"{MODELS}:Quiet", call))).layers == 1


def test_a_number_too_small_is_refused_by_the_name_that_it_was_given(capsys):
    assert main(["inspect", f"{MODELS}:WordModel", "--input-size", "0"]) == 2
    assert "give --input-size 1 or more" in capsys.readouterr().err


def test_the_command_says_whether_a_module_is_what_it_is_taken_for(capsys):
    assert main(["inspect", f"{MODELS}:WordModel", "--as", "gal2016_tied"]) == 1
    assert "That is not gal2016_tied:" in capsys.readouterr().out
    same = "input:0.2+between:0.3+output:0.2"
    assert main(["inspect", f"{MODELS}:WordModel", "--as", same]) == 0
    assert main(["inspect", f"{MODELS}:WordModel", "--as", "gal"]) == 2
    with pytest.raises(SystemExit):  # argparse's own
        main(["inspect", f"{MODELS}:WordModel", "--as", ""])
    assert "--as: the name is empty" in capsys.readouterr().err
