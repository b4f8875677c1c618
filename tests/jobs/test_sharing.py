"""A link shows one experiment and nothing else; its owner makes it and withdraws it."""

import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from rnnviz.jobs.file import FILE
from rnnviz.jobs.job import State
from rnnviz.jobs.sharing import Shares
from rnnviz.lm.run import CorpusChoice


@pytest.fixture
def shares(store):
    return Shares(store.file)


def test_whoever_has_the_link_sees_the_experiment_and_nothing_by_which_to_change_it(
    shares, store, submit
):
    id_ = submit()
    store.describe("ann", id_, "Mine", "between us")
    link = shares.share("ann", id_)
    seen = shares.shared(link)
    assert [job.run for job in seen.jobs] == [job.run for job in store.experiment("ann", id_).jobs]
    assert (seen.name, seen.notes) == ("Mine", "")
    told = repr(seen)
    assert "ann" not in {job.visitor for job in seen.jobs}
    assert id_ not in told
    store.stop("", seen.id)
    store.delete("", seen.id)
    store.pause("bob", id_, None)
    assert {job.state for job in store.experiment("ann", id_).jobs} == {State.QUEUED}


def test_the_link_stays_the_same_and_cannot_be_guessed(shares, submit):
    links = [shares.share("ann", submit()) for _ in range(20)]
    assert len(set(links)) == 20
    assert min(map(len, links)) >= 32
    id_ = submit()
    assert shares.share("ann", id_) == shares.share("ann", id_) == shares.link("ann", id_)


@pytest.mark.parametrize("visitor", ["bob", "", "ann'--"])
def test_nobody_else_shares_or_withdraws(shares, submit, visitor):
    id_ = submit()
    assert shares.share(visitor, id_) == ""
    link = shares.share("ann", id_)
    assert shares.link(visitor, id_) == ""
    shares.withdraw(visitor, id_)
    assert shares.shared(link)


@pytest.mark.parametrize("end", ["withdraw", "delete"])
def test_a_link_ends_with_its_withdrawal_or_its_experiment(shares, store, submit, end):
    id_ = submit()
    link = shares.share("ann", id_)
    getattr(shares if end == "withdraw" else store, end)("ann", id_)
    assert shares.shared(link) is None
    assert link.encode() not in b"".join(path.read_bytes() for path in store.home.glob(f"{FILE}*"))
    if end == "withdraw":
        assert shares.share("ann", id_) != link


@pytest.mark.parametrize("link", ["", "%", "x" * 32, "ann"])
def test_what_is_no_link_shows_nothing(shares, submit, link):
    shares.share("ann", submit())
    assert shares.shared(link) is None
    assert shares.shared(submit()) is None  # an experiment's own id is none


def test_a_text_of_ones_own_is_in_no_shared_view(shares, store, runs, pace):
    own = CorpusChoice("own", text="a secret of mine")
    id_ = store.add("ann", "own", [replace(run, corpus=own) for run in runs()], pace)
    assert "secret" not in repr(shares.shared(shares.share("ann", id_)))


def test_a_record_of_an_earlier_program_learns_to_share(shares, store, submit):
    id_ = submit()
    with closing(sqlite3.connect(store.home / FILE)) as db:
        db.executescript("DROP TABLE shares; PRAGMA user_version = 3;")
    assert shares.shared(shares.share("ann", id_)).name == store.experiment("ann", id_).name
