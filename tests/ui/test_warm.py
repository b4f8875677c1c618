"""What a server loads before anybody asks for a page."""

import subprocess
import sys
from pathlib import Path

SERVER = """
import asyncio, sys, threading
import streamlit as st
import app
assert isinstance(app.app, st.App)
assert not {"torch", "pandas"} & set(sys.modules), "loaded before the server could answer"
async def live():
    async with app.warm_up(app.app):
        assert sys.modules["pandas"].__spec__._initializing is False
        for thread in set(threading.enumerate()) - {threading.main_thread()}:
            thread.join(60)
        print(*sorted({"torch", "pandas"} & set(sys.modules)))
asyncio.run(live())
"""


def test_a_server_answers_with_pandas_and_then_loads_torch():
    done = subprocess.run(
        [sys.executable, "-c", SERVER],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.split() == ["pandas", "torch"], done.stderr
