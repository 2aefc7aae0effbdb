"""The leads behind any number: one page of rows, the same conditions as the number's SELECT."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
from sqlalchemy import ColumnElement, Connection, Engine, Select, and_, case, func, or_, select

from smarketing.filters import Clock, Dimension, Filters
from smarketing.groups import Choice, Group
from smarketing.periods import to_number
from smarketing.stages import LADDER, Exit, Stage
from smarketing.store.cut import conditions, has_lost, is_pending, is_rejected, names
from smarketing.store.engine import reading
from smarketing.store.follow_up import PROMISES, attempts_made, business_time, lists_attempts, owed
from smarketing.store.schema import bit, deal, lead

EXPORT = 100_000
"""So many leads go into one export at most; it says so when there are more."""


SORTS: Mapping[str, ColumnElement] = {
    "MQL day": lead.c.mql_day,
    "Lead day": lead.c.lead_day,
    "Customer day": lead.c.customer_day,
    "Name": func.lower(lead.c.label),
    "Key": lead.c.key,
}

BY_DUE = "Due"
"""Overdue leads alone can be sorted by their deadline."""


def sorts(group: Group) -> list[str]:
    """What the leads of a group can be sorted by."""
    return [*([BY_DUE] if group is Group.OVERDUE else []), *SORTS]


@dataclass(frozen=True)
class Found:
    """`rows`: the page asked for, one row per lead and spell. `total`: how many leads there are in all.

    attempts: calls and mails from the MQL day until the answer, or as-of; where nobody lists them, the column is called
    attempts_today: what the lead itself tells, whatever the as-of day. Overdue leads have three columns more: promise:
    str, touch or decide · due: when it was · hours_over: float, business hours since.
    """

    rows: pd.DataFrame
    total: int


def leads(engine: Engine, filters: Filters, choice: Choice) -> Found:
    """The leads of `filters.period` that belong to the group.

    By the cohort clock those are the leads that reached `choice.start` in the period and are in the group by
    as-of; by the event clock those that entered the group in the period.
    """
    with reading(engine) as connection:
        where = _where(connection, filters, choice)
        total = connection.execute(select(func.count()).select_from(lead).where(*where)).scalar_one()
        is_listed = lists_attempts(connection)
        frame = pd.read_sql(_page(choice, filters, is_listed=is_listed).where(*where), connection)
        if choice.group is Group.OVERDUE:
            frame = _timed(frame, choice)
        return Found(_readable(connection, frame, filters), total)


_ENTERED: Mapping[Group, ColumnElement] = {
    Group.LEADS: lead.c.lead_day, Group.MQLS: lead.c.mql_day, Group.ACCEPTED: lead.c.sal_day,
    Group.SALS: lead.c.sal_day, Group.SQLS: lead.c.sql_day, Group.OPPORTUNITIES: lead.c.opportunity_day,
    Group.CUSTOMERS: lead.c.customer_day, Group.REJECTED: lead.c.rejected_day, Group.LOST: lead.c.lost_day,
}  # fmt: skip


def _where(connection: Connection, filters: Filters, choice: Choice) -> list[ColumnElement[bool]]:
    as_of = to_number(filters.as_of)
    entered = _ENTERED.get(choice.group, lead.c.mql_day)
    clock = lead.c[choice.start.day] if filters.clock is Clock.COHORT else entered
    first, last = to_number(filters.period.first), min(to_number(filters.period.last), as_of)
    where = [clock.between(first, last), *conditions(connection, lead, filters), *_member(choice, filters)]
    if choice.search.strip():
        text = f"%{_literally(choice.search.strip().lower())}%"
        columns = (lead.c.label, lead.c.email, lead.c.key)
        where.append(or_(*(func.lower(c).like(text, escape="\\") for c in columns)))
    return where


def _member(choice: Choice, filters: Filters) -> list[ColumnElement[bool]]:
    """What makes a lead belong to the group by the as-of day."""
    as_of, group = to_number(filters.as_of), choice.group
    rejected = is_rejected(as_of)
    if group is Group.REJECTED:
        return [rejected] if filters.clock is Clock.COHORT else [lead.c.rejected_day <= as_of]
    if group is Group.PENDING:
        return [is_pending(as_of)]
    if group is Group.OVERDUE:
        return [or_(*owed(filters, choice.until).values())]
    if group is Group.LOST:
        return [has_lost(as_of)] if filters.clock is Clock.COHORT else [lead.c.lost_day <= as_of]
    if group is Group.TOO_YOUNG:
        return [lead.c[choice.start.day] > as_of - filters.window]
    if group is Group.SKIPPED:
        passed = [and_(lead.c.skipped.bitwise_and(bit(s)) > 0, lead.c[s.day] <= as_of) for s in choice.watched]
        return [or_(*passed)]
    if group is Group.OUT_OF_ORDER:
        return [lead.c.raised > 0]
    return [_ENTERED[group] <= as_of]


def _literally(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _page(choice: Choice, filters: Filters, *, is_listed: bool) -> Select:
    cents, currency = func.sum(deal.c.amount_cents).label("cents"), func.max(deal.c.currency).label("currency")
    won = (
        select(deal.c.lead_id, cents, currency)
        .where(deal.c.won_day <= to_number(filters.as_of))
        .group_by(deal.c.lead_id)
        .having(func.min(deal.c.currency) == func.max(deal.c.currency))
        .subquery()
    )
    columns = [lead.c[name] for name in ("key", "spell", "label", "email", "first_touch_at")]
    made = attempts_made(to_number(filters.as_of)).label("attempts")
    columns.append(made if is_listed else lead.c.attempts.label("attempts_today"))
    columns += [lead.c[f"{d}_id"].label(d) for d in ("source", "campaign", "segment", "region", "owner")]
    columns += [lead.c[s.day] for s in (*LADDER, *Exit)]
    columns += [lead.c.rejected_reason_id.label("rejected_reason"), lead.c.lost_reason_id.label("lost_reason")]
    columns += [won.c.cents.label("won_amount"), won.c.currency]
    by = dict(SORTS)
    if choice.group is Group.OVERDUE:
        promise, by[BY_DUE] = _owed_first(filters, choice)
        columns += [promise.label("promise"), by[BY_DUE].label("due_at")]
    order = by.get(choice.sort, lead.c.mql_day)
    order = (order.desc() if choice.newest_first else order.asc()).nulls_last()
    joined = lead.outerjoin(won, won.c.lead_id == lead.c.id)
    return select(*columns).select_from(joined).order_by(order, lead.c.id).offset(choice.offset).limit(choice.limit)


def _owed_first(filters: Filters, choice: Choice) -> tuple[ColumnElement, ColumnElement]:
    """What an overdue lead is owed, and when that was due."""
    which = owed(filters, choice.until)
    promise = case(*((condition, name) for name, condition in which.items()))
    return promise, case(*((condition, PROMISES[name][0]) for name, condition in which.items()))


def _timed(frame: pd.DataFrame, choice: Choice) -> pd.DataFrame:
    """With how long each lead is overdue, in the business hours of those who owe it something."""
    due = frame.pop("due_at").astype("int64")
    over = business_time(choice.calendar, due, until=choice.until).between(due, choice.until) / 3600
    return frame.assign(due=pd.to_datetime(due, unit="s", utc=True), hours_over=over)


def _readable(connection: Connection, frame: pd.DataFrame, filters: Filters) -> pd.DataFrame:
    """Names for ids, dates for day numbers, nothing that is after as-of, and in which stage the lead stands."""
    as_of = to_number(filters.as_of)
    for dimension in (d for d in Dimension if d is not Dimension.TEAM):
        frame[dimension.value] = frame[dimension.value].map(names(connection, dimension.value)).astype("str")
    reasons = names(connection, "reason") | {0: ""}
    known = {x.day: frame[x.day].where(frame[x.day] <= as_of) for x in (*LADDER, *Exit)}
    for left in Exit:
        reason = frame[f"{left.key}_reason"].map(reasons).astype("str")
        frame[f"{left.key}_reason"] = reason.where(known[left.day].notna(), "")
    won = known[Stage.CUSTOMER.day].notna()
    frame["won_amount"] = frame["won_amount"].where(won).astype(float) / 100
    frame["stands"] = _stands(pd.DataFrame(known))
    touched = frame.pop("first_touch_at").astype("float64")
    frame["first_touch"] = pd.to_datetime(touched.where(touched < (as_of + 1) * 86_400), unit="s", utc=True)
    for column, days in known.items():
        frame[column] = pd.to_datetime(days.astype("float64"), unit="D")
    return frame.rename(columns={x.day: x.key for x in (*LADDER, *Exit)})


def _stands(known: pd.DataFrame) -> pd.Series:
    stands = pd.Series("", index=known.index, dtype="str")
    for stage in LADDER:
        stands = stands.mask(known[stage.day].notna(), stage.value)
    for left, unless in ((Exit.REJECTED, Stage.SAL), (Exit.LOST, Stage.CUSTOMER)):
        stands = stands.mask(known[left.day].notna() & known[unless.day].isna(), left.value)
    return stands
