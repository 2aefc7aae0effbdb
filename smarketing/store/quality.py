"""What is wrong with the data itself: leads without a source, an owner, a date, or with dates that contradict.

`faults` is the one definition, for the grouped SELECT and for the leads behind it (`store.rows`). Faults are those of
the data as it is stored today; only a stage that was skipped has to lie behind as-of.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
from sqlalchemy import ColumnElement, Engine, and_, false, func, or_, select

from smarketing.filters import Dimension, Filters
from smarketing.groups import FAULTY, Group
from smarketing.periods import to_number
from smarketing.stages import Stage
from smarketing.store.cut import Cut, between_days, count
from smarketing.store.engine import reading
from smarketing.store.schema import NONE_ID, bit, lead

LATE_DAYS = 7
"""A lead that was created more than so many days after what it had reached by then was entered late."""


def quality(
    engine: Engine,
    filters: Filters,
    *,
    watched: Sequence[Stage],
    start: Stage = Stage.MQL,
    by: Dimension = Dimension.SOURCE,
) -> pd.DataFrame:
    """One row per day on which a lead reached `start` and value of `by`, over `filters.span`.

    watched: the stages that the data knows. day: int · <by>: str · checked: int, leads · a column for each of
    `groups.FAULTY` by its key: int, leads that have the fault · touch_timed: int, those whose hand-over and touch are
    both known · created: int, those whose creation and a later stage are both dated.
    """
    day = lead.c[start.day]
    later = [lead.c[s.raw] for s in Stage.LEAD.later]
    columns = {group.key: is_faulty for group, is_faulty in faults(filters, watched).items()} | {
        "touch_timed": and_(lead.c.touched_at.is_not(None), lead.c.arrived_at.is_not(None)),
        "created": and_(lead.c[Stage.LEAD.raw].is_not(None), or_(*(raw.is_not(None) for raw in later))),
    }
    counts = [func.count().label("checked"), *(count(which).label(name) for name, which in columns.items())]
    with reading(engine) as connection:
        cut = Cut(connection, lead, filters, by)
        query = select(day.label("day"), *cut.keys, *counts).where(between_days(day, filters), *cut.conditions)
        return cut.named(pd.read_sql(query.group_by(day, *cut.keys), connection))


def faults(filters: Filters, watched: Sequence[Stage]) -> Mapping[Group, ColumnElement[bool]]:
    """What makes a lead faulty, in the order of `groups.FAULTY`."""
    as_of, created = to_number(filters.as_of), lead.c[Stage.LEAD.raw]
    passed = (and_(lead.c.skipped.bitwise_and(bit(s)) > 0, lead.c[s.day] <= as_of) for s in watched)
    told = {
        Group.UNQUALIFIED: and_(lead.c[Stage.MQL.raw].is_(None), lead.c[Stage.MQL.day] <= as_of),
        Group.WITHOUT_SOURCE: lead.c.source_id == NONE_ID,
        Group.WITHOUT_OWNER: lead.c.owner_id == NONE_ID,
        Group.WITHOUT_ASSIGNMENT: lead.c.assigned_at.is_(None),
        Group.WITHOUT_HOUR: and_(lead.c[Stage.MQL.raw].is_not(None), lead.c[Stage.MQL.at].is_(None)),
        Group.SKIPPED: or_(false(), *passed),
        Group.OUT_OF_ORDER: lead.c.raised > 0,
        Group.TOUCHED_EARLY: lead.c.touched_at < lead.c.arrived_at,
        Group.ENTERED_LATE: or_(*(created - lead.c[s.raw] > LATE_DAYS for s in Stage.LEAD.later)),
    }
    return {group: told[group] for group in FAULTY}
