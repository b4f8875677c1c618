"""Whatever an address says, and whatever a visitor unselects, every page opens."""

from pathlib import Path

import pytest
from streamlit.elements.lib import policies
from streamlit.runtime.state.query_params import QueryParams
from streamlit.runtime.state.query_params_proxy import QueryParamsProxy

from rnnviz.ui.memory.view import STEPS as MEMORY_STEPS
from rnnviz.ui.pages import PAGES
from rnnviz.ui.paper.steps import STEPS as PAPER_STEPS
from tests.opening import opened

ROOT = Path(__file__).parents[3]
# Choices that bring other choices.
BRANCHES = {
    "explore": ("section", "sought"),
    "memory": ("memory-step",),
    "paper": ("paper-step",),
    "questions": ("part",),
}
# Options that an address has by key alone.
KEYS = {
    "memory-step": tuple(step.key for step in MEMORY_STEPS),
    "paper-step": tuple(step.key for step in PAPER_STEPS),
}
HOSTILE = ("", ["x", "x"], "x" * 5_000, "nan", "1e999", "\0", "[-1]")

pytestmark = pytest.mark.usefixtures("bench")


@pytest.fixture(autouse=True)
def _as_shipped(monkeypatch):
    monkeypatch.delenv("RNNVIZ_DATA", raising=False)


@pytest.fixture(autouse=True)
def _no_widget_has_a_default_beside_its_field(monkeypatch):
    complaints = []
    monkeypatch.setattr(policies, "_shown_default_value_warning", False)
    monkeypatch.setattr(
        policies._LOGGER, "warning", lambda *warning, **_: complaints.append(warning)
    )
    yield
    assert complaints == []


@pytest.fixture
def parameters(monkeypatch):
    """The names in the address that the app has bound or asked for since this was emptied."""
    asked = set()

    def noting(function):
        def noted(self, *names, **more):
            asked.add(names[0] if names else more["param_key"])
            return function(self, *names, **more)

        return noted

    monkeypatch.setattr(QueryParams, "bind_widget", noting(QueryParams.bind_widget))
    for name in ("__getitem__", "get_all"):
        monkeypatch.setattr(QueryParamsProxy, name, noting(getattr(QueryParamsProxy, name)))
    return asked


def places(page, query=None, depth=0):
    """The page as it opens, and as every choice on which more depends opens it: address, app."""
    query = query or {}
    test = opened(page, **query)
    yield query, test
    for number, key in enumerate(BRANCHES.get(page, ())[depth:], start=depth + 1):
        for group in test.button_group:
            if group.key == key:
                for option in KEYS.get(key, group.options)[1:]:
                    yield from places(page, query | {key: option}, number)


@pytest.mark.parametrize("page", [page.key for page in PAGES])
def test_every_parameter_of_every_page_may_say_anything(page, parameters):
    tried = set()
    for query, test in places(page):
        assert not test.exception, query
        fresh = sorted(parameters - tried - query.keys())
        tried.update(fresh)
        for turn in range(len(HOSTILE) * bool(fresh)):
            typed = {name: HOSTILE[(n + turn) % len(HOSTILE)] for n, name in enumerate(fresh)}
            again = opened(page, **(query | typed))
            assert not again.exception, typed
            assert again.title[0].value == test.title[0].value
        parameters.clear()


@pytest.mark.parametrize("page", [page.key for page in PAGES])
def test_a_control_that_somebody_unselects_is_filled_again_or_says_nothing(page):
    for query, test in places(page):
        single = [group for group in test.button_group if not isinstance(group.value, list)]
        required = [group.key for group in single if group.proto.required]
        for group in single:
            group.set_value(None)
        test.run()
        assert not test.exception, query
        assert all(test.button_group(key=key).value is not None for key in required), query


@pytest.mark.parametrize(
    ("page", "key", "typed", "value"),
    [
        ("placement", "cell", "", "lstm"),
        ("placement", "cell", "gru", "gru"),
        ("placement", "cell", "Gru", "gru"),
        ("placement", "cell", ["gru", "rnn"], "rnn"),
        ("placement", "route", "ALONG H", "h"),
        ("frameworks", "route", "", "c"),
        ("memory", "memory-cell", "", "lstm"),
        ("memory", "memory-keys", "", 64),
        ("memory", "memory-step", "vector", "vector"),
        ("twins", "life", "", "zaremba"),
        ("explore", "section", "Writing", "writing"),
    ],
)
def test_an_empty_value_is_the_default_and_case_does_not_matter(page, key, typed, value):
    test = opened(page, **{key: typed})
    assert test.button_group(key=key).value == value
    assert not test.exception
