"""Kaplan–Meier by hand and by lifelines' road."""

import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from smarketing.metrics.survival import at, curve, expected, quantile, times

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # lifelines' own
    from lifelines import KaplanMeierFitter

NAN = float("nan")

SEVEN = pd.DataFrame(  # seven leads written out: two there on day 1, one on day 3, the others seen for 1, 2, 3, 5 days
    {"age": [1, 1, 2, 3, 3, 5], "converted": [1, 0, 0, 1, 0, 0], "n": [2, 1, 1, 1, 1, 1]}
)


def test_the_curve_multiplies_the_share_still_under_way():
    # day 1: 7 at risk, 2 there: 5/7 left. day 3: 7 − 3 − 1 = 3 at risk, 1 there: 5/7 · 2/3 = 10/21 left
    rows = curve(SEVEN).set_index("day")
    assert rows["at_risk"].to_dict() == {0: 7, 1: 7, 2: 4, 3: 3, 5: 1}
    assert rows.loc[3, "value"] == pytest.approx(11 / 21)
    assert rows.loc[5, "value"] == pytest.approx(11 / 21)  # nobody more, nothing changes


def test_a_day_between_two_events_has_the_share_of_the_one_before():
    assert at(curve(SEVEN), 2).value == pytest.approx(2 / 7)
    assert at(curve(SEVEN), 4).value == pytest.approx(11 / 21)


def test_past_the_oldest_lead_the_share_is_carried_on_and_said():
    estimate = at(curve(SEVEN), 90)
    assert (estimate.value, estimate.at_risk, estimate.followed) == (pytest.approx(11 / 21), 0, 5)


def test_how_many_are_still_under_way_is_told():
    assert at(curve(SEVEN), 3).at_risk == 3
    assert at(curve(SEVEN), 4).at_risk == 1


def test_the_day_by_which_half_are_there():
    assert quantile(curve(SEVEN), 0.5) == 3
    assert quantile(curve(SEVEN), 2 / 7) == 1


def test_a_share_that_is_never_reached_has_no_day():
    assert np.isnan(quantile(curve(SEVEN), 0.9))


def test_times_tell_those_under_way_and_those_who_got_there_apart():
    row = times(SEVEN).iloc[0]
    assert (row["n"], row["finished"]) == (7, 3)
    assert row["median"] == 3
    assert np.isnan(row["p90"])
    # finished after 1, 1, 3 days: the middle one, 1 + 0.8 · (3 − 1), and 5 ÷ 3
    assert row["median_of_finished"] == 1
    assert row["p90_of_finished"] == pytest.approx(2.6)
    assert row["mean_of_finished"] == pytest.approx(5 / 3)


def test_before_the_first_event_the_band_is_that_of_none_in_so_many():
    # Wilson's upper end for 0 of 7: z² ÷ (7 + z²)
    low, high = curve(SEVEN).loc[0, ["low", "high"]]
    assert (low, high) == (0, pytest.approx(3.8415 / 10.8415, abs=1e-4))


def test_when_all_are_there_the_band_ends_at_one():
    rows = curve(pd.DataFrame({"age": [2], "converted": [1], "n": [50]}))
    assert rows["value"].tolist() == [0, 1]
    assert rows["high"].iloc[1] == 1
    assert 0.9 < rows["low"].iloc[1] < 1


def test_nobody_has_a_curve_without_a_share():
    empty = SEVEN.iloc[:0]
    assert curve(empty)["value"].isna().all()
    assert np.isnan(at(curve(empty), 30).value)
    row = times(empty).iloc[0]
    assert row["n"] == 0
    assert row[["median", "median_of_finished", "mean_of_finished"]].isna().all()
    assert expected(SEVEN.assign(source="Email").iloc[:0], horizon=9, by=["source"]).empty


SOME = settings(max_examples=25)

lives = st.lists(st.tuples(st.integers(0, 30), st.booleans()), min_size=1, max_size=80).map(
    lambda leads: pd.DataFrame(leads, columns=["age", "converted"]).astype(int)
)


def table(leads, *keys):
    return leads.groupby([*keys, "age", "converted"], as_index=False).size().rename(columns={"size": "n"})


@SOME
@given(lives)
def test_the_curve_and_its_band_equal_lifelines(leads):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # where Greenwood's variance is infinite
        other = KaplanMeierFitter().fit(leads["age"], leads["converted"])
        survival = other.survival_function_["KM_estimate"]
        band = other.confidence_interval_
    mine = curve(table(leads)).set_index("day")
    assert mine["value"].tolist() == pytest.approx((1 - survival).reindex(mine.index).tolist(), abs=1e-9)
    inside = mine["value"].between(1e-9, 1 - 1e-9)
    for column, theirs in (("high", band.iloc[:, 0]), ("low", band.iloc[:, 1])):
        expected_band = (1 - theirs).reindex(mine.index)[inside]
        assert mine.loc[inside, column].tolist() == pytest.approx(expected_band.tolist(), abs=1e-9)


@SOME
@given(lives)
def test_a_curve_only_rises_and_stays_in_its_band(leads):
    rows = curve(table(leads))
    assert rows["value"].is_monotonic_increasing
    assert rows["value"].between(0, 1).all()
    assert (rows["low"] <= rows["value"] + 1e-12).all()
    assert (rows["value"] <= rows["high"] + 1e-12).all()


@SOME
@given(lives)
def test_the_median_is_the_one_of_lifelines(leads):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        median = KaplanMeierFitter().fit(leads["age"], leads["converted"]).median_survival_time_
    mine = times(table(leads))["median"].item()
    assume(not np.isclose(curve(table(leads))["value"], 0.5, atol=1e-9).any())  # there a rounding error decides theirs
    assert mine == median or (np.isnan(mine) and np.isinf(median))


@SOME
@given(lives)
def test_times_of_those_who_got_there_equal_pandas(leads):
    finished = leads.loc[leads["converted"] == 1, "age"]
    assume(len(finished))
    row = times(table(leads)).iloc[0]
    assert row["median_of_finished"] == pytest.approx(finished.median())
    assert row["p90_of_finished"] == pytest.approx(finished.quantile(0.9))
    assert row["mean_of_finished"] == pytest.approx(finished.mean())


@SOME
@given(lives, lives)
def test_groups_at_once_equal_each_group_alone(one, other):
    both = pd.concat([table(one).assign(source="Email"), table(other).assign(source="Webinar")])
    together = curve(both, by=["source"])
    for name, leads in (("Email", one), ("Webinar", other)):
        rows = together[together["source"] == name].drop(columns="source").reset_index(drop=True)
        pd.testing.assert_frame_equal(rows, curve(table(leads)))
        row = expected(both, horizon=7, by=["source"]).set_index("source").loc[name]
        estimate = at(curve(table(leads)), 7)
        assert row[["value", "low", "high", "followed", "denominator"]].tolist() == pytest.approx(
            [estimate.value, estimate.low, estimate.high, estimate.followed, len(leads)]
        )


@SOME
@given(lives)
def test_once_everybody_is_followed_to_the_end_expected_is_what_happened(leads):
    old = leads.assign(age=leads["age"].where(leads["converted"] == 1, 99))
    assert at(curve(table(old)), 30).value == pytest.approx(leads["converted"].mean())


@SOME
@given(lives, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(leads, random):
    rows = table(leads)
    order = list(range(len(rows)))
    random.shuffle(order)
    pd.testing.assert_frame_equal(curve(rows.iloc[order]), curve(rows))
