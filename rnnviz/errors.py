"""The one error the user can mend."""

from rnnviz.content import Clause, Message, as_it_is, is_key


class InputError(ValueError):
    """Something that was asked for can't be had.

    It carries the key of a sentence and its fields, and `str` makes the sentence: it names the
    value, the allowed range and what to do next; pages and the command line print it as it is.
    A message or a finished sentence will do, too. Every other exception is a bug of ours.
    """

    def __init__(self, message: str | Message, /, **fields: object) -> None:
        super().__init__(message)
        self.message = _message(message, fields)

    def __str__(self) -> str:
        return str(self.message)


def reason(error: Exception) -> Clause:
    """What an error says, within a sentence about what it came of."""
    return Clause(error.message if isinstance(error, InputError) else as_it_is(str(error)))


def _message(message: str | Message, fields: dict[str, object]) -> Message:
    if isinstance(message, Message):
        return message
    return Message(message, fields) if is_key(message) else as_it_is(message)


def counted(number: float, thing: str, more: str = "") -> str:
    """A number of things, in words: "1 run", "2,000 runs"; `more` where an s doesn't do."""
    return f"{number:,} {thing if number == 1 else more or f'{thing}s'}"
