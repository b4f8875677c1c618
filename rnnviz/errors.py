"""The one error the user can mend."""


class InputError(ValueError):
    """Something that was asked for can't be had.

    Its message is one sentence that names the value, the allowed range and what to do next; pages
    and the command line print it as it is. Every other exception is a bug of ours.
    """


def counted(number: float, thing: str, more: str = "") -> str:
    """A number of things, in words: "1 run", "2,000 runs"; `more` where an s doesn't do."""
    return f"{number:,} {thing if number == 1 else more or f'{thing}s'}"
