"""What somebody typed, in the renderer that reads Markdown for the pages."""

import json
import re
from pathlib import Path

import pytest

NASTY = (Path(__file__).parent / "nasty.txt").read_text(encoding="utf-8").splitlines()
LINES = ["a\n- b", "a\n\nb", "a\n===", "a|b\n-|-\nc|d", "    code", "x\n\n    code", ":::x\ny\n:::"]
TYPED = [*NASTY, *LINES, " ".join(NASTY)]
APP = """
import json
from pathlib import Path
import streamlit as st
from rnnviz.ui.kit.glossary import paragraph
from rnnviz.ui.kit.markdown import plain
typed = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
st.error("\\n\\n".join(map(plain, typed)))
with st.container(key="typed"):
    st.markdown("\\n\\n".join(f"**It was** {plain(text)} :smile: *and more*" for text in typed))
st.caption("\\n".join(f"- {plain(text)}" for text in typed))
with st.container(key="defining"):
    paragraph("\\n\\n".join(f"The **mask** was {plain(text)}, its *seed* 1" for text in typed))
st.checkbox(plain(typed[-1]))
st.title("All of it")
"""
LETTERS = "blocks => blocks.map(block => block.textContent.replace(/\\s+/g, ' ').trim())"
MADE = "a, img, code, pre, del, hr, table, blockquote, ol, br, ul ul, h2, h3, h4, h5, h6, .katex"
STYLED = "[role=img], [class*=stMarkdownColored], [class*=stMarkdownBadge]"


@pytest.fixture
def app(tmp_path):
    (tmp_path / "app.json").write_text(json.dumps(TYPED), encoding="utf-8")
    (tmp_path / "app.py").write_text(APP, encoding="utf-8")
    return tmp_path / "app.py"


def test_no_text_becomes_anything_but_its_letters_in_any_place(serve, app, browser):
    letters = [re.sub(r"\s+", " ", text).strip() for text in TYPED]
    places = {
        "[data-testid=stAlert] p": letters,
        ".st-key-typed p": [f"It was {text} 😄 and more" for text in letters],
        ".st-key-defining p": [f"The mask was {text}, its seed 1" for text in letters],
        "[data-testid=stCaptionContainer] li": letters,
        "[data-testid=stCheckbox] p": letters[-1:],
    }
    with serve(app) as address:
        page = browser.new_page()
        page.goto(address)
        page.get_by_role("heading", name="All of it").wait_for(timeout=60_000)
        for place, wanted in places.items():
            shown = page.locator(place)
            shown.last.wait_for()
            assert shown.evaluate_all(LETTERS) == wanted
            for made in (MADE, STYLED):
                assert page.locator(place).locator(made).count() == 0
        page.close()
