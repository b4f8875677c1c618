"""A link shows one experiment and nothing else; its owner makes it and withdraws it."""

import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from rnnviz.jobs.file import FILE
from rnnviz.jobs.job import State
from rnnviz.lm.run import CorpusChoice


def test_whoever_has_the_link_sees_the_experiment_and_nothing_by_which_to_change_it(store, submit):
    id_ = submit()
    store.describe("ann", id_, "Mine", "between us")
    link = store.share("ann", id_)
    seen = store.shared(link)
    assert [job.run for job in seen.jobs] == [job.run for job in store.experiment("ann", id_).jobs]
    assert (seen.name, seen.notes) == ("Mine", "")
    told = repr(seen)
    assert "ann" not in {job.visitor for job in seen.jobs}
    assert id_ not in told
    store.stop("", seen.id)
    store.delete("", seen.id)
    store.pause("bob", id_, None)
    assert {job.state for job in store.experiment("ann", id_).jobs} == {State.QUEUED}


def test_the_link_stays_the_same_and_cannot_be_guessed(store, submit):
    links = [store.share("ann", submit()) for _ in range(20)]
    assert len(set(links)) == 20
    assert min(map(len, links)) >= 32
    id_ = submit()
    assert store.share("ann", id_) == store.share("ann", id_) == store.link("ann", id_)


@pytest.mark.parametrize("visitor", ["bob", "", "ann'--"])
def test_nobody_else_shares_or_withdraws(store, submit, visitor):
    id_ = submit()
    assert store.share(visitor, id_) == ""
    link = store.share("ann", id_)
    assert store.link(visitor, id_) == ""
    store.withdraw(visitor, id_)
    assert store.shared(link)


@pytest.mark.parametrize("end", ["withdraw", "delete"])
def test_a_link_ends_with_its_withdrawal_or_its_experiment(store, submit, end):
    id_ = submit()
    link = store.share("ann", id_)
    getattr(store, end)("ann", id_)
    assert store.shared(link) is None
    assert link.encode() not in b"".join(path.read_bytes() for path in store.home.glob(f"{FILE}*"))
    if end == "withdraw":
        assert store.share("ann", id_) != link


@pytest.mark.parametrize("link", ["", "%", "x" * 32, "ann"])
def test_what_is_no_link_shows_nothing(store, submit, link):
    store.share("ann", submit())
    assert store.shared(link) is None
    assert store.shared(submit()) is None  # an experiment's own id is none


def test_a_text_of_ones_own_is_in_no_shared_view(store, runs, pace):
    own = CorpusChoice("own", text="a secret of mine")
    id_ = store.add("ann", "own", [replace(run, corpus=own) for run in runs()], pace)
    assert "secret" not in repr(store.shared(store.share("ann", id_)))


def test_a_record_of_an_earlier_program_learns_to_share(store, submit):
    id_ = submit()
    with closing(sqlite3.connect(store.home / FILE)) as db:
        db.executescript("DROP TABLE shares; PRAGMA user_version = 3;")
    assert store.shared(store.share("ann", id_)).name == store.experiment("ann", id_).name
