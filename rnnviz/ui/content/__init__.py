"""The prose of every page, out of the code: one Markdown file per page, one section per heading."""

import re
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "en"


def prose(page: str, section: str) -> str:
    """The Markdown under `# section` in a page's file; `KeyError` names what is missing."""
    return _sections(page)[section]


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


@cache
def _sections(page: str) -> dict[str, str]:
    text = (_FOLDER / f"{page}.md").read_text(encoding="utf-8")
    parts = (part.partition("\n") for part in f"\n{text}".split("\n# ")[1:])
    return {title.strip(): body.strip() for title, _, body in parts}
