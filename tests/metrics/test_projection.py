"""What the waiting leads will still bring: against a plain walk over single leads, and against a known truth."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from smarketing.metrics.projection import ALL, LEAST_DAYS, experience, history, interval, outlook, revenue


def as_lags(leads):
    """leads: (day, source, lag or −1)."""
    frame = pd.DataFrame(leads, columns=["day", "source", "lag"])
    return frame.groupby(["day", "source", "lag"]).size().rename("n").reset_index()


def company(seed, *, days=200, a_day=6, rate=0.3, mean=12.0, sources=("A",)):
    """Leads of a company that never changes: each gets there with one chance, after so many days."""
    dice = np.random.default_rng(seed)
    n = days * a_day
    there = dice.random(n) < rate
    lag = np.where(there, np.minimum(dice.geometric(1 / mean, n) - 1, 59), -1)
    return list(zip(np.repeat(np.arange(days), a_day), dice.choice(sources, n), lag, strict=True))


def plain_outlook(leads, at, horizon):
    """further, chance and doubt of all leads entered by `at`, lead by lead and day by day; one source."""
    began = at - max(horizon, LEAST_DAYS)
    survival, spread, left = [], [], 1.0
    for age in range(horizon + 1):
        seen = [lag for day, _, lag in leads if began < day + age <= at and (lag == -1 or lag >= age)]
        came = sum(lag == age for lag in seen)
        left *= 1 - came / len(seen)
        survival.append(left)
        spread.append(came / (len(seen) * (len(seen) - came)))
    waiting = [at - day for day, _, lag in leads if day <= at < day + horizon and (lag == -1 or lag > at - day)]
    stay = [survival[horizon] / survival[age] for age in waiting]
    doubt = sum(
        spread[k] * sum(s for age, s in zip(waiting, stay, strict=True) if age < k) ** 2 for k in range(horizon + 1)
    )
    return len(waiting), sum(1 - s for s in stay), sum(s * (1 - s) for s in stay), doubt


@pytest.mark.parametrize("at", [130, 170, 199])
def test_further_chance_and_doubt_are_those_of_a_walk_over_single_leads(at):
    leads = company(1)
    past = history(as_lags(leads), horizon=40, last=199)
    row = outlook(past, [at], np.zeros(200))
    whole = row[row["source"] == ALL].iloc[0]
    waiting, further, chance, doubt = plain_outlook(leads, at, 40)
    assert whole["waiting"] == waiting
    # the only source borrows from itself: its curve is the same, and sure as if it had twice the leads
    assert whole["further"] == pytest.approx(further)
    assert whole["chance"] == pytest.approx(chance)
    assert whole["doubt"] == pytest.approx(doubt)


def test_nothing_that_happened_later_is_known():
    leads = company(2)
    earlier = [(d, s, lag if d + lag <= 150 else -1) for d, s, lag in leads if d <= 150]
    now, then = history(as_lags(leads), horizon=40, last=199), history(as_lags(earlier), horizon=40, last=150)
    for row, other in zip(
        outlook(now, [150], np.arange(200) // 30).to_dict("records"),
        outlook(then, [150], np.arange(151) // 30).to_dict("records"),
        strict=True,
    ):
        assert row == pytest.approx(other)


def test_a_small_source_like_the_others_borrows_and_one_that_differs_keeps_its_own():
    alike = company(3, sources=("A", "B", "C")) + [(d, "Tiny", -1) for d in range(195, 199)]
    past = history(as_lags(alike), horizon=40, last=199)
    curves = experience(past, 199)
    tiny, whole = (1 - curves.survival[past.sources.index(name), -1] for name in ("Tiny", ALL))
    assert tiny == pytest.approx(whole, rel=0.1)
    differs = alike + [(d, "Dud", -1) for d in range(200) for _ in range(3)]
    past = history(as_lags(differs), horizon=40, last=199)
    dud = 1 - experience(past, 199).survival[past.sources.index("Dud"), -1]
    assert dud < 0.03


def test_the_more_sources_than_are_kept_are_put_together():
    leads = company(4, sources=tuple(f"S{i:02d}" for i in range(20)))
    past = history(as_lags(leads), horizon=40, last=199)
    assert past.sources[0] == ALL
    assert len(past.sources) == 14
    assert past.entered[1:].sum() == past.entered[0].sum() == 1200


def test_too_little_experience_says_nothing():
    leads = company(5, days=60)
    past = history(as_lags(leads), horizon=40, last=59)
    assert experience(past, 30) is None
    assert outlook(past, [30], np.zeros(60))[["value", "low", "high"]].isna().all(axis=None)
    assert outlook(past, [55], np.zeros(60))["value"].notna().all()


def test_the_interval_of_leads_is_the_binomials_where_the_curve_is_known():
    low, high = interval([100], [20], [16])
    assert (low.item(), high.item()) == pytest.approx((12, 28), abs=1)  # scipy.stats.binom.interval(0.95, 100, 0.2)
    assert interval([10], [0.0], [0.0]) == (0, 0)
    assert np.isnan(interval([10], [np.nan], [np.nan])).all()


def test_revenue_is_what_was_won_and_each_further_customer_at_its_sources_average():
    rows = pd.DataFrame({
        "source": [ALL, "A", "B"], "further": [5.0, 3.0, 2.0], "chance": [4.0, 2.5, 1.5], "doubt": [0.5, 0.4, 0.3],
    })  # fmt: skip
    amounts = pd.DataFrame({"source": [ALL, "A"], "amount": [100.0, 200.0], "scatter": [50.0, 50.0], "deals": [10, 5]})
    value, low, high = revenue(rows, 1000.0, amounts)
    assert value == 1000 + 3 * 200 + 2 * 100
    of_a = 200**2 * 2.5 + 3 * 50 + 3**2 * 50 / 5
    of_b = 100**2 * 1.5 + 2 * 50 + 2**2 * 50 / 10
    half = 1.959964 * (of_a + of_b + (800 / 5) ** 2 * 0.5) ** 0.5
    assert (low, high) == pytest.approx((1800 - half, 1800 + half), rel=1e-6)


def test_revenue_never_falls_below_what_was_won():
    rows = pd.DataFrame({"source": [ALL, "A"], "further": [0.2, 0.2], "chance": [0.2, 0.2], "doubt": [0.1, 0.1]})
    amounts = pd.DataFrame({"source": [ALL], "amount": [10.0], "scatter": [0.0], "deals": [9]})
    assert revenue(rows, 70.0, amounts)[1] == 70.0
