from __future__ import annotations

import pytest

from index.headline import split


@pytest.mark.parametrize(
    ("title", "headline", "outlet"),
    [
        ("Strike ends | World news | The Guardian", "Strike ends", "The Guardian"),
        ("Strike ends - Opinion - Haaretz.com", "Strike ends", "Haaretz"),
        ("Strike ends – Variety", "Strike ends", "Variety"),
        ("Strike ends | theguardian.com", "Strike ends", "The Guardian"),
        ("Strike ends | Dunford-days.com", "Strike ends", "Dunford-days.com"),
        ("Trams run again - and ferries | Harbour Days", "Trams run again - and ferries", "Harbour Days"),
        ("Trams run again | Bo Roe | Opinion | The Guardian", "Trams run again", "The Guardian"),
        ("Trams run again - The Dunford Gazette", "Trams run again", "The Dunford Gazette"),
        ("Strike ends | Ryd", "Strike ends", "Ryd"),
        ("Lee signs for Ryd | News | Ryd FC", "Lee signs for Ryd", "Ryd FC"),
        ("BBC NEWS | Europe | Strike ends", "Strike ends", "BBC News"),
    ],
)  # fmt: skip
def test_what_stands_behind_the_headline_is_the_outlet(title: str, headline: str, outlet: str) -> None:
    lines = ["Trams run again", "Trams run again - and ferries", "The trams ran again on Monday."]
    assert split(title, lines, "Ryd", "Bo Roe") == (headline, outlet)


@pytest.mark.parametrize(
    "title",
    [
        "Strike ends",
        "Strike ends - but not for all",
        "Strike ends – live updates",
        "Why we walk | Ann Lee",
        "Trams run again | Bo Roe",
        "Trams run again | Opinion",
        "Well-being week opens",
        "News | " * 100 + "The Guardian",
    ],
)
def test_other_dashes_and_bars_belong_to_the_headline(title: str) -> None:
    assert split(title, ["Trams run again"], None, "Bo Roe") == (title, None)
