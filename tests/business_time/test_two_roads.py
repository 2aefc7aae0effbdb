"""Business hours by searching sorted columns and by a slow walk, aimed at where they could differ."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smarketing.agreement import Calendar
from smarketing.business_time import BusinessTime
from smarketing.periods import to_number
from tests.business_time import walk

HOUR = 3600
FIRST, LAST = to_number(date(2026, 1, 1)), to_number(date(2027, 12, 31))
MANY = settings(max_examples=300)

OFFICE, NIGHT = (time(9), time(17)), (time(22), time(6))
PLAIN = [OFFICE, NIGHT, (time(8, 30), time(17, 45)), (time(0), time(0)), (time(20), time(0))]
"""Shifts that neither open nor close while a clock is put on or back."""

AT_THE_JUMP = [
    (time(2), time(3)), (time(2, 30), time(2, 30)), (time(2, 15), time(2, 45)), (time(1, 45), time(2, 15)),
    (time(3), time(2, 30)), (time(22), time(2, 30)), (time(2, 30), time(10)), (time(1), time(3)),
]  # fmt: skip

NIGHTS = {
    "Europe/Berlin": [date(2026, 3, 29), date(2026, 10, 25)],
    "America/New_York": [date(2026, 3, 8), date(2026, 11, 1)],
    "Australia/Lord_Howe": [date(2026, 4, 5), date(2026, 10, 4)],  # by half an hour
    "Asia/Kolkata": [date(2026, 3, 29)],  # nothing happens
}
"""Days on which the clock is put on or back."""

HOLIDAYS = [date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 1), date(2026, 12, 25), date(2027, 3, 8)]

EDGES = [-1, 0, 1, -60, 60]


@st.composite
def calendars(draw, shifts):
    """Calendars with one of these shifts, in the zones whose nights are known."""
    opens, closes = draw(st.sampled_from(shifts))
    return Calendar(
        draw(st.sampled_from([(0, 1, 2, 3, 4), tuple(range(7)), (6,), (6, 0, 1, 2, 3)])), opens, closes,
        draw(st.sampled_from(sorted(NIGHTS))), *draw(st.sampled_from([("", ""), ("DE", ""), ("DE", "BE")])),
    )  # fmt: skip


@st.composite
def moments(draw, calendar):
    """Moments near an opening, a closing, a jump of the clock or a midnight, about days that are not like others."""
    day = draw(st.sampled_from(NIGHTS[calendar.time_zone] + HOLIDAYS)) + timedelta(days=draw(st.integers(-3, 3)))
    of_day = draw(st.sampled_from([calendar.opens, calendar.closes, time(0), time(2), time(3), time(2, 30), time(12)]))
    edge = datetime.combine(day, of_day, ZoneInfo(calendar.time_zone)).replace(fold=draw(st.integers(0, 1)))
    return int(edge.timestamp()) + draw(st.one_of(st.sampled_from(EDGES), st.integers(-HOUR, HOUR)))


@st.composite
def hours(draw, calendar):
    """Hours that end with a shift or a second beside, and any others."""
    whole = draw(st.integers(0, 5)) * calendar.hours_a_day
    beside = whole + draw(st.sampled_from([-1, 0, 1])) / HOUR
    return max(0, draw(st.sampled_from([beside, draw(st.floats(0, 60)), 2, 0.5])))


def asked(*, shifts=PLAIN + AT_THE_JUMP):
    """A calendar, two moments and hours."""
    return calendars(shifts).flatmap(
        lambda of: st.tuples(st.just(of), moments(of), moments(of), hours(of)),
    )


def clock(calendar):
    return BusinessTime(calendar, FIRST, LAST)


# --- two roads --------------------------------------------------------------------------------


@MANY
@given(asked())
def test_a_deadline_is_where_a_walk_from_shift_to_shift_ends(question):
    calendar, since, _, hours = question
    assert clock(calendar).due(since, hours) == walk.due(since, round(hours * HOUR), calendar)


@MANY
@given(asked())
def test_hours_between_two_moments_are_those_of_the_shifts_between_them(question):
    calendar, one, two, _ = question
    first, last = sorted((one, two))
    last = min(last, first + 20 * 24 * HOUR)  # the walk is slow
    assert clock(calendar).between(first, last) == walk.between(first, last, calendar)


@MANY
@given(asked(shifts=PLAIN), st.integers(0, 4 * 24 * 60))
def test_hours_are_the_minutes_in_which_the_clock_shows_working_time(question, minutes):
    calendar, since, _, _ = question
    first = since - since % 60
    last = first + minutes * 60
    assert clock(calendar).between(first, last) == walk.on_the_stopwatch(first, last, calendar)


# --- laws -------------------------------------------------------------------------------------


@MANY
@given(asked())
def test_between_a_moment_and_its_deadline_lie_the_hours_and_a_second_before_it_they_dont(question):
    calendar, since, _, hours = question
    due = clock(calendar).due(since, hours)
    seconds = round(hours * HOUR)
    assert due >= since
    assert clock(calendar).between(since, due) == seconds
    assert clock(calendar).between(since, due - 1) == max(seconds - 1, 0)


@MANY
@given(asked())
def test_the_clock_never_runs_back_and_never_faster_than_time(question):
    calendar, one, two, _ = question
    first, last = sorted((one, two))
    passed = clock(calendar).worked(last) - clock(calendar).worked(first)
    assert 0 <= passed <= last - first


@MANY
@given(asked(), st.floats(0, 40))
def test_what_begins_later_or_may_take_longer_is_never_due_earlier(question, more):
    calendar, one, two, hours = question
    due = clock(calendar).due(sorted((one, two)), hours)
    assert due[0] <= due[1]
    assert (clock(calendar).due([one, two], hours + more) >= clock(calendar).due([one, two], hours)).all()


@MANY
@given(asked())
def test_no_wait_is_below_zero_whichever_clock_was_wrong(question):
    calendar, one, two, _ = question
    there, back = clock(calendar).between([one, two], [two, one])
    assert min(there, back) == 0 <= max(there, back)


@given(calendars(PLAIN + AT_THE_JUMP).flatmap(lambda of: st.tuples(st.just(of), st.lists(moments(of), min_size=1))))
def test_a_column_is_answered_as_its_rows_are_alone(question):
    calendar, column = question
    of = clock(calendar)
    assert of.due(column, 3).tolist() == [of.due(one, 3) for one in column]
    assert of.worked(column).tolist() == [of.worked(one) for one in column]


@pytest.mark.slow
@pytest.mark.parametrize("zone", sorted(NIGHTS))
def test_no_second_of_two_years_differs_from_the_stopwatch(zone):
    every_day = Calendar(tuple(range(7)), *NIGHT, time_zone=zone, country="DE", subdivision="BE")
    begins = walk.moment("2026-01-02")
    minutes = np.arange(begins, walk.moment("2027-12-30"), 60)
    is_open = [walk.is_open(walk.shown(int(at), zone), every_day) for at in minutes]
    worked = clock(every_day).worked(minutes) - clock(every_day).worked(begins)
    assert (np.diff(worked) == 60 * np.array(is_open[:-1])).all()
