"""Pages as an address opens them, in Streamlit's own harness."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).parents[1]
SECONDS = 120  # whoever else computes takes time


def opened(page, /, **query):
    """A page as a visitor meets it, behind the router; `a_b` is the field `a-b`."""
    test = at("app.py", **query)
    test = test.switch_page(f"pages/{page}.py").run()
    assert not test.exception, test.exception
    return test


def alone(page, /, **query):
    """The page by itself: behind `st.navigation` the harness forgets a pressed button."""
    return at(f"pages/{page}.py", **query).run()


def at(file, /, **query):
    """A script that is yet to be run."""
    test = AppTest.from_file(str(ROOT / file), default_timeout=SECONDS)
    for name, value in query.items():
        test.query_params[name.replace("_", "-")] = value
    return test
