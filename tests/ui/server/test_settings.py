"""Every variable that the operator sets is read before the start, and listed in the README."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from streamlit.web.server.app_discovery import discover_asgi_app

import app
from rnnviz.errors import InputError
from rnnviz.jobs.parts import REFUSED
from rnnviz.ui.server.door import Door
from rnnviz.ui.server.settings import READERS, check

ROOT = Path(__file__).parents[3]
RIGHT = {
    "RNNVIZ_HOSTED": "no",
    "RNNVIZ_RUN_CODE": " TRUE ",
    "RNNVIZ_HOSTS": "class.example, *.lab.example",
    "RNNVIZ_TOKEN": "a-long_enough_secret",
    "RNNVIZ_MAX_RUNS": "4",
    "RNNVIZ_MAX_MINUTES": "0.5",
    "RNNVIZ_MAX_TEXT_BYTES": "1000",
    "RNNVIZ_SCHEDULER": "tcp://10.0.0.1:8786",
}
WRONG = [
    *(("RNNVIZ_HOSTED", value) for value in ("ja", "2", "y", "yes please")),
    *(("RNNVIZ_RUN_CODE", value) for value in ("maybe", "01", "-1")),
    *(("RNNVIZ_HOSTS", value) for value in ("*", "https://class.example", "class.example:8501")),
    ("RNNVIZ_TOKEN", "short"),
    *(("RNNVIZ_MAX_WORKERS", value) for value in ("two", "0", "inf")),
    *(("RNNVIZ_MAX_MINUTES", value) for value in ("", "-1", "nan")),
    *(("RNNVIZ_MAX_TEXT_BYTES", value) for value in ("1e6", "0")),
    ("RNNVIZ_RUNS", __file__),
    *(("RNNVIZ_DATA", value) for value in ("/nowhere/at/all", "x" * 300)),
    *(("RNNVIZ_NICENESS", value) for value in ("20", "-1", "ten")),
    *(("RNNVIZ_SCHEDULER", value) for value in ("yes", "10.0.0.1", "http://a/b:1", "tcp://a b:1")),
]
MISSPELT = [
    *(("RNNVIZ_HOST", "RNNVIZ_HOSTS"), ("RNNVIZ_HOSTD", "RNNVIZ_HOSTED")),
    *(("RNNVIZ_RUNCODE", "RNNVIZ_RUN_CODE"), ("RNNVIZ_MAX_WORKER", "RNNVIZ_MAX_WORKERS")),
    *(("rnnviz_hosted", "RNNVIZ_HOSTED"), ("RNNVIZ_", "RNNVIZ_")),
]


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch):
    for name in [name for name in os.environ if name.startswith("RNNVIZ_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def setting(monkeypatch):
    monkeypatch.setattr(
        "rnnviz.ui.server.settings.token", sys.modules["rnnviz.ui.server.door"].token.__wrapped__
    )
    return monkeypatch.setenv


def test_what_is_right_or_unset_starts(setting):
    check()
    for name, value in RIGHT.items():
        setting(name, value)
    check()


@pytest.mark.usefixtures("setting")
@pytest.mark.parametrize(("name", "value"), WRONG)
def test_what_cannot_be_read_is_refused_by_name(name, value, monkeypatch):
    monkeypatch.setitem(
        READERS, "RNNVIZ_TOKEN", sys.modules["rnnviz.ui.server.door"].token.__wrapped__
    )
    monkeypatch.setenv(name, value)
    with pytest.raises(InputError, match=f"^{name} "):
        check()


def test_where_dask_is_missing_the_sentence_says_how_to_install_it(setting, monkeypatch):
    setting("RNNVIZ_SCHEDULER", RIGHT["RNNVIZ_SCHEDULER"])
    monkeypatch.setattr("rnnviz.workers.site.find_spec", lambda _name: None)
    with pytest.raises(InputError, match=r"^RNNVIZ_SCHEDULER .*-r requirements-cluster\.txt"):
        check()


@pytest.mark.parametrize(("name", "meant"), MISSPELT)
def test_a_name_that_nothing_reads_is_refused_with_the_nearest(name, meant):
    with pytest.raises(InputError, match=f"^{name} is not a setting .* {meant}"):
        check({name: "1"})


@pytest.mark.parametrize(
    ("name", "value"), [("RNNVIZ_HOSTED", "ja"), ("RNNVIZ_HOSTS", "*"), ("RNNVIZ_HOSTD", "1")]
)
def test_a_server_with_a_wrong_setting_says_one_sentence_and_ends(name, value):
    done = subprocess.run(
        [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless=true"],
        cwd=ROOT,
        env=os.environ | {name: value, "STREAMLIT_SERVER_PORT": "0"},
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    assert done.returncode == REFUSED
    assert done.stderr.startswith(f"{name} ")
    assert done.stderr.strip().count("\n") == 0
    assert not done.stdout


def test_every_variable_in_the_tree_is_read_at_the_start_and_in_the_readme():
    files = [*ROOT.glob("rnnviz/**/*.py"), *ROOT.glob("pages/*.py"), ROOT / "app.py"]
    named = {
        name
        for file in files
        for name in re.findall(r"RNNVIZ_[A-Z_]*[A-Z]\b", file.read_text(encoding="utf-8"))
    } - {"RNNVIZ_MAX"}
    assert named <= READERS.keys()
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `(RNNVIZ_\w+)` \|", readme, re.MULTILINE)
    assert sorted(listed) == sorted(READERS)


def test_however_one_starts_it_the_door_is_there():
    discovered = discover_asgi_app(ROOT / "app.py")
    assert discovered.import_string == "app:app"
    assert app.app._user_middleware[0].cls is Door  # around all other layers
