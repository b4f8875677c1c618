"""Who a browser is: a secret cookie that comes with the page itself.

Two tabs opened at once both ask without a cookie, and such requests can't be told apart. So each
answer's cookie has a name of its own, and none overwrites another. A browser sends all that it has,
first the one that it stored first (RFC 6265, section 5.4), and that one is the visitor's. A
connection begins after its own page's cookie was stored, so all connections of a browser find the
same one in front, in whatever order requests, answers and connections cross.

In a frame on another site's page a browser keeps a cookie for that site alone (CHIPS), and only
over TLS. Where it keeps none, the secret can stand in an address, which the visitor keeps instead.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from secrets import token_hex, token_urlsafe

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "rnnviz_visitor"  # begins the names
PRIVATE = "mine"  # what an address has the secret under
_FRAMES = {"iframe", "frame", "embed", "object", "fencedframe"}
_NAME = re.compile(rf"{COOKIE}(_\w{{1,8}})?", re.ASCII)
_SECRET = re.compile(r"[A-Za-z0-9_-]{32}")
_YEAR_SECONDS = 31_536_000
_MOST_REMOVED = 20  # by one answer, whose headers must not grow too long


def new_secret() -> str:
    """What nobody can guess."""
    return token_urlsafe(24)


def secret_in(cookies: Mapping[str, str]) -> str | None:
    """The visitor's secret, from all cookies in the order in which the browser sent them."""
    return next((value for _, value in _secrets(cookies)), None)


def secret_of(text: str) -> str | None:
    """The secret that an address has; None for what can be none."""
    return text if _SECRET.fullmatch(text) else None


def _secrets(cookies: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name, value in cookies.items():
        if _NAME.fullmatch(name) and _SECRET.fullmatch(value):
            yield name, value


class VisitorCookie:
    """Middleware: gives a browser without a secret one, and renews the secret of others."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not _asks_for_a_page(scope):
            await self.app(scope, receive, send)
            return
        written = [(b"set-cookie", line.encode()) for line in _lines(scope)]

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *written]
            await send(message)

        await self.app(scope, receive, answer)


def _asks_for_a_page(scope: Scope) -> bool:
    """Whether a person's browser loads a document: its scripts and pictures need no cookie."""
    if scope["type"] != "http" or scope["method"] != "GET":
        return False
    return "text/html" in Headers(scope=scope).get("accept", "")


def _lines(scope: Scope) -> Iterator[str]:
    """The cookies to write: the first secret again, or a new one; nothing that comes after it."""
    cookies = HTTPConnection(scope).cookies
    fresh = (f"{COOKIE}_{token_hex(4)}", new_secret())
    name, secret = next(_secrets(cookies), fresh)
    kind = f"Path=/; HttpOnly; {_reach(scope)}"
    yield f"{name}={secret}; Max-Age={_YEAR_SECONDS}; {kind}"
    spare = (other for other in cookies if _NAME.fullmatch(other) and other != name)
    for other in islice(spare, _MOST_REMOVED):
        yield f"{other}=; Max-Age=0; {kind}"


def _reach(scope: Scope) -> str:
    """Where a cookie is sent along: to a frame on another site's page only if it says so."""
    if not _encrypted(scope):
        return "SameSite=Lax"  # who follows a link from elsewhere is known, too
    framed = Headers(scope=scope).get("sec-fetch-dest", "") in _FRAMES
    return "Secure; SameSite=None; Partitioned" if framed else "Secure; SameSite=Lax"


def _encrypted(scope: Scope) -> bool:
    """Whether the browser's own way was; of several proxies each adds what it saw to a list."""
    seen = Headers(scope=scope).get("x-forwarded-proto", "").partition(",")[0]
    return "https" in {scope["scheme"], seen.strip().lower()}
