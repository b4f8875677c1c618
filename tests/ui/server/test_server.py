"""What a server does before anybody asks for a page."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

SERVER = """
import asyncio, json, os, sys, threading
import streamlit as st
from streamlit import config
import app
from rnnviz.ui.server import start as server
assert isinstance(app.app, st.App)
assert not {"torch", "pandas"} & set(sys.modules), "loaded before the server could answer"
server.open_browser = lambda address: print("opened", address)
config.set_option("server.headless", sys.argv[1] == "headless")
config.set_option("server.port", 8765)
server.net_util.get_internal_ip = lambda: "192.0.2.2"
async def live():
    async with app.serving(app.app):
        assert sys.modules["pandas"].__spec__._initializing is False
        for thread in set(threading.enumerate()) - {threading.main_thread()}:
            thread.join(60)
        assert "torch" in sys.modules
        print("loaded")
for listens, environment in json.loads(sys.argv[2]):
    config.set_option("server.address", listens or None)
    os.environ.update(environment)
    asyncio.run(live())
    for name in environment:
        del os.environ[name]
"""


TOKEN = "a-token-of-the-tests"  # noqa: S105 -- theirs
HERE = f"The app is at http://localhost:8765/?token={TOKEN}"
OTHERS = "Others on your network find it at http://192.0.2.2:8765/"
PLAIN = "The app is at http://localhost:8765/"


def started(how, starts=(("", {}),)):
    """What a server says that starts, line by line, once for each address and environment."""
    done = subprocess.run(
        [sys.executable, "-c", SERVER, how, json.dumps(starts)],
        cwd=Path(__file__).parents[3],
        env=os.environ | {"RNNVIZ_TOKEN": TOKEN},
        capture_output=True,
        text=True,
        check=False,
    )
    assert not done.returncode, done.stderr
    return [line.strip() for line in done.stdout.splitlines()]


def test_a_server_says_where_it_is_answers_with_pandas_and_loads_torch():
    assert started("headless") == [HERE, OTHERS, "loaded"]


def test_it_opens_a_browser_with_a_secret_that_only_works_once():
    here, others, opened, loaded = started("seen")
    assert (here, others, loaded) == (HERE, OTHERS, "loaded")
    assert re.fullmatch(r"opened http://localhost:8765/\?token=[\w-]{32}", opened)
    assert TOKEN not in opened


STARTS = [
    ("127.0.0.1", {}, [HERE.replace("localhost", "127.0.0.1")]),
    ("::1", {}, [HERE.replace("localhost", "[::1]")]),
    ("0.0.0.0", {}, [PLAIN, OTHERS]),  # noqa: S104 -- where nobody's code runs
    ("", {"RNNVIZ_HOSTED": "yes"}, [PLAIN, OTHERS]),
    ("", {"RNNVIZ_RUN_CODE": "yes"}, [PLAIN, OTHERS]),
]


def test_the_address_it_names_leads_there_and_has_the_secret_where_it_counts():
    messages = started("headless", [(listens, environment) for listens, environment, _ in STARTS])
    assert messages == [line for *_, lines in STARTS for line in (*lines, "loaded")]
