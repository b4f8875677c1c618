"""Every word that a visitor reads, out of the code and looked up by key when it is shown.

A language is a folder: the prose of each page in Markdown, one section per heading; sentences with
named fields, and the labels of choices, in TOML; what is peculiar to it in `language.toml`.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from numbers import Integral
from typing import Any, SupportsFloat

from rnnviz.content.languages import (
    ENGLISH,
    available,
    by_language,
    follow,
    language,
    named_by,
    speak,
    speaking,
    spoken,
)
from rnnviz.content.numbers import Number
from rnnviz.content.seams import filled
from rnnviz.content.texts import patterns, sections, whole

__all__ = [
    "ENGLISH",
    "Clause",
    "Message",
    "as_it_is",
    "available",
    "by_language",
    "clauses",
    "commas",
    "entry",
    "follow",
    "is_key",
    "joined",
    "labels",
    "language",
    "listed",
    "named",
    "named_by",
    "prose",
    "sentence",
    "sentences",
    "speak",
    "speaking",
    "spoken",
    "whole",
]

_KEY = re.compile(r"[a-z_]+\.[a-z_]+")
_AS_IT_IS = "words.as_it_is"
_MOST_CLAUSE = 200


def prose(page: str, section: str) -> str:
    """The Markdown under `# section` in a page's file; `KeyError` names what is missing."""
    return sections(page)[section]


def sentence(key: str, /, **fields: object) -> str:
    """The sentence `part.name`, its fields filled in; `KeyError` names what is missing.

    Where it depends on a number of things, the field `count`, there is a form for each plural that
    the language has. Fields that are lists are joined as the language joins them.
    """
    part, _, name = key.partition(".")
    pattern: Any = patterns(part)[name]
    own = language(spoken())
    if isinstance(pattern, dict):
        pattern = pattern.get(own.form(fields["count"]), pattern["other"])
    shown = {name: _shown(value) for name, value in fields.items()}
    return pattern.format(**shown) if own.space else filled(pattern, shown)


def sentences(part: str) -> dict[str, Any]:
    """All sentences of a part as they are written, for whoever fills in their fields elsewhere."""
    return dict(patterns(part))


def entry(part: str, *keys: str) -> Any:  # noqa: ANN401 -- a text, or a table of them
    """What stands under some keys, one within the other; `KeyError` names what is missing."""
    node: Any = patterns(part)
    for key in keys:
        node = node[key]
    return node


def named(kind: str, key: str) -> str:
    """What a visitor reads for a choice of some kind; `KeyError` names what is missing."""
    return entry("labels", kind, key)


def labels(kind: str) -> dict[str, str]:
    """What a visitor reads for each choice of a kind, by key, in their order."""
    return dict(entry("labels", kind))


def listed(parts: Sequence[object]) -> str:
    """Parts in a sentence, such as “a, b and c”."""
    return language(spoken()).listed(parts)


def commas(parts: Iterable[object]) -> str:
    """Parts of a row of things, such as “a, b, c”."""
    return language(spoken()).comma.join(map(str, parts))


def clauses(parts: Iterable[str]) -> str:
    """Parts of a sentence that are almost sentences, one after another."""
    return language(spoken()).semicolon.join(parts)


def joined(*parts: str) -> str:
    """Sentences one after another, without those that are empty."""
    return language(spoken()).space.join(filter(None, parts))


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence that is yet to be made: its key and its fields, to be stored, sent and compared.

    `str` makes it. A field may be a message itself.
    """

    key: str
    fields: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return sentence(self.key, **self.fields)

    def to_text(self) -> str:
        """A line of JSON, which `from_text` reads."""
        return json.dumps(self, default=_plain)

    @classmethod
    def from_text(cls, text: str) -> "Message":
        """The message of a line of JSON; any other text, and what can't be said, as it is."""
        try:
            read = json.loads(text, object_hook=_message)
            str(read)
        except (ValueError, TypeError, LookupError, OSError, RecursionError):
            return as_it_is(text)
        return read if isinstance(read, cls) else as_it_is(text)


@dataclass(frozen=True, slots=True)
class Clause:
    """A sentence within another one: its first letters, without the full stop."""

    message: Message

    def __str__(self) -> str:
        return str(self.message)[:_MOST_CLAUSE].rstrip(".。")


def as_it_is(text: str) -> Message:
    """What is a sentence already: what a system says, or an earlier version stored."""
    return Message(_AS_IT_IS, {"text": text})


def is_key(text: str) -> bool:
    """Whether something is the key of a sentence, and not a sentence."""
    return _KEY.fullmatch(text) is not None


def _plain(value: object) -> object:
    """What JSON has no form for: a message as its key and its fields, all else as text."""
    return {value.key: dict(value.fields)} if isinstance(value, Message) else str(value)


def _message(data: dict[str, object]) -> object:
    """The message in an object of JSON: those alone have keys with a full stop."""
    if len(data) == 1:
        ((key, fields),) = data.items()
        if is_key(key) and isinstance(fields, dict):
            return Message(key, fields)
    return data


def _shown(value: object) -> object:
    if isinstance(value, (list, tuple)):
        return commas(value)
    if isinstance(value, str):  # as most are
        return value
    if isinstance(value, SupportsFloat) and not isinstance(value, Integral):
        return Number(value)
    return value
