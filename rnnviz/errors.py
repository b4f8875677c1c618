"""The one error the user can mend."""


class InputError(ValueError):
    """Something that was asked for can't be had.

    Its message is one sentence that names the value, the allowed range and what to do next; pages
    and the command line print it as it is. Every other exception is a bug of ours.
    """
