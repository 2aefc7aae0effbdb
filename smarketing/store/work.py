"""What sales' work was, and what it brought: the proposals for the agreement are made of it. Grouped SELECTs only.

    conversions   touched leads by how long they waited, and whether they came further
    spans         days from the MQL day to an attempt
    made          attempts of each rep by month

How many attempts a lead got, and which answer and reason followed, is in `follow_up.attempts`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from sqlalchemy import ColumnElement, Engine, and_, case, func, select

from smarketing.filters import Dimension, Filters
from smarketing.periods import Grain, to_number
from smarketing.stages import Stage
from smarketing.store.cut import Cut
from smarketing.store.engine import reading
from smarketing.store.follow_up import ATTEMPTS, in_period, is_attempt
from smarketing.store.schema import NONE_ID, activity, lead


def conversions(engine: Engine, filters: Filters, *, until: int, stage: Stage) -> pd.DataFrame:
    """One row per wait and outcome, for MQLs of `filters.period` that are `filters.window` days old and were touched.

    minutes: int, business minutes until the first touch, to the next half hour · converted: int, 1 when the lead
    reached `stage` within the window of its MQL day · n: int, leads. Those whose touch is told by a later contact are
    left out: it is late where a lead was worked for long.
    """
    as_of, day, there = to_number(filters.as_of), lead.c.mql_day, lead.c[stage.day]
    converted = case((and_(there <= as_of, there - day <= filters.window), 1), else_=0)
    minutes = _up_to_half_hours(lead.c.touch_minutes)
    touched = [lead.c.touch_minutes.is_not(None), lead.c.touched_at <= until, lead.c.touch_by_proxy == 0]
    with reading(engine) as connection:
        cut = Cut(connection, lead, filters)
        query = (
            select(minutes.label("minutes"), converted.label("converted"), func.count().label("n"))
            .where(in_period(filters), day <= as_of - filters.window, *touched, *cut.conditions)
            .group_by(minutes, converted)
        )
        return cut.named(pd.read_sql(query, connection))


def spans(engine: Engine, filters: Filters, *, attempt: int) -> pd.DataFrame:
    """One row per number of days, for MQLs of `filters.period` that had got so many attempts by as-of.

    attempt: 1 for a lead's first call or mail from its MQL day on, until it was answered. days: int, from the MQL day
    to it · n: int, leads.
    """
    in_turn = select(activity.c.day).where(*is_attempt(to_number(filters.as_of))).order_by(activity.c.day)
    made_on = in_turn.offset(attempt - 1).limit(1).correlate(lead).scalar_subquery()
    with reading(engine) as connection:
        cut = Cut(connection, lead, filters)
        each = (
            select((made_on - lead.c.mql_day).label("days"))
            .where(in_period(filters), lead.c.mql_raw.is_not(None), *cut.conditions)
            .subquery()
        )
        query = select(each.c.days, func.count().label("n")).group_by(each.c.days)
        return cut.named(pd.read_sql(query, connection).dropna())


def made(engine: Engine, filters: Filters) -> pd.DataFrame:
    """One row per rep and month of `filters.period` with an attempt; only owner and team narrow it.

    owner: str, who made them · bucket: datetime64, the first day of the month, or of its part in the period ·
    attempts: int, calls and mails to whatever lead. Attempts of nobody are left out.
    """
    day = activity.c.day
    alone = filters.within(source=(), campaign=(), segment=(), region=())
    last = min(to_number(filters.period.last), to_number(filters.as_of))
    with reading(engine) as connection:
        cut = Cut(connection, activity, alone, Dimension.OWNER)
        query = (
            select(*cut.keys, day.label("day"), func.count().label("attempts"))
            .where(day.between(to_number(filters.period.first), last), activity.c.current == 1,
                   activity.c.kind.in_(ATTEMPTS), activity.c.owner_id != NONE_ID, *cut.conditions)
            .group_by(day, *cut.keys)  # as the index has them
        )  # fmt: skip
        by_day = cut.named(pd.read_sql(query, connection))
    begins = np.array([to_number(month.first) for month in filters.period.buckets(Grain.MONTH)])
    month = begins[np.searchsorted(begins, by_day["day"], "right") - 1]
    by_month = by_day.assign(bucket=pd.to_datetime(month, unit="D")).groupby(["owner", "bucket"], as_index=False)
    return by_month["attempts"].sum()


def _up_to_half_hours(minutes: ColumnElement[int]) -> ColumnElement[int]:
    """Rounded up, so that what came within so many hours still does."""
    later = minutes + 29
    return later - later % 30
