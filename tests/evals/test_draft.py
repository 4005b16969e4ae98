from __future__ import annotations

from pathlib import Path

from evals import draft
from evals.gold import check, load
from index.article import Article
from tests.fakes import FakeLLM

BODY = (
    "The town council of Ashby voted on Monday night for the new bridge by 14 votes to 9. "
    "Road works at the northern end of the old bridge will start in May and last until autumn."
)
ARTICLES = {"a.txt": Article("id-a", "Bridge vote", BODY, "a.txt")}
VOTE = "Question: How did the vote end?\nAnswer: 14 votes to 9."
WORKS = "**Question:** When does the building begin?\n**Answer:** May"


def propose(*replies: str, n: int = 2) -> list[draft.Line]:
    return draft.propose(ARTICLES, FakeLLM(replies=list(replies)), n, 0, lambda _: None)


def test_proposals_are_lines_of_a_gold_file(tmp_path: Path) -> None:
    found = propose(VOTE, VOTE) + propose(WORKS, WORKS)
    path = tmp_path / "draft.jsonl"
    draft.write([{**line, "id": str(at)} for at, line in enumerate(found)], path)
    questions = load(path)
    assert len(questions) == 2  # each answer stands in one of the two sentences only
    assert check(questions, ARTICLES) == []
    assert {question.answers for question in questions} == {("14 votes to 9",), ("May",)}


def test_an_answer_that_is_not_in_the_sentence_and_a_reply_out_of_form_are_dropped() -> None:
    assert propose("Question: How did it end?\nAnswer: 15 to 8") == []
    assert propose("I cannot help with that.") == []


def test_every_fourth_question_has_no_answer() -> None:
    sentences = " ".join(f"On day {n} the council of Ashby met again and spoke about the bridge." for n in range(8))
    articles = {"b.txt": Article("id-b", "Meetings", sentences, "b.txt")}
    replies = [f"Question: Who met, number {n}?\nAnswer: council of Ashby" for n in range(8)]
    found = draft.propose(articles, FakeLLM(replies=replies), 4, 0, lambda _: None)
    assert [line["type"] for line in found] == ["fact", "fact", "fact", "null"]
    assert found[3]["near_miss"] is True
    assert found[3]["answers"] == []
