"""The verifier alone (WiCE, Kamoi et al. 2023): does a web page's text carry a claim of Wikipedia's?

Only fully supported claims count as carried; partly supported ones are to be refused.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from evals.benchmarks import draw, lines
from evals.metrics import auroc, binary_f1, mean
from index.article import Article, article_id
from qa import cite, verify
from qa.answer import Evidence

Judge = Callable[[str, Sequence[Evidence]], tuple[bool, float]]
_GAP = " "


def judge(claim: str, candidates: Sequence[Evidence]) -> tuple[bool, float]:
    """Put a claim to the product's own citing and checking: is it shown, and with what support in [0, 1]."""
    known = cite.known_names([item.text for item in candidates])
    quotes = cite.find_quotes(claim, candidates, known)
    if not quotes:
        return False, 0.0
    support = verify.support(claim, quotes, "")
    holds = verify.holds(claim, quotes, "", known)
    return holds, support if holds else support / 2


def candidates(sentences: Sequence[str]) -> tuple[Evidence, ...]:
    """Make evidence of the sentences of one web page, in one article."""
    body = _GAP.join(sentences)
    article = Article(article_id("", None, None, body), "", body, "wice")
    spans = []
    at = 0
    for sentence in sentences:
        if sentence.strip():
            spans.append(Evidence(article, at, at + len(sentence), 0.0))
        at += len(sentence) + len(_GAP)
    return tuple(spans)


def run(folder: Path, limit: int | None, seed: int, ask: Judge = judge) -> dict[str, float | None]:
    """Judge the claims of the benchmark.

    Returns:
        n, F1 of "carried", the share judged right, AUROC of the support, and the share of unsupported claims shown.

    Raises:
        BadInputError: the file is not there.
    """
    rows = draw(lines(folder / "wice" / "claims.jsonl"), limit, seed)
    said = [_judged(row, ask) for row in rows]
    shown = [(yes, truth) for yes, _, truth in said]
    return {
        "n": float(len(said)),
        "f1": binary_f1(shown),
        "right": mean([float(yes == truth) for yes, truth in shown]),
        "auroc": auroc([(support, truth) for _, support, truth in said]),
        "shown_unsupported": mean([float(yes) for yes, truth in shown if not truth]),
    }


def _judged(row: dict[str, Any], ask: Judge) -> tuple[bool, float, bool]:
    shown, support = ask(row["claim"], candidates(row["evidence"]))
    return shown, support, row["label"] == "supported"
