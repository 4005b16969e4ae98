from __future__ import annotations

import pytest

from qa.corroborate import answers_alike, corroborates, rewords
from tests.qa.made import whole

KNOWN = frozenset({"italy", "germany"})
QUOTE = (whole("Germany would send 650 soldiers to Mali, Ursula von der Leyen said on Tuesday."),)


@pytest.mark.parametrize(
    ("claim", "carried"),
    [
        ("Germany is to post 650 soldiers in Mali soon.", True),  # all that is new, and half of the words
        ("Germany will send 650 soldiers to Mali.", True),
        ("Germany will send 700 soldiers to Mali.", False),
        ("Germany will not send 650 soldiers to Mali.", False),
        ("Germany will send 650 soldiers to Mali before Christmas after a vote in parliament.", False),
        ("Germany helps.", False),  # too little to tell
    ],
)
def test_another_report_corroborates_what_it_says_itself(claim: str, carried: bool) -> None:
    assert corroborates(claim, QUOTE[0], "Where is Germany to post soldiers soon?", KNOWN) is carried


def test_what_another_report_denies_besides_is_another_matter() -> None:
    claim, asked = "Holt met Dahl in Ryd on Tuesday.", "When did Holt meet Dahl?"
    assert corroborates(claim, whole("Holt, who met Dahl in Ryd on Tuesday, went home without a word."), asked, KNOWN)
    assert not corroborates(claim, whole("Holt never met Dahl in Ryd on Tuesday."), asked, KNOWN)


def test_a_sentence_cut_or_reworded_is_told_from_other_words() -> None:
    wire = whole("Norway would lend 40 divers to Ryd to search the flooded tunnels there, the minister said.")
    assert rewords(wire, whole("Norway said it would lend 40 divers to Ryd to search the flooded tunnels."))
    assert not rewords(wire, whole("Oslo is to send 40 people to the harbour town, relieving its own crews."))


@pytest.mark.parametrize(
    ("question", "one", "other", "alike"),
    [
        ("How many boats sank at Ryd?", "Nine boats sank at Ryd in the storm of May.", "Ryd lost nine boats.", True),
        ("How many boats sank at Ryd?", "Nine boats sank at Ryd in the storm of May.", "Ryd lost ten boats.", False),
        ("How long did Holt stay at Ryd?", "Two men saw Holt stay at Ryd.", "Holt stayed at Ryd for two days.", False),
        ("How many boats sank at Ryd?", "Nine boats sank at Ryd.", "Nine boats never left Ryd.", False),  # a denial
        ("How many boats sank at Ryd?", "Nine boats sank at Ryd.", "Lund lost nine boats.", False),  # elsewhere
        ("When did the mole at Ryd break?", "On 4 May the mole at Ryd broke.", "Ryd had no mole on 5 May.", False),
        ("When did the mole at Ryd break?", "On 4 May the mole at Ryd broke.", "Ryd saw its mole go on May 4.", True),
        ("What did Holt call Ryd?", "Holt called Ryd “a proud town”.", "To Holt, Ryd is “a proud town”.", True),
        ("What did Holt call Ryd?", "Holt called Ryd “a proud town”.", "Holt called Ryd “a sad town”.", False),
        (
            "What did Holt give Ryd?",
            "Holt gave Ryd 9 boats.",
            "In 9 days Holt was back at Ryd.",
            False,
        ),  # no count asked
    ],
)
def test_another_report_may_give_the_same_answer_in_a_sentence_about_more(
    question: str, one: str, other: str, alike: bool
) -> None:
    assert answers_alike(question, whole(one), whole(other), KNOWN) is alike
    assert not answers_alike(question, whole(one), whole(other, 0.1), KNOWN)  # beside the point
