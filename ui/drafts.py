"""Judgements of readers → drafts of gold questions, for a person to check and edit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from index.article import Article
from index.feedback import Feedback


def drafts(items: Sequence[Feedback], articles: Mapping[str, Article]) -> list[dict[str, object]]:
    """Turn judgements into lines of a gold file, the earliest first, one for each question.

    A helpful answer gives its claims as accepted answers and its quotes as evidence; a helpful abstention gives a
    question without an answer. Where the reader was not helped a person must say what is right: such a line has a
    ``note``, which a gold file does not accept, so that it cannot be measured against by mistake.

    Args:
        items: The judgements; the last one of a question counts.
        articles: The articles that are quoted, by id.
    """
    last = {str(item.answer["question"]): item for item in items}
    return [_draft(number, item, articles) for number, item in enumerate(last.values(), 1)]


def _draft(number: int, item: Feedback, articles: Mapping[str, Article]) -> dict[str, object]:
    answer = item.answer
    quotes = [quote for quote in answer["citations"] if quote["article_id"] in articles]
    places = [
        {"source": articles[quote["article_id"]].source, "start": quote["start"], "end": quote["end"]}
        for quote in quotes
    ]
    line: dict[str, object] = {
        "id": f"feedback-{number:03}",
        "type": "null" if answer["abstained"] else "fact",
        "question": answer["question"],
        "answers": [claim["text"] for claim in answer["claims"]],
        "parts": None,
        "articles": list(dict.fromkeys(place["source"] for place in places)),
        "evidence": places,
        "history": None,
        "near_miss": bool(answer["abstained"]),
    }
    if not item.helpful:
        line["note"] = f"The reader was not helped by: {answer['answer']} {item.reason}".strip()
    return line
