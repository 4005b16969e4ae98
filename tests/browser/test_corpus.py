"""The corpus page in a real browser: seen, searched, added to, taken from; a thousand articles and hostile ones."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from index import build as module
from index import writer
from index.article import Article, article_id
from index.articles import ArticleStore
from index.embed import Vectors
from index.read import Skipped, find, read_file
from index.sentences import split_sentences
from index.settings import Settings, load
from index.writer import FileState, Indexed
from qa.answer import Answer, Claim
from tests.browser.conftest import Site, serving, watched
from tests.fakes import FakeEmbedder
from tests.ui import fake
from tests.ui.fake import FakePipeline

pytestmark = [
    pytest.mark.browser,
    # Gradio's statistics of its own queue use what pandas is about to drop.
    pytest.mark.filterwarnings("ignore::pandas.errors.Pandas4Warning"),
]

TEXT = "The lamp factory burnt down in the night, the brigade said. Nobody was hurt, and its owner will build it again."


@contextmanager
def opened(chromium: Browser, url: str, **look: object) -> Iterator[Site]:
    """The corpus page in a fresh session. At the end nothing may have gone wrong and nothing hostile have run."""
    context = chromium.new_context(**look)  # type: ignore[arg-type]
    site = watched(context, f"{url}corpus", "#pq-table")
    yield site
    pwned = site.page.evaluate("window.pwned")
    context.close()
    assert pwned is None
    assert site.errors == []


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, Settings]]:
    """A server with a corpus of its own: address and settings."""
    monkeypatch.setattr(module, "open_embedder", lambda settings: FakeEmbedder())
    settings = load(home=tmp_path / "home")
    with serving(lambda: fake.opened(FakePipeline()), settings=settings) as url:
        yield url, settings


def test_articles_are_added_found_sorted_and_removed(
    chromium: Browser, own: tuple[str, Settings], tmp_path: Path
) -> None:
    for name, text in (("a.txt", f"Lamp factory burns\n\n{TEXT}"), ("b.txt", f"Ashes swept\n\n{TEXT}"), ("c.txt", "")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    with opened(chromium, own[0]) as site:
        page = site.page
        expect(page.locator("#pq-table [role=status]")).to_have_text("No article")
        page.get_by_text("Add articles").click()
        page.get_by_label("Files").set_input_files([tmp_path / "a.txt", tmp_path / "b.txt", tmp_path / "c.txt"])
        page.get_by_role("button", name="Add the files").click()
        expect(page.locator("#pq-job")).to_contain_text("2 articles added.", timeout=60_000)
        expect(page.locator("#pq-job table").nth(1)).to_contain_text("c.txt")
        rows = page.locator("#pq-table tbody tr")
        expect(rows).to_have_count(2)
        page.get_by_label("Headline").fill("Bells rung")
        page.get_by_label("Outlet").fill("The Post")
        page.get_by_label("Published").fill("2024-05-03")
        page.get_by_label("Text").fill("The bells of the old church rang for an hour, and nobody knew why they did.")
        page.get_by_role("button", name="Add the text").click()
        expect(rows).to_have_count(3, timeout=60_000)
        expect(rows.first).to_contain_text("3 May 2024")
        expect(page.locator("#pq-coverage svg")).to_have_count(1)
        page.get_by_label("Search").fill("brigade")
        expect(rows).to_have_count(2)
        expect(page).to_have_url(re.compile("words=brigade"))
        expect(page.get_by_label("Search")).to_be_focused()
        page.get_by_label("Search").fill("")
        expect(rows).to_have_count(3)
        page.get_by_role("link", name="Headline").press("Enter")
        expect(page.locator("#pq-table tbody td:nth-child(3)")).to_have_text(
            ["Ashes swept", "Bells rung", "Lamp factory burns"]
        )
        expect(page.get_by_role("link", name="Headline")).to_be_focused()
        page.get_by_role("button", name="Remove Bells rung").press("Enter")
        told = page.locator("#pq-told")
        expect(told).to_have_text("Press again to remove “Bells rung”.")
        page.get_by_role("button", name="Really remove? Bells rung").press("Enter")
        expect(rows).to_have_count(2, timeout=60_000)
        expect(told).to_have_text("“Bells rung” is removed.")
        expect(page.get_by_role("link", name="Lamp factory burns")).to_be_focused()
        expect(page.locator("#pq-coverage svg")).to_have_count(0)


def test_what_fails_is_told_and_can_be_tried_again(
    chromium: Browser, own: tuple[str, Settings], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go = threading.Event()

    class Waiting(FakeEmbedder):
        def passages(self, texts: Sequence[str]) -> Vectors:
            go.wait(30)
            return super().passages(texts)

    fill(own[1], list(fake.ARTICLES))
    (tmp_path / "nothing.txt").write_text(" ", encoding="utf-8")
    with opened(chromium, own[0]) as site:
        page, told, job = site.page, site.page.locator("#pq-told"), site.page.locator("#pq-job")
        rows = page.locator("#pq-table tbody tr")
        # What was typed or chosen stays until it is added.
        page.get_by_text("Add articles").click()
        files, title, text = page.get_by_label("Files"), page.get_by_label("Headline"), page.get_by_label("Text")
        files.set_input_files([tmp_path / "nothing.txt"])
        page.get_by_role("button", name="Add the files").click()
        expect(job).to_contain_text("No article could be read", timeout=60_000)
        expect(files).to_have_value(re.compile("nothing.txt"))
        title.fill("Bells rung")
        text.fill("Subscribe to our newsletter")
        page.get_by_role("button", name="Add the text").click()
        expect(told).to_contain_text("There is no article in this text")
        expect(text).to_have_value("Subscribe to our newsletter")
        expect(job).to_be_empty()
        # What is refused because of another addition is still read when that has ended.
        monkeypatch.setattr(module, "open_embedder", lambda settings: Waiting())
        text.fill(TEXT)
        page.get_by_role("button", name="Add the text").click()
        expect(job).to_contain_text("embedding")
        title.fill("Bells silent")
        page.get_by_role("button", name="Add the text").click()
        expect(told).to_contain_text("wait until that has ended")
        go.set()
        expect(job).to_contain_text("1 article added.", timeout=60_000)
        expect(told).to_contain_text("wait until that has ended")
        expect(title).to_have_value("Bells silent")
        page.get_by_role("button", name="Add the text").click()
        expect(title).to_have_value("", timeout=60_000)
        expect(rows).to_have_count(len(fake.ARTICLES) + 2)
        # A server that is away costs one more try.
        page.context.set_offline(True)
        page.get_by_label("Search").fill("bells")
        expect(told).to_contain_text("cannot be reached")
        button = page.locator("[data-remove]").first
        button.click()
        button.click()
        expect(told).to_contain_text("cannot be reached")
        page.context.set_offline(False)
        button.click()
        expect(told).to_contain_text("is removed")
        page.get_by_label("Search").fill("bells silent")
        expect(rows).to_have_count(1)
        site.errors[:] = [said for said in site.errors if not said.startswith("Failed to load resource")]


def fill(settings: Settings, articles: list[Article]) -> None:
    """Write articles into an article store as a build does, without vectors."""
    with ArticleStore(settings.database, create=True) as store, store.transaction() as connection:
        writer.put_reading(connection, FileState("/all", "all", 1, 1, "", ""), articles, ())
        for one in articles:
            writer.put_indexed(connection, Indexed(one, split_sentences(one.body), (), "x", ""))


def test_a_thousand_articles_stay_smooth(chromium: Browser, own: tuple[str, Settings]) -> None:
    articles = []
    for number in range(1000):
        title, outlet = f"Report {number} of the day", f"Outlet {number % 17}"
        day = date(2020, 1, 1) + timedelta(days=number)
        body = f"{TEXT} It was the fire number {number} of its kind."
        articles.append(Article(article_id(title, outlet, day, body), title, body, f"{number}.txt", outlet, None, day))
    fill(own[1], articles)
    with opened(chromium, own[0]) as site:
        page, rows = site.page, site.page.locator("#pq-table tbody tr")
        expect(page.locator("#pq-table [role=status]")).to_have_text("1 to 100 of 1,000 articles")
        start = time.perf_counter()
        page.get_by_label("Search").fill("report 777")
        expect(rows).to_have_count(1)
        assert time.perf_counter() - start < 5  # seconds; half of one on a machine that does nothing else
        page.get_by_label("Search").fill("")
        expect(rows).to_have_count(100)
        page.get_by_role("link", name="Next").press("Enter")
        expect(page.locator("#pq-table [role=status]")).to_have_text("101 to 200 of 1,000 articles")
        expect(page.get_by_role("region", name="Articles")).to_be_focused()
        expect(page.locator("#pq-table h2")).to_be_in_viewport()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_corpus_fits_a_phone_and_axe_finds_nothing_serious(
    chromium: Browser, own: tuple[str, Settings], scheme: str
) -> None:
    fill(own[1], list(fake.ARTICLES))
    look = {"viewport": {"width": 390, "height": 844}, "color_scheme": scheme, "has_touch": True}
    with opened(chromium, own[0], **look) as site:
        site.page.get_by_text("Add articles").click()
        assert site.page.evaluate("document.documentElement.scrollWidth") <= 390
        violations = Axe().run(site.page).response["violations"]
        assert [one["id"] for one in violations if one["impact"] in {"serious", "critical"}] == []


ATTACKS = {
    "script.html": "<html><head><title>Script <script>window.pwned=1</script></title></head><body><article><h1>Script "
    "&lt;script&gt;window.pwned=2&lt;/script&gt;</h1><p>{text}</p><script>window.pwned=3</script>"
    "<p onclick='window.pwned=4'>The mayor said &lt;img src=x onerror=window.pwned=5&gt; nothing.</p>"
    "<p><a href='javascript:window.pwned=6'>A link of the mayor stands here, and nobody should press it.</a></p>"
    "<svg onload='window.pwned=7'></svg></article></body></html>",
    "table.html": "<html><body><article><h1>Table</h1><p>{text}</p><table>{cells}</table><p>{text}</p></article>",
    "broken.html": "<html><body><article><h1>Broken</h2><p>{text}<div></p></article><p><<b>Un</i>closed "
    "<img src=//evil.example/x.png> &#x3c;script&#x3e;window.pwned=8&#x3c;/script&#x3e; <p>{text}",
    "rtl.txt": "مرحبا بالعالم\n\n\u202eThe mayor turned everything around\u202c and said so. "
    "مرحبا بالعالم, he said. {text}",
    "emoji.md": "# 🎈🎈 Emoji **bold** [x](javascript:window.pwned=9)\n\n👩‍👩‍👧‍👦 The family said"
    " 🎉 to ![x](http://evil.example/x.png) "
    "all of it.\n\n{text}",
    "line.txt": "One long line\n\n{text} {long}",
    "record.json": '{{"title": "\\"><script>window.pwned=10</script>", "outlet": "<svg/onload=window.pwned=11>", '
    '"byline": "<b onmouseover=window.pwned=12>", "url": "javascript:window.pwned=13", "published": "2024-01-01", '
    '"text": "</p></mark></template><script>window.pwned=14</script> {text}"}}',
}


def hostile(folder: Path) -> list[Article]:
    """Read hostile files through the real reader."""
    folder.mkdir()
    cells = "".join(f"<tr>{'<td>cell</td>' * 100}</tr>" for _ in range(300))
    for name, attack in ATTACKS.items():
        text = attack.format(text=TEXT, cells=cells, long="word<b> " * 25_000)
        (folder / name).write_text(text, encoding="utf-8")
    items = [item for file in find([folder]) for item in read_file(file)]
    assert not [item for item in items if isinstance(item, Skipped)]
    return [item for item in items if isinstance(item, Article)]


def test_a_hostile_corpus_is_text(
    chromium: Browser, own: tuple[str, Settings], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    articles = hostile(tmp_path / "hostile")
    assert len(articles) == len(ATTACKS)
    fill(own[1], articles)
    spans = [(one, one.body[: split_sentences(one.body)[-1].end][:400]) for one in articles]
    quotes = tuple(fake.cite(number, one, text) for number, (one, text) in enumerate(spans, 1))
    said = " ".join(f"{one.title} {one.body[:200]} [{number}]" for number, one in enumerate(articles, 1))
    claims = tuple(Claim(one.body[:200], (number,), 0.9) for number, one in enumerate(articles, 1))
    answer = Answer("What did the mayor say?", said, False, claims, quotes, "<b>model</b>")
    monkeypatch.setattr(fake, "ARTICLES", tuple(articles))
    monkeypatch.setattr(fake, "SCRIPT", {answer.question: answer})
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    site = watched(context, own[0])
    page = site.page
    site.answered(answer.question)
    expect(page.locator("#pq-live .pq-card")).to_have_count(len(articles))
    for number in range(len(articles)):
        page.locator("#pq-live .pq-card [data-open]").nth(number).click()
        expect(page.locator("#pq-dialog mark").first).to_be_attached()
        assert page.locator("#pq-dialog .pq-inner :is(script, iframe, img, svg, table, a, b)").count() == 0
        page.keyboard.press("Escape")
    assert page.locator("#pq-live :is(script, iframe, img, svg, table, b)").count() == 0
    links = page.locator("#pq-live a").evaluate_all("all => all.map((one) => one.href)")
    assert all(link.startswith(own[0]) for link in links)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.reload()  # from what the browser kept
    page.locator("#pq-past .pq-card").first.wait_for()
    page.goto(f"{own[0]}corpus")
    expect(page.locator("#pq-table tbody tr")).to_have_count(len(articles))
    assert page.locator("#pq-table :is(script, iframe, img, svg, b)").count() == 0
    assert json.loads(json.dumps(page.evaluate("window.pwned ?? null"))) is None
    context.close()
    assert site.errors == []
