"""Rendering: what is shown, and that nothing untrusted ever becomes markup."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from urllib.parse import parse_qs

import pytest
from markdown_it import MarkdownIt

from index.article import Article, Filter
from qa.answer import Answer, Carrier, Citation, Claim, Conflict, Day, Reading
from tests.ui import fake
from ui import markdown, narrow, render, whole, words
from ui.render import View

ALLOWED = {
    "section", "h1", "h2", "h3", "div", "aside", "p", "a", "article", "span", "bdi", "time", "blockquote", "mark",
    "ul", "li", "strong", "header", "template", "button", "form", "label", "input",
}  # fmt: skip
ATTRIBUTES = {
    "class", "id", "href", "data-card", "data-open", "data-turn", "data-span", "aria-label", "aria-busy", "dir",
    "datetime", "tabindex", "target", "rel", "role", "data-as", "type", "data-copy", "data-link", "data-judge",
    "aria-pressed", "hidden", "name", "maxlength", "autocomplete", "data-ask",
}  # fmt: skip

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\"><svg onload='alert(1)'>",
    "' onmouseover='alert(1)",
    "</mark></blockquote></article><iframe src=//evil.example>",
    "[click](javascript:alert(1)) ![x](http://evil.example/x.png)",
    "&lt;script&gt; &amp; &#60;b&#62;",
    "${alert(1)} {{constructor.constructor('alert(1)')()}} {% raw %}",
    "# heading\n\n- item\n\n> quote\n\n    code\n\n***",
    "```\ncode\n``` `x` ~~y~~ |a|b|\n|-|-|",
    "http://evil.example/ www.evil.example <http://evil.example>",
    "مرحبا \u202eabc\u202c 🎈 \u0000",
    "[1] [2] [999] [0]",
    "x" * 200_000,
]


class Seen(HTMLParser):
    """Collects elements, attributes and text of a fragment, and holds that every element is closed in order."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self.stored = ""
        self.marked: list[str] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag != "input":
            self._open.append(tag)
        if tag == "mark":
            self.marked.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "template" in self._open:  # never shown
            self.stored += data
            return
        self.text += data
        if "mark" in self._open:
            self.marked[-1] += data


def parse(html: str) -> Seen:
    seen = Seen()
    seen.feed(html)
    seen.close()
    assert not seen._open
    return seen


def values(seen: Seen, name: str) -> list[str]:
    return [value for attribute, value in seen.attributes if attribute == name]


def view(question: str, **changes: object) -> View:
    answer = fake.SCRIPT[question]
    articles = {one.id: one for one in fake.ARTICLES}
    return replace(View(1, question, answer=answer, articles=articles), **changes)  # type: ignore[arg-type]


def poisoned(text: str) -> tuple[Answer, Article]:
    """Put ``text`` into every field that comes from an article, a reader or a model."""
    source = fake.article(f"t {text}", text, None, f"Before. {text} After.\n\n{text}", text)
    source = replace(source, byline=text)
    first = Citation(1, text, text, text, text, text, text, 0, 3)
    second = replace(fake.cite(2, source, text), url=text, published=text)
    others = (Carrier(text, text, 0, 3, "independent"), Carrier(text, None, 0, 3, "copy"))
    day = Day(text, second.start, second.end, text)
    second = replace(second, also_in=others, days=(day,))
    claim = Claim(text, (1, 2), 0.7)
    conflict = Conflict(text, (Reading(text, 1), Reading(text, 2)))
    return Answer(text, f"{text} [1]", False, (claim,), (first, second), text, (conflict,), notes=(text,)), source


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("state", ["draft", "answer", "abstained", "error", "stopped"])
def test_untrusted_text_stays_text(text: str, state: str) -> None:
    answer, source = poisoned(text)
    if state == "abstained":
        answer = replace(answer, abstained=True, closest=answer.citations)
    shown = View(
        1,
        text,
        stage=text,
        quotes=answer.citations,
        draft=text,
        answer=answer if state in {"answer", "abstained"} else None,
        error=text if state == "error" else "",
        stopped=state == "stopped",
        articles={source.id: source},
        where=Filter((text,)),
        follow_ups=(text,),
    )
    seen = parse(render.turn_html(shown))
    assert set(seen.tags) <= ALLOWED
    assert {name for name, _ in seen.attributes} <= ATTRIBUTES
    assert all(link.startswith(("articles/", "#pq-1-", "?q=")) for link in values(seen, "href"))
    article = parse(whole.article_html(source, [(8, 8 + len(text))]))
    assert set(article.tags) <= ALLOWED
    assert not values(article, "href")


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_untrusted_text_stays_text_in_markdown(text: str) -> None:
    answer, _ = poisoned(text)
    reader = MarkdownIt("gfm-like", {"html": True, "linkify": False})
    tokens = reader.parse(markdown.to_markdown(answer, Filter((text,))))
    kinds = {token.type for token in tokens}
    inner = {child.type for token in tokens for child in token.children or () if child}
    assert kinds <= {"paragraph_open", "paragraph_close", "inline", "blockquote_open", "blockquote_close"}
    assert inner <= {"text", "text_special", "strong_open", "strong_close", "em_open", "em_close", "softbreak"}


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://post.example/a?b=c&d=%20#e", True),
        ("http://post.example", True),
        ("HTTP://post.example/", True),
        ("javascript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        (" https://post.example", False),
        ("data:text/html,x", False),
        ("//post.example", False),
        ("https:///path", False),
        ("https://[", False),
        ("https://post.example/<b>", False),
        ("", False),
        (None, False),
    ],
)
def test_only_http_addresses_become_links(url: str | None, *, kept: bool) -> None:
    assert (words.safe_url(url) == url) is (kept or url is None)
    assert (words.safe_url(url) is not None) is kept


def test_marks_lead_to_cards_and_say_what_they_are() -> None:
    seen = parse(render.turn_html(view(fake.REPAIR)))
    assert [value for value in values(seen, "data-card") if value] == ["pq-1-1", "pq-1-2"]
    assert {"pq-1-1", "pq-1-2"} <= set(values(seen, "id"))
    assert "Quote 1: The Vellmar Post, 11 March 2024, Old harbour bridge shut after cracks are found" in values(
        seen, "aria-label"
    )


def test_an_unknown_marker_is_not_shown() -> None:
    html = render.turn_html(view(fake.ATTACK))
    assert "[99]" not in parse(html).text
    assert "99" not in parse(html).text


def test_the_quote_is_marked_inside_its_paragraph() -> None:
    seen = parse(render.turn_html(view(fake.REPAIR)))
    assert seen.marked == [citation.quote for citation in fake.SCRIPT[fake.REPAIR].citations]
    assert "Cyclists and walkers may use a ferry" in seen.text
    assert "Shop owners" not in seen.text


def test_a_long_paragraph_is_cut_at_words_around_the_quote() -> None:
    body = "word " * 200 + "The quote stands here." + " tail" * 200
    source = fake.article("Long", "Post", None, body)
    answer = Answer("q", "a [1]", False, (), (fake.cite(1, source, "The quote stands here."),), "m")
    text = parse(render.turn_html(View(1, "q", answer=answer, articles={source.id: source}))).text
    assert "… word" in text
    assert "tail …" in text
    assert text.count("word") < 60


def test_a_quote_that_is_not_at_its_place_is_shown_alone() -> None:
    answer = fake.SCRIPT[fake.REPAIR]
    moved = replace(answer.citations[0], start=0, end=10)
    shown = replace(answer, citations=(moved,), answer="x [1]")
    seen = parse(render.turn_html(view(fake.REPAIR, answer=shown)))
    assert seen.marked == [moved.quote]
    assert "Cyclists" not in seen.text


def test_a_card_says_support_and_other_carriers_in_words() -> None:
    text = parse(render.turn_html(view(fake.REPAIR))).text
    assert "Says it directly" in text
    assert "Supports it" in text
    assert "The same text also in Coast Courier" in text


WIRED = Carrier(fake.WIRE.id, "Coast Courier", 0, 5, "copy")


def carried(*others: Carrier) -> str:
    answer = fake.SCRIPT[fake.REPAIR]
    shown = replace(answer, answer="x [1]", citations=(replace(answer.citations[0], also_in=others),))
    return parse(render.turn_html(view(fake.REPAIR, answer=shown))).text


def test_copies_are_not_counted_as_reporters() -> None:
    text = carried(WIRED, replace(WIRED, article_id="b", outlet="Other Post"))
    assert "Reported by" not in text
    assert "The same text also in Coast Courier, Other Post" in text


def test_independent_carriers_are_told_apart_and_counted_by_outlet() -> None:
    own = Carrier(fake.FERRY.id, "Harbour Radio", 0, 5, "independent")
    text = carried(WIRED, own, replace(own, start=9, end=12))
    assert "Reported by 2 outlets independently" in text
    assert "In their own words: Harbour Radio, Harbour Radio" in text
    assert "The same text also in Coast Courier" in text


def test_the_outlet_itself_is_no_second_reporter() -> None:
    assert "Reported by" not in carried(Carrier("b", "The Vellmar Post", 0, 5, "independent"))


def test_a_day_is_resolved_where_its_words_stand() -> None:
    html = render.turn_html(view(fake.CLOSED))
    assert '<span class="pq-day">on Monday</span>' in html
    text = parse(html).text
    assert "on Monday is Monday, 11 March 2024" in text
    assert parse(html).marked == [one.quote for one in fake.SCRIPT[fake.CLOSED].citations]


def test_days_that_do_not_stand_in_the_quote_are_not_shown() -> None:
    citation = fake.SCRIPT[fake.CLOSED].citations[0]
    (day,) = citation.days
    moved = replace(citation, days=(replace(day, start=day.start + 1), replace(day, start=0, end=9), day, day))
    assert words.days(moved) == (day,)


def test_plain_text_and_markdown_say_what_the_card_says() -> None:
    own = Carrier(fake.FERRY.id, "Harbour Radio", 0, 5, "independent")
    answer = fake.SCRIPT[fake.CLOSED]
    answer = replace(answer, citations=(replace(answer.citations[0], also_in=(WIRED, own)),))
    for text in (markdown.to_text(answer), markdown.to_markdown(answer).replace("\\", "")):
        assert "“on Monday” is Monday, 11 March 2024." in text
        assert "Reported by 2 outlets independently: in other words in Harbour Radio." in text
        assert "The same text also in Coast Courier." in text


def test_a_correction_is_told_from_a_disagreement() -> None:
    answer = fake.SCRIPT[fake.COST]
    corrected = replace(answer, conflicts=(replace(answer.conflicts[0], correction=True),))
    text = parse(render.turn_html(view(fake.COST, answer=corrected))).text
    assert "A later report corrects an earlier one: the cost of the repair" in text
    assert text.index("Later7.5 million") < text.index("Earlier6.2 million")
    assert "Later7.5" not in parse(render.turn_html(view(fake.COST))).text


def test_what_is_copied_and_exported_stands_in_the_turn() -> None:
    answer = fake.SCRIPT[fake.REPAIR]
    stored = parse(render.turn_html(view(fake.REPAIR))).stored
    assert stored.startswith(markdown.to_text(answer) + markdown.to_markdown(answer))
    assert json.loads(stored.removeprefix(markdown.to_text(answer) + markdown.to_markdown(answer))) == json.loads(
        json.dumps(answer.to_json())
    )


def test_what_is_copied_says_which_articles_could_answer() -> None:
    where = Filter(("Harbour & Co",), date(2024, 3, 1))
    stored = parse(render.turn_html(view(fake.NOWHERE, where=where))).stored
    said = "Only Harbour & Co from 1 March 2024:\n\n"
    plain, rest = stored.split("**", 1)
    assert plain.startswith(f"{said}The articles do not say.")
    assert rest.replace("\\", "").startswith(f"{fake.NOWHERE}**\n\n*{said.strip()}*\n\nThe articles do not say.")


def test_the_filter_is_said_and_linked() -> None:
    where = Filter(("The Vellmar Post", "Harbour & Co"), date(2024, 3, 1), date(2024, 4, 2))
    seen = parse(render.turn_html(view(fake.REPAIR, where=where)))
    assert "Only The Vellmar Post, Harbour & Co from 1 March 2024 until 2 April 2024" in seen.text
    link = next(one for one in values(seen, "href") if one.startswith("?q="))
    assert narrow.read_filter(link[1:]) == where
    assert parse_qs(link[1:])["q"] == [fake.REPAIR]


def test_what_to_ask_next_stands_below_the_answer_only() -> None:
    text = parse(render.turn_html(view(fake.REPAIR, follow_ups=("What did Vellmar close?",)))).text
    assert text.endswith("Ask nextWhat did Vellmar close?")
    assert "Ask next" not in parse(render.turn_html(view(fake.REPAIR))).text


def test_abstention_shows_the_closest_passages() -> None:
    html = render.turn_html(view(fake.NOWHERE))
    seen = parse(html)
    assert "The articles do not say." in seen.text
    assert "Closest passages" in seen.text
    assert len(seen.marked) == 2


def test_readings_of_a_conflict_stand_side_by_side_with_their_sources() -> None:
    html = render.turn_html(view(fake.COST))
    text = parse(html[html.index("pq-conflict") - 12 :].split("</ul></div>")[0] + "</ul></div>").text
    assert "The articles disagree: the cost of the repair" in text
    assert text.index("7.5 million") < text.index("Harbour Radio") < text.index("6.2 million")


def test_notes_are_shown() -> None:
    assert "Only two of four articles were searched." in parse(render.turn_html(view(fake.COST))).text


def test_a_draft_is_named_a_draft_until_it_is_checked() -> None:
    shown = view(fake.REPAIR, answer=None, stage="writing", draft="The piers need")
    html = render.turn_html(shown)
    assert 'aria-busy="true"' in html
    assert "pq-draft" in html
    assert "not checked" in parse(render.turn_html(replace(shown, stopped=True))).text


def test_a_question_stopped_before_its_draft_speaks_of_none() -> None:
    text = parse(render.turn_html(view(fake.REPAIR, answer=None, stopped=True))).text
    assert "Stopped before anything was written." in text
    assert "draft" not in text


def test_why_there_is_no_article_is_text_with_ways_on() -> None:
    page = whole.failure_page(HOSTILE[0])
    assert HOSTILE[0] not in page
    assert 'href="/"' in page
    assert 'href="/corpus"' in page


def test_the_marks_of_an_article_are_its_spans() -> None:
    body = fake.BRIDGE.body
    spans = [(4, 20), (30, 60), (50, 70), (200, 999_999), (8, 8)]
    seen = parse(whole.article_html(fake.BRIDGE, spans))
    assert seen.marked == [body[4:20], body[30:70]]
    assert "".join(body.split("\n\n")) in seen.text


def test_a_span_over_two_paragraphs_is_marked_in_both() -> None:
    middle = fake.BRIDGE.body.index("\n\n")
    seen = parse(whole.article_html(fake.BRIDGE, [(middle - 7, middle + 11)]))
    assert seen.marked == [" piers.", "Engineers"]


def test_links_to_articles_carry_their_spans() -> None:
    link = whole.article_link("a/b?c", [(1, 2), (3, 40)])
    assert link == "articles/a%2Fb%3Fc?mark=1-2&mark=3-40"
    assert whole.read_spans(["1-2", "3-40", "x", "5-", "-1-2", "9" * 30 + "-1"]) == [(1, 2), (3, 40)]


def test_plain_text_lists_the_quotes() -> None:
    text = markdown.to_text(fake.SCRIPT[fake.REPAIR])
    assert text.startswith("The piers need four months of work. [1]")
    assert "[1] “Engineers will need four months" in text
    assert "The Vellmar Post, 11 March 2024, Old harbour bridge" in text
    assert "<https://post.example/bridge>" in text
    assert "javascript" not in markdown.to_text(fake.SCRIPT[fake.ATTACK]).replace(
        'href="javascript:window.pwned=5"', ""
    )


def test_plain_text_of_an_abstention_names_the_closest_passages() -> None:
    text = markdown.to_text(fake.SCRIPT[fake.NOWHERE])
    assert text.startswith("The articles do not say.\n\nThe closest passages:")


def test_markdown_reads_back_as_the_answer() -> None:
    answer = fake.SCRIPT[fake.COST]
    html = MarkdownIt().render(markdown.to_markdown(answer))
    seen = parse(html.replace("<br>", ""))
    assert answer.question in seen.text
    assert answer.answer in seen.text
    assert all(citation.quote in seen.text for citation in answer.citations)
    assert values(seen, "href") == ["https://post.example/bridge"]


def test_dates_are_written_out() -> None:
    assert words.long_date("2015-11-05") == "5 November 2015"
    assert words.long_date("yesterday") == "yesterday"
    assert words.long_date(None) == ""
