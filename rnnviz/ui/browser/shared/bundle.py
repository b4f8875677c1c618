"""ES modules put together into one, since Streamlit takes a component's script as one text.

Each module becomes a function that runs once, after those it imports from, and returns what it
exports: so it keeps its private names to itself, and nobody needs Node to run the app. Only the
forms that our modules use are read, as our formatter writes them; any other is refused.
"""

import re
from pathlib import Path

from rjsmin import jsmin

_IMPORT = re.compile(r'^import \{(\s*\w+(?:,\s*\w+)*,?\s*)\} from "(\.[^"]+)";$', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:const|function|class) (\w+))", re.MULTILINE)
_DEFAULT = re.compile(r"^export default ", re.MULTILINE)
_LEFT_OVER = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)


def bundle(entry: Path) -> str:
    """One module that does what `entry` does, without comments and spaces.

    Raises `ValueError` for modules that import in a circle, and for a form that isn't read.
    """
    modules: dict[Path, str] = {}
    _add(entry, modules, ())
    text = "".join(modules.values())
    if _DEFAULT.search(entry.read_text(encoding="utf-8")):
        return _small(f"{text}export default {_name(entry)}.entry;\n")
    return _small(f"{{{text}}}\n")  # a page may run it again: its names stay its own


def _small(text: str) -> str:
    return str(jsmin(text))  # bytes come for bytes only


def _add(module: Path, modules: dict[Path, str], above: tuple[Path, ...]) -> None:
    """Put a module behind all those that it imports from."""
    if module in above:
        circle = " → ".join(path.name for path in (*above, module))
        raise ValueError(f"These modules import in a circle: {circle}; let one import less.")
    text = module.read_text(encoding="utf-8")
    for _, path in _IMPORT.findall(text):
        imported = (module.parent / path).resolve()
        if imported not in modules:
            _add(imported, modules, (*above, module))
    modules[module] = _function(module, text)


def _function(module: Path, text: str) -> str:
    """A module as a function that has run."""

    def destructured(match: re.Match[str]) -> str:
        return f"const {{{match[1]}}} = {_name((module.parent / match[2]).resolve())};"

    exported = _EXPORT.findall(text) + ["entry" for _ in _DEFAULT.findall(text)]
    body = _DEFAULT.sub("const entry = ", _EXPORT.sub("", _IMPORT.sub(destructured, text)))
    if unknown := _LEFT_OVER.search(body):
        raise ValueError(f"{module.name} has a line that can't be bundled: {unknown[0]}")
    inside = f"{body}return {{ {', '.join(exported)} }};"
    return f"const {_name(module)} = (() => {{\n{inside}\n}})();\n"


def _name(module: Path) -> str:
    """What a module is called beside the others."""
    return re.sub(r"\W", "_", f"{module.parent.name}_{module.stem}")
