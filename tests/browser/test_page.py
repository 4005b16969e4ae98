"""The page in a real browser: asking, checking, stopping, and everyone's ways of doing it."""

from __future__ import annotations

import re
import threading
from contextlib import AbstractContextManager

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from index.errors import IndexMissingError
from tests.browser.conftest import Site, serving
from tests.ui import fake
from tests.ui.fake import FakePipeline
from ui.opening import Asks

pytestmark = [
    pytest.mark.browser,
    # Gradio's statistics of its own queue use what pandas is about to drop.
    pytest.mark.filterwarnings("ignore::pandas.errors.Pandas4Warning"),
]

PHONE = {"viewport": {"width": 390, "height": 844}, "color_scheme": "light", "has_touch": True}
DARK = {"viewport": {"width": 1280, "height": 860}, "color_scheme": "dark"}
PHONE_DARK = {**PHONE, "color_scheme": "dark"}


def colours(site: Site) -> list[int]:
    """Return the red, green and blue of the page's background."""
    background = site.page.evaluate("getComputedStyle(document.querySelector('.gradio-container')).backgroundColor")
    return [int(part) for part in re.findall(r"\d+", background)[:3]]


def test_quotes_come_before_the_draft_and_the_draft_before_the_answer(site: Site) -> None:
    site.page.evaluate(
        """() => {
          window.order = [];
          const names = ["pq-stage", "pq-card", "pq-draft", "pq-answer"];
          new MutationObserver(() => names.forEach((name) => {
            if (document.querySelector(`#pq-live .${name}`) && !window.order.includes(name)) window.order.push(name);
          })).observe(document.body, { subtree: true, childList: true });
        }"""
    )
    site.answered(fake.REPAIR)
    assert site.page.evaluate("window.order") == ["pq-stage", "pq-card", "pq-draft", "pq-answer"]
    expect(site.page.locator("#pq-live .pq-answer")).to_have_text(
        "The piers need four months of work.1 The department later spoke of at least five months.2"
    )
    expect(site.page.locator("#pq-live .pq-draft")).to_have_count(0)


def test_stages_are_named_while_they_last(site: Site, pipeline: FakePipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "delay", 1.0)
    site.ask(fake.REPAIR)
    for stage in (f"Searching {len(fake.ARTICLES)} articles …", "Reading 2 passages …", "Writing …"):
        site.page.locator("#pq-live .pq-stage", has_text=stage).wait_for()


def test_an_example_asks_its_question(site: Site) -> None:
    site.page.get_by_role("button", name=fake.COST).click()
    expect(site.page.locator("#pq-live .pq-question")).to_have_text(fake.COST)
    expect(site.page.locator("#pq-welcome")).to_be_hidden()
    expect(site.page.locator("#pq-live .pq-answer")).to_be_visible()


def test_mark_and_card_show_each_other(site: Site) -> None:
    site.answered(fake.REPAIR)
    marks, cards = site.page.locator("#pq-live .pq-mark"), site.page.locator("#pq-live .pq-card")
    marks.nth(1).hover()
    expect(cards.nth(1)).to_have_class(re.compile("pq-lit"))
    expect(cards.nth(0)).not_to_have_class(re.compile("pq-lit"))
    cards.nth(0).hover()
    expect(marks.nth(0)).to_have_class(re.compile("pq-lit"))
    expect(marks.nth(1)).not_to_have_class(re.compile("pq-lit"))
    marks.nth(1).click()
    expect(cards.nth(1)).to_be_focused()


def test_a_card_opens_the_article_at_the_place_the_interface_gives(site: Site) -> None:
    site.answered(fake.REPAIR)
    page = site.page
    answer = page.request.post(f"{site.url}api/v1/ask", data={"question": fake.REPAIR}).json()
    citation = answer["citations"][0]
    body = page.request.get(f"{site.url}api/v1/articles/{citation['article_id']}").json()["body"]
    page.locator("#pq-live .pq-card a[data-open]", has_text="Read in the article").first.click()
    mark = page.locator("#pq-dialog mark.pq-here")
    expect(mark).to_have_text(body[citation["start"] : citation["end"]])
    expect(mark).to_be_in_viewport()
    expect(page.locator("#pq-dialog h1")).to_have_text(citation["title"])
    page.keyboard.press("Escape")
    expect(page.locator("#pq-dialog")).to_be_hidden()
    expect(page.locator("#pq-live .pq-card a[data-open]", has_text="Read in the article").first).to_be_focused()


def test_the_next_quote_is_one_key_away(site: Site) -> None:
    site.answered(fake.ATTACK)
    site.page.locator("#pq-live a[data-open]", has_text="Read in the article").first.click()
    marks = site.page.locator("#pq-dialog mark")
    first = site.page.locator("#pq-dialog mark.pq-here").text_content()
    assert marks.count() > 1
    site.page.keyboard.press("n")
    expect(site.page.locator("#pq-dialog mark.pq-here")).not_to_have_text(first or "")


def test_what_the_articles_do_not_say_is_said_so(site: Site) -> None:
    site.answered(fake.NOWHERE)
    expect(site.page.locator("#pq-live .pq-verdict")).to_have_text("The articles do not say.")
    expect(site.page.locator("#pq-live .pq-cards .pq-label")).to_have_text("Closest passages")
    expect(site.page.locator("#pq-live .pq-card")).to_have_count(2)


def test_a_conflict_stands_side_by_side(site: Site) -> None:
    site.answered(fake.COST)
    sides = site.page.locator("#pq-live .pq-conflict li")
    expect(sides).to_have_count(2)
    left, right = sides.nth(0).bounding_box(), sides.nth(1).bounding_box()
    assert left is not None
    assert right is not None
    assert left["y"] == right["y"]


def test_a_hostile_article_is_text(site: Site) -> None:
    site.answered(fake.ATTACK)
    expect(site.page.locator("#pq-live .pq-answer")).to_contain_text("<script>window.pwned=7</script>")
    expect(site.page.locator("#pq-live .pq-card h3").first).to_have_text(fake.HOSTILE.title)
    site.page.locator("#pq-live a[data-open]", has_text="Read in the article").first.click()
    expect(site.page.locator("#pq-dialog .pq-body")).to_contain_text("<iframe src='https://evil.example/'></iframe>")
    assert site.page.locator(":is(#pq-live, #pq-dialog) :is(script, iframe, img, svg)").count() == 0
    hrefs = site.page.locator(":is(#pq-live, #pq-dialog) a").evaluate_all("all => all.map((a) => a.href)")
    assert all(href.startswith(site.url) for href in hrefs)


def test_stop_stops_the_work_and_keeps_the_quotes(site: Site, pipeline: FakePipeline) -> None:
    pipeline.stopped.clear()
    stop = site.page.get_by_role("button", name="Stop")
    expect(stop).to_be_hidden()
    site.ask(fake.SLOW)
    site.page.locator("#pq-live .pq-draft").wait_for()
    stop.press("Enter")
    expect(site.page.locator("#pq-box textarea")).to_be_focused()
    expect(site.page.locator("#pq-live .pq-stopped")).to_contain_text("was not checked")
    expect(site.page.locator("#pq-live .pq-card")).to_have_count(2)
    expect(stop).to_be_hidden()
    assert pipeline.stopped.wait(10)
    site.answered(fake.REPAIR)
    expect(site.page.locator("#pq-past .pq-stopped")).to_have_count(1)


def test_a_new_question_takes_the_place_of_a_running_one(site: Site, pipeline: FakePipeline) -> None:
    pipeline.stopped.clear()
    site.ask(fake.SLOW)
    site.page.locator("#pq-live .pq-draft").wait_for()
    site.answered(fake.COST)
    expect(site.page.locator("#pq-past .pq-turn")).to_have_count(1)
    expect(site.page.locator("#pq-past .pq-stopped")).to_have_count(1)
    assert pipeline.stopped.wait(10)


def test_a_follow_up_carries_the_conversation(site: Site, pipeline: FakePipeline) -> None:
    site.answered(fake.REPAIR)
    site.answered("And what will it cost?")
    question, history, _ = pipeline.asked[-1]
    assert question == "And what will it cost?"
    assert [turn.question for turn in history] == [fake.REPAIR]
    expect(site.page.locator("#pq-past .pq-question")).to_have_text([fake.REPAIR])


def test_a_failure_is_a_sentence(site: Site) -> None:
    site.ask(fake.OFFLINE)
    sentence = "The language model at http://127.0.0.1:9/v1 cannot be reached; is it running?"
    expect(site.page.locator("#pq-live .pq-error")).to_have_text(sentence)
    site.answered(fake.REPAIR)


def test_a_question_that_is_too_long_stays_in_its_box(site: Site, pipeline: FakePipeline) -> None:
    before = len(pipeline.asked)
    box, refused = site.page.locator("#pq-box textarea"), site.page.get_by_role("alert")
    for _ in range(2):
        site.ask("x" * 2_001)
        expect(refused).to_have_text("The question has 2,001 characters; ask it in 2,000 at most.")
        site.page.reload()
        expect(box).to_have_value("x" * 2_001)
    assert site.page.url == site.url
    site.page.keyboard.press("Enter")
    box.press("Backspace")
    expect(refused).to_have_count(0)
    site.page.keyboard.press("Enter")
    expect(site.page.locator("#pq-live .pq-answer")).to_be_visible()
    assert [question for question, *_ in pipeline.asked[before:]] == ["x" * 2_000]


def test_an_empty_question_asks_nothing(site: Site, pipeline: FakePipeline) -> None:
    before = len(pipeline.asked)
    site.ask("   ")
    site.answered(fake.REPAIR)
    expect(site.page.locator(".pq-turn")).to_have_count(1)
    assert len(pipeline.asked) == before + 1


def test_an_empty_box_stops_nothing(site: Site) -> None:
    site.ask(fake.REPAIR)
    site.page.locator("#pq-live .pq-card").first.wait_for()
    site.page.keyboard.press("Enter")
    expect(site.page.locator("#pq-live .pq-answer")).to_be_visible()


def test_sending_twice_asks_once(site: Site, pipeline: FakePipeline) -> None:
    before = len(pipeline.asked)
    site.ask(fake.REPAIR)
    site.page.keyboard.press("Enter")
    expect(site.page.locator("#pq-live .pq-answer")).to_be_visible()
    assert len(pipeline.asked) == before + 1


def test_the_keyboard_is_enough(site: Site) -> None:
    page = site.page
    expect(page.locator("#pq-box textarea")).to_be_focused()
    page.keyboard.type(fake.REPAIR)
    page.keyboard.press("Enter")
    page.locator("#pq-live .pq-turn[aria-busy=false]").wait_for()
    reached = ""
    for _ in range(30):
        page.keyboard.press("Shift+Tab")
        reached = page.evaluate("document.activeElement.className")
        if reached.startswith("pq-mark"):
            break
    assert reached.startswith("pq-mark")
    page.keyboard.press("Enter")
    expect(page.locator("#pq-live .pq-card").nth(1)).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#pq-dialog mark.pq-here")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#pq-dialog")).to_be_hidden()


def test_a_screen_reader_hears_the_stages_and_the_answer(site: Site) -> None:
    site.answered(fake.REPAIR)
    expect(site.page.get_by_role("status").filter(has_text="The piers need four months")).to_have_count(1)
    expect(site.page.get_by_role("textbox", name="Your question")).to_be_visible()
    expect(site.page.get_by_role("link", name="Quote 1: The Vellmar Post, 11 March 2024")).to_be_visible()


@pytest.mark.parametrize("look", [PHONE, PHONE_DARK], ids=["light", "dark"])
def test_a_phone_needs_no_sideways_scrolling(site: Site) -> None:
    for question in (fake.COST, fake.ATTACK):
        site.answered(question)
        assert site.page.evaluate("document.documentElement.scrollWidth") <= 390
        box = site.page.locator("#pq-bar").bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 844
    site.page.locator("#pq-live a[data-open]", has_text="Read in the article").first.click()
    expect(site.page.locator("#pq-dialog mark").first).to_be_visible()
    assert site.page.evaluate("document.querySelector('#pq-dialog').scrollWidth") <= 390


@pytest.mark.parametrize("look", [DARK])
def test_dark_is_dark(site: Site) -> None:
    assert max(colours(site)) < 60


def test_light_is_light(site: Site) -> None:
    assert min(colours(site)) > 200


@pytest.mark.parametrize(
    "look",
    [{"viewport": {"width": 1280, "height": 860}, "color_scheme": "light"}, DARK, PHONE, PHONE_DARK],
    ids=["light", "dark", "phone", "phone-dark"],
)
def test_axe_finds_nothing_serious(site: Site) -> None:
    site.page.emulate_media(reduced_motion="reduce")
    found = serious(site, "welcome")
    for question in (fake.REPAIR, fake.COST, fake.NOWHERE, fake.OFFLINE):
        site.answered(question)
    found += serious(site, "answers")
    site.page.locator("a[data-open]", has_text="Read in the article").first.click()
    site.page.locator("#pq-dialog mark.pq-here").wait_for()
    found += serious(site, "article")
    assert found == []


def serious(site: Site, where: str) -> list[str]:
    """Return what axe-core finds serious or critical on the page as it stands."""
    violations = Axe().run(site.page).response["violations"]
    return [
        f"{where}: {one['id']}: {node['html'][:200]}"
        for one in violations
        if one["impact"] in {"serious", "critical"}
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("path", ["docs", f"articles/{fake.BRIDGE.id}?mark=0-20"])
def test_the_other_pages_are_plain_and_fit(site: Site, path: str) -> None:
    site.page.goto(site.url + path)
    box = site.page.locator("h1").bounding_box()
    assert box is not None
    assert box["x"] >= 20
    assert site.page.evaluate("document.documentElement.scrollWidth") <= 1280
    background = site.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert background == "rgb(251, 250, 246)"


def test_the_page_is_there_while_the_model_loads(chromium: Browser) -> None:
    loaded = threading.Event()

    def opener() -> AbstractContextManager[Asks]:
        loaded.wait(60)
        return fake.opened(FakePipeline())

    with serving(opener) as url:
        context = chromium.new_context()
        page = context.new_page()
        page.goto(url)
        page.get_by_text("The language model is loading; you can already ask.").wait_for()
        page.fill("#pq-box textarea", fake.REPAIR)
        page.keyboard.press("Enter")
        page.locator("#pq-live .pq-stage", has_text="Loading the language model …").wait_for()
        loaded.set()
        page.locator("#pq-live .pq-answer").wait_for()
        page.locator(".pq-head", has_text="4 articles from 4 outlets").wait_for()
        context.close()


def test_without_an_index_the_page_says_what_to_do(chromium: Browser) -> None:
    def opener() -> AbstractContextManager[Asks]:
        raise IndexMissingError("There is no index yet: run `pullquote index FOLDER`.")

    with serving(opener) as url:
        context = chromium.new_context()
        page = context.new_page()
        page.goto(url)
        expect(page.locator("#pq-welcome .pq-error")).to_have_text(
            "There is no index yet: run `pullquote index FOLDER`."
        )
        context.close()
