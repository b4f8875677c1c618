"""Reasons are keys in the record, also in one that was made when they were sentences."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from rnnviz.content import Message, as_it_is
from rnnviz.jobs import reasons
from rnnviz.jobs.file import FILE
from rnnviz.jobs.job import State
from rnnviz.jobs.rows import CLEAN, FORM
from rnnviz.jobs.store import Store

OLD = (Path(__file__).parent / "sentences.sql").read_text(encoding="utf-8")
REASONS = [
    Message("jobs.server_ended"),
    Message("jobs.away"),
    Message("jobs.disk"),
    Message("jobs.killed", {"signal": "SIGKILL"}),
    Message("jobs.unstarted", {"why": "[Errno 11] Resource temporarily unavailable"}),
    Message("jobs.too_long", {"minutes": 0.02}),
    Message("jobs.paused"),
    as_it_is("Your text is empty; paste or upload at least 1,000 words of it."),
    Message("workers.silent", {"code": 3}),
    as_it_is("Paused by a program that nobody knows."),
    None,
]


@pytest.fixture
def old(store):
    """A record of before, of the eleven runs of an experiment of ann's."""
    store.file.prepare()
    with closing(sqlite3.connect(store.home / FILE)) as db:
        db.executescript(OLD)
    return store


def jobs(store):
    (summary,) = store.summaries("ann")
    return store.experiment("ann", summary.id).jobs


def in_file(store, asked):
    with closing(sqlite3.connect(store.home / FILE)) as db:
        return [row[0] for row in db.execute(asked)]


def test_a_record_of_sentences_is_one_of_keys_once_it_is_opened(old):
    assert [job.reason for job in jobs(old)] == REASONS
    kept = in_file(old, "SELECT reason FROM runs WHERE reason != ''")
    assert [Message.from_text(text) for text in kept] == REASONS[:-1]
    assert all(text.startswith("{") for text in kept)
    assert in_file(old, "PRAGMA user_version") == [CLEAN | FORM]


@pytest.mark.parametrize("version", [0, CLEAN])
def test_what_was_unclean_stays_so_until_it_is_scrubbed(old, version):
    with closing(sqlite3.connect(old.home / FILE)) as db:
        db.execute(f"PRAGMA user_version = {version}")
    old.active()
    assert in_file(old, "PRAGMA user_version") == [version | FORM]
    assert old.file.scrub()
    assert in_file(old, "PRAGMA user_version") == [CLEAN | FORM]


def test_a_record_that_an_earlier_program_touched_again_keeps_its_keys(old):
    jobs(old)
    with closing(sqlite3.connect(old.home / FILE)) as db, db:
        db.execute(f"PRAGMA user_version = {CLEAN}")  # as it would set it
        db.execute(
            "UPDATE runs SET state = 'paused', reason = ? WHERE id = 11",
            ("Paused, for you had left. Resume to go on from the very step.",),
        )
    assert [job.reason for job in jobs(old)] == [*REASONS[:-1], Message("jobs.away")]


def test_a_new_record_is_made_with_keys_and_read_as_it_is(store, submit, monkeypatch):
    monkeypatch.setattr(reasons, "renew", None)
    submit()
    assert in_file(store, "PRAGMA user_version") == [CLEAN | FORM]
    for reason in filter(None, REASONS):
        (job, _) = jobs(store)
        store.put(job.id, State.RUNNING, reason)
        assert jobs(store)[0].reason == reason
    store.pause("ann", jobs(store)[0].experiment, None)
    assert jobs(Store(store.home))[0].reason is None


@pytest.mark.parametrize(
    "text",
    [
        "Stopped at this server's limit of many minutes for a run.",
        "Paused, for you had left.",
        '{"jobs.nothing": {}}',
        "[" * 10_000,
        "\ud83d",
    ],
)
def test_a_sentence_that_is_almost_one_of_ours_is_kept_as_it_is(text):
    assert reasons._known(text) == as_it_is(text)
