"""Up and down the ladder: the published examples."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing.metrics.ladder import backwards, forwards, rounded_up


def test_7_customers_at_5_percent_are_140_leads():
    assert backwards(7, [0.05]) == [140]


def test_one_win_is_4_opportunities_5_meetings_and_10_mqls():
    # win 25 %, meeting → opportunity 80 %, MQL → meeting 50 %
    assert backwards(1, [0.25, 0.8, 0.5]) == pytest.approx([4, 5, 10])


def test_14_deals_are_35_70_200_and_2000():
    needed = backwards(14, [0.4, 0.5, 0.35, 0.1])
    assert needed == pytest.approx([35, 70, 200, 2000])
    assert [rounded_up(n) for n in needed] == [35, 70, 200, 2000]


def test_10000_bring_300_90_36_27_and_5_94():
    assert forwards(10_000, [0.03, 0.3, 0.4, 0.75, 0.22]) == pytest.approx([300, 90, 36, 27, 5.94])


def test_at_a_rate_of_0_nothing_is_enough():
    assert all(math.isnan(n) for n in backwards(5, [0, 0.5]))


@given(st.integers(1, 10**6), st.lists(st.floats(0.01, 1), min_size=1, max_size=6))
def test_down_again_is_where_it_began(goal, rates):
    assert forwards(backwards(goal, rates)[-1], rates[::-1])[-1] == pytest.approx(goal)


def test_a_float_that_is_a_bit_above_a_whole_number_is_that_number():
    assert rounded_up(0.1 * 3 / 0.1) == 3  # 3.0000000000000004
    assert rounded_up(3.01) == 4
