"""A link says exactly one view, and nonsense in it is the usual view."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing.filters import WINDOWS, Clock, Compare, Filters
from smarketing.link import FIRST_DAY, filters_of, query
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


@pytest.mark.parametrize(
    "told",
    ["", "period=Never", "as_of=2031-01-01", "as_of=x", "window=x", "grain=q", "period=Other+days&days=x", "%%&"],
)
def test_nonsense_is_the_usual_view(told):
    assert filters_of(told, today=TODAY) == filters_of("", today=TODAY)
