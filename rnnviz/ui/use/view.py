"""Which should I use? Three questions; a placement, its rate, the grounds, and code to paste."""

import streamlit as st

from rnnviz.content import named, prose, sentence
from rnnviz.core.placement import parse
from rnnviz.reference.advice import Advice, Framework, Size, Text
from rnnviz.ui.editor.code import listing
from rnnviz.ui.fields import EDGES, USE_FRAMEWORK, USE_SIZE, USE_TEXT
from rnnviz.ui.kit.glossary import caption, paragraph
from rnnviz.ui.kit.widgets import select
from rnnviz.ui.models import sweeps
from rnnviz.ui.use.code import Block, blocks
from rnnviz.ui.use.evidence import (
    against_start,
    cited,
    curve_of,
    ground_of_ours,
    grounds_of_papers,
    since,
    tables_of_ours,
)


def choose_case() -> tuple[Size, Text, Framework]:
    """How large, how much text, which framework."""
    left, middle, right = st.columns([1.2, 1.2, 1])
    sizes = {size: named("size", size) for size in Size}
    texts = {text: named("text", text) for text in Text}
    frameworks = {each: named("framework", each) for each in Framework}
    with left:
        size = select(st.radio, USE_SIZE, sentence("use.how_large"), sizes)
    with middle:
        text = select(st.radio, USE_TEXT, sentence("use.how_much"), texts)
    with right:
        framework = select(st.radio, USE_FRAMEWORK, sentence("use.which"), frameworks)
    return size, text, framework


def show_answer(rule: Advice, size: Size, text: Text) -> None:
    """The placement, where to start and how far to look; then how sure our records are of it."""
    advice = sentence(
        "use.answer",
        name=named("family", rule.family),
        start=f"{rule.start:g}",
        low=f"{rule.low:g}",
        high=f"{rule.high:g}",
    )
    with st.container(border=True):
        paragraph(advice)
        paragraph(ground_of_ours(rule, size, text))
        with st.container(horizontal=True):
            label = sentence("results.see_network")
            query = {EDGES.name: rule.placement}
            st.page_link("pages/placement.py", label=label, query_params=query)
            label, query = sentence("use.see_curve"), curve_of(rule, size, text)
            st.page_link("pages/results.py", label=label, query_params=query)


def show_grounds(rule: Advice, size: Size, text: Text) -> None:
    """What speaks for it: the papers and our own records; and what to try after it."""
    st.header(sentence("use.grounds"), anchor=False)
    paragraph("\n".join(f"- {line}" for line in grounds_of_papers(rule, size, text)))
    for head, table in tables_of_ours(rule, size, text):
        paragraph(head)
        st.table(table, border="horizontal", hide_index=True)
    if rule.after:
        lines = [*map(cited, rule.after.grounds), *against_start(rule, rule.after, size, text)]
        lines += since(rule, size, text)
        paragraph(sentence("use.after", name=named("family", rule.after.family)))
        paragraph("\n".join(f"- {line}" for line in lines or [sentence("use.no_record")]))


def show_unknown(rule: Advice) -> None:
    """What nobody has measured, as far as this page knows."""
    st.header(sentence("use.not_known"), anchor=False)
    left = [gap for gap in rule.unknown if not (gap.until and sweeps.whole(gap.until))]
    paragraph("\n".join(f"- {sentence(gap.key)}" for gap in left))


def show_code(rule: Advice, framework: Framework) -> None:
    """To paste: the start, and what to try after it."""
    st.header(sentence("use.code"), anchor=False)
    for block in blocks(parse(rule.placement), framework):
        _show_block(block)
    if rule.after:
        name = named("family", rule.after.family)
        with st.expander(sentence("use.code_after", name=name)):
            for block in blocks(parse(rule.after.placement), framework):
                _show_block(block)
    caption(prose("use", "code"))


def _show_block(block: Block) -> None:
    paragraph(block.text)
    if block.code:
        listing(block.code)
