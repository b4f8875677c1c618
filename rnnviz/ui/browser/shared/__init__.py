"""What every component is made of: its page, its style, and its script from several modules."""

from pathlib import Path

from streamlit.components import v2

from rnnviz.ui.browser.shared.bundle import bundle

_BROWSER = Path(__file__).parents[1]


def component(name: str, *, base: bool = True):  # noqa: ANN201 -- Streamlit doesn't name its type
    """The component in the folder `name`; with `base`, it has the style that the pictures share."""
    folder = _BROWSER / name
    page = _read(folder / f"{name}.html").replace(
        "<!-- bar -->", _read(_BROWSER / "shared/bar.html")
    )
    styles = [_BROWSER / "shared/base.css"] if base else []
    styles += folder.glob("*.css")
    css = "\n".join(map(_read, styles)) or None
    return v2.component(f"rnnviz_{name}", html=page, css=css, js=script(name))


def script(name: str) -> str:
    """All modules of the component in the folder `name`, as the one that Streamlit takes."""
    return bundle(_BROWSER / name / f"{name}.js")


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8")
