"""What `pip install` makes of this tree, from another folder.

The wheel is built and laid beside the libraries that are here. `.ci/run` names an interpreter
instead, in INSTALLED_PYTHON, whose environment was empty before it got the package.
"""

import ast
import configparser
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from contextlib import contextmanager
from http.cookiejar import CookieJar
from importlib import import_module
from importlib.metadata import packages_distributions
from pathlib import Path
from socket import socket
from urllib.request import HTTPCookieProcessor, build_opener

import pytest

from rnnviz.__main__ import main

ROOT = Path(__file__).parents[1]
STREAMLITS = {"protobuf", "starlette"}  # what Streamlit is made of, so it brings them
TOKEN = "a-token-of-the-tests"  # noqa: S105 -- theirs


class Installed:
    """The installed package, to be run from a folder that is not the tree's."""

    def __init__(self, python, away, path=""):
        self.python, self.away = python, away
        ours = {n: v for n, v in os.environ.items() if not n.startswith(("RNNVIZ_", "PYTHON"))}
        self.environment = ours | {
            "XDG_DATA_HOME": str(away / "data"),
            "XDG_CACHE_HOME": str(away / "cache"),
            "PYTHONPATH": path,
            "RNNVIZ_TOKEN": TOKEN,
        }

    def start(self, *arguments):
        return subprocess.Popen(
            [self.python, *arguments],
            cwd=self.away,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def __call__(self, *arguments):
        """What a program prints that ends well."""
        process = self.start(*arguments)
        output, _ = process.communicate(timeout=300)
        assert process.returncode == 0, output
        return output


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel of this tree."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(build, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(request, tmp_path_factory):
    away = tmp_path_factory.mktemp("away")
    if python := os.environ.get("INSTALLED_PYTHON"):
        return Installed(python, away)
    beside = tmp_path_factory.mktemp("site")
    zipfile.ZipFile(request.getfixturevalue("wheel")).extractall(beside)
    return Installed(sys.executable, away, str(beside))


def tracked(*folders):
    """The files of the tree that git knows, as far as they are there."""
    listed = ["git", "ls-files", "--", *folders]
    names = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return {name for name in names.splitlines() if (ROOT / name).is_file()}


def test_the_wheel_holds_the_package_and_the_top_of_the_tree_and_nothing_else(wheel):
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    top = tracked("app.py", "pages", "pretrained", ".streamlit")
    assert names >= tracked("rnnviz") | {f"rnnviz/top/{name}" for name in top}
    assert all(name.startswith("rnnviz/") for name in names)
    assert not [name for name in names if "__pycache__" in name or name.endswith(".pyc")]


def test_the_command_that_it_installs_is_the_program(wheel):
    files = zipfile.ZipFile(wheel)
    name = next(name for name in files.namelist() if name.endswith("entry_points.txt"))
    points = configparser.ConfigParser()
    points.read_string(files.read(name).decode())
    (module, function) = points["console_scripts"]["rnnviz"].split(":")
    assert getattr(import_module(module), function) is main


def imported(files):
    """The distributions that these Python files import by name, Python's own apart."""
    trees = [ast.parse((ROOT / name).read_text()) for name in files if name.endswith(".py")]
    modules = {
        alias.name if isinstance(node, ast.Import) else node.module
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Import) or (isinstance(node, ast.ImportFrom) and not node.level)
        for alias in node.names
    }
    tops = {module.partition(".")[0] for module in modules}
    owners = packages_distributions()
    return {owners[top][0].lower() for top in tops - sys.stdlib_module_names - {"rnnviz"}}


def test_every_library_that_the_package_imports_comes_with_it():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    declared, cluster = names([*project["dependencies"], *extras["app"]]), names(extras["cluster"])
    fast = names(extras["fast"])
    used = imported(tracked("app.py", "pages", "rnnviz"))
    assert used - STREAMLITS == declared | cluster | fast
    assert names((ROOT / "requirements.txt").read_text().split()) == declared
    assert names((ROOT / "requirements-cluster.txt").read_text().split()) == cluster | {"dask"}
    assert fast <= names((ROOT / "requirements-dev.txt").read_text().split("\n")[1:-1])


def names(requirements):
    return {re.match(r"[\w-]+", line)[0].lower() for line in requirements}


def test_it_is_found_where_it_was_installed_and_keeps_runs_with_the_user(installed):
    output = installed(
        "-c",
        "import rnnviz\n"
        "from rnnviz import places\n"
        "from rnnviz.zoo.models import names\n"
        "assert 'LSTM' in dir(rnnviz.nn) and 'nn' in dir(rnnviz)\n"
        "print(rnnviz.__file__, places.runs(), len(names()), sep='\\n')",
    ).splitlines()
    assert not Path(output[0]).is_relative_to(ROOT)
    assert Path(output[1]) == installed.away / "data" / "rnnviz" / "runs"
    assert int(output[2]) > 12


def test_importing_it_loads_neither_torch_nor_numpy(installed):
    installed(
        "-c",
        "import sys, rnnviz\n"
        "assert not {'torch', 'numpy', 'streamlit'} & set(sys.modules)\n"
        "assert str(rnnviz.parse('input:0.5')) == 'input:0.5' and len(rnnviz.METHODS) > 50\n"
        "assert not {'torch', 'numpy', 'streamlit'} & set(sys.modules)",
    )


def test_the_command_line_runs(installed):
    assert "gal2016_tied" in installed("-m", "rnnviz", "methods")


def test_the_app_is_there_from_any_folder_and_its_door_knows_the_secret(installed):
    with served(installed) as (address, process):
        jar = CookieJar()
        with build_opener(HTTPCookieProcessor(jar)).open(f"{address}/?token={TOKEN}") as answer:
            assert b"Streamlit" in answer.read()
            assert answer.url == f"{address}/"
        assert [cookie.value for cookie in jar] == [TOKEN]
        process.terminate()
        output, _ = process.communicate(timeout=60)
    assert "You can now view" not in output, "Streamlit speaks itself: our settings weren't read"


@contextmanager
def served(installed):
    """The address of the installed app, and its process, once it answers."""
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = installed.start("-m", "rnnviz", "app", "--headless", f"--port={port}")
    try:
        line = process.stdout.readline()
        assert f"http://localhost:{port}/?token={TOKEN}" in line, line + process.stdout.read()
        yield f"http://localhost:{port}", process
    finally:
        process.kill()
        process.wait()


PAGES = """
from streamlit.testing.v1 import AppTest
from rnnviz.places import top
test = AppTest.from_file(str(top() / "app.py"), default_timeout=120).run()
assert not test.exception, test.exception
"""


@pytest.mark.skipif("INSTALLED_PYTHON" not in os.environ, reason="ten seconds; .ci/run takes them")
def test_the_first_page_finds_the_others(installed):
    installed("-c", PAGES)
