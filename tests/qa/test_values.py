from __future__ import annotations

import pytest

from qa.values import corrected, given, is_part, superseded, unit


@pytest.mark.parametrize(
    ("question", "reply", "stems"),
    [
        ("How many boats were lost?", "Nine boats were lost.", {"boat", "ship", "vessel"}),
        ("How many fishing craft were lost?", "Nine boats.", {"fish", "craft", "boat"}),  # what the reply calls them
        ("How big is the quota?", "It is 1.1 million tonnes.", {"tonn"}),
        ("What is it worth?", "It is worth £3m.", {"pound"}),
        ("What share voted?", "On 3 May 64 percent did.", {"per cent"}),
        ("How long was he banned?", "He paid 900 marks and was banned for two years.", {"year"}),
        ("Why did it sink?", "Nine boats hit it.", set()),  # asks for no amount
        ("How did it sink?", "Nine boats hit it.", set()),
    ],
)
def test_what_a_question_counts(question: str, reply: str, stems: set[str]) -> None:
    assert unit(question, reply) == stems


@pytest.mark.parametrize(
    ("question", "text", "values"),
    [
        ("How many were hurt?", "On 3 May the storm hurt 14 people.", {14}),  # no day of the month
        ("How many boats were lost?", "Twenty-one boats and 9 cars sank, not 30 boats.", {21}),
        ("How many boats sank?", "The insurer expects 25 to 30 boats.", set()),  # a range
        ("How many boats sank?", "The town offered 30 boats.", set()),
        ("How many boats did the town offer?", "The town offered 30 boats.", {30}),
        ("How many boats lie in the harbour?", "The harbour was built for 30 boats.", set()),
        ("How many boats was the harbour built for?", "The harbour was built for 30 boats.", {30}),
        ("How many boats were handed over?", "The town handed over 14 boats.", {14}),
        ("How many boats were there?", "There were over 14 boats.", set()),
        ("How many boats were there?", "No rain could stop them: 14 boats came.", {14}),  # denied is something else
        ("How many people lost their jobs?", "The union puts the job losses at 850.", {850}),
        ("How many people lost their jobs?", "The number of posts that went was about 600.", {600}),
        ("How many people lost their jobs?", "The union puts the cost of it at 850.", set()),
        ("How many households lost power?", "The firm puts at 850 the number of families in the dark.", {850}),
        ("How many households lost power?", "The firm puts at 850 the number of cars outside.", set()),
        ("How many lost their lives?", "On the isle 850 people have lived for nine days; two died.", {2}),
        ("What share of trains ran?", "Two-thirds of trains ran, on some lines 80 per cent.", {66.7, 80}),
        ("What share of trains ran?", "No more than two-thirds of trains ran.", set()),
    ],
)
def test_what_a_text_gives_for_it(question: str, text: str, values: set[float]) -> None:
    assert {item.value for item in given(question, text, unit(question, text))} == values


def test_what_a_text_takes_back() -> None:
    assert superseded("It costs 3.9 million, not 2.6 million.") == {2_600_000}
    both = corrected("Correction: On 2 May we wrote that 41 boats sank. It was 14.")
    assert both is not None
    assert [item.value for item in both] == [41, 14]
    assert corrected("On 2 May 41 boats sank, not 14.") is None
    both = corrected(
        "CORRECTION: We wrote that the club was fined 9,000 crowns in 2014. The fine was in fact 900 crowns."
    )
    assert both is not None
    assert [item.value for item in both] == [9000, 900]  # no year
    both = corrected("Correction: We wrote that the mill was built in 1968. It was 1971.")
    assert both is not None
    assert [item.value for item in both] == [1968, 1971]
    both = corrected("We wrote that the firm had 640 workers. The correct figure is 460. Two digits were wrong.")
    assert both is not None
    assert [item.value for item in both] == [640, 460]  # the first two sentences tell
    both = corrected(
        "Correction: We gave a wrong figure. The firm employs 2,400 people, not 4,200. It pays by 17 April."
    )
    assert both is not None
    assert [item.value for item in both] == [4200, 2400]  # it says itself which is wrong
    assert corrected("Correction. We wrote that 41 boats and 9 cars sank. In fact 14 boats did.") is None


def test_a_lower_bound_is_a_value_only_where_one_is_asked_for() -> None:
    asked, told = "How many people died in the fire?", "At least four people died and 12 people died later in Ryd."
    unit_of = unit(asked, told)
    assert [item.value for item in given(asked, told, unit_of)] == [12]
    assert [item.value for item in given(asked, told, unit_of, least=True)] == [4]


def test_a_part_of_a_whole() -> None:
    assert is_part("It has so far shut 12 of the 38 branches.", "12", 38)
    assert not is_part("It has so far shut 12 branches.", "12", 38)


def test_a_death_count_counts_people_not_what_they_died_of() -> None:
    asked = "What is the final death count of the dam burst?"
    assert [item.value for item in given(asked, "Fourteen people have died.", unit(asked, "It is nine."))] == [14]
