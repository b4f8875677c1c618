"""Data from a file as the dataclass that it should be, with nothing taken for granted. No torch."""

import json
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from enum import StrEnum
from functools import cache
from math import isfinite
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from rnnviz.content import Message
from rnnviz.core.placement import Placement, parse
from rnnviz.errors import InputError, reason

_CALLED = {int: "whole_number", float: "number", str: "text", bool: "truth"}
_MOST_SHOWN = 40  # characters of a value that is refused
_MOST_WHOLE = 2**63  # what a tensor, a database and a chart can still hold


class MistypedError(InputError):
    """A value of another kind than its field: the sentence names both, without a full stop."""


def typed(kind: Any, value: Any, at: str = "") -> Any:  # noqa: ANN401 -- whatever kind is
    """A value of JSON as a `kind`: dataclasses, tuples, choices and plain values, each strictly.

    A whole number is a number too; nothing else passes for what it isn't. A field that has a
    default may be missing. `at` says where the value stands. Raises `MistypedError`.
    """
    return _reader(kind)(kind, value, at)


@cache
def _reader(kind: Any) -> Callable[[Any, Any, str], Any]:  # noqa: ANN401
    composed = {UnionType: _optional, tuple: _several, dict: _object}
    if (origin := get_origin(kind)) is not None:
        return composed[origin]
    if kind is Placement:
        return _placement
    if is_dataclass(kind):
        return _instance
    return _choice if issubclass(kind, StrEnum) else _plain


def _instance(kind: type, value: object, at: str) -> object:
    """A dataclass from an object; what the class itself refuses is mistyped too."""
    data, hints = _object(kind, value, at), _hints(kind)
    for name in data.keys() - hints.keys():
        raise MistypedError("lm.nothing_known", at=_place(at), name=name[:_MOST_SHOWN])
    given = {name: typed(hints[name], value, _below(at, name)) for name, value in data.items()}
    for field in fields(kind):
        if field.name not in given and field.default is MISSING:
            raise MistypedError("lm.missing", at=_below(at, field.name))
    return _made(lambda given: kind(**given), given, at)


def _placement(_kind: type, value: object, at: str) -> Placement:
    return _made(parse, _plain(str, value, at), at)


def _made(make: Callable[[Any], Any], given: object, at: str) -> Any:  # noqa: ANN401
    try:
        return make(given)
    except InputError as error:
        raise MistypedError("lm.unusable", at=_place(at), why=reason(error)) from None


def _optional(kind: UnionType, value: object, at: str) -> object:
    """An `X | None`."""
    (given,) = (part for part in get_args(kind) if part is not type(None))
    return None if value is None else typed(given, value, at)


def _several(kind: Any, value: object, at: str) -> tuple[Any, ...]:  # noqa: ANN401
    """A `tuple[X, ...]`."""
    if not isinstance(value, list):
        raise _mistyped(value, at, "list")
    part = get_args(kind)[0]
    if part is float and all(type(number) is float and isfinite(number) for number in value):
        return tuple(value)  # of a curve, which records hold by the thousand
    return tuple(typed(part, each, f"{at}[{n}]") for n, each in enumerate(value))


def _object(_kind: object, value: object, at: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _mistyped(value, at, "object")
    return value


def _choice(kind: type[StrEnum], value: object, at: str) -> StrEnum:
    choices = [choice.value for choice in kind]
    if value not in choices:
        raise _mistyped(value, at, "one_of", choices=choices)
    return kind(value)


def _plain(kind: type, value: Any, at: str) -> Any:  # noqa: ANN401
    """A number, a text or a truth: `true` is no number here, though Python says so."""
    if kind is float and type(value) is int and abs(value) < _MOST_WHOLE:
        value = float(value)
    sound = type(value) is kind
    if sound and kind is int:
        sound = -_MOST_WHOLE <= value < _MOST_WHOLE
    if sound and kind is float:
        sound = isfinite(value)
    if not sound:
        raise _mistyped(value, at, _CALLED[kind])
    return value


def _mistyped(value: object, at: str, wanted: str, **fields: object) -> MistypedError:
    shown = json.dumps(value, ensure_ascii=False)
    shown = shown if len(shown) <= _MOST_SHOWN else f"{shown[:_MOST_SHOWN]}…"
    kind = Message(f"lm.{wanted}", fields)
    return MistypedError("lm.mistyped", at=_place(at), shown=shown, wanted=kind)


def _place(at: str) -> Message | str:
    return at or Message("lm.it")


def _below(at: str, name: str) -> str:
    return f"{at}.{name}" if at else name


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)
