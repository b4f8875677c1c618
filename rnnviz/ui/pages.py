"""The one table of pages."""

from dataclasses import dataclass
from enum import StrEnum

from rnnviz.content import prose


class Group(StrEnum):
    """What pages are for: the menu's parts, and Home's ways on."""

    LEARN = "learn"
    MEASURE = "measure"
    USE = "use"
    PRACTICE = "practice"


@dataclass(frozen=True, slots=True)
class Page:
    """A page; its key names its file in `pages`, its prose and its address."""

    key: str
    group: Group = Group.LEARN
    toured: bool = True  # whether the tour stops here
    listed: bool = True  # in the menu, and among Home's ways on

    @property
    def title(self) -> str:
        """What the menu calls it."""
        return prose(self.key, "menu")

    @property
    def file(self) -> str:
        """Where its script is, from `app.py`."""
        return f"pages/{self.key}.py"

    @property
    def address(self) -> str:
        """The path that leads there; empty for the page that opens first."""
        return "" if self == HOME else self.key

    @property
    def promise(self) -> str:
        """What one can say after it."""
        return prose(self.key, "promise")


HOME = Page("home")
PAGES = (
    HOME,
    Page("placement"),
    Page("masks"),
    Page("memory"),
    Page("paper"),
    Page("glossary", toured=False),
    Page("results", Group.MEASURE),
    Page("explore", Group.MEASURE),
    Page("train", Group.MEASURE),
    Page("use", Group.USE),
    Page("frameworks", Group.USE),
    Page("twins", Group.USE),
    Page("questions", Group.PRACTICE),
    Page("classroom", Group.PRACTICE, toured=False, listed=False),
)
GROUPS = tuple(Group)


def pages_of(group: Group) -> tuple[Page, ...]:
    """The pages of a part of the menu, in their order; the first page stands before all parts."""
    return tuple(p for p in PAGES if p.listed and p.group is group and p is not HOME)
