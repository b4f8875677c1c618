"""Pages that one visitor after another is lent.

A page that has already compiled the app's scripts opens it again in a quarter of the work that a
new one needs, so a visitor gets a page that is known to the browser and knows nothing of anybody.
"""

from contextlib import contextmanager

# When anything on the page last changed, for whoever wants to know that it has come to rest.
WATCH = """
window.changed = performance.now()
new MutationObserver(() => { window.changed = performance.now() }).observe(document, {
  subtree: true, childList: true, attributes: true, characterData: true,
})
"""
NOTHING = "about:blank"
FORGET = "location.protocol.startsWith('http') && (localStorage.clear(), sessionStorage.clear())"


class Pages:
    """The pages of one browser, each in a context, that is with cookies, of its own."""

    def __init__(self, browser):
        self._browser, self._free = browser, []

    @contextmanager
    def lent(self, *, width=1400, height=1000, theme="light", motion="reduce", patience_ms=30_000):
        """A page for a new visitor, who starts from an empty one.

        Nothing on it moves by itself unless `motion` is "no-preference": what moves has to be drawn
        sixty times a second, without a graphics card, while a test waits for something else.
        """
        page = self._free.pop() if self._free else self._new()
        page.set_default_timeout(patience_ms)
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=theme, reduced_motion=motion)
        try:
            yield page
        finally:
            self._take_back(page)

    def _new(self):
        context = self._browser.new_context()
        context.add_init_script(WATCH)
        return context.new_page()

    def _take_back(self, page):
        """Nothing of the visitor stays: no other tab, storage, cookie, nor the mouse's place."""
        for tab in page.context.pages:
            if tab is not page:
                tab.close()
        page.evaluate(FORGET)
        page.goto(NOTHING)
        page.context.clear_cookies()
        page.mouse.move(-1, -1)
        self._free.append(page)
