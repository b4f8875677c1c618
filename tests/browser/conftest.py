"""The real app in a real browser."""

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import TimeoutError as PlaywrightTimeout
from playwright.sync_api import sync_playwright

from tests.browser.lending import Pages

ROOT = Path(__file__).parents[2]
# The first draws for no screen at all, in a quarter less of a processor's time than the next.
BROWSERS = (
    *("chromium-headless-shell", "chromium", "google-chrome", "chrome", "chromium-browser"),
)
OPENED = pytest.StashKey()
TOKEN = "the-token-of-the-browser-tests"  # noqa: S105 -- theirs
PROBES = ("/_stcore/health", "/_stcore/host-config")
ENGINE = "--max-lazy --no-turbofan --single-threaded-gc"
ROOM = "--min-semi-space-size=32 --initial-old-space-size=256"  # MB
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--font-render-hinting=none",  # letters are as wide as on a screen
    # A third less to do: nothing is drawn by a process apart, compiled before it is called,
    # optimized for pages that live long, or collected on other cores, which are busy; and there is
    # room for a page's objects.
    "--in-process-gpu",
    f"--js-flags={ENGINE} {ROOM}",
]


def _wait_for(address):
    for _ in range(600):
        try:
            with urlopen(f"{address}/_stcore/health", timeout=5):  # noqa: S310 -- ours
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("The app's server did not start within a minute.")


@contextmanager
def serving(app="app.py", **environment):
    """The address of a server that has just started, gone afterwards with all that it trained."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ("--server.headless=true", f"--server.port={port}", "--server.fileWatcherType=none")
    command = [sys.executable, "-m", "streamlit", "run", str(app), *options]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    address = f"http://localhost:{port}"
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as runs:
        variables = os.environ | {"RNNVIZ_RUNS": runs, "RNNVIZ_TOKEN": TOKEN} | environment
        server = subprocess.Popen(command, cwd=ROOT, env=variables, **quiet)
        try:
            _wait_for(address)
            yield address
        finally:
            server.terminate()
            server.wait(timeout=20)


@pytest.fixture(scope="session")
def serve():
    """A function that serves another app, for tests that bring their own."""
    return serving


@pytest.fixture(scope="session")
def brief():
    """What a server is to be told so that its tiny synthetic texts are a fifth as long."""
    return {"PYTHONPATH": f"{ROOT / 'tests/browser/brief'}{os.pathsep}{ROOT}"}


@pytest.fixture(scope="session")
def address():
    with serving() as address:
        yield address


@pytest.fixture(scope="session")
def token():
    """What the address of a server's first visit ends in, for whoever wants code to run."""
    return TOKEN


@pytest.fixture(scope="session")
def cold_address():
    """A server for links to pages that nobody has opened there: each test opens another page."""
    with serving() as address:
        yield address


@pytest.fixture(scope="session")
def class_address():
    """A server that answers to a name of its own, too."""
    with serving(RNNVIZ_HOSTS="class.example") as address:
        yield address


def chromium():
    """The browser's program, or a sentence about how to get one."""
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    assert program, (
        "No Chromium here, and the browser tests need one: install it with 'apt install chromium' "
        "(Debian), 'apt install chromium-browser' (Ubuntu) or 'brew install --cask chromium' "
        "(macOS), or install Google Chrome."
    )
    return program


@pytest.fixture(scope="session")
def find_chromium():
    return chromium


@pytest.fixture(scope="session")
def browser(request):
    program = chromium()
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=FLAGS)
        request.config.stash[OPENED] = opened
        yield opened
        opened.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Say with a failure what the browser's pages show: on another machine nobody can look."""
    report = yield
    if call.excinfo and OPENED in item.config.stash:
        for context in item.config.stash[OPENED].contexts:
            for page in context.pages:
                with suppress(PlaywrightError):
                    text = page.inner_text("body", timeout=5_000)
                    report.sections += [(f"Shown at {page.url}", text)] if text else []
    return report


@pytest.fixture(scope="session")
def pages(browser):
    return Pages(browser)


class Overheard:
    """What a page asks for and complains of while a visitor has it."""

    def __init__(self, page):
        self.hosts, self.complaints, self._page = set(), [], page
        self._heard = {
            "request": lambda request: self.ask(request.url),
            "websocket": lambda socket: self.ask(socket.url),
            "pageerror": lambda error: self.complaints.append(str(error)),
            "console": self.hear,
        }
        for event, hear in self._heard.items():
            page.on(event, hear)

    def ask(self, url):
        if not url.startswith(("data:", "blob:")):
            self.hosts.add(urlsplit(url).hostname)

    def hear(self, message):
        # At /placement Streamlit looks for its server below the page's own address first.
        looking = urlsplit(message.location["url"]).path.endswith(PROBES)
        if message.type == "error" and not looking:
            self.complaints.append(message.text)

    def end(self):
        for event, hear in self._heard.items():
            self._page.remove_listener(event, hear)


# Our pictures live in shadow roots, which WATCH doesn't see; each keeps its state once it is drawn.
# Until the file that a widget comes in is there, a skeleton stands in its place.
DRAWN = """
!document.querySelector("[data-testid=stSkeleton]")
&& [...document.querySelectorAll("[data-testid=stBidiComponentIsolated]")].every(
  ({ shadowRoot }) => {
    const root = shadowRoot?.querySelector(".net, .film, .surprise, .connect")
    return shadowRoot?.childElementCount
      && (!root || root.network || root.film || root.surprise || root.connect)
  }
)
"""
RESTS = "performance.now() - window.changed > 300"
STILL = """
!document.getAnimations().some(
  each => each instanceof CSSTransition && each.playState === "running"
)
"""  # colors, which fade from one theme to the other
LOOK = 100  # ms: to look at each frame, frames would have to be made


def _settle(page):
    """Wait until the script is through and widgets, which come in files of their own, are there."""
    page.evaluate("window.changed = performance.now()")  # what was asked for may not have begun
    page.wait_for_selector("[data-test-script-state=notRunning]", timeout=90_000)
    page.wait_for_load_state("networkidle")
    page.wait_for_function(DRAWN, polling=LOOK)
    with suppress(PlaywrightTimeout):  # a picture that plays by itself never rests
        page.wait_for_function(RESTS, polling=LOOK, timeout=3_000)


@pytest.fixture
def visit(pages):
    """A function that opens an address as a new visitor.

    At the end of each test, whatever page it opened must have asked nobody but its own server for
    anything and have written no error to the console.
    """
    overheard = []
    with ExitStack() as lent:

        def opened(url, **looks):
            page = lent.enter_context(pages.lent(**looks))
            overheard.append(Overheard(page))
            lent.callback(overheard[-1].end)
            page.goto(url)
            page.wait_for_selector("h1", timeout=60_000)
            page.get_by_text("rnnviz · every number is labeled").wait_for(timeout=60_000)
            _settle(page)
            return page

        yield opened
    assert {host for page in overheard for host in page.hosts} <= {"localhost"}
    assert not [complaint for page in overheard for complaint in page.complaints]


@pytest.fixture(scope="session")
def settle():
    """A function that waits until a page has come to rest."""
    return _settle


LOOKS = {"desk": ("light", 1400), "phone": ("dark", 390)}


def _unroll(page):
    """Make the window as high as the page: axe judges no colours in what a scroller hides."""
    for _ in range(3):  # what comes into sight may grow
        main, window = page.locator("[data-testid=stMain]"), page.viewport_size
        hidden = main.evaluate("e => e.scrollHeight - e.clientHeight")
        if hidden <= 0:
            return
        page.set_viewport_size({"width": window["width"], "height": window["height"] + hidden})
        _settle(page)


@pytest.fixture
def violations():
    """A function that lists what is wrong with a page: axe's rules, where, and why; what sticks out
    at the right.
    """

    def violating(page):
        _unroll(page)
        page.evaluate("document.fonts.ready")
        page.wait_for_function(STILL, polling=LOOK)
        for scroller in ("html", "[data-testid=stMain]"):
            wide, room = page.locator(scroller).evaluate("e => [e.scrollWidth, e.clientWidth]")
            if wide > room:
                return f"{scroller} is {wide} px wide where there are {room}"
        return [
            (v["id"], [(node["html"][:120], node["failureSummary"][-160:]) for node in v["nodes"]])
            for v in Axe().run(page).response["violations"]
        ]

    return violating


def _looks(page):
    """Give a page one look after the other: which one it has now."""
    for name, (theme, width) in LOOKS.items():
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        page.set_viewport_size({"width": width, "height": page.viewport_size["height"]})
        _settle(page)
        yield name


@pytest.fixture(scope="session")
def looks():
    return _looks


@pytest.fixture
def violations_anywhere(violations):
    """As `violations`, at a desk by day and on a phone by night, where nothing moves."""

    def violating(page):
        seen = {name: violations(page) for name in _looks(page)}
        return {name: wrong for name, wrong in seen.items() if wrong}

    return violating


@pytest.fixture
def violations_at_each(violations):
    """As `violations`, where each of these options is chosen, one after the other."""

    def at(page, option):
        radio = page.get_by_role("radio", name=re.compile(rf"^(\d\. )?{re.escape(option)}$"))
        if not radio.is_checked():
            before = page.url
            radio.click()
            page.wait_for_function("url => location.href !== url", arg=before, timeout=90_000)
        _settle(page)
        return violations(page)

    def violating(page, options):
        seen = {option: at(page, option) for option in options}
        return {option: wrong for option, wrong in seen.items() if wrong}

    return violating
