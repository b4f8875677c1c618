"""The files for whoever hosts the app fit it, each other and the document that explains them."""

import json
import re
import shutil
import sqlite3
import subprocess
import sys
import tarfile
from contextlib import closing
from fnmatch import fnmatch
from pathlib import Path

import pytest
import yaml

from rnnviz.ui.server.settings import READERS

ROOT = Path(__file__).parents[1]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
HOSTING = (ROOT / "docs/hosting.md").read_text()
NGINX = (ROOT / "docker/nginx.conf").read_text()


def instructions(name):
    whole = DOCKERFILE.replace("\\\n", " ")
    return [line.partition(" ")[2] for line in whole.splitlines() if line.startswith(f"{name} ")]


def test_hadolint_finds_nothing_in_the_dockerfile():
    program = Path(sys.executable).with_name("hadolint")
    done = subprocess.run([program, ROOT / "Dockerfile"], capture_output=True, text=True)  # noqa: PLW1510
    assert (done.returncode, done.stdout) == (0, "")


def test_the_image_runs_as_nobody_in_particular_and_keeps_runs_in_one_volume():
    (user,), (volume,) = instructions("USER"), instructions("VOLUME")
    assert user.split(":")[0].isdigit()
    assert user.split(":")[0] != "0"
    assert f"RNNVIZ_RUNS={volume}" in DOCKERFILE
    assert f"--owner={user.split(':')[0]}" in DOCKERFILE


def test_the_image_installs_the_torch_that_all_is_tested_with():
    pins = (ROOT / "requirements.txt").read_text().splitlines()
    assert sum(line.startswith("torch==") for line in pins) == 1
    assert "pip install --requirement requirements.txt" in DOCKERFILE


def test_what_the_image_runs_is_let_through_to_it():
    let = [
        line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line[:1] == "!"
    ]
    needed = [*re.findall(r"docker/\w+\.py", DOCKERFILE), "app.py", "requirements.txt"]
    needed += [
        "pages/home.py",
        "rnnviz/__main__.py",
        "pretrained/recorded",
        ".streamlit/config.toml",
    ]
    for path in needed:
        assert (ROOT / path).exists()
        assert any(fnmatch(path, name) or path.startswith(f"{name}/") for name in let), path


@pytest.mark.parametrize("service", COMPOSE["services"])
def test_each_service_is_bounded_restarted_and_may_do_nothing_special(service):
    data = COMPOSE["services"][service]
    assert data["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in data["security_opt"]
    assert data["restart"] == "unless-stopped"
    assert data["mem_limit"]
    assert data["logging"]["options"]["max-size"]


def test_the_app_may_write_to_its_volume_and_a_bounded_tmp_alone_and_only_the_proxy_is_reached():
    app = COMPOSE["services"]["app"]
    assert app["read_only"] is True
    assert [mount.split(":")[0] for mount in app["tmpfs"]] == ["/tmp"]  # noqa: S108
    assert app["volumes"] == [f"runs:{instructions('VOLUME')[0]}"]
    assert "ports" not in app
    assert app["expose"] == instructions("EXPOSE")


def test_no_file_sets_a_variable_that_the_app_does_not_read():
    files = [DOCKERFILE, NGINX, (ROOT / "docker/Caddyfile").read_text(), HOSTING]
    files.append((ROOT / "compose.yaml").read_text())
    named = set(re.findall(r"\bRNNVIZ_[A-Z_]*[A-Z]\b", " ".join(files)))
    assert named <= READERS.keys()
    assert COMPOSE["services"]["app"]["environment"].keys() & READERS.keys()


def test_the_document_has_every_variable_once():
    listed = re.findall(r"^\| `(RNNVIZ_\w+)` \|", HOSTING, re.MULTILINE)
    assert sorted(listed) == sorted(READERS)


@pytest.mark.parametrize("name", sorted({*re.findall(r"\]\(\.\./([^)#]+)\)", HOSTING)}))
def test_what_the_document_links_to_is_there(name):
    assert (ROOT / name).exists()


def test_the_development_container_is_json_and_knows_the_apps_port():
    data = json.loads((ROOT / ".devcontainer/devcontainer.json").read_text())
    assert data["forwardPorts"] == [int(port) for port in instructions("EXPOSE")]


@pytest.mark.skipif(not shutil.which("nginx"), reason="nginx isn't installed")
def test_nginx_takes_its_configuration(tmp_path):
    site = re.sub(r"ssl_certificate.*;\n|listen 443 ssl;", "", NGINX).replace("/var/log/nginx", ".")
    paths = " ".join(f"{name}_temp_path {tmp_path}/{name};" for name in ("proxy", "client_body"))
    paths += "".join(
        f"{name}_temp_path {tmp_path}/{name};" for name in ("fastcgi", "uwsgi", "scgi")
    )
    whole = f"pid pid; error_log stderr; events {{}} http {{ {paths} {site} }}"
    (tmp_path / "nginx.conf").write_text(whole)
    command = ["nginx", "-t", "-p", tmp_path, "-c", tmp_path / "nginx.conf"]
    done = subprocess.run(command, capture_output=True, text=True)  # noqa: PLW1510
    assert done.returncode == 0, done.stderr


def test_a_backup_beside_a_writer_holds_the_record_and_all_files(tmp_path, monkeypatch):
    home = tmp_path / "runs"
    (home / "abc").mkdir(parents=True)
    (home / "abc/model.safetensors").write_bytes(b"weights")
    (home / "lock.sqlite").write_bytes(b"")
    with closing(sqlite3.connect(home / "runs.sqlite")) as db:
        db.executescript("pragma journal_mode = wal; create table t (x); insert into t values (1);")
        db.execute("insert into t values (2)")  # not yet committed
        monkeypatch.setenv("RNNVIZ_RUNS", str(home))
        program = [sys.executable, ROOT / "docker/backup.py"]
        done = subprocess.run(program, capture_output=True, check=True)
    (tmp_path / "runs.tar").write_bytes(done.stdout)
    with tarfile.open(tmp_path / "runs.tar") as tar:
        assert sorted(tar.getnames()) == ["abc/model.safetensors", "runs.sqlite"]
        tar.extractall(tmp_path / "again", filter="data")
    with closing(sqlite3.connect(tmp_path / "again/runs.sqlite")) as db:
        assert db.execute("select x from t").fetchall() == [(1,)]
