"""Business hours counted by hand; 2026-11-02 is a Monday."""

from datetime import date, time

import numpy as np
import pytest

from smarketing.agreement import Calendar
from smarketing.business_time import BusinessTime
from smarketing.errors import SettingError
from smarketing.periods import to_number
from tests.business_time.walk import moment

HOUR = 3600
FIRST, LAST = to_number(date(2026, 1, 1)), to_number(date(2027, 12, 31))

BERLIN, NEW_YORK, LORD_HOWE = "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"
EVERY_DAY = tuple(range(7))

OFFICE = Calendar(time_zone=BERLIN)
GERMANY = Calendar(time_zone=BERLIN, country="DE")
CITY = Calendar(time_zone=BERLIN, country="DE", subdivision="BE")
SUNDAYS = Calendar(working_days=(6,), time_zone=BERLIN)
ALWAYS_OPEN = Calendar(EVERY_DAY, time(0), time(0), time_zone=BERLIN)
WEEK_LONG = Calendar(opens=time(0), closes=time(0), time_zone=BERLIN)
EARLY = Calendar(EVERY_DAY, time(2), time(3), time_zone=BERLIN)


def clock(calendar):
    return BusinessTime(calendar, FIRST, LAST)


def night(zone):
    return Calendar(EVERY_DAY, time(22), time(6), time_zone=zone)


@pytest.mark.parametrize(
    ("calendar", "since", "hours", "until"),
    [
        (OFFICE, "2026-11-02 10:00", 2, "2026-11-02 12:00"),
        (OFFICE, "2026-11-06 16:00", 2, "2026-11-09 10:00"),  # Friday 16–17, Monday 9–10
        (OFFICE, "2026-11-06 16:00", 1, "2026-11-06 17:00"),  # with the shift: its closing, not Monday 9:00
        (OFFICE, "2026-11-06 15:59:59", 1, "2026-11-06 16:59:59"),
        (OFFICE, "2026-11-06 16:00:01", 1, "2026-11-09 09:00:01"),  # 59:59 on Friday, a second on Monday
        (OFFICE, "2026-11-06 17:00", 1, "2026-11-09 10:00"),  # at closing all of the hour is left
        (OFFICE, "2026-11-07 12:00", 8, "2026-11-09 17:00"),  # Saturday: the hours begin on Monday
        (OFFICE, "2026-11-02 06:00", 40, "2026-11-06 17:00"),  # 5 × 8
        (OFFICE, "2026-11-02 10:00", 0.5, "2026-11-02 10:30"),
        (OFFICE, "2026-11-07 12:00", 0, "2026-11-07 12:00"),  # no hours are due at once, open or not
        (OFFICE, "2026-04-02 16:00", 2, "2026-04-03 10:00"),
        (GERMANY, "2026-04-02 16:00", 2, "2026-04-07 10:00"),  # Good Friday, weekend, Easter Monday
        (GERMANY, "2026-12-24 16:00", 2, "2026-12-28 10:00"),  # Friday and Saturday are Christmas
        (GERMANY, "2027-03-05 16:00", 2, "2027-03-08 10:00"),
        (CITY, "2027-03-05 16:00", 2, "2027-03-09 10:00"),  # Monday is Women's Day, in Berlin a holiday
        (SUNDAYS, "2026-11-08 16:00", 2, "2026-11-15 10:00"),  # an hour on each of two Sundays
        (WEEK_LONG, "2026-11-06 23:00", 1, "2026-11-07 00:00"),
        (WEEK_LONG, "2026-11-06 23:00", 2, "2026-11-09 01:00"),
        (ALWAYS_OPEN, "2026-11-06 23:00", 30, "2026-11-08 05:00"),
        (ALWAYS_OPEN, "2026-03-28 12:00", 24, "2026-03-29 13:00"),  # that day has 23 hours
        (ALWAYS_OPEN, "2026-10-24 12:00", 24, "2026-10-25 11:00"),  # and that one 25
        (EARLY, "2026-03-28 02:30", 1, "2026-03-30 02:30"),  # from 2 to 3 the 29th has nothing
        (EARLY, "2026-10-24 02:30", 2.5, "2026-10-25 03:00"),  # 30 minutes, and both hours of the 25th
    ],
)
def test_hours_end_where_they_end_by_hand(calendar, since, hours, until):
    assert clock(calendar).due(moment(since, BERLIN), hours) == moment(until, BERLIN)


@pytest.mark.parametrize(
    ("zone", "evening", "hours"),
    [
        (BERLIN, "2026-03-28", 7),  # 22–24, 0–2, 3–6: the hour from 2 to 3 is skipped
        (BERLIN, "2026-10-24", 9),  # the hour from 2 to 3 comes twice
        (NEW_YORK, "2026-03-07", 7),
        (NEW_YORK, "2026-10-31", 9),
        (LORD_HOWE, "2026-10-03", 7.5),  # half an hour of summer time
        (LORD_HOWE, "2026-04-04", 8.5),
        ("Asia/Kolkata", "2026-03-28", 8),
    ],
)
def test_a_night_shift_has_the_hours_that_pass(zone, evening, hours):
    opens = moment(f"{evening} 22:00", zone)
    closes = clock(night(zone)).due(opens, hours)
    assert closes == opens + hours * HOUR
    assert clock(night(zone)).due(opens, hours + 1) == closes + 17 * HOUR  # 16 of the day, 1 of the next night
    assert clock(night(zone)).between(opens, closes + 16 * HOUR) == hours * HOUR


def test_from_friday_noon_to_monday_noon_eight_hours_pass():
    friday, monday = moment("2026-11-06 12:00", BERLIN), moment("2026-11-09 12:00", BERLIN)
    assert clock(OFFICE).between(friday, monday) == 8 * HOUR  # 12–17 and 9–12


def test_a_clock_put_back_makes_no_wait_below_zero():
    asked = moment("2026-11-02 10:00", BERLIN)
    assert clock(OFFICE).between(asked, asked - HOUR) == 0
    assert clock(OFFICE).between([asked, asked], [asked - 1, asked + 1]).tolist() == [0, 1]


def test_a_shift_belongs_to_the_day_on_which_it_begins():
    friday_nights = Calendar((4,), time(22), time(6), time_zone=BERLIN, country="DE")
    # the night from Friday to Saturday, Saturday 2026-10-03, a holiday: whole; Christmas, Friday 2026-12-25: none
    saturday = moment("2026-10-03 00:00", BERLIN)
    assert clock(friday_nights).between(saturday, saturday + 24 * HOUR) == 6 * HOUR
    christmas = moment("2026-12-25 12:00", BERLIN)
    assert clock(friday_nights).between(christmas, christmas + 24 * HOUR) == 0


def test_a_deadline_far_beyond_the_last_day_is_found_all_the_same():
    short, long = BusinessTime(GERMANY, FIRST, FIRST), BusinessTime(GERMANY, FIRST, FIRST + 366 * 30)
    asked = moment("2026-11-06 16:00", BERLIN) + np.arange(5) * HOUR
    assert (short.due(asked, 20_000) == long.due(asked, 20_000)).all()
    assert (short.between(asked, short.due(asked, 20_000)) == 20_000 * HOUR).all()
    assert short.due_day(FIRST, 20_000) == long.due_day(FIRST, 20_000)
    later = moment("2045-11-06 16:00", BERLIN)
    assert short.worked(later) == long.worked(later)
    assert short.weekday_hour(later) == long.weekday_hour(later)


def test_what_came_before_the_first_year_is_refused_not_guessed():
    with pytest.raises(ValueError, match="begins with 2026-01-01"):
        clock(OFFICE).worked(moment("2020-01-01 12:00"))
    with pytest.raises(ValueError, match="begins with 2026-01-01"):
        clock(OFFICE).business_days(FIRST - 1, FIRST)


def test_hours_that_never_end_are_refused():
    with pytest.raises(ValueError, match="up to the year 2400"):
        clock(OFFICE).due(moment("2026-11-02 10:00"), 10_000_000)


def test_the_night_in_which_the_first_year_begins_is_whole():
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC"):  # 14 hours before UTC, and 11 after
        evening = moment("2025-12-31 22:00", zone)
        midnight = moment("2026-01-01 00:00", zone)
        assert clock(night(zone)).between(midnight, midnight + 24 * HOUR) == 8 * HOUR
        assert clock(night(zone)).due(midnight, 6) == evening + 8 * HOUR


def test_answers_have_the_shape_of_the_question_and_leave_it_as_it_was():
    asked = moment("2026-11-02 10:00", BERLIN) + np.arange(6).reshape(2, 3) * HOUR
    before = asked.copy()
    of = clock(GERMANY)
    for found in (of.worked(asked), of.due(asked, 3), of.between(asked, asked + 5), of.weekday_hour(asked)):
        assert (found.shape, found.dtype) == ((2, 3), np.int64)
    assert of.due(asked[1, 2], 3) == of.due(asked, 3)[1, 2]
    assert (asked == before).all()


def test_nothing_asked_is_nothing_answered():
    of = clock(GERMANY)
    for found in (
        of.worked([]), of.due([], 3), of.between([], []), of.due_day([], 16), of.business_days([], []),
        of.local_day([]), of.weekday_hour([]), of.end_of_day([]),
    ):  # fmt: skip
        assert found.shape == (0,)


@pytest.mark.parametrize(("country", "subdivision", "told"), [("XX", "", "'XX'"), ("DE", "XX", "'DE-XX'")])
def test_an_unknown_country_or_part_of_it_is_told_in_words(country, subdivision, told):
    with pytest.raises(SettingError, match=f"public holidays of {told}"):
        clock(Calendar(country=country, subdivision=subdivision))
