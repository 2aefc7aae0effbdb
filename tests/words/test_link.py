"""A link says exactly one view, and nonsense in it is the usual view."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing.filters import WINDOWS, Clock, Compare, Filters
from smarketing.link import CUSTOM, FIRST_DAY, filters_of, moving, query
from smarketing.periods import PRESETS, Grain, Period

TODAY = date(2026, 11, 18)
DAYS = st.dates(FIRST_DAY, TODAY)
NAMES = st.lists(st.text(min_size=1, max_size=8), max_size=3).map(tuple)


@given(days=st.tuples(DAYS, DAYS).map(sorted), as_of=DAYS, compare=st.sampled_from(Compare),
       grain=st.sampled_from(Grain), clock=st.sampled_from(Clock), window=st.sampled_from(WINDOWS),
       source=NAMES, owner=NAMES)  # fmt: skip
def test_every_view_comes_back_from_its_link(days, as_of, compare, grain, clock, window, source, owner):
    view = Filters(Period(*days), as_of, compare, grain, clock, window, source=source, owner=owner)
    assert filters_of(query(view), today=TODAY) == view


def test_a_named_period_moves_along_with_the_day():
    assert filters_of("period=Last+3+months", today=TODAY).period == PRESETS["Last 3 months"](TODAY)
    later = date(2027, 1, 31)
    assert filters_of("period=Last+3+months", today=later).period == PRESETS["Last 3 months"](later)


@pytest.mark.parametrize("preset", PRESETS)
def test_a_moving_view_is_the_same_today_and_of_its_own_period_later(preset):
    view = Filters(PRESETS[preset](TODAY), TODAY, Compare.LAST_YEAR, Grain.WEEK, window=30, source=("A&B", "ü"))
    assert filters_of(moving(view, preset), today=TODAY) == view
    later = date(2027, 1, 31)
    moved = filters_of(moving(view, preset), today=later)
    assert (moved.period, moved.as_of) == (PRESETS[preset](later), later)
    assert (moved.compare, moved.grain, moved.window, moved.source) == (view.compare, view.grain, 30, view.source)


def test_days_chosen_one_by_one_stand_while_what_is_known_of_them_moves():
    view = Filters(Period(date(2026, 8, 3), date(2026, 9, 4)), TODAY)
    for called in (CUSTOM, "", "Never"):
        later = filters_of(moving(view, called), today=date(2027, 1, 31))
        assert (later.period, later.as_of) == (view.period, date(2027, 1, 31))


@pytest.mark.parametrize(
    "told",
    ["", "period=Never", "as_of=2031-01-01", "as_of=x", "window=x", "grain=q", "period=Other+days&days=x", "%%&"],
)
def test_nonsense_is_the_usual_view(told):
    assert filters_of(told, today=TODAY) == filters_of("", today=TODAY)
