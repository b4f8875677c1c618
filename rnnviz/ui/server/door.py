"""The server's door: who may come in, by which name, and who sits at this machine.

All that a visitor's code is allowed by is decided on what is noted here, where the connection is
seen, and on nothing that a page could have said.
"""

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from hmac import compare_digest
from logging import getLogger
from secrets import token_hex, token_urlsafe
from urllib.parse import parse_qsl, quote, urlencode

from google.protobuf.message import DecodeError
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg

from rnnviz.errors import InputError
from rnnviz.lessons.policy import foreign, loopback
from rnnviz.ui.server.hosts import VARIABLE, answers_to, same_page

TOKEN = "RNNVIZ_TOKEN"  # noqa: S105 -- a name
PEER = "x-rnnviz-peer"  # the header that the door notes the peer in, behind the stamp
_STAMP = token_hex()  # which nobody else can know
_COUNTS = "/_stcore/metrics"
_COOKIE = "rnnviz_token_"  # and the port: a browser keeps one jar for all ports


@dataclass(frozen=True, slots=True)
class Token:
    """The secret of this start, and those that open the door once."""

    value: str
    _once: set[str] = field(default_factory=set)

    def once(self) -> str:
        """A secret for one use: who starts a browser with it shows it in the list of processes."""
        self._once.add(made := token_urlsafe(24))
        return made

    def opens(self, given: str) -> bool:
        """Whether what an address carries is the secret; one for one use is used up."""
        if given in self._once:
            self._once.discard(given)
            return True
        return self.is_in([given])

    def is_in(self, given: Iterable[str]) -> bool:
        """Whether the secret is among what was given."""
        return any(compare_digest(secret.encode(), self.value.encode()) for secret in given)


@cache
def token() -> Token:
    """The secret of this start: RNNVIZ_TOKEN, else a new one. Raises `InputError`."""
    given = os.environ.get(TOKEN, "")
    if given and not re.fullmatch(r"[A-Za-z0-9_-]{16,200}", given):
        raise InputError("ui.no_token", variable=TOKEN, length=len(given))
    return Token(given or token_urlsafe(24))


def peer(headers: Mapping[str, str]) -> str | None:
    """The address at the other end, as the door noted it; None where no door was passed."""
    stamp, _, address = headers.get(PEER, "").partition(" ")
    return address if compare_digest(stamp.encode(), _STAMP.encode()) else None


def knows_token(cookies: Mapping[str, str]) -> bool:
    """Whether a browser keeps the secret of this start."""
    return token().is_in(value for name, value in cookies.items() if name.startswith(_COOKIE))


class Door:
    """The outermost layer of the server, around every page, file and socket."""

    def __init__(self, app: ASGIApp, *, hosts: frozenset[str], token: Token) -> None:
        self._app, self._hosts, self._token = app, hosts, token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, take the token from the address, or let pass."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if refused := self._refusal(scope):
            await _refuse(refused, scope, receive, send)
        elif answer := self._taken(scope) or _withheld(scope):
            await answer(scope, receive, send)
        else:
            await self._app(_noted(scope), _without_clearing(scope, receive), send)

    def _refusal(self, scope: Scope) -> str:
        """What is wrong with the name asked for, or the page that asks; empty if nothing."""
        headers = Headers(scope=scope)
        named, origins = headers.getlist("host"), headers.getlist("origin")
        mend = f"If it is yours, set {VARIABLE} to that name, without port."
        if len(named) != 1 or not answers_to(named[0], self._hosts):
            return f"This server doesn't answer to the name {_printed(named)}. {mend}"
        here = all(same_page(origin, named[0], self._hosts) for origin in origins)
        if scope["type"] != "http" and not here:
            return f"A page of {_printed(origins)} may open no socket here. {mend}"
        return ""

    def _taken(self, scope: Scope) -> Response | None:
        """The answer that lets the browser keep the token and forget its place in the address."""
        query = parse_qsl(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)
        given = [value for name, value in query if name == "token"]
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"} or not given:
            return None
        rest = urlencode([(name, value) for name, value in query if name != "token"])
        # Relative, so that no address leads elsewhere, and a proxy may have cut the path.
        here = "./" + quote(scope["path"].rpartition("/")[2])
        answer = RedirectResponse(here + "?" * bool(rest) + rest, status_code=303)
        answer.headers["cache-control"], answer.headers["referrer-policy"] = (
            "no-store",
            "no-referrer",
        )
        if self._token.opens(given[-1]):
            answer.set_cookie(
                f"{_COOKIE}{(scope.get('server') or ('', 0))[1]}",
                self._token.value,
                httponly=True,
                samesite="strict",
                secure=scope.get("scheme") == "https",
            )
        return answer


def _withheld(scope: Scope) -> Response | None:
    """The refusal of what the server counts, which is the operator's, to whoever sits elsewhere.

    A proxy on this machine is known by the headers that it adds.
    """
    if scope["type"] != "http" or not scope["path"].rstrip("/").endswith(_COUNTS):
        return None
    if loopback((scope.get("client") or ("",))[0]) and not foreign(Headers(scope=scope)):
        return None
    return PlainTextResponse("What this server counts is told on its own machine alone.\n", 403)


async def _refuse(why: str, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "http":
        answer = PlainTextResponse(f"{why}\n", 421, {"x-content-type-options": "nosniff"})
        await answer(scope, receive, send)
    else:
        getLogger(__name__).warning(why)  # no browser shows it
        await send({"type": "websocket.close", "code": 1008})


def _printed(messages: list[str]) -> str:
    return repr(re.sub(r"[^ -~]", "?", ", ".join(messages))[:80])


def _noted(scope: Scope) -> Scope:
    """The scope with the peer in a header, which is all that a page's run is shown of it."""
    address = (scope.get("client") or ("",))[0]
    headers = [(name, value) for name, value in scope["headers"] if name.lower() != PEER.encode()]
    return {**scope, "headers": [*headers, (PEER.encode(), f"{_STAMP} {address}".encode())]}


def _without_clearing(scope: Scope, receive: Receive) -> Receive:
    """What comes in, but for the wish to clear the caches, which are everybody's."""
    if scope["type"] == "http":
        return receive

    async def received() -> Message:
        while True:
            message = await receive()
            if not _clears(message.get("bytes") or b""):
                return message

    return received


def _clears(data: bytes) -> bool:
    try:
        return BackMsg.FromString(data).WhichOneof("type") == "clear_cache"
    except DecodeError:  # Streamlit says so itself
        return False
