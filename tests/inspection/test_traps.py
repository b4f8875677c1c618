"""What is easily mistaken is told as it is, or said in a sentence that it can't be told."""

from pathlib import Path

import pytest
import torch

import rnnviz.nn
from rnnviz.cli.main import main
from rnnviz.core.methods import METHODS
from rnnviz.core.placement import Cell, Edge, Fill, Noise, Scaling, Share, parse
from rnnviz.errors import InputError
from rnnviz.inspection.report import differences, report
from rnnviz.inspection.subject import Asked, Subject, subject
from rnnviz.inspection.summary import inspect

TRAPS = Path(__file__).with_name("traps.py")
STEPS, BATCH = 11, 7
TOLD = {
    "TwoTables": "input:0.2",
    "TwoHeads": "output:0.2",
    "BurnIn": "between:0.3",
    "OneLine": "input:0.1+state:0.2+output:0.3",
    "Zoneout": "cell:0.3:previous:classic+hidden:0.1:previous:classic",
    "ZoneoutByDropout": "hidden:0.1:previous:classic",
    "ZoneoutByWhere": "cell:0.3:previous:classic",
    "TwoDirections": "recurrent:0.3:sequence",
    "ByIndex": "recurrent:0.3",
    "ByWhere": "recurrent:0.3",
    "ByWhereAhead": "input:0.3",
    "ByDiagonal": "recurrent:0.3:step_batch",
    "Gates": "recurrent:0.3:sequence:untied",
    "OneMaskForGates": "recurrent:0.3:sequence",
    "CutWeights": "recurrent:0.3:sequence:untied",
    "Packed": "between:0.3",
    "LockedInPacked": "input:0.3:sequence",
    "Attends": "output:0.2",
    "Resized": "word:0.1:batch+input:0.4:sequence",
    "Stateful": "none",
}
CANT = {
    "NumpysMask": "changes from pass to pass",
    "BesideNumpys": "changes from pass to pass",
    "Coin": "changes from pass to pass",
    "Attention": "scaled_dot_product_attention",
    "Heads": "multi_head_attention_forward",
    "Leaky": "rrelu",
    "Alpha": "alpha_dropout",
    "Unknown": "where",
    "Chance": "__bool__",
    "Lost": "rand",
}
NO_PLACEMENT = {  # rate, edge, share, and what no placement says of it
    "Twice": [(0.2, Edge.INPUT, None), (0.3, Edge.INPUT, "again")],
    "TwiceAlike": [(0.2, Edge.INPUT, None), (0.2, Edge.INPUT, "again")],
    "OneTable": [(0.2, Edge.INPUT, "part")],
    "Head": [(0.5, Edge.OUTPUT, None), (0.2, None, "beyond")],
    "AheadOfLinear": [(0.2, None, "beyond")],
    "Late": [(0.2, Edge.RECURRENT, "steps")],
    "EvalOneOfTwo": [(0.2, Edge.INPUT, None), (0.1, Edge.INPUT, "again")],
    "EachStepsWeights": [(0.5, Edge.WEIGHTS, None)],
}


def told(name):
    return inspect(subject(Asked(f"{TRAPS}:{name}")))


@pytest.mark.parametrize("name", TOLD)
def test_a_trap_is_told_as_its_placement(name):
    findings = told(name)
    assert findings.strange == ()
    assert findings.placement is not None
    assert differences(findings, parse(TOLD[name])) == []
    rounded = str(findings.placement)
    assert rounded == TOLD[name] or any(f.near for f in findings.findings)


@pytest.mark.parametrize("name", NO_PLACEMENT)
def test_what_no_placement_says_is_told_with_the_reason(name):
    findings = told(name)
    reasons = ("again", "part", "beyond", "steps")
    have = [
        (f.rate, f.edge, next((each for each in reasons if getattr(f, each)), None))
        for f in findings.findings
    ]
    assert have == NO_PLACEMENT[name]
    assert findings.placement is None
    rates = {f.edge: f.rate for f in findings.findings if f.edge and not f.edge.row.on_weights}
    for edge, rate in rates.items():
        assert differences(findings, parse(f"{edge}:{rate}"))


def test_only_what_stays_in_eval_mode_is_said_to():
    assert [f.at_eval for f in told("EvalOneOfTwo").findings] == [False, True]


def test_weights_that_are_dropped_anew_at_each_step_are_told_so():
    (finding,) = told("EachStepsWeights").findings
    assert finding.share is Share.STEP_BATCH


def test_all_steps_are_those_of_a_layer_and_not_of_the_longest():
    (finding,) = told("Answer").findings
    assert (finding.edge, finding.layer, finding.steps) == (Edge.RECURRENT, 1, None)


@pytest.mark.parametrize("name", CANT)
def test_random_numbers_that_are_not_followed_are_no_nothing(name, capsys):
    assert main(["inspect", f"{TRAPS}:{name}", "--as", "none"]) == 1
    out = capsys.readouterr().out
    assert CANT[name] in out
    assert "Can't be told: " in out
    assert "Nothing is dropped" not in out
    assert "As a placement" not in out


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_scripted_module_is_refused_in_a_sentence(tmp_path):
    path = tmp_path / "scripted_one.py"
    path.write_text("import torch\nM = torch.jit.script(torch.nn.LSTM(3, 5))\n")
    with pytest.raises(InputError, match=r"torch\.jit"):
        subject(Asked(f"{path}:M"))


OURS = {Cell.LSTM: rnnviz.nn.LSTM, Cell.GRU: rnnviz.nn.GRU, Cell.RNN: rnnviz.nn.RNN}


def model(placement, cell, layers, **more):
    """Ours behind a table of words, in front of a softmax's weights."""
    layer = OURS[cell](8, 12, layers, placement=placement, **more)
    return torch.nn.Sequential(rnnviz.nn.Embedding(30, 8, placement=placement), layer)


def of_ours(placement, cell, layers, **more):
    words = (torch.arange(STEPS) % 4).unsqueeze(1).repeat(1, BATCH)
    module = model(placement, cell, layers, **more)
    return inspect(Subject("ours", module, (words,), STEPS, BATCH, turns=True))


@pytest.mark.parametrize("n", range(len(METHODS)), ids=lambda n: METHODS[n].key)
def test_each_method_of_ours_reads_as_itself(n):
    """In a cell and with as many layers as its turn; what a cell hasn't got is left out."""
    wanted = METHODS[n].placement
    cells = [
        cell for cell in Cell if wanted.without(Edge.WORD) == wanted.without(Edge.WORD).on(cell)
    ]
    cell, layers = cells[n % len(cells)], 1 + n % 3 // 2
    assert differences(of_ours(METHODS[n].key, cell, layers), wanted) == []


RARE = [
    *((Cell.LSTM, f"recurrent:0.3:{share}", True) for share in ("sequence", "batch")),
    *((Cell.GRU, f"state:0.3:{more}", False) for more in ("batch", "classic", "batch:none")),
    *((Cell.LSTM, f"{edge}:0.3:batch:untied", False) for edge in ("input", "between", "recurrent")),
    *((Cell.LSTM, f"{edge}:0.3:batch:classic", True) for edge in ("weights", "rows")),
    *((cell, "recurrent:0.3:classic", False) for cell in Cell),
    *((Cell.RNN, f"{edge}:0.3:batch:none", False) for edge in ("word", "hidden")),
    *((Cell.LSTM, f"{edge}:0.3:batch:gaussian", True) for edge in ("cell", "output")),
    (Cell.GRU, "input:0.3:frame", False),  # where words are read that drops words
]


@pytest.mark.parametrize(("cell", "line", "both"), RARE)
def test_a_rare_noise_of_ours_reads_as_itself(cell, line, both):
    assert differences(of_ours(line, cell, 2, bidirectional=both), parse(line)) == []


def test_another_rate_is_another_where_rates_are_estimated():
    findings = of_ours("candidate:0.3:none", Cell.LSTM, 1)
    (finding,) = findings.findings
    assert (finding.fill, finding.scaling) == (Fill.ZERO, Scaling.NONE)
    assert 0 < finding.near < 0.1
    assert differences(findings, parse("candidate:0.5:none"))
    assert "≈" in report(findings)[1]
    assert isinstance(finding.noise, Noise)
