"""A language made of the English one: every text stands in brackets, so that all others show."""

import json
import re
import tomllib
from contextlib import contextmanager

from rnnviz.content import languages, texts
from rnnviz.content.complete import files, missing
from rnnviz.content.languages import folder

KEY, OPEN, CLOSE = "xx", "⟦", "⟧"
OWN = f"""
name = "{OPEN}Pseudo{CLOSE}"
comma = "{OPEN}, {CLOSE}"
last = "{OPEN} and {CLOSE}"
semicolon = "{OPEN}; {CLOSE}"
space = " "
forms = ["other"]
plural = "0"
order = "utf-8"
"""


def write(root):
    """The folder of a third language, below `root`."""
    for file in files():
        place = root / KEY / file
        place.parent.mkdir(parents=True, exist_ok=True)
        text = (folder("en") / file).read_text(encoding="utf-8")
        place.write_text(_toml(text) if file.endswith(".toml") else _markdown(text), "utf-8")
    (root / KEY / "language.toml").write_text(OWN, encoding="utf-8")


@contextmanager
def there(root):
    """The language is one of those there are."""
    write(root)
    before, languages.FOLDERS = languages.FOLDERS, (*languages.FOLDERS, root)
    forget()
    yield
    languages.FOLDERS = before
    forget()


def forget():
    """Read all texts anew."""
    for kept in (languages.language, missing, texts._patterns, texts._sections, texts._read):
        kept.cache_clear()


def outside(text):
    """What of a text stands outside all brackets."""
    before = None
    while before != text:
        before, text = text, re.sub(f"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}", " ", text)
    return text


def _toml(text):
    return "\n".join(_lines((), tomllib.loads(text)))


def _lines(path, table):
    texts = {key: text for key, text in table.items() if isinstance(text, str)}
    tables = {key: text for key, text in table.items() if isinstance(text, dict)}
    if path:
        yield f"[{'.'.join(map(json.dumps, path))}]"
    for key, text in table.items():
        if isinstance(text, list):
            yield f"{_quoted(key)} = {json.dumps(text, ensure_ascii=False)}"
    for key, text in texts.items():
        if key == "other" or not {"other"} & texts.keys():
            yield f"{_quoted(key)} = {_quoted(OPEN + text + CLOSE)}"
    for key, text in tables.items():
        yield from _lines((*path, key), text)


def _quoted(text):
    return json.dumps(text, ensure_ascii=False)


def _markdown(text):
    parts = (part.partition("\n") for part in f"\n{text}".split("\n# ")[1:])
    return "\n\n".join(f"# {title}\n{OPEN}{body.strip()}{CLOSE}" for title, _, body in parts)
