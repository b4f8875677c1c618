"""One browser is one visitor, however its tabs' requests, answers and connections cross."""

from http.cookies import Morsel, SimpleCookie

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.responses import HTMLResponse

from rnnviz.ui.server.identity import COOKIE, VisitorCookie, new_secret, secret_in, secret_of
from tests.loops import finish

# Python knows the word from 3.14 on.
Morsel._reserved.setdefault("partitioned", "Partitioned")
Morsel._flags.add("partitioned")
PAGE = {"accept": "text/html,application/xhtml+xml"}


def written(cookies=None, headers=PAGE, *, method="GET", kind="http", scheme="http"):
    """The cookies that the server writes with its answer, by name."""
    sent = dict(headers)
    if cookies:
        sent["cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
    raw = [(name.encode(), value.encode()) for name, value in sent.items()]
    scope = {"type": kind, "method": method, "scheme": scheme, "path": "/", "headers": raw}
    heard = []

    async def hear(message):
        heard.append(message)

    finish(VisitorCookie(HTMLResponse("a page"))(scope, None, hear))
    jar = SimpleCookie()
    for name, value in heard[0]["headers"]:
        if name == b"set-cookie":
            jar.load(value.decode())
    return jar


class Jar(dict):
    """A browser's cookies in the order in which each was first stored."""

    def store(self, cookies):
        for name, cookie in cookies.items():
            if cookie["max-age"] == "0":
                self.pop(name, None)
            else:
                self[name] = cookie.value


@given(st.lists(st.integers(0, 4), min_size=1, max_size=60), st.sampled_from(["", "old", "bad"]))
def test_all_tabs_are_one_visitor_in_whatever_order_things_happen(turns, had):
    jar, stages, known = Jar(), {}, set()
    if had:
        jar[COOKIE] = new_secret() if had == "old" else "no secret"
    before = secret_in(jar)
    for tab in (*turns, *(tab for tab in set(turns) for _ in range(3))):
        match stages.pop(tab, None):
            case None:
                stages[tab] = "asked", written(jar)
            case "asked", answer:
                jar.store(answer)
                stages[tab] = "stored", None
            case "stored", _:
                known.add(secret_in(jar))  # as the connection tells it
    assert len(known) == 1
    assert before in {None, *known}
    assert all(known)


def test_a_secret_is_renewed_where_no_script_can_read_it_and_spare_ones_are_removed():
    first, second = new_secret(), new_secret()
    cookies = written({"other": "x", COOKIE: first, f"{COOKIE}_1": second, f"{COOKIE}_2": "bad"})
    assert cookies[COOKIE].value == first
    assert cookies[COOKIE]["max-age"] == "31536000"
    assert (cookies[COOKIE]["httponly"], cookies[COOKIE]["samesite"]) == (True, "Lax")
    assert [cookies[f"{COOKIE}_{n}"]["max-age"] for n in (1, 2)] == ["0", "0"]
    assert "other" not in cookies


def test_no_two_answers_give_the_same_secret_or_the_same_name():
    jars = [written() for _ in range(20)]
    assert len({name for cookies in jars for name in cookies}) == 20
    assert len({secret_in({n: c.value for n, c in cookies.items()}) for cookies in jars}) == 20


@pytest.mark.parametrize(
    "asked",
    [{"headers": {"accept": "*/*"}}, {"headers": {}}, {"method": "POST"}],
)
def test_only_a_page_brings_a_cookie(asked):
    assert not written(**asked)


@pytest.mark.parametrize(
    ("scheme", "proxy", "secure"),
    [
        *(("http", None, False), ("https", None, True), ("http", "https", True)),
        *(("http", "https, http", True), ("http", "HTTPS", True), ("http", "http, https", False)),
    ],
)
def test_a_secret_that_came_encrypted_never_travels_in_the_open(scheme, proxy, secure):
    headers = PAGE | ({"x-forwarded-proto": proxy} if proxy else {})
    (cookie,) = written(headers=headers, scheme=scheme).values()
    assert bool(cookie["secure"]) == secure


@pytest.mark.parametrize("frame", ["iframe", "frame", "embed", "object", "fencedframe"])
def test_in_a_frame_over_tls_a_browser_may_keep_the_secret_for_that_site_alone(frame):
    (cookie,) = written(headers=PAGE | {"sec-fetch-dest": frame}, scheme="https").values()
    assert (cookie["samesite"], cookie["secure"], cookie["httponly"]) == ("None", True, True)
    assert cookie["partitioned"]


@pytest.mark.parametrize(
    ("frame", "scheme"), [("document", "https"), ("", "https"), ("iframe", "http")]
)
def test_elsewhere_no_other_site_has_it_sent_along(frame, scheme):
    (cookie,) = written(headers=PAGE | {"sec-fetch-dest": frame}, scheme=scheme).values()
    assert cookie["samesite"] == "Lax"
    assert not cookie["partitioned"]


def test_spare_secrets_of_a_frame_are_removed_where_they_are_kept():
    spare = {f"{COOKIE}_1": new_secret(), f"{COOKIE}_2": new_secret()}
    cookies = written(spare, PAGE | {"sec-fetch-dest": "iframe"}, scheme="https")
    assert (cookies[f"{COOKIE}_2"]["max-age"], cookies[f"{COOKIE}_2"]["partitioned"]) == ("0", True)


@pytest.mark.parametrize("value", ["", "x", "a" * 31, "a" * 33, "a" * 31 + "é", "a" * 31 + "/"])
def test_what_is_no_secret_of_ours_names_nobody(value):
    assert secret_in({COOKIE: value}) is None
    assert secret_of(value) is None
    assert secret_in({f"x{COOKIE}": new_secret()}) is None


def test_a_browser_full_of_cookies_gets_a_short_answer():
    many = {f"{COOKIE}_{n}": new_secret() for n in range(500)}
    cookies = written(many)
    assert len(cookies) == 21
    assert cookies[f"{COOKIE}_0"].value == many[f"{COOKIE}_0"]
