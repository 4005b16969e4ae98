from __future__ import annotations

import doctest

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals import stats


def test_doctests() -> None:
    assert doctest.testmod(stats).failed == 0


def test_the_interval_of_a_proportion_is_near_the_normal_one() -> None:
    values = [1.0] * 80 + [0.0] * 20
    found = stats.interval(values)
    assert found is not None
    half = 1.96 * np.sqrt(0.8 * 0.2 / 100)
    assert found.mean == pytest.approx(0.8)
    assert found.low == pytest.approx(0.8 - half, abs=0.02)
    assert found.high == pytest.approx(0.8 + half, abs=0.02)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_an_interval_holds_its_mean_and_is_repeatable(values: list[float]) -> None:
    found = stats.interval(values, seed=3)
    assert found is not None
    assert found.low - 1e-9 <= found.mean <= found.high + 1e-9
    assert found == stats.interval(values, seed=3)


def test_the_paired_test_is_the_exact_one_on_few_pairs() -> None:
    found = stats.paired([1.0] * 6, [0.0] * 6)
    assert found is not None
    assert found.difference == 1
    assert found.p == pytest.approx(2 / 2**6, abs=0.01)  # only all-plus and all-minus are as large


def test_pairs_with_a_missing_value_are_left_out_and_lengths_must_agree() -> None:
    assert stats.paired([1.0, None], [0.5, 1.0]) == stats.paired([1.0], [0.5])
    assert stats.paired([None], [1.0]) is None
    with pytest.raises(ValueError, match="zip"):
        stats.paired([1.0], [1.0, 0.0])


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=20), st.integers(0, 100))
def test_percentiles_are_numpys(values: list[float], share: int) -> None:
    assert stats.percentile([*values, None], share) == pytest.approx(float(np.percentile(values, share)), abs=1e-9)


@given(st.lists(st.booleans(), min_size=1, max_size=20))
def test_any_figure_has_an_interval_around_it(values: list[bool]) -> None:
    whole = stats.bootstrap(values, lambda drawn: sum(drawn) / len(drawn), seed=2)
    same = stats.interval([float(value) for value in values], seed=2)
    assert whole is not None
    assert same is not None
    assert whole.mean == pytest.approx(same.mean)
    assert whole.n == same.n
    assert whole.low - 1e-9 <= whole.mean <= whole.high + 1e-9


def test_a_figure_without_a_value_has_no_interval() -> None:
    assert stats.bootstrap([1, 2], lambda _: None) is None
    assert stats.percentile_interval([], 50) is None


def test_the_interval_of_a_median_holds_it() -> None:
    values = [float(value) for value in range(101)]
    found = stats.percentile_interval(values, 50)
    assert found is not None
    assert found.mean == 50
    assert found.low == pytest.approx(50 - 1.96 * 5, abs=4)  # order statistics: n/2 ± 1.96 √n / 2
    assert found.high == pytest.approx(50 + 1.96 * 5, abs=4)
