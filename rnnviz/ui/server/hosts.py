"""Which names this server answers to: its own machine's, numbers, and what RNNVIZ_HOSTS says.

A web page anywhere can let its own name mean this machine (DNS rebinding); the browser then takes
this server for that page's own, and the name is all that gives it away.
"""

import os
import re
from collections.abc import Mapping
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from urllib.parse import urlsplit

from rnnviz.errors import InputError

VARIABLE = "RNNVIZ_HOSTS"
_LABEL = r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?"
_NAME = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_HOST = re.compile(r"(?:\[(?P<v6>[0-9a-f:.]+)\]|(?P<name>[a-z0-9_.-]+))(?::[0-9]{1,5})?")
_PORTS = {"http": 80, "https": 443}


def hosts(environment: Mapping[str, str] = os.environ) -> frozenset[str]:
    """The names that the operator gives; a leading dot stands for all names below.

    Raises `InputError` for what is no name.
    """
    given = (name.strip() for name in environment.get(VARIABLE, "").split(","))
    return frozenset(_name(name) for name in given if name)


def answers_to(host: str, given: frozenset[str]) -> bool:
    """Whether a Host header names this server."""
    match = _HOST.fullmatch(host.lower())
    if not match:
        return False
    if match["v6"]:
        return _number(IPv6Address, match["v6"])
    name = match["name"].removesuffix(".")
    if _number(IPv4Address, name):
        return True
    return bool(_NAME.fullmatch(name)) and _known(name, given | {"localhost", ".localhost"})


def same_page(origin: str, host: str, given: frozenset[str]) -> bool:
    """Whether a page of this origin may open a socket: the server's own, under the name that the
    request has, or under one that the operator gives, where a proxy changes the Host.
    """
    try:
        page, server = urlsplit(origin.lower()), urlsplit(f"//{host.lower()}")
        usual = _PORTS[page.scheme]
        ports = {page.port or usual, server.port or usual}
    except (ValueError, KeyError):
        return False
    if page.hostname == server.hostname and len(ports) == 1:
        return True
    return _known((page.hostname or "").removesuffix("."), given)


def _known(name: str, names: frozenset[str]) -> bool:
    above = (f".{name.split('.', n)[n]}" for n in range(1, name.count(".") + 1))
    return name in names or any(parent in names for parent in above)


def _number(kind: type[IPv4Address | IPv6Address], text: str) -> bool:
    try:
        kind(text)
    except AddressValueError:
        return False
    return True


def _name(given: str) -> str:
    """A name as a browser sends it; "*.x" as ".x"."""
    name = given.removeprefix("*").removeprefix(".") if given.startswith((".", "*.")) else given
    dot = given.removesuffix(name)
    try:
        sent = name.encode("idna").decode().lower().removesuffix(".")
    except UnicodeError:
        sent = ""
    if not _NAME.fullmatch(sent):
        raise InputError("ui.no_host", variable=VARIABLE, text=given[:60])
    return "." * bool(dot) + sent
