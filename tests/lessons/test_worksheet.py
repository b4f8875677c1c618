"""A worksheet has all that the content files ask, and tells nothing before it is to."""

import pytest

from rnnviz.content import speaking
from rnnviz.content.languages import available
from rnnviz.lessons.exercises import exercises
from rnnviz.lessons.puzzles import puzzles
from rnnviz.lessons.questions import questions
from rnnviz.lessons.worksheet import worksheet


@pytest.mark.parametrize("language", available())
@pytest.mark.parametrize("answers", [False, True])
def test_a_sheet_asks_all_and_answers_only_where_it_is_to(language, answers):
    with speaking(language):
        sheet = worksheet(answers=answers)
        for question in questions():
            assert question.ask in sheet
            for option in question.options:
                assert option.text in sheet
                assert (option.why in sheet) == (answers and option.right)
        for puzzle in puzzles():
            assert puzzle.told in sheet
            assert (f"`{puzzle.method.placement}`" in sheet) == answers
        for exercise in exercises():
            assert exercise.task in sheet
            assert (exercise.solution.strip() in sheet) == answers
            assert (exercise.starter.strip() in sheet) == (not answers)
