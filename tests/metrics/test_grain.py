"""Days in buckets."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing.metrics.grain import first_days, over_time, within
from smarketing.periods import Grain, Period, to_date, to_number

days = st.integers(to_number(date(1990, 1, 1)), to_number(date(2060, 1, 1)))


@given(st.lists(days, min_size=1), st.sampled_from(Grain))
def test_a_bucket_begins_where_the_calendar_says(numbers, grain):
    found = first_days(pd.Series(numbers), grain)
    assert [d.date() for d in found] == [grain.start(to_date(n)) for n in numbers]


FRAME = pd.DataFrame(
    {
        "day": [to_number(date(2026, 10, d)) for d in (2, 5, 28)],
        "source": ["Email", "Email", "Webinar"],
        "mqls": [1, 2, 4],
    }
)
OCTOBER = Period(date(2026, 10, 1), date(2026, 10, 31))


def test_a_quiet_week_is_a_row_of_zeros():
    weekly = over_time(FRAME, OCTOBER, grain=Grain.WEEK).groupby("bucket")["mqls"].sum()
    # 1–4 Oct (week of 28 Sep) 1, 5–11 Oct 2, two quiet weeks, 26–31 Oct 4
    assert weekly.tolist() == [1, 2, 0, 0, 4]
    assert weekly.index[0] == pd.Timestamp("2026-09-28")


def test_every_source_has_every_bucket():
    weekly = over_time(FRAME, OCTOBER, grain=Grain.WEEK, by=["source"])
    assert weekly.groupby("source")["bucket"].nunique().to_dict() == {"Email": 5, "Webinar": 5}
    assert weekly.groupby("source")["mqls"].sum().to_dict() == {"Email": 3, "Webinar": 4}


def test_nothing_outside_the_period_counts():
    assert within(FRAME, Period(date(2026, 10, 3), date(2026, 10, 27)))["mqls"].tolist() == [2]
    assert over_time(FRAME, Period(date(2026, 10, 3), date(2026, 10, 27)), grain=Grain.MONTH)["mqls"].sum() == 2


def test_without_a_period_to_compare_with_there_are_no_rows():
    assert within(FRAME, None).empty


@pytest.mark.parametrize("by", [[], ["source"]])
def test_an_empty_frame_stays_empty_of_leads(by):
    empty = over_time(FRAME.iloc[:0], OCTOBER, grain=Grain.WEEK, by=by)
    assert empty["mqls"].sum() == 0
    assert len(empty) == (0 if by else 5)


@given(st.sampled_from(Grain), st.integers(0, 40), st.integers(0, 40))
def test_buckets_lose_no_lead(grain, first, length):
    begin = FRAME["day"].min() - 10 + first
    period = Period(to_date(begin), to_date(begin + length))
    assert over_time(FRAME, period, grain=grain)["mqls"].sum() == within(FRAME, period)["mqls"].sum()
