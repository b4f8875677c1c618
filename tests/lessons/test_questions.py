"""Ten questions with one right answer each, which a picture shows; puzzles told without names."""

import re

import pytest

from rnnviz.content import available, speaking
from rnnviz.core.crossings import Route, crossings
from rnnviz.core.grading import grade
from rnnviz.core.methods import METHODS
from rnnviz.core.placement import Cell, Placement, parse
from rnnviz.lessons.puzzles import puzzles
from rnnviz.lessons.questions import questions
from rnnviz.ui.pages import PAGES

KEYS = {page.key for page in PAGES}

each = pytest.mark.parametrize("question", questions(), ids=lambda question: question.key)
each_puzzle = pytest.mark.parametrize("puzzle", puzzles(), ids=lambda p: p.method.key)


def test_there_are_ten_questions_with_keys_of_their_own():
    assert len({question.key for question in questions()}) == len(questions()) == 10


@each
def test_a_question_has_one_right_option_of_four_and_a_reason_for_each(question):
    assert [option.right for option in question.options].count(True) == 1
    assert len({option.text for option in question.options}) == 4
    assert all(option.why.endswith(".") for option in question.options)
    assert question.ask.endswith("?")
    assert question.source.endswith(".")


def seen(text):
    """What a reader sees of Markdown: a text without its marks."""
    return re.sub(r"[`$*_\\{}]", "", text)


@each
@pytest.mark.parametrize("language", available())
def test_the_right_option_is_not_the_longest(question, language):
    with speaking(language):
        lengths = {option.key: len(seen(option.text)) for option in question.options}
    (right,) = (lengths.pop(option.key) for option in question.options if option.right)
    assert max(lengths.values()) > right


@pytest.mark.parametrize("language", available())
def test_nor_is_it_the_shortest_more_often_than_chance_would_have_it(language):
    with speaking(language):
        asked = [{o: len(seen(o.text)) for o in question.options} for question in questions()]
    shortest = [
        all(own < other for o, other in options.items() if not o.right)
        for options in asked
        for own in (n for option, n in options.items() if option.right)
    ]
    assert sum(shortest) <= 4


@each
def test_a_question_shows_all_its_options_in_an_order_that_stays(question):
    assert sorted(o.text for o in question.shuffled) == sorted(o.text for o in question.options)
    assert question.shuffled == question.shuffled


def test_the_right_option_stands_at_every_place():
    places = [[o.right for o in question.shuffled].index(True) for question in questions()]
    assert set(places) == {0, 1, 2, 3}


@each
def test_the_picture_of_a_question_is_a_page_in_a_state_that_can_be_had(question):
    picture = question.picture
    assert picture.page in KEYS
    assert picture.says
    for name in ("edges", "beside"):
        if name in picture.query:
            assert parse(picture.query[name]) != Placement()


def test_the_questions_about_counts_have_the_counts_of_the_core():
    def met(text, layers, lag):
        return sum(c.times for c in crossings(parse(text), Cell.LSTM, layers, lag, Route.H))

    zaremba = "input:0.5+between:0.5+output:0.5"
    by_key = {question.key: question for question in questions()}
    (right,) = (o.text for o in by_key["how_often"].options if o.right)
    assert right == f"{met(zaremba, 2, 30)} times"
    everywhere = met(zaremba + "+recurrent:0.5", 2, 30)
    assert f"{everywhere} times" in [o.text for o in by_key["how_often"].options]
    assert met("between:0.5", 2, 30) == 1  # the framework's
    gal = "word:0.3:sequence+input:0.5:sequence+between:0.5:sequence+output:0.5:sequence"
    assert met(gal, 2, 0) == 4  # L + 2 going up
    along_c = crossings(parse("recurrent:0.5"), Cell.LSTM, 2, 30, Route.C)
    assert along_c == ()  # what is stored in c meets no mask on h


@each_puzzle
def test_a_puzzle_is_solved_by_its_method_and_not_by_an_empty_picture(puzzle):
    wanted = puzzle.method.placement
    assert grade(wanted, wanted, Cell.LSTM, 2) == ()
    assert grade(Placement(), wanted, Cell.LSTM, 2)


@each_puzzle
def test_a_puzzle_tells_the_method_without_its_name(puzzle):
    told = f"{puzzle.title} {puzzle.told}".lower()
    authors = re.findall(r"[A-Z]\w{3,}", puzzle.method.source.citation.partition(" (")[0])
    names = {*(name.lower() for name in authors), "zoneout", "awd", "rnndrop", "variational"}
    assert not [name for name in names if name in told]


def test_no_two_puzzles_have_the_same_answer():
    answers = [puzzle.method.placement for puzzle in puzzles()]
    for n, first in enumerate(answers):
        for other in answers[n + 1 :]:
            assert grade(first, other, Cell.LSTM, 2)


def test_puzzles_are_methods_of_the_table():
    assert {puzzle.method for puzzle in puzzles()} <= set(METHODS)
    assert len(puzzles()) == 8
