"""Numbers in a sentence: powers of ten as a book prints them, such as 4.9 × 10⁻⁹."""

import re

_POWER = re.compile(r"e([+-])0*(\d+)$")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


class Number(float):
    """A number that a sentence formats as it likes, but for Python's own “e-09”.

    Where it says nothing of the form, as of what somebody typed, the number stays as it was.
    """

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        text = super().__format__(spec)
        return _POWER.sub(_raised, text) if spec else text


def _raised(power: re.Match[str]) -> str:
    sign = "⁻" if power[1] == "-" else ""
    return f" × 10{sign}{power[2].translate(_RAISED)}"
