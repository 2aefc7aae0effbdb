"""The leads behind any number: one page of rows, the same conditions as the number's SELECT."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
from sqlalchemy import ColumnElement, Connection, Engine, Select, case, false, func, or_, select

from smarketing.business_time import last_second
from smarketing.filters import Clock, Dimension, Filters
from smarketing.groups import BRIDGE, FAULTY, WITH_REASON, WORKED, Choice, Group
from smarketing.periods import to_number
from smarketing.snapshot import Change
from smarketing.stages import LADDER, Exit, Stage
from smarketing.store.assigned import unassigned_due
from smarketing.store.bridge import bar
from smarketing.store.cut import conditions, has_lost, is_pending, is_rejected, lost_day, lost_then, names, was_lost
from smarketing.store.engine import reading
from smarketing.store.follow_up import PROMISES, attempts_made, business_time, lists_attempts, owed
from smarketing.store.quality import faults
from smarketing.store.records import workspace_in
from smarketing.store.schema import deal, lead, past_loss
from smarketing.store.snapshots import changed_ids, gone, restated_ids

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
    attempts_today: what the lead itself tells, whatever the as-of day. first_touch: what the lead tells, or its first
    activity. Where the data have such proxies, last_contact: the moment that stands in for the first touch ·
    contacts_today: the number that stands in for attempts. Overdue leads have three columns more: promise:
    str, touch or decide · due: when it was · hours_over: float, business hours since.
    """

    rows: pd.DataFrame
    total: int


def leads(engine: Engine, filters: Filters, choice: Choice) -> Found:
    """The leads of `filters.period` that belong to the group.

    By the cohort clock those are the leads that reached `choice.start` in the period and are in the group by
    as-of; by the event clock those that entered the group in the period. The groups of a snapshot have no period; of
    those that disappeared since, only the fingerprints are told.
    """
    with reading(engine) as connection:
        if choice.group is Group.SINCE_GONE:
            return _gone(connection, filters, choice)
        where = _where(connection, filters, choice)
        total = connection.execute(select(func.count()).select_from(lead).where(*where)).scalar_one()
        is_listed = lists_attempts(connection)
        page = _page(choice, filters, is_listed=is_listed).where(*where)
        is_overdue = choice.group is Group.OVERDUE
        frame = _overdue(connection, page, filters, choice) if is_overdue else pd.read_sql(page, connection)
        return Found(_readable(connection, frame, filters), total)


_ENTERED: Mapping[Group, ColumnElement] = {
    Group.LEADS: lead.c.lead_day, Group.MQLS: lead.c.mql_day, Group.ACCEPTED: lead.c.sal_day,
    Group.SALS: lead.c.sal_day, Group.SQLS: lead.c.sql_day, Group.OPPORTUNITIES: lead.c.opportunity_day,
    Group.CUSTOMERS: lead.c.customer_day, Group.REJECTED: lead.c.rejected_day, Group.LOST: lead.c.lost_day,
}  # fmt: skip


def _where(connection: Connection, filters: Filters, choice: Choice) -> list[ColumnElement[bool]]:
    found = _found(choice, lead.c.label, lead.c.email, lead.c.key)
    if choice.group.is_since:
        return [*_since(connection, filters, choice), *found]
    as_of = to_number(filters.as_of)
    entered = _ENTERED.get(choice.group, lead.c.mql_day)
    clock = lead.c[choice.start.day] if filters.clock is Clock.COHORT else entered
    first, last = to_number(filters.period.first), min(to_number(filters.period.last), as_of)
    within = clock.between(first, last)
    if clock is lead.c.lost_day:
        past = lost_then(as_of).where(past_loss.c.lost_day.between(first, last))
        within = or_(within, lead.c.id.in_(past))
    where = [
        within,
        *conditions(connection, lead, filters),
        *_member(connection, choice, filters),
        *found,
    ]
    if choice.reason and choice.group in WITH_REASON:
        ids = [i for i, name in names(connection, "reason").items() if name == choice.reason]
        where.append(lead.c.rejected_reason_id.in_(ids))
    return where


def _found(choice: Choice, *columns: ColumnElement[str]) -> list[ColumnElement[bool]]:
    """What keeps the leads that the search finds."""
    if not choice.search.strip():
        return []
    text = f"%{_literally(choice.search.strip().lower())}%"
    return [or_(*(func.lower(c).like(text, escape="\\") for c in columns))]


def _since(connection: Connection, filters: Filters, choice: Choice) -> list[ColumnElement[bool]]:
    if choice.since is None:
        return [false()]
    if choice.group is Group.SINCE_RESTATED:
        return [lead.c.id.in_(restated_ids(connection, filters, choice.since))]
    change = next(c for c in Change if c is not Change.NONE and Group.since(c) is choice.group)
    return [lead.c.id.in_(changed_ids(connection, filters, choice.since, change))]


def _gone(connection: Connection, filters: Filters, choice: Choice) -> Found:
    """The fingerprints of leads that are no longer there, as rows like the others'."""
    if choice.since is None:
        none = _page(choice, filters, is_listed=False).where(false())
        return Found(_readable(connection, pd.read_sql(none, connection), filters), 0)
    prints = gone(connection, filters, choice.since)
    found = select(prints).where(*_found(choice, prints.c.key))
    total = connection.execute(select(func.count()).select_from(found.subquery())).scalar_one()
    page = found.order_by(prints.c.key, prints.c.spell).offset(choice.offset).limit(choice.limit)
    frame = pd.read_sql(page, connection).assign(label="", email="", attempts=pd.NA, first_touch=pd.NA,
                                                 last_contact=pd.NA, rejected_reason=0, lost_reason=0)  # fmt: skip
    frame = frame.astype({"first_touch": "Float64", "last_contact": "Float64"})
    return Found(_readable(connection, frame, filters), total)


def _member(connection: Connection, choice: Choice, filters: Filters) -> list[ColumnElement[bool]]:
    """What makes a lead belong to the group by the as-of day."""
    as_of, group = to_number(filters.as_of), choice.group
    rejected = is_rejected(as_of)
    if group is Group.REJECTED:
        return [rejected] if filters.clock is Clock.COHORT else [lead.c.rejected_day <= as_of]
    if group is Group.PENDING:
        return [is_pending(as_of)]
    if group is Group.OVERDUE:
        return [or_(*owed(connection, filters, choice.until).values())]
    if group is Group.LOST:
        return [has_lost(as_of) if filters.clock is Clock.COHORT else was_lost(as_of)]
    if group is Group.TOO_YOUNG:
        return [lead.c[choice.start.day] > as_of - filters.window]
    if group in FAULTY:
        return [faults(filters, choice.watched)[group]]
    if group in (Group.WORKED, *BRIDGE):
        bars = WORKED if group is Group.WORKED else (group,)
        where = bar(filters, until=choice.until, ends=choice.ends).in_([g.key for g in bars])
        return [lead.c.mql_day <= as_of, where]
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
    columns = [lead.c[name] for name in ("key", "spell", "label", "email")]
    told = case((lead.c.touch_by_proxy == 0, lead.c.touched_at), else_=lead.c.first_touch_at)
    stands_in = case((lead.c.touch_by_proxy == 1, lead.c.touched_at))
    columns += [told.label("first_touch"), stands_in.label("last_contact")]
    made = attempts_made(to_number(filters.as_of)).label("attempts")
    today = [lead.c.attempts.label("attempts_today"), lead.c.times_contacted.label("contacts_today")]
    columns += [made] if is_listed else today
    columns += [lead.c[f"{d}_id"].label(d) for d in ("source", "campaign", "segment", "region", "owner")]
    days = {x.day: lead.c[x.day] for x in (*LADDER, *Exit)} | {Exit.LOST.day: lost_day(to_number(filters.as_of))}
    columns += [day.label(name) for name, day in days.items()]
    columns += [lead.c.rejected_reason_id.label("rejected_reason"), lead.c.lost_reason_id.label("lost_reason")]
    columns += [won.c.cents.label("won_amount"), won.c.currency]
    order = SORTS.get(choice.sort, lead.c.mql_day)
    order = (order.desc() if choice.newest_first else order.asc()).nulls_last()
    joined = lead.outerjoin(won, won.c.lead_id == lead.c.id)
    return select(*columns).select_from(joined).order_by(order, lead.c.id).offset(choice.offset).limit(choice.limit)


def _overdue(connection: Connection, page: Select, filters: Filters, choice: Choice) -> pd.DataFrame:
    """The page with what each lead waits for, since when, and for how many business hours, as of `choice.until`."""
    which = owed(connection, filters, choice.until)
    promise = case(*((condition, name) for name, condition in which.items()))
    stored = case(*((condition, PROMISES[name][0]) for name, condition in which.items()))
    page = page.add_columns(promise.label("promise"), stored.label("due_at"), lead.c.mql_at)
    is_sorted = choice.sort == BY_DUE
    frame = pd.read_sql(_up_to(connection, page, stored, choice) if is_sorted else page, connection)
    due = frame.pop("due_at").astype("int64")
    early = frame.assign(mql_at=frame.pop("mql_at"))[due > choice.until]  # nobody was assigned yet
    due[early.index] = unassigned_due(connection, early)
    over = business_time(choice.calendar, due, until=choice.until).between(due, choice.until) / 3600
    frame = frame.assign(due=pd.to_datetime(due, unit="s", utc=True), hours_over=over)
    if not is_sorted:
        return frame
    frame = frame.sort_values("due", ascending=not choice.newest_first, kind="stable", ignore_index=True)
    return frame[choice.offset : choice.offset + choice.limit].reset_index(drop=True)


def _up_to(connection: Connection, page: Select, stored: ColumnElement[int], choice: Choice) -> Select:
    """All leads that can be on the page: those to which nobody was assigned yet, whose deadline is not the stored one,
    and of the others as many as there are up to the page's end.
    """
    is_early, page = stored > choice.until, page.order_by(None).offset(None).limit(None)
    early = connection.execute(page.with_only_columns(func.count()).where(is_early)).scalar_one()
    order = stored.desc() if choice.newest_first else stored.asc()
    return page.order_by(is_early.desc(), order, lead.c.id).limit(early + choice.offset + choice.limit)


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
    ends = last_second(filters.as_of, workspace_in(connection).time_zone)
    for column in ("first_touch", "last_contact"):
        touched = frame[column].astype("float64")
        frame[column] = pd.to_datetime(touched.where(touched <= ends), unit="s", utc=True)
    stand_ins = {"last_contact": lead.c.touch_by_proxy == 1, "contacts_today": lead.c.times_contacted.is_not(None)}
    untold = [c for c, which in stand_ins.items() if c in frame and not _has_any(connection, which)]
    frame = frame.drop(columns=untold)
    for column, days in known.items():
        frame[column] = pd.to_datetime(days.astype("float64"), unit="D")
    return frame.rename(columns={x.day: x.key for x in (*LADDER, *Exit)})


def _has_any(connection: Connection, which: ColumnElement[bool]) -> bool:
    return connection.execute(select(lead.c.id).where(which).limit(1)).first() is not None


def _stands(known: pd.DataFrame) -> pd.Series:
    stands = pd.Series("", index=known.index, dtype="str")
    for stage in LADDER:
        stands = stands.mask(known[stage.day].notna(), stage.value)
    for left, unless in ((Exit.REJECTED, Stage.SAL), (Exit.LOST, Stage.CUSTOMER)):
        stands = stands.mask(known[left.day].notna() & known[unless.day].isna(), left.value)
    return stands
