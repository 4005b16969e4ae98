"""The README's pictures, from a server that runs: ``python -m tests.browser.shots URL QUESTION FOLDER``."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.conftest import FLAGS

SHOTS = {
    "page": {"viewport": {"width": 1280, "height": 820}, "color_scheme": "light"},
    "page-dark": {"viewport": {"width": 1280, "height": 820}, "color_scheme": "dark"},
    "page-phone": {"viewport": {"width": 390, "height": 844}, "color_scheme": "light"},
}


def main(url: str, question: str, folder: Path) -> None:
    """Ask once for each kind of screen and keep what it shows."""
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for name, options in SHOTS.items():
            context = browser.new_context(**options)  # type: ignore[arg-type]
            page = context.new_page()
            page.goto(url)
            page.fill("#pq-box textarea", question, timeout=60_000)
            page.keyboard.press("Enter")
            page.locator("#pq-live .pq-turn[aria-busy=false]").wait_for(timeout=120_000)
            page.wait_for_timeout(1_000)
            page.screenshot(path=folder / f"{name}.png")
            context.close()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
