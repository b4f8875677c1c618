"""Scripts and styles go out compressed, each file compressed once, and nothing else is touched."""

import gzip
from types import SimpleNamespace

import brotli
import pytest
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from streamlit.web.server.starlette.starlette_static_routes import (
    create_streamlit_static_assets_routes,
)

from rnnviz.ui.server.packed import Packed
from tests.loops import finish

SCRIPT, STYLE = "/static/js/index.js", "/static/css/index.css"
FILES = [SCRIPT, STYLE, "/base/static/js/index.js", "/static/media/a.woff2", "/media/x.js"]
TEXT = b"export const a = 1;\n" * 500
FOREVER = "public, immutable, max-age=31536000"
UNPACK = {"br": brotli.decompress, "gzip": gzip.decompress}
CONNECTS = {"type": "websocket.connect"}


class Server:
    """Notes who asks for a file."""

    def __init__(self):
        self.asked = []
        routes = [
            *(Route(path, self.file, methods=["GET", "HEAD"]) for path in FILES),
            Route("/static/js/fresh.js", lambda _: PlainTextResponse(TEXT)),
            WebSocketRoute("/static/js/socket.js", self.socket),
        ]
        self.app = Packed(Starlette(routes=routes))

    async def file(self, request):
        self.asked.append(request)
        known = request.headers.get("if-none-match") == '"abc"'
        headers = {"cache-control": FOREVER, "etag": '"abc"', "content-type": "text/javascript"}
        return Response(b"" if known else TEXT, 304 if known else 200, headers)

    async def socket(self, socket):
        await socket.accept()
        await socket.send_text("hello")
        await socket.close()


@pytest.fixture
def server():
    return Server()


def ask(app, path, *, kind="http", method="GET", incoming=(), **headers):
    """What an app sends back, message by message."""
    sent, coming = [], iter(incoming)
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": kind, "method": method, "path": path, "root_path": "", "query_string": b""}
    scope["asgi"] = {"spec_version": "2.4"}

    async def receive():
        return next(coming)

    async def send(message):
        sent.append(message)

    finish(app({**scope, "headers": raw}, receive, send))
    return sent


def get(app, path=SCRIPT, ways="gzip, deflate, br, zstd", **more):
    """Status, headers and body of an answer."""
    start, *parts = ask(app, path, accept_encoding=ways, **more)
    body = b"".join(part.get("body", b"") for part in parts)
    return SimpleNamespace(status=start["status"], headers=Headers(raw=start["headers"]), body=body)


@pytest.mark.parametrize("path", [SCRIPT, STYLE, "/base/static/js/index.js"])
@pytest.mark.parametrize(
    ("ways", "way"),
    [("gzip, deflate, br, zstd", "br"), ("gzip", "gzip"), ("br;q=0, GZIP;q=0.5", "gzip")],
)
def test_a_script_goes_out_as_small_as_the_browser_takes_it(server, path, ways, way):
    answer = get(server.app, path, ways)
    assert answer.headers["content-encoding"] == way
    assert UNPACK[way](answer.body) == TEXT
    assert int(answer.headers["content-length"]) == len(answer.body) < len(TEXT) / 10
    assert answer.headers["cache-control"] == FOREVER
    assert answer.headers["content-type"] == "text/javascript"
    assert answer.headers["vary"] == "Accept-Encoding"


def test_a_file_is_read_and_compressed_once_for_all(server):
    assert len({get(server.app).body for _ in range(5)}) == 1
    assert len(server.asked) == 1
    get(server.app, ways="gzip")
    assert len(server.asked) == 2


@pytest.mark.parametrize("ways", ["", "identity", "gzip;q=0", "br;q=0.0, gzip;q=0", "gzipped"])
def test_who_takes_nothing_compressed_gets_the_file_and_caches_are_told(server, ways):
    answer = get(server.app, ways=ways)
    assert "content-encoding" not in answer.headers
    assert answer.body == TEXT
    assert answer.headers["vary"] == "Accept-Encoding"


def test_who_leaves_before_the_file_is_there_leaves_no_half_of_it_to_others():
    async def streaming(_scope, receive, send):
        headers = [(b"cache-control", FOREVER.encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        left = (await receive())["type"] == "http.disconnect"
        await send({"type": "http.response.body", "body": b"" if left else TEXT})

    app = Packed(streaming)
    ask(app, SCRIPT, accept_encoding="br", incoming=[{"type": "http.disconnect"}])
    assert brotli.decompress(get(app).body) == TEXT


@pytest.mark.parametrize("half", [{"more_body": True}, {"length": b"99"}])
def test_half_a_file_is_not_kept(half):
    async def breaking(_scope, _receive, send):
        length = [(b"content-length", half["length"])] if "length" in half else []
        headers = [(b"cache-control", FOREVER.encode()), *length]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        more = half.get("more_body", False)
        await send({"type": "http.response.body", "body": b"half", "more_body": more})

    assert "content-encoding" not in get(Packed(breaking)).headers


def test_a_browser_that_has_the_file_is_told_so(server):
    etag = get(server.app).headers["etag"]
    assert etag not in {'"abc"', get(server.app, ways="gzip").headers["etag"]}
    known = get(server.app, if_none_match=etag)
    assert (known.status, known.body) == (304, b"")
    assert get(server.app, if_none_match='"abc"').status == 200  # that was not compressed
    assert get(server.app, ways="", if_none_match='"abc"').status == 304


@pytest.mark.parametrize(
    ("path", "method", "more"),
    [
        (SCRIPT, "HEAD", {}),
        (SCRIPT, "GET", {"range": "bytes=0-9"}),
        ("/static/media/a.woff2", "GET", {}),
        ("/media/x.js", "GET", {}),
        ("/static/js/fresh.js", "GET", {}),
        ("/static/js/nothing.js", "GET", {}),
        ("/static/js/./index.js", "GET", {}),
        ("//static/js/index.js", "GET", {}),
    ],
)
def test_all_else_is_passed_on_as_it_is(server, path, method, more):
    answer = get(server.app, path, method=method, **more)
    assert "content-encoding" not in answer.headers
    assert not server.app._files


def test_a_socket_passes(server):
    sent = ask(server.app, "/static/js/socket.js", kind="websocket", incoming=[CONNECTS])
    assert sent[1]["text"] == "hello"


def test_streamlits_own_files_are_kept_as_files_that_never_change():
    app = Packed(Starlette(routes=[Mount("/", routes=create_streamlit_static_assets_routes(""))]))
    page = get(app, "/").body.decode()
    script = page.partition('crossorigin src=".')[2].partition('"')[0]
    assert get(app, script).headers["content-encoding"] == "br"
