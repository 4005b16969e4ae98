"""Proposes gold questions for a corpus: written by the LLM, each tied to a sentence, for a person to edit."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import numpy as np
from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import HumanMessage, SystemMessage

from evals.text import states
from index.article import Article, Sentence
from index.sentences import split_sentences

ASK = (
    "Write one question that the sentence answers, in other words than the sentence's, naming who or what it is "
    "about; then the answer in one to five words copied from the sentence. Reply in two lines:\nQuestion: …\nAnswer: …"
)
ASK_MISSING = (
    "Write one question about the same event that the article does not answer, such as a cost, a cause or a name "
    "it leaves out. Reply in one line:\nQuestion: …"
)
NULL_EVERY = 4  # a quarter of the questions have no answer
_SHORTEST, _LONGEST = 60, 400  # characters of a sentence worth asking about
_TRIES = 4  # sentences tried for each question that is wanted
_QUESTION = re.compile(r"^\W*Question\W*:\W*(?P<text>.+\?)\W*$", re.MULTILINE)
_ANSWER = re.compile(r"^\W*Answer\W*:[\s*]*(?P<text>.+?)[\s.*]*$", re.MULTILINE)

Line = dict[str, object]


def propose(
    articles: Mapping[str, Article], llm: BaseChatModel, n: int, seed: int, progress: Callable[[str], None]
) -> list[Line]:
    """Return up to ``n`` lines of a gold file; a question is kept only where its answer stands in the sentence.

    Questions without an answer are only proposed: that the corpus is silent on them is for a person to check.
    """
    found: list[Line] = []
    asked: set[str] = set()
    for tried, (article, sentence) in enumerate(_sentences(articles, seed)):
        if len(found) == n or tried == n * _TRIES:
            break
        null = len(found) % NULL_EVERY == NULL_EVERY - 1
        line = _without(article, sentence, llm) if null else _with(article, sentence, llm)
        if line and str(line["question"]) not in asked:
            asked.add(str(line["question"]))
            found.append({"id": f"draft-{len(found) + 1:03}", **line})
            progress(f"draft: {len(found)}/{n}")
    return found


def _sentences(articles: Mapping[str, Article], seed: int) -> Iterator[tuple[Article, Sentence]]:
    spans = [
        (article, sentence)
        for article in articles.values()
        for sentence in split_sentences(article.body)
        if _SHORTEST <= sentence.end - sentence.start <= _LONGEST
    ]
    for at in np.random.default_rng(seed).permutation(len(spans)):
        yield spans[at]


def _with(article: Article, sentence: Sentence, llm: BaseChatModel) -> Line | None:
    text = article.body[sentence.start : sentence.end]
    reply = llm.invoke([SystemMessage(ASK), HumanMessage(f"{article.title}\n\nSentence: {text}")]).text
    question, answer = _QUESTION.search(str(reply)), _ANSWER.search(str(reply))
    if not question or not answer or not states(text, [answer["text"]]):
        return None
    return {
        "type": "fact",
        "question": question["text"].strip(),
        "answers": [answer["text"].strip()],
        "parts": None,
        "articles": [article.source],
        "evidence": [{"source": article.source, "start": sentence.start, "end": sentence.end}],
        "history": None,
        "near_miss": False,
    }


def _without(article: Article, sentence: Sentence, llm: BaseChatModel) -> Line | None:
    paragraph = article.body[: sentence.end].rsplit("\n\n", 1)[-1]
    reply = llm.invoke([SystemMessage(ASK_MISSING), HumanMessage(f"{article.title}\n\n{paragraph}")]).text
    question = _QUESTION.search(str(reply))
    if not question:
        return None
    return {
        "type": "null",
        "question": question["text"].strip(),
        "answers": [],
        "parts": None,
        "articles": [],
        "evidence": [],
        "history": None,
        "near_miss": True,
    }


def write(lines: list[Line], path: Path) -> None:
    """Write lines as a gold file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
