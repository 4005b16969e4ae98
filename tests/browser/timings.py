"""How fast the page feels, from a server that runs: ``python -m tests.browser.timings URL``."""

from __future__ import annotations

import shutil
import statistics
import sys

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import FLAGS

LOADS = 5
LONGEST = 120_000  # milliseconds
_SHIFTS = """
window.shifts = [];
new PerformanceObserver(list => list.getEntries().forEach(entry => {
    if (!entry.hadRecentInput) window.shifts.push(entry.value);
})).observe({type: "layout-shift", buffered: true});
"""
_NOW = "() => performance.now()"


def interactive(browser: Browser, url: str) -> float:
    """Return the milliseconds from opening the page until its box takes words."""
    page = browser.new_page()
    page.goto(url, wait_until="commit")
    page.locator("#pq-box textarea:enabled").wait_for(timeout=LONGEST)
    page.fill("#pq-box textarea", "x")
    taken = float(page.evaluate(_NOW))
    page.close()
    return taken


def asked(page: Page, url: str, question: str) -> tuple[float, float, float]:
    """Ask on a fresh page; return the milliseconds from key press to first quote and to the answer, and the shifts.

    The last is the sum of the layout-shift scores of the browser while the answer streams, 0 for a still page.
    """
    page.goto(url)
    page.locator("#pq-box textarea:enabled").wait_for(timeout=LONGEST)
    page.fill("#pq-box textarea", question)
    page.evaluate("() => { window.shifts = []; }")
    start = page.evaluate(_NOW)
    page.keyboard.press("Enter")
    page.locator("#pq-live .pq-card").first.wait_for(timeout=LONGEST)
    quoted = page.evaluate(_NOW)
    page.locator("#pq-live .pq-turn[aria-busy=false]").wait_for(timeout=LONGEST)
    return quoted - start, page.evaluate(_NOW) - start, page.evaluate("() => window.shifts.reduce((a, b) => a + b, 0)")


def searched(page: Page, url: str) -> float:
    """Return the milliseconds from a search of the corpus table to its new rows."""
    page.goto(f"{url.rstrip('/')}/corpus")
    box = page.locator(".pq-search input[type=search]")
    box.fill("the")
    start = page.evaluate("() => Date.now()")
    with page.expect_response(lambda answer: "/corpus" in answer.url and answer.ok):
        box.press("Enter")
    page.locator("#pq-table tbody tr").first.wait_for()
    return float(page.evaluate("() => Date.now()") - start)


def main(url: str) -> None:
    """Measure and print, in milliseconds."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        loads = [interactive(browser, url) for _ in range(LOADS)]
        page = browser.new_page()
        page.add_init_script(_SHIFTS)
        page.goto(url)
        page.locator(".pq-examples button").first.wait_for(timeout=LONGEST)
        questions = [text.strip() for text in page.locator(".pq-examples button").all_inner_texts()]
        runs = [asked(page, url, question) for question in questions]
        quoted, answered, shifts = (statistics.median(column) for column in zip(*runs, strict=True))
        tables = [searched(page, url) for _ in range(LOADS)]
        sys.stdout.write(
            f"page interactive: {statistics.median(loads):.0f} (n={LOADS})\n"
            f"key press to first quote: {quoted:.0f}, to the checked answer: {answered:.0f} (n={len(runs)})\n"
            f"layout shift while streaming: {shifts:.3f}, at most {max(run[2] for run in runs):.3f}\n"
            f"search of the corpus table: {statistics.median(tables):.0f} (n={LOADS})\n"
        )
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1])
