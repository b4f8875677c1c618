"""How far a long command is, where no terminal is."""

import re

from rnnviz.cli import progress
from rnnviz.errors import counted


def test_in_a_file_a_line_is_said_now_and_then_and_no_bar_is_drawn(capsys, monkeypatch):
    clock = iter(range(0, 1_000_000, 10))
    monkeypatch.setattr(progress, "monotonic", lambda: next(clock))
    with progress.progress("2 runs on cpu", 1_000, "tok") as show:
        for done in range(1_000):
            show(done)
    output = capsys.readouterr().err
    lines = output.splitlines()
    assert lines[0] == "2 runs on cpu"
    assert 100 < len(lines) < 1_000 / (progress.LINE_SECONDS / 20)
    assert all(re.fullmatch(r"2 runs on cpu: \d+% \[[\d:]+<[\d:]+\]", line) for line in lines[1:])
    assert "\r" not in output


def test_the_time_left_is_that_of_the_pace_so_far(capsys, monkeypatch):
    clock = iter((0.0, 600.0))
    monkeypatch.setattr(progress, "monotonic", lambda: next(clock))
    with progress.progress("4 runs", 4, "runs") as show:
        show(1)
    assert capsys.readouterr().err.splitlines()[-1] == "4 runs: 25% [10:00<30:00]"


def test_a_result_is_said_where_results_go_and_how_far_it_is_where_they_do_not(capsys):
    with progress.progress("2 runs", 2, "runs") as show:
        progress.tell("the first", result=True)
        show(1)
    output = capsys.readouterr()
    assert (output.out, output.err) == ("the first\n", "2 runs\n")


def test_one_of_them_is_counted_as_one():
    assert [counted(n, "run") for n in (0, 1, 2, 1_000)] == [
        "0 runs",
        "1 run",
        "2 runs",
        "1,000 runs",
    ]
