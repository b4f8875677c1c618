"""The menu at the top: its parts open, and their pages are links."""

from rnnviz.content import named
from rnnviz.ui.pages import HOME, PAGES


def link_to(page, title):
    """The link of a page in the menu, once the part that it stands in is open."""
    row = next(row for row in PAGES if row.title == title)
    menu = page.get_by_test_id("stTopNav")
    if row is HOME:
        return menu.get_by_role("link", name=title, exact=True)
    part = menu.get_by_role("button", name=named("group", row.group), exact=True)
    if part.get_attribute("aria-expanded") != "true":
        part.click()
    return page.get_by_role("menuitem", name=title, exact=True)
