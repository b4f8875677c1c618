"""One value that a visitor can set: its name, type, default, parser, and where it is kept."""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Generic, NoReturn, TypeVar

from rnnviz.errors import InputError

T = TypeVar("T")
_MOST_DIGITS = 32  # of a number in an address


class Place(Enum):
    """Where a field is kept; everywhere for the visit."""

    ADDRESS = auto()
    VISIT = auto()
    COOKIE = auto()  # read from the browser's; `browser.cookies` writes it
    EVERYWHERE = auto()  # in the address of every page, else in a cookie


def _unreadable(text: str) -> NoReturn:
    raise InputError("ui.unreadable", said=text[:40])


@dataclass(frozen=True, slots=True)
class Field(Generic[T]):
    """One value that a visitor can set."""

    name: str  # in the address; the widget's key as well
    default: T
    parse: Callable[[str], T] = _unreadable  # of what `write` makes, and of what old addresses have
    write: Callable[[T], str | None] = str  # None for what an address can't carry
    place: Place = Place.ADDRESS
    slot: str = ""  # where the visit keeps it, if another page has a field of that name
    joined: bool = False  # an old address has its parts as parameters of one name
    span: tuple[float, float] | None = None  # of a number, both ends included

    @property
    def kept(self) -> str:
        """The session's key of its value; that of the widget is the field's name."""
        return f"kept-{self.slot or self.name}"

    @property
    def cookie(self) -> str:
        """What the browser keeps it under."""
        return f"rnnviz_{self.slot or self.name}"


def choice(
    name: str,
    keys: Sequence[T],
    default: T | None = None,
    old: Mapping[str, T] | None = None,
    slot: str = "",
) -> Field[T]:
    """One of a few keys, the first to begin with; `old` has the labels that addresses held."""
    words = [*(old or {}).items(), *((str(key), key) for key in keys)]
    known = {word.casefold(): key for word, key in words}

    def parse(word: str) -> T:
        return known[word.casefold()] if word.casefold() in known else _unreadable(word)

    return Field(name, keys[0] if default is None else default, parse, slot=slot)


def named(
    name: str, default: str = "", old: Callable[[str], str] = str, slot: str = ""
) -> Field[str]:
    """A key out of options that only the page knows, the first of them where it is empty."""
    return Field(name, default, old, slot=slot)


def whole(name: str, default: int, low: int, high: int) -> Field[int]:
    """A number without a point."""

    def parse(written: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}(\.0{0,9})?", written):
            _unreadable(written)
        number = int(written.partition(".")[0])
        return number if low <= number <= high else _unreadable(written)

    return Field(name, default, parse, span=(low, high))


def real(name: str, default: float, low: float, high: float) -> Field[float]:
    """A number in an interval."""

    def parse(written: str) -> float:
        try:
            number = float(written[:_MOST_DIGITS])
        except ValueError:
            _unreadable(written)
        return number if math.isfinite(number) and low <= number <= high else _unreadable(written)

    return Field(name, default, parse, repr, span=(low, high))


def text(name: str, default: str, most: int | None = None) -> Field[str]:
    """Whatever was typed, its first letters if it is long."""
    return Field(name, default, lambda written: written[:most])


def flag(name: str, *, on: bool = False) -> Field[bool]:
    """On or off, off to begin with if nothing else is said."""

    def parse(written: str) -> bool:
        return (
            written.lower() == "true"
            if written.lower() in {"true", "false"}
            else _unreadable(written)
        )

    return Field(name, on, parse, lambda value: str(value).lower())


def in_visit(name: str, default: T) -> Field[T]:
    """What is known for the visit alone."""
    return Field(name, default, place=Place.VISIT)
