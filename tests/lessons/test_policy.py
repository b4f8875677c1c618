"""Whose code runs: that of whoever sits at the machine."""

from dataclasses import replace

import pytest

from rnnviz.errors import InputError
from rnnviz.lessons.policy import Visit, foreign, loopback, refusal, switch

BROWSERS_SAY = frozenset({"host", "origin", "cookie", "user-agent", "sec-websocket-key", "upgrade"})
AT_HOME = Visit("127.0.0.1", token=True, headers=BROWSERS_SAY)
LOOPBACK = ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1", "::ffff:7f00:1", "0:0:0:0:0:0:0:1"]
ELSEWHERE = [
    *("192.0.2.7", "172.17.0.1", "10.0.2.100", "::ffff:192.0.2.7", "fe80::1", "::", "0.0.0.0"),  # noqa: S104
    *("", "localhost", "127.0.0.1.evil.example", "127.1", "2130706433", "127.0.0.1:80", "[::1]"),
]
BY_PROXIES = [
    *("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto"),
    *("x-forwarded-port", "x-forwarded-server", "x-forwarded-prefix", "x-forwarded", "x-real-ip"),
    *("forwarded-for", "x-client-ip", "client-ip", "x-cluster-client-ip", "true-client-ip"),
    *("cf-connecting-ip", "cf-ray", "cdn-loop", "fly-client-ip", "fastly-client-ip", "x-varnish"),
    *("x-original-host", "x-original-url", "x-envoy-external-address", "x-request-id", "x-scheme"),
    *("x-azure-clientip", "x-appengine-user-ip", "x-amzn-trace-id", "ali-cdn-real-ip"),
    *("tailscale-user-login", "incap-client-ip", "remote-addr", "wl-proxy-client-ip", "x_real_ip"),
    *("traceparent", "early-data", "x-anything-new", "secret"),
]
YES = ["1", "true", "YES", " on ", "True", "1 ", "\t1\n"]
NO = ["", "0", "false", "No", " OFF ", " "]
NEITHER = ["2", "ja", "y", "enabled", "truee", "1,", "-1", "０", "none", "x" * 5000]


@pytest.mark.parametrize("address", LOOPBACK)
def test_at_home_code_runs_whatever_the_number_is_written_like(address):
    assert loopback(address)
    assert refusal(replace(AT_HOME, peer=address), {}) == ""


@pytest.mark.parametrize("address", ELSEWHERE)
def test_a_peer_that_is_not_this_machine_runs_nothing(address):
    assert not loopback(address)
    assert "another machine" in refusal(replace(AT_HOME, peer=address), {})


@pytest.mark.parametrize("header", BY_PROXIES)
def test_any_header_that_no_browser_sends_is_a_proxys(header):
    assert foreign(BROWSERS_SAY) == []
    assert header in refusal(replace(AT_HOME, headers=BROWSERS_SAY | {header}), {})


def test_without_the_secret_of_this_start_nothing_runs():
    assert "the terminal" in refusal(replace(AT_HOME, token=False), {})


@pytest.mark.parametrize("listens", ["0.0.0.0", "::", "192.0.2.1", "class.example"])  # noqa: S104
def test_a_server_told_to_listen_to_all_runs_nothing(listens):
    assert f"listens on {listens}," in refusal(replace(AT_HOME, listens=listens), {})


@pytest.mark.parametrize("listens", [None, "localhost", "127.0.0.1", "::1"])
def test_a_server_told_to_listen_here_only_does(listens):
    assert not refusal(replace(AT_HOME, listens=listens), {})


@pytest.mark.parametrize("yes", YES)
@pytest.mark.parametrize("no", NO)
def test_switches_are_read_in_any_writing(yes, no):
    stranger = Visit("192.0.2.7", token=False)
    assert "hosted" in refusal(AT_HOME, {"RNNVIZ_HOSTED": yes})
    assert refusal(AT_HOME, {"RNNVIZ_HOSTED": no}) == ""
    assert refusal(stranger, {"RNNVIZ_RUN_CODE": yes}) == ""
    assert refusal(stranger, {"RNNVIZ_RUN_CODE": no})
    assert refusal(stranger, {"RNNVIZ_HOSTED": yes, "RNNVIZ_RUN_CODE": yes}) == ""


@pytest.mark.parametrize("name", ["RNNVIZ_HOSTED", "RNNVIZ_RUN_CODE"])
@pytest.mark.parametrize("value", NEITHER)
def test_a_switch_that_says_neither_yes_nor_no_runs_nothing(name, value):
    with pytest.raises(InputError, match=f"{name} is .*; set it to 1"):
        switch(name, {name: value})
    assert refusal(AT_HOME, {name: value}).startswith(f"{name} is ")


@pytest.mark.parametrize("environment", [{}, {"RNNVIZ_RUN_CODE": "1"}])
def test_past_the_servers_door_nothing_runs(environment):
    assert "start app.py" in refusal(None, environment)


@pytest.mark.parametrize("environment", [{}, {"RNNVIZ_RUN_CODE": "1"}])
def test_where_a_process_cannot_be_limited_none_runs(monkeypatch, environment):
    monkeypatch.setattr("rnnviz.lessons.policy.os.name", "nt")
    assert "Linux" in refusal(AT_HOME, environment)
