"""The corpus page as HTML: escaped, sorted by links, and a picture that adds up."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from index.shelf import Row, Wanted
from tests.ui.test_render import HOSTILE, parse
from ui import corpus_page
from ui.corpus_page import Shelf

DAY = date(2024, 3, 1)


def body(shelf: Shelf) -> str:
    html = corpus_page.corpus_page(shelf)
    return html[html.index("<main") : html.index("</body>")]


def shelf(text: str) -> Shelf:
    row = Row(text, text, text, DAY, 10, 0)
    return Shelf(Wanted(text[:200]), (row,), 1, ((text, DAY, 1), (None, None, 2)))


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_untrusted_text_stays_text(text: str) -> None:
    seen, plain = parse(body(shelf(text))), parse(body(shelf("x")))
    assert seen.tags == plain.tags
    assert [name for name, _ in seen.attributes] == [name for name, _ in plain.attributes]
    links = [value for name, value in seen.attributes if name == "href"]
    assert all(link.startswith(("/corpus", "/articles/")) or link == "/" for link in links)


@pytest.mark.parametrize(
    ("days", "step"), [(0, "day"), (59, "day"), (60, "week"), (400, "week"), (900, "month"), (9000, "year")]
)
def test_bars_are_as_wide_as_they_must_be(days: int, step: str) -> None:
    html = corpus_page.coverage_html([("Post", DAY, 3), ("Post", DAY + timedelta(days=days), 1)])
    assert f"Articles by outlet and {step}." in html
    assert len(re.findall("<rect ", html)) == (1 if days == 0 else 2)
    assert all(float(x) < 100 for x in re.findall('<rect x="([0-9.]+)"', html))


def test_small_outlets_share_a_row_and_the_undated_are_told() -> None:
    coverage = [(f"Outlet {number:02}", DAY, 40 - number) for number in range(30)]
    html = corpus_page.coverage_html([*coverage, (None, None, 7)])
    assert html.count('<th scope="row">') == corpus_page.MOST_ROWS + 1
    assert f"{30 - corpus_page.MOST_ROWS} other outlets" in html
    assert "7 articles without a date" in html
    totals = [int(one.replace(",", "")) for one in re.findall(r"</svg></td><td>([0-9,]+)", html)]
    assert sum(totals) == sum(number for _, _, number in coverage)


def test_no_dates_no_picture() -> None:
    assert corpus_page.coverage_html([("Post", None, 3)]) == ""


def test_a_column_sorts_and_then_turns_around() -> None:
    html = corpus_page.table_html(Shelf(Wanted("a b", "title", descending=False), (), 0))
    assert '<th scope="col" aria-sort="ascending" data-title>' in html
    assert 'href="/corpus?words=a+b&amp;order=title"' in html
    assert 'href="/corpus?words=a+b&amp;order=length"' in html
    assert 'href="/corpus?words=a+b&amp;order=outlet&amp;up=1"' in html


def test_parts_follow_each_other() -> None:
    rows = [Row("i", "t", None, None, 1, 0)] * 10
    first = corpus_page.table_html(Shelf(Wanted(limit=10), rows, 25))
    assert ("Previous" in first, "offset=10" in first, "1 to 10 of 25 articles" in first) == (False, True, True)
    last = corpus_page.table_html(Shelf(Wanted(limit=10, offset=20), rows[:5], 25))
    assert ("Next" in last, "offset=10" in last, "21 to 25 of 25 articles" in last) == (False, True, True)


def test_a_button_is_named_by_what_stands_on_it() -> None:
    html = corpus_page.table_html(Shelf(Wanted(), [Row("i", "t <b>", None, None, 1, 0)], 1))
    assert '>Remove<span class="pq-hidden"> t &lt;b&gt;</span></button>' in html
    assert 'aria-label="Remove' not in html


def test_read_only_has_no_buttons() -> None:
    html = body(Shelf(Wanted(), [Row("i", "t", None, None, 1, 0)], 1, read_only=True))
    assert "<button" not in html
    assert "<button" in body(Shelf(Wanted(), [Row("i", "t", None, None, 1, 0)], 1))
