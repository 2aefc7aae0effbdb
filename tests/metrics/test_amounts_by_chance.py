"""Two amounts differ by chance: by plain Python, by the binomial of ones, and drawn many times."""

from __future__ import annotations

from datetime import date, timedelta
from math import erfc, sqrt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from smarketing.filters import Compare, Filters
from smarketing.metrics import findings
from smarketing.metrics.compare import compare, compare_periods, has_moved
from smarketing.metrics.intervals import (
    ENOUGH,
    Verdict,
    benjamini_hochberg,
    compound_poisson,
    compound_poisson_p,
    poisson,
    poisson_p,
)
from smarketing.metrics.lead_value import mql_worth
from smarketing.metrics.registry import evaluate
from smarketing.metrics.revenue import average_deal, pipeline_created, revenue, won_deals
from smarketing.metrics.volume import COUNTS
from smarketing.periods import Period, to_number
from smarketing.stages import Stage

MQLS = COUNTS[Stage.MQL]
MONTHS = [(30, 30), (28, 31), (31, 28), (18, 31)]


def deals(amounts, **more):
    """A frame of won and opened deals, as `money.in_currency` gives it, one row a deal."""
    a = pd.Series(list(amounts), dtype=float)
    won = {"won": 1, "won_told": 1, "won_amount": a, "won_squares": a**2}
    opened = {"opened": 1, "opened_told": 1, "opened_amount": a, "opened_squares": a**2}
    return pd.DataFrame(won | opened | more, index=a.index)


def compared(now, then, *, days=(30, 30), metric=revenue):
    return compare(*(evaluate(metric, deals(side)) for side in (now, then)), days=days).iloc[0]


# --- the number itself ------------------------------------------------------------------------


@pytest.mark.parametrize("days", [*MONTHS, (7, 90)])
def test_the_p_value_by_plain_python(days):
    now, then = [1200.0, 300.0, 45_000.5, 990.0], [800.0, 15.0, 2300.0]
    squares = sum(a * a for a in (*now, *then))
    # given all amounts, each is of the first days with their share of all days
    share = days[0] / (days[0] + days[1])
    z = (sum(now) - share * (sum(now) + sum(then))) / sqrt(share * (1 - share) * squares)
    assert compound_poisson_p(sum(now), sum(then), squares, days=days) == pytest.approx(erfc(abs(z) / sqrt(2)))


def test_over_as_many_days_it_is_the_difference_of_two_rates_with_the_spread_of_each():
    now, then = np.array([500.0, 700.0, 90.0]), np.array([300.0, 20.0])
    z = (now.sum() / 30 - then.sum() / 30) / sqrt((now**2).sum() / 30**2 + (then**2).sum() / 30**2)
    p = compound_poisson_p(now.sum(), then.sum(), (now**2).sum() + (then**2).sum(), days=(30, 30))
    assert p == pytest.approx(2 * stats.norm.sf(abs(z)))
    low, high = compound_poisson(now.sum(), then.sum(), (now**2).sum() + (then**2).sum(), days=(30, 30))
    reach = 1.959963984540054 * sqrt((now**2).sum() + (then**2).sum())
    assert (low, high) == pytest.approx((970 - reach, 970 + reach))


@pytest.mark.parametrize("days", MONTHS)
def test_of_ones_it_is_the_binomial_of_two_counts(days):
    one, other = 5_400, 5_200
    exact = stats.binomtest(one, one + other, days[0] / sum(days)).pvalue
    assert compound_poisson_p(one, other, one + other, days=days) == pytest.approx(exact, abs=0.01)


@given(
    st.lists(st.floats(0.01, 1e6), min_size=1, max_size=30), st.lists(st.floats(0.01, 1e6), max_size=30),
    st.integers(1, 400), st.integers(1, 400),
)  # fmt: skip
def test_an_amount_leaves_out_0_exactly_where_it_is_called_different(now, then, d1, d2):
    sides = sum(now), sum(then), sum(a * a for a in (*now, *then))
    low, high = compound_poisson(*sides, days=(d1, d2))
    p = compound_poisson_p(*sides, days=(d1, d2))
    assert ((low > 0) | (high < 0)) == (p < 0.05) or p == pytest.approx(0.05)


@pytest.mark.parametrize("days", [*MONTHS, (59, 62), (365, 366), (7, 90), (90, 7)])
def test_a_count_leaves_out_0_exactly_where_it_is_called_different(days):
    for both in (*range(10, 400), 5001):
        one = np.arange(both + 1)
        low, high = poisson(one, both - one, days=days)
        np.testing.assert_array_equal((low > 0) | (high < 0), poisson_p(one, both - one, days=days) < 0.05)
        assert (low <= high).all()


def test_an_amount_is_the_same_in_any_currency():
    p = [compound_poisson_p(rate * 900, rate * 400, rate**2 * 250_000, days=(30, 31)) for rate in (1, 0.0092, 110)]
    assert p == pytest.approx([p[0]] * 3)


# --- drawn many times -------------------------------------------------------------------------

SIZES = {
    "all alike": lambda dice, n: np.full(n, 5000.0),
    "unequal": lambda dice, n: 5000 * np.exp(0.5 * dice.standard_normal(n)),
    "as deals are": lambda dice, n: 5000 * np.exp(dice.standard_normal(n)),
    "with giants": lambda dice, n: 5000 * np.exp(1.5 * dice.standard_normal(n)),
}


def drawn(dice, expected, sizes, times):
    """How many, sum and summed squares of so many periods that expect so many deals."""
    n = dice.poisson(expected, times)
    amounts, of = SIZES[sizes](dice, n.sum()), np.repeat(np.arange(times), n)
    return n, np.bincount(of, amounts, times), np.bincount(of, amounts**2, times)


@pytest.mark.parametrize("days", MONTHS)
@pytest.mark.parametrize("expected", [8, 40, 200])
@pytest.mark.parametrize("sizes", SIZES)
def test_where_nothing_differs_about_one_in_twenty_or_fewer_are_called_different(days, expected, sizes):
    dice = np.random.default_rng(23)
    (n1, s1, q1), (n2, s2, q2) = (drawn(dice, expected * d / 30, sizes, 20_000) for d in days)
    judged = n1 + n2 >= ENOUGH
    share = (compound_poisson_p(s1, s2, q1 + q2, days=days)[judged] < 0.05).mean()
    assert 0.01 < share <= 0.055  # a normal end on few deals; the standard error is 0.2 points


def test_ten_amounts_are_enough_and_four_are_not():
    def called_different(n):
        """The exact share, of n amounts of one size that fall into either of two like periods."""
        one = np.arange(n + 1)
        return stats.binom.pmf(one, n, 0.5)[compound_poisson_p(one, n - one, n, days=(30, 30)) < 0.05].sum()

    assert called_different(4) == pytest.approx(1 / 8)  # all four on one side
    shares = [called_different(n) for n in range(ENOUGH, 300)]
    assert 0.02 < min(shares) < max(shares) < 0.08
    assert np.mean(shares) == pytest.approx(0.05, abs=0.005)


def test_with_giants_it_is_too_sure_over_unlike_days_and_cautious_over_like_ones():
    dice = np.random.default_rng(43)
    shares = []
    for days in ((7, 90), (30, 30)):
        (_, s1, q1), (_, s2, q2) = (drawn(dice, 24 * d / sum(days), "with giants", 40_000) for d in days)
        shares.append((compound_poisson_p(s1, s2, q1 + q2, days=days) < 0.05).mean())
    assert 0.055 < shares[0] < 0.075
    assert 0.015 < shares[1] < 0.03


def test_the_variance_of_each_rate_by_itself_would_call_chance_clear_where_the_days_differ():
    dice = np.random.default_rng(29)
    (_, s1, q1), (_, s2, q2) = (drawn(dice, 40 * d / 97, "as deals are", 20_000) for d in (7, 90))
    apart = np.abs(s1 / 7 - s2 / 90) / np.sqrt(q1 / 7**2 + q2 / 90**2) > 1.96
    together = compound_poisson_p(s1, s2, q1 + q2, days=(7, 90)) < 0.05
    assert apart.mean() > 0.2, "few deals in the short period, of which none is large, look sure of themselves"
    assert together.mean() < 0.075


@pytest.mark.parametrize("days", [(30, 30), (28, 31)])
@pytest.mark.parametrize("times", [1.0, 1.5])
def test_the_interval_holds_the_true_difference_about_19_times_in_20(days, times):
    dice = np.random.default_rng(31)
    _, s1, q1 = drawn(dice, 60 * times * days[0], "as deals are", 4000)
    _, s2, q2 = drawn(dice, 60 * days[1], "as deals are", 4000)
    low, high = compound_poisson(s1, s2, q1 + q2, days=days)
    truth = 60 * (times - 1) * days[0] * 5000 * np.exp(0.5)
    assert 0.935 < ((low <= truth) & (truth <= high)).mean() < 0.965


def test_what_has_doubled_is_found():
    dice = np.random.default_rng(37)
    (_, s1, q1), (_, s2, q2) = (drawn(dice, n, "unequal", 4000) for n in (80, 40))
    assert (compound_poisson_p(s1, s2, q1 + q2, days=(30, 30)) < 0.05).mean() > 0.85


def test_of_many_groups_that_stand_few_tables_have_a_false_alarm():
    dice, alarms = np.random.default_rng(41), 0
    for _ in range(200):
        sides = [drawn(dice, 40, "as deals are", 12) for _ in range(2)]
        frames = [
            pd.DataFrame({"source": list("abcdefghijkl"), "won": n, "won_told": n, "won_amount": s, "won_squares": q})
            for n, s, q in sides
        ]
        rows = compare(*(evaluate(revenue, f, by=["source"]) for f in frames), by=["source"], days=(30, 30))
        clear = rows["verdict"].isin([Verdict.HIGHER, Verdict.LOWER])
        p = compound_poisson_p(sides[0][1], sides[1][1], sides[0][2] + sides[1][2], days=(30, 30))
        np.testing.assert_array_equal(clear, benjamini_hochberg(p) < 0.05)
        alarms += clear.any()
    assert alarms / 200 < 0.05 + 2 * 0.016


# --- what is said -----------------------------------------------------------------------------


@pytest.mark.parametrize("metric", [revenue, pipeline_created])
def test_an_amount_that_chance_explains_is_no_clear_difference(metric):
    # 12 deals of 1,000 after 8: 4,000 ÷ √(20 × 1,000²) = 0.9 standard errors; 18 after 4: 3.0
    row = compared([1000] * 12, [1000] * 8, metric=metric)
    assert row["verdict"] == Verdict.UNCLEAR
    assert (row["low"], row["high"]) == pytest.approx(
        (4000 - 1.96 * sqrt(20) * 1000, 4000 + 1.96 * sqrt(20) * 1000), 1e-4
    )
    assert compared([1000] * 18, [1000] * 4, metric=metric)["verdict"] == Verdict.HIGHER
    assert compared([1000] * 4, [1000] * 18, metric=metric)["verdict"] == Verdict.LOWER


def test_one_giant_is_no_clear_difference():
    # 12 deals of 1,000 and one of 90,000 after 12: 90,000 ÷ √(90,000² + 24 × 1,000²) = 0.999
    assert compared([1000] * 12 + [90_000], [1000] * 12)["verdict"] == Verdict.UNCLEAR


def test_of_fewer_than_ten_deals_in_both_nothing_is_said():
    row = compared([1000] * 8, [1000])
    assert row["verdict"] == Verdict.TOO_FEW
    assert pd.isna(row["low"])


def test_amounts_are_held_against_each_other_by_their_days():
    assert compared([1000] * 20, [1000] * 30, days=(20, 30))["verdict"] == Verdict.UNCLEAR
    assert compared([1000] * 20, [1000] * 30, days=(10, 30))["verdict"] == Verdict.HIGHER


def test_amounts_that_tell_no_spread_are_not_judged():
    frame = pd.DataFrame({"mqls": [40], "worth": [9000.0], "won_amount": [8000.0], "won_told": [40]})
    rows = compare(*(evaluate([mql_worth, average_deal], frame * k) for k in (2, 1)), days=(30, 30))
    assert rows["verdict"].tolist() == ["", ""]
    assert rows["low"].isna().all()


def test_a_count_has_an_interval_of_its_difference():
    frames = (pd.DataFrame({"mqls": [n]}) for n in (450, 368))
    row = compare(*(evaluate(MQLS, frame) for frame in frames), days=(30, 30)).iloc[0]
    assert (row["low"], row["high"]) == pytest.approx((82 - 1.96 * sqrt(818), 82 + 1.96 * sqrt(818)), abs=0.01)


def test_where_nobody_tells_an_amount_nothing_is_said():
    none = pd.DataFrame({"won": [20], "won_told": [0], "won_amount": [0.0], "won_squares": [0.0]})
    row = compare(evaluate(revenue, none), evaluate(revenue, deals([1000] * 20)), days=(30, 30)).iloc[0]
    assert pd.isna(row["now"])
    assert row["verdict"] == Verdict.TOO_FEW
    assert not has_moved(row)


def test_a_total_that_is_less_in_fewer_days_at_a_higher_rate_has_not_moved():
    # 2,880 in 28 days after 3,000 in 31: fewer, but 102.9 a day after 96.8
    frames = (pd.DataFrame({"mqls": [n]}) for n in (2880, 3000))
    row = compare(*(evaluate(MQLS, frame) for frame in frames), days=(28, 31)).iloc[0]
    assert (row["verdict"], row["difference"]) == (Verdict.HIGHER, -120)
    assert not has_moved(row)
    found = findings.change(row, against="Jan 2026")
    assert (found.text, found.weight) == ("MQLs are down 4.0\u202f% on Jan 2026, 2,880 after 3,000", 0.0)


def test_a_sentence_does_not_call_an_amount_of_chance_a_move():
    row = compared([1000] * 12, [1000] * 8)
    found = findings.change(row, against="Oct 2026")
    assert (found.text, found.weight) == ("Revenue: no clear difference from Oct 2026, €12K after €8,000", 0.0)


# --- both periods of one frame ----------------------------------------------------------------


def test_two_periods_of_one_frame_are_judged_by_the_days_that_are_seen():
    first, as_of = date(2026, 11, 1), date(2026, 11, 18)
    days = [to_number(first + timedelta(days=k % 18)) for k in range(24)]
    earlier = [to_number(date(2026, 10, 1) + timedelta(days=k % 18)) for k in range(8)]
    frame = pd.concat([deals([1000] * 24, day=days), deals([1000] * 8, day=earlier)], ignore_index=True)
    view = Filters(Period(first, date(2026, 11, 30)), as_of)
    rows = compare_periods([won_deals, revenue], frame, view, currency="EUR")
    assert rows.index.tolist() == ["won_deals", "revenue"]
    assert rows["now"].tolist() == [24, 24_000]
    # 18 days each: 16 ÷ √32 = 2.8
    assert rows["verdict"].tolist() == [Verdict.HIGHER] * 2
    assert rows.loc["won_deals", ["low", "high"]].tolist() == pytest.approx([16 - 11.0872, 16 + 11.0872], abs=1e-3)
    assert rows.loc["revenue", "low"] == pytest.approx(1000 * rows.loc["won_deals", "low"])


def test_where_nothing_is_compared_nothing_is_said():
    view = Filters(Period(date(2026, 11, 1), date(2026, 11, 30)), date(2026, 11, 30), Compare.NOTHING)
    frame = deals([1000] * 24, day=to_number(date(2026, 11, 3)))
    row = compare_periods([revenue], frame, view, currency="EUR").loc["revenue"]
    assert (row["now"], row["verdict"]) == (24_000, "")
    assert pd.isna(row["then"])
