"""What every component is made of: its page, its style, and its script from several modules."""

from collections.abc import Callable
from functools import cache
from html import escape
from json import dumps
from pathlib import Path
from string import Template
from typing import Any

from streamlit.components import v2

from rnnviz.content import sentences, speaking, spoken
from rnnviz.ui.browser.shared.bundle import bundle

_BROWSER = Path(__file__).parents[1]
_SPEAKING = ("network", "film", "surprise", "connect")


def component(name: str, *, base: bool = True) -> Callable[..., Any]:
    """The component in the folder `name`, in the language of whoever it is shown to.

    With `base`, it has the style that the pictures share.
    """

    def shown(**given: object) -> object:
        return _in_language(name, spoken() if name in _SPEAKING else "", base=base)(**given)

    return shown


@cache
def _in_language(name: str, language: str, *, base: bool) -> Callable[..., Any]:
    """The component as Streamlit takes it: its page has its words, so each language has its own."""
    folder = _BROWSER / name
    styles = [_BROWSER / "shared/base.css"] if base else []
    styles += folder.glob("*.css")
    css = "\n".join(map(_read, styles)) or None
    with speaking(language):
        html = page(name)
    return v2.component(f"rnnviz_{name}{language}", html=html, css=css, js=script(name))


def page(name: str) -> str:
    """The page of a component, its `$names` replaced by words; its script reads all of them."""
    written = _read(_BROWSER / name / f"{name}.html")
    written = written.replace("<!-- bar -->", _read(_BROWSER / "shared/bar.html"))
    texts_of = words(name)
    texts = {key: escape(text) for key, text in texts_of.items() if isinstance(text, str)}
    return Template(written).substitute(texts, language=spoken(), words=escape(dumps(texts_of)))


def words(name: str) -> dict[str, str | dict[str, str]]:
    """What a component says, by key: pictures have words, what is never seen has none."""
    own = f"browser/{name}"
    return sentences("browser/shared") | sentences(own) if name in _SPEAKING else {}


@cache
def script(name: str) -> str:
    """All modules of the component in the folder `name`, as the one that Streamlit takes."""
    return bundle(_BROWSER / name / f"{name}.js")


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8")
