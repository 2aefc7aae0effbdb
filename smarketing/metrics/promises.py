"""Sales' promise, kept or not: within so many business hours the first touch, within so many the answer.

Each MQL stands in one state of each promise, as known at as-of:

    met        done by the deadline
    late       done after it            compliance = met ÷ (met + late + breached)
    breached   not done, deadline past
    pending    not done, not due yet
    unjudged   nothing was promised: no agreement on its day, nobody assigned, or a bare date without an hour;
               or nobody knows: the data tell no first touch at all

Over a follow-up frame, one row per MQL day and group: day, mqls, touch_met, touch_late, touch_breached,
touch_pending, touch_unjudged, decide_met, decide_late, decide_breached, decide_pending, decide_unjudged,
touch_proxy: int. How fast it went is told in `response`, as a median and never as a mean.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

import pandas as pd

from smarketing.filters import Clock
from smarketing.metrics.registry import Better, Quotient, Sums, Unit, metric
from smarketing.metrics.volume import mqls

STATES = ("met", "late", "breached", "pending", "unjudged")
"""In the order in which they are drawn; they add up to the MQLs."""

DUE = STATES[:3]


class Promise(StrEnum):
    """What sales promised; the value begins the names of its columns."""

    TOUCH = "touch"
    DECIDE = "decide"

    @property
    def label(self) -> str:
        """`First touch`: what people read."""
        return "First touch" if self is Promise.TOUCH else "Answer"

    def column(self, state: str) -> str:
        """`touch_met`."""
        return f"{self.value}_{state}"


def due(sums: pd.DataFrame, promise: Promise) -> pd.Series:
    """How many leads the promise was due for, met or not."""
    return sums[[promise.column(state) for state in DUE]].sum(axis=1)


def _compliance(sums: Sums, promise: Promise) -> Quotient:
    return Quotient(sums[promise.column("met")], due(sums, promise))


@metric(unit=Unit.RATE, clock=Clock.COHORT, name="First-touch compliance", of="leads due")
def touch_compliance(sums: Sums) -> Quotient:
    """Of the MQLs whose first touch was due, the share that a human touched within the promised hours.

    Met ÷ (met + late + breached). Hours are business hours of sales' calendar, counted from the moment that the
    agreement of the MQL's day says. Those not due yet, and those that no promise covers, are not in it.
    """
    return _compliance(sums, Promise.TOUCH)


@metric(unit=Unit.RATE, clock=Clock.COHORT, name="Answer compliance", of="leads due")
def decide_compliance(sums: Sums) -> Quotient:
    """Of the MQLs whose answer was due, the share that sales accepted or rejected within the promised hours.

    Met ÷ (met + late + breached). A rejection in time keeps this promise as well as an acceptance. Those not due
    yet, and those that no promise covers, are not in it.
    """
    return _compliance(sums, Promise.DECIDE)


@metric(unit=Unit.COUNT, clock=Clock.COHORT, name="Touched in time")
def touch_met(sums: Sums) -> pd.Series:
    """MQLs of the period whose first human touch came within the promised business hours."""
    return sums["touch_met"]


@metric(unit=Unit.COUNT, clock=Clock.COHORT, name="Touched late", better=Better.DOWN)
def touch_late(sums: Sums) -> pd.Series:
    """MQLs of the period that were touched, but after the promised business hours had passed."""
    return sums["touch_late"]


@metric(unit=Unit.COUNT, clock=Clock.COHORT, name="Untouched, overdue", better=Better.DOWN)
def touch_breached(sums: Sums) -> pd.Series:
    """MQLs of the period that nobody has touched by the as-of day though the promised hours have passed."""
    return sums["touch_breached"]


@metric(unit=Unit.COUNT, clock=Clock.COHORT, name="Untouched, not due yet", better=Better.NEITHER)
def touch_pending(sums: Sums) -> pd.Series:
    """MQLs of the period that nobody has touched and whose promised hours have not passed by the as-of day."""
    return sums["touch_pending"]


@metric(unit=Unit.COUNT, clock=Clock.COHORT, name="No touch promised", better=Better.NEITHER)
def touch_unjudged(sums: Sums) -> pd.Series:
    """MQLs of the period for which no deadline of a first touch can be told.

    There was no agreement on their day, nobody was assigned, the data tell a bare day without an hour, or no first
    touch at all. Touched in time, touched late, overdue, not due yet and these add up to the MQLs of the period.
    """
    return sums["touch_unjudged"]


@metric(unit=Unit.COUNT, clock=Clock.COHORT, name="Answered in time")
def decide_met(sums: Sums) -> pd.Series:
    """MQLs of the period that sales accepted or rejected within the promised business hours."""
    return sums["decide_met"]


@metric(unit=Unit.COUNT, clock=Clock.COHORT, name="Answered late", better=Better.DOWN)
def decide_late(sums: Sums) -> pd.Series:
    """MQLs of the period that sales accepted or rejected, but after the promised business hours had passed."""
    return sums["decide_late"]


@metric(unit=Unit.COUNT, clock=Clock.COHORT, name="Unanswered, overdue", better=Better.DOWN)
def decide_breached(sums: Sums) -> pd.Series:
    """MQLs of the period that sales has not answered by the as-of day though the promised hours have passed."""
    return sums["decide_breached"]


@metric(unit=Unit.COUNT, clock=Clock.COHORT, name="Unanswered, not due yet", better=Better.NEITHER)
def decide_pending(sums: Sums) -> pd.Series:
    """MQLs of the period that sales has not answered and whose promised hours have not passed by the as-of day."""
    return sums["decide_pending"]


@metric(unit=Unit.COUNT, clock=Clock.COHORT, name="No answer promised", better=Better.NEITHER)
def decide_unjudged(sums: Sums) -> pd.Series:
    """MQLs of the period for which no deadline of an answer can be told.

    There was no agreement on their day, nobody was assigned, or the data tell a bare day without an hour. Answered
    in time, answered late, overdue, not due yet and these add up to the MQLs of the period.
    """
    return sums["decide_unjudged"]


@metric(unit=Unit.RATE, clock=Clock.COHORT, name="Never touched", better=Better.DOWN, of="leads due")
def never_touched_rate(sums: Sums) -> Quotient:
    """Of the MQLs whose first touch was due, the share that nobody has touched by the as-of day."""
    return Quotient(sums["touch_breached"], due(sums, Promise.TOUCH))


@metric(unit=Unit.RATE, clock=Clock.COHORT, name="First touch by a stand-in", better=Better.DOWN, of="MQLs")
def touch_proxy_rate(sums: Sums) -> Quotient:
    """Of the MQLs, the share whose first touch is not in the data and was taken from another column.

    The day of the last contact may stand in for that of the first one. It is never earlier, so with a stand-in
    compliance is too low rather than too high.
    """
    return Quotient(sums["touch_proxy"], sums["mqls"])


COMPLIANCE = {Promise.TOUCH: touch_compliance, Promise.DECIDE: decide_compliance}
COUNTS = {
    Promise.TOUCH: (touch_met, touch_late, touch_breached, touch_pending, touch_unjudged),
    Promise.DECIDE: (decide_met, decide_late, decide_breached, decide_pending, decide_unjudged),
}
"""The states of each promise, in the order of `STATES`."""


def states(follow_up: pd.DataFrame, promise: Promise, *, by: Sequence[str] = ()) -> pd.DataFrame:
    """What became of a promise: one row per group, in parts that add up.

    follow_up: the frame of this module, with the columns of `by`.
    <by> · met, late, breached, pending, unjudged: int · mqls: int, their sum · due: int, met + late + breached.
    """
    columns = {promise.column(state): state for state in STATES}
    kept = follow_up[[*by, *columns, mqls.key]].rename(columns=columns)
    sums = kept.groupby(list(by), as_index=False).sum() if by else kept.sum().to_frame().T
    return sums.assign(due=sums[list(DUE)].sum(axis=1))


def stand_in(follow_up: pd.DataFrame) -> str:
    """`a proxy: the last contact stands in for the first touch of 312 of 1,004`; nothing where none does.

    follow_up: the frame of this module.
    """
    told, of_all = int(follow_up["touch_proxy"].sum()), int(follow_up[mqls.key].sum())
    return f"a proxy: the last contact stands in for the first touch of {told:,} of {of_all:,}" if told else ""


def states_said(follow_up: pd.DataFrame, promise: Promise) -> str:
    """`2,748 of 3,404 MQLs were touched in time, 387 late, 81 not at all; 23 are not due yet, 165 can’t be judged`.

    follow_up: the frame of this module. The numbers add up.
    """
    row = states(follow_up, promise).iloc[0]
    done = "touched" if promise is Promise.TOUCH else "answered"
    head = f"{row['met']:,} of {row[mqls.key]:,} MQLs were {done} in time, {row['late']:,} late"
    overdue = f", {row['breached']:,} not at all" if row["breached"] else ""
    rest = {"are not due yet": row["pending"], "can’t be judged": row["unjudged"]}
    tail = ", ".join(f"{n:,} {word}" for word, n in rest.items() if n)
    return f"{head}{overdue}{f'; {tail}' if tail else ''}"
