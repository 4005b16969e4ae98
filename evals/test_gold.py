"""Gold questions are valid, fit their corpus, and are as many and as mixed as promised."""

from __future__ import annotations

import warnings
from collections.abc import Callable

import pytest

from evals.corpora import Suite, shipped
from index.errors import BadInputError

LEAST = {"demo": 90, "diplomacy": 60}


def test_gold_fits_its_corpus(corpus: str, suite_of: Callable[[str], Suite]) -> None:
    wrong = ""
    try:
        suite = suite_of(corpus)
    except BadInputError as error:
        wrong = str(error)
    if wrong:  # out of the handler, which would have it printed twice
        pytest.fail(wrong, pytrace=False)
    with warnings.catch_warnings():
        warnings.simplefilter("default")
        for text in suite.warnings:
            warnings.warn(f"{suite.name}: {text}", UserWarning, stacklevel=1)
    assert suite.gold


def test_gold_is_mixed(corpus: str, suite_of: Callable[[str], Suite]) -> None:
    if corpus not in shipped():
        pytest.skip("a corpus of one's own is mixed as its owner likes")
    gold = suite_of(corpus).gold
    unanswerable = [item for item in gold if not item.answerable]
    near = [item for item in unanswerable if item.near_miss]
    assert len(gold) >= LEAST[corpus]
    assert len(unanswerable) >= len(gold) / 4
    assert len(near) >= len(unanswerable) / 2
