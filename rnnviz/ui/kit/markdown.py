"""What somebody typed, shown in Markdown letter by letter."""

import re

# Streamlit looks for addresses, icons and arrows once more in the text that Markdown has read, when
# nothing is escaped any longer: an empty piece in small print keeps their signs apart.
_APART, _SEAM = ":small[]", "\x00"
_SPACE = re.compile("[\t-\r\x1c-\x1f\x85\u2028\u2029\ufeff\x00 ]+")
_JOINT = re.compile(
    r"(?<=:)(?=\S)|(?<=www)(?=\.)|(?<=@)(?=[\w-])|(?<=[-<>~])(?=[-=>])", re.IGNORECASE
)
_SIGN = re.compile(rf"[\\`*<>$~\[\]{{&]|:(?={_SEAM})|(?<![^\W_])_|_(?![^\W_])")
_START = re.compile(r"\A(\s*\d*)([-+=#.)])")  # of a list or a heading


def plain(text: str) -> str:
    """What somebody typed, as one line of Markdown that shows it letter by letter."""
    apart = _JOINT.sub(_SEAM, _SPACE.sub(" ", text))
    escaped = _START.sub(r"\1\\\2", _SIGN.sub(r"\\\g<0>", apart))
    return escaped.replace(_SEAM, _APART)
