"""The Code and Questions pages, in a real browser."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from rnnviz.lessons.exercises import exercises, mistakes
from rnnviz.lessons.questions import questions
from tests.browser.menu import link_to

EXERCISES, PUZZLE = "questions?part=Ten+exercises", "questions?part=Place+the+dropout"
STEP = f"{EXERCISES}&exercise=step"
PLACES = ["twins", "questions?question=5", STEP, PUZZLE]
PATIENCE = 120_000  # torch takes its time to load on a busy machine


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def write(page, code):
    box = page.get_by_role("textbox", name="Your code")
    box.fill(code)
    box.press("Control+Enter")


def settled(page):
    page.wait_for_selector("[data-test-script-state=notRunning]", timeout=PATIENCE)
    page.wait_for_load_state("networkidle")


def test_a_question_is_answered_by_keyboard_and_its_link_opens_the_picture(visit, address):
    page = visit(f"{address}/questions?question=4")
    question = questions()[3]
    expect(page.get_by_role("heading", level=2)).to_contain_text(question.ask[:30])
    place = [option.right for option in question.shuffled].index(True)
    radios = page.get_by_role("radiogroup", name="Answers to question 4").get_by_role("radio")
    radios.first.focus()
    page.keyboard.press("Space")
    page.get_by_text("Choose another answer.").wait_for()
    for _ in range(place):
        page.keyboard.press("ArrowDown")
    page.get_by_text("Right.").wait_for()
    page.get_by_text("1 of 10 answered rightly").wait_for()
    page.get_by_role("link", name=question.picture.says).click()
    page.get_by_role("heading", name="Where is dropout applied").wait_for()
    expect(page.locator(".net .picture")).to_have_count(2, timeout=30_000)
    assert parse_qs(urlsplit(page.url).query)["beside"] == [question.picture.query["beside"]]
    link_to(page, "Questions").click()
    page.get_by_text("1 of 10 answered rightly").wait_for()
    page.wait_for_function("document.cookie.includes('rnnviz_answers=')")
    page.reload()
    page.get_by_text("1 of 10 answered rightly").wait_for()
    press(page, "Clear my answers")
    page.get_by_text("0 of 10 answered rightly").wait_for()


def test_an_exercise_is_failed_stopped_mended_and_kept(visit, address, token):
    page = visit(f"{address}/{EXERCISES}&token={token}")
    press(page, "Run the checks")
    page.get_by_text("✗ fails").first.wait_for(timeout=PATIENCE)
    write(page, "while True: pass")
    press(page, "Run the checks")
    page.get_by_text("is there a loop that never ends?").wait_for(timeout=PATIENCE)
    write(page, exercises()[0].solution)
    press(page, "Run the checks")
    page.get_by_text("claims hold").wait_for(timeout=PATIENCE)
    page.get_by_text("1 of 10 exercises solved").wait_for()
    link_to(page, "Masks").click()
    page.get_by_role("heading", name="How do dropout masks differ").wait_for()
    link_to(page, "Questions").click()
    page.get_by_text("1 of 10 exercises solved").wait_for()
    expect(page.get_by_role("textbox", name="Your code")).to_have_value(exercises()[0].solution)
    page.wait_for_function("location.search.includes('part=exercises')")  # and can be copied again


def test_what_is_written_is_there_after_a_reload_until_one_starts_again(visit, address):
    page = visit(f"{address}/{EXERCISES}")
    code = page.get_by_role("textbox", name="Your code")
    kept = f"localStorage.getItem('rnnviz_code-{exercises()[0].key}')"
    starter = exercises()[0].starter
    write(page, "mine = 1")
    page.wait_for_function(f"{kept} === 'mine = 1'")
    page.reload()
    expect(code).to_have_value("mine = 1", timeout=PATIENCE)
    press(page, "Start again")
    expect(code).to_have_value(starter)
    page.wait_for_function(f"{kept} === null")
    page.reload()
    settled(page)
    expect(code).to_have_value(starter)


def heard(page):
    """Wait until the server has heard of every touch: a grade is given for what it knows of."""
    net = page.locator(".net").element_handle()
    page.wait_for_function("root => root.network.unheard.length === 0", arg=net)
    settled(page)


def touch(page, *names):
    """By keyboard: the panel of one edge may lie over the names of others."""
    for name in names:
        page.locator(".net").get_by_role("button", name=name, exact=True).press("Space")
        heard(page)


def test_the_dropout_is_placed_on_the_picture_by_keyboard_and_graded(visit, address):
    page = visit(f"{address}/{PUZZLE}")
    page.locator(".net canvas").first.wait_for()
    touch(page, "input → layer 1", "cell state c")
    press(page, "Grade it")
    text = page.get_by_role("alert")
    expect(text).to_contain_text("“cell state c” has dropout, and shouldn't")
    expect(text).to_contain_text("2 more edges should have dropout")
    touch(page, "cell state c", "between layers", "output → softmax")
    press(page, "Grade it")
    page.get_by_text("Right:").wait_for()
    page.get_by_text("1 of 8 placed rightly").wait_for()


def test_a_switch_changes_the_lines_shown_and_a_mistake_is_mended(
    visit, address, token, violations
):
    page = visit(f"{address}/twins?mistake=Scaled+twice&token={token}")
    page.get_by_text("def zaremba_masks").first.wait_for()
    page.get_by_role("radio", name="per sequence (Gal)").click()
    page.get_by_text("def variational_masks").first.wait_for()
    page.wait_for_function("location.search.includes('life')")
    press(page, "Run the checks")
    page.get_by_text("✗ fails").first.wait_for(timeout=PATIENCE)
    write(page, mistakes()[1].solution)
    press(page, "Run the checks")
    page.get_by_text("claims hold").wait_for(timeout=PATIENCE)
    assert not violations(page)


@pytest.mark.parametrize("place", PLACES)
def test_every_part_fits_and_is_accessible(visit, address, place, violations_anywhere):
    page = visit(f"{address}/{place}")
    for name in ("The checks that run", "Dropout by itself, both files whole"):
        for fold in page.get_by_text(name).all():
            fold.click()
    settled(page)
    assert not violations_anywhere(page)
    assert page.locator(".katex-error").count() == 0


def test_a_hosted_app_runs_nobodys_code(serve, visit, violations):
    with serve(RNNVIZ_HOSTED="1") as address:
        page = visit(f"{address}/{EXERCISES}")
        expect(page.get_by_role("button", name="Run the checks")).to_be_disabled()
        page.get_by_text("runs nobody's code").wait_for()
        assert not violations(page)
