"""The twins laid beside each other: the same line in both, and the equation that it computes."""

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent
STEMS = ("rnn", "dropout")


@dataclass(frozen=True, slots=True)
class Pair:
    """The same lines of both files."""

    first_line: int  # counted from 1
    numpy: str
    torch: str


@dataclass(frozen=True, slots=True)
class Matched:
    """An equation, as the files state it, and the lines below it that compute it."""

    equation: str
    lines: Pair


def whole(stem: str) -> Pair:
    """Both files of a stem in `STEMS`."""
    return Pair(1, *(_source(stem, library) for library in ("numpy", "torch")))


@cache
def definition(stem: str, name: str) -> Pair:
    """A function or class of both files. Raises `KeyError` for one that isn't there."""
    nodes = {getattr(node, "name", None): node for node in ast.parse(_source(stem, "numpy")).body}
    return _cut(stem, nodes[name])


@cache
def matched(stem: str, name: str) -> tuple[Matched, ...]:
    """Every equation in a function of both files."""
    inside = definition(stem, name)
    source = _source(stem, "numpy")
    begins = {n.lineno: n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.stmt)}
    last = inside.first_line + len(inside.numpy.splitlines())
    return tuple(
        Matched(line.strip().removeprefix("# "), _cut(stem, begins[number + 1]))
        for number, line in enumerate(source.splitlines(), start=1)
        if line.strip().startswith("# ") and inside.first_line <= number < last
    )


def _cut(stem: str, node: ast.stmt) -> Pair:
    """The lines of a statement in both files: they are the same ones, a test sees to it."""
    first, last = node.lineno, node.end_lineno
    texts = (
        _source(stem, library).splitlines()[first - 1 : last] for library in ("numpy", "torch")
    )
    return Pair(first, *("\n".join(text[node.col_offset :] for text in lines) for lines in texts))


@cache
def _source(stem: str, library: str) -> str:
    return (_FOLDER / f"{stem}_{library}.py").read_text(encoding="utf-8")
