"""Calendar days as integers, and the stretches that a meeting speaks of."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing.errors import FilterError
from smarketing.periods import PRESETS, Grain, Period, add_months, to_date, to_number

days = st.dates(date(1990, 1, 1), date(2060, 12, 31))
grains = st.sampled_from(Grain)


@st.composite
def periods(draw):
    first = draw(days)
    return Period(first, first + timedelta(days=draw(st.integers(0, 800))))


def period(first, last):
    return Period(date.fromisoformat(first), date.fromisoformat(last))


@given(days)
def test_a_day_and_its_number_are_the_same_thing(day):
    assert to_date(to_number(day)) == day
    assert to_number(day + timedelta(days=1)) == to_number(day) + 1


def test_numbers_begin_in_1970():
    assert to_number(date(1970, 1, 2)) == 1


@pytest.mark.parametrize(
    ("grain", "first", "label"),
    [
        (Grain.DAY, date(2026, 11, 18), "18 Nov 2026"),
        (Grain.WEEK, date(2026, 11, 16), "W47 2026"),
        (Grain.MONTH, date(2026, 11, 1), "Nov 2026"),
        (Grain.QUARTER, date(2026, 10, 1), "Q4 2026"),
    ],
)
def test_a_bucket_begins_on_its_first_day_and_has_a_name(grain, first, label):
    day = date(2026, 11, 18)
    assert grain.start(day) == first
    assert grain.label(first) == label


def test_an_iso_week_at_new_year_belongs_to_the_year_of_its_thursday():
    assert Grain.WEEK.label(date(2026, 12, 28)) == "W53 2026"
    assert Grain.WEEK.label(date(2027, 1, 3)) == "W53 2026"


@given(days, grains)
def test_the_next_bucket_begins_where_this_one_ends(day, grain):
    after = grain.next(day)
    assert grain.start(after) == after > day
    assert grain.start(after - timedelta(days=1)) == grain.start(day)


@given(periods(), grains)
def test_buckets_hold_each_day_of_the_period_once(whole, grain):
    cuts = list(whole.buckets(grain))
    assert cuts[0].first == whole.first
    assert cuts[-1].last == whole.last
    assert all(b.first == a.last + timedelta(days=1) for a, b in itertools.pairwise(cuts))
    assert sum(cut.days for cut in cuts) == whole.days


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 1, 1), -1, date(2025, 12, 1)),
    ],
)
def test_a_month_on_is_the_same_day_or_the_last_that_there_is(day, months, then):
    assert add_months(day, months) == then


@pytest.mark.parametrize(
    ("now", "before"),
    [
        (("2026-11-01", "2026-11-30"), ("2026-10-01", "2026-10-31")),
        (("2026-11-01", "2026-11-18"), ("2026-10-01", "2026-10-18")),  # cut off at the same day
        (("2026-10-01", "2026-12-31"), ("2026-07-01", "2026-09-30")),
        (("2026-03-01", "2026-03-31"), ("2026-02-01", "2026-02-28")),
        (("2026-11-16", "2026-11-22"), ("2026-11-09", "2026-11-15")),
        (("2026-01-01", "2026-01-01"), ("2025-12-01", "2025-12-01")),
    ],
)
def test_the_period_before(now, before):
    assert period(*now).previous() == period(*before)


@given(periods())
def test_the_period_before_does_not_reach_into_this_one(now):
    before = now.previous()
    assert before.last < now.first
    assert before.days <= now.days + 3  # months differ by three days at most


@pytest.mark.parametrize(
    ("now", "then"),
    [
        (("2028-02-01", "2028-02-29"), ("2027-02-01", "2027-02-28")),  # whole months stay whole
        (("2027-02-01", "2027-02-28"), ("2026-02-01", "2026-02-28")),
        (("2026-11-03", "2026-11-18"), ("2025-11-03", "2025-11-18")),
    ],
)
def test_the_same_period_last_year(now, then):
    assert period(*now).last_year() == period(*then)


@given(periods(), periods())
def test_a_hull_holds_both(one, other):
    hull = one.hull(other)
    assert all(day in hull for p in (one, other) for day in (p.first, p.last))
    assert one.hull(None) == one


def test_a_period_that_ends_before_it_begins_is_refused_in_words():
    with pytest.raises(FilterError, match="ends on 2026-01-01 before it begins on 2026-01-02"):
        period("2026-01-02", "2026-01-01")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("This week", ("2026-11-16", "2026-11-18")),
        ("Last week", ("2026-11-09", "2026-11-15")),
        ("This month", ("2026-11-01", "2026-11-18")),
        ("Last month", ("2026-10-01", "2026-10-31")),
        ("This quarter", ("2026-10-01", "2026-11-18")),
        ("Last quarter", ("2026-07-01", "2026-09-30")),
        ("Last 3 months", ("2026-09-01", "2026-11-18")),
        ("Last 6 months", ("2026-06-01", "2026-11-18")),
        ("Last 12 months", ("2025-12-01", "2026-11-18")),
        ("Year to date", ("2026-01-01", "2026-11-18")),
        ("Last 24 months", ("2024-12-01", "2026-11-18")),
    ],
)
def test_presets_count_from_the_as_of_day(name, expected):
    assert PRESETS[name](date(2026, 11, 18)) == period(*expected)


@given(st.sampled_from(list(PRESETS)), days)
def test_no_preset_reaches_past_the_as_of_day(name, day):
    assert PRESETS[name](day).last <= day


@pytest.mark.parametrize(
    ("stretch", "words"),
    [
        (("2026-11-18", "2026-11-18"), "18 Nov 2026"),
        (("2026-11-01", "2026-11-30"), "Nov 2026"),
        (("2026-10-01", "2026-12-31"), "Oct 2026 – Dec 2026"),
        (("2026-11-01", "2026-11-18"), "1 Nov 2026 – 18 Nov 2026"),
    ],
)
def test_a_period_is_said_as_short_as_it_can_be(stretch, words):
    assert str(period(*stretch)) == words
