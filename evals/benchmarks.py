"""Public benchmarks, read from a folder, put to the product through its own door and scored by the same metrics.

SQuAD 2.0 (Rajpurkar et al. 2018) is answered openly over all its paragraphs; CLAP NQ (Rosenthal et al. 2025) and
MTRAG (Katsis et al. 2025) over the passages given with each question, MTRAG after the conversation given. BIPIA
(Yi et al. 2023) is in ``evals.planted``, WiCE (Kamoi et al. 2023) in ``evals.wice``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from evals import corpora
from evals.corpora import Suite
from evals.gold import Gold, Place
from evals.systems import Case, Cases
from index.article import Article, Filter
from index.errors import BadInputError
from index.sentences import split_sentences
from qa.answer import Answer, Claim, Turn

_T = TypeVar("_T")

# Questions of a sample: minutes on two cores.
SIZES = {"squad2": 40, "clapnq": 30, "mtrag": 20, "bipia": 60, "wice": 200}


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A suite with what each of its questions, known by its text, is asked with."""

    suite: Suite
    cases: Cases = field(default_factory=dict)
    left_out: int = 0


def load(name: str, folder: Path, sample: tuple[Path, int | None], seed: int) -> Benchmark:
    """Read a benchmark; its articles are written to a work folder and read back as any corpus is.

    ``sample`` is that folder and how many questions to draw, half of them without an answer; ``None``: all.

    Raises:
        BadInputError: there is no such benchmark, or its file is not in ``folder``.
    """
    loaders = {"squad2": _squad2, "clapnq": _clapnq, "mtrag": _mtrag}
    if name not in loaders:
        msg = f"There is no benchmark {name!r}; known are {', '.join(loaders)}, bipia and wice."
        raise BadInputError(msg)
    work, limit = sample
    place = work / name
    place.mkdir(parents=True, exist_ok=True)
    return loaders[name](folder / name, place, limit, seed)


def lines(path: Path) -> list[dict[str, Any]]:
    """Read a JSONL file.

    Raises:
        BadInputError: it is not there.
    """
    if not path.is_file():
        msg = f"The benchmark file {path} is not there; give the folder that holds {path.parent.name}/ by --benchmarks."
        raise BadInputError(msg)
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def draw(items: Sequence[_T], limit: int | None, seed: int) -> list[_T]:
    """Draw ``limit`` items without order."""
    if limit is None or limit >= len(items):
        return list(items)
    return [items[at] for at in sorted(np.random.default_rng(seed).choice(len(items), limit, replace=False))]


def write(place: Path, articles: Iterable[Mapping[str, str]]) -> dict[str, Article]:
    """Write articles to ``place/articles.jsonl``, read the folder back, and return source → article."""
    text = "\n".join(json.dumps(article, ensure_ascii=False) for article in articles)
    (place / "articles.jsonl").write_text(text + "\n", encoding="utf-8")
    return corpora.read(place)


def source(number: int) -> str:
    """Return the source of the article on a line of ``articles.jsonl``, counted from 0."""
    return f"articles.jsonl#{number + 1}"


def sentence_at(article: Article, text: str, offset: int = 0) -> Place | None:
    """Return the sentence of an article that holds character ``offset`` of ``text``; ``None`` where it is not there."""
    start = article.body.find(text)
    if start < 0:
        return None
    at = start + offset
    found = next((item for item in split_sentences(article.body) if item.start <= at < item.end), None)
    return None if found is None else Place(source=article.source, start=found.start, end=found.end)


def make_gold(
    key: str, question: str, places: Sequence[Place], answers: Sequence[str] = (), *, reference: str = ""
) -> Gold:
    """Make a question without the checks of a gold file, which are for people."""
    return Gold.model_construct(
        id=key,
        type="fact" if answers or reference else "null",
        question=question,
        answers=tuple(answers),
        parts=None,
        articles=tuple(dict.fromkeys(item.source for item in places)),
        evidence=tuple(dict.fromkeys(places)),
        history=None,
        reference=reference or None,
    )


def _half(true: Sequence[_T], false: Sequence[_T], limit: int | None, seed: int) -> list[_T]:
    if limit is None:
        return [*true, *false]
    return [*draw(true, limit - limit // 2, seed), *draw(false, limit // 2, seed)]


def _squad2(folder: Path, work: Path, limit: int | None, seed: int) -> Benchmark:
    path = folder / "dev.json"
    if not path.is_file():
        msg = f"The benchmark file {path} is not there; give the folder that holds squad2/ by --benchmarks."
        raise BadInputError(msg)
    data = json.loads(path.read_text(encoding="utf-8"))["data"]
    flat = [(page["title"].replace("_", " "), part) for page in data for part in page["paragraphs"]]
    articles = write(work, ({"title": title, "text": part["context"]} for title, part in flat))
    found: dict[bool, list[Gold]] = {True: [], False: []}
    left_out = 0
    for number, (_, part) in enumerate(flat):
        article = articles.get(source(number))
        for item in part["qas"]:
            told = [answer["text"] for answer in item["answers"]]
            starts = {answer["answer_start"] for answer in item["answers"]}
            places = [sentence_at(article, part["context"], at) for at in sorted(starts)] if article else []
            if None in places or (told and not places):
                left_out += 1
                continue
            gold = make_gold(item["id"], item["question"], [at for at in places if at], list(dict.fromkeys(told)))
            found[gold.answerable].append(gold)
    chosen = _half(found[True], found[False], limit, seed)
    return Benchmark(Suite("squad2", work, tuple(chosen), articles), left_out=left_out)


def _clapnq(folder: Path, work: Path, limit: int | None, seed: int) -> Benchmark:
    chosen = _half(lines(folder / "answerable.jsonl"), lines(folder / "unanswerable.jsonl"), limit, seed)
    chosen = list({item["input"]: item for item in chosen}.values())
    passages = [item["passages"][0] for item in chosen]
    outlets = [f"passage {number}" for number in range(len(chosen))]
    articles = write(
        work,
        (
            {"title": passage["title"], "outlet": outlet, "text": " ".join(passage["sentences"])}
            for passage, outlet in zip(passages, outlets, strict=True)
        ),
    )
    gold, cases = [], {}
    for number, (item, outlet) in enumerate(zip(chosen, outlets, strict=True)):
        article = articles.get(source(number))
        output = item["output"][0]
        places = [sentence_at(article, text) for text in output["selected_sentences"]] if article else []
        if article is None or None in places:
            continue
        told = make_gold(item["id"], item["input"], [at for at in places if at], reference=output["answer"])
        gold.append(told)
        cases[item["input"]] = Case(Filter(outlets=(outlet,)))
    return Benchmark(Suite("clapnq", work, tuple(gold), articles), cases, left_out=len(chosen) - len(gold))


def _mtrag(folder: Path, work: Path, limit: int | None, seed: int) -> Benchmark:
    known = {"ANSWERABLE": True, "UNANSWERABLE": False}  # partial and underspecified ones have no clear right outcome
    tasks = [item for item in lines(folder / "conversations.jsonl") if item["answerability"][0] in known]
    tasks = list({item["input"][-1]["text"]: item for item in tasks}.values())
    groups = {truth: [item for item in tasks if known[item["answerability"][0]] is truth] for truth in (True, False)}
    chosen = _half(groups[True], groups[False], limit, seed)
    outlets = [f"task {number}" for number in range(len(chosen))]
    articles = write(
        work,
        (
            {"title": context.get("title") or "", "outlet": outlet, "text": context["text"]}
            for item, outlet in zip(chosen, outlets, strict=True)
            for context in item["contexts"]
        ),
    )
    there = {article.outlet for article in articles.values()}
    gold, cases = [], {}
    for item, outlet in zip(chosen, outlets, strict=True):
        question = item["input"][-1]["text"]
        told = item["targets"][0]["text"] if known[item["answerability"][0]] else ""
        made = make_gold(item["task_id"], question, (), reference=told)
        follows = made.answerable and len(item["input"]) > 1
        gold.append(made.model_copy(update={"type": "follow-up"}) if follows else made)
        # many unanswerable questions come without passages: those search everybody's
        where = Filter(outlets=(outlet,)) if outlet in there else None
        cases[question] = Case(where, _turns(item["input"][:-1]))
    return Benchmark(Suite("mtrag", work, tuple(gold), articles), cases)


def _turns(said: Sequence[Mapping[str, str]]) -> tuple[Turn, ...]:
    """Turn a conversation of user and agent, as given, into turns."""
    pairs = zip(said[::2], said[1::2], strict=False)
    return tuple(Turn(user["text"], _told(user["text"], agent["text"])) for user, agent in pairs)


def _told(question: str, text: str) -> Answer:
    return Answer(question, text, abstained=False, claims=(Claim(text, (), 1.0),), citations=(), model="given")
