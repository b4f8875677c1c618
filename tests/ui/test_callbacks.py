"""A touch that comes while another one is taken in, as a quick hand's does on a busy server."""

import ast
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

UI = Path(__file__).parents[2] / "rnnviz" / "ui"
PROGRAM = """
import streamlit as st
from streamlit.runtime.scriptrunner import RerunData, get_script_run_ctx
from rnnviz.ui.callbacks import unbroken

def take():
    here = get_script_run_ctx()
    here.script_requests.request_rerun(RerunData(here.query_string))
    st.query_params["taken"] = "yes"  # tells the browser, another occasion to break off
    st.session_state["taken"] = st.session_state.get("taken", 0) + 1

st.button("Touch", on_click={take})
"""


def times_taken(take):
    app = AppTest.from_string(PROGRAM.format(take=take)).run()
    app.button[0].click().run()
    return app.session_state["taken"] if "taken" in app.session_state else 0  # noqa: SIM401 -- no `get`


def test_a_callback_that_meets_the_next_touch_is_run_once_and_to_its_end():
    assert times_taken("unbroken(take)") == 1


def test_streamlit_alone_would_break_it_off_for_good():
    """Once this fails, `unbroken` has become pointless."""
    assert times_taken("take") == 0


def touches():
    """Whatever the house gives a widget to call."""
    for path in sorted(UI.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                for word in node.keywords:
                    if word.arg and word.arg.startswith("on_") and word.arg != "on_release":
                        yield pytest.param(path, word, id=f"{path.stem}-{word.value.lineno}")


def is_unbroken(path, given):
    """Whether `unbroken` made it, where it is given or where its name is from."""
    if isinstance(given, ast.Constant):  # a word of Streamlit's
        return True
    if isinstance(given, ast.Call):
        return ast.unparse(given.func) == "unbroken"
    tree = ast.parse(path.read_text(encoding="utf-8"))
    name = ast.unparse(given)
    return any(
        (
            isinstance(node, ast.Assign)
            and ast.unparse(node.targets[0]) == name
            and is_unbroken(path, node.value)
        )
        or (
            isinstance(node, ast.FunctionDef)
            and node.name == name
            and any(ast.unparse(d) == "unbroken" for d in node.decorator_list)
        )
        for node in ast.walk(tree)
    )


@pytest.mark.parametrize(("path", "word"), list(touches()))
def test_what_streamlit_is_to_call_is_unbroken(path, word):
    ours = word.arg in {"on_touch", "on_step", "on_pick"}  # called by a callback of ours
    assert ours or is_unbroken(path, word.value)


def buttons():
    """Every button of Streamlit's that the house shows, and whether its answer is used."""
    for path in (*sorted(UI.rglob("*.py")), *sorted((UI.parents[1] / "pages").glob("*.py"))):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        alone = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "button":
                yield pytest.param(node in alone, id=f"{path.stem}-{node.lineno}")


@pytest.mark.parametrize("alone", list(buttons()))
def test_no_button_answers_only_the_run_that_its_press_began(alone):
    """The next touch may stop that run before it comes to the button."""
    assert alone


PRESSED = """
import streamlit as st
from streamlit.runtime.scriptrunner import RerunData, get_script_run_ctx
from rnnviz.ui.kit.widgets import pressed

here, known = get_script_run_ctx(), st.session_state
if known.get("button") and not known.get("broken"):
    known["broken"] = True
    here.script_requests.request_rerun(RerunData(here.query_string))  # another touch
    st.text("stops here")
if {button}:
    known["taken"] = known.get("taken", 0) + 1
"""
PLAIN = 'st.button("Touch", key="button")'


def times_answered(button):
    app = AppTest.from_string(PRESSED.format(button=button)).run()
    app.button[0].click().run()
    return app.session_state["taken"] if "taken" in app.session_state else 0  # noqa: SIM401 -- no `get`


def test_a_press_whose_run_is_stopped_before_the_button_is_answered_once_by_the_next():
    assert times_answered('pressed("Touch", "button")') == 1


def test_a_plain_button_would_lose_it():
    assert times_answered(PLAIN) == 0
