from __future__ import annotations

import pytest

from index.article import Article
from qa.answer import Evidence
from qa.factuality import alters, clauses
from tests.qa.made import whole


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        # the quote denies it
        ("The army knew that the plane was Swedish.", "The army did not know that the plane was Swedish."),
        ("Sweden won a pledge from Finland.", "Sweden failed to win a pledge from Finland."),
        # the claim denies what the quote says
        ("The council has no power to raise the tax.", "The council keeps the power to raise the tax."),
        # only alleged
        ("Two brothers robbed the bank in Ryd.", "Police sought two brothers accused of robbing the bank in Ryd."),
        ("The rebels shot down a plane over the lake.", "The rebels claimed they shot down a plane over the lake."),
        ("Sweden offered two jets and a frigate.", "The minister said Sweden could offer two jets and a frigate."),
        # only planned
        ("Sweden has closed 38 of its 112 mines.", "Sweden will close 38 of its 112 mines by the end of the year."),
        ("The fund was closed in May.", "The fund is to be closed in May."),
        # no cause is given
        ("The dam burst because it was old.", "The old dam burst on Friday and flooded the road."),
        # done, not merely possible
        ("He could have been fined 500 crowns.", "He was fined 500 crowns on Friday."),
        # of another time
        (
            "The strike lasted five days.",
            "The last time the boats stood still was in 1998, when a strike lasted five days.",
        ),
        # said by somebody else
        ("The army said that the plane ignored warnings.", "The president said that the plane ignored warnings."),
    ],
)
def test_a_claim_must_not_alter_how_sure_its_quote_is(claim: str, quote: str) -> None:
    assert alters(claim, [whole(quote)])


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        ("The army did not know whose plane it was.", "The army did not know whose plane it was, it said."),
        ("Nobody was hurt.", "Nobody was hurt in the fire."),
        ("The pilot survived.", "The pilot survived, but his crew did not."),  # another clause denies another thing
        ("The talks lasted nine hours.", "The talks lasted nine hours and brought no result."),  # behind what is shared
        ("Two brothers may have robbed the bank.", "Police suspect that two brothers robbed the bank."),
        ("Karl Brandt is a baker.", "Karl Brandt, a baker, is accused of robbing the bank."),  # not what is alleged
        ("The battle cut off the fort.", "The battle, which claimed two lives, cut off the fort."),
        ("Sweden is to close 38 mines.", "Sweden will close 38 mines."),
        ("Sweden pledged to close 38 mines.", "Sweden pledged to close 38 mines."),
        ("The dam burst because it was old.", "The dam burst after a century of neglect."),
        ("They met because they wanted peace.", "They met to make peace."),
        ("The council closed the bridge.", "On 3 May the council closed the bridge."),
        ("He could be fined 500 crowns.", "He faces a fine of up to 500 crowns."),
        ("The strike of 1998 lasted five days.", "The last strike was in 1998, and it lasted five days."),
        ("The fund pays for boats.", "The fund, founded in 1971, pays for boats."),
        ("The mole was finished in 1769.", "The mole, which was not finished until 1769, cost two crowns."),
        ("The army said that the plane was warned.", "The plane was warned, the Swedish army said."),
    ],
)
def test_a_claim_as_sure_as_its_quote_stands(claim: str, quote: str) -> None:
    assert not alters(claim, [whole(quote)])


def test_one_quote_that_says_it_is_enough() -> None:
    assert not alters(
        "The trams stood still on Monday.", [whole("The trams stood still."), whole("None ran on Monday.")]
    )


def test_a_speaker_may_stand_in_another_quote() -> None:
    quotes = [whole("Lena Ruud is the mayor of Ryd."), whole("She said that the bridge is safe.")]
    assert not alters("The mayor said that the bridge is safe.", quotes)


def test_a_speaker_may_be_named_in_full_elsewhere_in_the_article() -> None:
    body = "The mayor, Anna Berg, met the bakers. Berg said that she would pay."
    quote = Evidence(Article(id="a", title="T", body=body, source="a.md"), 38, len(body), 0.9)
    assert not alters("Anna Berg said that she would pay.", [quote])
    assert alters("Karl Berg said that she would pay.", [quote])


def test_short_parts_are_no_clauses() -> None:
    assert list(clauses("He came late, but came.")) == ["He came late, but came."]


def test_only_its_own_words_say_what_a_correction_does() -> None:
    quote = whole("Correction: A report of 3 May said that 40 boats sank. In fact four did.")
    assert alters("40 boats sank.", (quote,))
    assert not alters("40 boats sank.", (whole("The harbour master said that 40 boats sank."),))
    for opening in ("We wrote", "We also reported", "Finally, we stated", "We incorrectly said"):
        assert alters("40 boats sank.", (whole(f"{opening} that 40 boats sank. In fact four did."),))
    assert not alters("40 boats sank.", (whole("We know that 40 boats sank."),))
