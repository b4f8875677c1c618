"""Whose code runs: that of whoever sits at the machine."""

import pytest

from rnnviz.lessons.policy import Visit, loopback, refusal

AT_HOME = [
    Visit(),
    Visit(asks_for="localhost"),
    Visit(asks_for="127.0.0.1", comes_from="127.0.0.1", listens="localhost"),
    Visit(asks_for="[::1]", comes_from="::1", listens="::1"),
]
FROM_ELSEWHERE = [
    Visit(comes_from="192.0.2.7"),
    Visit(asks_for="rnnviz.example"),
    Visit(forwarded=True),
    Visit(asks_for="localhost", comes_from="172.17.0.1"),
    Visit(listens="0.0.0.0"),  # noqa: S104 -- refused
    Visit(listens="192.0.2.1", asks_for="localhost"),
    Visit(asks_for="localhost.evil.example"),
    Visit(asks_for="127.0.0.1.evil.example"),
]


@pytest.mark.parametrize("visit", AT_HOME, ids=str)
def test_at_home_code_runs_unless_the_app_is_hosted(visit):
    assert refusal(visit, {}) == ""
    assert refusal(visit, {"RNNVIZ_HOSTED": "0"}) == ""
    assert "hosted" in refusal(visit, {"RNNVIZ_HOSTED": "1"})
    assert refusal(visit, {"RNNVIZ_HOSTED": "1", "RNNVIZ_RUN_CODE": "1"}) == ""


@pytest.mark.parametrize("visit", FROM_ELSEWHERE, ids=str)
def test_from_elsewhere_none_does_unless_the_host_says_so(visit):
    assert refusal(visit, {}).endswith(".")
    assert refusal(visit, {"RNNVIZ_RUN_CODE": "1"}) == ""
    assert refusal(visit, {"RNNVIZ_RUN_CODE": "0"})


@pytest.mark.parametrize("allowed", [{}, {"RNNVIZ_RUN_CODE": "1"}])
def test_where_a_process_cannot_be_limited_none_runs(monkeypatch, allowed):
    monkeypatch.setattr("rnnviz.lessons.policy.os.name", "nt")
    assert "Linux" in refusal(Visit(), allowed)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.8.8", "::1", "[::1]"])
def test_loopback_is_known_by_name_and_number(host):
    assert loopback(host)
