from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from index.article import Article
from qa.answer import Evidence
from qa.stance import beside, find, may_deny

ASKED = "Was the ferry told of the storm?"
BOTH = "The captain said that no call ever reached him, but the coast guard played tapes of three calls."
TOLD = "The coast guard called the ferry three times."
UNTOLD = "The captain denied that he had been called."
BESIDE = "The ferry was built in 1987."


def said(body: str, day: int | None = 1) -> Evidence:
    published = date(2020, 5, day) if day else None
    return Evidence(Article(id=body, title="T", body=body, source="a.md", published=published), 0, len(body), 0.9)


def ask(question: str, text: str) -> float:
    """Answer as a small model does: it takes silence for a no."""
    assert question == ASKED
    return 0.8 if "three" in text else 0.2


def sides(*quotes: Evidence, question: str = ASKED) -> list[str]:
    return [item.text for item in find(question, quotes, ask)]


def test_two_reports_that_contradict_each_other_are_shown_the_later_first() -> None:
    assert sides(said(TOLD, 1), said(UNTOLD, 3)) == [f"no: {UNTOLD}", f"yes: {TOLD}"]
    assert sides(said(TOLD, 3), said(UNTOLD, 1)) == [f"yes: {TOLD}", f"no: {UNTOLD}"]


@pytest.mark.parametrize(
    ("question", "text", "may"),
    [
        ("Was the mayor hurt?", "Nobody was hurt, the police said.", True),
        ("Did Holm support the closure?", "Holm voted against the closure.", True),
        ("Did Holm order a reply?", "Holm ruled out a reply.", True),
        ("Did Holm apologise?", "Holm said that he did not know it.", False),  # denies something else
        ("Was the mayor hurt?", "The mayor was hurt, but nobody else had to stay.", False),
        ("Who was hurt?", "Nobody was hurt.", False),
        ("Did the museum insure its amber against theft?", "The museum left its amber without a guard.", False),
        ("Did the museum insure its amber against theft?", "The museum never did insure amber.", True),
    ],
)
def test_a_denial_may_answer(question: str, text: str, may: bool) -> None:
    assert may_deny(question, [said(text)]) is may


@pytest.mark.parametrize(
    ("text", "score", "read"),
    [
        ("The coast guard called the ferry.", 0.6, True),
        ("The coast guard called the ferry.", 0.4, False),
        ("Nobody told the captain of the storm.", 0.1, True),
        ("No other ship was near.", 0.9, False),  # denies something else
        ("Its hull was not built there.", 0.6, True),  # in the words of the quote, not of the question
        ("Its hull was not built there.", 0.4, False),
        ("The crew was told nothing of the storm.", 0.01, False),
    ],
)
def test_what_another_article_says_may_be_the_other_side(text: str, score: float, read: bool) -> None:
    other = replace(said(text), score=score)
    quote = said(BESIDE)
    assert beside(ASKED, [quote], [quote, other]) == ([other] if read else [])
    assert beside("Who told the ferry of the storm?", [quote], [quote, other]) == []


def test_a_silent_siren_says_no_where_another_went_off() -> None:
    asked = "Did the siren sound?"
    sounded, silent = said("The siren went off at two."), said("The siren remained silent.")
    likely = {sounded.text: 0.9, silent.text: 0.5}
    assert len(find(asked, (sounded, silent), lambda _, text: likely[text])) == 2
    assert find(asked, (sounded, said("The siren is old.")), lambda _, text: likely.get(text, 0.5)) == ()


def test_one_sentence_may_tell_both_sides() -> None:
    quote = said(BOTH)
    found = find(ASKED, [quote], ask)
    assert {item.text for item in found} == {
        "no: The captain said that no call ever reached him",
        "yes: the coast guard played tapes of three calls.",
    }
    assert {item.quote for item in found} == {quote}


@pytest.mark.parametrize(
    "quotes",
    [
        (said(TOLD),),
        (said(TOLD), said(BESIDE)),  # silent, and taken for a no: but it denies nothing
        (said(UNTOLD), said(BESIDE)),
        (said(TOLD), said("The harbour master never saw it.")),  # of another matter
        (said(TOLD, 1), said(UNTOLD, 20)),  # weeks apart: it may have changed
    ],
)
def test_no_conflict(quotes: tuple[Evidence, ...]) -> None:
    assert sides(*quotes) == []


def test_reports_without_a_date_may_contradict() -> None:
    assert len(sides(said(TOLD, None), said(UNTOLD))) == 2


def test_the_llm_is_asked_only_where_there_may_be_two_sides() -> None:
    def never(question: str, text: str) -> float:
        raise AssertionError(f"{question}: {text}")

    assert find(ASKED, (said(TOLD), said(BESIDE)), never) == ()  # nobody denies anything: nothing to ask
    quotes = (said(TOLD), said(UNTOLD))
    assert find("Who told the ferry of the storm?", quotes, never) == ()
    assert find("Was the ferry told of the storm or not asked?", quotes, never) == ()


@pytest.mark.parametrize(
    ("asked", "sides"), [("Did the coast guard call the ferry?", 2), ("Is the ferry called by the coast guard?", 0)]
)
def test_what_did_happen_does_not_change_within_weeks(asked: str, sides: int) -> None:
    found = find(asked, (said(TOLD, 1), said(UNTOLD, 20)), lambda _, text: 0.8 if "three" in text else 0.2)
    assert len(found) == sides
