"""What a figure from elsewhere is: a number, whose it is, and how we know it."""

from dataclasses import dataclass, field, replace
from enum import StrEnum

from rnnviz.content import entry, named, sentence
from rnnviz.core.sources import Evidence, Source, where

Value = float | int | str | None  # None where the source, as we saw it, gives nothing


class Tag(StrEnum):
    """How a figure was checked. What is only remembered has no tag, so it can't be a row."""

    PAPER = "P"  # seen in the paper
    TRANSCRIPT = "T"  # seen in a transcript of the paper's tables
    ABSTRACT = "A"  # seen in its abstract
    CODE = "C"  # seen in the source, or beside it, at a commit
    THREAD = "I"  # seen in an issue or a pull request
    SECOND_HAND = "2"  # seen where somebody quotes it
    DERIVED = "D"  # worked out here
    VERIFIED = "V"  # worked out here and counted
    UNCHECKED = "?"  # kept for whoever checks it; no page shows it

    @property
    def evidence(self) -> Evidence:
        return _EVIDENCE[self]


_EVIDENCE = {
    Tag.PAPER: Evidence.PAPER,
    Tag.TRANSCRIPT: Evidence.TRANSCRIPT,
    Tag.ABSTRACT: Evidence.PAPER,
    Tag.CODE: Evidence.CODE,
    Tag.THREAD: Evidence.THREAD,
    Tag.SECOND_HAND: Evidence.QUOTED,
    Tag.DERIVED: Evidence.DERIVED,
    Tag.VERIFIED: Evidence.DERIVED,
    Tag.UNCHECKED: Evidence.UNCHECKED,
}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table."""

    key: str
    values: tuple[Value, ...]  # one for each of the table's columns
    source: Source
    place: str  # where exactly: a table, a section, a file, a comment
    tag: Tag
    group: str = ""  # the curve it belongs to
    table: str = field(default="", kw_only=True)  # the key of the one it stands in

    @property
    def what(self) -> str:
        """What it is a figure of."""
        return entry("tables", self.table, "rows", self.key)

    @property
    def note(self) -> str:
        """What else is to be said of it, if anything."""
        return entry("tables", self.table).get("notes", {}).get(self.key, "")

    @property
    def ground(self) -> str:
        """How we know it, and where: it follows the source."""
        return sentence(
            "reference.ground",
            place=where(self.place),
            evidence=named("evidence", self.tag.evidence),
        )


@dataclass(frozen=True, slots=True)
class Table:
    """Figures that are read together. `columns` are keys; `titles` is what one reads of them."""

    key: str
    columns: tuple[str, ...]
    kept: tuple[Row, ...]

    def __post_init__(self) -> None:
        """Tell each row where it stands: its words are found there."""
        placed = tuple(replace(row, table=self.key) for row in self.kept)
        object.__setattr__(self, "kept", placed)

    @property
    def title(self) -> str:
        return entry("tables", self.key, "title")

    @property
    def titles(self) -> tuple[str, ...]:
        titles = entry("tables", self.key, "columns")
        return tuple(titles[column] for column in self.columns)

    def named(self, group: str) -> str:
        """What a curve is called."""
        return entry("tables", self.key, "groups", group)

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows that may be shown: all but those that nobody has checked."""
        return tuple(row for row in self.kept if row.tag is not Tag.UNCHECKED)

    def row(self, key: str) -> Row:
        """Raises `KeyError` for a row that isn't there, or isn't checked."""
        rows = {row.key: row for row in self.rows}
        return rows[key]

    def number(self, key: str, column: str) -> float:
        """A figure that is one. Raises `TypeError` for text or a gap."""
        value = self.value(key, column)
        if not isinstance(value, int | float):
            raise TypeError(f"{column} of {key} is {value!r}, no number; ask for its value.")
        return value

    def value(self, row: str, column: str) -> Value:
        return self.row(row).values[self.columns.index(column)]

    def column(self, column: str, group: str) -> list[Value]:
        """A column of one group's rows."""
        place = self.columns.index(column)
        return [row.values[place] for row in self.rows if row.group == group]

    @property
    def groups(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(row.group for row in self.rows))


@dataclass(frozen=True, slots=True)
class Bug:
    """A known fault or limit of a framework, and where it was reported."""

    key: str
    source: Source
    tag: Tag
    options: tuple[str, ...]  # keys of the ways to write dropout that it bears on

    @property
    def what(self) -> str:
        return entry("bugs", self.key, "what")

    @property
    def state(self) -> str:
        """As the thread was when it was seen."""
        return entry("bugs", self.key, "state")


def shown(value: Value) -> str:
    """A figure, or a dash where there is none."""
    if value is None:
        return "–"
    if isinstance(value, str):
        return entry("tables", "values").get(value, value)
    return f"{value:,}" if isinstance(value, int) else str(value)
