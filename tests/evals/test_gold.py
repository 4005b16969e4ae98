from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals import gold as g
from evals.metrics import Span
from index.article import Article
from index.errors import BadInputError

BODY = "The council met on Monday. It voted for the bridge by 14 to 9.\n\nRoad works start in May."
VOTE = (BODY.index("It voted"), BODY.index("\n\n"))
ARTICLES = {"a.txt": Article("id-a", "Bridge", BODY, "a.txt")}
GOOD: dict[str, object] = {
    "id": "q1",
    "type": "fact",
    "question": "How did the vote end?",
    "answers": ["14 to 9"],
    "parts": None,
    "articles": ["a.txt"],
    "evidence": [{"source": "a.txt", "start": VOTE[0], "end": VOTE[1]}],
    "history": None,
    "near_miss": False,
}


def lines(*records: dict[str, object]) -> str:
    return "\n".join(json.dumps(record) for record in records)


def test_a_good_line_is_read_checked_and_bound() -> None:
    found, problems = g.parse("\n" + lines(GOOD) + "\n")
    assert not problems
    assert found[0].line == 2
    assert found[0].answerable
    assert g.check(found, ARTICLES) == []
    assert g.bind(found[0], ARTICLES) == g.Target(((Span("id-a", *VOTE),),), ("id-a",))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"type": "guess"}, "type: Input should be"),
        ({"answers": [" "]}, "answers.0"),
        ({"answer": "x"}, "answer: Extra inputs"),
        ({"answers": []}, "an answer or parts are missing"),
        ({"type": "null"}, "a null question has no answers"),
        ({"evidence": []}, "needs articles and evidence"),
        ({"type": "follow-up"}, "a follow-up needs its history"),
        ({"near_miss": True}, "near_miss is for questions without"),
        ({"articles": ["b.txt"]}, "an article that articles does not list"),
        ({"parts": [[]]}, "parts.0"),
        ({"evidence": [{"source": "a.txt", "start": -1, "end": 4}]}, "evidence.0.start"),
    ],
)
def test_a_wrong_line_is_named(change: dict[str, object], message: str) -> None:
    found, problems = g.parse(lines(GOOD, {**GOOD, "id": "q2", **change}))
    assert [item.id for item in found] == ["q1"]
    assert message in str(problems[0])
    assert str(problems[0]).startswith("line 2 (q2): ")


def test_broken_json_other_values_and_repeated_ids_are_named() -> None:
    _, problems = g.parse("{\n[1]\n" + lines(GOOD, GOOD))
    assert [problem.line for problem in problems] == [1, 2, 4]
    assert "not JSON" in str(problems[0])
    assert "not a JSON object" in str(problems[1])
    assert "stands on line 3 already" in str(problems[2])


def test_load_names_every_wrong_line(tmp_path: Path) -> None:
    file = tmp_path / "gold.jsonl"
    with pytest.raises(BadInputError, match="There is no gold file"):
        g.load(file)
    file.write_text(lines({**GOOD, "type": "guess"}, GOOD, {**GOOD, "id": "q3", "answers": []}), encoding="utf-8")
    with pytest.raises(BadInputError, match=r"line 1 .*\n.*line 3 "):
        g.load(file)


@pytest.mark.parametrize(
    ("start", "end", "message"),
    [
        (VOTE[0] + 1, VOTE[1], "does not start where a sentence starts"),
        (VOTE[0], VOTE[1] - 1, "does not end where a sentence ends"),
        (VOTE[0], len(BODY) + 1, "not inside the body"),
        (VOTE[1], VOTE[0], "not inside the body"),
    ],
)
def test_evidence_must_be_whole_sentences_of_a_body(start: int, end: int, message: str) -> None:
    found, _ = g.parse(lines({**GOOD, "evidence": [{"source": "a.txt", "start": start, "end": end}]}))
    problems = g.check(found, ARTICLES)
    assert message in str(problems[0])
    assert problems[0].fatal


def test_an_unknown_article_is_fatal_and_an_answer_outside_the_evidence_a_warning() -> None:
    found, _ = g.parse(lines({**GOOD, "answers": ["15 to 8"]}))
    assert [(problem.fatal, problem.message) for problem in g.check(found, ARTICLES)] == [
        (False, "no accepted answer stands in the evidence")
    ]
    assert "there is no article 'a.txt'" in str(g.check(found, {})[0])
    with pytest.raises(BadInputError, match="not in the corpus"):
        g.bind(found[0], {})


def test_parts_are_bound_to_the_evidence_that_shows_them() -> None:
    works = (BODY.index("Road"), len(BODY))
    spans = [{"source": "a.txt", "start": start, "end": end} for start, end in (VOTE, works)]
    parts = [["bridge"], ["May", "spring"], ["fireworks"]]
    found, _ = g.parse(lines({**GOOD, "type": "list", "answers": [], "parts": parts, "evidence": spans}))
    assert g.bind(found[0], ARTICLES).groups == ((Span("id-a", *VOTE),), (Span("id-a", *works),))
    assert [problem.message for problem in g.check(found, ARTICLES)] == ["the part 'fireworks' stands in no evidence"]


def test_a_question_without_an_answer_may_name_an_article_and_has_no_target() -> None:
    record = {**GOOD, "type": "null", "answers": [], "evidence": [], "near_miss": True}
    found, problems = g.parse(lines(record))
    assert not problems
    assert found[0].may_abstain
    assert g.bind(found[0], ARTICLES).groups == ()
