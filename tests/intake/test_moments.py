"""Dates: every way to write them, the order of day and month, and time zones against `zoneinfo`."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing.intake.moments import evidence, local_day, read_moments, share_readable, to_utc
from smarketing.periods import to_number

ZONES = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Sao_Paulo", "Asia/Kathmandu", "UTC"]


def read(*texts, zone="Europe/Berlin", day_first=None):
    return read_moments(pa.array(texts), time_zone=zone, day_first=day_first)


def seconds(text):
    return int(datetime.fromisoformat(text).timestamp())


BARE = {
    "2026-03-05": date(2026, 3, 5),
    "2026/3/5": date(2026, 3, 5),
    "20260305": date(2026, 3, 5),
    "05-Mar-2026": date(2026, 3, 5),
    "5 March 2026": date(2026, 3, 5),
    "March 5, 2026": date(2026, 3, 5),
    "25.3.2026": date(2026, 3, 25),
    "25-03-26": date(2026, 3, 25),
    "3/25/2026": date(2026, 3, 25),
    "46280": date(2026, 9, 15),  # Excel counts from 1899-12-30
}


@pytest.mark.parametrize(("text", "day"), BARE.items())
def test_a_bare_date_is_a_calendar_day_without_an_hour(text, day):
    found = read(text)
    assert (found.fits[0], found.day[0], found.has_hour[0]) == (True, to_number(day), False)


MOMENTS = {
    "2026-01-05 10:30": "2026-01-05T09:30+00:00",  # Berlin is an hour ahead in winter
    "2026-07-05T10:30:15": "2026-07-05T08:30:15+00:00",  # and two in summer
    "2026-01-05T10:30:00Z": "2026-01-05T10:30+00:00",
    "2026-01-05T10:30:00.000+0530": "2026-01-05T05:00+00:00",
    "2026-01-05 10:30:00 UTC": "2026-01-05T10:30+00:00",
    "1/25/2026, 12:22 AM": "2026-01-24T23:22+00:00",
    "25.01.2026 22:10": "2026-01-25T21:10+00:00",
    "1767609000": "2026-01-05T10:30+00:00",
    "1767609000000": "2026-01-05T10:30+00:00",
    "46280.5": "2026-09-15T10:00+00:00",
}


@pytest.mark.parametrize(("text", "moment"), MOMENTS.items())
def test_a_moment_is_stored_in_utc(text, moment):
    found = read(text)
    assert (found.fits[0], found.has_hour[0], found.at[0]) == (True, True, seconds(moment))


def test_a_moment_belongs_to_the_calendar_day_of_the_workspace():
    found = read("2026-01-05T23:30:00Z")
    assert found.day[0] == to_number(date(2026, 1, 6))


@pytest.mark.parametrize(
    "text", ["soon", "2026-02-30", "13/13/2026", "2026-01-05 25:00", "Q1 2026", "12", "+491701234567"]
)
def test_what_is_no_date_does_not_fit(text):
    assert not read(text).fits[0]


def test_the_order_of_day_and_month_is_inferred_from_the_whole_column():
    assert read("3/4/2026", "13/4/2026").formats == {"dd/mm/yyyy": 2}
    assert read("3/4/2026", "4/13/2026").formats == {"mm/dd/yyyy": 2}
    assert evidence(pa.array(["3/4/2026"])) == (False, False)


def test_an_order_that_the_column_leaves_open_is_taken_from_the_answer_and_said():
    for answer in (True, False):
        found = read("3/4/2026", day_first=answer)
        assert (found.day_first, found.is_open) == (answer, True)
        assert found.day[0] == to_number(date(2026, 4, 3) if answer else date(2026, 3, 4))


def test_an_answer_does_not_overrule_what_the_column_proves():
    found = read("3/4/2026", "13/4/2026", day_first=False)
    assert (found.day_first, found.is_open) == (True, False)


def test_moments_that_are_all_at_midnight_are_days_as_programs_write_them():
    assert not read("2026-01-05 00:00:00", "2026-01-06 00:00:00").has_hour.any()
    assert read("2026-01-05 00:00:00", "2026-01-06 08:00:00").has_hour.all()


def test_an_epoch_at_midnight_utc_stays_on_its_day_west_of_greenwich():
    # HubSpot writes the date 2026-01-05 as 1767571200000; in New York that moment is the evening before
    found = read("1767571200000", zone="America/New_York")
    assert (found.day[0], found.has_hour[0]) == (to_number(date(2026, 1, 5)), False)


def test_a_column_of_names_is_no_column_of_dates():
    assert share_readable(pa.array(["Ann", "Bob", "2026-01-05"])) == pytest.approx(1 / 3)


def _oracle(wall, zone):
    return int((datetime(1970, 1, 1) + timedelta(seconds=int(wall))).replace(tzinfo=ZoneInfo(zone)).timestamp())  # noqa: DTZ001


@pytest.mark.parametrize("zone", ZONES)
def test_every_quarter_hour_around_both_clock_changes_agrees_with_zoneinfo(zone):
    for day in (
        "2018-02-17",
        "2018-11-03",
        "2026-03-08",
        "2026-03-29",
        "2026-04-05",
        "2026-10-04",
        "2026-10-25",
        "2026-11-01",
    ):
        start = seconds(f"{day}T00:00+00:00") - 86_400
        wall = np.arange(start, start + 3 * 86_400, 900)
        assert [_oracle(w, zone) for w in wall] == to_utc(wall, zone).tolist()


@given(st.lists(st.integers(631_152_000, 4_000_000_000), min_size=1), st.sampled_from(ZONES))
def test_any_moment_falls_on_the_day_that_zoneinfo_says(moments, zone):
    days = [to_number(datetime.fromtimestamp(m, ZoneInfo(zone)).date()) for m in moments]
    assert days == local_day(np.array(moments), zone).tolist()


FORMATS = ["%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d %H:%M:%S UTC", "%d-%b-%Y %H:%M:%SZ", "%b %d, %Y %I:%M:%S %p Z"]


@given(st.lists(st.integers(700_000_000, 4_000_000_000), min_size=1, unique=True), st.sampled_from(FORMATS))
def test_any_format_tells_the_same_moment(moments, written):
    texts = [datetime.fromtimestamp(m, UTC).strftime(written) for m in moments]
    assert read(*texts).at.tolist() == moments
