"""A class: what is pooled leads to nobody, no two train the same seed, and what ends is gone."""

import json
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from rnnviz.errors import InputError
from rnnviz.jobs.classes import MOST_ANSWERS, Classes
from rnnviz.jobs.file import FILE
from rnnviz.jobs.job import State
from rnnviz.jobs.limits import CLASS_DAYS, class_days
from rnnviz.jobs.members import CODE_LETTERS, LETTERS, Kind
from rnnviz.jobs.rows import CLASSES
from rnnviz.jobs.store import Store
from rnnviz.lm.run import Evaluation, StepResult

ROOT = Path(__file__).parents[2]
VISITORS = [f"visitor-{number}-of-a-class" for number in range(5)]
TABLES = ("classes", "members", "answers", "seeds")
# Another process: its visitors take their seeds as fast as they can.
PROCESS = """
import sys
from pathlib import Path
from rnnviz.jobs.classes import Classes
from rnnviz.jobs.store import Store
from tests.jobs.conftest import PACE
classes = Classes(Store(Path(sys.argv[1])).file, 30)
found = classes.find(sys.argv[2])
for visitor in sys.argv[3:]:
    classes.join(found.code, visitor)
    classes.train(found, visitor, PACE, lambda *_: None)
"""


@pytest.fixture
def classes(store):
    return Classes(store.file, 30)


@pytest.fixture
def opened(classes, runs):
    """The secret of a class, and what its code finds."""
    secret = classes.open(runs(2), 10)
    return secret, classes.of_teacher(secret)


def take_part(classes, class_, pace, visitors=VISITORS):
    for visitor in visitors:
        classes.join(class_.code, visitor)
    return [classes.train(class_, visitor, pace, lambda *_: None) for visitor in visitors]


def finish(store, visitor, id_, valid):
    """Let an experiment come through with these perplexities, by key."""
    for job in store.experiment(visitor, id_).jobs:
        numbers = (job.run.key, job.run.seed, 10, 2, 6_000, 0.5, 4.5, 1.0, 2.0, 9_000.0)
        evaluation = Evaluation(90.0, valid[job.run.key], 95.0)
        store.hear([(job.id, StepResult(*numbers, evaluation=evaluation))])
        store.put(job.id, State.DONE)


def rows(store, table):
    with closing(sqlite3.connect(store.home / FILE)) as db:
        return db.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608 -- one of ours


def test_a_class_is_found_by_its_code_and_by_its_teachers_secret_alone(classes, runs):
    secret = classes.open(runs(2), 10)
    class_ = classes.of_teacher(secret)
    assert classes.find(class_.code) == class_
    assert class_.runs == runs(2)
    assert len(class_.code) == CODE_LETTERS
    assert set(class_.code) <= set(LETTERS)
    for wrong in ("", class_.code, secret[:-1], secret.lower()):
        assert classes.of_teacher(wrong) is None
    assert classes.find("") is None


def test_the_teachers_secret_is_nowhere_in_the_record(opened, store):
    assert opened[0] not in str([rows(store, table) for table in TABLES])


def test_there_are_no_more_classes_than_the_operator_lets_there_be(classes, runs):
    for _ in range(2):
        classes.open(runs(1), 2)
    with pytest.raises(InputError, match="3 classes"):
        classes.open(runs(1), 2)


def test_no_two_students_have_the_same_seed_and_each_has_their_own_once(
    classes, opened, store, pace
):
    class_ = opened[1]
    ids = take_part(classes, class_, pace)
    assert take_part(classes, class_, pace) == ids
    seeds = [
        {job.run.seed for job in store.experiment(visitor, id_).jobs}
        for visitor, id_ in zip(VISITORS, ids, strict=True)
    ]
    assert seeds == [{0}, {1}, {2}, {3}, {4}]


def test_nor_have_those_of_two_processes(classes, opened, store):
    class_, each = opened[1], 15
    of = [[f"{name}{number}" for number in range(each)] for name in ("left", "right")]
    command = [sys.executable, "-c", PROCESS, str(store.home), class_.code]

    def ask(visitors):
        return subprocess.run([*command, *visitors], cwd=ROOT, check=True)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(ask, of))
    assert sorted(run.seed for run in classes.record(class_).runs) == sorted([*range(2 * each)] * 2)


def test_who_deletes_their_runs_and_starts_again_has_the_same_seed(classes, opened, store, pace):
    class_, visitor = opened[1], VISITORS[0]
    ids = take_part(classes, class_, pace)
    store.delete(visitor, ids[0])
    assert classes.experiment(class_.code, visitor) is None
    assert {run.seed for run in classes.record(class_).runs} == {1, 2, 3, 4}
    again = classes.train(class_, visitor, pace, lambda *_: None)
    assert {job.run.seed for job in store.experiment(visitor, again).jobs} == {0}


def test_who_is_no_member_trains_nothing_and_pools_nothing(classes, opened, pace):
    class_ = opened[1]
    with pytest.raises(InputError, match=class_.code):
        classes.train(class_, VISITORS[0], pace, lambda *_: None)
    classes.answer(class_.code, VISITORS[0], Kind.QUESTION, "where", "a")
    assert classes.answers(class_.code) == ()
    assert not classes.has(class_.code, VISITORS[0])


def test_what_is_pooled_has_no_visitor_in_it_and_an_answer_leads_to_no_run(
    classes, opened, store, pace
):
    class_ = opened[1]
    ids = take_part(classes, class_, pace)
    for visitor, id_ in zip(VISITORS, ids, strict=True):
        classes.answer(class_.code, visitor, Kind.QUESTION, "where", "b")
        finish(store, visitor, id_, {"none": 100.0, "input:0.5": 90.0})
    record = classes.record(class_)
    pooled = json.dumps(record.to_json()) + record.to_csv() + str(classes.answers(class_.code))
    kept = str([rows(store, table) for table in TABLES])
    for visitor in VISITORS:
        assert visitor not in pooled
        assert visitor not in kept
    assert len({answer.member for answer in classes.answers(class_.code)}) == len(VISITORS)
    members = {row[1] for row in rows(store, "members")}
    assert not members & {row[2] for row in rows(store, "seeds")}
    assert not any(id_ in pooled for id_ in ids)


def test_a_visitor_is_another_member_in_another_class(classes, runs):
    class_ = [classes.of_teacher(classes.open(runs(1), 10)) for _ in range(2)]
    for each in class_:
        classes.join(each.code, "ann")
        classes.answer(each.code, "ann", Kind.PUZZLE, "zaremba2014", "right")
    first, second = (classes.answers(each.code) for each in class_)
    assert first[0].member != second[0].member


def test_the_first_answer_stays_and_the_last_one_is_kept_beside_it(classes, opened):
    code = opened[1].code
    classes.join(code, "ann")
    for choice in ("b", "c", "a"):
        classes.answer(code, "ann", Kind.QUESTION, "where", choice)
    (answer,) = classes.answers(code)
    assert (answer.first, answer.last) == ("b", "a")
    assert classes.answered(code, "ann", Kind.QUESTION, "where") == "b"
    assert classes.answered(code, "bob", Kind.QUESTION, "where") is None


def test_a_member_can_fill_no_disk(classes, opened):
    code = opened[1].code
    classes.join(code, "ann")
    for number in range(MOST_ANSWERS + 5):
        classes.answer(code, "ann", Kind.GUESS, str(number), "none")
    assert len(classes.answers(code)) == MOST_ANSWERS


def test_who_leaves_takes_all_back_and_nobody_gets_their_seed(classes, opened, store, pace):
    class_ = opened[1]
    ids = take_part(classes, class_, pace, VISITORS[:2])
    classes.answer(class_.code, VISITORS[0], Kind.QUESTION, "where", "a")
    classes.leave(class_.code, VISITORS[0])
    assert classes.answers(class_.code) == ()
    assert {run.seed for run in classes.record(class_).runs} == {1}
    assert store.experiment(VISITORS[0], ids[0]) is not None  # it is theirs
    take_part(classes, class_, pace, VISITORS[:1])
    assert {run.seed for run in classes.record(class_).runs} == {1, 2}


def test_a_run_whose_dropout_was_changed_is_pooled_no_more(classes, opened, store, pace):
    class_, visitor = opened[1], VISITORS[0]
    ids = take_part(classes, class_, pace, VISITORS[:2])
    finish(store, visitor, ids[0], {"none": 100.0, "input:0.5": 90.0})
    run = store.experiment(visitor, ids[0]).jobs[1].run
    store.change(visitor, ids[0], [run.changed(2, run.placement)])
    record = classes.record(class_)
    assert [(r.key, r.seed) for r in record.runs] == [("none", 0), ("none", 1), ("input:0.5", 1)]
    assert set(record.curves) == {("none", 0)}


def test_the_stamp_changes_whenever_the_pooled_experiment_does(classes, opened, store, pace):
    class_ = opened[1]
    seen = [classes.stamp(class_.code)]
    ids = take_part(classes, class_, pace, VISITORS[:1])
    seen.append(classes.stamp(class_.code))
    finish(store, VISITORS[0], ids[0], {"none": 100.0, "input:0.5": 90.0})
    seen.append(classes.stamp(class_.code))
    classes.leave(class_.code, VISITORS[0])
    assert len({*seen, (*classes.stamp(class_.code), "left")}) == 4


def test_deletion_deletes_all_that_was_pooled_and_leaves_students_their_runs(
    classes, opened, store, pace
):
    secret, class_ = opened
    ids = take_part(classes, class_, pace)
    classes.answer(class_.code, VISITORS[0], Kind.QUESTION, "where", "a")
    assert not classes.delete(class_.code)
    assert classes.delete(secret)
    assert classes.find(class_.code) is None
    assert {table: rows(store, table) for table in TABLES} == {table: [] for table in TABLES}
    kept = b"".join(path.read_bytes() for path in store.home.glob(f"{FILE}*"))
    assert class_.code.encode() not in kept
    assert store.experiment(VISITORS[0], ids[0]) is not None


def test_a_class_is_forgotten_so_many_days_after_its_last_use(store, runs):
    now = [100]
    classes = Classes(store.file, 30, lambda: now[0])
    used, unused = (classes.of_teacher(classes.open(runs(1), 10)).code for _ in range(2))
    classes.join(unused, "ann")
    now[0] = 130
    assert classes.forget_old() == 0
    assert classes.find(used)
    now[0] = 131
    assert classes.find(unused) is None  # even before anybody has looked for old ones
    assert classes.forget_old() == 1
    assert [row[0] for row in rows(store, "classes")] == [used]
    assert rows(store, "members") == []
    now[0] = 160
    assert classes.find(used)
    assert classes.forget_old() == 0


def test_a_record_of_before_has_classes_once_it_is_opened(store, submit, runs):
    id_ = submit()
    with closing(sqlite3.connect(store.home / FILE)) as db:
        for table in TABLES:
            db.execute(f"DROP TABLE {table}")
        (version,) = db.execute("PRAGMA user_version").fetchone()
        db.execute(f"PRAGMA user_version = {version & ~CLASSES}")
        db.commit()
    classes = Classes(Store(store.home).file, 30)
    assert classes.of_teacher(classes.open(runs(1), 10))
    assert store.experiment("ann", id_) is not None


def test_how_long_a_class_is_kept_is_the_operators_to_say(monkeypatch):
    monkeypatch.delenv(CLASS_DAYS, raising=False)
    assert class_days() == 30
    for days in ("1", "7", "3650"):
        monkeypatch.setenv(CLASS_DAYS, days)
        assert class_days() == int(days)
    for wrong in ("", "0", "-1", "1.5", "long", "²", "3651", "9" * 5_000):
        monkeypatch.setenv(CLASS_DAYS, wrong)
        with pytest.raises(InputError, match=f"{CLASS_DAYS} is .* from 1 to 3650"):
            class_days()
