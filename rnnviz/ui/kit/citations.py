"""Tables of figures from elsewhere, each row with its source; and prose that quotes them."""

import re
from collections import Counter
from collections.abc import Iterable

import pandas as pd
import streamlit as st

from rnnviz.content import clauses, joined, named, sentence
from rnnviz.core.sources import Source, where
from rnnviz.reference.beyond import Remark, checked
from rnnviz.reference.data import value
from rnnviz.reference.rows import Bug, Row, Table, shown
from rnnviz.ui.kit.glossary import paragraph

_SIGN = re.compile(r"^[+-] ")  # which Markdown takes for the beginning of a list
_PLACE = re.compile(r"\{(\w+)\.(\w+)\.(\w+)\}")


def quoting(text: str) -> str:
    """Prose with each `{table.row.column}` replaced by the figure that stands there."""
    return _PLACE.sub(lambda place: shown(value(*place.groups())), text)


def show_table(table: Table) -> None:
    """A heading and every row: figures, source, how we know, and what else is to be said.

    The source of most of them stands in the heading; a row with another says so in its note.
    """
    main = _main_source(table)
    others = any(_source(row) != main for row in table.rows)
    told = sentence("kit.unless", source=main) if main and others else main
    st.markdown(" · ".join(filter(None, [f"**{table.title}**", told])))
    st.table(sheet(table, main), border="horizontal")


def sheet(table: Table, main: str = "") -> pd.DataFrame:
    """Every row of a table as Markdown, with its source and how we know.

    Where there is a main source, only others are told, beside what else is to be said.
    """
    rows = pd.DataFrame([_line(table, row, main) for row in table.rows])
    note = sentence("kit.note")
    empty = [] if any(rows[note]) else [note]
    return rows.set_index(sentence("kit.what")).drop(columns=empty)


def _line(table: Table, row: Row, main: str) -> dict[str, str]:
    line = {sentence("kit.what"): _SIGN.sub(r"\\\g<0>", row.what)}
    line |= dict(zip(table.titles, map(shown, row.values), strict=True))
    if not main:
        return line | {sentence("kit.source"): _source(row), sentence("kit.note"): row.note}
    other = _source(row) if _source(row) != main else ""
    return line | {sentence("kit.note"): clauses(filter(None, [other, row.note]))}


def _source(row: Row) -> str:
    return sentence("reference.from_source", source=linked(row.source), ground=literal(row.ground))


def _main_source(table: Table) -> str:
    """What more than half of the rows are from; "" where there is nothing such."""
    [(source, rows)] = Counter(map(_source, table.rows)).most_common(1)
    return source if 2 * rows > len(table.rows) else ""


def literal(place: str) -> str:
    """A place in a program or a paper, whose `__init__` is no bold word."""
    return place.replace("__", r"\_\_")


def linked(source: Source) -> str:
    return f"[{source.short}]({source.link})"


def cited(source: Source) -> str:
    """The same in full: a file or a thread is named, and not its repository alone."""
    return f"[{source.full}]({source.link})"


def show_bugs(bugs: Iterable[Bug]) -> None:
    """Each known fault as a line with its thread."""
    for bug in bugs:
        ground = sentence("reference.bug", source=cited(bug.source), state=bug.state)
        paragraph(f"- {joined(bug.what, ground)}")


def show_remarks(remarks: tuple[Remark, ...]) -> None:
    """Each checked remark as a line with its source, its place and how we know."""
    for remark in checked(remarks):
        fields = {
            "place": literal(where(remark.place)),
            "evidence": named("evidence", remark.evidence),
        }
        ground = sentence("reference.ground", **fields)
        checkable = sentence("reference.remark", source=linked(remark.source), ground=ground)
        paragraph(f"- {joined(remark.what, checkable)}")


def show_sources(tables: Iterable[Table]) -> None:
    """Every source once, in full."""
    sources = dict.fromkeys(row.source for table in tables for row in table.rows)
    for source in sorted(sources, key=lambda source: source.citation):
        st.markdown(f"- {cited(source)}")
