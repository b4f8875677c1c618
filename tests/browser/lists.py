"""Choosing from a list of options as a reader does."""


def choose(page, label, option, *, exact=False):
    """The option of the list with a label, the first that has these words in it.

    It is clicked wherever it is: on a busy machine a list finds its place after it is seen, and a
    press that is let go somewhere else chooses nothing.
    """
    page.get_by_role("combobox", name=label, exact=True).click()
    listed = page.get_by_role("option", name=option, exact=exact).first
    listed.evaluate("option => option.click()")
