"""Many cases in one test are all tried, and those that fail are named."""

import pytest

from tests.cases import each

EVEN = [2, 3, 4, 5]


@each("number", EVEN)
def is_even(number):
    assert number % 2 == 0


@each("divisor", [1, 2])
@each("number", EVEN)
def divides(divisor, number):
    assert number % divisor == 0


@each("number", EVEN)
def refuses_even(number):
    with pytest.raises(ZeroDivisionError):
        1 / (number % 2)


@each(("number", "double"), [(1, 2), (2, 4)])
def test_each_case_is_given_by_its_names(number, double, tmp_path):
    assert number + number == double
    assert tmp_path.exists()  # what is no case is a fixture


@pytest.mark.parametrize(
    ("test", "failing"),
    [(is_even, ["number = 3", "number = 5"]), (refuses_even, ["number = 3", "number = 5"])],
)
def test_all_that_fail_are_named(test, failing):
    with pytest.raises(BaseExceptionGroup, match="2 of 4 cases fail") as caught:
        test()
    notes = [failure.__notes__ for failure in caught.value.exceptions]
    assert notes == [[f"The case: {case}"] for case in failing]


def test_cases_of_cases_are_named_by_both():
    with pytest.raises(BaseExceptionGroup) as caught:
        divides()
    (of_two,) = caught.value.exceptions
    assert of_two.__notes__ == ["The case: divisor = 2"]
    assert [failure.__notes__ for failure in of_two.exceptions] == [
        ["The case: number = 3"],
        ["The case: number = 5"],
    ]


def test_no_case_is_no_law():
    with pytest.raises(AssertionError, match="no case of number"):
        each("number", [])


def test_a_class_of_tests_is_none():
    with pytest.raises(AssertionError, match="is no function"):
        each("number", EVEN)(type("TestNumbers", (), {}))
