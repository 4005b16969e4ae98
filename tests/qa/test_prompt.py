from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from langchain_core.messages import BaseMessage

from index.article import Article
from qa import prompt
from qa.answer import Evidence

BODY = (
    "Ryd got a crane. The mill burned down. Snow fell on Lund. Voters chose Holm. Trains stood still. "
    "The fair was called off. Wolves came back. Bread got dearer."
)


def sentences(article: str, scores: list[float]) -> list[Evidence]:
    """Return the first sentences of an article of that name, each with its relevance."""
    body = BODY.replace("Ryd", article)
    made = Article(id=article, title=f"News of {article}", body=body, source=f"{article}.md", outlet="Lake Post",
                   published=date(2020, 5, 1))  # fmt: skip
    found, start = [], 0
    for score, text in zip(scores, body.split(". "), strict=False):
        end = min(len(body), start + len(text) + 1)
        found.append(Evidence(made, start, end, score))
        start = end + 1
    return found


def chosen(scored: list[Evidence], budget: int = 1000) -> list[float]:
    return [item.score for item in prompt.choose(scored, scored, lambda text: len(text.split()), budget)]


def both(first: list[float], second: list[float]) -> list[Evidence]:
    """Return sentences of two articles that have none in common, best first."""
    other = [item for item in sentences("Holm", [0.0] * 4 + second) if item.score]
    return sorted([*sentences("Ryd", first), *other], key=lambda item: -item.score)


def test_the_budget_is_kept_and_a_shorter_sentence_may_still_fit() -> None:
    scored = sentences("Ryd", [0.9, 0.8, 0.7])  # of 4 words each; a sentence costs two tokens more
    assert chosen(scored, 12) == [0.9, 0.8]
    assert chosen(scored, 11) == [0.9]
    assert chosen(scored, 5) == []


def test_one_article_may_give_all_sentences() -> None:
    assert chosen(sentences("Ryd", [0.9, 0.8, 0.7, 0.6, 0.5])) == [0.9, 0.8, 0.7, 0.6, 0.5]


def test_a_copy_of_a_sentence_is_passed_over() -> None:
    first, second = sentences("Ryd", [0.9, 0.8]), sentences("Lund", [0.0, 0.7])
    assert chosen([*first, second[1]]) == [0.9, 0.8]


def test_sentences_without_what_is_asked_for_come_behind_and_are_left_out_after_four() -> None:
    scored = sentences("Ryd", [0.9, 0.8, 0.7, 0.6, 0.5])
    picked = prompt.choose(scored, [scored[2], scored[4]], len, 1000)
    assert [item.score for item in picked] == [0.7, 0.5, 0.9, 0.8]


def test_after_four_sentences_the_irrelevant_are_left_out() -> None:
    assert chosen(both([0.9, 0.001, 0.001], [0.8])) == [0.9, 0.8, 0.001, 0.001]
    assert chosen(both([0.9, 0.3, 0.001], [0.8, 0.2, 0.1])) == [0.9, 0.8, 0.3, 0.2, 0.1]


def test_passages_stand_under_outlet_and_title_in_the_articles_order_without_its_date() -> None:
    first, second = sentences("Ryd", [0.5, 0.9])
    assert prompt.passages_text([second, first]) == (
        "Lake Post: News of Ryd\n- Ryd got a crane.\n- The mill burned down."
    )


@pytest.mark.parametrize(
    "made",
    [
        lambda asked, item: prompt.messages(asked, [item]),
        lambda asked, item: prompt.judge_messages(asked, item.text),
        lambda asked, item: prompt.stance_messages(asked, item.text),
    ],
)
def test_only_the_last_message_ever_changes(made: Callable[[str, Evidence], list[BaseMessage]]) -> None:
    one, other = sentences("Ryd", [0.9, 0.8])
    first, second = made("Did Ryd get a crane?", one), made("Who chose Holm?", other)
    assert [str(message.text) for message in first[:-1]] == [str(message.text) for message in second[:-1]]
    assert "Did Ryd get a crane?" in str(first[-1].text)
    assert one.text in str(first[-1].text)
