"""Whether a visitor's code may run here: only for who sits at the machine that runs it."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from ipaddress import ip_address

from rnnviz.content import sentence
from rnnviz.errors import InputError

HOSTED, ALLOWED = "RNNVIZ_HOSTED", "RNNVIZ_RUN_CODE"
_YES, _NO = {"1", "true", "yes", "on"}, {"", "0", "false", "no", "off"}
# All that a browser says when it opens a socket; a page's script can add nothing to it. Whatever
# else is there, a proxy has put there, and behind a proxy everybody seems to come from its machine.
_BY_BROWSERS = {
    *("host", "connection", "upgrade", "origin", "user-agent", "cookie", "authorization"),
    *("cache-control", "pragma", "accept", "accept-encoding", "accept-language", "dnt", "priority"),
}


@dataclass(frozen=True, slots=True)
class Visit:
    """How a visitor came to the server, as the server saw it."""

    peer: str  # the address at the connection's other end; "" where it has none
    token: bool  # knows the secret of this start
    headers: frozenset[str] = frozenset()  # their names, in lower case
    listens: str | None = None  # the address that the server was told to listen on


def refusal(visit: Visit | None, environment: Mapping[str, str] = os.environ) -> str:
    """Why no code may run, in a sentence; empty if it may. None is a visit that nobody saw."""
    try:
        allowed, hosted = switch(ALLOWED, environment), switch(HOSTED, environment)
    except InputError as error:
        return str(error)
    if os.name != "posix":
        return sentence("lessons.no_limits")
    if visit is None:
        return sentence("lessons.no_server")
    if allowed:
        return ""
    if hosted:
        return sentence("lessons.hosted")
    return _stranger(visit)


def switch(name: str, environment: Mapping[str, str] = os.environ) -> bool:
    """Whether a variable says yes. Raises `InputError` for what is neither yes nor no."""
    text = environment.get(name, "")
    word = text.strip().lower()
    if word not in _YES | _NO:
        raise InputError("lessons.no_truth", name=name, text=text[:40])
    return word in _YES


def loopback(address: str) -> bool:
    """Whether a number means the machine itself, IPv4 written as IPv6 too."""
    try:
        number = ip_address(address)
    except ValueError:
        return False
    return (getattr(number, "ipv4_mapped", None) or number).is_loopback


def foreign(headers: Iterable[str]) -> list[str]:
    """The headers that no browser sends by itself."""
    return sorted(h for h in headers if h not in _BY_BROWSERS and not h.startswith("sec-"))


def _stranger(visit: Visit) -> str:
    """Why the visitor isn't known to sit here, in a sentence; empty if known."""
    if visit.listens and visit.listens != "localhost" and not loopback(visit.listens):
        return sentence("lessons.listens", address=visit.listens)
    if not loopback(visit.peer):
        return sentence("lessons.elsewhere")
    if added := foreign(visit.headers):
        return sentence("lessons.proxy", header=added[0])
    if not visit.token:
        return sentence("lessons.secret")
    return ""
