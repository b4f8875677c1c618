"""What is started again when it ends, how soon, and what ends with it."""

import subprocess
import sys
from threading import Event, Thread

import pytest

from rnnviz.jobs import parts
from rnnviz.jobs.parts import IN_USE, REFUSED, Part
from rnnviz.jobs.supervisor import supervise


class Process:
    """Plays one: it runs until it is given an exit code, or its stdin is closed."""

    def __init__(self, *_, **__):
        self.code, self.pid, self.stdin = None, 1, self

    def close(self):
        self.code = 0 if self.code is None else self.code

    def poll(self):
        return self.code

    def kill(self):
        self.code = -9

    def wait(self, _seconds=None):
        return self.code


@pytest.fixture
def part(monkeypatch, clock):
    clock.now = 1_000.0
    monkeypatch.setattr(parts.subprocess, "Popen", Process)
    made = Part("It", ["queue"], clock=clock)
    made.tend()
    return made


def start_again(part, clock, code, after):
    """Let it end so many seconds after its start; the seconds until it is there again."""
    clock.now += after
    part.process.code = code
    ended = clock.now
    while True:
        part.tend()
        if part.process:
            return clock.now - ended
        clock.now += 0.5


def test_what_ends_is_started_again_at_once_and_what_ends_soon_after_a_growing_pause(part, clock):
    assert start_again(part, clock, -9, after=60) == 0
    assert [start_again(part, clock, 1, after=1) for _ in range(7)] == [1, 2, 4, 8, 16, 30, 30]
    assert start_again(part, clock, -9, after=60) == 0
    assert start_again(part, clock, 1, after=1) == 1


def test_what_ended_well_was_asked_to_and_waits_for_whoever_asks_all(part, clock):
    assert start_again(part, clock, 0, after=60) == 5


def test_what_cannot_even_begin_is_told_from_what_was_killed_or_lived(part, clock):
    part.process.code = -9
    part.tend()
    assert part.failed is None
    assert ended_at_first(clock, 1, after=1) == 1
    assert ended_at_first(clock, 1, after=11) is None


@pytest.mark.usefixtures("part")
def test_what_was_refused_is_not_started_again_however_slow_the_machine_is(clock):
    assert ended_at_first(clock, REFUSED, after=60) == REFUSED


def ended_at_first(clock, code, after):
    """With which exit code a part that ends in its first life has failed, if it has."""
    other = Part("It", ["queue"], clock=clock)
    other.tend()
    clock.now += after
    other.process.code = code
    other.tend()
    return other.failed


def test_a_folder_in_use_is_asked_for_again_before_that_is_a_failure(part, clock):
    for _ in range(3):
        assert start_again(part, clock, IN_USE, after=0.5) == 1
        assert part.failed is None
    start_again(part, clock, IN_USE, after=0.5)
    start_again(part, clock, IN_USE, after=0.5)
    assert part.failed == IN_USE


def test_one_that_has_not_been_well_for_a_minute_is_ended_and_started_again(part, clock):
    answers = [True]
    part._is_well = lambda: answers[0]
    first = part.process
    for answers[0], passes in ((True, 300), (False, 50), (True, 30), (False, 50)):
        clock.now += passes
        part.tend()
        assert part.process is first
        assert first.code is None
    clock.now += 50
    part.tend()
    assert first.code == -9
    part.tend()
    assert part.process is not first
    clock.now += 50  # it is given the time to begin
    part.tend()
    assert part.process.code is None


def test_where_no_process_can_be_had_the_next_try_may_go_better(monkeypatch, clock):
    def scarce(*_, **__):
        raise OSError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(parts.subprocess, "Popen", scarce)
    made = Part("It", ["queue"], clock=clock)
    made.tend()
    assert made.process is None
    monkeypatch.setattr(parts.subprocess, "Popen", Process)
    clock.now += 1
    made.tend()
    assert made.process


PROGRAM = """
import sys
from threading import Event
from rnnviz.jobs.parts import {how}
print("there", flush=True)
end = Event()
{act}
end.wait(60)
"""


@pytest.mark.parametrize(
    ("how", "act", "code"),
    [("when_left", "when_left(end.set)", 0), ("end_when_left", "end_when_left()", -15)],
)
def test_a_part_ends_when_whoever_started_it_does(how, act, code):
    program = PROGRAM.format(how=how, act=act)
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout.readline() == b"there\n"
        assert process.poll() is None
        process.stdin.close()
        assert process.wait(20) == code


@pytest.fixture
def supervised(monkeypatch):
    """Parts that are played, and what starts their supervisor."""
    monkeypatch.setattr(parts.subprocess, "Popen", Process)
    made = [Part(name, [name]) for name in ("one", "two")]
    end, codes = Event(), []
    thread = Thread(target=lambda: codes.append(supervise(made, end)))
    yield made, thread, end, codes
    end.set()
    thread.join()


def test_a_supervisor_starts_again_what_is_killed_and_ends_all(supervised, wait):
    made, thread, end, codes = supervised
    thread.start()
    assert wait(lambda: all(part.process for part in made))
    first = made[0].process
    first.code = -9
    assert wait(lambda: made[0].process not in {first, None})
    left = [part.process for part in made]
    end.set()
    thread.join()
    assert codes == [0]
    assert [process.code for process in left] == [0, 0]


def test_a_supervisor_ends_with_a_part_that_cannot_even_begin(supervised, wait):
    made, thread, _, codes = supervised
    thread.start()
    assert wait(lambda: made[1].process)
    made[1].process.code = 2
    thread.join(20)
    assert codes == [2]
    assert made[0].process.code == 0
