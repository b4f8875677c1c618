"""Whatever a visitor's process reports, the page can show what is made of it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.lessons.exercises import exercises, mistakes
from rnnviz.lessons.judging import MOST_COMPLAINT, MOST_PRINTED, captured, claims_of, judge
from rnnviz.lessons.report import MOST_BYTES, Report
from rnnviz.lessons.sandbox import Limits, run

CLAIMS = ("It is.", "It was.")
HOLDS, END = b'{"holds": true, "why": ""}\n', b'{"printed": "", "stopped": ""}\n'
JUNK = {
    "no line": b"x" * 1000,
    "no JSON": b"junk\n",
    "no text": b"\xff\xfe\x00\n",
    "UTF-16": '{"holds": true, "why": ""}\n'.encode("utf-16"),
    "nothing": b"\n",
    "a list": b"[]\n",
    "not a number": b"NaN\n",
    "a number": b"1e999\n",
    "a long number": b"1" * 5000 + b"\n",
    "nested": b"[" * 100_000 + b"\n",
    "nested and closed": b"[" * 100_000 + b"]" * 100_000 + b"\n",
    "text for a truth": b'{"holds": "yes", "why": ""}\n',
    "a number for a truth": b'{"holds": 1, "why": ""}\n',
    "no truth": b'{"holds": null, "why": ""}\n',
    "a number for text": b'{"holds": true, "why": 3}\n',
    "a missing field": b'{"holds": true}\n',
    "a list for text": b'{"printed": ["a"], "stopped": ""}\n',
    "a part missing": b'{"printed": ""}\n',
    "half a character": b'{"printed": "\\ud800", "stopped": "\\udfff"}\n',
    "half a character said": b'{"fails": "\\ud800"}\n',
    "a claim of its own": b'{"result": {"claim": "<b>", "passed": true, "why": ""}}\n',
    "more claims than there are": HOLDS * 3,
    "fewer claims than there are": HOLDS + END,
    "the end at once": END,
    "ten megabytes": b'{"fails": "' + b"x" * 10_000_000 + b'"}\n',
    "a long complaint": b'{"fails": "' + b"x" * 100_000 + b'"}\n' + END,
    "much printed": b'{"printed": "' + b"x" * 100_000 + b'", "stopped": ""}\n',
    "begun for ever": b'{"begins": true}\n' * 100_000,
}


def understood(received, size=1 << 16):
    report = Report(CLAIMS)
    for start in range(0, len(received), size):
        if not report.ended:
            report.hear(received[start : start + size])
    return report


def can_be_shown(report):
    texts = [report.printed, report.stopped, *(result.why for result in report.results)]
    assert all(text.encode() is not None for text in texts)
    assert len(report.printed) <= MOST_PRINTED
    assert all(len(text) <= MOST_COMPLAINT for text in texts[1:])
    assert len(report.results) <= len(CLAIMS)
    return True


@pytest.mark.parametrize("received", JUNK.values(), ids=JUNK)
def test_junk_can_be_shown_and_passes_nothing(received):
    report = understood(received)
    assert can_be_shown(report)
    assert not report.ended or report.stopped or not all(r.passed for r in report.results)


def test_what_is_true_is_understood_however_it_is_cut():
    received = b'{"begins": true}\n' + HOLDS + b'{"holds": false, "why": "no"}\n' + END
    for size in (1, 7, len(received)):
        report = understood(received, size)
        assert (report.begun, report.ended, report.stopped) == (True, True, "")
        assert [(r.claim, r.passed, r.why) for r in report.results] == [
            ("It is.", True, ""),
            ("It was.", False, "no"),
        ]


ANYTHING = st.sampled_from(
    [None, True, False, 0, 1, -1.5, float("nan"), "", "a", "\ud800", [], ["a"], {}, {"holds": True}]
)
FIELDS = st.sampled_from(["begins", "fails", "holds", "why", "printed", "stopped"])
LINES = st.dictionaries(FIELDS, ANYTHING, max_size=4).map(lambda line: json.dumps(line).encode())


@given(st.lists(LINES, max_size=6))
def test_any_lines_can_be_shown(lines):
    assert can_be_shown(understood(b"\n".join([*lines, b""])))


@pytest.mark.parametrize("exercise", [*exercises(), *mistakes()], ids=lambda exercise: exercise.key)
def test_the_claims_that_are_read_are_those_that_are_judged(exercise, monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with captured():
        judged = tuple(result.claim for result in judge(exercise.solution, exercise.checks))
    assert claims_of(exercise.checks) == judged


WRITES = """
import os
def write(data):
    for number in range(3, 20):
        try:
            while data:
                data = data[os.write(number, data):]
        except OSError:
            pass
"""
CHECKS = '''
def check_end(answer):
    """It ends."""
'''


@pytest.mark.parametrize(
    "data",
    [
        "b'x' * 200_000_000",
        "b'junk\\n'",
        'b\'{"holds": true, "why": ""}\\n\' * 5',
        'b\'{"printed": "\\\\ud800", "stopped": ""}\\n\'',
    ],
)
def test_a_code_that_writes_where_the_checks_report_breaks_nothing(data):
    outcome = run(f"{WRITES}write({data})", CHECKS, limits=Limits(seconds=20, megabytes=1024))
    assert "where only the checks report" in outcome.stopped
    assert not outcome.passed
    assert {result.claim for result in outcome.results} <= {"It ends."}


def test_what_it_prints_and_complains_of_can_be_shown():
    for code in (
        "print('\\ud800')",
        "raise ValueError('\\ud800' * 10 ** 6)",
        "raise KeyboardInterrupt",
    ):
        outcome = run(code, CHECKS)
        assert outcome.printed.encode() is not None
        assert all(result.why.encode() is not None for result in outcome.results)
        assert not outcome.stopped


def test_the_longest_report_fits():
    """All that a report may hold, written as JSON writes what isn't ASCII."""
    longest = {"printed": "\U0001f600" * MOST_PRINTED, "stopped": "\U0001f600" * MOST_COMPLAINT}
    result = {"holds": False, "why": "\U0001f600" * MOST_COMPLAINT}
    assert len(json.dumps(longest)) + 20 * len(json.dumps(result)) < MOST_BYTES
