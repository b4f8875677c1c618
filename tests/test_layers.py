"""Which way imports may point, as a table, and the reading of every import against it."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from rnnviz.ui.pages import PAGES

ROOT = Path(__file__).parents[1]

# Left to right: a part imports only from rows above its own, and itself.
LAYERS = (
    {"rnnviz.content"},
    {"rnnviz", "rnnviz.errors"},
    {"rnnviz.capacity", "rnnviz.disk", "rnnviz.logs", "rnnviz.places"},
    {"rnnviz.core", "rnnviz.text"},
    {"rnnviz.nn", "rnnviz.twins", "rnnviz.reference"},
    {"rnnviz.lm", "rnnviz.inspection"},
    {"rnnviz.runs"},
    {"rnnviz.zoo"},
    {"rnnviz.workers"},
    {"rnnviz.cluster"},
    {"rnnviz.analyses", "rnnviz.jobs", "rnnviz.lessons"},
    {"rnnviz.figures"},
    {"rnnviz.cli"},
    {"rnnviz.__main__", "rnnviz.ui.pages", "rnnviz.ui.server"},
    {"rnnviz.ui.callbacks", "rnnviz.ui.echoes", "rnnviz.ui.field"},
    {"rnnviz.ui.state"},
    {"rnnviz.ui.fields"},
    {"rnnviz.ui.kit"},
    {"rnnviz.ui.browser"},
    {"rnnviz.ui.models"},
    {"rnnviz.ui.editor"},
    {"rnnviz.ui.evidence"},
    {"rnnviz.ui.frame"},
    {"rnnviz.ui.code", *(f"rnnviz.ui.{page.key}" for page in PAGES)},
    {"pages"},
    {"app"},
)
ONLY_IN = {
    "streamlit": {"rnnviz.ui", "pages", "app"},
    "plotly": {"rnnviz.figures", "rnnviz.ui.kit"},
    "argparse": {"rnnviz.cli"},
    "numba": {"rnnviz.nn"},
    "dask": {"rnnviz.cluster"},
    "distributed": {"rnnviz.cluster"},
}
NOTHING_BUT = {
    "rnnviz.core": {"torch"} | sys.stdlib_module_names,
    "rnnviz.content": sys.stdlib_module_names,
}
NEVER_TORCH = (
    *(
        "core/edges.py",
        "core/placement.py",
        "core/methods.py",
        "core/crossings.py",
        "core/grading.py",
    ),
    *("lessons/judging.py", "lessons/sandbox.py", "lessons/exercises.py"),
    *("lm/configs.py", "lm/run.py", "lm/typed.py"),
    *("runs/experiment.py", "runs/results.py", "workers/compare.py", "runs/differences.py"),
    *("runs/explain.py", "runs/repeat.py", "runs/plan.py", "runs/due.py", "runs/record.py"),
    *("runs/responses.py", "runs/student.py", "runs/conclusions.py"),
    *("workers/process.py", "workers/worker.py", "workers/pace.py", "zoo/card.py"),
    *("workers/launch.py", "workers/forked.py", "workers/site.py", "cluster/site.py"),
    *("capacity.py", "disk.py", "places.py", "jobs/*.py", "text/*.py", "reference/*.py"),
    *("__main__.py", "cli/main.py"),
    *(
        "ui/field.py",
        "ui/state.py",
        "ui/fields/*.py",
        "ui/models/lab.py",
        "ui/train/*.py",
        "figures/curves.py",
    ),
)
RANK = {part: rank for rank, parts in enumerate(LAYERS) for part in parts}


def violations(root: Path) -> list[str]:
    """A line for each import under `root` that points the wrong way."""
    files = [*root.glob("rnnviz/**/*.py"), *root.glob("pages/**/*.py"), *root.glob("app.py")]
    return [
        f"{file.relative_to(root)}:{line} imports {target}: {problem}"
        for file in sorted(files)
        for line, target in imports(file, root)
        for problem in problems(part_of(module_of(file, root)), target)
    ]


def problems(importer: str, target: str) -> Iterator[str]:
    """Why a part may not import `target`, if so."""
    imported, package = part_of(target), target.partition(".")[0]
    if importer not in RANK:
        yield f"{importer} has no place in the table"
    elif package in {"rnnviz", "pages", "app"}:
        if imported not in RANK:
            yield f"{imported} has no place in the table"
        elif imported == "rnnviz.__main__":
            yield "a program is started, not imported"
        elif imported != importer and RANK[imported] >= RANK[importer]:
            yield f"{imported} is not to the left of {importer}"
    elif not any(f"{importer}.".startswith(f"{o}.") for o in ONLY_IN.get(package, {importer})):
        yield f"{package} belongs in {', '.join(sorted(ONLY_IN[package]))}"
    elif package not in NOTHING_BUT.get(importer, {package}):
        yield f"{importer} needs nothing but torch"


def imports(file: Path, root: Path) -> Iterator[tuple[int, str]]:
    """Each line that imports, at any depth, and the full name of what it imports."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        match node:
            case ast.Import():
                yield from ((node.lineno, alias.name) for alias in node.names)
            case ast.ImportFrom():
                base = ".".join(filter(None, (_above(file, root, node.level), node.module)))
                yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name in {
                "import_module",
                "__import__",
            }:
                words = (word.value for word in node.args if isinstance(word, ast.Constant))
                yield from ((node.lineno, word) for word in words if isinstance(word, str))


def part_of(module: str) -> str:
    """The row entry of a module: `rnnviz.lm.train` is part of `rnnviz.lm`."""
    first, *rest = module.split(".")
    if first != "rnnviz" or not rest or rest[0].startswith("__version"):
        return first
    rooms = 2 if rest[0] == "ui" else 1
    return ".".join(("rnnviz", *rest[:rooms]))


def module_of(file: Path, root: Path) -> str:
    return ".".join(file.relative_to(root).with_suffix("").parts).removesuffix(".__init__")


def _above(file: Path, root: Path, level: int) -> str:
    """The package that a relative import with `level` dots starts from."""
    return ".".join(file.relative_to(root).parts[:-level]) if level else ""


def loads_torch(root: Path, modules: list[str]) -> str:
    """The first of `modules` whose import, in a fresh Python, brings torch along; "" if none."""
    program = (
        "import sys, importlib\n"
        f"for name in {modules!r}:\n"
        "    importlib.import_module(name)\n"
        "    if 'torch' in sys.modules:\n"
        "        print(name)\n"
        "        sys.exit()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=False
    )
    return done.stdout.strip() or (done.stderr if done.returncode else "")


def plant(root: Path, path: str, source: str) -> None:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(source, encoding="utf-8")


WRONG = (
    ("rnnviz/errors.py", "from rnnviz.core.placement import Edge"),
    ("rnnviz/__init__.py", "from rnnviz.core.placement import Edge"),
    ("rnnviz/core/masks.py", "from rnnviz.text.vocab import build"),
    ("rnnviz/core/masks.py", "import numpy as np"),
    ("rnnviz/core/masks.py", "from plotly import graph_objects"),
    ("rnnviz/core/masks.py", "def draw():\n    from rnnviz.lm.run import Run"),
    ("rnnviz/core/masks.py", "if True:\n    import rnnviz.twins.rnn_numpy as twin"),
    ("rnnviz/core/masks.py", "from ..text import vocab"),
    ("rnnviz/core/masks.py", "from .. import lm"),
    ("rnnviz/core/masks.py", "from rnnviz import lm"),
    ("rnnviz/core/masks.py", "import torch, rnnviz.ui.editor.chosen"),
    ("rnnviz/text/vocab.py", "from rnnviz.core.placement import Edge"),
    ("rnnviz/twins/agree.py", "from rnnviz.lm.model import LanguageModel"),
    ("rnnviz/lm/train.py", "from rnnviz.analyses import decay"),
    ("rnnviz/lm/train.py", "from rnnviz.figures.curves import draw"),
    ("rnnviz/lm/train.py", "import streamlit as st"),
    ("rnnviz/lm/train.py", "import plotly.express"),
    ("rnnviz/workers/worker.py", "def run():\n    from distributed import Client"),
    ("rnnviz/lm/train.py", "from importlib import import_module\nimport_module('rnnviz.ui')"),
    ("rnnviz/analyses/decay.py", "from rnnviz.jobs.store import Store"),
    ("rnnviz/jobs/store.py", "from rnnviz.analyses.decay import measure"),
    ("rnnviz/analyses/decay.py", "from rnnviz.figures import style"),
    ("rnnviz/figures/decay.py", "from rnnviz.ui.editor.chosen import State"),
    ("rnnviz/figures/decay.py", "from streamlit import plotly_chart"),
    ("rnnviz/ui/state.py", "import pages.train"),
    ("rnnviz/ui/state.py", "import app"),
    ("rnnviz/ui/state.py", "from rnnviz.__main__ import main"),
    ("rnnviz/__main__.py", "from rnnviz.ui.editor.controls import choose"),
    ("rnnviz/__main__.py", "def run():\n    import streamlit.web.cli"),
    ("pages/train.py", "from app import router"),
    ("pages/train.py", "import plotly.graph_objects as go"),
    ("app.py", "import plotly"),
    ("app.py", "from rnnviz.helpers import anything"),
    ("rnnviz/helpers.py", "import json"),
)
RIGHT = (
    ("rnnviz/core/masks.py", "import math, torch.nn\nfrom rnnviz.errors import InputError"),
    ("rnnviz/core/masks.py", "from . import placement\nfrom ..errors import InputError"),
    ("rnnviz/text/vocab.py", "import numpy\nfrom rnnviz.errors import InputError"),
    ("rnnviz/twins/agree.py", "from rnnviz.core.masks import sample"),
    ("rnnviz/runs/results.py", "from rnnviz import __version__\nfrom rnnviz.text import vocab"),
    ("rnnviz/jobs/store.py", "from rnnviz.lm.run import Run"),
    ("rnnviz/figures/decay.py", "import plotly\nfrom rnnviz.analyses.decay import measure"),
    ("rnnviz/ui/kit/chart.py", "import plotly, streamlit\nfrom rnnviz.figures import decay"),
    ("rnnviz/__main__.py", "from rnnviz.cli import main\nfrom rnnviz.figures import decay"),
    ("pages/train.py", "import streamlit\nfrom rnnviz.ui.editor.chosen import State"),
    ("app.py", "import streamlit\nfrom rnnviz.ui.frame.menu import pages"),
)


def test_every_arrow_points_to_the_left():
    assert violations(ROOT) == []


def test_the_reading_reaches_every_part_that_is_there():
    targets = [target for file in ROOT.glob("rnnviz/lm/*.py") for _, target in imports(file, ROOT)]
    assert "rnnviz.core.masks.sample" in targets
    assert "rnnviz.cli.compare" in [
        target for _, target in imports(ROOT / "rnnviz/cli/main.py", ROOT)
    ]


@pytest.mark.parametrize(("path", "source"), WRONG)
def test_an_arrow_planted_the_wrong_way_is_caught(path, source, tmp_path):
    plant(tmp_path, path, source)
    assert len(violations(tmp_path)) == 1


@pytest.mark.parametrize(("path", "source"), RIGHT)
def test_an_arrow_to_the_left_is_left_alone(path, source, tmp_path):
    plant(tmp_path, path, source)
    assert violations(tmp_path) == []


def test_what_the_server_and_the_tables_read_never_loads_torch():
    files = [file for pattern in NEVER_TORCH for file in (ROOT / "rnnviz").glob(pattern)]
    assert len(files) >= len(NEVER_TORCH)
    assert not loads_torch(ROOT, [module_of(file, ROOT) for file in files])


def test_torch_is_caught_behind_any_number_of_imports(tmp_path):
    plant(tmp_path, "torch.py", "")
    plant(tmp_path, "rnnviz/lm/run.py", "from rnnviz.core import methods")
    plant(tmp_path, "rnnviz/core/methods.py", "from rnnviz.core.cells import step")
    plant(tmp_path, "rnnviz/core/cells.py", "import torch\nstep = None")
    plant(tmp_path, "rnnviz/core/crossings.py", "import math")
    assert not loads_torch(tmp_path, ["rnnviz.core.crossings"])
    assert loads_torch(tmp_path, ["rnnviz.core.crossings", "rnnviz.lm.run"]) == "rnnviz.lm.run"


# Each could be the name of anything (rule 6 of the house).
NAMELESS = {"found", "said", "one", "taste", "schooling", "wish"}


def bindings(tree):
    """The names that a module gives to values, parameters, functions and classes."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
                yield name, node.lineno
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                yield name.lower(), node.lineno


def test_a_name_says_what_is_named():
    files = [
        *(ROOT / "app.py", *ROOT.glob("pages/*.py"), *ROOT.glob("benchmarks/*.py")),
        *(*ROOT.glob("rnnviz/**/*.py"), *ROOT.glob("tests/**/*.py")),
    ]
    nameless = {
        (file.relative_to(ROOT).as_posix(), line, name)
        for file in files
        for name, line in bindings(ast.parse(file.read_text(encoding="utf-8")))
        if name in NAMELESS
    }
    assert not nameless


def test_a_script_names_its_values_likewise():
    names = "|".join(sorted(NAMELESS))
    binding = re.compile(rf"(?:const|let|function)\s[^=]*\b(?:{names})\b|\(?\b(?:{names})\)? =>")
    scripts = [*ROOT.glob("rnnviz/**/*.js"), *ROOT.glob("tests/**/*.js")]
    assert len(scripts) > 40
    assert not [
        (script.relative_to(ROOT).as_posix(), line)
        for script in scripts
        for line in script.read_text(encoding="utf-8").splitlines()
        if binding.search(line)
    ]
