"""What every component is made of: its page, its style, and its script from several modules."""

from html import escape
from json import dumps
from pathlib import Path
from string import Template

from streamlit.components import v2

from rnnviz.content import LANGUAGE, sentences
from rnnviz.ui.browser.shared.bundle import bundle

_BROWSER = Path(__file__).parents[1]
_SPEAKING = ("network", "film", "surprise", "connect")


def component(name: str, *, base: bool = True):  # noqa: ANN201 -- Streamlit doesn't name its type
    """The component in the folder `name`; with `base`, it has the style that the pictures share."""
    folder = _BROWSER / name
    styles = [_BROWSER / "shared/base.css"] if base else []
    styles += folder.glob("*.css")
    css = "\n".join(map(_read, styles)) or None
    return v2.component(f"rnnviz_{name}", html=page(name), css=css, js=script(name))


def page(name: str) -> str:
    """The page of a component, its `$names` replaced by words; its script reads all of them."""
    written = _read(_BROWSER / name / f"{name}.html")
    written = written.replace("<!-- bar -->", _read(_BROWSER / "shared/bar.html"))
    said = words(name)
    texts = {key: escape(text) for key, text in said.items() if isinstance(text, str)}
    return Template(written).substitute(texts, language=LANGUAGE, words=escape(dumps(said)))


def words(name: str) -> dict[str, str | dict[str, str]]:
    """What a component says, by key: pictures have words, what is never seen has none."""
    own = f"browser/{name}"
    return sentences("browser/shared") | sentences(own) if name in _SPEAKING else {}


def script(name: str) -> str:
    """All modules of the component in the folder `name`, as the one that Streamlit takes."""
    return bundle(_BROWSER / name / f"{name}.js")


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8")
