"""What a server does before anybody asks for a page."""

import subprocess
import sys
from pathlib import Path

import pytest

SERVER = """
import asyncio, sys, threading
import streamlit as st
from streamlit import config
import app
from rnnviz.ui import server
assert isinstance(app.app, st.App)
assert not {"torch", "pandas"} & set(sys.modules), "loaded before the server could answer"
server.open_browser = lambda address: print("opened", address)
config.set_option("server.headless", sys.argv[1] == "headless")
config.set_option("server.port", 8765)
async def live():
    async with app.serving(app.app):
        assert sys.modules["pandas"].__spec__._initializing is False
        for thread in set(threading.enumerate()) - {threading.main_thread()}:
            thread.join(60)
        assert "torch" in sys.modules
        print("loaded")
asyncio.run(live())
"""


@pytest.mark.parametrize(
    ("how", "said"), [("headless", "loaded"), ("seen", "opened http://localhost:8765\nloaded")]
)
def test_a_server_answers_with_pandas_then_opens_a_browser_and_loads_torch(how, said):
    done = subprocess.run(
        [sys.executable, "-c", SERVER, how],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == said, done.stderr
