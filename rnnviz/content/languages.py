"""Languages: each a folder, what is peculiar to it in its `language.toml`, and which one is read.

The language belongs to whoever reads. A thread that runs for somebody says once which one that is
(`speak`); one that doesn't is asked about by `follow`'s source; all else is English.
"""

import tomllib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, wraps
from gettext import c2py
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

ENGLISH = "en"
FOLDERS = (Path(__file__).parent,)  # where the folders of languages lie
_OWN = "language.toml"
_SPOKEN: ContextVar[str] = ContextVar("language", default="")

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Language:
    """What is peculiar to a language."""

    name: str  # in itself
    comma: str  # between the parts of a list
    last: str  # between the last two
    semicolon: str  # between the clauses of a sentence
    space: str  # between two sentences; nothing where words are not kept apart
    forms: tuple[str, ...]  # of plurals, as CLDR names them, the commonest last
    order: str  # the encoding whose bytes sort as its dictionaries do
    plural: str  # which of them a number n takes, counted from 0, as gettext writes it

    def form(self, count: object) -> str:
        """The plural form of a number."""
        return self.forms[c2py(self.plural)(count) if isinstance(count, int) else -1]

    def listed(self, parts: Sequence[object]) -> str:
        """All parts in a sentence: “a, b and c”."""
        *first, end = map(str, parts)
        return self.last.join([self.comma.join(first), end]) if first else end


def available() -> tuple[str, ...]:
    """The keys of all languages, English first."""
    return _in_folders(FOLDERS)


@cache
def _in_folders(folders: tuple[Path, ...]) -> tuple[str, ...]:
    there = (file.parent.name for folder in folders for file in sorted(folder.glob(f"*/{_OWN}")))
    return tuple(dict.fromkeys((ENGLISH, *there)))


def named_by(tag: str, keys: Sequence[str]) -> str:
    """Which of the keys a browser's or a reader's tag means, such as zh for zh-CN; "" for none."""
    whole = tag.strip().lower().replace("_", "-")
    return next((key for key in (whole, whole.partition("-")[0]) if key in keys), "")


def folder(key: str) -> Path:
    """Where a language's texts lie."""
    return next(path for root in FOLDERS if (path := root / key / _OWN).is_file()).parent


@cache
def language(key: str) -> Language:
    """What is peculiar to the language of a key. `StopIteration` if there is none."""
    own: dict[str, Any] = tomllib.loads((folder(key) / _OWN).read_text(encoding="utf-8"))
    own["forms"] = tuple(own["forms"])
    return Language(**own)


def spoken() -> str:
    """The key of the language of whoever reads now."""
    return _SPOKEN.get() or _asked() or ENGLISH


def speak(key: str) -> None:
    """From here on, in this thread, whoever reads reads this language."""
    _SPOKEN.set(key)


@contextmanager
def speaking(key: str) -> Iterator[None]:
    """The same for a while."""
    token = _SPOKEN.set(key)
    try:
        yield
    finally:
        _SPOKEN.reset(token)


def follow(source: Callable[[], str]) -> None:
    """Ask `source` wherever nobody has said; "" is English."""
    global _asked  # noqa: PLW0603 -- one reader for each thread, one who knows them for all
    _asked = source


def _asked() -> str:
    return ""


def by_language(function: Callable[P, T]) -> Callable[P, T]:
    """`functools.cache` for what is made of words: apart for each language."""

    @cache
    def kept(_key: str, *given: P.args, **named: P.kwargs) -> T:
        return function(*given, **named)

    @wraps(function)
    def asked(*given: P.args, **named: P.kwargs) -> T:
        return kept(spoken(), *given, **named)

    return asked
