"""Figures from papers, as their authors or others report them. Nothing here is measured."""

import plotly.graph_objects as go

from rnnviz.content import sentence
from rnnviz.figures.style import CURVE_COLOURS, CURVE_SYMBOLS, figure
from rnnviz.reference.rows import Row, Table

_TICKS = (50, 60, 70, 80, 90, 100, 110, 120)
_SAID = "%{text}<br>%{customdata}<extra></extra>"


def ensembles(table: Table) -> go.Figure:
    """Test perplexity over the number of models averaged, one curve for each network."""
    drawing = figure(height=380)
    places = ["top center"] * (len(table.groups) - 1) + ["bottom center"]  # the lowest curve's
    for (group, look), place in zip(_looks(table), places, strict=True):
        rows = sorted(_rows(table, group), key=lambda row: table.number(row.key, "models"))
        models, tests = _column(table, rows, "models"), _column(table, rows, "test")
        drawing.add_scatter(
            x=models,
            y=tests,
            mode="lines+markers+text",
            name=table.named(group),
            text=[str(test) for test in tests],
            textposition=place,
            customdata=[_cited(row) for row in rows],
            hovertemplate=sentence("figures.averaged", x="%{x}", y="%{y}")
            + f"<br>%{{customdata}}<extra>{table.named(group)}</extra>",
            **look,
        )
    drawing.update_xaxes(title=sentence("figures.models"), type="log", tickvals=[1, 2, 5, 10, 38])
    drawing.update_yaxes(title=sentence("figures.test_paper"), rangemode="normal")
    return drawing


def over_years(table: Table) -> go.Figure:
    """Test perplexity over the month in which a figure was first printed; a point for each row."""
    drawing = figure(height=460)
    for group, look in _looks(table):
        rows = _rows(table, group)
        drawing.add_scatter(
            x=_column(table, rows, "month"),
            y=_column(table, rows, "test"),
            mode="markers",
            name=table.named(group),
            text=[f"{row.what}: {table.value(row.key, 'test')}" for row in rows],
            customdata=[_cited(row) for row in rows],
            hovertemplate=_SAID,
            **look | {"marker": look["marker"] | {"size": 12}},
        )
    drawing.update_xaxes(
        title=sentence("figures.first_printed"), type="date", tickformat="%Y", dtick="M12"
    )
    drawing.update_yaxes(title=sentence("figures.test_papers"), type="log", tickvals=_TICKS)
    return drawing


def train_against_test(table: Table) -> go.Figure:
    """Test over training perplexity, one symbol for each program that was run."""
    drawing = figure(height=420)
    for group, look in _looks(table):
        rows = [row for row in _rows(table, group) if table.value(row.key, "train") is not None]
        if not rows:
            continue
        drawing.add_scatter(
            x=_column(table, rows, "train"),
            y=_column(table, rows, "test"),
            mode="markers",
            name=table.named(group),
            text=[_run(table, row) for row in rows],
            customdata=[_cited(row) for row in rows],
            hovertemplate=_SAID,
            **look | {"marker": look["marker"] | {"size": 12}},
        )
    drawing.update_xaxes(title=sentence("figures.train_reported"), rangemode="tozero")
    drawing.update_yaxes(title=sentence("figures.test_reported"), rangemode="normal")
    return drawing


def _run(table: Table, row: Row) -> str:
    train, test = table.value(row.key, "train"), table.value(row.key, "test")
    return sentence("figures.run", what=row.what, train=train, test=test)


def _looks(table: Table) -> list[tuple[str, dict]]:
    """Each group with a colour and a symbol of its own."""
    return [
        (group, {"marker": {"color": colour, "symbol": symbol, "size": 9}, "line_color": colour})
        for group, colour, symbol in zip(table.groups, CURVE_COLOURS, CURVE_SYMBOLS, strict=False)
    ]


def _rows(table: Table, group: str) -> list[Row]:
    return [row for row in table.rows if row.group == group]


def _column(table: Table, rows: list[Row], column: str) -> list:
    return [table.value(row.key, column) for row in rows]


def _cited(row: Row) -> str:
    return sentence("reference.from_source", source=row.source.short, ground=row.ground)
