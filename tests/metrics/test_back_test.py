"""Intervals say 95 %: a company whose truth is known, one that changes, the sample, and Olist's real leads."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from smarketing.metrics.back_test import PROMISED, back_test, changes, held
from smarketing.metrics.projection import ALL, history, interval, outlook
from smarketing.periods import to_number
from tests.metrics.test_projection import as_lags, company

HORIZON = 40


def tried(leads, *, days, cohort=30, step=7):
    past = history(as_lags(leads), horizon=HORIZON, last=days - 1)
    kind = np.arange(days) // cohort
    return past, kind, back_test(past, kind, step=step)


def test_in_companies_that_never_change_nineteen_in_twenty_intervals_hold():
    # one as-of day of each company, so that no two outcomes share a lead
    parts = []
    for seed in range(150):
        _, _, rows = tried(company(seed, days=175, rate=0.15), days=175, step=1000)
        parts.append(rows[rows["source"] == ALL].tail(1))
    share = pd.concat(parts)["holds"].mean()
    assert 0.93 <= share <= 0.98  # whole leads hold a little more than they say


def test_the_curves_own_band_would_hold_far_fewer():
    # what a prediction interval adds is the chance of each waiting lead
    holds = []
    for seed in range(60):
        leads = company(seed, days=175, rate=0.15)
        past = history(as_lags(leads), horizon=HORIZON, last=174)
        rows = outlook(past, [134], np.arange(175) // 30)
        row = rows[(rows["source"] == ALL) & (rows["cohort"] == 4)].iloc[0]
        low, high = interval(row["waiting"], row["further"], row["doubt"])
        came = past.there[0, 120:135, -1].sum() - row["so_far"]
        holds.append(low <= came <= high)
    assert np.mean(holds) < 0.8


def test_the_truth_is_that_of_the_leads_that_had_entered_by_then():
    leads = company(7)
    _, _, rows = tried(leads, days=200)
    row = rows[(rows["source"] == ALL) & ~rows["is_over"]].iloc[-1]
    entered = [lag for day, _, lag in leads if row["cohort"] * 30 <= day <= row["at"]]
    assert row["leads"] == len(entered)
    assert row["truth"] == pytest.approx(sum(0 <= lag <= HORIZON for lag in entered) / len(entered))
    assert rows["at"].max() + HORIZON <= 199


def test_a_source_that_changes_is_named_with_the_cohort_at_which_it_did():
    before, after = company(8, days=150, rate=0.1), company(9, days=150, rate=0.6)
    leads = [(d, "New rep", lag) for d, _, lag in before] + [(d + 150, "New rep", lag) for d, _, lag in after]
    leads += [(d, "Steady", lag) for d, _, lag in company(10, days=300, rate=0.3)]
    past, kind, rows = tried(leads, days=300)
    told = held(rows).set_index("source")["value"]
    assert told["New rep"] < PROMISED <= told["Steady"]
    found = changes(past, kind).set_index("source")
    assert "Steady" not in found.index
    assert found.loc["New rep", "cohort"] == 5
    assert found.loc["New rep", "before"] < 0.2 < 0.5 < found.loc["New rep", "after"]


def test_a_history_shorter_than_the_horizon_has_nothing_to_tell():
    past, kind, rows = tried(company(11, days=30), days=30)
    assert rows.empty
    assert held(rows).empty
    assert changes(past, kind).empty
    one = history(as_lags(company(12, days=60)), horizon=HORIZON, last=59)
    assert changes(one, np.zeros(60)).empty


def monthly(leads, *, mql, customer, source, last, horizon=90):
    """The back-test of leads in a file, months as cohorts."""
    days = leads.assign(day=leads[mql], lag=(leads[customer] - leads[mql]).clip(lower=0).fillna(-1))
    lags = days.groupby(["day", source, "lag"]).size().rename("n").reset_index()
    past = history(lags.rename(columns={source: "source"}), horizon=horizon, last=last)
    months = pd.to_datetime(past.first + np.arange(past.entered.shape[1]), unit="D").to_period("M")
    kind = months.year * 12 + months.month
    kind = np.asarray(kind - kind.min())
    return past, kind, back_test(past, kind), months


def numbered(days):
    return (pd.to_datetime(days.str[:10]) - pd.Timestamp(0)).dt.days


@pytest.mark.parametrize("horizon", [30, 90])
def test_olists_intervals_hold_except_where_its_conversion_changed(shared, horizon):
    folder = shared / "data" / "olist"
    mqls, won = (pd.read_csv(folder / f"{n}.csv") for n in ("marketing_qualified_leads", "closed_deals"))
    leads = mqls.merge(won[["mql_id", "won_date"]], on="mql_id", how="left")
    leads = leads.assign(mql=numbered(leads["first_contact_date"]), customer=numbered(leads["won_date"]))
    leads["origin"] = leads["origin"].fillna("(none)")
    last = to_number(date(2018, 12, 31))
    past, kind, rows, months = monthly(
        leads, mql="mql", customer="customer", source="origin", last=last, horizon=horizon
    )
    assert rows.loc[rows["source"] != ALL, "holds"].mean() >= PROMISED
    told = held(rows).set_index("source")["value"]
    found = changes(past, kind).set_index("source")
    assert set(told.index[told < PROMISED]) <= set(found.index)
    assert told[ALL] < PROMISED
    assert str(months[kind == found.loc[ALL, "cohort"]][0]) == "2018-01"  # when its deals begin
