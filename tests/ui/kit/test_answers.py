"""Answers as a browser keeps them: all that are written are read, and nothing else is."""

import pytest

from rnnviz.lessons.questions import questions
from rnnviz.ui.kit.answers import _ANSWERS

ALL = tuple((question.key, question.options[-1].key) for question in questions())


@pytest.mark.parametrize("pairs", [(), ALL[:1], ALL])
def test_what_is_written_is_read(pairs):
    assert _ANSWERS.parse(_ANSWERS.write(pairs)) == pairs


@pytest.mark.parametrize("text", ["", "x", "~", "nobody.asked", f"{ALL[0][0]}.nothing", "a.b;c"])
def test_what_is_no_answer_to_a_question_is_left_out(text):
    assert _ANSWERS.parse(text) == ()
    assert _ANSWERS.parse(f"{text}~{_ANSWERS.write(ALL[:1])}") == ALL[:1]
