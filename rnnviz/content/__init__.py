"""The prose of every page, out of the code: one Markdown file per page, one section per heading."""

from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "en"


def prose(page: str, section: str) -> str:
    """The Markdown under `# section` in a page's file; `KeyError` names what is missing."""
    return _sections(page)[section]


@cache
def _sections(page: str) -> dict[str, str]:
    text = (_FOLDER / f"{page}.md").read_text(encoding="utf-8")
    parts = (part.partition("\n") for part in f"\n{text}".split("\n# ")[1:])
    return {title.strip(): body.strip() for title, _, body in parts}
