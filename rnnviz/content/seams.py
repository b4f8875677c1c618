"""Where a field meets a text whose words aren't kept apart by spaces, such as Chinese.

A pattern can't know what its fields will hold: Latin letters and digits have a space between
themselves and Chinese, Chinese has none between itself and Chinese.
"""

import re
from collections.abc import Mapping

_FIELD = re.compile(r"(\{\w+[^{}]*\})")
_HAN = "[\u3400-\u9fff]"
_LATIN = "[A-Za-z0-9]"
_WIDE = "[\u3001-\u303f\u3400-\u9fff\uff01-\uff60“”]"
_END = re.compile(r"([^\s*])([* ]*)$")
_BEGIN = re.compile(r"([* ]*)([^\s*])")


def filled(pattern: str, fields: Mapping[str, object]) -> str:
    """The pattern with its fields, each with or without a space on either side."""
    text = ""
    for piece in _FIELD.split(pattern):
        text = _met(text, piece.format(**fields))
    return text


def _met(first: str, second: str) -> str:
    """Two parts, one after the other; stars of Markdown between them count as no letters.

    A space stays that keeps stars from a sign: without it Markdown would take them as text.
    """
    end, begin = _END.search(first), _BEGIN.match(second)
    if not end or not begin:
        return first + second
    last, next_, between = end[1], begin[2], end[2] + begin[1]
    if " " in between:
        tight = _is(_WIDE, last, next_) and ("*" not in between or _is(_HAN, last, next_))
        between = between.replace(" ", "") if tight else between
    elif (_is(_HAN, last) and _is(_LATIN, next_)) or (_is(_LATIN, last) and _is(_HAN, next_)):
        between = f" {between}" if end[2] else f"{between} "
    return first[: end.start() + 1] + between + second[begin.end() - 1 :]


def _is(kind: str, *signs: str) -> bool:
    return all(re.fullmatch(kind, sign) for sign in signs)
