"""What the room is looking at, and the English of it."""

from datetime import date

import pytest

from smarketing.errors import FilterError
from smarketing.filters import Clock, Compare, Dimension, Filters
from smarketing.periods import Grain, Period
from smarketing.stages import Stage

NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))
VIEW = Filters(NOVEMBER, date(2026, 12, 31))


def test_the_same_choice_in_another_order_is_the_same_view():
    one, other = VIEW.within(source=("Webinar", "Email", "Email")), VIEW.within(source=("Email", "Webinar"))
    assert one == other
    assert hash(one) == hash(other)


def test_an_empty_choice_keeps_everything():
    assert VIEW.choices == ()
    assert VIEW.within(team=("North",)).choices == ((Dimension.TEAM, ("North",)),)


@pytest.mark.parametrize("window", [0, -5, 3651])
def test_a_window_that_makes_no_sense_is_refused_in_words(window):
    with pytest.raises(FilterError, match=f"window of {window} days makes no sense"):
        VIEW.within(window=window)


def test_what_it_is_compared_with():
    assert str(VIEW.comparison) == "Oct 2026"
    assert str(VIEW.within(compare=Compare.LAST_YEAR).comparison) == "Nov 2025"
    assert VIEW.within(compare=Compare.NOTHING).comparison is None


def test_the_span_holds_both_periods():
    assert VIEW.span == Period(date(2026, 10, 1), date(2026, 11, 30))
    assert VIEW.within(compare=Compare.NOTHING).span == NOVEMBER


@pytest.mark.parametrize(
    ("as_of", "grain", "first"),
    [
        (date(2026, 11, 18), Grain.MONTH, date(2026, 11, 1)),
        (date(2026, 11, 18), Grain.WEEK, date(2026, 11, 16)),
        (date(2026, 12, 31), Grain.MONTH, None),
        (date(2026, 12, 31), Grain.QUARTER, None),  # the period cuts it short, but its days are all known
        (date(2026, 11, 30), Grain.MONTH, None),
    ],
)
def test_the_bucket_that_is_not_over_is_known(as_of, grain, first):
    assert VIEW.within(as_of=as_of, grain=grain).unfinished == first


def test_the_sentence_says_all_that_is_on_screen():
    view = VIEW.within(source=("Webinar", "Email"), region=("DACH",))
    assert view.sentence() == (
        "Leads that became MQL in Nov 2026, followed for 90 days, only source Email or Webinar and region DACH, "
        "compared with Oct 2026. As known at the end of 31 Dec 2026."
    )


def test_the_sentence_names_the_cohorts_stage_and_the_clock():
    view = VIEW.within(compare=Compare.NOTHING)
    assert view.sentence(start=Stage.LEAD).startswith("Leads that became Lead in Nov 2026")
    assert view.within(clock=Clock.EVENT).sentence() == (
        "Everything dated in Nov 2026. As known at the end of 31 Dec 2026."
    )


def test_many_names_are_counted_in_the_sentence():
    view = VIEW.within(source=("A", "B", "C", "D", "E"), compare=Compare.NOTHING)
    assert "only source A, B or 3 more." in view.sentence()
