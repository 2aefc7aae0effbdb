"""Whether actions were done in time, and whether the number that one was to move has moved: counted by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from smarketing.meeting import Action, Outcome
from smarketing.metrics.actions import Stand, actions_in_time, stand, stand_said, tidy
from smarketing.metrics.registry import evaluate

TODAY = date(2026, 11, 18)
DUE = date(2026, 11, 16)
ACTION = Action(
    1, 1, None, "Call the partners", "Anke", "marketing", DUE, "acceptance_rate", "", 0.6, 0.5, date(2026, 10, 1),
    Outcome.OPEN, None, "", "Anke", 100, 1,
)  # fmt: skip


def done(day, **changes):
    return replace(ACTION, outcome=Outcome.DONE, settled_day=day, **changes)


EARLY, ON_ITS_DAY, LATE = done(date(2026, 11, 1)), done(DUE), done(date(2026, 11, 17), owner="Georg", side="sales")
STILL_OPEN = replace(ACTION, owner="Georg", side="sales")
DUE_TODAY, TO_COME = replace(ACTION, due_day=TODAY), replace(ACTION, due_day=date(2026, 12, 1))
EARLY_FOR_DECEMBER = done(TODAY, due_day=date(2026, 12, 1), side="")
DROPPED = replace(ACTION, outcome=Outcome.DROPPED, settled_day=DUE)
WORLD = (EARLY, ON_ITS_DAY, LATE, STILL_OPEN, DUE_TODAY, TO_COME, EARLY_FOR_DECEMBER, DROPPED)


def test_each_action_is_in_one_state_at_most():
    frame = tidy(WORLD, today=TODAY)
    assert frame["in_time"].tolist() == [1, 1, 0, 0, 0, 0, 1, 0]
    assert frame["late"].tolist() == [0, 0, 1, 0, 0, 0, 0, 0]
    assert frame["open_late"].tolist() == [0, 0, 0, 1, 0, 0, 0, 0]
    assert frame["dropped"].tolist() == [0, 0, 0, 0, 0, 0, 0, 1]
    assert frame["due"].tolist() == [1, 1, 1, 1, 0, 0, 1, 0]


def test_what_is_not_due_or_was_dropped_is_in_neither_number_of_the_share():
    rate = evaluate(actions_in_time, tidy(WORLD, today=TODAY)).iloc[0]
    # in time: early, on its day, early for December; due: these, the late one and the one that stands open
    assert (rate["numerator"], rate["denominator"], rate["value"]) == (3, 5, 3 / 5)


def test_a_day_later_what_was_due_today_is_late():
    rate = evaluate(actions_in_time, tidy(WORLD, today=date(2026, 11, 19))).iloc[0]
    assert (rate["numerator"], rate["denominator"]) == (3, 6)


def test_owners_and_sides_are_counted_apart_and_add_up():
    frame = tidy(WORLD, today=TODAY)
    by_owner = evaluate(actions_in_time, frame, by=["owner"]).set_index("owner")
    assert by_owner["numerator"].to_dict() == {"Anke": 3, "Georg": 0}
    assert by_owner["denominator"].to_dict() == {"Anke": 3, "Georg": 2}
    by_side = evaluate(actions_in_time, frame, by=["side"]).set_index("side")
    assert by_side["denominator"].to_dict() == {"marketing": 2, "sales": 2, "": 1}


@pytest.mark.parametrize("actions", [(), (TO_COME,), (DROPPED,)])
def test_where_nothing_was_due_there_is_no_share(actions):
    rate = evaluate(actions_in_time, tidy(actions, today=TODAY))
    assert rate["denominator"].sum() == 0
    assert pd.isna(rate["value"]).all()


# --- the number that was to move ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("then", "target", "now", "said"),
    [
        (0.5, 0.6, 0.6, Stand.REACHED),
        (0.5, 0.6, 0.7, Stand.REACHED),
        (0.5, 0.6, 0.55, Stand.CLOSER),
        (0.5, 0.6, 0.5, Stand.LEVEL),
        (0.5, 0.6, 0.5019, Stand.LEVEL),  # 0.0019 of the way of 0.1: less than a fiftieth, 0.002
        (0.5, 0.6, 0.4981, Stand.LEVEL),
        (0.5, 0.6, 0.503, Stand.CLOSER),
        (0.5, 0.6, 0.497, Stand.AWAY),
        (0.1, 0.02, 0.02, Stand.REACHED),  # one that is to fall
        (0.1, 0.02, 0.0, Stand.REACHED),
        (0.1, 0.02, 0.05, Stand.CLOSER),
        (0.1, 0.02, 0.101, Stand.LEVEL),  # 0.001 of the way of 0.08: less than 0.0016
        (0.1, 0.02, 0.12, Stand.AWAY),
        (0.0, 40.0, 0.0, Stand.LEVEL),
        (0.5, 0.6, None, Stand.UNKNOWN),
        (0.5, 0.6, float("nan"), Stand.UNKNOWN),
        (0.5, None, 0.6, Stand.UNKNOWN),
        (None, None, None, Stand.UNKNOWN),
    ],
)
def test_a_number_is_judged_by_then_now_and_target(then, target, now, said):
    assert stand(replace(ACTION, then=then, target=target), now) is said


@pytest.mark.parametrize("then", [None, 0.1])
@pytest.mark.parametrize(
    ("metric", "now", "said"),
    [
        ("acceptance_rate", 0.2, Stand.REACHED),
        ("acceptance_rate", 0.05, Stand.SHORT),
        ("overdue_rate", 0.2, Stand.SHORT),
        ("overdue_rate", 0.05, Stand.REACHED),
        ("overdue_rate", 0.1, Stand.REACHED),
        ("no such number", 0.2, Stand.REACHED),
    ],
)
def test_where_then_tells_no_way_the_metric_does(then, metric, now, said):
    assert stand(replace(ACTION, metric=metric, then=then, target=0.1), now) is said


@pytest.mark.parametrize("settled", [EARLY, LATE, DROPPED])
def test_what_was_done_does_not_change_how_the_number_stands(settled):
    assert stand(settled, 0.45) is Stand.AWAY


def test_the_sentence_tells_then_now_target_and_stand_in_the_metrics_unit():
    rate = "Acceptance rate 50.0\u202f% then, 55.0\u202f% now, target 60.0\u202f%: closer to the target"
    assert stand_said(ACTION, 0.55) == rate
    unknown = "Acceptance rate 50.0\u202f% then, – now, target 60.0\u202f%: cannot be told"
    assert stand_said(ACTION, None) == unknown
    money = replace(ACTION, metric="revenue", then=100_000.0, target=200_000.0)
    assert stand_said(money, 90_000.0, currency="CHF").endswith(": moved away from the target")
    assert "CHF" in stand_said(money, 90_000.0, currency="CHF")


def test_without_a_target_only_the_numbers_are_told_and_without_a_metric_nothing():
    told = stand_said(replace(ACTION, target=None, then=None), 0.55)
    assert told == "Acceptance rate – then, 55.0\u202f% now"
    assert stand_said(replace(ACTION, metric=""), 0.55) == ""
    assert stand_said(replace(ACTION, metric="no such number"), 0.55) == ""
