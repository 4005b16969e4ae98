"""How sure a figure is: bootstrap intervals, a paired permutation test, percentiles. All seeded, all pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

import numpy as np

_T = TypeVar("_T")
_LEVEL = 95  # per cent
_DRAWS = 2000
_FLIPS = 10_000


class Interval(NamedTuple):
    """A mean over ``n`` values and the two ends of its 95 % bootstrap interval."""

    mean: float
    low: float
    high: float
    n: int


def interval(values: Sequence[float | None], seed: int = 0) -> Interval | None:
    """Return the mean of the values that are there with its percentile bootstrap interval (Efron 1979, 2,000 draws).

    >>> interval([1.0, 1.0, None])
    Interval(mean=1.0, low=1.0, high=1.0, n=2)
    >>> interval([None]) is None
    True
    """
    known = np.array([value for value in values if value is not None], dtype=float)
    if not known.size:
        return None
    draws = np.random.default_rng(seed).choice(known, size=(_DRAWS, known.size)).mean(axis=1)
    tail = (100 - _LEVEL) / 2
    low, high = np.percentile(draws, [tail, 100 - tail])
    return Interval(float(known.mean()), float(low), float(high), int(known.size))


def bootstrap(
    items: Sequence[_T], figure: Callable[[Sequence[_T]], float | None], seed: int = 0, draws: int = 1000
) -> Interval | None:
    """Return a figure of the items that is no mean (F1, AUROC, a percentile) with its percentile bootstrap interval.

    Draws for which the figure has no value are left out; ``None`` where it has none for the items themselves.

    >>> bootstrap([1.0, 1.0], max)
    Interval(mean=1.0, low=1.0, high=1.0, n=2)
    """
    whole = figure(items)
    if whole is None:
        return None
    drawn = np.random.default_rng(seed).integers(len(items), size=(draws, len(items)))
    values = [value for row in drawn if (value := figure([items[at] for at in row])) is not None]
    tail = (100 - _LEVEL) / 2
    low, high = np.percentile(values, [tail, 100 - tail])
    return Interval(whole, float(low), float(high), len(items))


def percentile_interval(values: Sequence[float], share: float, seed: int = 0) -> Interval | None:
    """Return a percentile with its percentile bootstrap interval (2,000 draws).

    >>> percentile_interval([1.0, 1.0, 1.0], 50)
    Interval(mean=1.0, low=1.0, high=1.0, n=3)
    """
    if not values:
        return None
    draws = np.random.default_rng(seed).choice(np.array(values), size=(_DRAWS, len(values)))
    tail = (100 - _LEVEL) / 2
    low, high = np.percentile(np.percentile(draws, share, axis=1), [tail, 100 - tail])
    return Interval(float(np.percentile(values, share)), float(low), float(high), len(values))


class Paired(NamedTuple):
    """The mean difference ``first - second`` over ``n`` pairs and the two-sided p of its being chance."""

    difference: float
    p: float
    n: int


def paired(first: Sequence[float | None], second: Sequence[float | None], seed: int = 0) -> Paired | None:
    """Compare two runs on the same questions by flipping signs at random (10,000 times, plus the one observed).

    Pairs in which either value is missing are left out.

    >>> paired([1.0, 0.0], [1.0, 0.0])
    Paired(difference=0.0, p=1.0, n=2)

    Raises:
        ValueError: the runs are not equally long.
    """
    pairs = [(a, b) for a, b in zip(first, second, strict=True) if a is not None and b is not None]
    if not pairs:
        return None
    gaps = np.array([a - b for a, b in pairs])
    signs = np.random.default_rng(seed).choice([-1.0, 1.0], size=(_FLIPS, gaps.size))
    observed = abs(gaps.mean())
    as_large = np.count_nonzero(np.abs((signs * gaps).mean(axis=1)) >= observed - 1e-12)
    return Paired(float(gaps.mean()), float((as_large + 1) / (_FLIPS + 1)), len(pairs))


def percentile(values: Sequence[float | None], share: float) -> float | None:
    """Return the value below which ``share`` per cent of the values lie, linearly between neighbours.

    >>> percentile([1.0, 2.0, None, 3.0], 50)
    2.0
    """
    known = [value for value in values if value is not None]
    return float(np.percentile(known, share)) if known else None
