"""A class from opening to export, run by Streamlit's own harness on a queue that starts nothing."""

import csv
import io

import pytest

from rnnviz.content import prose
from rnnviz.jobs.job import State
from rnnviz.jobs.members import RIGHT, WRONG, Kind
from rnnviz.lessons.questions import questions
from rnnviz.lm.run import Evaluation, StepResult
from rnnviz.ui.classroom.export import COLUMNS, answers_csv
from rnnviz.ui.classroom.tally import guess_table
from rnnviz.ui.fields import CLASS
from rnnviz.ui.fields.classroom import TEACHER
from rnnviz.ui.models import lab
from tests.opening import alone, opened
from tests.ui.train.test_training import who

KEYS = ("none", "zaremba2014", "naive_everywhere", "gal2016_tied")
VALID = dict(zip(KEYS, (100.0, 90.0, 99.0, 80.0), strict=True))


pytestmark = pytest.mark.usefixtures("bench")


@pytest.fixture
def classes(bench):
    return bench.classes


@pytest.fixture
def made(classes):
    """A class as the page opens one: its teacher's secret, and what it is."""
    test = alone("classroom").button(key="class-open").click().run()
    assert not test.exception
    secret = test.session_state[TEACHER.kept]
    return secret, classes.of_teacher(secret)


def student(page, class_, how=alone, **more):
    """A page as a member has it."""
    test = how(page, **{CLASS.name: class_.code}, **more)
    lab.desk().classes.join(class_.code, who(test))
    return test.run()


def guess(test, keys=KEYS):
    """A ranking of all placements, given."""
    for number, key in enumerate(keys, start=1):
        test.selectbox(key=f"class-guess-{number}-{'-'.join(KEYS)}").select(key)
    return test.run().button(key="class-guess-kept").click().run()


def text_of(test):
    return " ".join(element.value for element in (*test.markdown, *test.caption, *test.header))


def train(bench, test, class_, shift=0.0):
    """Let a member's seed come through."""
    id_ = bench.train_with_class(who(test), class_, bench.measure(class_.sample))
    for job in bench.store.experiment(who(test), id_).jobs:
        numbers = (job.run.key, job.run.seed, 170, 8, 59_500, 4.0, 4.0, 1.0, 2.0, 9_000.0)
        valid = VALID[job.run.key] + shift + job.run.seed * (job.run.key == "naive_everywhere")
        result = StepResult(*numbers, evaluation=Evaluation(50.0, valid, 70.0))
        bench.store.hear([(job.id, result)])
        bench.store.put(job.id, State.DONE)
    return id_


def test_a_class_opens_with_placements_that_decide_something_and_the_train_pages_form(made):
    class_ = made[1]
    assert class_.keys == KEYS
    run = class_.runs[0]
    assert (run.corpus.name, run.corpus.size, run.training.epochs) == ("sotu", "tiny", 8)


def test_a_class_of_no_other_placement_can_not_be_opened():
    test = alone("classroom", class_placement_1="-", class_placement_2="-", class_placement_3="-")
    assert test.button(key="class-open").disabled


def test_the_teachers_page_shows_the_code_both_links_and_no_student(made):
    secret, class_ = made
    test = alone("classroom", teacher=secret)
    links = [block.value for block in test.code]
    assert any(f"class={class_.code}" in link and secret not in link for link in links)
    assert any(secret in link for link in links)
    assert class_.code in text_of(test)
    assert "`/classroom`" in " ".join(each.value for each in test.caption)


def test_a_wrong_secret_shows_no_class(made):
    for wrong in (made[1].code, made[0][::-1]):
        test = alone("classroom", teacher=wrong)
        assert not test.exception
        assert made[1].code not in text_of(test)
        assert test.button(key="class-open")


def test_joining_is_one_click_under_what_is_pooled_and_how_long(made):
    test = opened("questions", **{CLASS.name: made[1].code.lower()})
    assert "three things are pooled" in text_of(test)
    assert prose("classroom", "kept").format(days=30) in text_of(test)
    join = next(button for button in test.button if button.key == "class-join")
    assert not lab.desk().classes.has(made[1].code, who(test))
    join.click().run()
    assert lab.desk().classes.has(made[1].code, who(test))
    test.run()
    assert "1 student takes part" in text_of(test)


@pytest.mark.parametrize("code", ["ABCDEF", "x", "drop table", "ABCDEF1"])
def test_a_code_that_no_class_has_is_refused_in_a_sentence(code):
    test = opened("glossary", **{CLASS.name: code})
    assert not test.exception
    told = [element.value for element in test.warning]
    # What can be no code is left out of the address, as everywhere.
    assert any("There is no class ABCDEF here" in each for each in told) == (code == "ABCDEF")


def test_without_a_class_no_page_says_anything_of_one(made):
    test = opened("questions")
    assert not any(button.key.startswith("class-") for button in test.button)
    assert made[1].code not in text_of(test)


def test_a_member_guesses_before_any_curve_is_shown(made, classes):
    class_ = made[1]
    test = student("train", class_)
    assert not test.get("plotly_chart")
    assert prose("train", "lead") not in text_of(test)
    assert test.button(key="class-guess-kept").disabled  # no ranking is suggested
    guess(test)
    assert not test.exception
    assert prose("train", "lead") in text_of(test)
    assert test.get("plotly_chart")
    (answer,) = classes.answers(class_.code)
    assert (answer.kind, answer.first) == (Kind.GUESS, " ".join(KEYS))


def test_who_makes_no_guess_sees_the_curves_and_pools_nothing(made, classes):
    test = student("train", made[1])
    test.button(key="class-no-guess").click().run()
    assert test.get("plotly_chart")
    assert classes.answers(made[1].code) == ()


def test_each_member_trains_a_seed_of_their_own_and_sees_all_of_them(made, bench, classes):
    class_ = made[1]
    tests = [student("train", class_) for _ in range(3)]
    for test in tests:
        guess(test)
        test.button(key="class-train").click().run()
        assert not test.exception
        assert not any(button.key == "class-train" for button in test.button)
    assert sorted(run.seed for run in classes.record(class_).runs) == sorted([0, 1, 2] * 4)
    for test in tests:
        train(bench, test, class_)
    test = tests[0].run()
    assert "**3 students take part** (measured now): 3 have started their seed, 3 seeds" in text_of(
        test
    )
    assert (
        "**Zaremba 2014**: −10.0 ± 0.0 against no dropout, significant (95 %, 3 seeds)"
        in text_of(test)
    )
    assert "Your ranking, lowest first" in text_of(test)


def test_answers_and_graded_puzzles_are_pooled_and_only_a_members(made, classes):
    question = questions()[0]
    outsider, member = opened("questions"), student("questions", made[1], opened)
    for test, option in ((outsider, "a"), (member, "b")):
        test.radio(key=f"answer-{question.key}").set_value(option).run()
    puzzle = student("questions", made[1], opened, part="puzzle")
    next(b for b in puzzle.button if b.label == "Show me the answer").click().run()
    next(b for b in puzzle.button if b.label == "Grade it").click().run()
    got = {(a.kind, a.item, a.first) for a in classes.answers(made[1].code)}
    assert got == {("question", question.key, "b"), ("puzzle", "zaremba2014", RIGHT)}


def test_the_teacher_sees_counts_of_guesses_answers_and_puzzles(made, bench, classes):
    secret, class_ = made
    for number in range(3):
        test = guess(student("train", class_))
        classes.answer(class_.code, who(test), Kind.QUESTION, "where", "ab"[number % 2])
        classes.answer(class_.code, who(test), Kind.PUZZLE, "zaremba2014", WRONG)
        train(bench, test, class_)
    test = alone("classroom", teacher=secret)
    assert not test.exception
    assert list(test.table[0].value["place 1"]) == [3, 0, 0, 0]
    bars = [each.proto.text for each in test.get("progress")]
    assert any("**2** (67%) (right)" in bar for bar in bars)
    assert any("0 of 3 right at once, 0 by now" in bar for bar in bars)
    assert "**3 students take part**" in text_of(test)
    assert len(test.get("plotly_chart")) == 2


def test_the_export_has_a_line_for_each_answer_in_keys_and_words(made, classes):
    class_ = made[1]
    classes.join(class_.code, "ann")
    classes.answer(class_.code, "ann", Kind.QUESTION, "where", "a")
    classes.answer(class_.code, "ann", Kind.GUESS, "none zaremba2014", "zaremba2014 none")
    rows = list(csv.reader(io.StringIO(answers_csv(classes.answers(class_.code)))))
    assert tuple(rows[0]) == COLUMNS
    guess, answer = rows[1:]
    assert guess[1:5] == ["guess", "none zaremba2014", *["zaremba2014 none"] * 2]
    assert guess[6] == "Zaremba 2014, no dropout"
    assert answer[5] == questions()[0].ask
    assert "ann" not in str(rows)


def test_a_guess_is_counted_at_each_of_its_places():
    table = guess_table([("a", "b"), ("a", "b"), ("b", "a")], ("a", "b"))
    assert list(table.values())[1:] == [[2, 1], [1, 2]]


def test_the_teacher_deletes_the_class_at_once(made, classes):
    secret, class_ = made
    test = alone("classroom", teacher=secret)
    assert prose("classroom", "kept").format(days=30) in text_of(test)
    test.button(key="class-delete").click().run()
    assert not test.exception
    assert classes.find(class_.code) is None
    assert "has been deleted" not in text_of(test)
    test = alone("classroom", teacher=secret)
    assert any("has been deleted" in element.value for element in test.warning)


def test_who_leaves_takes_their_answers_along(made, classes):
    test = opened("glossary", **{CLASS.name: made[1].code})
    classes.join(made[1].code, who(test))
    classes.answer(made[1].code, who(test), Kind.QUESTION, "where", "a")
    test.run()
    next(button for button in test.button if button.key == "class-leave").click().run()
    assert not test.exception
    assert classes.answers(made[1].code) == ()
    assert not any(button.key == "class-join" for button in test.button)
