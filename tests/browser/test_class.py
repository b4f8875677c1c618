"""A class from its opening to its export: a teacher and four students, no two the same visitor."""

import csv
import io
import re

import pytest
from playwright.sync_api import expect

from rnnviz.content import sentence
from tests.browser.test_training import choose, press

PATIENCE = 120_000  # ms: two cores, and eight runs of an epoch
STUDENTS = 4
# Of two placements and a text that is read in a moment.
SHORT = "class-placement-2=-&class-placement-3=-&class-text=topics&class-epochs=1"


@pytest.fixture(scope="module")
def school(serve, brief):
    with serve(RNNVIZ_MAX_WORKERS="2", RNNVIZ_MAX_AWAY_SECONDS="3000", **brief) as address:
        yield address


def take_part(page, link):
    """Let a student join, guess and train."""
    page.goto(link)
    press(page, "Join the class")
    page.get_by_text("Predict the ranking first.").wait_for()
    choose(page, f"1. {sentence('train.lowest')}", "Zaremba 2014")
    choose(page, "2.", "no dropout")
    press(page, "This is my ranking")
    button = page.get_by_role("button", name="Train my seed", exact=True)
    expect(button).to_be_enabled(timeout=PATIENCE)
    button.click()
    page.wait_for_url("**run=*")


def rows(page, name):
    with page.expect_download() as download:
        press(page, name)
    return list(csv.DictReader(io.StringIO(download.value.path().read_text(encoding="utf-8"))))


def test_a_class_from_opening_to_export_with_five_visitors(visit, pages, school, violations):
    teacher = visit(f"{school}/classroom?{SHORT}", height=1600)
    press(teacher, "Open the class")
    teacher.wait_for_url("**teacher=*")
    shown = teacher.get_by_test_id("stCode").filter(has_text="class=").first
    link = re.search(r"http\S+", shown.inner_text())[0]
    assert link.startswith(f"{school}/train?class=")
    with pages.lent(height=1200, patience_ms=PATIENCE) as student:
        take_part(student, link)
        for _ in range(STUDENTS - 1):
            with pages.lent(height=1200, patience_ms=PATIENCE) as other:
                take_part(other, link)  # and leave; the runs go on for a while
        teacher.get_by_text(f"{STUDENTS} seeds have come to their end").wait_for(timeout=PATIENCE)
        teacher.get_by_text(f"(95 %, {STUDENTS} seeds)").wait_for(timeout=PATIENCE)
        expect(teacher.locator(".js-plotly-plot")).to_have_count(2, timeout=PATIENCE)
        student.get_by_text(f"{STUDENTS} seeds have come to their end").wait_for(timeout=PATIENCE)

    curves = rows(teacher, "Pooled curves as CSV")
    assert sorted((row["method"], int(row["seed"])) for row in curves) == sorted(
        (key, seed) for key in ("none", "zaremba2014") for seed in range(STUDENTS)
    )
    answers = rows(teacher, "Guesses and answers as CSV")
    assert len({row["member"] for row in answers}) == STUDENTS
    assert {row["first"] for row in answers} == {"zaremba2014 none"}
    assert not violations(teacher)
    teacher.get_by_text("Delete this class").click()
    press(teacher, "Delete the class and all that it has pooled")
    teacher.get_by_role("button", name="Open the class", exact=True).wait_for(timeout=PATIENCE)
    late = visit(link)
    late.get_by_text("or it is over").wait_for()
