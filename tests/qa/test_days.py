from __future__ import annotations

from datetime import date

import pytest

from index.article import Article
from qa.answer import Evidence
from qa.days import days


def quote(text: str, published: date | None = date(2021, 3, 10)) -> Evidence:  # a Wednesday
    body = f"Before it.\n\n{text}"
    article = Article(id="a", title="T", body=body, source="a.md", outlet="O", published=published)
    return Evidence(article, 12, len(body), 0.9)


@pytest.mark.parametrize(
    ("text", "named", "meant"),
    [
        ("The council met on Monday.", "Monday", "2021-03-08"),
        ("The council met on Wednesday.", "Wednesday", "2021-03-10"),
        ("The council met last Wednesday.", "last Wednesday", "2021-03-03"),
        ("The council will meet on Friday.", "Friday", "2021-03-12"),
        ("The mayor is to speak next Monday.", "next Monday", "2021-03-15"),
        ("The bridge will be closed, the mayor said on Monday.", "Monday", "2021-03-08"),
        ("It burned yesterday.", "yesterday", "2021-03-09"),
        ("It opens tomorrow.", "tomorrow", "2021-03-11"),
        ("The vote of Dec. 30 stands.", "Dec. 30", "2020-12-30"),
        ("The vote of 4 April comes first.", "4 April", "2021-04-04"),
    ],
)
def test_words_and_the_day_they_mean(text: str, named: str, meant: str) -> None:
    item = quote(text)
    (day,) = days(item)
    assert (day.text, day.date) == (named, meant)
    assert item.article.body[day.start : day.end] == named


@pytest.mark.parametrize(
    "text", ["It opened on 4 April 1931.", "It burned in March.", "The vote of 31 June.", "Nothing."]
)
def test_what_needs_no_explaining_or_has_none(text: str) -> None:
    assert list(days(quote(text))) == []


def test_without_a_date_of_the_article_nothing_is_guessed() -> None:
    assert list(days(quote("It burned yesterday.", None))) == []
