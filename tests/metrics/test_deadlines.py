"""Business days, by a slow walk over the calendar and by the fast road."""

from datetime import date, timedelta

import holidays
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing.errors import SettingError
from smarketing.metrics.deadlines import business_days, deadline, last_due
from smarketing.periods import to_date, to_number

MONDAY = date(2026, 11, 2)
FRIDAY, SATURDAY, SUNDAY = date(2026, 11, 6), date(2026, 11, 7), date(2026, 11, 8)

days = st.dates(date(2024, 1, 1), date(2028, 12, 31))
responses = st.integers(0, 60)
countries = st.sampled_from(["", "DE", "US", "CN"])

OFF = {"": {}} | {c: holidays.country_holidays(c, years=range(2023, 2030)) for c in ("DE", "US", "CN")}


def is_business(day, country):
    return day.weekday() < 5 and day not in OFF[country]


def walked(day, response_days, country):
    """The deadline, found day by day."""
    while not response_days and not is_business(day, country):
        day += timedelta(days=1)
    while response_days:
        day += timedelta(days=1)
        response_days -= is_business(day, country)
    return day


@pytest.mark.parametrize(
    ("mql", "until"),
    [
        (MONDAY, date(2026, 11, 4)),  # Tuesday, Wednesday
        (FRIDAY, date(2026, 11, 10)),  # Monday, Tuesday
        (SATURDAY, date(2026, 11, 10)),
        (SUNDAY, date(2026, 11, 10)),
    ],
)
def test_two_business_days_skip_the_weekend(mql, until):
    assert to_date(deadline(to_number(mql), response_days=2)) == until


def test_a_public_holiday_is_no_business_day():
    # Thursday, 24 December 2026; Friday is Christmas, then a weekend: Monday, Tuesday
    eve = to_number(date(2026, 12, 24))
    assert to_date(deadline(eve, response_days=2, country="DE")) == date(2026, 12, 29)
    assert to_date(deadline(eve, response_days=2)) == date(2026, 12, 28)


def test_with_no_days_to_answer_the_deadline_is_the_day_itself_or_the_next_business_day():
    found = deadline([to_number(FRIDAY), to_number(SATURDAY)], response_days=0)
    assert [to_date(d) for d in found] == [FRIDAY, date(2026, 11, 9)]


def test_an_answer_on_the_deadlines_own_day_is_in_time():
    # the MQL of Monday is due on Wednesday: passed by the end of Wednesday, not by the end of Tuesday
    assert last_due(date(2026, 11, 4), response_days=2) == to_number(MONDAY)
    assert last_due(date(2026, 11, 3), response_days=2) < to_number(MONDAY)


@given(days, responses, countries)
def test_a_deadline_is_where_a_walk_over_the_calendar_ends(day, response_days, country):
    found = deadline(to_number(day), response_days=response_days, country=country)
    assert to_date(int(found)) == walked(day, response_days, country)


@given(days, responses, countries)
def test_last_due_is_the_last_day_whose_deadline_has_passed(as_of, response_days, country):
    due = last_due(as_of, response_days=response_days, country=country)
    assert walked(to_date(due), response_days, country) <= as_of
    assert walked(to_date(due + 1), response_days, country) > as_of


@given(st.lists(days, min_size=2), responses)
def test_who_comes_later_is_never_due_earlier(some, response_days):
    numbers = np.sort([to_number(day) for day in some])
    assert (np.diff(deadline(numbers, response_days=response_days)) >= 0).all()


@given(days, st.integers(0, 400), countries)
def test_business_days_are_counted_as_by_hand(first, length, country):
    last = first + timedelta(days=length)
    counted = sum(is_business(first + timedelta(days=i), country) for i in range(length + 1))
    assert business_days(to_number(first), to_number(last), country=country) == counted


def test_no_days_have_no_deadlines():
    assert deadline([], response_days=2).size == 0
    assert business_days([], []).size == 0


def test_days_that_end_before_they_begin_hold_no_business_day():
    assert business_days(10, 5) == 0


def test_an_unknown_country_is_told_in_words():
    with pytest.raises(SettingError, match="public holidays of 'XX'"):
        deadline(to_number(MONDAY), response_days=2, country="XX")
