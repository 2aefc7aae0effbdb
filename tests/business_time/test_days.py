"""Business days, and the calendar days and hours of moments, by hand and by a slow walk over the calendar."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing.agreement import Calendar
from smarketing.business_time import BusinessTime, last_second
from smarketing.periods import to_date, to_number
from tests.business_time.walk import moment, works

MONDAY = date(2026, 11, 2)
FRIDAY, SATURDAY, SUNDAY = date(2026, 11, 6), date(2026, 11, 7), date(2026, 11, 8)
FIRST, LAST = to_number(date(2024, 1, 1)), to_number(date(2028, 12, 31))

days = st.dates(date(2024, 1, 1), date(2028, 12, 31))
responses = st.integers(0, 60)
calendars = st.builds(
    Calendar,
    st.sampled_from([(0, 1, 2, 3, 4), (6, 0, 1, 2, 3), (5,), tuple(range(7))]),
    country=st.sampled_from(["", "DE", "US", "CN"]),
)


def clock(calendar=None):
    return BusinessTime(calendar or Calendar(), FIRST, LAST)


def walked(day, response_days, calendar):
    """The day by whose end something is due, found day by day."""
    while not response_days and not works(day, calendar):
        day += timedelta(days=1)
    while response_days:
        day += timedelta(days=1)
        response_days -= works(day, calendar)
    return day


# --- due days ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("came", "until"),
    [
        (MONDAY, date(2026, 11, 4)),  # Tuesday, Wednesday
        (FRIDAY, date(2026, 11, 10)),  # Monday, Tuesday
        (SATURDAY, date(2026, 11, 10)),
        (SUNDAY, date(2026, 11, 10)),
    ],
)
def test_sixteen_hours_of_eight_hour_days_are_two_business_days_and_skip_the_weekend(came, until):
    assert to_date(clock().due_day(to_number(came), 16)) == until


@pytest.mark.parametrize(("hours", "working_days"), [(0.1, 1), (8, 1), (8.001, 2), (15.9, 2), (16, 2), (17, 3)])
def test_hours_without_an_hour_to_begin_at_are_rounded_up_to_whole_days(hours, working_days):
    assert clock().due_day(to_number(MONDAY), hours) == to_number(MONDAY) + working_days


def test_a_working_day_is_as_long_as_its_shift():
    short = Calendar(opens=time(9, 30), closes=time(17))  # 7.5 hours
    assert clock(short).due_day(to_number(MONDAY), 15) == to_number(MONDAY) + 2
    assert clock(short).due_day(to_number(MONDAY), 16) == to_number(MONDAY) + 3


def test_a_public_holiday_is_no_business_day():
    # Thursday, 24 December 2026; Friday is Christmas, then a weekend: Monday, Tuesday
    eve = to_number(date(2026, 12, 24))
    assert to_date(clock(Calendar(country="DE")).due_day(eve, 16)) == date(2026, 12, 29)
    assert to_date(clock().due_day(eve, 16)) == date(2026, 12, 28)


def test_with_no_hours_to_answer_it_is_due_on_the_day_itself_or_the_next_business_day():
    found = clock().due_day([to_number(FRIDAY), to_number(SATURDAY)], 0)
    assert [to_date(d) for d in found] == [FRIDAY, date(2026, 11, 9)]


@given(days, responses, calendars)
def test_a_due_day_is_where_a_walk_over_the_calendar_ends(day, response_days, calendar):
    found = clock(calendar).due_day(to_number(day), 8 * response_days)
    assert to_date(found) == walked(day, response_days, calendar)


@given(st.lists(days, min_size=2), responses, calendars)
def test_what_comes_later_is_never_due_earlier(some, response_days, calendar):
    numbers = np.sort([to_number(day) for day in some])
    assert (np.diff(clock(calendar).due_day(numbers, 8 * response_days)) >= 0).all()


# --- business days ----------------------------------------------------------------------------


@given(days, st.integers(0, 400), calendars)
def test_business_days_are_counted_as_by_hand(first, length, calendar):
    last = first + timedelta(days=length)
    counted = sum(works(first + timedelta(days=i), calendar) for i in range(length + 1))
    assert clock(calendar).business_days(to_number(first), to_number(last)) == counted


@given(days, days, days, calendars)
def test_business_days_of_two_stretches_are_those_of_both(one, two, three, calendar):
    first, cut, last = sorted(map(to_number, (one, two, three)))
    of = clock(calendar)
    assert of.business_days(first, cut) + of.business_days(cut + 1, last) == of.business_days(first, last)


def test_days_that_end_before_they_begin_hold_no_business_day():
    assert clock().business_days(FIRST + 10, FIRST + 5) == 0


# --- calendar days and hours of moments -------------------------------------------------------

ZONES = [
    "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Africa/Casablanca", "UTC",
]  # fmt: skip


@st.composite
def moments(draw, zone):
    """Moments of some years, half of them within two hours of a change of the clock."""
    anchors = changes(zone) or [moment("2026-01-01")]
    near = st.sampled_from(anchors).flatmap(lambda at: st.integers(at - 7200, at + 7200))
    edges = st.sampled_from(anchors).flatmap(lambda at: st.sampled_from([at - 1, at, at + 1]))
    return draw(st.one_of(near, edges, st.integers(moment("2024-01-01 14:00"), moment("2028-12-31"))))


@cache
def changes(zone, first=2024, last=2028):
    """Moments at which the clock jumps, to the quarter of an hour: all that change it do so on one."""
    begins, quarter = moment(f"{first}-01-01"), 900
    steps = range(begins, moment(f"{last}-12-31"), quarter)
    offsets = [datetime.fromtimestamp(at, ZoneInfo(zone)).utcoffset() for at in steps]
    return [at for at, now, before in zip(steps[1:], offsets[1:], offsets, strict=False) if now != before]


@pytest.mark.parametrize("zone", ZONES)
def test_the_day_and_the_hour_are_what_the_clock_shows(zone):
    of = clock(Calendar(time_zone=zone))

    @given(st.lists(moments(zone), min_size=1))
    def as_zoneinfo_says(asked):
        read = [datetime.fromtimestamp(at, ZoneInfo(zone)) for at in asked]
        assert of.local_day(asked).tolist() == [to_number(r.date()) for r in read]
        assert of.weekday_hour(asked).tolist() == [r.weekday() * 24 + r.hour for r in read]

    as_zoneinfo_says()


def test_an_hour_that_comes_twice_is_the_same_hour_of_the_week():
    of = clock(Calendar(time_zone="Europe/Berlin"))
    twice = [moment("2026-10-25 02:30+02:00"), moment("2026-10-25 02:30+01:00")]  # a Sunday
    assert of.weekday_hour(twice).tolist() == [6 * 24 + 2] * 2


@given(st.sampled_from(ZONES), days)
def test_a_day_ends_with_the_last_second_that_shows_it(zone, day):
    of = clock(Calendar(time_zone=zone))
    ends = of.end_of_day(to_number(day))
    assert of.local_day([ends - 1, ends]).tolist() == [to_number(day), to_number(day) + 1]
    assert last_second(day, zone) == ends - 1


def test_a_day_whose_midnight_is_skipped_begins_with_the_jump():
    of = BusinessTime(
        Calendar(time_zone="America/Sao_Paulo"), to_number(date(2018, 1, 1)), to_number(date(2018, 12, 31))
    )
    # on 2018-11-04 the clock went from 24:00 straight to 1:00; on 2018-02-18 from 24:00 back to 23:00
    assert of.end_of_day(to_number(date(2018, 11, 3))) == moment("2018-11-04 01:00-02:00")
    assert of.end_of_day(to_number(date(2018, 2, 17))) == moment("2018-02-18 00:00-03:00")


def test_a_day_that_an_island_left_out_is_over_at_once():
    of = BusinessTime(Calendar(time_zone="Pacific/Apia"), to_number(date(2011, 1, 1)), to_number(date(2012, 12, 31)))
    thursday, friday = to_number(date(2011, 12, 29)), to_number(date(2011, 12, 30))  # Samoa crossed the date line
    assert of.end_of_day(friday) == of.end_of_day(thursday) == moment("2011-12-31 00:00+14:00")
    assert of.between(of.end_of_day(thursday), of.end_of_day(friday)) == 0


@pytest.mark.slow
def test_every_time_zone_shows_what_zoneinfo_says_since_1970():
    rng = np.random.default_rng(24)
    asked = np.sort(rng.integers(moment("1970-01-02"), moment("2037-12-31"), 5_000))
    for zone in sorted(available_timezones()):
        of = BusinessTime(Calendar(time_zone=zone), 0, to_number(date(2037, 12, 31)))
        read = [datetime.fromtimestamp(int(at), UTC).astimezone(ZoneInfo(zone)) for at in asked]
        assert of.weekday_hour(asked).tolist() == [r.weekday() * 24 + r.hour for r in read], zone
        assert of.local_day(asked).tolist() == [to_number(r.date()) for r in read], zone
