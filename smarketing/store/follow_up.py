"""Sales' promise, counted: each MQL against the moments that judged it (`store.judging`). Grouped SELECTs only.

    follow_up         met, late, breached, pending by MQL day: first touch and answer
    arrivals          the first touch by weekday and hour of arrival
    waits             business minutes until the first touch, or until the answer
    attempts          leads that got a k-th attempt, and those accepted after it
    returned          leads sales returned, by reason and by the attempts made before
    won_back          leads that became an MQL again
    in_breach         the leads that are overdue now, with whoever has them

Everything is as known at `until`, the moment at which as-of ends, or now. A touch or an answer after it has not
happened; a deadline counts as passed when it is not later.
"""

from __future__ import annotations

import pandas as pd
from sqlalchemy import ColumnElement, Engine, Select, and_, case, func, literal, or_, select, true, union_all

from smarketing.filters import Dimension, Filters
from smarketing.periods import to_number
from smarketing.stages import LADDER, Stage
from smarketing.store.engine import reading
from smarketing.store.queries import Cut, between_days, conditions, count, is_pending, is_rejected, names
from smarketing.store.schema import activity, deal, lead, owner

STATES = ("met", "late", "breached", "pending")

PROMISES: dict[str, tuple[ColumnElement, ColumnElement]] = {
    "touch": (lead.c.touch_due_at, lead.c.touched_at),
    "decide": (lead.c.decide_due_at, lead.c.decided_at),
}
"""Each promise's due moment, and the moment at which it was kept."""


def state(promise: str, name: str, until: int) -> ColumnElement[bool]:
    """What makes a lead met, late, breached or pending; a lead that was promised nothing is none of them."""
    due, done = PROMISES[promise]
    happened, passed = done <= until, due <= until
    open_still = or_(done.is_(None), done > until)
    return {
        "met": and_(happened, done <= due),
        "late": and_(happened, done > due),
        "breached": and_(open_still, passed),
        "pending": and_(open_still, due > until),
    }[name]


def follow_up(engine: Engine, filters: Filters, *, until: int, by: Dimension = Dimension.SOURCE) -> pd.DataFrame:
    """One row per MQL day and value of `by`, over `filters.span`.

    day: int · <by>: str · mqls: int · touch_met, touch_late, touch_breached, touch_pending, touch_unjudged: int, add up
    to mqls; unjudged were promised nothing: no agreement then, no rep, or no hour known · touch_proxy: int, those
    whose touch is told by a later contact · decide_…: int, the same for the answer.
    """
    columns = [func.count().label("mqls")]
    for promise, (due, _) in PROMISES.items():
        columns += [count(state(promise, name, until)).label(f"{promise}_{name}") for name in STATES]
        columns += [count(due.is_(None)).label(f"{promise}_unjudged")]
    proxy = and_(lead.c.touch_by_proxy == 1, lead.c.touched_at <= until, lead.c.touch_due_at.is_not(None))
    columns += [count(proxy).label("touch_proxy")]
    with reading(engine) as connection:
        cut = Cut(connection, lead, filters, by)
        day = lead.c.mql_day
        query = (
            select(day.label("day"), cut.key, *columns)
            .where(between_days(day, filters), *cut.conditions)
            .group_by(day, cut.key)
        )
        return cut.named(pd.read_sql(query, connection))


def arrivals(engine: Engine, filters: Filters, *, until: int) -> pd.DataFrame:
    """One row per weekday and hour at which MQLs of `filters.period` arrived, by the calendar of sales.

    weekday: int, Monday is 0 · hour: int, 0 to 23 · touch_met, touch_late, touch_breached, touch_pending: int.
    """
    slot = lead.c.arrival_slot
    columns = [count(state("touch", name, until)).label(f"touch_{name}") for name in STATES]
    with reading(engine) as connection:
        where = [_in_period(filters), *conditions(connection, lead, filters), lead.c.touch_due_at.is_not(None)]
        frame = pd.read_sql(select(slot.label("slot"), *columns).where(*where).group_by(slot), connection)
    frame = frame.astype("int64")
    return frame.assign(weekday=frame["slot"] // 24, hour=frame["slot"] % 24).drop(columns="slot")


def waits(
    engine: Engine, filters: Filters, *, until: int, promise: str = "touch", by: Dimension = Dimension.TEAM
) -> pd.DataFrame:
    """One row per value of `by` and business minutes waited, for MQLs of `filters.period` whose hours are known.

    <by>: str · day, slot: int, MQL day and arrival slot of those who still wait, −1 of those who do not · minutes: int,
    until the first touch (or the answer), −1 of those who still wait: for so long as `until` is from their slot ·
    done: int, 1 when it came · n: int, leads.
    """
    _, done = PROMISES[promise]
    minutes = lead.c.touch_minutes if promise == "touch" else lead.c.decide_minutes
    there = and_(done <= until, minutes.is_not(None))
    waiting = or_(done.is_(None), done > until)
    with reading(engine) as connection:
        cut = Cut(connection, lead, filters, by)
        told = [
            (there, [minutes, literal(-1), literal(-1), literal(1)]),
            (waiting, [literal(-1), lead.c.mql_day, lead.c.arrival_slot, literal(0)]),
        ]
        parts = [
            _waits(cut, filters, which, dict(zip(("minutes", "day", "slot", "done"), columns, strict=True)))
            for which, columns in told
        ]
        return cut.named(pd.read_sql(union_all(*parts), connection))


def _waits(cut: Cut, filters: Filters, which: ColumnElement[bool], columns: dict[str, ColumnElement]) -> Select:
    where = [_in_period(filters), lead.c.arrival_slot.is_not(None), which, *cut.conditions]
    keys = [c for c in columns.values() if c.table is not None] if False else list(columns.values())
    named = [c.label(name) for name, c in columns.items()]
    grouped = [c for c in keys if not hasattr(c, "value")]
    return select(cut.key, *named, func.count().label("n")).where(*where).group_by(cut.key, *grouped)
