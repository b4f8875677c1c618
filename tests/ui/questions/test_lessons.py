"""The Code and Questions pages, run by Streamlit's own test harness."""

from pathlib import Path

import pytest

from rnnviz.content import labels
from rnnviz.core.grading import Fault, Remark
from rnnviz.core.placement import Edge
from rnnviz.lessons.exercises import exercises, mistakes
from rnnviz.lessons.judging import Result
from rnnviz.lessons.policy import Visit
from rnnviz.lessons.puzzles import puzzles
from rnnviz.lessons.questions import questions
from rnnviz.lessons.sandbox import Outcome
from rnnviz.lessons.walls import Wall
from rnnviz.twins.lines import matched
from rnnviz.ui.code.view import EQUATIONS
from rnnviz.ui.editor import parts
from rnnviz.ui.fields import FIELDS
from rnnviz.ui.kit import exercise as exercise_box
from rnnviz.ui.kit.exercise import results_in_words
from rnnviz.ui.kit.markdown import plain
from rnnviz.ui.questions.puzzle import in_words
from tests.opening import alone, opened

ROOT = Path(__file__).parents[3]
EXERCISES, PUZZLE = "Ten exercises", "Place the dropout"


@pytest.fixture(autouse=True)
def _as_shipped(monkeypatch):
    monkeypatch.delenv("RNNVIZ_HOSTED", raising=False)
    monkeypatch.delenv("RNNVIZ_RUN_CODE", raising=False)


@pytest.fixture(autouse=True)
def came(monkeypatch):
    """A function that says how the visitor came; at first as one who sits here and is known."""

    def how(visit):
        monkeypatch.setattr("rnnviz.ui.server.local._visit", lambda: visit)

    how(Visit("127.0.0.1", token=True))
    return how


@pytest.fixture
def unlinked(monkeypatch):
    """A page that is run by itself knows no other that it could link to."""
    monkeypatch.setattr("streamlit.page_link", lambda *_, **__: None)


def press(test, label):
    (button,) = (button for button in test.button if button.label == label)
    return button.click().run()


def text_of(test):
    boxes = (*test.markdown, *test.caption, *test.success, *test.warning, *test.error, *test.info)
    return " ".join(box.value for box in boxes)


@pytest.mark.parametrize("question", questions(), ids=lambda question: question.key)
def test_a_right_answer_is_praised_and_explained_and_a_wrong_one_explained(question):
    number = str(questions().index(question) + 1)
    test = opened("questions", question=number)
    assert question.ask in test.header[0].value
    for option in question.options:
        test.radio(key=f"answer-{question.key}").set_value(option.key).run()
        assert not test.exception
        assert option.why in text_of(test)
        assert bool(test.success) == option.right
        assert bool(test.warning) != option.right
    test.radio(key=f"answer-{question.key}").set_value(question.options[0].key).run()
    for option in question.options:  # all reasons, once it is right
        assert option.why in text_of(test)


def different(pictures):
    """Each picture once: several questions and exercises show the same."""
    return list({str((p.page, sorted(p.query.items()))): p for p in pictures}.values())


PICTURES = different(asked.picture for asked in (*questions(), *exercises(), *mistakes()))


@pytest.mark.parametrize("picture", PICTURES, ids=lambda p: f"{p.page}-{p.says}")
def test_a_picture_opens_in_its_state_without_a_complaint(picture):
    test = opened(picture.page, **picture.query)
    assert not test.exception
    assert not test.error
    assert not test.warning
    for field in FIELDS[picture.page]:
        if field.name in picture.query and field.name in test.session_state:
            assert test.session_state[field.name] == field.parse(picture.query[field.name])


def test_what_was_answered_is_counted_and_stays():
    test = opened("questions")
    assert "0 of 10 answered rightly" in text_of(test)
    for number, question in enumerate(questions()[:2], start=1):
        test.button_group(key="question").set_value(str(number)).run()
        (right,) = (o.key for o in question.options if o.right)
        test.radio(key=f"answer-{question.key}").set_value(right).run()
    assert "2 of 10 answered rightly" in text_of(test)
    test.button_group(key="part").set_value("exercises").run()
    test.button_group(key="part").set_value("questions").run()
    assert "2 of 10 answered rightly. Still open: 3," in text_of(test)


@pytest.mark.parametrize("exercise", exercises(), ids=lambda exercise: exercise.key)
def test_an_exercise_shows_task_start_checks_and_solution(exercise):
    test = opened("questions", part=EXERCISES, exercise=exercise.title)
    assert exercise.task in text_of(test)
    assert test.text_area(key=f"code-{exercise.key}").value == exercise.starter
    shown = [block.value for block in test.code]
    assert exercise.checks.strip() in [block.strip() for block in shown]
    assert exercise.solution.strip() in [block.strip() for block in shown]
    assert f"→ {exercise.picture.says}" in [link.proto.label for link in test.get("page_link")]


@pytest.mark.usefixtures("unlinked")
def test_code_is_run_judged_and_can_be_mended():
    exercise = exercises()[0]
    test = alone("questions", part=EXERCISES)
    press(test, "Run the checks")
    assert "✗ fails" in text_of(test)
    assert "0 of 10 exercises solved" in text_of(test)
    test.text_area(key=f"code-{exercise.key}").set_value(exercise.solution).run()
    assert "run the checks again" in text_of(test)
    press(test, "Run the checks")
    assert "✗ fails" not in text_of(test)
    assert "claims hold" in test.success[0].value
    assert "1 of 10 exercises solved. Still open: 2," in text_of(test)
    test.selectbox(key="exercise").select(exercises()[1].key).run()
    assert not test.success
    test.selectbox(key="exercise").select(exercise.key).run()
    assert test.text_area(key=f"code-{exercise.key}").value == exercise.solution
    press(test, "Start again")
    assert test.text_area(key=f"code-{exercise.key}").value == exercise.starter
    assert not test.success


@pytest.mark.usefixtures("unlinked")
def test_code_that_may_not_do_what_it_does_is_stopped_with_a_sentence():
    test = alone("questions", part=EXERCISES)
    test.text_area(key=f"code-{exercises()[0].key}").set_value("open('/etc/passwd')").run()
    press(test, "Run the checks")
    assert "tried to read /etc/passwd" in test.error[0].value
    assert not test.exception


def test_where_the_app_is_hosted_nobodys_code_runs(monkeypatch):
    monkeypatch.setenv("RNNVIZ_HOSTED", "1")
    monkeypatch.setattr(exercise_box, "run", None)  # whoever calls it fails
    test = opened("questions", part=EXERCISES)
    (button,) = (button for button in test.button if button.label == "Run the checks")
    assert button.disabled
    assert "runs nobody's code" in test.info[0].value
    monkeypatch.setenv("RNNVIZ_RUN_CODE", "1")
    assert not opened("questions", part=EXERCISES).info


STRANGERS = {
    "the terminal": Visit("127.0.0.1", token=False),
    "another machine": Visit("192.0.2.7", token=True),
    "'via'": Visit("127.0.0.1", token=True, headers=frozenset({"via"})),
    "listens on 0.0.0.0": Visit("127.0.0.1", token=True, listens="0.0.0.0"),  # noqa: S104
    "app.py": None,
}


@pytest.mark.usefixtures("unlinked")
@pytest.mark.parametrize("why", STRANGERS)
def test_a_visitor_who_is_not_known_to_sit_here_is_told_why_no_code_runs(why, came):
    came(STRANGERS[why])
    test = alone("questions", part=EXERCISES)
    assert why in test.info[0].value
    (button,) = (button for button in test.button if button.label == "Run the checks")
    assert button.disabled


def test_what_code_says_is_shown_letter_by_letter():
    code = "<b>*a*</b> [x](//evil.example)\n# no heading `x` __y__ www.evil.example"
    line = results_in_words(Outcome((Result("It holds.", passed=False, why=code),)))
    assert len(line.splitlines()) == 1
    assert plain(code) in line


@pytest.fixture
def pictures(monkeypatch):
    """What the page hands to the picture, run after run."""
    shown = []
    monkeypatch.setattr(parts, "network", lambda picture, **_: shown.append(picture.payload))
    return shown


@pytest.mark.parametrize("puzzle", puzzles(), ids=lambda puzzle: puzzle.method.key)
def test_a_puzzle_is_graded_and_its_answer_is_right(puzzle, pictures):
    test = opened("questions", part=PUZZLE, puzzle=puzzle.title)
    assert puzzle.told in text_of(test)
    (grade,) = (button for button in test.button if button.label == "Grade it")
    assert grade.disabled  # an empty picture is no answer, and gets none
    press(test, "Show me the answer")
    assert not test.warning  # that was about another placement
    press(test, "Grade it")
    assert puzzle.method.name in test.success[0].value
    assert "1 of 8 placed rightly" in text_of(test)
    edges = {edge["key"] for edge in pictures[-1]["edges"] if edge["noises"]}
    assert edges == {edge.value for edge in puzzle.method.placement.edges}
    press(test, "Clear the picture")
    assert not test.success


@pytest.mark.usefixtures("pictures")
def test_a_puzzle_counts_though_the_placement_page_was_seen_before():
    puzzle = puzzles()[0]
    test = opened("placement")
    test.query_params["part"], test.query_params["puzzle"] = PUZZLE, puzzle.title
    test.switch_page("pages/questions.py").run()
    press(test, "Show me the answer")
    press(test, "Grade it")
    assert not test.exception
    assert "1 of 8 placed rightly" in text_of(test)


@pytest.mark.usefixtures("pictures")
def test_masks_can_be_made_to_last_and_noise_to_keep_the_previous_value():
    zoneout = puzzles()[-1]
    test = opened("questions", part=PUZZLE, puzzle=zoneout.title)
    slot = f"placed-{zoneout.method.key}"
    test.session_state[f"kept-{slot}"] = "cell:0.5+hidden:0.5"  # as two touches of the picture do
    test.run()
    press(test, "Grade it")
    assert test.warning[0].value.count("becomes the wrong thing") == 2
    for edge in ("cell", "hidden"):
        test.selectbox(key=f"{edge}-zero-fill").set_value("previous").run()
    press(test, "Grade it")
    assert test.success
    test.button_group(key=f"lasts-{slot}").set_value("sequence").run()
    press(test, "Grade it")
    assert test.warning[0].value.count("its mask sharing is different") == 2


@pytest.mark.parametrize("fault", Fault)
def test_every_fault_has_its_sentence(fault):
    (told,) = in_words([Remark(fault, Edge.CELL, None, None)])
    assert ("“cell state c”" in told) == (fault is not Fault.MISSING)


def test_of_missing_edges_a_grade_says_only_how_many():
    remarks = [Remark(Fault.MISSING, edge, None, None) for edge in Edge]
    assert in_words(remarks) == [f"{len(Edge)} more edges should have dropout."]


def test_every_equation_of_the_twins_can_be_typeset():
    files = (("rnn", "forward"), ("dropout", "inverted"), ("dropout", "classic"))
    assert {m.equation for stem, name in files for m in matched(stem, name)} == set(EQUATIONS)


@pytest.mark.parametrize("life", labels("twin_life"))
@pytest.mark.parametrize("scaling", labels("twin_scaling"))
@pytest.mark.parametrize("when", ["training", "evaluation"])
def test_the_twins_run_and_agree_under_every_switch(life, scaling, when):
    test = opened("twins", life=life, **{"twin-scaling": scaling, "twin-pass": when})
    assert not test.exception
    assert "within 1e-6" in text_of(test)
    shown = " ".join(block.value for block in test.code)
    assert f"def {life}_masks" in shown
    assert test.dataframe[0].value["largest difference"].iloc[0] == "NumPy − PyTorch"
    assert all(float(x) <= 1e-6 for x in test.dataframe[0].value["single precision"])


def test_a_high_rate_is_said_to_enlarge_rounding():
    test = opened("twins", **{"twin-rate": "0.9", "twin-seed": "3"})
    assert not test.exception
    largest = max(float(x) for x in test.dataframe[0].value["single precision"])
    assert ("beyond 1e-6" in text_of(test)) == (largest > 1e-6)
    assert all(float(x) <= 1e-12 for x in test.dataframe[0].value["double"])


@pytest.mark.usefixtures("unlinked")
@pytest.mark.parametrize("mistake", mistakes(), ids=lambda mistake: mistake.key)
def test_a_mistake_is_shown_failing_and_can_be_mended(mistake):
    test = alone("twins", mistake=mistake.title)
    press(test, "Run the checks")
    assert "✗ fails" in text_of(test)
    test.text_area(key=f"code-{mistake.key}").set_value(mistake.solution).run()
    press(test, "Run the checks")
    assert "claims hold" in test.success[0].value


@pytest.mark.parametrize(
    "query",
    [
        {"question": "11"},
        {"question": "<b>"},
        {"part": "nothing"},
        {"part": EXERCISES, "exercise": "../../etc/passwd"},
        {"part": PUZZLE, "puzzle": "x" * 5000},
        {"life": "9", "twin-rate": "nan", "twin-seed": "1e99", "mistake": "none"},
    ],
    ids=str,
)
def test_a_hostile_address_gets_the_default(query):
    for page in ("questions", "twins"):
        test = opened(page, **query)
        assert not test.exception
        assert not test.error


@pytest.mark.parametrize(
    ("raised", "promise"),
    [
        (set(Wall), "The operating system enforces this."),
        ({Wall.NETWORK, Wall.PROGRAMS}, "guards against accidents"),
        (set(), "Run no code that you do not trust."),
    ],
)
def test_the_page_promises_what_holds_here(raised, promise, monkeypatch):
    monkeypatch.setattr(exercise_box, "walls", lambda: frozenset(raised))
    captions = " ".join(caption.value for caption in opened("questions", part=EXERCISES).caption)
    assert " ".join(promise.split()) in " ".join(captions.split())
