"""The log has one line for each thing, whoever says it, and nothing of what isn't one."""

import json
import subprocess
import sys
from pathlib import Path

PROGRAM = """
import logging
from streamlit.logger import get_logger
before = get_logger("streamlit.before")
from rnnviz.ui.server.logs import one_log
one_log()
before.info("said %s", "before")
later = get_logger("streamlit.later")
later.warning("two\\nlines")
later.info("The fragment with id %s does not exist anymore - it might have been removed", "ab12")
try:
    1 / 0
except ZeroDivisionError:
    logging.getLogger("rnnviz.somewhere").exception("It broke.")
get_logger("uvicorn.access").info("GET /?token=secret")
get_logger("streamlit.before").info("the same again")
"""


def test_each_thing_is_one_line_of_json_and_neither_requests_nor_parts_that_are_gone_are():
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=True,
    )
    data = [json.loads(line) for line in done.stderr.splitlines()]
    assert [each["message"] for each in data] == [
        "said before",
        "two\nlines",
        "It broke.",
        "the same again",
    ]
    assert [each["level"] for each in data] == ["info", "warning", "error", "info"]
    assert "ZeroDivisionError" in data[2]["traceback"]
    assert {each["logger"].partition(".")[0] for each in data} == {"streamlit", "rnnviz"}
