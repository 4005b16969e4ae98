"""Which articles may answer: from the address, into it, and as a form."""

from __future__ import annotations

from datetime import date

import pytest

from index.article import Filter
from index.errors import BadInputError
from tests.ui.test_render import HOSTILE, parse
from ui import narrow

FILTERS = [
    Filter(),
    Filter(("A & B", "C=D#", "é 🎈")),
    Filter(since=date(2024, 1, 31)),
    Filter(("A",), date(2024, 1, 1), date(2024, 1, 1)),
]


@pytest.mark.parametrize("where", FILTERS)
def test_an_address_keeps_its_filter(where: Filter) -> None:
    assert narrow.read_filter(narrow.ask_link("a?&b", where)[1:]) == where


@pytest.mark.parametrize("query", ["since=2024-13-01", "until=x", "since=2024-02-02&until=2024-02-01"])
def test_a_filter_that_cannot_be_is_a_sentence(query: str) -> None:
    with pytest.raises(BadInputError, match=r"^.+\.$"):
        narrow.read_filter(query)


def test_days_in_the_wrong_order_are_told_in_the_words_of_the_form() -> None:
    with pytest.raises(BadInputError, match=r"^No day lies from 2 May 2024 until 1 May 2024: swap the two\.$"):
        narrow.read_filter("since=2024-05-02&until=2024-05-01")


@pytest.mark.parametrize(
    ("where", "words"),
    [
        (Filter(), ""),
        (Filter(("A", "B")), "Only A, B"),
        (Filter(since=date(2024, 3, 1)), "Only articles from 1 March 2024"),
        (Filter(("A",), until=date(2024, 3, 1)), "Only A until 1 March 2024"),
    ],
)
def test_a_filter_in_words(where: Filter, words: str) -> None:
    assert narrow.scope(where) == words


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_an_outlet_stays_text(text: str) -> None:
    seen = parse(narrow.narrow_html(3, [(text, 3)]))
    plain = parse(narrow.narrow_html(3, [("x", 3)]))
    assert seen.tags == plain.tags
    assert [name for name, _ in seen.attributes] == [name for name, _ in plain.attributes]
