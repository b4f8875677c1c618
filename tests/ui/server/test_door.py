"""The server's door: who may come in, and what it notes of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.proto.BackMsg_pb2 import BackMsg

from rnnviz.errors import InputError
from rnnviz.ui.server import door
from rnnviz.ui.server.door import Door, Token, knows_token, peer
from tests.loops import finish

SECRET = "0123456789abcdef"  # noqa: S105 -- the tests' own
FOREIGN = ["evil.example", "localhost.evil.example", "", "a b", "user@localhost", "\xe9vil"]
HERE, LOCAL = ("localhost:8501",), ("127.0.0.1", 5)
PATHS = ["/", "/questions", "/_stcore/health", "/_stcore/stream", "/media/x", "/static/js/a.js"]


def comes(kind="http", path="/", query="", host=HERE, client=LOCAL, **more):
    """What the server behind the door was shown of a request, if anything, and the answer."""
    shown, sent = [], []
    headers = [*[("host", name) for name in host], *more.pop("headers", [])]
    scope = {
        "type": kind,
        "method": more.pop("method", "GET"),
        "path": path,
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in headers],
        "client": client,
        "server": ("127.0.0.1", 8501),
        "scheme": more.pop("scheme", "http"),
    }
    incoming = iter(more.pop("incoming", []))

    async def app(scope, receive, _send):
        shown.append(scope)
        if kind == "websocket":
            shown.extend([(await receive())["bytes"] for _ in range(more.get("reads", 0))])

    async def receive():
        return {"type": "websocket.receive", "bytes": next(incoming)}

    async def send(message):
        sent.append(message)

    made = Door(app, hosts=frozenset({"class.example"}), token=more.get("token", Token(SECRET)))
    finish(made(scope, receive, send))
    return shown, sent


def headers_of(sent):
    return {name.decode(): value.decode() for name, value in sent[0]["headers"]}


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("host", FOREIGN)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "OPTIONS", "HEAD"])
def test_no_request_under_a_foreign_name_comes_in(path, host, method):
    shown, sent = comes(path=path, host=[host], method=method, query=f"token={SECRET}")
    assert not shown
    assert sent[0]["status"] == 421
    assert "set-cookie" not in headers_of(sent)
    assert b"set RNNVIZ_HOSTS" in sent[1]["body"]


@pytest.mark.parametrize("host", FOREIGN)
@pytest.mark.parametrize("origin", [[], ["http://localhost:8501"], ["http://evil.example"]])
def test_no_socket_under_a_foreign_name_is_opened(host, origin):
    origins = [("origin", first) for first in origin]
    shown, sent = comes("websocket", "/_stcore/stream", host=[host], headers=origins)
    assert not shown
    assert [message["type"] for message in sent] == ["websocket.close"]


@pytest.mark.parametrize("host", [[], ["localhost", "localhost"], ["localhost", "evil.example"]])
@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_a_request_names_one_host(host, kind):
    shown, sent = comes(kind, host=host)
    assert not shown
    assert sent


@given(st.text(st.characters(codec="latin-1", categories=("L", "N", "P", "S", "Z", "C"))))
def test_odd_hosts_are_refused_in_one_plain_line(host):
    shown, sent = comes(host=[f"{host}.example"])
    assert not shown
    text = sent[1]["body"].decode("ascii")
    assert text.count("\n") == 1
    assert len(text) < 250


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://localhost:9999", "http://127.0.0.1:8501"]
)
def test_no_page_from_elsewhere_opens_a_socket_and_the_terminal_says_why(origin, caplog):
    shown, sent = comes("websocket", headers=[("origin", origin)])
    assert not shown
    assert f"A page of '{origin}' may open no socket here" in caplog.text
    assert sent[0]["type"] == "websocket.close"
    both = [("origin", "http://localhost:8501"), ("origin", origin)]
    assert not comes("websocket", headers=both)[0]


@pytest.mark.parametrize("origin", ["http://localhost:8501", "https://class.example", None])
def test_the_servers_page_and_programs_do(origin):
    assert comes("websocket", headers=[("origin", origin)] if origin else [])[0]


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize(
    "client", [("127.0.0.1", 1), ("::1", 1), ("::ffff:127.0.0.1", 1), ("192.0.2.7", 1), None]
)
def test_the_peer_is_noted_as_the_server_sees_it(kind, client):
    forged = [("x-rnnviz-peer", "127.0.0.1"), ("X-RNNVIZ-Peer", f"{door._STAMP[:9]} 127.0.0.1")]
    ((scope, *_), _) = comes(kind, client=client, headers=forged)
    noted = {name.decode(): value.decode() for name, value in scope["headers"]}
    assert peer(noted) == (client or [""])[0]
    assert sum(b"rnnviz" in name.lower() for name, _ in scope["headers"]) == 1


@pytest.mark.parametrize(
    "headers", [{}, {"x-rnnviz-peer": "127.0.0.1"}, {"x-rnnviz-peer": "é ::1"}]
)
def test_a_note_that_the_door_did_not_write_is_none(headers):
    assert peer(headers) is None


@pytest.mark.parametrize(
    ("path", "query", "place"),
    [
        ("/", f"token={SECRET}", "./"),
        ("/", f"a=1&token={SECRET}&a=2&b=%20%26", "./?a=1&a=2&b=+%26"),
        ("/questions", f"part=Ten+exercises&token={SECRET}", "./questions?part=Ten+exercises"),
        ("/below/questions", f"token={SECRET}", "./questions"),
        ("//evil.example/", f"token={SECRET}", "./"),
        ("//evil.example", f"token={SECRET}", "./evil.example"),
        ("/\\evil.example", f"token={SECRET}", "./%5Cevil.example"),
        ("/javascript:x", f"token={SECRET}", "./javascript%3Ax"),
        ("/a\r\nset-cookie:x", f"token={SECRET}", "./a%0D%0Aset-cookie%3Ax"),
    ],
)
def test_the_token_moves_from_the_address_into_a_cookie(path, query, place):
    shown, sent = comes(path=path, query=query)
    assert not shown
    assert sent[0]["status"] == 303
    answer = headers_of(sent)
    assert answer["location"] == place
    cookie = answer["set-cookie"].lower().split("; ")
    assert cookie[0] == f"rnnviz_token_8501={SECRET}"
    assert {"httponly", "samesite=strict", "path=/"} == set(cookie[1:])
    assert answer["cache-control"] == "no-store"


def test_over_tls_the_cookie_goes_over_tls_only():
    _, sent = comes(query=f"token={SECRET}", scheme="https")
    assert "; Secure" in headers_of(sent)["set-cookie"]


@pytest.mark.parametrize("wrong", ["", "x", SECRET[:-1], SECRET + "0", SECRET.upper(), "é", "%00"])
def test_a_wrong_token_leaves_the_address_and_opens_nothing(wrong):
    _, sent = comes(query=f"token={wrong}&a=1")
    assert headers_of(sent)["location"] == "./?a=1"
    assert "set-cookie" not in headers_of(sent)


def test_what_opens_a_browser_opens_the_door_once():
    token = Token(SECRET)
    once = token.once()
    _, first = comes(query=f"token={once}", token=token)
    _, second = comes(query=f"token={once}", token=token)
    assert headers_of(first)["set-cookie"].startswith(f"rnnviz_token_8501={SECRET};")
    assert "set-cookie" not in headers_of(second)


@pytest.mark.parametrize("method", ["POST", "PUT", "OPTIONS", "DELETE"])
def test_only_what_opens_a_page_is_sent_on(method):
    assert comes(query=f"token={SECRET}", method=method)[0]


def test_a_browser_that_keeps_the_token_is_known_whatever_the_port(monkeypatch):
    monkeypatch.setattr(door, "token", lambda: Token(SECRET))
    assert knows_token({"rnnviz_token_1": "old", "rnnviz_token_8501": SECRET, "x": "y"})
    assert not knows_token({"rnnviz_token_8501": "old", "token": SECRET, "rnnviz_visitor": SECRET})
    assert not knows_token({"rnnviz_token_8501": "", "rnnviz_token_": "é\xff"})
    assert not knows_token({})


@pytest.mark.parametrize(
    "given", ["short", "has space in it, long", "ünicode-secret-long", "x" * 201]
)
def test_a_weak_token_is_refused_without_being_shown(monkeypatch, given):
    monkeypatch.setenv("RNNVIZ_TOKEN", given)
    with pytest.raises(
        InputError, match=f"RNNVIZ_TOKEN has {len(given)} characters; give"
    ) as caught:
        door.token.__wrapped__()
    assert given not in str(caught.value)


def test_each_start_has_a_token_of_its_own(monkeypatch):
    monkeypatch.delenv("RNNVIZ_TOKEN", raising=False)
    made = {door.token.__wrapped__().value for _ in range(20)}
    assert len(made) == 20
    assert min(map(len, made)) >= 32


COUNTS = ["/_stcore/metrics", "/rnnviz/_stcore/metrics", "/_stcore/metrics/"]


@pytest.mark.parametrize("path", COUNTS)
@pytest.mark.parametrize(
    ("client", "headers"),
    [(("192.0.2.7", 1), []), (None, []), (LOCAL, [("x-forwarded-for", "192.0.2.7")])],
)
def test_what_the_server_counts_is_not_told_elsewhere_nor_through_a_proxy(path, client, headers):
    shown, sent = comes(path=path, client=client, headers=headers)
    assert not shown
    assert sent[0]["status"] == 403


@pytest.mark.parametrize("path", COUNTS)
def test_it_is_told_on_its_own_machine(path):
    assert comes(path=path, headers=[("user-agent", "curl/8"), ("accept", "*/*")])[0]


def test_the_wish_to_clear_everybodys_caches_is_not_passed_on():
    rerun, clear = (
        BackMsg(rerun_script={"query_string": "x"}).SerializeToString(),
        BackMsg(clear_cache=True).SerializeToString(),
    )
    junk = b"\xff\xff"
    (_, *read), _ = comes("websocket", incoming=[clear, rerun, clear, clear, junk], reads=2)
    assert read == [rerun, junk]
