"""The one table of pages."""

from dataclasses import dataclass

from rnnviz.content import prose


@dataclass(frozen=True, slots=True)
class Page:
    """A page; its key names its file in `pages`, its prose and its address."""

    key: str
    toured: bool = True  # whether the tour stops here

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
    Page("explore"),
    Page("train"),
    Page("paper"),
    Page("frameworks"),
    Page("twins"),
    Page("questions"),
    Page("glossary", toured=False),
)
