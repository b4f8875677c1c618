"""What several commands ask of their options."""

import argparse

from rnnviz.errors import InputError


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
