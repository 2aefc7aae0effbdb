"""Sales' promise by hand: states that add up, compliance of those due, trend."""

from datetime import date

import pandas as pd
import pytest

from smarketing.metrics.grain import over_time
from smarketing.metrics.promises import (
    COUNTS,
    STATES,
    Promise,
    decide_compliance,
    never_touched_rate,
    states,
    states_said,
    touch_compliance,
    touch_proxy_rate,
)
from smarketing.metrics.registry import evaluate
from smarketing.periods import Grain, Period, to_number

COLUMNS = [
    "day",
    "owner",
    "mqls",
    *(f"{p}_{s}" for p in ("touch", "decide") for s in STATES),
    "touch_proxy",
]
OCTOBER, NOVEMBER = to_number(date(2026, 10, 6)), to_number(date(2026, 11, 3))
FOLLOW_UP = pd.DataFrame(
    [  #         mqls  touch: met late breached pending unjudged   decide: the same       proxy
        (OCTOBER, "Ann", 10, 6, 2, 1, 0, 1, 8, 1, 1, 0, 0, 4),
        (NOVEMBER, "Ann", 4, 1, 0, 1, 2, 0, 0, 0, 0, 4, 0, 0),
        (OCTOBER, "Ben", 3, 3, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0),
        (NOVEMBER, "(none)", 2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 2, 0),
    ],
    columns=COLUMNS,
)


def value(metric, frame=FOLLOW_UP, by=()):
    rows = evaluate(metric, frame, by=by)
    return rows.set_index(by[0])["value"] if by else rows["value"].item()


def test_compliance_is_met_of_those_due():
    # touch: met 6 + 1 + 3 = 10; due also late 2 and breached 1 + 1
    assert value(touch_compliance) == pytest.approx(10 / 14)
    # answer: met 8; late 1 + 3, breached 1
    assert value(decide_compliance) == pytest.approx(8 / 13)


def test_compliance_of_a_rep_is_summed_over_the_days_before_it_is_divided():
    # 6 of 9 and 1 of 2: 7 of 11, no average of 67 % and 50 %
    assert value(touch_compliance, by=["owner"])["Ann"] == pytest.approx(7 / 11)


def test_compliance_is_missing_where_nothing_was_due_or_promised():
    assert pd.isna(value(touch_compliance, by=["owner"])["(none)"])


@pytest.mark.parametrize("promise", Promise)
def test_the_states_add_up_to_the_mqls(promise):
    told = states(FOLLOW_UP, promise, by=["owner"])
    assert (told[list(STATES)].sum(axis=1) == told["mqls"]).all()
    counts = evaluate(COUNTS[promise], FOLLOW_UP)["value"]
    assert counts.sum() == FOLLOW_UP["mqls"].sum() == 19


def test_states_of_everything_are_one_row():
    # touch: met 10, late 2, breached 2, pending 2, unjudged 1 + 2
    row = states(FOLLOW_UP, Promise.TOUCH).iloc[0]
    assert row.to_dict() == {
        "met": 10, "late": 2, "breached": 2, "pending": 2, "unjudged": 3, "mqls": 19, "due": 14
    }  # fmt: skip


def test_the_states_are_a_sentence_whose_numbers_add_up():
    assert states_said(FOLLOW_UP, Promise.TOUCH) == (
        "10 of 19 MQLs were touched in time, 2 late, 2 not at all; 2 are not due yet, 3 can’t be judged"
    )
    ben = FOLLOW_UP[FOLLOW_UP["owner"] == "Ben"]
    assert states_said(ben, Promise.DECIDE) == "0 of 3 MQLs were answered in time, 3 late"


def test_never_touched_is_a_share_of_those_past_due():
    assert value(never_touched_rate) == pytest.approx(2 / 14)


def test_stand_ins_are_a_share_of_all_mqls():
    assert value(touch_proxy_rate) == pytest.approx(4 / 19)


def test_the_trend_is_the_same_metric_by_bucket():
    period = Period(date(2026, 9, 1), date(2026, 11, 30))
    months = over_time(FOLLOW_UP, period, grain=Grain.MONTH)
    rows = evaluate(touch_compliance, months, by=["bucket"])
    # September has no row: nothing due is missing, not 0 %. October 9 of 12, November 1 of 2
    assert rows["value"].isna().tolist() == [True, False, False]
    assert rows["value"].tolist()[1:] == pytest.approx([9 / 12, 1 / 2])
