"""From marketing's count of MQLs to what sales worked: in which bar of the bridge a lead stands.

The first condition that a lead meets decides, so that each stands in one bar, and the bars add up under any filter.
`bar` is the one definition, for the grouped SELECT and for the leads behind it (`store.rows`).
"""

from __future__ import annotations

import pandas as pd
from sqlalchemy import CTE, ColumnElement, CompoundSelect, Engine, Select, and_, case, func, literal, or_, select, union

from smarketing.filters import Dimension, Filters
from smarketing.groups import Group
from smarketing.periods import to_number
from smarketing.store.cut import Cut, is_pending, is_rejected, names
from smarketing.store.engine import reading
from smarketing.store.follow_up import in_period, tells_touches
from smarketing.store.schema import NONE_ID, lead

_ANY = lead.alias("any_lead")


def bridge(
    engine: Engine, filters: Filters, *, until: int, ends: int, by: Dimension = Dimension.SOURCE
) -> pd.DataFrame:
    """One row per value of `by`, bar and reason, for the MQLs of `filters.period`.

    until: the moment up to which everything is known. ends: the last second of the period, or of as-of where that is
    earlier. <by>: str · bar: str, the key of one of `groups.BRIDGE` · reason: str, of a lead that sales returned ·
    n: int, leads.
    """
    why = case((is_rejected(to_number(filters.as_of)), lead.c.rejected_reason_id), else_=NONE_ID)
    with reading(engine) as connection:
        cut = Cut(connection, lead, filters, by)
        each = select(*cut.keys, bar(filters, until=until, ends=ends).label("bar"), why.label("reason"))
        rows = each.where(in_period(filters), *cut.conditions).subquery()
        keys = [rows.c[name] for name in (by.value, "bar", "reason")]
        frame = pd.read_sql(select(*keys, func.count().label("n")).group_by(*keys), connection)
        return cut.named(frame.assign(reason=frame["reason"].map(names(connection, "reason"))))


def bar(filters: Filters, *, until: int, ends: int) -> ColumnElement[str]:
    """The key of the group of `groups.BRIDGE` that an MQL of the period is in."""
    as_of, last = to_number(filters.as_of), to_number(filters.seen.last)
    assigned, touched = lead.c.assigned_at, lead.c.touched_at
    accepted, rejected = lead.c.sal_day <= as_of, is_rejected(as_of)
    counts_as_work = and_(rejected, ~tells_touches())  # where nobody tells of touches, an answer shows that it was read
    worked = or_(touched <= until, accepted, counts_as_work)
    still_untouched = and_(or_(touched.is_(None), touched > ends), is_pending(last))
    first_met = {
        Group.UNQUALIFIED: lead.c.mql_raw.is_(None),
        Group.REPEATED: lead.c.id.in_(_repeats(filters)),
        Group.HANDED_LATER: and_(assigned > ends, assigned <= until, still_untouched),
        Group.WORKED_ACCEPTED: accepted,
        Group.WORKED_RETURNED: and_(worked, rejected),
        Group.WORKED_OPEN: worked,
        Group.RETURNED: rejected,
        Group.UNASSIGNED: and_(
            _tells_reps(), or_(and_(assigned.is_(None), lead.c.owner_id == NONE_ID), assigned > until)
        ),
        Group.NOT_DUE: _due() > until,
    }
    return case(*((met, literal(group.key)) for group, met in first_met.items()), else_=Group.UNTOUCHED.key)


def _repeats(filters: Filters) -> CompoundSelect:
    """MQLs of the period whose lead, or whose e-mail address, had been one in it already; whatever else is chosen.

    Few leads and few addresses are there twice: those are found first, and only theirs are put into an order. Addresses
    are told apart by their numbers, in less than half of the time that their texts take.
    """
    last = min(to_number(filters.period.last), to_number(filters.as_of))
    told = (
        select(_ANY.c.id, _ANY.c.key, _ANY.c.spell, _ANY.c.mql_day, _ANY.c.address)
        .where(_ANY.c.mql_day.between(to_number(filters.period.first), last), _ANY.c.mql_raw.is_not(None))
        .cte("told")
        .prefix_with("MATERIALIZED")  # it is asked four times
    )
    came_again = select(told.c.key).where(told.c.spell > 1)  # of the spells of one lead, one at most is the first
    shared = select(told.c.address).where(told.c.address.is_not(None)).group_by(told.c.address).having(func.count() > 1)
    return union(_but_the_first(told, told.c.key, came_again), _but_the_first(told, told.c.address, shared))


def _but_the_first(told: CTE, column: ColumnElement, among: Select) -> Select:
    in_order = (told.c.mql_day, told.c.key, told.c.spell)
    place = func.row_number().over(partition_by=column, order_by=in_order)
    placed = select(told.c.id, place.label("place")).where(column.in_(among)).subquery()
    return select(placed.c.id).where(placed.c.place > 1)


def _due() -> ColumnElement:
    """When the first touch was due, or the answer where no touch was promised or nobody tells of any."""
    return case((tells_touches(), func.coalesce(lead.c.touch_due_at, lead.c.decide_due_at)), else_=lead.c.decide_due_at)


def _tells_reps() -> ColumnElement[bool]:
    has_rep = or_(_ANY.c.owner_id != NONE_ID, _ANY.c.assigned_at.is_not(None))
    return select(_ANY.c.id).where(has_rep, _ANY.c.mql_day.is_not(None)).exists()


def knows_reps(engine: Engine) -> bool:
    """Does the data tell who was assigned to any MQL?"""
    with reading(engine) as connection:
        return bool(connection.execute(select(case((_tells_reps(), 1), else_=0))).scalar_one())


def knows_assignments(engine: Engine) -> bool:
    """Does the data tell when any MQL was assigned?"""
    told = select(lead.c.id).where(lead.c.assigned_at.is_not(None), lead.c.mql_day.is_not(None))
    with reading(engine) as connection:
        return connection.execute(told.limit(1)).first() is not None
