"""What processes tell each other: who is there, how the queue stands; by a clock that is moved."""

import pytest

from rnnviz.content import Message
from rnnviz.jobs.board import SILENT_SECONDS, QueueSide, Status, WebSide
from rnnviz.jobs.presence import Presence

STATUS = Status(
    trouble=(Message("jobs.fault", {"fault": "x"}),),
    no_room=Message("workers.no_room", {"needed": 448, "free": 3}),
    pids=(7, 8),
    served=(("ann", 3), ("bob", 4)),
    door=("/a/place", "secret"),
)


@pytest.fixture
def queue(store, clock):
    store.file.prepare()
    return QueueSide(store.home, clock)


@pytest.fixture
def webs(store, clock):
    return [WebSide(store.home, clock) for _ in range(2)]


def test_who_is_there_is_there_in_any_process(queue, webs):
    assert queue.here() == frozenset()
    webs[0].tell(frozenset({"ann", "bob"}))
    webs[1].tell(frozenset({"bob", "cat"}))
    assert queue.here() == {"ann", "bob", "cat"}
    webs[0].tell(frozenset())
    assert queue.here() == {"bob", "cat"}
    webs[1].end()
    assert queue.here() == frozenset()


def test_who_was_at_a_process_that_is_silent_has_left_and_its_file_goes(queue, webs, store, clock):
    for web, visitor in zip(webs, ("ann", "bob"), strict=True):
        web.tell(frozenset({visitor}))
    assert queue.here() == {"ann", "bob"}
    clock.now += SILENT_SECONDS + 1
    webs[1].tell(frozenset({"bob"}))
    assert queue.here() == {"bob"}
    assert len(list(store.home.glob("web-*.json"))) == 1
    webs[0].tell(frozenset({"ann"}))  # it was only slow
    assert queue.here() == {"ann", "bob"}


def test_a_visitor_who_changes_processes_in_time_has_not_left(queue, webs, clock):
    presence = Presence(10, clock)
    webs[0].tell(frozenset({"ann"}))
    presence.see(queue.here())
    webs[0].end()
    presence.see(queue.here())
    clock.now = 9
    assert presence.gone({"ann"}) == set()
    webs[1].tell(frozenset({"ann"}))
    presence.see(queue.here())
    clock.now = 1_000
    assert presence.gone({"ann"}) == set()


def test_what_the_queue_tells_every_web_process_reads_until_it_is_silent(queue, webs, clock):
    assert [web.status() for web in webs] == [None, None]
    queue.tell(STATUS)
    assert [web.status() for web in webs] == [STATUS, STATUS]
    clock.now += SILENT_SECONDS + 1
    assert [web.status() for web in webs] == [None, None]
    queue.tell(Status())
    assert [web.status() for web in webs] == [Status(), Status()]
    queue.end()
    assert [web.status() for web in webs] == [None, None]


@pytest.mark.parametrize("written", ["", "{", "[]", '{"trouble": 1}', "null"])
def test_half_a_file_or_anothers_is_no_status(queue, webs, store, written):
    queue.tell(STATUS)
    (store.home / "queue.json").write_text(written)
    assert webs[0].status() is None
    (store.home / "web-1.json").write_text(written)
    assert queue.here() == frozenset()


def test_the_files_are_for_nobody_else(queue, webs, store):
    queue.tell(STATUS)
    webs[0].tell(frozenset({"ann"}))
    files = [path for path in store.home.iterdir() if path.suffix == ".json"]
    assert len(files) == 2
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
