"""Wilson and Newcombe, by statsmodels' road and by published numbers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from smarketing.metrics.intervals import Verdict, newcombe, verdict, wilson, z_for

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
