"""Wilson and Newcombe, by statsmodels' road and by published numbers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control, norm
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from smarketing.metrics.intervals import Verdict, benjamini_hochberg, newcombe, newcombe_p, verdict, wilson, z_for

counts = st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(counts)
def test_wilson_equals_statsmodels(count):
    low, high = wilson(*count)
    expected = proportion_confint(*count, alpha=0.05, method="wilson")
    assert (float(low), float(high)) == pytest.approx(expected, abs=1e-9)


@given(counts, counts)
def test_newcombe_equals_statsmodels(one, other):
    low, high = newcombe(*one, *other)
    expected = confint_proportions_2indep(*one, *other, method="newcomb", compare="diff")
    assert (float(low), float(high)) == pytest.approx(expected, abs=1e-9)


@given(counts, counts)
def test_swapping_two_rates_turns_the_difference_round(one, other):
    low, high = newcombe(*one, *other)
    swapped = newcombe(*other, *one)
    assert (-swapped[1], -swapped[0]) == pytest.approx((low, high), abs=1e-12)


def test_without_trials_there_is_no_interval():
    low, high = wilson([0, 1], [0, 1])
    assert np.isnan(low[0])
    assert np.isnan(high[0])
    assert high[1] == 1


def test_newcombes_own_example_comes_out():
    # Newcombe 1998, table II, method 10, 56/70 − 48/80: 0.0524 to 0.3339
    low, high = newcombe(56, 70, 48, 80)
    assert (round(float(low), 4), round(float(high), 4)) == (0.0524, 0.3339)


@pytest.mark.parametrize(
    ("rates", "said"),
    [
        ((152, 1141, 130, 1303), Verdict.HIGHER),
        ((130, 1303, 152, 1141), Verdict.LOWER),
        ((20, 100, 22, 100), Verdict.UNCLEAR),
        ((9, 9, 0, 1000), Verdict.TOO_FEW),  # nine of nine is still too few
        ((0, 0, 5, 100), Verdict.TOO_FEW),
        ((float("nan"), float("nan"), 5, 100), Verdict.TOO_FEW),
    ],
)
def test_only_the_interval_of_the_difference_decides(rates, said):
    assert verdict(*rates) == said


def test_more_comparisons_ask_for_a_wider_interval():
    assert z_for(1) == pytest.approx(1.959964, abs=1e-6)
    assert z_for(10) == pytest.approx(2.807034, abs=1e-6)  # 1 − 0.025/10 = 0.9975


# --- many at once -----------------------------------------------------------------------------


@given(counts, counts)
def test_the_p_value_is_where_newcombes_interval_just_touches_nought(one, other):
    p = float(newcombe_p(*one, *other))
    if one[0] * other[1] == other[0] * one[1]:
        assert p == 1
        return
    low, high = newcombe(*one, *other, z=norm.isf(p / 2)) if p else (0.0, 0.0)
    assert min(abs(low), abs(high)) == pytest.approx(0, abs=1e-6)


@given(counts, counts)
def test_below_five_percent_is_what_the_interval_calls_clear(one, other):
    low, high = newcombe(*one, *other)
    if min(abs(low), abs(high)) > 1e-9:
        assert (newcombe_p(*one, *other) < 0.05) == (low > 0 or high < 0)


@given(counts, counts)
def test_the_p_value_is_the_same_either_way_round(one, other):
    assert newcombe_p(*one, *other) == pytest.approx(newcombe_p(*other, *one), abs=1e-12)


def test_p_values_come_for_whole_columns_and_are_missing_without_trials():
    # Newcombe's own example again: 56/70 − 48/80 is clear, 20/100 − 22/100 is not
    p = newcombe_p([56, 20, 0], [70, 100, 0], [48, 22, 5], [80, 100, 10])
    assert p[0] == pytest.approx(float(newcombe_p(56, 70, 48, 80)))
    assert p[0] < 0.05 < p[1]
    assert np.isnan(p[2])


PUBLISHED = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528,
             0.7590, 1.0]  # fmt: skip
"""Benjamini and Hochberg 1995, section 3.2: four of them are rejected at 5 %, by Bonferroni three."""


def test_benjamini_and_hochbergs_own_example_comes_out():
    adjusted = benjamini_hochberg(PUBLISHED[::-1])[::-1]
    assert (adjusted < 0.05).tolist() == [True] * 4 + [False] * 11
    assert adjusted[3] == pytest.approx(0.0095 * 15 / 4)  # 0.0356
    assert (np.array(PUBLISHED) < 0.05 / 15).sum() == 3


p_values = st.lists(st.floats(0, 1), min_size=1, max_size=30)


@given(p_values)
def test_benjamini_hochberg_equals_scipy(p):
    assert benjamini_hochberg(p) == pytest.approx(false_discovery_control(p, method="bh"))


@given(p_values, st.data())
def test_a_smaller_p_value_never_becomes_the_greater_and_none_becomes_smaller(p, data):
    adjusted = benjamini_hochberg(p)
    assert (np.diff(adjusted[np.argsort(p)]) >= 0).all()
    assert (adjusted >= np.array(p) - 1e-12).all()
    one = data.draw(st.integers(0, len(p) - 1))
    lower = [value / 2 if i == one else value for i, value in enumerate(p)]
    assert (benjamini_hochberg(lower) <= adjusted + 1e-12).all()


def test_what_is_missing_is_no_test():
    adjusted = benjamini_hochberg([0.02, np.nan, 0.04, np.nan])
    assert adjusted[[0, 2]].tolist() == [0.04, 0.04]
    assert np.isnan(adjusted[[1, 3]]).all()
    assert benjamini_hochberg([]).tolist() == []
