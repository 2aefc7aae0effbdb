"""Sales' promise, counted: each MQL against the moments that judged it (`store.judging`). Grouped SELECTs only.

    follow_up    met, late, breached, pending by MQL day: first touch and answer
    unjudged     why nothing was promised for the others
    arrivals     the first touch by half hour of arrival
    waits        business minutes until the first touch, or the answer
    attempts     how many attempts a lead got before it was answered, and what the answer was
    won_back     leads that became an MQL again
    overdue      how many leads sales owes something now, by whoever has them; overdue_longest names some

Everything is as known at `until`, the moment at which as-of ends, or now: a touch or an answer after it has not
happened, and a deadline has passed when it is not later.
"""

from __future__ import annotations

import pandas as pd
from sqlalchemy import ColumnElement, Connection, Engine, and_, case, func, literal, or_, select, union_all

from smarketing.agreement import Calendar
from smarketing.business_time import BusinessTime
from smarketing.filters import Dimension, Filters
from smarketing.periods import to_number
from smarketing.stages import Stage
from smarketing.store.assigned import arrived, is_later, owed_answer, unassigned_due, with_later
from smarketing.store.cut import Cut, between_days, count, is_pending, is_rejected, names
from smarketing.store.engine import reading
from smarketing.store.schema import activity, deal, lead

STATES = ("met", "late", "breached", "pending")

PROMISES: dict[str, tuple[ColumnElement, ColumnElement, ColumnElement]] = {
    "touch": (lead.c.touch_due_at, lead.c.touched_at, lead.c.touch_minutes),
    "decide": (lead.c.decide_due_at, lead.c.decided_at, lead.c.decide_minutes),
}
"""Each promise: when it is due, when it was kept, after how many business minutes."""

ATTEMPTS = ("call", "email")
"""What counts as an attempt to reach somebody; a meeting is one that was reached."""

HALF_HOUR, DAY_SECONDS = 1800, 86_400

_ANY = lead.alias("any_lead")


def state(promise: str, name: str, until: int) -> ColumnElement[bool]:
    """What makes a lead met, late, breached or pending, by the stored deadline; promised nothing, it is none of them.

    A first touch is promised once somebody is assigned; for the answer that was due before see `assigned.owed_answer`.
    """
    due, done, _ = PROMISES[promise]
    still_open = _is_open(promise, until)
    is_state = {
        "met": and_(done <= until, done <= due),
        "late": and_(done <= until, done > due),
        "breached": and_(still_open, due <= until),
        "pending": and_(still_open, due > until),
    }[name]
    return and_(is_state, lead.c.arrived_at <= until) if promise == "touch" else is_state


def _is_unjudged(until: int) -> ColumnElement[bool]:
    """Was no first touch promised by then, or does nobody know of it?"""
    return or_(lead.c.touch_due_at.is_(None), is_later(until), _is_known_later(until), ~tells_touches())


def _is_open(promise: str, until: int) -> ColumnElement[bool]:
    """Had it not been done by then, as far as the data can tell?"""
    _, done, _ = PROMISES[promise]
    still_open = or_(done.is_(None), done > until)
    return and_(still_open, ~_is_known_later(until), tells_touches()) if promise == "touch" else still_open


def _is_known_later(until: int) -> ColumnElement[bool]:
    """Is only a later contact known, the last one? There may have been others by then, and it is never empty."""
    return and_(func.coalesce(lead.c.touched_at, 0) > until, lead.c.touch_by_proxy == 1)


def tells_touches() -> ColumnElement[bool]:
    """Does the data tell a touch of any MQL, or a contact that may stand in for it? Else none is called untouched.

    No EXISTS: SQLite makes a join of it, and then goes by an index that does not hold all that is read.
    """
    touched = select(_ANY.c.id).where(_ANY.c.touched_at.is_not(None), _ANY.c.mql_day.is_not(None))
    return touched.limit(1).scalar_subquery().is_not(None)


def follow_up(engine: Engine, filters: Filters, *, until: int, by: Dimension = Dimension.SOURCE) -> pd.DataFrame:
    """One row per MQL day and value of `by`, over `filters.span`.

    day: int · <by>: str · mqls: int · touch_met, touch_late, touch_breached, touch_pending, touch_unjudged: int, add up
    to mqls; unjudged were promised nothing (no agreement then, no rep, or no hour known), or of them only a later
    contact is known, or the data tell no touch at all · touch_proxy: int, those whose touch is told by a later
    contact · decide_…: int, the same for the answer.
    """
    columns = [func.count().label("mqls")]
    unjudged = {"touch": _is_unjudged(until), "decide": lead.c.decide_due_at.is_(None)}
    for promise, is_none in unjudged.items():
        columns += [count(state(promise, name, until)).label(f"{promise}_{name}") for name in STATES]
        columns += [count(is_none).label(f"{promise}_unjudged")]
    stands_in = and_(lead.c.touch_by_proxy == 1, lead.c.touched_at <= until, ~_is_unjudged(until))
    columns += [count(stands_in).label("touch_proxy")]
    day = lead.c.mql_day
    with reading(engine) as connection:
        cut = Cut(connection, lead, filters, by)

        def asked(columns: list[ColumnElement], *which: ColumnElement[bool]) -> pd.DataFrame:
            query = select(day.label("day"), *cut.keys, *columns)
            query = query.where(between_days(day, filters), *which, *cut.conditions).group_by(day, *cut.keys)
            return pd.read_sql(query, connection)

        frame = asked(columns)
        still_open = state("decide", "pending", until)
        late = with_later(frame, asked([func.count().label("n")], owed_answer(connection, until), still_open))
    breached, pending = frame["decide_breached"] + late["n"], frame["decide_pending"] - late["n"]
    return cut.named(frame.assign(decide_breached=breached, decide_pending=pending))


UNTOLD = "no touch told"
UNJUDGED = (
    "never handed over", "without an hour", "before the agreement", "nobody assigned", UNTOLD, "contacted again since",
)  # fmt: skip


def unjudged(engine: Engine, filters: Filters, *, since: int, until: int) -> pd.DataFrame:
    """One row per reason for which the first touch of MQLs of `filters.period` is not judged; the others are left out.

    since: the day number on which the first agreement began. why: str, one of UNJUDGED: no MQL date of its own, no
    hour from which to count, an MQL of a day before `since`, no rep; the data tell no touch at all; or only the last
    contact is known, and that one is later than `until` · n: int, leads.
    """
    is_promised = and_(lead.c.touch_due_at.is_not(None), lead.c.arrived_at <= until)
    why = case(
        (lead.c.mql_raw.is_(None), UNJUDGED[0]), (arrived(until).is_(None), UNJUDGED[1]),
        (lead.c.mql_day < since, UNJUDGED[2]), (~is_promised, UNJUDGED[3]), (~tells_touches(), UNTOLD),
        else_=UNJUDGED[5],
    ).label("why")  # fmt: skip
    with reading(engine) as connection:
        cut = Cut(connection, lead, filters)
        where = [in_period(filters), _is_unjudged(until), *cut.conditions]
        return cut.named(pd.read_sql(select(why, func.count().label("n")).where(*where).group_by(why), connection))


def knows_touches(engine: Engine) -> bool:
    """See `tells_touches`."""
    with reading(engine) as connection:
        return bool(connection.execute(select(case((tells_touches(), 1), else_=0))).scalar_one())


def has_stand_ins(engine: Engine, filters: Filters) -> bool:
    """Is the first touch of any MQL of `filters.period` told by its last contact alone?"""
    with reading(engine) as connection:
        where = [in_period(filters), lead.c.touch_by_proxy == 1, *Cut(connection, lead, filters).conditions]
        return connection.execute(select(lead.c.id).where(*where).limit(1)).first() is not None


def arrivals(engine: Engine, filters: Filters, *, until: int, calendar: Calendar) -> pd.DataFrame:
    """One row per weekday and hour at which MQLs of `filters.period` arrived, by the calendar's clock.

    weekday: int, Monday is 0 · hour: int, 0 to 23 · touch_met, touch_late, touch_breached, touch_pending: int.
    """
    at = _half_hour(lead.c.arrived_at).label("at")
    columns = [count(state("touch", name, until)).label(f"touch_{name}") for name in STATES]
    with reading(engine) as connection:
        cut = Cut(connection, lead, filters)
        where = [in_period(filters), ~_is_unjudged(until), *cut.conditions]
        frame = cut.named(pd.read_sql(select(at, *columns).where(*where).group_by(at), connection))
    slot = business_time(calendar, frame["at"], until=until).weekday_hour(frame["at"])
    summed = frame.drop(columns="at").groupby([slot // 24, slot % 24]).sum()
    return summed.rename_axis(["weekday", "hour"]).reset_index()


def waits(
    engine: Engine, filters: Filters, *, until: int, calendar: Calendar, promise: str = "touch",
    by: Dimension = Dimension.TEAM,
) -> pd.DataFrame:  # fmt: skip
    """One row per value of `by`, wait and outcome, for MQLs of `filters.period` whose hours are known.

    <by>: str · minutes: int, business minutes until the first touch (or the answer), of those who still wait until
    now, to half an hour · touched: int, 1 when it came · n: int, leads.
    """
    _, done, minutes = PROMISES[promise]
    came = and_(done <= until, minutes.is_not(None))
    open_still = _is_open(promise, until)
    with reading(engine) as connection:
        cut = Cut(connection, lead, filters, by)
        began_at = arrived(until)
        where = [in_period(filters), began_at <= until, *cut.conditions]

        def asked(value: ColumnElement, name: str, which: ColumnElement[bool]) -> pd.DataFrame:
            query = select(*cut.keys, value.label(name), func.count().label("n")).where(*where, which)
            return cut.named(pd.read_sql(query.group_by(*cut.keys, value), connection))

        there, waiting = asked(minutes, "minutes", came), asked(_half_hour(began_at), "at", open_still)
    began = waiting.pop("at")
    waited = business_time(calendar, began, until=until).between(began, until) // 60
    both = [there.assign(touched=1), waiting.assign(minutes=waited, touched=0)]
    return pd.concat(both, ignore_index=True).groupby([by.value, "minutes", "touched"], as_index=False)["n"].sum()


def attempts(engine: Engine, filters: Filters, *, until: int, by: Dimension = Dimension.SOURCE) -> pd.DataFrame:
    """One row per value of `by`, attempts, answer and reason, for MQLs of `filters.period`.

    <by>: str · attempts: int, calls and mails from the MQL day until the answer (or as-of); where nobody lists them,
    what the lead itself tells, −1 where that is nothing or its row was changed after `until` · answer: str, accepted,
    rejected or pending · reason: str, of a rejected one · is_proxy: int, 1 where times contacted stand in · n: int,
    leads.
    """
    as_of = to_number(filters.as_of)
    answer = case((lead.c.sal_day <= as_of, "accepted"), (is_rejected(as_of), "rejected"), else_="pending")
    reason = case((is_rejected(as_of), lead.c.rejected_reason_id), else_=0)
    is_of_then = lead.c.version <= until  # a number without a date is that of the row's
    told = case((is_of_then, func.coalesce(lead.c.attempts, lead.c.times_contacted, -1)), else_=-1)
    stands_in = and_(is_of_then, lead.c.attempts.is_(None), lead.c.times_contacted.is_not(None))
    by_proxy = case((stands_in, 1), else_=0)
    with reading(engine) as connection:
        made, proxy = (attempts_made(as_of), literal(0)) if lists_attempts(connection) else (told, by_proxy)
        cut = Cut(connection, lead, filters, by)
        each = (
            select(*cut.keys, made.label("attempts"), answer.label("answer"), reason.label("reason"),
                   proxy.label("is_proxy"))
            .where(in_period(filters), lead.c.mql_raw.is_not(None), *cut.conditions)
            .subquery()
        )  # fmt: skip
        keys = [each.c[name] for name in (by.value, "attempts", "answer", "reason", "is_proxy")]
        frame = pd.read_sql(select(*keys, func.count().label("n")).group_by(*keys), connection)
        reasons = names(connection, "reason")
        return cut.named(frame.assign(reason=frame["reason"].map(reasons)))


def lists_attempts(connection: Connection) -> bool:
    """Are there calls and mails one by one, so that they can be counted up to any day?"""
    return connection.execute(select(activity.c.id).limit(1)).first() is not None


def attempts_made(as_of: int) -> ColumnElement:
    """Calls and mails to a lead from its MQL day until sales answered, or until as-of."""
    return select(func.count()).select_from(activity).where(*is_attempt(as_of)).correlate(lead).scalar_subquery()


def is_attempt(as_of: int) -> list[ColumnElement[bool]]:
    """What makes an activity an attempt to reach a lead, until the lead was answered or until as-of."""
    first, second = lead.c.sal_day, lead.c.rejected_day
    answered = case((second.is_(None), first), (first.is_(None), second), (first < second, first), else_=second)
    last_day = case((answered <= as_of, answered), else_=as_of)
    by_hour = and_(activity.c.at.is_not(None), lead.c.decide_minutes.is_not(None), answered <= as_of)
    return [
        activity.c.lead_key == lead.c.key,
        activity.c.current == 1,
        activity.c.kind.in_(ATTEMPTS),
        activity.c.day >= lead.c.mql_day,
        case((by_hour, activity.c.at <= lead.c.decided_at), else_=activity.c.day <= last_day),
    ]


def won_back(engine: Engine, filters: Filters, *, by: Dimension = Dimension.SOURCE) -> pd.DataFrame:
    """Leads that became an MQL again in `filters.period`: one row per value of `by`, and one per its money's currency.

    <by>: str · currency: str · back, accepted, customers: int, leads, 0 in a row of money; a lead with deals in two
    currencies is one · won_cents: int, 0 in a row of leads, whose currency is "".
    """
    as_of = to_number(filters.as_of)
    again = [in_period(filters), lead.c.spell > 1]
    with reading(engine) as connection:
        cut = Cut(connection, lead, filters, by)
        leads = (
            select(*cut.keys, literal("").label("currency"), func.count().label("back"),
                   count(lead.c.sal_day <= as_of).label("accepted"),
                   count(lead.c.customer_day <= as_of).label("customers"), literal(0).label("won_cents"))
            .where(*again, *cut.conditions)
            .group_by(*cut.keys)
        )  # fmt: skip
        none = [literal(0).label(name) for name in ("back", "accepted", "customers")]
        money = (
            select(*cut.keys, deal.c.currency, *none, func.sum(deal.c.amount_cents).label("won_cents"))
            .select_from(lead.join(deal, deal.c.lead_id == lead.c.id))
            .where(*again, deal.c.won_day <= as_of, deal.c.amount_cents.is_not(None), *cut.conditions)
            .group_by(*cut.keys, deal.c.currency)
        )
        return cut.named(pd.read_sql(union_all(leads, money), connection))


# --- the board ----------------------------------------------------------------------------------


def overdue(engine: Engine, filters: Filters, *, until: int, calendar: Calendar) -> pd.DataFrame:
    """One row per owner, team, source, segment and promise: leads of `filters.period` that sales owes something now.

    owner, team, source, segment, promise: str, touch or decide; a lead that waits for both counts for its touch ·
    leads: int · due_at, newest_due_at: int, the oldest and the newest deadline · seconds_over: int, business seconds
    since the oldest.
    """
    dimensions = (Dimension.OWNER, Dimension.TEAM, Dimension.SOURCE, Dimension.SEGMENT)
    with reading(engine) as connection:
        cut = Cut(connection, lead, filters, *dimensions)
        apart = {"touch": [], "decide": [case((lead.c.decide_due_at > until, 1), else_=0)]}
        parts = [
            select(*cut.keys, literal(promise).label("promise"), func.count().label("leads"),
                   func.min(PROMISES[promise][0]).label("due_at"),
                   func.max(PROMISES[promise][0]).label("newest_due_at"))
            .where(in_period(filters), which, *cut.conditions)
            .group_by(*cut.keys, *apart[promise])
            for promise, which in owed(connection, filters, until).items()
        ]  # fmt: skip
        frame = cut.named(pd.read_sql(union_all(*parts), connection))
        early = frame["due_at"] > until
        if early.any():
            told = _of_nobody(connection, cut, filters, until, [literal("decide").label("promise")])
            told = told.assign(leads=1, newest_due_at=told["due_at"])
            keys = [*(d.value for d in dimensions), "promise"]
            sums = {"leads": "sum", "due_at": "min", "newest_due_at": "max"}
            frame = pd.concat([frame[~early], told], ignore_index=True).groupby(keys, as_index=False).agg(sums)
    clock = business_time(calendar, frame["due_at"], until=until)
    return frame.assign(seconds_over=clock.between(frame["due_at"], until))


def overdue_longest(engine: Engine, filters: Filters, *, until: int, each: int = 3) -> pd.DataFrame:
    """One row per such lead that waits longest, at most `each` of an owner, the longest first.

    owner: str · key: str · spell: int · label: str, "" where it has none · due_at: int.
    """
    with reading(engine) as connection:
        cut = Cut(connection, lead, filters, Dimension.OWNER)
        who = [lead.c.key, lead.c.spell, func.coalesce(lead.c.label, "").label("label")]
        parts = [
            select(*cut.keys, *who, PROMISES[promise][0].label("due_at")).where(
                in_period(filters), which, *cut.conditions
            )
            for promise, which in owed(connection, filters, until).items()
        ]
        every = union_all(*parts).subquery()
        place = func.row_number().over(
            partition_by=(every.c.owner, case((every.c.due_at > until, 1), else_=0)),
            order_by=(every.c.due_at, every.c.key, every.c.spell),
        )
        ranked = select(every, place.label("place")).subquery()
        query = select(ranked).where(ranked.c.place <= each).order_by(ranked.c.due_at, ranked.c.key)
        frame = cut.named(pd.read_sql(query, connection)).drop(columns="place")
        early = frame["due_at"] > until
        if not early.any():
            return frame
        told = _of_nobody(connection, cut, filters, until, who)
    both = pd.concat([frame[~early], told], ignore_index=True).sort_values(["due_at", "key", "spell"])
    return both[both.groupby("owner").cumcount() < each].reset_index(drop=True)


def owed(connection: Connection, filters: Filters, until: int) -> dict[str, ColumnElement[bool]]:
    """{promise: what makes a lead overdue for it}; a lead that sales answered is owed nothing any more.

    The stored deadline of the answer is later than `until` where the lead was given to a rep only later.
    """
    unanswered = is_pending(to_number(filters.as_of))
    untouched = state("touch", "breached", until)
    touched = or_(
        lead.c.touch_due_at.is_(None), lead.c.touched_at <= until, lead.c.touch_due_at > until, _is_known_later(until),
        ~tells_touches(),
    )  # fmt: skip
    due = lead.c.decide_due_at
    by_index = [_is_open("decide", until), or_(due <= until, is_later(until))]  # leaves few rows to be read
    return {
        "touch": and_(unanswered, untouched),
        "decide": and_(
            unanswered, touched, lead.c.mql_raw.is_not(None), *by_index,
            or_(due <= until, owed_answer(connection, until)),
        ),
    }  # fmt: skip


def _of_nobody(
    connection: Connection, cut: Cut, filters: Filters, until: int, columns: list[ColumnElement]
) -> pd.DataFrame:
    """One row per lead of `filters.period` that is overdue for its answer and was given to a rep only later, with
    these columns and `due_at`.
    """
    came = [lead.c.mql_day, lead.c.mql_at]
    which = [owed(connection, filters, until)["decide"], lead.c.decide_due_at > until]
    query = select(*cut.keys, *columns, *came).where(in_period(filters), *which, *cut.conditions)
    told = pd.read_sql(query, connection)
    due = unassigned_due(connection, told)
    return cut.named(told.drop(columns=[c.name for c in came]).assign(due_at=due))


# --- what they share ----------------------------------------------------------------------------


def in_period(filters: Filters) -> ColumnElement[bool]:
    """What keeps the MQLs of the period that as-of lets be seen."""
    last = min(to_number(filters.period.last), to_number(filters.as_of))
    return lead.c[Stage.MQL.day].between(to_number(filters.period.first), last)


def _half_hour(moment: ColumnElement[int]) -> ColumnElement[int]:
    return moment - moment % HALF_HOUR


def business_time(calendar: Calendar, moments: pd.Series, *, until: int) -> BusinessTime:
    """The clock of sales from the first of these moments on; dates out of order may lie long before the period."""
    first = min(int(moments.min()), until) if len(moments) else until
    return BusinessTime(calendar, first // DAY_SECONDS - 1, until // DAY_SECONDS)
