"""How soon a lead is touched: the untouched ones wait in the risk set."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smarketing.metrics.registry import REGISTRY, Unit
from smarketing.metrics.response import response_times, tidy, touched_by
from smarketing.metrics.survival import curve, quantile

MINUTES = pd.DataFrame(
    [  # team, business minutes, touched?, leads
        ("South", 30, 1, 4),
        ("South", 120, 1, 2),
        ("South", 600, 0, 4),  # nobody touched these
        ("North", 30, 1, 9),
        ("North", 90, 1, 1),
    ],
    columns=["team", "minutes", "touched", "n"],
)


def test_the_untouched_ones_wait_and_make_the_median_longer():
    south = response_times(MINUTES, by=["team"]).set_index("team").loc["South"]
    # 4 of 10 by half an hour, 6 of 10 by two hours; of the six touched ones alone the median would be half an hour
    assert south["median"] == 2.0
    assert np.isnan(south["p90"])
    assert south[["n", "touched", "waiting"]].tolist() == [10, 6, 4]


def test_nine_in_ten_are_told_where_so_many_were_touched():
    north = response_times(MINUTES, by=["team"]).set_index("team").loc["North"]
    assert (north["median"], north["p90"]) == (0.5, 0.5)  # 9 of 10 by half an hour


def test_teams_together_are_no_average_of_theirs():
    # of 20: 13 by half an hour, 14 by 1.5 hours, 16 by two
    whole = response_times(MINUTES).iloc[0]
    assert (whole["median"], whole["n"]) == (0.5, 20)


def test_a_lead_not_yet_touched_counts_for_the_time_that_it_has_waited():
    # one of two touched after 60 minutes; two more had waited 30 when the data end: they say nothing of later
    waits = pd.DataFrame({"minutes": [60, 600, 30], "touched": [1, 0, 0], "n": [1, 1, 2]})
    assert touched_by(waits)["value"].iloc[-1] == pytest.approx(1 / 2)


def test_the_interval_of_the_median_is_where_the_band_crosses():
    minutes = pd.DataFrame({"minutes": range(1, 101), "touched": 1, "n": 1})
    row = response_times(minutes).iloc[0]
    assert row["median_low"] < row["median"] < row["median_high"]
    # order statistics of 100: ranks 40 and 61 (50 ± 1.96 · 5)
    assert (row["median_low"] * 60, row["median_high"] * 60) == (pytest.approx(40, abs=2), pytest.approx(61, abs=2))


def test_nobody_handed_over_has_no_time():
    assert response_times(MINUTES.iloc[:0])[["median", "p90"]].isna().all(axis=None)
    assert response_times(MINUTES.iloc[:0], by=["team"]).empty


def test_in_tidy_shape_each_row_is_a_metric_in_business_hours():
    rows = tidy(response_times(MINUTES, by=["team"]), by=["team"])
    assert rows.columns.tolist() == ["team", "metric", "value", "numerator", "denominator", "low", "high"]
    assert {REGISTRY[m].unit for m in rows["metric"]} == {Unit.HOURS}
    assert rows["denominator"].tolist() == [10, 10, 10, 10]


@settings(max_examples=25)
@given(st.lists(st.tuples(st.integers(0, 900), st.booleans()), min_size=1, max_size=60))
def test_the_median_is_the_one_of_the_curve(waits):
    frame = pd.DataFrame(waits, columns=["minutes", "touched"]).astype(int).assign(n=1)
    lives = frame.rename(columns={"minutes": "age", "touched": "converted"})
    assert response_times(frame)["median"].item() * 60 == pytest.approx(quantile(curve(lives), 0.5), nan_ok=True)
