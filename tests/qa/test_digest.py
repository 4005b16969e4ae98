"""What a broad request is told."""

from __future__ import annotations

from datetime import date

from index.article import Article
from qa.answer import Evidence
from qa.digest import digest

SHUT = "The old bridge at Moss was shut on Monday after engineers had found rust in its cables."
LATER = "Repairs will take a year, the mayor said."
OPEN = "It is done. The old bridge at Moss is open again, a year after it was shut for repairs."
FAIR = "The fair in Lund drew nine thousand people. Some had come over the old bridge at Moss."


def report(body: str, day: int, title: str) -> Article:
    return Article(id=title, title=title, body=body, source=f"{title}.md", published=date(2020, 1, day))


OPENED, CLOSED, OTHER = report(OPEN, 9, "Moss"), report(f"{SHUT}\n\n{LATER}", 2, "Rust"), report(FAIR, 5, "Fair")


def quote(article: Article, text: str, score: float) -> Evidence:
    start = article.body.index(text)
    return Evidence(article, start, start + len(text), score)


def told(*sentences: Evidence, latest: bool = False, topic: str = "the old bridge at Moss") -> list[str]:
    return [claim.text for claim in digest(topic, (OPENED, CLOSED), sentences, latest=latest)]


def test_reports_are_told_by_their_openings_as_the_days_went() -> None:
    assert told(quote(OPENED, "It is done.", 0.9)) == [SHUT, OPEN]
    assert told(quote(OPENED, "It is done.", 0.9), latest=True) == [OPEN, SHUT]


def test_then_by_their_most_relevant_sentences() -> None:
    assert told(quote(CLOSED, LATER, 0.9), quote(OPENED, "It is done.", 0.8)) == [SHUT, LATER, OPEN]
    assert told(quote(OPENED, "It is done.", 0.9), quote(CLOSED, LATER, 0.1)) == [SHUT, OPEN]


def test_where_no_report_is_about_the_topic_its_sentences_are_told() -> None:
    there = quote(OTHER, "Some had come over the old bridge at Moss.", 0.9)
    assert [claim.quotes for claim in digest("the nine thousand visitors", (OTHER,), (there,))] == [(there,)]


def test_nothing_is_told_where_nothing_is_relevant() -> None:
    assert told(quote(OPENED, "It is done.", 0.1)) == []


def test_what_is_told_stands_in_the_reports() -> None:
    for claim in digest("the old bridge at Moss", (OPENED, CLOSED), (quote(OPENED, "It is done.", 0.9),)):
        assert claim.text == " ".join(item.text for item in claim.quotes)
