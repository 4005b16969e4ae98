from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from index.article import Article
from qa import conflict
from qa.answer import Evidence
from qa.conflict import Stated, corrects, updates


def said(body: str, day: int, *, score: float = 0.9, title: str = "Storm over Lindau") -> Evidence:
    article = Article(
        id=f"{title}{day}", title=title, body=body, source="a.md", outlet="Lake Post", published=date(2020, 5, day)
    )
    return Evidence(article, 0, len(body), score)


def find(question: str, told: list[Evidence], reply: str = "", *unlikely: Evidence) -> tuple[Stated, ...]:
    return conflict.find(question, (told, ()), reply or told[0].text, lambda quote: 0.3 if quote in unlikely else 1.0)


SHEDS = "How many boats sank in the storm?"


@pytest.mark.parametrize(
    ("question", "first", "second", "values"),
    [
        (SHEDS, "The storm sank 14 boats.", "In the storm 19 boats went down.", ["19", "14"]),
        (SHEDS, "The storm sank 14 boats.", "In the storm 19 vessels went down.", ["19", "14"]),
        (
            "How many fishing boats sank on 2 May?",
            "On 2 May the storm sank 14 fishing boats.",
            "The harbour master said that 19 vessels sank on Saturday.",
            ["19", "14"],
        ),
        (
            "How many boats did Lindau lend Ryd?",
            "Lindau lent Ryd 14 boats.",
            "It lent Ryd 19 boats, Ada Rist said.",
            ["19", "14"],
        ),
        (
            "How many islanders were evacuated?",
            "Some 3,600 islanders were evacuated.",
            "A total of 2,900 people were evacuated.",
            ["2,900", "3,600"],
        ),
        (SHEDS, "The storm sank a dozen boats.", "The number of boats lost to the storm was 17.", ["17", "a dozen"]),
        (
            "What share of the boats sank in the storm?",
            "A third of the boats sank in the storm.",
            "The storm sank 40 per cent of the boats.",
            ["40", "A third"],
        ),
        (SHEDS, "The storm sank about 14 boats.", "The number of boats lost to the storm is 22.", ["22", "14"]),
        (SHEDS, "Nine of the 40 boats sank in the storm.", "The storm sank twelve boats.", ["twelve", "Nine"]),
        (
            "How many people died in the storm?",
            "The storm killed two people.",
            "The storm has claimed a third life.",
            ["third life", "two"],
        ),
        (
            "How many people were hurt in the storm?",
            "Two people died and 14 were injured in the storm.",
            "The storm injured 19 and killed two people.",
            ["19", "14"],
        ),
        (  # each a third of the question's words, and yet clearly what it asks
            "How many boats will the merged fleets operate?",
            "Together the fleets will have 14 boats.",
            "The merged group starts out with 19 boats, Ada Rist said.",
            ["19", "14"],
        ),
        (
            "What will the new mole cost?",
            "The mole will cost 3 million euros.",
            "The mole is now put at 4.5 million euros, after an earlier estimate of 3 million.",
            ["4.5 million", "3 million"],
        ),
    ],
)
def test_different_values_for_one_thing_are_a_conflict_newest_first(
    question: str, first: str, second: str, values: list[str]
) -> None:
    assert [item.text for item in find(question, [said(first, 1), said(second, 3)])] == values


def test_two_ages_of_one_person_are_a_conflict_within_a_year() -> None:
    first, second = said("Ada Rist, 51, lost her boat.", 1), said("Rist, who is 52, lost her boat.", 3)
    assert [item.text for item in find("How old is Ada Rist?", [first, second])] == ["52", "51"]
    later = replace(second, article=replace(second.article, published=date(2022, 5, 3)))
    assert find("How old is Ada Rist?", [first, later]) == ()


@pytest.mark.parametrize(
    ("second", "values"),
    [
        ("The mole of Lindau is 300 metres a stretch, and new.", ["300", "240"]),
        ("The mole of Lindau was lengthened by a storm to 300 yards.", []),  # another unit
        ("The fishermen asked for a mole of 300 metres in Lindau.", []),
        ("The mole of Lindau was cut in May to 200 metres.", []),  # a change
    ],
)
def test_a_measure_is_contradicted_in_the_unit_of_the_reply(second: str, values: list[str]) -> None:
    told = [said("The mole of Lindau measures 240 metres.", 1), said(second, 3)]
    assert [item.text for item in find("How long is the mole of Lindau?", told, "It is 240 metres long.")] == values
    assert find("How long is the mole of Lindau?", told, "It is long.") == ()


def test_one_sentence_may_give_both_sides() -> None:
    sentence = said("The union counted 900 marchers at the storm protest, while the police spoke of 400.", 2)
    assert {item.value for item in find("How many marchers were at the storm protest?", [sentence])} == {900, 400}


@pytest.mark.parametrize(
    ("question", "first", "second"),
    [
        (SHEDS, "The storm sank 14 boats.", "Fourteen boats sank in the storm."),
        (
            "How many people died in the storm?",
            "Eleven people died in the storm.",
            "After the storm two people are missing.",
        ),
        (
            "What did the fleet cost?",
            "The fleet cost 14 million crowns.",
            "The fleet's owners had 62 crowns for each share.",
        ),
        ("What did the fleet cost?", "The fleet cost 14 million crowns.", "The fleet then cost 900 crowns a day."),
        (
            "What did the fleet cost?",
            "The fleet cost 14 million crowns.",
            "A new mast for the flagship of the fleet cost its owners 90,000 crowns.",
        ),
        (
            "How many boats did Norway send to the storm?",
            "Norway sent four boats to the storm.",
            "Sweden sent five boats to the storm, one more than Norway.",
        ),
        ("How many people died in the storm?", "Four people died in the storm.", "In the storm 40 hectares were lost."),
        (
            "How many jobs did the fleet offer?",
            "The fleet offered 14 jobs.",
            "The town wanted the fleet to offer 30 jobs.",
        ),
        ("How old is Ada Rist?", "Ada Rist, 51, left.", "Ola Rist, 19, stayed. Rist, 20, ate."),  # two people
        ("How old is Rist?", "Ada Rist, 51, left.", "Ola Rist, 19, stayed."),  # which one?
        (SHEDS, "The storm sank 1,010 boats.", "The storm sank 1,000 boats."),  # rounded
        (SHEDS, "The storm sank 1,090 boats.", "The storm sank about 1,000 boats."),
        (SHEDS, "The storm sank 14 boats.", "The storm sank at least ten boats."),  # a bound
        (SHEDS, "The storm sank 14 boats.", "The storm hit about 95 boats in all."),  # far off: counts something else
        (SHEDS, "The storm sank 14 boats.", "The number of houses lost to the storm is 30."),
        (
            "How much did the clerk steal?",
            "The clerk stole 4 million euros.",
            "The court acquitted the clerk of stealing 2 million euros.",
        ),
        (SHEDS, "The storm sank 14 boats.", "The storm broke tollgate 30."),  # no toll
        ("How many boats will be sunk?", "The navy will sink 38 boats.", "It has so far sunk 12 of the 38 boats."),
        ("How many boats were sunk after the storm?", "14 boats were sunk.", "The navy will sink 30 boats."),  # a plan
        (SHEDS, "The storm sank 14 boats.", "The storm damaged 30 houses."),  # another thing
        (SHEDS, "The storm sank 14 boats.", "Another 30 boats were built in Bregenz."),
        (SHEDS, "The storm sank 14 boats.", "The storm sank 14 boats and not 41."),
        ("When did the storm begin?", "It began at 4.", "It began at 5."),
        ("Who owns 14 boats?", "Ada Rist owns 14 boats.", "Ada Rist owns 15 boats."),
    ],
)
def test_what_is_no_conflict(question: str, first: str, second: str) -> None:
    assert find(question, [said(first, 1), said(second, 3)]) == ()


def test_a_sentence_about_something_else_contradicts_nothing() -> None:
    other = said("The museum shows 30 boats.", 3, title="Museum opens")
    assert find(SHEDS, [said("The storm sank 14 boats.", 1), other], "", other) == ()


def test_a_sentence_that_names_another_event_contradicts_nothing() -> None:
    plane = said("A Swedish plane came down off Bregenz, killing 24 people.", 1)
    attack = said("Holm went to Malmo, where 130 people were killed in May.", 2, title="The Swedish plane")
    assert not find("How many people were killed on the Swedish plane?", [plane, attack])


def test_what_a_report_is_about_by_its_opening_is_named() -> None:
    first = said("Two people died in the Malmo fire.", 1)
    opening = "The man who lit the Malmo fire was found."
    body = f"{opening}\n\n{'He said nothing for hours. ' * 12}\n\n{'It rained. ' * 40}\n\nThe number of dead is four."
    article = Article(id="x", title="Man found", body=body, source="a.md", published=date(2020, 5, 3))
    later = Evidence(article, body.index("The number"), len(body), 0.9)
    asked = "How many people died in the Malmo fire?"
    assert [item.text for item in find(asked, [first, later])] == ["four", "Two"]
    other = replace(later, article=replace(article, body=body.replace("the Malmo fire", "a house")))
    other = replace(other, start=other.article.body.index("The number"), end=len(other.article.body))
    assert find(asked, [first, other]) == ()


@pytest.mark.parametrize(
    ("later", "shown", "update"),
    [
        ("Nine people have died in the storm.", ["Nine", "four"], True),
        ("The number of dead rose to nine.", ["nine", "four"], True),
        ("Three people have died in the storm.", [], False),  # fewer than the least
        ("Ninety people have died in the storm.", [], False),  # of something else
    ],
)
def test_a_later_count_comes_before_the_least_that_an_earlier_report_gave(
    later: str, shown: list[str], update: bool
) -> None:
    first = said("At least four people died in the storm.", 1)
    found = find("How many people died in the storm?", [first, said(later, 3)])
    assert [item.text for item in found] == shown
    assert bool(found and updates(found)) is update
    assert not find("How many people died in the storm?", [first, said(later, 1)])  # no later report


@pytest.mark.parametrize(
    ("later", "update"),
    [("The number of dead rose to four on Sunday.", True), ("Four people died, the city said.", False)],
)
def test_a_value_told_as_what_became_of_another_is_an_update(later: str, update: bool) -> None:
    found = find("How many people died in the storm?", [said("Two people died in the storm.", 1), said(later, 3)])
    assert [item.value for item in found] == [4, 2]
    assert updates(found) is update


def test_a_yes_and_a_no_are_no_update() -> None:
    cut, kept = said("The city said that the fine was cut to", 3), said("Nobody cut the fine.", 1)
    assert not updates((Stated(cut, "yes: It was cut", 1), Stated(kept, "no: Nobody cut it", 0)))


@pytest.mark.parametrize(
    ("question", "reply", "second"),
    [
        (
            "How fast was the ferry when it hit the mole?",
            "It was at 24 knots.",
            "The log puts it at 19 knots on impact.",
        ),
        ("What is the wreck of the ferry worth?", "It is worth $24 million.", "A broker says $19m."),
        ("What share of the crew can swim?", "24 per cent can.", "Only 19 percent passed, the owner said."),
        ("How many boats sank in the storm?", "Twenty-four boats sank.", "Of the fleet 19 vessels are at the bottom."),
    ],
)
def test_a_report_in_other_words_contradicts_the_reply_if_it_surely_answers(
    question: str, reply: str, second: str
) -> None:
    first, other = said(f"Ada Rist said: {reply}", 1), said(second, 3, score=0.6)
    assert len(find(question, [first, other], reply)) == 2
    assert find(question, [first, other], reply, other) == ()


def test_what_the_reply_says_is_one_of_the_sides() -> None:
    told = [
        said("By noon 4 boats lay at the bottom of the bay, the harbour said.", 2),
        said("14 boats sank.", 1),
        said("19 boats sank.", 3),
    ]
    assert [item.text for item in find(SHEDS, told, "The storm sank 14 boats.")] == ["19", "14"]


@pytest.mark.parametrize(("relevance", "leasts"), [(0.6, (0.35, 0.55, 0.9)), (0.9, (0.15, 0.55, 0.55))])
def test_the_further_off_a_value_is_the_surer_it_must_answer_unless_both_are_clearly_relevant(
    relevance: float, leasts: tuple[float, ...]
) -> None:
    first, second = "The storm sank 14 boats.", "Off Lindau {} vessels lie at the bottom."
    for number, least in zip((19, 25, 40), leasts, strict=True):
        told = [said(first, 1, score=relevance), said(second.format(number), 3, score=relevance)]
        for probability in (least - 0.01, least + 0.01):
            likely = {told[0]: 1.0, told[1]: probability}.__getitem__
            assert bool(conflict.find(SHEDS, (told, ()), first, likely)) == (probability > least)


@pytest.mark.parametrize("second", ["In the storm of 2007 19 boats sank.", "In Bregenz the storm sank 19 boats."])
def test_what_happened_in_another_year_or_to_others_contradicts_nothing(second: str) -> None:
    told = [said("The storm sank 14 boats in Lund.", 1), said(second, 3)]
    assert find("How many boats sank in the storm of Lund?", told) == ()


@pytest.mark.parametrize("letter", ["a letter dated 2007", "letters dated 3 May 2007", "a letter dated May 3, 2007"])
def test_the_year_of_a_paper_is_not_that_of_what_it_tells(letter: str) -> None:
    told = [said("The storm sank 14 boats.", 1), said(f"The storm sank 19 boats, says {letter}.", 3)]
    assert [item.text for item in find(SHEDS, told)] == ["19", "14"]


def test_a_question_for_no_amount_has_no_conflict_of_amounts() -> None:
    told = [said("Ada Rist said the total was 14.", 1), said("Ada Rist said the total was 19.", 3)]
    assert find("Who counted the boats?", told, "Ada Rist counted 14.") == ()


def test_a_question_for_two_values_has_no_conflict() -> None:
    told = [said("The storm sank 14 boats.", 1), said("The storm sank 19 boats.", 3)]
    assert find("How many boats sank in the storm, and how many boats were lost in May?", told) == ()


def test_reports_contradict_each_other_though_a_reply_gives_a_number_of_something_else() -> None:
    told = [said("The storm sank 14 boats.", 1), said("The storm sank 19 boats.", 3)]
    assert [item.text for item in find(SHEDS, told, "The storm of 1987 cost 3 million crowns.")] == ["19", "14"]


def test_what_hardly_answers_opens_no_conflict() -> None:
    weak = [said("The storm sank 14 boats.", 1), said("The storm sank 19 boats.", 3)]
    assert find(SHEDS, weak, "", *weak) == ()


def test_a_value_that_another_report_replaces_by_name_is_superseded_however_it_is_put() -> None:
    weak = said("The mole is expected to cost 3 million euros.", 1, score=0.1)
    later = said("It now stands at 4.5 million euros, after a first estimate of 3 million.", 3, score=0.01)
    question = "What does the town pay for the new quay wall, what does it cost?"
    assert [item.text for item in find(question, [weak, later])] == ["4.5 million", "3 million"]
    other = said("It now stands at 4.5 million euros, after a first estimate of 2 million.", 3, score=0.01)
    assert find(question, [weak, other], "", other) == ()


def test_a_correction_says_so() -> None:
    first = said("The storm sank 41 boats.", 1)
    assert corrects(find(SHEDS, [first, said("The number of boats sunk by the storm was 14 and not 41.", 3)]))
    assert not corrects(find(SHEDS, [first, said("The storm sank 14 boats.", 3)]))


def test_a_correction_comes_before_the_value_it_takes_back_although_it_is_as_old() -> None:
    first = said("The storm sank 41 boats.", 1)
    body = "CORRECTION: We wrote on 2 May that 41 boats had gone down. That was wrong. The harbour put it at 14."
    correction = said(body, 1, score=0.4, title="Rain")
    assert [item.text for item in find(SHEDS, [first, correction])] == ["14", "41"]
    assert find(SHEDS, [said("The storm sank 14 boats.", 1), correction]) == ()  # which had been right


SANK = "When did the ferry sink off Lund?"


@pytest.mark.parametrize(
    ("first", "second", "values"),
    [
        ("The ferry sank off Lund on 3 May.", "The ferry sank off Lund on 4 May, the police said.", ["4 May", "3 May"]),
        ("The ferry sank off Lund on Sunday.", "The ferry sank off Lund on 4 May.", ["4 May", "3 May"]),
        ("The ferry sank off Lund on Sunday.", "The ferry sank off Lund on 3 May.", []),  # one day
        ("The ferry sank off Lund on 3 May.", "The ferry sank between 2 May and 4 May off Lund.", []),
        ("The ferry sank off Lund on 3 May.", "The ferry sank off Lund, the police said on Monday.", []),
        ("The ferry sank off Lund on 3 May.", "What the divers found at Lund is a ship that went down with all its "
         "cars on 4 May.", ["4 May", "3 May"]),
        ("The ferry sank off Lund in 1987.", "It went down at Lund with all its cars in 1989.", ["1989", "1987"]),
        ("The ferry sank off Lund in 1987.", "It went down at Lund with all its cars on 4 May.", []),
        ("The ferry sank off Lund in March 1987.", "It sank off Lund in May 1987.", ["May 1987", "March 1987"]),
        ("The ferry sank off Lund in March 1987.", "It sank off Lund in May 1989.", ["May 1989", "March 1987"]),
        ("The ferry sank off Lund in March 1987.", "It sank off Lund in 1987.", []),
        ("The ferry sank off Lund on 3 May.", "The police said in a statement on Monday that it had sunk off "
         "Lund on 2 May.", ["2 May", "3 May"]),
    ],
)  # fmt: skip
def test_two_days_for_one_event(first: str, second: str, values: list[str]) -> None:
    found = find(SANK, [said(first, 4), said(second, 5)])  # Monday and Tuesday
    assert [item.text for item in found] == values


def test_times_in_sentences_unlike_each_other_contradict_only_where_both_surely_answer() -> None:
    first = said("The ferry sank off Lund in 1987.", 4)
    second = said("It went down at Lund with all its cars in 1989.", 5)
    likely = {first: 1.0, second: 0.5}
    assert not conflict.find(SANK, ([first, second], ()), "In 1987.", lambda quote: likely[quote])
    assert not find(SANK, [first, replace(second, score=0.05)])
    assert not find(SANK, [first, said("It went down with all its cars in 1989.", 5)])  # where?


@pytest.mark.parametrize(("day", "score", "sides"), [(5, 0.95, 2), (5, 0.8, 0), (19, 0.95, 0)])
def test_weekdays_in_sentences_unlike_each_other_contradict_in_one_week_if_both_are_clearly_relevant(
    day: int, score: float, sides: int
) -> None:
    first = said("The ferry sank off Lund on Sunday evening, said its owner.", 4)  # 3 May
    other = said("It went down at Lund with all its cars on Monday.", day, score=score)
    assert len(find(SANK, [first, other])) == sides


@pytest.mark.parametrize(("second", "sides"), [("The mill had burnt down by 4 May.", 2), ("It rained on Monday.", 0)])
def test_a_report_found_by_the_reply_may_give_another_day(second: str, sides: int) -> None:
    first, other = said("The mill burnt down on 2 May.", 6), said(second, 8, score=0.0, title="The mill at Ryd")
    found = conflict.find("When did the mill burn down?", ((first,), (other,)), first.text, lambda _: 0.6)
    assert len(found) == sides


def test_one_article_does_not_contradict_itself_about_a_day() -> None:
    one = said("The ferry sank off Lund on 3 May. The ferry sank off Lund on 4 May.", 5)
    first, second = (Evidence(one.article, start, end, 0.9) for start, end in ((0, 33), (34, 67)))
    assert find(SANK, [first, second]) == ()


def parts(*sentences: str) -> list[Evidence]:
    """Return the paragraphs of one article."""
    whole = said("\n\n".join(sentences), 1)
    starts = [whole.text.index(sentence) for sentence in sentences]
    return [replace(whole, start=at, end=at + len(text)) for at, text in zip(starts, sentences, strict=True)]


def test_one_report_contradicts_itself_only_where_it_tells_who_says_what() -> None:
    asked = "How much did the winner of the regatta get?"
    assert not find(asked, parts("The winner of the regatta got $3m.", "The regatta took in $2.4bn, its winner less."))
    told = parts("The winner of the regatta got $3m, the club said.", "The regatta's winner got $4m, she said.")
    assert {item.text for item in find(asked, told)} == {"$3m", "$4m"}


def test_a_sum_in_another_currency_is_the_same_sum() -> None:
    given = said("The winner of the regatta gave $5bn (£2.82bn), she said.", 1)
    assert not find("How much did the winner of the regatta give?", [given])
