"""The worksheet on its page: blank or with answers, as the address says."""

import pytest

from rnnviz.lessons.questions import questions
from rnnviz.lessons.worksheet import worksheet
from tests.opening import opened

pytestmark = pytest.mark.usefixtures("bench")


def shown(test):
    return [markdown.value for markdown in test.markdown]


@pytest.mark.parametrize("answers", [False, True])
def test_an_address_opens_the_sheet_blank_or_with_answers(answers):
    test = opened("questions", part="worksheet", answers=str(answers).lower())
    assert worksheet(answers=answers).strip() in [text.strip() for text in shown(test)]
    test.toggle(key="answers").set_value(not answers).run()
    assert worksheet(answers=not answers).strip() in [text.strip() for text in shown(test)]


def test_a_visitor_who_has_answered_a_question_opens_the_sheet_and_goes_back():
    test, question = opened("questions"), questions()[0]
    test.radio(key=f"answer-{question.key}").set_value(question.options[0].key).run()
    test.button_group(key="part").set_value("worksheet").run()
    test.toggle(key="answers").set_value(True).run()
    assert worksheet(answers=True).strip() in [text.strip() for text in shown(test)]
    test.button_group(key="part").set_value("questions").run()
    assert not test.exception


def test_the_page_of_one_question_has_all_of_them_for_paper():
    told = "\n".join(shown(opened("questions")))
    assert all(question.ask in told for question in questions())
