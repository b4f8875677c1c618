"""Every exercise can be solved, and its checks know right from wrong."""

import ast
import re

import pytest

from rnnviz.content import available, entry, speaking
from rnnviz.lessons.exercises import exercises, mistakes
from rnnviz.lessons.judging import captured, claims_of, judge
from rnnviz.lessons.sandbox import run
from rnnviz.ui.fields import FIELDS, HIDE
from rnnviz.ui.pages import PAGES

ALL = (*exercises(), *mistakes())

each = pytest.mark.parametrize("exercise", ALL, ids=lambda exercise: exercise.key)
each_wrong = pytest.mark.parametrize(
    ("exercise", "wrong"),
    [pytest.param(e, w, id=f"{e.key}-{w.why}") for e in ALL for w in e.wrong],
)


def judged(exercise, code):
    """The results, without a process of their own."""
    with captured():
        return list(judge(code, exercise.checks))


def complaints(exercise):
    """Patterns of what the checks can complain of in their own words."""
    claims = claims_of(exercise.checks)
    for node in ast.walk(ast.parse(exercise.checks)):
        match node:
            case ast.JoinedStr(values=parts):
                yield "".join(
                    re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".*"
                    for part in parts
                )
            case ast.Constant(value=str(text)) if text not in claims:
                yield re.escape(text)


def explained(exercise, results):
    """Whether the first check that failed says why, in a sentence and not by Python's error."""
    complaint = next(result.why for result in results if not result.passed)
    return len(complaint.split()) > 3 and any(
        re.fullmatch(p, complaint) for p in complaints(exercise)
    )


def failed(results):
    return [f"{result.claim} {result.why}" for result in results if not result.passed]


def test_there_are_ten_exercises_and_three_mistakes_with_names_of_their_own():
    assert (len(exercises()), len(mistakes())) == (10, 3)
    assert len({exercise.key for exercise in ALL}) == 13


@each
@pytest.mark.parametrize("language", available())
def test_an_exercise_is_about_dropout(exercise, language):
    with speaking(language):
        assert re.search(
            "dropout|zoneout|DropConnect", exercise.title + exercise.task, re.IGNORECASE
        )


def written(program):
    """How many lines a program has that are not empty."""
    return sum(bool(line.strip()) for line in program.splitlines())


@each
def test_a_solution_is_a_few_lines(exercise):
    assert 5 <= written(exercise.solution) <= 15


@each
def test_what_an_exercise_is_about_can_be_seen_on_a_page(exercise):
    picture = exercise.picture
    assert picture.page in {page.key for page in PAGES}
    assert picture.says
    fields = {field.name: field for field in (HIDE, *FIELDS[picture.page])}
    assert all(fields[name].parse(value) for name, value in picture.query.items())


@each
def test_a_formula_of_its_own_stands_between_lines_of_two_dollars(exercise):
    """Otherwise Markdown takes it, and all that follows, for one line that it can't read."""
    lines = exercise.task.splitlines()
    assert all(line == "$$" for line in lines if "$$" in line)
    assert lines.count("$$") % 2 == 0


@each
def test_the_checks_pass_the_solution(exercise):
    results = judged(exercise, exercise.solution)
    assert len(results) >= 3
    assert not failed(results)


@each
def test_the_start_is_no_solution_but_a_program(exercise):
    results = judged(exercise, exercise.starter)
    assert failed(results)
    assert len(results) > 1  # it can be read and run
    assert explained(exercise, results)


@each_wrong
def test_the_checks_fail_a_plausible_wrong_answer_for_a_reason(exercise, wrong):
    results = judged(exercise, wrong.code)
    assert len(results) > 1  # it can be read and run: what fails is a claim
    assert explained(exercise, results), failed(results)


@each
def test_three_wrong_answers_are_known_and_differ(exercise):
    assert len({wrong.code for wrong in exercise.wrong} - {exercise.solution}) >= 3


@each
def test_a_check_claims_something_and_says_why_it_fails(exercise):
    for node in ast.walk(ast.parse(exercise.checks)):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("check_"):
            assert ast.get_docstring(node).endswith(".")
        if isinstance(node, ast.Assert):
            assert node.msg is not None


@each
def test_every_claim_is_broken_by_some_wrong_answer_or_by_the_start(exercise):
    """A check that nothing fails would check nothing."""
    broken = set()
    for code in (exercise.starter, *(wrong.code for wrong in exercise.wrong)):
        results = judged(exercise, code)
        broken |= {result.claim for result in results if not result.passed}
    claims = {r.claim for r in judged(exercise, exercise.solution)}
    assert claims <= broken


@each
def test_the_solution_passes_and_a_wrong_answer_fails_in_a_process_of_its_own(exercise):
    right = run(exercise.solution, exercise.checks, exercise.imports)
    assert right.passed, (right.stopped, failed(right.results))


@pytest.mark.parametrize(
    "exercise", [e for e in ALL if "torch" not in e.imports], ids=lambda e: e.key
)
def test_a_wrong_answer_fails_there_too(exercise):
    wrong = run(exercise.wrong[0].code, exercise.checks, exercise.imports)
    assert not wrong.passed
    assert not wrong.stopped


@each
def test_all_that_the_checks_claim_or_complain_can_be_said_in_another_language(exercise):
    """In the order of the file, and to the letter: what stands there is replaced."""
    tree = ast.parse(exercise.written)
    told = [
        message.value
        for node in ast.walk(tree)
        for message in ([node.msg] if isinstance(node, ast.Assert) else [])
        if isinstance(message, ast.Constant)
    ]
    sentences = entry(exercise.part, exercise.key, "says")
    assert set(told) | set(claims_of(exercise.written)) <= set(sentences)
    assert [english for english in sentences if english not in exercise.written] == []


@each
@pytest.mark.parametrize("language", available())
def test_the_checks_are_the_same_program_in_every_language(exercise, language):
    with speaking(language):
        translated, sentences = exercise.checks, entry(exercise.part, exercise.key, "says")
    spoken = {*sentences, *sentences.values()}
    assert _shape(translated, spoken) == _shape(exercise.written, spoken)


def _shape(program, spoken):
    """A program without what it says."""
    tree = ast.parse(program)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and node.value in spoken:
            node.value = ""
        if isinstance(node, ast.JoinedStr):
            node.values = [part for part in node.values if isinstance(part, ast.FormattedValue)]
    return ast.dump(tree)
