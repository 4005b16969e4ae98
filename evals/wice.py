"""The verifier alone (WiCE, Kamoi et al. 2023): does a web page's text carry a claim of Wikipedia's?

Only fully supported claims count as carried; partly supported ones are to be refused. The rows are cut by the seed
into a half to choose on and a half to report on. ``python -m evals.wice FOLDER`` compares the scorers at hand.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import HumanMessage, SystemMessage
from rich import box
from rich.console import Console
from rich.table import Table

from evals.benchmarks import draw, lines
from evals.metrics import auroc, binary_f1
from evals.stats import Interval, bootstrap, interval
from index.article import Article, article_id
from index.embed import Scorer, open_scorer
from index.errors import PullquoteError
from index.settings import load
from qa import cite, verify
from qa.answer import Evidence
from qa.facts import known_names
from qa.factuality import alters
from qa.words import stems

Judge = Callable[[str, Sequence[Evidence]], tuple[bool, float]]
Signals = dict[str, float]
READ = 60  # sentences of a page that share most words with the claim: as many as a question's passages have
RERANKED = 12  # of them, the cross-encoder reads
_GAP = " "
_DO = "You check whether a text says what a claim says. Reply yes only if every part of the claim is in the text."


@dataclass(frozen=True, slots=True)
class Judged:
    """One claim: is it shown, with what support in [0, 1], and is it fully supported in truth."""

    shown: bool
    support: float
    truth: bool


def judge(claim: str, candidates: Sequence[Evidence]) -> tuple[bool, float]:
    """Put a claim to the product's own citing and checking: is it shown, and with what support in [0, 1]."""
    known = known_names([item.text for item in candidates])
    quotes = cite.find_quotes(claim, candidates, known)
    if not quotes:
        return False, 0.0
    support = verify.support(claim, quotes, "")
    holds = verify.holds(claim, quotes, "", known) and not alters(claim, quotes)
    return holds, support if holds else support / 2


def candidates(claim: str, sentences: Sequence[str]) -> tuple[Evidence, ...]:
    """Make evidence, in one article, of the sentences of a web page that share most words with a claim, in order."""
    body = _GAP.join(sentences)
    article = Article(article_id("", None, None, body), "", body, "wice")
    spans: list[Evidence] = []
    at = 0
    for sentence in sentences:
        if sentence.strip():
            spans.append(Evidence(article, at, at + len(sentence), 0.0))
        at += len(sentence) + len(_GAP)
    wanted = stems(claim)
    best = sorted(spans, key=lambda item: -len(wanted & stems(item.text)))[:READ]
    return tuple(item for item in spans if item in best)


def run(folder: Path, limit: int | None, seed: int, ask: Judge = judge) -> dict[str, float | Interval | None]:
    """Judge the claims of the benchmark with the product's verifier.

    Returns:
        n, F1 of "carried", AUROC of the support, the share judged right, and that of unsupported claims shown.

    Raises:
        BadInputError: the file is not there.
    """
    said = [_judged(row, ask) for row in draw(_rows(folder), limit, seed)]
    return {
        "n": float(len(said)),
        "f1": bootstrap(said, _f1, seed),
        "auroc": bootstrap(said, _auroc, seed),
        "right": interval([float(item.shown == item.truth) for item in said]),
        "shown_unsupported": interval([float(item.shown) for item in said if not item.truth]),
    }


def _rows(folder: Path) -> list[dict[str, Any]]:
    return lines(folder / "wice" / "claims.jsonl")


def _judged(row: Mapping[str, Any], ask: Judge) -> Judged:
    shown, support = ask(row["claim"], candidates(row["claim"], row["evidence"]))
    return Judged(shown, support, _truth(row))


def _truth(row: Mapping[str, Any]) -> bool:
    return bool(row["label"] == "supported")


def _f1(said: Sequence[Judged]) -> float | None:
    return binary_f1([(item.shown, item.truth) for item in said])


def _auroc(said: Sequence[Judged]) -> float | None:
    return auroc([(item.support, item.truth) for item in said])


# Choosing a scorer.


def signals(claim: str, found: Sequence[Evidence], scorer: Scorer, llm: BaseChatModel | None) -> Signals:
    """Return what each scorer says of a claim; higher is better carried, the scales are their own.

    ``support``: the product's share of words; ``facts``: minus the number of hard facts missing; ``best``,
    ``quotes``, ``page``: the cross-encoder on the best sentence, on the quotes together, on its best three
    sentences together; ``llm``: the LLM's probability of a yes on the quotes.
    """
    known = known_names([item.text for item in found])
    quotes = cite.find_quotes(claim, found, known)
    ranked = sorted(found, key=lambda item: -cite.coverage(claim, item, known))[:RERANKED]
    if not quotes or not ranked:
        return dict.fromkeys(("support", "facts", "best", "quotes", "page", *(["llm"] if llm else [])), -12.0)
    single = scorer.scores(claim, [item.text for item in ranked])
    page = sorted((ranked[at] for at in np.argsort(-single)[:3]), key=lambda item: item.start)
    quoted, paged = (" ".join(item.text for item in group) for group in (quotes, page))
    together = scorer.scores(claim, [quoted, paged])
    said = {
        "support": verify.support(claim, quotes, ""),
        "facts": -float(len(verify.missing_facts(claim, quotes, known))),
        "best": float(single.max()),
        "quotes": float(together[0]),
        "page": float(together[1]),
    }
    return said | ({"llm": _asked(llm, claim, paged)} if llm else {})


def _asked(llm: BaseChatModel, claim: str, text: str) -> float:
    from qa.llm import judge as probability

    return probability(llm, [SystemMessage(_DO), HumanMessage(f"Text: {text}\n\nClaim: {claim}\n\nReply yes or no.")])


@dataclass(frozen=True, slots=True)
class Scored:
    """A scorer on the half that was not chosen on; F1 at the threshold that was best on the other half."""

    name: str
    chosen_on: float
    auroc: Interval
    f1: Interval


def compare(said: Sequence[tuple[Signals, bool]], seed: int) -> list[Scored]:
    """Compare every signal, and a logistic regression over all of them, on (signals, truth) rows."""
    order = np.random.default_rng(seed).permutation(len(said))
    half = len(said) // 2
    first, second = [said[at] for at in order[:half]], [said[at] for at in order[half:]]
    names = list(said[0][0])
    ways: dict[str, Callable[[Signals], float]] = {name: lambda row, name=name: row[name] for name in names}  # type: ignore[misc]
    ways["together"] = combine(first, names)
    return [_compared(name, way, (first, second), seed) for name, way in ways.items()]


def combine(said: Sequence[tuple[Signals, bool]], names: Sequence[str]) -> Callable[[Signals], float]:
    """Fit a logistic regression (scikit-learn's defaults) on standardised signals."""
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]
    from sklearn.pipeline import make_pipeline  # type: ignore[import-untyped]
    from sklearn.preprocessing import StandardScaler  # type: ignore[import-untyped]

    model = make_pipeline(StandardScaler(), LogisticRegression())
    model.fit([[row[name] for name in names] for row, _ in said], [truth for _, truth in said])
    return lambda row: float(model.predict_proba([[row[name] for name in names]])[0, 1])


def _compared(
    name: str, way: Callable[[Signals], float], halves: tuple[Sequence[tuple[Signals, bool]], ...], seed: int
) -> Scored:
    first, second = ([(way(row), truth) for row, truth in half] for half in halves)
    bars = sorted({score for score, _ in first})
    bar = max(bars, key=lambda bar: binary_f1([(score >= bar, truth) for score, truth in first]) or 0.0)
    shown = [Judged(score >= bar, score, truth) for score, truth in second]
    area, f1 = bootstrap(shown, _auroc, seed), bootstrap(shown, _f1, seed)
    if area is None or f1 is None:
        raise ValueError("each half needs claims of both kinds")
    return Scored(name, auroc(first) or 0.0, area, f1)


def measure(folder: Path, scorer: Scorer, llm: BaseChatModel | None = None) -> list[tuple[Signals, bool]]:
    """Return the signals of every claim of the benchmark with the truth."""
    return [
        (signals(row["claim"], candidates(row["claim"], row["evidence"]), scorer, llm), _truth(row))
        for row in _rows(folder)
    ]


def main(arguments: Sequence[str]) -> int:
    """Compare the scorers and print the table; returns an exit code."""
    parser = argparse.ArgumentParser(prog="python -m evals.wice", description=__doc__)
    parser.add_argument("folder", type=Path, help="folder of the public benchmarks, which holds wice/")
    parser.add_argument("--seed", type=int, default=0, help="how the claims are cut in halves")
    parser.add_argument("--llm", action="store_true", help="ask the LLM as well: minutes")
    parser.add_argument("--results", type=Path, default=Path("results"), help="folder of the signals and the cache")
    chosen = parser.parse_args(arguments)
    try:
        settings = load()
        llm = _open_llm(chosen.results) if chosen.llm else None
        said = measure(chosen.folder, open_scorer(settings), llm)
    except PullquoteError as error:
        Console(stderr=True).print(str(error), style="red")
        return 1
    chosen.results.mkdir(parents=True, exist_ok=True)
    kept = [{"signals": row, "supported": truth} for row, truth in said]
    (chosen.results / "wice-signals.json").write_text(json.dumps(kept, indent=1), encoding="utf-8")
    table = Table(box=box.SIMPLE_HEAD, title=f"{len(said)} claims, half chosen on, half reported")
    for name in ("scorer", "AUROC chosen on", "AUROC", "F1"):
        table.add_column(name)
    for row in compare(said, chosen.seed):
        shown = (f"{part.mean:.3f} [{part.low:.3f}, {part.high:.3f}]" for part in (row.auroc, row.f1))
        table.add_row(row.name, f"{row.chosen_on:.3f}", *shown)
    Console().print(table)
    return 0


def _open_llm(results: Path) -> BaseChatModel:
    from evals.cache import CachedLLM
    from qa.llm import llm_name, open_llm

    settings = load()
    return CachedLLM(folder=results / "cache", model=llm_name(settings), opener=lambda: open_llm(settings))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
