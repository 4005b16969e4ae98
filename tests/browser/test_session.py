"""The session around the answers, in a real browser: narrowing, links, copies, export, feedback, reload, restart."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from index import feedback
from index.article import Filter
from index.articles import ArticleStore
from index.settings import Settings
from qa.answer import Answer
from tests.browser.conftest import Site, serving
from tests.ui import fake
from tests.ui.fake import FakePipeline
from ui.markdown import to_markdown, to_text

pytestmark = [
    pytest.mark.browser,
    # Gradio's statistics of its own queue use what pandas is about to drop.
    pytest.mark.filterwarnings("ignore::pandas.errors.Pandas4Warning"),
]

RADIO = "outlet=Harbour+Radio"


def plain(answer: Answer) -> object:
    return json.loads(json.dumps(answer.to_json()))


def reopened(site: Site, query: str = "") -> None:
    site.page.goto(f"{site.url}{query}")
    site.page.locator(".pq-examples").first.wait_for(state="attached")


def test_narrowing_counts_asks_and_is_in_the_address(site: Site, pipeline: FakePipeline) -> None:
    page = site.page
    expect(page.locator(".pq-remain")).to_have_text("4 articles")
    page.locator(".pq-narrow summary").click()
    page.get_by_role("checkbox", name="Harbour Radio").check()
    expect(page.locator(".pq-remain")).to_have_text("1 of 4 articles")
    page.get_by_role("checkbox", name="The Vellmar Post").check()
    page.get_by_label("From").fill("2024-03-12")
    expect(page.locator(".pq-remain")).to_have_text("1 of 4 articles")
    site.answered(fake.REPAIR)
    where = pipeline.asked[-1][2]
    assert where is not None
    assert set(where.outlets) == {"Harbour Radio", "The Vellmar Post"}
    assert str(where.since) == "2024-03-12"
    expect(page.locator("#pq-live .pq-scope")).to_contain_text("from 12 March 2024")
    expect(page).to_have_url(re.compile("since=2024-03-12.*outlet=Harbour.Radio"))
    page.locator(".pq-narrow summary").click()
    page.get_by_role("button", name="All articles").click()
    expect(page.locator(".pq-remain")).to_have_text("4 articles")
    expect(page).not_to_have_url(re.compile("outlet="))


def test_days_in_the_wrong_order_are_a_sentence(site: Site) -> None:
    reopened(site, "?since=2024-05-01&until=2024-04-01")
    expect(site.page.locator(".pq-remain")).to_contain_text("swap the two")
    site.ask(fake.REPAIR)
    expect(site.page.locator("#pq-live .pq-error")).to_contain_text("swap the two")


def test_a_link_reopens_its_question_with_its_filter(site: Site, pipeline: FakePipeline) -> None:
    reopened(site, f"?{RADIO}")
    site.answered(fake.COST)
    link = site.page.locator("#pq-live a[data-link]").get_attribute("href")
    site.page.get_by_role("button", name="New conversation").click()
    expect(site.page.locator(".pq-turn")).to_have_count(0)
    before = len(pipeline.asked)
    reopened(site, link or "")
    expect(site.page.locator("#pq-live .pq-answer")).to_be_visible()
    assert [(one[0], one[2]) for one in pipeline.asked[before:]] == [(fake.COST, Filter(("Harbour Radio",)))]
    expect(site.page.get_by_role("checkbox", name="Harbour Radio", include_hidden=True)).to_be_checked()


def test_a_link_with_another_filter_is_another_question(site: Site, pipeline: FakePipeline) -> None:
    site.answered(fake.COST)
    link = f"{site.page.url.removeprefix(site.url)}&{RADIO}"
    reopened(site, link)
    expect(site.page.locator("#pq-live .pq-scope")).to_have_text("Only Harbour Radio")
    expect(site.page.locator("#pq-live .pq-answer")).to_be_visible()
    before = len(pipeline.asked)
    reopened(site, link)
    expect(site.page.locator("#pq-past .pq-question")).to_have_text([fake.COST, fake.COST])
    expect(site.page.locator("#pq-live .pq-turn")).to_have_count(0)
    assert len(pipeline.asked) == before


def told(page: Page, *questions: str) -> None:
    """Reload a page and hold what conversation it then shows."""
    page.reload()
    expect(page.locator("#pq-past .pq-question")).to_have_text(list(questions))
    expect(page.locator("#pq-live .pq-turn")).to_have_count(0)


def test_each_tab_keeps_its_own_conversation(site: Site, pipeline: FakePipeline) -> None:
    first = site.page
    site.answered(fake.REPAIR)
    second, third = first.context.new_page(), first.context.new_page()
    for page in (second, third):
        page.goto(site.url)
        expect(page.locator("#pq-past .pq-question")).to_have_text([fake.REPAIR])
    Site(second, site.url).answered(fake.COST)
    site.answered(fake.NOWHERE)
    with first.expect_popup() as popup:
        first.evaluate("window.open('/')")  # takes the tab's session along, as duplicating it does
    copy = popup.value
    expect(copy.locator("#pq-past .pq-question")).to_have_text([fake.REPAIR, fake.NOWHERE])
    Site(copy, site.url).answered(fake.CLOSED)
    Site(third, site.url).answered(fake.CLOSED)
    third.get_by_role("button", name="New conversation").click()
    expect(third.locator(".pq-turn")).to_have_count(0)
    before = len(pipeline.asked)
    told(first, fake.REPAIR, fake.NOWHERE)
    told(second, fake.REPAIR, fake.COST)
    told(copy, fake.REPAIR, fake.NOWHERE, fake.CLOSED)
    told(third)
    assert len(pipeline.asked) == before


def test_the_oldest_conversations_make_room(site: Site) -> None:
    def there() -> list[str]:
        names: list[str] = site.page.evaluate("Object.keys(localStorage).sort()")
        return [name.removeprefix("pullquote:10000000000") for name in names if name.startswith("pullquote:1")]

    site.page.evaluate(
        "for (let n = 10; n < 40; n += 1) localStorage.setItem(`pullquote:10000000000${n}`, 'x'.repeat(9e4))"
    )
    site.answered(fake.REPAIR)
    assert there()[:-1] == [str(number) for number in range(21, 40)]
    site.page.evaluate(
        """() => {
          for (let n = 5.3e6; n; n -= 100) try { return localStorage.setItem("other", "x".repeat(n)); } catch {}
        }"""
    )
    site.answered(fake.NOWHERE)
    assert there()[:-1] == [str(number) for number in range(22, 40)]
    told(site.page, fake.REPAIR, fake.NOWHERE)


def test_a_reload_comes_back_to_where_one_was_reading(site: Site) -> None:
    for question in (fake.REPAIR, fake.COST, fake.NOWHERE, fake.CLOSED):
        site.answered(question)
    top = "document.querySelectorAll('.pq-turn')[2].getBoundingClientRect().top"
    site.page.evaluate(f"scrollBy({{ top: {top} - 50, behavior: 'instant' }})")
    for away in ("", "corpus"):
        if away:
            site.page.goto(f"{site.url}{away}")
            site.page.go_back()
        else:
            site.page.reload()
        expect(site.page.locator("#pq-past .pq-turn")).to_have_count(4)
        site.page.wait_for_function(f"Math.abs({top} - 50) < 3")


def test_a_conversation_survives_a_reload_and_asks_nothing_twice(site: Site, pipeline: FakePipeline) -> None:
    site.answered(fake.REPAIR)
    site.answered(fake.NOWHERE)
    asked = len(pipeline.asked)
    site.page.fill("#pq-box textarea", "half a thou")
    reopened(site, site.page.url.removeprefix(site.url))
    expect(site.page.locator("#pq-past .pq-question")).to_have_text([fake.REPAIR, fake.NOWHERE])
    expect(site.page.locator("#pq-past .pq-card").first).to_contain_text("Cyclists and walkers")
    expect(site.page.locator("#pq-box textarea")).to_have_value("half a thou")
    assert len(pipeline.asked) == asked
    site.answered(fake.COST)
    assert [turn.question for turn in pipeline.asked[-1][1]] == [fake.REPAIR, fake.NOWHERE]
    site.page.get_by_role("button", name="New conversation").click()
    expect(site.page.locator("#pq-welcome")).to_be_visible()
    expect(site.page.locator(".pq-turn")).to_have_count(0)


def test_an_answer_is_copied_with_its_quotes(site: Site) -> None:
    site.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    site.answered(fake.REPAIR)
    answer = fake.SCRIPT[fake.REPAIR]
    for name, text in (("Copy", to_text(answer)), ("Copy Markdown", to_markdown(answer))):
        site.page.get_by_role("button", name=name, exact=True).click()
        expect(site.page.locator("#pq-live .pq-told")).to_have_text("Copied, with its quotes.")
        site.page.wait_for_function("async (text) => (await navigator.clipboard.readText()) === text", arg=text)
    site.page.get_by_role("link", name="Link").click()
    site.page.wait_for_function("async () => (await navigator.clipboard.readText()).includes('?q=How')")


def test_a_conversation_is_exported(site: Site) -> None:
    site.answered(fake.REPAIR)
    site.answered(fake.NOWHERE)
    answers = [fake.SCRIPT[fake.REPAIR], fake.SCRIPT[fake.NOWHERE]]
    with site.page.expect_download() as json_file:
        site.page.get_by_role("button", name="Export as JSON").click()
    assert json.loads(Path(json_file.value.path()).read_text("utf-8")) == [plain(answer) for answer in answers]
    with site.page.expect_download() as markdown_file:
        site.page.get_by_role("button", name="Export as Markdown").click()
    assert markdown_file.value.suggested_filename == "pullquote.md"
    text = Path(markdown_file.value.path()).read_text("utf-8")
    assert text == "\n---\n\n".join(to_markdown(answer) for answer in answers)


def test_an_export_says_which_articles_could_answer(site: Site) -> None:
    reopened(site, f"?{RADIO}")
    site.answered(fake.REPAIR)
    with site.page.expect_download() as json_file:
        site.page.get_by_role("button", name="Export as JSON").click()
    assert json.loads(Path(json_file.value.path()).read_text("utf-8"))[0]["filter"] == {"outlet": ["Harbour Radio"]}


def test_a_judgement_is_kept_with_its_answer(site: Site, home: Settings) -> None:
    site.answered(fake.COST)
    told = site.page.locator("#pq-live .pq-told")
    site.page.get_by_role("button", name="Not helpful").click()
    expect(told).to_contain_text("It is kept with the answer")
    expect(site.page.get_by_role("button", name="Not helpful")).to_have_attribute("aria-pressed", "true")
    site.page.get_by_label("Why?").fill("The later figure counts.")
    site.page.keyboard.press("Enter")
    expect(told).to_contain_text("Your reason is kept")
    with ArticleStore(home.database) as store:
        item = feedback.kept(store)[-1]
    assert (item.helpful, item.reason) == (False, "The later figure counts.")
    assert item.answer == plain(fake.SCRIPT[fake.COST])


def test_a_judgement_goes_with_its_question(site: Site, home: Settings) -> None:
    def kept() -> list[bool]:
        with ArticleStore(home.database) as store:
            return [item.helpful for item in feedback.kept(store) if item.answer["question"] == fake.CLOSED]

    def pressed(name: str) -> None:
        for one in ("Helpful", "Not helpful"):
            button = turn.get_by_role("button", name=one, exact=True)
            expect(button).to_have_attribute("aria-pressed", str(one == name).lower())

    site.answered(fake.CLOSED)
    site.page.get_by_role("button", name="Helpful", exact=True).click()
    site.page.get_by_label("Why?").fill("The day is right.")
    site.answered(fake.REPAIR)
    turn = site.page.locator("#pq-past .pq-turn")
    pressed("Helpful")
    expect(turn.get_by_label("Why?")).to_have_value("The day is right.")
    site.page.reload()
    turn = site.page.locator("#pq-past .pq-turn").first
    pressed("Helpful")
    turn.get_by_role("button", name="Not helpful").click()
    pressed("Not helpful")
    assert kept() == [False]


def test_a_proposed_question_asks_itself(site: Site) -> None:
    site.answered(fake.REPAIR)
    site.page.locator("#pq-live .pq-next button").first.click()
    expect(site.page.locator("#pq-live .pq-question")).to_have_text("What did Vellmar close?")
    expect(site.page.locator("#pq-past .pq-next")).to_be_hidden()


def test_keys_walk_through_the_quotes(site: Site) -> None:
    site.answered(fake.REPAIR)
    page, cards = site.page, site.page.locator("#pq-live .pq-card")
    expect(page.locator("#pq-box textarea")).to_be_focused()
    page.keyboard.press("j")
    expect(page.locator("#pq-box textarea")).to_have_value("j")
    page.keyboard.press("Backspace")
    page.keyboard.press("Escape")
    for key, place in (("j", 0), ("j", 1), ("j", 1), ("k", 0)):
        page.keyboard.press(key)
        expect(cards.nth(place)).to_be_focused()
    expect(page.locator("#pq-live .pq-mark").first).to_have_class(re.compile("pq-lit"))
    page.keyboard.press("Enter")
    expect(page.locator("#pq-dialog mark.pq-here")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#pq-dialog")).to_be_hidden()
    page.keyboard.press("/")
    expect(page.locator("#pq-box textarea")).to_be_focused()


def test_the_page_recovers_from_a_restart_of_the_server(chromium: Browser) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.set_default_timeout(60_000)
    pipeline = FakePipeline(delay=0.1)
    with serving(lambda: fake.opened(pipeline)) as url:
        page.goto(url)
        page.locator(".pq-examples").wait_for()
        Site(page, url).answered(fake.REPAIR)
        Site(page, url).ask(fake.SLOW)
        page.locator("#pq-live .pq-turn", has_text=fake.SLOW).wait_for()
        page.fill("#pq-box textarea", "not yet sent")
    lost = page.locator("#pq-lost")
    expect(lost).to_contain_text("The connection to the server is lost", timeout=60_000)
    assert page.locator(".toast-body:visible").count() == 0
    with serving(lambda: fake.opened(FakePipeline()), port=int(url.rstrip("/").rpartition(":")[2])):
        expect(lost).to_have_count(0, timeout=60_000)
        page.locator("#pq-past .pq-question", has_text=fake.REPAIR).wait_for()
        page.locator("#pq-live .pq-turn[aria-busy=false]", has_text=fake.SLOW).wait_for()
        expect(page.locator("#pq-box textarea")).to_have_value("not yet sent")
        context.close()
