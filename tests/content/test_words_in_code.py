"""No words of a visitor's stand in Python: two in a row are in `content`, or have a reason."""

import ast
import re
from pathlib import Path

import pytest

from rnnviz.content import is_key

ROOT = Path(__file__).parents[2]
SHOWN = ("app.py", "pages/*.py", "rnnviz/ui/**/*.py", "rnnviz/figures/*.py")
WORDS = re.compile(r"[A-Za-z]{2,}[,;:]? [A-Za-z]{2,}|^[A-Z][a-z]+$")
REASONS = {
    "rnnviz/ui/fields/__init__.py": "what stood in addresses of before",
    "rnnviz/ui/fields/explore.py": "what stood in addresses of before",
    "rnnviz/ui/fields/memory.py": "what stood in addresses of before",
    "rnnviz/ui/fields/parts.py": "what stood in addresses of before, and a sentence models read",
    "rnnviz/ui/server/logs.py": "a line of Streamlit's log",
    "rnnviz/ui/server/door.py": "the answer to who has no page",
    "rnnviz/ui/server/identity.py": "a cookie's attributes",
    "rnnviz/ui/browser/shared/bundle.py": "JavaScript, and what is amiss with it",
    "rnnviz/ui/browser/network/__init__.py": "names of types",
    "rnnviz/ui/browser/network/payload.py": "names of types",
    "rnnviz/ui/frame/hiding.py": "names of Streamlit's widgets",
    "rnnviz/ui/kit/exercise.py": "CSS, and names of sections",
    "rnnviz/ui/editor/controls.py": "a key that addresses and visits know",
    "rnnviz/figures/curves.py": "a place, as Plotly names it",
    "rnnviz/figures/literature.py": "places, as Plotly names them",
}
_TOLD = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
FILES = sorted(path for pattern in SHOWN for path in ROOT.glob(pattern))


def literals(tree):
    """Every text in a program but for docstrings, with its line."""
    told = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, _TOLD) and node.body
        if isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.lineno, node.value


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_page_has_no_words_of_its_own(path):
    sentences = [
        (line, text)
        for line, text in literals(ast.parse(path.read_text(encoding="utf-8")))
        if WORDS.search(text) and not text.startswith(("\\", "<", "tuple[")) and "{" not in text
    ]
    if str(path.relative_to(ROOT)) in REASONS:
        assert sentences, "It has no words any more, so it needs no reason."
    else:
        assert sentences == []


def raised():
    """Where an error that a visitor can mend is raised with a sentence instead of a key."""
    for path in sorted((ROOT / "rnnviz").rglob("*.py")):
        if "rnnviz/nn/" in str(path):
            continue  # other people's programs: they read English
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id="InputError"), args=[ast.JoinedStr(), *_]):
                    yield f"{path.name}:{node.lineno}"
                case ast.Call(func=ast.Name(id="InputError"), args=[ast.Constant(value=str(key))]):
                    if not is_key(key):
                        yield f"{path.name}:{node.lineno}"


def test_an_error_is_raised_with_its_key():
    assert list(raised()) == []
