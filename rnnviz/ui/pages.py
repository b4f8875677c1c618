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
    title: str
    group: Group = Group.LEARN

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


HOME = Page("home", "Home")
PAGES = (
    HOME,
    Page("placement", "Placement"),
    Page("masks", "Masks"),
    Page("memory", "Memory"),
    Page("paper", "Paper"),
    Page("results", "Results", Group.MEASURE),
    Page("explore", "Explore", Group.MEASURE),
    Page("train", "Train", Group.MEASURE),
    Page("use", "Which should I use?", Group.USE),
    Page("frameworks", "Frameworks", Group.USE),
    Page("twins", "Code", Group.USE),
    Page("questions", "Questions", Group.PRACTICE),
)
GROUPS = tuple(Group)


def pages_of(group: Group) -> tuple[Page, ...]:
    """The pages of a part of the menu, in their order; the first page stands before all parts."""
    return tuple(page for page in PAGES if page.group is group and page is not HOME)
