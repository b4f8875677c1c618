"""An address that says what its page can't read is told so, and what was read is not."""

import pytest

from tests.opening import opened


def told(test):
    return [warning.value for warning in test.warning if "in its address" in warning.value]


@pytest.mark.parametrize(
    ("page", "query"),
    [
        ("placement", {"cell": "foo"}),
        ("placement", {"layers": "9"}),
        ("placement", {"layers": "two", "cell": "foo"}),
        ("placement", {"path": "x-y"}),
        ("explore", {"section": "nope"}),
        ("explore", {"model": "zzz"}),
        ("memory", {"memory-step": "decay"}),
        ("results", {"results-family": "nobody"}),
        ("results", {"results-lines": "nonrecurrent,nobody"}),
        ("use", {"lang": "xx"}),
        ("questions", {"part": "nope"}),
    ],
)
def test_what_cannot_be_read_or_is_no_option_is_named(page, query):
    (warning,) = told(opened(page, **query))
    for name, value in query.items():
        assert f"{name}={value}" in warning.replace("\\", "")


@pytest.mark.parametrize(
    ("page", "query"),
    [
        ("placement", {"cell": "GRU", "layers": "1", "path": "2-5"}),
        ("explore", {"section": "models"}),
        ("results", {"results-family": "weights"}),
        ("use", {"lang": "en", "utm_source": "somewhere"}),
        ("memory", {"memory-step": "recall"}),
    ],
)
def test_of_what_can_be_read_nothing_is_said(page, query):
    assert not told(opened(page, **query))


def test_once_something_is_chosen_the_notice_is_gone():
    test = opened("memory", **{"memory-step": "decay"})
    assert told(test)
    test.button_group(key="memory-step").set_value("vector").run()
    assert not told(test)


def test_a_link_to_a_family_shows_its_line_and_says_nothing_once_that_is_hidden():
    test = opened("results", **{"results-family": "weights"})
    assert test.selectbox(key="results-family").value == "weights"
    lines = test.button_group(key="results-lines").value
    assert "weights" in lines
    test.button_group(key="results-lines").set_value(
        [key for key in lines if key != "weights"]
    ).run()
    assert not told(test)
