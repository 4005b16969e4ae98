from __future__ import annotations

from datetime import date

import pytest

from index.signature import read, tells

DAY = date(2024, 3, 5)


@pytest.mark.parametrize(
    ("text", "names", "outlet", "place", "day"),
    [
        ("ANN BERG | Staff writer | March 5, 2024", "Ann Berg", None, None, DAY),
        ("5 March 2024 | Ann Berg", "Ann Berg", None, None, DAY),
        ("Ann Berg, The Ryd Post | 5 March 2024", "Ann Berg", "The Ryd Post", None, DAY),
        ("Ann Berg, Reuters", "Ann Berg", None, None, None),
        ("Ann Berg in Ryd, Bo Roe and Mia Moss", "Ann Berg, Bo Roe and Mia Moss", None, None, None),
        ("RYD, Tuesday 5 March 2024", None, None, "Ryd", DAY),
        ("PORT RYD, Norland, 5 March 2024", None, None, "Port Ryd", DAY),
        ("Ryd, 5 March 2024", None, None, "Ryd", DAY),
        ("Ann Berg, 5 March 2024", None, None, None, DAY),
    ],
)
def test_lines_that_sign_an_article(
    text: str, names: str | None, outlet: str | None, place: str | None, day: date | None
) -> None:
    found = read(text)
    assert found is not None
    assert (found.names, found.outlet, found.place, found.published) == (names, outlet, place, day)
    assert tells(text)


@pytest.mark.parametrize(
    "text",
    [
        "Mayor resigns over bridge",
        "The bridge was closed on 5 March 2024",
        "He left Ryd on 5 March 2024.",
        "Council to vote on 5 March 2024 | Mayor stays",
        "Crime & Courts",
        "Ryd",
        "from 5 March 2024 to 6 March 2024",
    ],
)
def test_other_lines_do_not(text: str) -> None:
    assert read(text) is None


def test_one_name_or_two_words_alone_are_not_sure_to_be_the_writers() -> None:
    told = [read(text) for text in ("Ann Berg", "Ann Berg, Ryd Post", "Ann Berg and Bo Roe")]
    assert [item.sure for item in told if item] == [False, True, True]
