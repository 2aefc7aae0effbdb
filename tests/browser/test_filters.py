"""A filter changes the link, the sentence and the numbers, and each number is what the store says for it."""

from __future__ import annotations

from datetime import date

import pytest

from smarketing.filters import Clock, Compare
from smarketing.periods import PRESETS, Grain, Period
from tests.browser.numbers import AS_OF, BOTH, USUAL, of_today


@pytest.fixture
def holds(sample):
    """`holds(screen, filters)`: sentence and numbers on screen are those of the filters."""

    def held(screen, filters):
        assert screen.sentence == filters.sentence(clocks=BOTH)
        assert screen.metrics == of_today(sample.engine(), filters)

    return held


def test_without_a_choice_the_page_shows_the_usual_view_and_the_link_says_nothing(sample, visit, holds):
    screen = visit(sample)
    holds(screen, USUAL)
    assert screen.query == {}


@pytest.mark.parametrize("preset", ["Last quarter", "Year to date"])
def test_a_period_on_offer_moves_the_numbers(sample, visit, holds, preset):
    screen = visit(sample).choose("Period", preset)
    assert screen.query == {"period": [preset]}
    holds(screen, USUAL.within(period=PRESETS[preset](AS_OF)))


def test_days_of_ones_own_can_be_typed(sample, visit, holds):
    screen = visit(sample).choose("Period", "Other days")
    screen.set_day("From – to start date", date(2026, 2, 9)).set_day("From – to end date", date(2026, 3, 22))
    assert screen.query == {"period": ["Other days"], "days": ["2026-02-09", "2026-03-22"]}
    holds(screen, USUAL.within(period=Period(date(2026, 2, 9), date(2026, 3, 22))))


def test_an_earlier_as_of_day_moves_the_period_and_hides_what_came_after(sample, visit, holds):
    day = date(2026, 6, 30)
    screen = visit(sample).set_day("As of", day)
    assert screen.query == {"as_of": ["2026-06-30"]}
    holds(screen, USUAL.within(as_of=day, period=PRESETS["Last 6 months"](day)))


def test_the_comparison_can_be_another_or_none(sample, visit, holds):
    screen = visit(sample).choose("Compare with", "Same period last year")
    assert screen.query == {"compare": ["Same period last year"]}
    holds(screen, USUAL.within(compare=Compare.LAST_YEAR))
    screen.choose("Compare with", "No comparison")
    assert screen.query == {"compare": ["No comparison"]}
    holds(screen, USUAL.within(compare=Compare.NOTHING))
    assert "on the period before" not in screen.main.inner_text()


def test_names_of_a_dimension_narrow_every_number_until_they_are_cleared(sample, visit, holds):
    screen = visit(sample).keep("Source", "Webinars", "Paid Social").keep("Team", "Team North")
    assert screen.query == {"source": ["Webinars", "Paid Social"], "team": ["Team North"]}
    holds(screen, USUAL.within(source=("Paid Social", "Webinars"), team=("Team North",)))
    with screen.popover("Filters") as body:
        screen.click("Clear all filters", within=body)
    assert screen.query == {}
    holds(screen, USUAL)


def test_grain_clock_and_window_are_part_of_the_view(sample, visit):
    screen = visit(sample, "/volume")
    with screen.popover("View") as body:
        screen.click("week", role="radio", within=body)
        screen.click("event", role="radio", within=body)
        body.get_by_role("slider").focus()
        screen.doing(lambda: screen.page.keyboard.press("ArrowRight"))
    assert screen.query == {"grain": ["week"], "clock": ["event"], "window": ["120"]}
    assert screen.sentence == USUAL.within(grain=Grain.WEEK, clock=Clock.EVENT, window=120).sentence()
    assert "by week" in screen.panel("over-time").inner_text()
