"""What an address says to controls whose options have names, in whatever case it says it."""

from pathlib import Path

import pytest
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).parents[2]
SAID = {  # of each control: how an address may say it, and what it then has
    "placement": {
        "cell": ("gru", "gru"),
        "pass": ("EVALUATION: THEIR EXPECTATION", "evaluation: their expectation"),
        "route": ("Along H", "along h"),
    },
    "memory": {
        "memory-cell": ("Gru", "gru"),
        "memory-life": ("ZONEOUT", "zoneout"),
        "memory-question": ("Less Context", "less context"),
        "memory-recurrence": ("AN ORTHOGONAL MATRIX MIXES ALL UNITS", "mixing"),
        "memory-learner": ("a vanilla rnn", "rnn"),
    },
    "masks": {"masks-of": ("no DROPOUT (2014)", "No dropout (2014)")},
    "frameworks": {"write": ("keras 3: DROPOUT= alone", "Keras 3: dropout= alone")},
    "explore": {
        "section": ("inside", "Inside"),
        "reads": ("Your Own Text", "your own text"),
    },
}


@pytest.mark.parametrize("page", SAID)
def test_an_address_may_say_an_option_in_any_case(page, monkeypatch):
    monkeypatch.setattr(PagesManager, "uses_pages_directory", False)
    test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    for key, (said, _) in SAID[page].items():
        test.query_params[key] = said
    test.switch_page(f"pages/{page}.py").run()
    assert not test.exception
    everything = (*test.selectbox, *test.get("button_group"))
    found = {element.key: str(element.value) for element in everything}
    assert {key: found[key] for key in SAID[page]} == {
        key: has for key, (_, has) in SAID[page].items()
    }
