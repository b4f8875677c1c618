"""Whether a visitor's code may run here: only for who sits at the machine that runs it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address

HOSTED, ALLOWED = "RNNVIZ_HOSTED", "RNNVIZ_RUN_CODE"


@dataclass(frozen=True, slots=True)
class Visit:
    """Where the server listens, and how a visitor came to it; None where that isn't known."""

    listens: str | None = None  # the address that the server was told to listen on
    comes_from: str | None = None  # the visitor's address; None from this machine
    asks_for: str | None = None  # the host's name in the browser's address
    forwarded: bool = False  # by a proxy, behind which everybody seems to come from this machine


def refusal(visit: Visit, environment: Mapping[str, str] = os.environ) -> str:
    """Why no code may run, in a sentence; empty if it may."""
    if os.name != "posix":
        return "Code can't be limited on this system, so it isn't run; Linux and macOS can do it."
    if environment.get(ALLOWED) == "1":
        return ""
    if environment.get(HOSTED) == "1":
        return "This app is hosted for many, so it runs nobody's code."
    if visit.listens and not loopback(visit.listens):
        return f"This server listens on {visit.listens}, to others too, so it runs nobody's code."
    elsewhere = visit.comes_from is not None and not loopback(visit.comes_from)
    if elsewhere or visit.forwarded or (visit.asks_for and not loopback(visit.asks_for)):
        return "You come from another machine, so your code isn't run on this one."
    return ""


def loopback(host: str) -> bool:
    """Whether a name or number means the machine itself."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
