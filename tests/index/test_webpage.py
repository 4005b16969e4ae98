"""Web pages: what of them is text of the article, and what they say of themselves."""

from __future__ import annotations

import json
from datetime import date

import pytest

from index.clean import clean
from index.draft import Draft
from index.webpage import from_html

LEAD = "The harbour board of Ostby voted on Monday to sell the old lighthouse to a family from Norvik."
NEXT = "The tower has stood empty since the lamp was moved to the pier in the spring of 1987."
LAST = "Its new owners want to open a small school for sailors there in two years at the latest."
TEXT = "".join(f"<p>{line}</p>" for line in (LEAD, NEXT, LAST))


def read(inside: str, head: str = "", around: str = "") -> Draft:
    page = f"<title>Lighthouse sold</title>{head}</head><body><article><h1>Lighthouse sold</h1>{inside}</article>"
    return clean(*from_html(f"<html><head>{page}{around}</body></html>"))


def added(html: str) -> list[str]:
    """Return the paragraphs that a piece of HTML behind the article's three adds to its body."""
    paragraphs = read(TEXT + html).text.split("\n\n")
    assert paragraphs[:3] == [LEAD, NEXT, LAST]
    return paragraphs[3:]


def test_text_that_stands_in_no_paragraph_is_read() -> None:
    page = f"<html><body><h1>Lighthouse sold</h1>{LEAD}<br><br>{NEXT}<br><br>{LAST}<br><br></body></html>"
    assert clean(*from_html(page)).text.split("\n\n") == [LEAD, NEXT, LAST]


@pytest.mark.parametrize(
    ("html", "paragraphs"),
    [
        (f"<blockquote>{LEAD[:-1]}, he said.<br>It rained.</blockquote>", [f"{LEAD[:-1]}, he said.", "It rained."]),
        (
            "<ul><li><p>The price is a secret.</p><p>So is the date.</p></li></ul>",
            ["The price is a secret.", "So is the date."],
        ),
        ("<div><b>Next</b><p>The board meets again in May.</p></div>", ["The board meets again in May."]),
        ("<table><tr><td>Height</td><td><p>31 m</p></td></tr></table>", ["Height | 31 m"]),
    ],
)
def test_paragraphs_stay_apart(html: str, paragraphs: list[str]) -> None:
    assert added(html) == paragraphs


def test_a_table_that_lays_out_a_page_is_no_row() -> None:
    page = f"<html><body><table><tr><td><h1>Lighthouse sold</h1>{TEXT}</td></tr></table></body></html>"
    assert clean(*from_html(page)).text.split("\n\n") == [LEAD, NEXT, LAST]


@pytest.mark.parametrize(
    ("html", "paragraphs"),
    [
        (
            "<blockquote class='twitter-tweet'><p>They stole our light.</p>&mdash; Bo Roe <a>May 2</a></blockquote>",
            ["They stole our light. — Bo Roe May 2"],
        ),
        ("<blockquote class='twitter-tweet'><p>They stole it. Shame!</p>&mdash; Bo Roe <a>May 2</a></blockquote>", []),
        ("<blockquote class='instagram-media'><p>They stole our light.</p></blockquote>", []),
        (
            "<blockquote><p>We lost our light.</p><footer>— Bo Roe, a sailor</footer></blockquote>",
            ["We lost our light. — Bo Roe, a sailor"],
        ),
    ],
)
def test_what_a_reader_posted_is_quoted_with_the_name_below_it_or_not_at_all(html: str, paragraphs: list[str]) -> None:
    assert added(html) == paragraphs


@pytest.mark.parametrize(
    "html",
    [
        "<p hidden>{}</p>",
        "<template><p>{}</p></template>",
        "<p class='a visually-hidden'>{}</p>",
        "<p class='sr-only'>{}</p>",
        "<p style='font-size: 0'>{}</p>",
        "<p style='color:red;opacity:0;'>{}</p>",
    ],
)
def test_what_no_reader_sees_is_left_out(html: str) -> None:
    assert added(html.format("The mayor of Ostby took a bribe of 40 gold coins.")) == []


@pytest.mark.parametrize("style", ["opacity:0.5", "font-size:0.9em", "left:0"])
def test_what_a_reader_sees_stays(style: str) -> None:
    assert added(f"<p style='{style}'>The keys were handed over.</p>") == ["The keys were handed over."]


def test_most_of_a_page_is_never_taken_for_hidden() -> None:
    assert read(f"<div style='opacity:0'>{TEXT}</div>").text.startswith(LEAD)


@pytest.mark.parametrize(
    "html",
    [
        "<h3>Comments</h3><div><b>Ann</b><p>{0}</p></div><div><b>Bo</b><p>{0}</p></div>",
        "<h2>Reader comments (2)</h2><div><p>{0}</p></div>",
        "<div><h3>Have your say</h3></div><div><p>{0}</p></div>",
        "<ul class='discussion'><li><span>Ann</span><p>{0}</p></li></ul>",
        "<div class='reader-responses'><p>{0}</p></div>",
        "<div class='c-list'><div class='c'><b>Ann</b><p>{0}</p><span>Reply</span></div></div>",
    ],
)
def test_what_readers_wrote_below_the_article_is_not_its_text(html: str) -> None:
    assert added(html.format("The whole board of Ostby is rotten and everybody in town knows it.")) == []


def test_a_part_of_an_article_may_be_headed_discussion() -> None:
    page = f"<p>{LEAD}</p><h2>Discussion</h2><p>{NEXT}</p><p>{LAST}</p>"
    assert read(page).text.split("\n\n") == [LEAD, NEXT, LAST]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("The bids rose to <s>340</s> 430 on Friday.", "The bids rose to 430 on Friday."),
        ("It cost <del>2.6</del> <ins>6.2</ins> million crowns.", "It cost 6.2 million crowns."),
        ("The lamp gave 10<sup>6</sup> candles.", "The lamp gave 10^6 candles."),
        ("The lamp went out in 1987<sup><a href='#n'>3</a></sup>.", "The lamp went out in 1987."),
        ("He came on the 21<sup>st</sup> of May.", "He came on the 21st of May."),
    ],
)
def test_struck_out_and_raised_figures_change_no_others(html: str, text: str) -> None:
    assert added(f"<p>{html}</p>") == [text]


@pytest.mark.parametrize(
    "around",
    [
        "<footer>Fair on 12 August 2025.</footer>",
        "<footer>Page generated 2026-11-29</footer>",
        "<div><a href='/b'>Boats race</a><time datetime='2023-05-06'>6 May 2023</time></div>",
        "<script>var built = '2022-03-04T10:00:00';</script>",
    ],
)
def test_a_date_that_stands_anywhere_on_a_page_is_not_that_of_the_article(around: str) -> None:
    assert read(f"{TEXT}<p>The pier was built on 2011-05-03.</p>", around=around).published is None


@pytest.mark.parametrize(
    ("head", "header"),
    [
        ("<meta name='pubdate' content='2024-06-06'>", ""),
        ("<meta property='article:modified_time' content='2024-06-08'><meta name='dc.date' content='2024-06-06'>", ""),
        ("", "<time datetime='2024-06-06T10:00'>2 hours ago</time>"),
        ("", "<p>Updated: 8 June 2024, 10:00 | Published: 6 June 2024</p>"),
        ("", "<div class='d'>6 June 2024</div>"),
    ],
)
def test_a_page_tells_its_date_in_its_head_or_beside_its_headline(head: str, header: str) -> None:
    found = read(header + TEXT, head)
    assert (found.published, found.inferred, found.text.split("\n\n")[0]) == (date(2024, 6, 6), False, LEAD)


def test_a_date_in_the_address_of_a_page_is_inferred() -> None:
    found = read(TEXT, "<link rel='canonical' href='https://ostby.example/2024/06/06/lighthouse'>")
    assert (found.published, found.inferred) == (date(2024, 6, 6), True)


def test_the_data_for_search_engines_refer_to_each_other_and_name_several_writers() -> None:
    article = {
        "headline": "Lighthouse sold",
        "author": [{"name": ["Ann Lee", "Bo Roe"]}, {"name": "Mia Moss"}],
        "publisher": {"@id": "#paper"},
    }
    data = json.dumps({"@graph": [article, {"@id": "#paper", "name": "Ostby Post"}]})
    found = read(TEXT, f"<script type='application/ld+json'>{data}</script>")
    assert (found.outlet, found.byline) == ("Ostby Post", "Ann Lee, Bo Roe, Mia Moss")
