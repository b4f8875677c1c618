"""A placement as a program, and as a framework's own options where those can say it."""

import streamlit as st

from rnnviz.content import prose, sentence
from rnnviz.twins.frameworks import FrameworkAnswer, framework_lines, our_lines
from rnnviz.twins.snippet import snippet
from rnnviz.ui.editor.chosen import Chosen
from rnnviz.ui.kit.glossary import paragraph


def show_code(chosen: Chosen) -> None:
    """The line that says it; folded, other frameworks' and the whole program, to take home."""
    st.header(sentence("placement.code"))
    placement, cell = chosen.placement.on(chosen.cell), chosen.cell
    program = snippet(placement, cell, chosen.layers)
    _show(our_lines(placement, cell, chosen.layers))
    with st.expander(sentence("placement.program")):
        for answer in framework_lines(placement, cell, chosen.layers):
            _show(answer)
        paragraph(prose("placement", "program"))
        listing(program)
    st.download_button(
        sentence("placement.download"),
        program,
        f"dropout_{cell}.py",
        "text/x-python",
        key=f"program-{chosen.slot}",
        on_click="ignore",
    )


def _show(answer: FrameworkAnswer) -> None:
    paragraph(answer.told)
    if answer.code:
        listing(answer.code)


def listing(code: str) -> None:
    """Code to read and copy, in one colour; long lines fold, for no keyboard reaches a scroller."""
    st.code(code, language=None, wrap_lines=True)
