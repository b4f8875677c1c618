"""What several commands ask of their options."""

import argparse
from pathlib import Path

from rnnviz.content import sentence
from rnnviz.errors import InputError


def named(text: str) -> str:
    """What was named. Raises argparse's error for an empty name, as of a variable not set."""
    if not text.strip():
        raise argparse.ArgumentTypeError(sentence("cli.no_name"))
    return text


def place(text: str) -> Path:
    """The same for a file or a folder: `Path` takes an empty name for the folder one is in."""
    return Path(named(text))


def check_counts(options: argparse.Namespace, *names: str) -> None:
    """Raise `InputError` for an option that was given as less than one."""
    for name in names:
        if (number := getattr(options, name)) is not None and number < 1:
            raise InputError("cli.too_few", number=number, name=name.replace("_", "-"))


def chosen(only: str | None, there: tuple[str, ...]) -> tuple[str, ...]:
    """The models that are named, or all. Raises `InputError`, which lists them, for another."""
    if only is None:
        return there
    names = [name.strip() for name in only.split(",") if name.strip()]
    for name in names or [only]:
        if name not in there:
            raise InputError("cli.unknown_model", name=name, choices=list(there))
    return tuple(dict.fromkeys(names))
