"""Filters → one SELECT → a small tidy frame of additive columns. Every reading of facts is here.

    cohorts      leads by the day they reached a stage, and how far they have come since
    entries      events by their own day: how many leads reached each stage, were rejected, lost
    life_table   how long leads took from one stage to another, the waiting ones included
    lags         the same by the day they entered, so that any earlier as-of day can be told from it
    rejections   rejected leads of a cohort by reason
    won_amounts  won deals by source and segment, with the spread of their amounts
    deals        deals opened, won, lost, with their money; by their own days, or by their lead's MQL day
    spend        money spent by day
    targets      what was aimed at

No row stands for a single lead, so a frame's size depends on days and sources, never on the number of
leads (`store.rows` has the leads themselves). No SQL text is put together from strings, and no
function of one database's dialect is used.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
from sqlalchemy import (
    ColumnElement,
    Connection,
    Double,
    Engine,
    Select,
    and_,
    case,
    cast,
    exists,
    false,
    func,
    literal,
    literal_column,
    or_,
    select,
    true,
    union_all,
)

from smarketing.filters import NONE, Clock, Dimension, Filters
from smarketing.periods import Period, to_number
from smarketing.stages import LADDER, Exit, Stage
from smarketing.store.assigned import owed_answer, with_later
from smarketing.store.cut import (
    Cut,
    between_days,
    count,
    is_lost,
    is_not_won,
    is_pending,
    is_rejected,
    lost_then,
    names,
    stood,
    total,
)
from smarketing.store.engine import reading
from smarketing.store.schema import NAMES, bit, deal, lead, past_loss, target
from smarketing.store.schema import spend as spend_table

Pair = tuple[Stage, Stage]


# --- frames -----------------------------------------------------------------------------------


def cohorts(
    engine: Engine,
    filters: Filters,
    *,
    start: Stage = Stage.MQL,
    by: Dimension = Dimension.SOURCE,
    until: int | None = None,
) -> pd.DataFrame:
    """One row per day and value of `by`: the leads that reached `start` that day, over `filters.span`.

    day: int, day number · <by>: str · `mqls` (the plural of `start`) and of each later stage: int, leads
    that had reached it by as-of · `<plural>_within`: int, those within the window · rejected, lost: int,
    leads that had left that way by as-of and had not come further · with `until`, the moment at which as-of ends:
    accepted_due, rejected_due, pending_due: int, MQLs whose answer was due by then, by what was answered.
    """
    day = lead.c[start.day]
    as_of = to_number(filters.as_of)
    columns = [func.count().label(start.plural)]
    for stage in start.later:
        reached = lead.c[stage.day] <= as_of
        in_time = and_(reached, lead.c[stage.day] - day <= filters.window)
        columns += [count(reached).label(stage.plural), count(in_time).label(f"{stage.plural}_within")]
    lost = and_(lead.c.lost_day <= as_of, is_not_won(as_of))
    columns += [count(is_rejected(as_of)).label("rejected"), count(lost).label("lost")]
    if until is not None:
        columns += _answers(as_of, lead.c.decide_due_at <= until)
    with reading(engine) as connection:
        cut = Cut(connection, lead, filters, by)
        frame = _grouped(connection, cut, filters, day, columns)
        taken_back = (lead.c.id.in_(lost_then(as_of)), is_not_won(as_of))  # apart: no index of days has the id
        past = _grouped(connection, cut, filters, day, [func.count().label("lost")], *taken_back)
        frame["lost"] += with_later(frame, past)["lost"]
        if until is None:
            return cut.named(frame)
        owed = _grouped(connection, cut, filters, day, _answers(as_of), owed_answer(connection, until))
    later = with_later(frame, owed)
    return cut.named(frame.assign(**{name: frame[name] + later[name] for name in later}))


def _answers(as_of: int, *which: ColumnElement[bool]) -> list[ColumnElement]:
    told = {"accepted": lead.c.sal_day <= as_of, "rejected": is_rejected(as_of), "pending": is_pending(as_of)}
    return [count(and_(*which, answer)).label(f"{name}_due") for name, answer in told.items()]


def entries(engine: Engine, filters: Filters, *, by: Dimension = Dimension.SOURCE) -> pd.DataFrame:
    """One row per day and value of `by`: what happened that day, over `filters.span`.

    day: int · <by>: str · leads, mqls, sals, sqls, opportunities, customers, rejected, lost: int, leads
    that reached that stage, or left that way, on that day.
    """
    names = [(s.plural, lead.c[s.day]) for s in LADDER] + [(x.key, lead.c[x.day]) for x in Exit]
    with reading(engine) as connection:
        cut = Cut(connection, lead, filters, by)
        parts = [
            select(literal(name).label("event"), day.label("day"), *cut.keys, func.count().label("n"))
            .where(between_days(day, filters), *cut.conditions)
            .group_by(day, *cut.keys)
            for name, day in names
        ]
        past = (
            select(literal(Exit.LOST.key), past_loss.c.lost_day, *cut.keys, func.count())
            .join_from(past_loss, lead)
            .where(between_days(past_loss.c.lost_day, filters), stood(to_number(filters.as_of)), *cut.conditions)
            .group_by(past_loss.c.lost_day, *cut.keys)
        )
        long = cut.named(pd.read_sql(union_all(*parts, past), connection))
    wide = long.pivot_table(index=["day", by.value], columns="event", values="n", aggfunc="sum", fill_value=0)
    return wide.reindex(columns=[name for name, _ in names], fill_value=0).astype("int64").reset_index()


def life_table(
    engine: Engine, filters: Filters, *, pairs: Sequence[Pair], by: Sequence[Dimension] = ()
) -> pd.DataFrame:
    """One row per pair of stages, values of `by`, age and outcome, for leads that entered in `filters.period`.

    start, end: str, the stages · <by>: str, of each · age: int, days from `start` to `end`, or to
    as-of for leads that are not there yet · converted: int, 1 when they got there · n: int, leads.
    """
    as_of = to_number(filters.as_of)
    with reading(engine) as connection:
        cut = Cut(connection, lead, filters, *by)
        parts = [_lives(cut, filters.period, start, end, as_of) for start, end in pairs]
        return cut.named(pd.read_sql(union_all(*parts), connection))


def _lives(cut: Cut, period: Period, start: Stage, end: Stage, as_of: int) -> Select:
    entered, arrived = lead.c[start.day], lead.c[end.day]
    there = arrived <= as_of
    age = case((there, arrived - entered), else_=as_of - entered)
    converted = case((there, 1), else_=0)
    return (
        select(
            literal(start.value).label("start"),
            literal(end.value).label("end"),
            *cut.keys,
            age.label("age"),
            converted.label("converted"),
            func.count().label("n"),
        )
        .where(entered.between(to_number(period.first), min(to_number(period.last), as_of)), *cut.conditions)
        .group_by(*cut.keys, age, converted)
    )


def lags(engine: Engine, filters: Filters, *, start: Stage, end: Stage) -> pd.DataFrame:
    """One row per day, source and lag: all leads that entered `start` in `filters.period`, by as-of.

    day: int · source: str · lag: int, days from `start` to `end`, −1 for leads that are not there by as-of · n: int.
    """
    as_of, entered, arrived = to_number(filters.as_of), lead.c[start.day], lead.c[end.day]
    lag = case((arrived <= as_of, arrived - entered), else_=-1)
    last = min(to_number(filters.period.last), as_of)
    with reading(engine) as connection:
        cut = Cut(connection, lead, filters, Dimension.SOURCE)
        query = (
            select(entered.label("day"), *cut.keys, lag.label("lag"), func.count().label("n"))
            .where(entered.between(to_number(filters.period.first), last), *cut.conditions)
            .group_by(entered, *cut.keys, lag)
        )
        return cut.named(pd.read_sql(query, connection))


def rejections(engine: Engine, filters: Filters, *, by: Dimension = Dimension.SOURCE) -> pd.DataFrame:
    """One row per MQL day, value of `by` and reason: leads that sales had returned by as-of.

    day: int · <by>: str · reason: str · rejected: int.
    """
    day, why = lead.c.mql_day, lead.c.rejected_reason_id
    with reading(engine) as connection:
        cut = Cut(connection, lead, filters, by)
        rejected = is_rejected(to_number(filters.as_of))
        query = (
            select(day.label("day"), *cut.keys, why.label("reason"), func.count().label("rejected"))
            .where(between_days(day, filters), rejected, *cut.conditions)
            .group_by(day, *cut.keys, why)
        )
        frame = pd.read_sql(query, connection)
        return cut.named(frame.assign(reason=frame["reason"].map(names(connection, "reason"))))


def skipped(engine: Engine, filters: Filters, *, start: Stage = Stage.MQL) -> pd.DataFrame:
    """One row per later stage: leads of the period's cohort that passed it without a date of its own.

    stage: str · skipped: int.
    """
    day, as_of = lead.c[start.day], to_number(filters.as_of)
    with reading(engine) as connection:
        cut = Cut(connection, lead, filters)
        columns = [
            count(and_(lead.c.skipped.bitwise_and(bit(s)) > 0, lead.c[s.day] <= as_of)).label(s.value)
            for s in (start, *start.later)
        ]
        within = day.between(to_number(filters.period.first), min(to_number(filters.period.last), as_of))
        row = connection.execute(select(*columns).where(within, lead.c.skipped > 0, *cut.conditions)).one()
    return pd.DataFrame({"stage": list(row._fields), "skipped": [int(n) for n in row]})


def deals(engine: Engine, filters: Filters, *, by: Dimension = Dimension.SOURCE) -> pd.DataFrame:
    """One row per day, value of `by` and currency, over `filters.span`.

    By the event clock a deal counts on the days it was opened, won and lost; by the cohort clock on the
    MQL day of its credited lead, with what had become of it by as-of. One that was lost
    before it was won is lost until then.

    day: int · <by>: str · currency: str · opened, won, lost: int, deals · opened_cents, won_cents,
    lost_cents: int · opened_squares, won_squares: float, summed squares of cents · won_mql, won_mql_cents: deals won
    whose lead was an MQL by a date of its own · mql_customers: int, leads behind them, each at the first deal that it
    won, so that no currency counts it again · cycles: int, won deals that tell both days · cycle_days: int, days from
    opening to winning, summed · opened_told: int, deals opened with an amount · unpriced: int, deals won without one.
    """
    as_of = to_number(filters.as_of)
    had = {"opened": deal.c.opened_day <= as_of, "won": deal.c.won_day <= as_of, "lost": is_lost(as_of)}
    with reading(engine) as connection:
        cut = Cut(connection, deal, filters, by)
        if filters.clock is Clock.COHORT:
            query = _deals_by(cut, filters, deal.c.mql_day, had)
        else:
            parts = [
                _deals_by(cut, filters, deal.c[f"{event}_day"], {event: true()}).where(condition)
                for event, condition in had.items()
            ]
            query = union_all(*parts)
        frame = cut.named(pd.read_sql(query, connection))
    return frame.groupby(["day", by.value, "currency"], as_index=False).sum()


def _deals_by(cut: Cut, filters: Filters, day: ColumnElement, had: Mapping[str, ColumnElement[bool]]) -> Select:
    """`had`: {event: which deals had it}; of the other events nothing is counted."""
    columns = [
        (column if event in had else literal_column("0", column.type)).label(name)
        for event, told_of in _TOLD_OF.items()
        for name, column in told_of(had.get(event, false())).items()
    ]
    return (
        select(day.label("day"), *cut.keys, deal.c.currency, *columns)
        .where(between_days(day, filters), *cut.conditions)
        .group_by(day, *cut.keys, deal.c.currency)
    )


def _told_of_opened(opened: ColumnElement[bool]) -> dict[str, ColumnElement]:
    cents = deal.c.amount_cents
    return {
        "opened": count(opened), "opened_cents": total(opened, cents),
        "opened_squares": total(opened, _squared(cents)), "opened_told": count(and_(opened, cents.is_not(None))),
    }  # fmt: skip


def _told_of_won(won: ColumnElement[bool]) -> dict[str, ColumnElement]:
    cents, from_mql = deal.c.amount_cents, and_(won, deal.c.mql_raw.is_not(None))
    told = and_(won, deal.c.opened_day.is_not(None))
    return {
        "won": count(won), "won_cents": total(won, cents), "won_squares": total(won, _squared(cents)),
        "won_mql": count(from_mql), "won_mql_cents": total(from_mql, cents),
        "mql_customers": count(and_(from_mql, _is_its_leads_first())),
        "cycles": count(told), "cycle_days": total(told, deal.c.won_day - deal.c.opened_day),
        "unpriced": count(and_(won, cents.is_(None))),
    }  # fmt: skip


def _is_its_leads_first() -> ColumnElement[bool]:
    """Has the credited lead won no deal before this one?"""
    other = deal.alias("other")
    before = or_(other.c.won_day < deal.c.won_day, and_(other.c.won_day == deal.c.won_day, other.c.key < deal.c.key))
    return ~exists().where(other.c.lead_id == deal.c.lead_id, before)


def _told_of_lost(lost: ColumnElement[bool]) -> dict[str, ColumnElement]:
    return {"lost": count(lost), "lost_cents": total(lost, deal.c.amount_cents)}


_TOLD_OF = {"opened": _told_of_opened, "won": _told_of_won, "lost": _told_of_lost}


def _squared(cents: ColumnElement[int]) -> ColumnElement[float]:
    """As a float: ten squares of 10 million, in cents, are more than 64 bits hold."""
    return cast(cents, Double) * cast(cents, Double)


def mqls_by_segment(engine: Engine, filters: Filters) -> pd.DataFrame:
    """One row per day, source and segment: what marketing handed over in `filters.period`, up to as-of.

    Leads that passed MQL without a date of their own are not in it: nobody qualified them.

    day: int · source, segment: str · mqls: int.
    """
    day = lead.c.mql_day
    last = min(to_number(filters.period.last), to_number(filters.as_of))
    qualified = lead.c.skipped.bitwise_and(bit(Stage.MQL)) == 0
    with reading(engine) as connection:
        cut = Cut(connection, lead, filters, Dimension.SOURCE, Dimension.SEGMENT)
        query = (
            select(day.label("day"), *cut.keys, func.count().label("mqls"))
            .where(day.between(to_number(filters.period.first), last), qualified, *cut.conditions)
            .group_by(day, *cut.keys)
        )
        return cut.named(pd.read_sql(query, connection))


def won_amounts(engine: Engine, filters: Filters) -> pd.DataFrame:
    """One row per source, segment and currency: deals with an amount that were won in `filters.period`, by as-of.

    source, segment, currency: str · won: int, deals · won_cents: int · won_squares: float, summed squares of cents.
    """
    won, cents = deal.c.won_day, deal.c.amount_cents
    last = min(to_number(filters.period.last), to_number(filters.as_of))
    columns = [func.count().label("won"), func.sum(cents).label("won_cents")]
    with reading(engine) as connection:
        cut = Cut(connection, deal, filters, Dimension.SOURCE, Dimension.SEGMENT)
        query = (
            select(*cut.keys, deal.c.currency, *columns, func.sum(_squared(cents)).label("won_squares"))
            .where(won.between(to_number(filters.period.first), last), cents.is_not(None), *cut.conditions)
            .group_by(*cut.keys, deal.c.currency)
        )
        return cut.named(pd.read_sql(query, connection))


def spend(engine: Engine, filters: Filters) -> pd.DataFrame:
    """One row per day, source, campaign and currency, over `filters.span`; only source and campaign narrow it.

    day: int · source, campaign: str · currency: str · spend_cents: int.
    """
    of_spend = filters.within(segment=(), region=(), owner=(), team=())
    with reading(engine) as connection:
        cut = Cut(connection, spend_table, of_spend, Dimension.SOURCE)
        day, campaign = spend_table.c.day, spend_table.c.campaign_id
        amount = func.sum(spend_table.c.amount_cents).label("spend_cents")
        query = (
            select(day, *cut.keys, campaign.label("campaign"), spend_table.c.currency, amount)
            .where(between_days(day, filters), spend_table.c.current == 1, *cut.conditions)
            .group_by(day, *cut.keys, campaign, spend_table.c.currency)
        )
        frame = cut.named(pd.read_sql(query, connection))
        return frame.assign(campaign=frame["campaign"].map(names(connection, "campaign")).astype("str"))


def targets(engine: Engine, period: Period) -> pd.DataFrame:
    """One row per target that touches `period`.

    measure: str (`mqls`, `pipeline_created`, `won_amount`) · first_day, last_day: int · source: str, "(none)" for the
    whole company · amount: int, a count or hundredths of the workspace's currency.
    """
    t = target.c
    with reading(engine) as connection:
        query = select(t.measure, t.first_day, t.last_day, t.source_id.label("source"), t.amount).where(
            t.current == 1, t.first_day <= to_number(period.last), t.last_day >= to_number(period.first)
        )
        frame = pd.read_sql(query, connection)
        return frame.assign(source=frame["source"].map(names(connection, "source")).astype("str"))


# --- what there is ----------------------------------------------------------------------------


def sources(engine: Engine) -> pd.DataFrame:
    """One row per source: source: str · kind: str, marketing, sales or other · slot: int, its colour for ever."""
    t = NAMES["source"]
    with reading(engine) as connection:
        return pd.read_sql(select(t.c.name.label("source"), t.c.kind, t.c.slot).order_by(t.c.slot), connection)


def choices(engine: Engine) -> dict[Dimension, list[str]]:
    """What each dimension's filter offers, in alphabetical order, "(none)" last."""
    with reading(engine) as connection:
        found = {d: [n for i, n in names(connection, d.value).items() if i] for d in Dimension}
        empty = {d: 0 in names(connection, d.value) for d in Dimension}
    return {d: sorted(found[d], key=str.casefold) + (["(none)"] if empty[d] and found[d] else []) for d in Dimension}


def reasons(engine: Engine) -> list[str]:
    """The reasons for which leads were returned or lost, in alphabetical order, "(none)" last."""
    with reading(engine) as connection:
        return sorted(names(connection, "reason").values(), key=lambda name: (name == NONE, name.casefold()))


def known_stages(engine: Engine) -> tuple[Stage, ...]:
    """The stages for which at least one lead has a date of its own, or by its deals; the others are never drawn."""
    by_deal = {Stage.OPPORTUNITY: deal.c.opened_day, Stage.CUSTOMER: deal.c.won_day}
    with reading(engine) as connection:
        found = []
        for stage in LADDER:
            own = select(lead.c.id).where(lead.c[stage.raw].is_not(None), lead.c.current == 1)
            through = (
                select(deal.c.id).where(by_deal[stage].is_not(None), deal.c.lead_id.is_not(None))
                if stage in by_deal
                else None
            )
            if any(connection.execute(q.limit(1)).first() for q in (own, through) if q is not None):
                found.append(stage)
    return tuple(found)


def knows_rejections(engine: Engine) -> bool:
    """Does the data tell of any lead that sales returned?"""
    told = select(lead.c.id).where(lead.c.rejected_raw.is_not(None), lead.c.current == 1)
    with reading(engine) as connection:
        return connection.execute(told.limit(1)).first() is not None


def extent(engine: Engine) -> tuple[int, int] | None:
    """The first and the last day number of a lead or deal; None while there is neither."""
    days = [lead.c[s.day] for s in LADDER] + [deal.c[f"{event}_day"] for event in _TOLD_OF]
    ends = [
        select(end(day)).where(day.is_not(None)).scalar_subquery() for day in days for end in (func.min, func.max)
    ]  # each is the end of an index
    with reading(engine) as connection:
        told = connection.execute(select(*ends)).one()
    found = [day for day in told if day is not None]
    return (min(found), max(found)) if found else None


def _grouped(
    connection: Connection,
    cut: Cut,
    filters: Filters,
    day: ColumnElement,
    columns: list[ColumnElement],
    *which: ColumnElement[bool],
) -> pd.DataFrame:
    query = (
        select(day.label("day"), *cut.keys, *columns)
        .where(between_days(day, filters), *which, *cut.conditions)
        .group_by(day, *cut.keys)
        .order_by(day, *cut.keys)  # only SQLite groups in order
    )
    return pd.read_sql(query, connection)
