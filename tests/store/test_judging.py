"""Whatever dates a lead has, it is judged: in any order, with and without hours, at a year's ends, in any zone."""

from __future__ import annotations

from datetime import date, time

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from smarketing.agreement import Agreement, Calendar, Side, Signature, Start, Terms
from smarketing.periods import to_number
from smarketing.stages import Exit, Stage
from smarketing.store.judging import JUDGED, NEEDED, judge_of
from smarketing.workspace import Workspace

DAY = 86_400
ZONES = ("UTC", "Europe/Berlin", "America/Los_Angeles", "Pacific/Kiritimati")
NEW_YEAR = to_number(date(2026, 1, 1))

near_new_year = st.integers(NEW_YEAR - 2, NEW_YEAR + 2)
days = st.one_of(near_new_year, st.integers(to_number(date(1990, 1, 1)), to_number(date(2060, 1, 1))))


@st.composite
def leads(draw):
    """Some leads as they are stored: raw days with or without their moments, and settled days that never go back."""
    rows = []
    for _ in range(draw(st.integers(1, 5))):
        row = dict.fromkeys([*NEEDED[1:], Stage.MQL.day, Stage.SAL.day, Exit.REJECTED.day])
        for stage in (Stage.MQL, Stage.SAL, Exit.REJECTED):
            day = draw(st.none() | days)
            row[stage.raw] = day
            row[stage.at] = None if day is None or draw(st.booleans()) else day * DAY + draw(st.integers(0, DAY - 1))
        told = [row[s.raw] for s in (Stage.MQL, Stage.SAL) if row[s.raw] is not None]
        row[Stage.MQL.day] = row[Stage.MQL.raw] if row[Stage.MQL.raw] is not None else min(told, default=None)
        for stage in (Stage.SAL, Exit.REJECTED):
            if row[stage.raw] is not None and row[Stage.MQL.day] is not None:
                row[stage.day] = max(row[stage.raw], row[Stage.MQL.day])
        for moment in ("assigned_at", "first_touch_at", "last_contacted_at"):
            day = draw(st.none() | days)
            row[moment] = None if day is None else day * DAY + draw(st.integers(0, DAY - 1))
        rows.append(row)
    return pd.DataFrame(rows).astype("Int64").assign(key=[f"L{n}" for n in range(len(rows))], spell=1)


moments = st.builds(lambda day, second: day * DAY + second, days, st.integers(0, DAY - 1))
contacts = st.lists(st.tuples(st.sampled_from([f"L{n}" for n in range(7)]), moments), max_size=12).map(
    lambda told: pd.DataFrame({"lead_key": [k for k, _ in told], "at": pd.array([at for _, at in told], dtype="Int64")})
)


@st.composite
def judges(draw):
    zone = draw(st.sampled_from(ZONES))
    opens, closes = draw(st.sampled_from([(time(9), time(17)), (time(22), time(6)), (time(0), time(0))]))
    calendar = Calendar(opens=opens, closes=closes, time_zone=zone, country=draw(st.sampled_from(["", "DE"])))
    terms = Terms(
        calendar=calendar,
        clock=draw(st.sampled_from(Start)),
        touch_hours=draw(st.sampled_from([0.5, 8.0])),
        decide_hours=draw(st.sampled_from([1.0, 16.0, 100.0])),
    )
    both = tuple(Signature(side, "x", 0) for side in Side)
    agreed = Agreement(1, 1, date(2025, 12, 31), terms, "x", 0, 1, both)
    return judge_of(
        Workspace(time_zone=zone, response_days=draw(st.integers(0, 5))), [agreed][: draw(st.integers(0, 1))]
    )


@settings(max_examples=150)
@given(leads(), contacts, judges())
def test_every_mql_is_judged_and_nobody_else(rows, told, judge):
    found = judge(rows, told)
    assert list(found) == JUDGED
    is_mql = rows[Stage.MQL.day].notna()
    assert found.loc[~is_mql].isna().all(axis=None)
    assert found.loc[is_mql, "decide_due_at"].notna().all()
    answered = rows[[Stage.SAL.day, Exit.REJECTED.day]].notna().any(axis=1)
    assert (found["decided_at"].notna() == (is_mql & answered)).all()


@settings(max_examples=150)
@given(leads(), contacts, judges())
def test_a_deadline_never_lies_before_its_hours_begin_and_no_wait_is_negative(rows, told, judge):
    found = judge(rows, told).to_numpy(float, na_value=np.nan)
    told = pd.DataFrame(found, columns=JUDGED)
    promised = told.dropna(subset=["touch_due_at"])
    assert (promised["touch_due_at"] >= promised["arrived_at"]).all()
    assert not (told[["touch_minutes", "decide_minutes"]] < 0).any(axis=None)
    by_proxy, since = told["touch_by_proxy"] == 1, rows[Stage.MQL.at].astype("Float64").fillna(told["arrived_at"])
    assert (told["touched_at"] >= since)[by_proxy].all()


@settings(max_examples=150)
@given(leads(), contacts, judges())
def test_the_first_touch_is_the_leads_own_else_the_first_activity_of_the_mql_else_a_proxy(rows, told, judge):
    found = judge(rows, told)
    for (_, lead), (_, judged) in zip(rows.iterrows(), found.iterrows(), strict=True):
        qualified, last = lead[Stage.MQL.at], lead["last_contacted_at"]
        start = judged["arrived_at"] if pd.isna(qualified) else qualified
        of_it = [at for key, at in told.itertuples(index=False) if key == lead["key"]]
        since = [] if pd.isna(start) else [at for at in of_it if at >= start]
        if pd.isna(lead[Stage.MQL.day]):
            expected = (None, None)
        elif pd.notna(lead["first_touch_at"]):
            expected = (lead["first_touch_at"], 0)
        elif since:
            expected = (min(since), 0)
        else:
            stands_in = pd.notna(start) and pd.notna(last) and last >= start
            expected = (last, 1) if stands_in else (None, None)
        assert tuple(None if pd.isna(v) else v for v in judged[["touched_at", "touch_by_proxy"]]) == expected


@settings(max_examples=150)
@given(leads(), contacts, judges())
def test_whoever_is_assigned_after_the_answer_moves_neither_its_deadline_nor_its_minutes(rows, told, judge):
    answer = rows[[Stage.SAL.day, Exit.REJECTED.day]].min(axis=1)
    later = (rows["assigned_at"] // DAY > answer + 1).fillna(False)  # in every time zone
    never = judge(rows.assign(assigned_at=rows["assigned_at"].mask(later)), told)
    columns = ["decide_due_at", "decided_at", "decide_minutes"]
    pd.testing.assert_frame_equal(judge(rows, told)[columns], never[columns])


@settings(max_examples=150)
@given(leads(), judges(), moments)
def test_which_answers_were_owed_while_nobody_was_assigned_is_told_by_the_day_and_the_moment(rows, judge, until):
    mqls = rows[rows[Stage.MQL.day].notna()].reset_index(drop=True)
    mqls = mqls.assign(assigned_at=pd.array([pd.NA] * len(mqls), dtype="Int64"))
    due = judge(mqls, contacts_of_nobody())["decide_due_at"] if len(mqls) else []
    stretches = judge.unassigned(until)
    for (_, lead), at in zip(mqls.iterrows(), due, strict=True):
        day, hour = lead[Stage.MQL.day], lead[Stage.MQL.at]
        for some in stretches:
            if some.first_day <= day <= some.last_day:
                assert (at <= until) == (day <= some.day if pd.isna(hour) else hour <= some.at)


def contacts_of_nobody():
    return pd.DataFrame({"lead_key": pd.Series(dtype="str"), "at": pd.Series(dtype="Int64")})
