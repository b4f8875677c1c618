"""How soon the Explore page shows a text's surprisal: on a cold server, a warm one, after a switch.

    python -m benchmarks.explore [--times 5]

A cold server has been asked for nothing but its health; the browser is cold too. All times are from
the click to the finished strip, the browser's drawing included. Needs `requirements-dev.txt` and
Chromium.
"""

import argparse
import shutil
import sys
from collections import defaultdict
from statistics import median
from time import perf_counter

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.classroom import serving

STRIP = ".surprise .line small"
SWITCHED_TO = range(2, 6)  # places in the list, whose first two are shown to begin with
BROWSERS = ("chromium", "google-chrome", "chrome", "chromium-browser")


def seconds(browser: Browser) -> dict[str, list[float]]:
    """One server's life, by what was waited for."""
    with serving(workers=1, servers=1) as (_, ports, _):
        address = f"http://localhost:{ports.start}/explore"
        cold, page = _open(browser, address)
        warm, _ = _open(browser, address)
        page.wait_for_selector("[data-test-script-state=notRunning]")
        switched = [_switch(page, number) for number in SWITCHED_TO]
    return {"cold server": [cold], "second visitor": [warm], "another model": switched}


def _open(browser: Browser, address: str) -> tuple[float, Page]:
    page = browser.new_context(viewport={"width": 1400, "height": 1000}).new_page()
    start = perf_counter()
    page.goto(address)
    page.locator(STRIP).first.wait_for(timeout=60_000)
    return perf_counter() - start, page


def _switch(page: Page, number: int) -> float:
    page.get_by_role("combobox", name="Model", exact=True).click()
    option = page.get_by_role("option").nth(number)
    label = option.inner_text()
    start = perf_counter()
    option.click()
    page.locator(".surprise .lines h3").first.get_by_text(label).wait_for()
    return perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=5)
    waits = defaultdict(list)
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    with sync_playwright() as playwright:
        for _ in range(parser.parse_args().times):
            browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
            for what, some in seconds(browser).items():
                waits[what] += some
            browser.close()
    for what, some in waits.items():
        sys.stdout.write(
            f"{what}: median {median(some):.2f} s, {min(some):.2f} to {max(some):.2f} "
            f"({len(some)} times)\n"
        )


if __name__ == "__main__":
    main()
