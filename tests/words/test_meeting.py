"""When the next meeting is, and which actions were done in time."""

from datetime import date

import pytest

from smarketing.meeting import Action, Outcome, Series


@pytest.mark.parametrize(
    ("series", "day", "following"),
    [
        (Series.WEEKLY, date(2026, 12, 28), date(2027, 1, 4)),
        (Series.MONTHLY, date(2026, 11, 18), date(2026, 12, 16)),  # the third Wednesday
        (Series.MONTHLY, date(2026, 12, 31), date(2027, 1, 28)),  # January has four Thursdays before its 29th
        (Series.QUARTERLY, date(2026, 11, 2), date(2027, 2, 1)),  # the first Monday
    ],
)
def test_the_next_one_is_on_the_same_weekday_of_its_month(series, day, following):
    assert series.next_after(day) == following
    assert series.next_after(day).weekday() == day.weekday()


@pytest.mark.parametrize(
    ("outcome", "settled", "in_time"),
    [
        (Outcome.OPEN, None, None),
        (Outcome.DROPPED, date(2026, 11, 1), None),
        (Outcome.DONE, date(2026, 11, 18), True),
        (Outcome.DONE, date(2026, 11, 19), False),
    ],
)
def test_an_action_is_in_time_when_it_was_done_by_its_day(outcome, settled, in_time):
    action = Action(
        1, 1, None, "Call", "Ben", "sales", date(2026, 11, 18), "", "", None, None, None, outcome, settled, "", "Anna",
        1, 1,
    )  # fmt: skip
    assert action.in_time is in_time
    assert action.is_overdue(date(2026, 11, 19)) is (outcome is Outcome.OPEN)
    assert not action.is_overdue(date(2026, 11, 18))
