"""How the page stands, is heard and is printed, in a real browser: what the server's side alone cannot show."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import pytest
from playwright.sync_api import Locator, expect

from qa.answer import Citation, Found
from tests.browser.conftest import Site
from tests.browser.test_page import DARK, PHONE
from tests.ui import fake

pytestmark = [
    pytest.mark.browser,
    # Gradio's statistics of its own queue use what pandas is about to drop.
    pytest.mark.filterwarnings("ignore::pandas.errors.Pandas4Warning"),
]

TINY = {"viewport": {"width": 320, "height": 256}, "color_scheme": "light"}


def span(place: Locator) -> tuple[float, float]:
    """Return top and bottom of an element in the window."""
    box = place.bounding_box()
    assert box is not None
    return box["y"], box["y"] + box["height"]


def style(place: Locator, name: str) -> str:
    return str(place.evaluate("(element, name) => getComputedStyle(element)[name]", name))


def luminance(colour: str) -> float:
    """Return the relative luminance of `rgb(...)`, as the WCAG define it."""
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_numbers_are_heard_as_they_are_told(site: Site) -> None:
    site.answered(fake.COST)
    expect(site.page.locator("#pq-announcer")).to_have_text(
        "It costs 6.2 million crowns or 7.5 million crowns. The articles disagree: the cost of the repair. "
        "7.5 million. Harbour Radio 12 March 2024. 6.2 million. The Vellmar Post 11 March 2024. "
        "Only two of four articles were searched. 2 quotes from 2 articles · 1.4 s · fake-1b."
    )


def test_the_focus_stays_with_its_quote_and_leaves_the_panel(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def found(quotes: Sequence[Citation]) -> Found:
        """Find the quotes in another order than that of the answer, which numbers them anew."""
        return Found(tuple(replace(one, number=number) for number, one in enumerate(reversed(quotes), 1)))

    monkeypatch.setattr(fake, "Found", found)
    page = site.page
    site.ask(fake.REPAIR)
    page.locator("#pq-live .pq-card").first.wait_for()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(page.locator(".pq-card:focus")).to_contain_text("Free ferry")
    page.locator("#pq-live .pq-answer").wait_for()
    expect(page.locator(".pq-card:focus")).to_contain_text("Free ferry")
    expect(page.locator(".pq-card:focus")).to_have_id("pq-1-2")
    summary = page.locator(".pq-narrow summary")
    summary.click()
    page.get_by_role("checkbox", name="Harbour Radio").focus()
    page.keyboard.press("Escape")
    expect(page.locator(".pq-panel")).to_be_hidden()
    expect(summary).to_be_focused()


@pytest.mark.parametrize("look", [DARK], ids=["dark"])
def test_on_paper_the_quote_is_marked_and_no_control_printed(site: Site) -> None:
    site.answered(fake.REPAIR)
    page = site.page
    page.emulate_media(media="print")
    card = page.locator("#pq-live .pq-card").first
    assert style(card.locator("mark"), "textDecorationLine") == "underline"
    assert style(card, "breakInside") == "avoid"
    assert max(int(part) for part in re.findall(r"\d+", style(page.locator("#pq-live .pq-question"), "color"))) < 60
    assert page.locator(":is(button, input, textarea, summary):visible").count() == 0
    page.emulate_media(media="screen")
    card.locator("a[data-open]", has_text="Read in the article").click()
    mark = page.locator("#pq-dialog mark")
    mark.wait_for()
    page.emulate_media(media="print")
    assert style(mark, "textDecorationLine") == "underline"
    assert page.locator("button:visible").count() == 0
    expect(page.locator("#pq-live")).to_be_hidden()


@pytest.mark.parametrize("query", ["", "?outlet=Harbour+Radio"], ids=["all", "narrowed"])
def test_what_belongs_to_an_answer_stands_together(site: Site, query: str) -> None:
    site.page.goto(f"{site.url}{query}")
    site.page.locator(".pq-examples").wait_for()
    site.answered(fake.NOWHERE)
    turn = site.page.locator("#pq-live")
    said, after, following, cards = (span(turn.locator(f".pq-{name}")) for name in ("said", "after", "next", "cards"))
    assert after[0] - said[1] < 1
    assert following[0] - after[1] < 21
    assert cards[0] == said[0]


def test_the_panel_covers_no_question_and_an_arabic_one_begins_on_the_right(site: Site) -> None:
    page = site.page
    page.fill("#pq-box textarea", "كم بلغت تكلفة الجسر؟\n" * 7)
    assert style(page.locator("#pq-box textarea"), "direction") == "rtl"
    page.locator(".pq-narrow summary").click()
    top, bottom = span(page.locator(".pq-panel"))
    assert top >= 0
    assert bottom <= span(page.locator("#pq-box textarea"))[0]


@pytest.mark.parametrize("look", [TINY], ids=["tiny"])
def test_on_a_very_low_screen_the_bar_and_its_panel_scroll_along(site: Site) -> None:
    site.answered(fake.REPAIR)
    site.page.evaluate("scrollTo(0, 0)")
    expect(site.page.locator("#pq-bar")).not_to_be_in_viewport()
    site.page.locator(".pq-narrow summary").click()
    site.page.get_by_label("From").scroll_into_view_if_needed()
    expect(site.page.get_by_label("From")).to_be_in_viewport(ratio=1)
    assert span(site.page.locator(".pq-panel"))[0] >= span(site.page.locator("#pq-bar"))[1]


@pytest.mark.parametrize("look", [PHONE], ids=["phone"])
def test_a_sentence_below_the_box_has_the_width_of_the_page(site: Site) -> None:
    site.page.goto(f"{site.url}?since=2024-05-01&until=2024-04-01")
    told = site.page.locator(".pq-remain")
    expect(told).to_contain_text("swap the two")
    top, bottom = span(told)
    assert bottom - top < 45


@pytest.mark.parametrize("look", [DARK], ids=["dark"])
def test_a_lit_mark_can_be_read(site: Site) -> None:
    site.answered(fake.REPAIR)
    mark = site.page.locator("#pq-live .pq-mark").first
    mark.hover()
    expect(mark).to_have_class(re.compile("pq-lit"))
    dark, light = sorted(luminance(style(mark, name)) for name in ("backgroundColor", "color"))
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_an_article_fits_and_one_that_is_gone_is_told(site: Site) -> None:
    site.page.goto(f"{site.url}articles/{fake.BRIDGE.id}")
    site.page.locator(".pq-outlet").evaluate("(outlet) => { outlet.textContent = 'O'.repeat(150); }")
    assert site.page.evaluate("document.documentElement.scrollWidth") <= 1280
    reply = site.page.request.get(f"{site.url}articles/none", headers={"Accept": "text/html,*/*;q=0.8"})
    assert (reply.status, reply.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "This article was removed from the index, or never was in it." in reply.text()
    script = site.page.request.get(f"{site.url}articles/none", headers={"Accept": "*/*"})
    assert (script.status, set(script.json())) == (404, {"error"})
