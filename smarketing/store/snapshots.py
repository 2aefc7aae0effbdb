"""The leads and deals as they were known at the end of a day, and what has become of them since.

    take       keep a moment
    taken      the moments that were kept
    changed    what happened to the leads since
    restated   what the days before the snapshot tell differently now

A *fingerprint* is the little of a lead or deal that its numbers are made of: its settled days, its amount, whose it is.
It holds from one snapshot on (`since_id`) until another one (`until_id`), so that a snapshot writes only what reads
differently than in the snapshot before, and any number of the past can still be told as it stood. All of it is a few
statements in one transaction; no lead passes through this process.

In all comparisons a lead that is still there is called by its names of today; one that isn't, by its last ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Engine,
    Select,
    String,
    Subquery,
    Table,
    and_,
    case,
    cast,
    exists,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    tuple_,
    union_all,
    update,
)

from smarketing.errors import SettingError
from smarketing.filters import Dimension, Filters
from smarketing.periods import to_date, to_number
from smarketing.snapshot import ABSENT, STANDS, Cause, Change, Snapshot
from smarketing.stages import LADDER, Exit, Stage
from smarketing.store.audit import note
from smarketing.store.cut import Cut, conditions, is_lost, lost_day
from smarketing.store.engine import reading
from smarketing.store.facts import writing
from smarketing.store.schema import DIMENSIONS, deal, lead, snapshot, snapshot_deal, snapshot_lead
from smarketing.store.stirred import Stirred, seen, stirred


@dataclass(frozen=True)
class _Kept:
    """Whose fingerprints: `facts` told apart by `identity`, kept in `prints`, with a day for each of `events`."""

    facts: Table
    prints: Table
    identity: tuple[str, ...]
    events: tuple[str, ...]

    @property
    def days(self) -> tuple[str, ...]:
        return tuple(f"{event}_day" for event in self.events)

    @property
    def read(self) -> tuple[str, ...]:
        """What makes a fingerprint another one when it reads differently."""
        return (*self.days, *DIMENSIONS, "cents", "currency")

    def known(self, as_of: int) -> Select:
        """What the facts say at the end of a day but for the money, with each one's `id`."""
        facts = self.facts.c
        days = {day: case((facts[day] <= as_of, facts[day])) for day in self.days}
        days["lost_day"] = case((is_lost(as_of), deal.c.lost_day)) if self.facts is deal else lost_day(as_of)
        told = [day.label(name) for name, day in days.items()]
        return select(*(facts[c] for c in (*self.identity, *DIMENSIONS, "id")), *told).where(self._is_known(as_of))

    def now(self, as_of: int, among: Stirred | None = None) -> Subquery:
        """The fingerprints that the facts have, as known at the end of a day, with each one's `id`."""
        known = self.known(as_of).where(*self._among(self.facts, among))
        if self.facts is deal:
            return known.add_columns(deal.c.amount_cents.label("cents"), deal.c.currency).subquery()
        money = _money_of_leads(as_of)
        currency = func.coalesce(money.c.currency, "").label("currency")
        joined = lead.outerjoin(money, money.c.lead_id == lead.c.id)
        return known.add_columns(money.c.cents, currency).select_from(joined).subquery()

    def _among(self, table: Table, among: Stirred | None) -> list[ColumnElement[bool]]:
        return [] if among is None else [table.c.key.in_(among.of(self.facts))]

    def _is_known(self, as_of: int) -> ColumnElement[bool]:
        """A lead is known from its first stage on, a deal from the first day that it tells."""
        days = self.days[:1] if self.facts is lead else self.days
        return or_(*(self.facts.c[day] <= as_of for day in days))

    def is_there(self, prints: Subquery, as_of: int) -> ColumnElement[bool]:
        """Is what a fingerprint was taken of known at the end of a day?"""
        return exists(select(self.facts.c.id).where(*self._same(prints), self._is_known(as_of)))

    def row_of(self, prints: Subquery) -> ColumnElement[int]:
        """The id of the row that counts today for a fingerprint."""
        return select(self.facts.c.id).where(*self._same(prints), self.facts.c.current == 1).scalar_subquery()

    def _same(self, prints: Subquery) -> list[ColumnElement[bool]]:
        return [self.facts.c[c] == prints.c[c] for c in self.identity]

    def then(self, number: int, among: Stirred | None = None) -> Subquery:
        """The fingerprints that held in a snapshot."""
        p = self.prints.c
        held = and_(p.since_id <= number, or_(p.until_id.is_(None), p.until_id > number))
        return select(self.prints).where(held, *self._among(self.prints, among)).subquery()


_LEADS = _Kept(lead, snapshot_lead, ("key", "spell"), tuple(x.key for x in (*LADDER, *Exit)))
_DEALS = _Kept(deal, snapshot_deal, ("key",), ("opened", "won", "lost"))


def _money_of_leads(as_of: int) -> Subquery:
    """The amounts of each lead's deals, open or closed; none where they are in several currencies."""
    known = or_(*(deal.c[day] <= as_of for day in _DEALS.days))
    one = func.min(deal.c.currency) == func.max(deal.c.currency)
    cents = cast(func.sum(deal.c.amount_cents), BigInteger).label("cents")
    return (
        select(deal.c.lead_id, cents, func.max(deal.c.currency).label("currency"))
        .where(deal.c.lead_id.is_not(None), known)
        .group_by(deal.c.lead_id)
        .having(one)
        .subquery()
    )


# --- keeping a moment ---------------------------------------------------------------------------


def take(engine: Engine, *, as_of: date, at: int, actor: str, label: str = "") -> Snapshot:
    """Keep the leads and deals as they are known at the end of a day: all of them, or nothing is written.

    Raises SettingError for a day before that of an earlier snapshot.
    """
    with writing(engine) as connection:
        return take_in(connection, as_of=as_of, at=at, actor=actor, label=label)


def take_in(connection: Connection, *, as_of: date, at: int, actor: str, label: str = "") -> Snapshot:
    """`take`, in the caller's transaction, which has to be one of `facts.writing`."""
    latest = connection.execute(select(func.max(snapshot.c.as_of_day))).scalar()
    day = to_number(as_of)
    if latest is not None and day < latest:
        raise SettingError(
            f"There is a snapshot of {to_date(latest)} already, which is after {as_of}.",
            advice="Take snapshots in the order of their days.",
        )
    row = {"taken_at": at, "as_of_day": day, "taken_by": actor, "label": label.strip(), "leads": 0, "deals": 0}
    row |= seen(connection)
    number = connection.execute(insert(snapshot).values(row).returning(snapshot.c.id)).scalar_one()
    sizes = {name: _keep(connection, kept, day, number) for name, kept in (("leads", _LEADS), ("deals", _DEALS))}
    connection.execute(update(snapshot).where(snapshot.c.id == number).values(sizes))
    told = {"as_of": as_of.isoformat(), "label": label.strip(), **sizes}
    note(connection, snapshot, number, "written", actor=actor, at=at, after=told)
    return Snapshot(number, at, as_of, actor, label.strip(), **sizes)


def _keep(connection: Connection, kept: _Kept, as_of: int, number: int) -> int:
    """End the fingerprints that hold no more, begin those that are new; how many hold now."""
    prints, now = kept.prints, kept.now(as_of)
    is_open = prints.c.until_id.is_(None)
    ended = select(*(prints.c[c] for c in kept.identity)).select_from(
        prints.outerjoin(now, and_(*(now.c[c] == prints.c[c] for c in kept.identity)))
    )
    differs = or_(now.c.id.is_(None), *(now.c[c].is_distinct_from(prints.c[c]) for c in kept.read))
    among = tuple_(*(prints.c[c] for c in kept.identity)).in_(ended.where(is_open, differs))
    connection.execute(update(prints).where(is_open, among).values(until_id=number))

    same = and_(is_open, *(now.c[c] == prints.c[c] for c in kept.identity))
    columns = [*kept.identity, *kept.read]
    begun = select(*(now.c[c] for c in columns), literal(number)).select_from(now.outerjoin(prints, same))
    new = begun.where(prints.c.key.is_(None))
    connection.execute(insert(prints).from_select([*columns, "since_id"], new))
    return connection.execute(select(func.count()).select_from(prints).where(is_open)).scalar_one()


def taken(engine: Engine) -> list[Snapshot]:
    """All snapshots, the newest first."""
    s = snapshot.c
    columns = (s.id, s.taken_at, s.as_of_day, s.taken_by, s.label, s.leads, s.deals)
    with reading(engine) as connection:
        rows = connection.execute(select(*columns).order_by(s.id.desc())).all()
    return [Snapshot(number, at, to_date(day), *more) for number, at, day, *more in rows]


# --- then and now -------------------------------------------------------------------------------


def _pairs(kept: _Kept, as_of: int, since: Snapshot, among: Stirred | None) -> Subquery:
    """One row per lead or deal, of `among`, that is in the snapshot or known by as-of: `id` of today's row, empty where
    there is none whatever its days, its identity, its dimensions, and `then_<column>`, `now_<column>` of its days,
    `cents` and `currency`.
    """
    now, then = kept.now(as_of, among), kept.then(since.id, among)
    same = and_(*(now.c[c] == then.c[c] for c in kept.identity))
    named, told = (*kept.identity, *DIMENSIONS), ("key", *kept.days, "cents", "currency")
    moved = or_(*(now.c[c] != then.c[c] for c in DIMENSIONS))
    there = select(
        now.c.id, *(now.c[c] for c in named), *(now.c[c].label(f"now_{c}") for c in told),
        *(then.c[c].label(f"then_{c}") for c in told), case((moved, 1), else_=0).label("renamed"),
    ).select_from(now.outerjoin(then, same))  # fmt: skip
    gone = select(
        kept.row_of(then).label("id"), *(then.c[c] for c in named),
        *(cast(null(), then.c[c].type).label(f"now_{c}") for c in told),
        *(then.c[c].label(f"then_{c}") for c in told), literal(0).label("renamed"),
    ).where(~kept.is_there(then, as_of))  # fmt: skip
    return union_all(there, gone).subquery()


def _stands(told: Subquery, when: str = "") -> ColumnElement[int]:
    """The place in `STANDS` of where the lead stood; -1 where it was absent. when: how the days' names begin."""
    days = {x: told.c[f"{when}{x.day}"] for x in (*LADDER, *Exit)}
    reached = [(days[stage].is_not(None), LADDER.index(stage)) for stage in reversed(LADDER)]
    lost = (days[Exit.LOST].is_not(None), _LOST)
    rejected = (and_(days[Exit.REJECTED].is_not(None), days[Stage.SAL].is_(None)), _REJECTED)
    return case(reached[0], lost, rejected, *reached[1:], else_=-1)


_CUSTOMER, _REJECTED, _LOST = (STANDS.index(x.value) for x in (Stage.CUSTOMER, Exit.REJECTED, Exit.LOST))


def _change(stood: Subquery) -> ColumnElement[str]:
    """What a move is called. stood: rows, or groups of rows, with was, stands, again."""
    was, stands = stood.c.was, stood.c.stands
    return case(
        (stood.c.again == 1, Change.RECYCLED.value),
        (was < 0, Change.NEW.value),
        (stands < 0, Change.GONE.value),
        (stands == was, Change.NONE.value),
        (stands == _REJECTED, Change.REJECTED.value),
        (stands == _LOST, Change.LOST.value),
        (stands == _CUSTOMER, Change.WON.value),
        (was > _CUSTOMER, Change.RECYCLED.value),
        (stands > was, Change.ADVANCED.value),
        else_=Change.BACK.value,
    )


def _may_differ(connection: Connection, since: Snapshot, as_of: date) -> Stirred | None:
    return stirred(connection, since.id, days=(to_number(since.as_of), to_number(as_of)))


def _moves(connection: Connection, filters: Filters, since: Snapshot, among: Stirred | None) -> Subquery:
    """One row per lead, of `among`, that the choices keep, then or now: the pair, where it stood and stands, and
    whether it came again: in a new spell.
    """
    pairs = _pairs(_LEADS, to_number(filters.as_of), since, among)
    was, stands = _stands(pairs, "then_"), _stands(pairs, "now_")
    again = case((and_(pairs.c.then_key.is_(None), pairs.c.spell > 1), 1), else_=0)
    kept = conditions(connection, pairs, filters)
    return select(pairs, was.label("was"), stands.label("stands"), again.label("again")).where(*kept).subquery()


def changed(
    engine: Engine, filters: Filters, *, since: Snapshot, by: Sequence[Dimension] = (Dimension.SOURCE,)
) -> pd.DataFrame:
    """One row per change, place then, place now, value of `by` and currency: the leads of the snapshot and of as-of.

    The period does not narrow it. change: str, of `Change` · was, stands: str, of `STANDS`, ABSENT where it is not
    among the leads · <by>: str · currency: str · n: int, leads · deal_cents: int, the amounts of their deals, of the
    disappeared as they stood · revalued: int, leads with another amount than then, of those with one then and now ·
    revalued_cents: int, what these have more · renamed: int, leads that moved to another source, owner, …
    """
    with reading(engine) as connection:
        among = _may_differ(connection, since, filters.as_of)
        moves = _moves(connection, filters, since, among)
        cut = Cut(connection, moves, filters, *by)
        m = moves.c
        currency = func.coalesce(case((m.stands < 0, m.then_currency), else_=m.now_currency), "")
        cents = case((m.stands < 0, m.then_cents), else_=m.now_cents)
        revalued = and_(m.now_cents != m.then_cents, m.now_currency == m.then_currency)
        keys = [m.was, m.stands, m.again, *cut.keys, currency.label("currency")]
        groups = select(
            *keys, func.count().label("n"), func.coalesce(func.sum(cents), 0).label("deal_cents"),
            func.count(case((revalued, 1))).label("revalued"),
            func.coalesce(func.sum(case((revalued, m.now_cents - m.then_cents))), 0).label("revalued_cents"),
            func.sum(m.renamed).label("renamed"),
        ).group_by(m.was, m.stands, m.again, *cut.keys, currency).subquery()  # fmt: skip
        query = select(_change(groups).label("change"), *(c for c in groups.c if c.name != "again"))
        frame = pd.read_sql(query, connection)
        if among is not None:
            frame = _with_those_that_stand(frame, _standing(connection, filters, by))
        told = {c: [(*STANDS, ABSENT)[int(place)] for place in frame[c]] for c in ("was", "stands")}
        return cut.named(frame.assign(**told))


def _standing(connection: Connection, filters: Filters, by: Sequence[Dimension]) -> pd.DataFrame:
    """One row per place, value of `by` and currency of the leads as known at as-of: n, deal_cents."""
    as_of = to_number(filters.as_of)
    known, money = _LEADS.known(as_of).subquery(), _money_of_leads(as_of)
    cut, place = Cut(connection, known, filters, *by), _stands(known).label("stands")
    names = [key.name for key in cut.keys]
    # as one number, which is sorted in half the time of two
    first = (cut.keys[0].element * len(STANDS) + place).label("first") if cut.keys else place.label("first")
    every = select(first, *cut.keys[1:], func.count().label("n")).where(*cut.conditions)
    counted = pd.read_sql(every.group_by(first, *cut.keys[1:]), connection)
    split = {"stands": counted["first"] % len(STANDS), **({names[0]: counted["first"] // len(STANDS)} if names else {})}
    counted = counted.assign(**split, currency="", deal_cents=0)
    keys = [place, *cut.keys, money.c.currency]
    cents = func.coalesce(func.sum(money.c.cents), 0).label("deal_cents")
    rich = select(*keys, func.count().label("n"), cents).select_from(known.join(money, money.c.lead_id == known.c.id))
    paid = pd.read_sql(rich.where(*cut.conditions).group_by(*keys), connection)
    poor = paid.assign(currency="", n=-paid["n"], deal_cents=0)
    return pd.concat([counted.drop(columns="first"), paid, poor], ignore_index=True)


def _with_those_that_stand(moved: pd.DataFrame, standing: pd.DataFrame) -> pd.DataFrame:
    """The groups of leads that may have moved, and as still there what else stands now."""
    there = moved[moved["stands"] >= 0]
    less = there.assign(n=-there["n"], deal_cents=-there["deal_cents"])
    rest = pd.concat([standing, less[standing.columns]], ignore_index=True)
    rest = rest.assign(change=Change.NONE.value, was=rest["stands"], revalued=0, revalued_cents=0, renamed=0)
    sums = ["n", "deal_cents", "revalued", "revalued_cents", "renamed"]
    keys = [c for c in moved.columns if c not in sums]
    summed = pd.concat([moved, rest[moved.columns]], ignore_index=True).groupby(keys, as_index=False)[sums].sum()
    return summed[summed["n"] != 0].reset_index(drop=True)


def changed_ids(connection: Connection, filters: Filters, since: Snapshot, change: Change) -> Select:
    """The ids of the leads of a change, which is not `Change.NONE`; none of those that disappeared."""
    moves = _moves(connection, filters, since, _may_differ(connection, since, filters.as_of))
    return select(moves.c.id).where(_change(moves) == change.value)


def gone(connection: Connection, filters: Filters, since: Snapshot) -> Subquery:
    """The leads that disappeared, as they were: key, spell, ids of their dimensions, days, won_amount, currency."""
    moves = _moves(connection, filters, since, _may_differ(connection, since, filters.as_of))
    m = moves.c
    names = [m[c].label(c.removesuffix("_id")) for c in DIMENSIONS]
    days = [m[f"then_{day}"].label(day) for day in _LEADS.days]
    money = [m.then_cents.label("won_amount"), m.then_currency.label("currency")]
    return select(m.key, m.spell, *names, *days, *money).where(_change(moves) == Change.GONE.value).subquery()


def restated_ids(connection: Connection, filters: Filters, since: Snapshot) -> Select:
    """The ids of the leads of today whose days up to the snapshot's read differently than in it."""
    pairs = _restated_pairs(connection, _LEADS, filters, since).subquery()
    return select(pairs.c.id).where(pairs.c.id.is_not(None))


def restated(engine: Engine, filters: Filters, *, since: Snapshot, by: Dimension = Dimension.SOURCE) -> pd.DataFrame:
    """What today's data says of the days up to the snapshot's, less what the snapshot says of them.

    One row per event, day, cause, value of `by` and currency. event: str, `mqls` (the plural of a stage), rejected,
    lost, and of deals `deals_opened`, `deals_won`, `deals_lost` · day: int · cause: str, of `Cause` · <by>: str ·
    currency: str · n: int, how many more leads or deals · deal_cents: int, how much more money; 0 of leads.
    """
    with reading(engine) as connection:
        told = [_differences(connection, kept, filters, since, by) for kept in (_LEADS, _DEALS)]
    frame = pd.concat(told, ignore_index=True)
    return frame.groupby(["event", "day", "cause", by.value, "currency"], as_index=False)[["n", "deal_cents"]].sum()


def _differences(connection: Connection, kept: _Kept, filters: Filters, since: Snapshot, by: Dimension) -> pd.DataFrame:
    pairs, sides = _restated_pairs(connection, kept, filters, since).subquery(), _sides(kept)
    cut, event, sign = Cut(connection, pairs, filters, by), sides.c.event, sides.c.sign
    then, now = (case(*((event == _told(kept, e), pairs.c[f"{when}_{e}_day"]) for e in kept.events))
                 for when in ("then", "now"))  # fmt: skip
    day, cause = case((sign < 0, then), else_=now), _cause(pairs, then, now)
    cents = case((sign < 0, pairs.c.then_cents), else_=pairs.c.now_cents) if kept is _DEALS else literal(0)
    currency = case((sign < 0, pairs.c.then_currency), else_=pairs.c.now_currency)
    currency = currency if kept is _DEALS else literal("", String)
    every = select(
        event, sign, day.label("day"), cause.label("cause"), *cut.keys, currency.label("currency"), cents.label("cents")
    ).where(day.is_not(None), or_(then.is_distinct_from(now), *_other_money(kept, pairs)))
    e = every.subquery().c
    keys = [e.event, e.day, e.cause, e[by.value], e.currency]
    sums = [func.sum(e.sign).label("n"), func.coalesce(func.sum(e.sign * e.cents), 0).label("deal_cents")]
    return cut.named(pd.read_sql(select(*keys, *sums).group_by(*keys), connection))


def _sides(kept: _Kept) -> Subquery:
    """Each event twice: as it stood (sign -1) and as it stands (sign 1)."""
    return union_all(
        *(select(literal(_told(kept, event), String).label("event"), literal(sign).label("sign"))
          for event in kept.events for sign in (-1, 1))
    ).subquery()  # fmt: skip


def _told(kept: _Kept, event: str) -> str:
    if kept is _DEALS:
        return f"deals_{event}"
    return next((s.plural for s in LADDER if s.key == event), event)


def _restated_pairs(connection: Connection, kept: _Kept, filters: Filters, since: Snapshot) -> Select:
    """The pairs of which the days up to the snapshot's read differently; today's half as known at its end."""
    pairs = _pairs(kept, to_number(since.as_of), since, _may_differ(connection, since, since.as_of))
    differs = or_(*_other_days(kept, pairs), *_other_money(kept, pairs))
    return select(pairs).where(differs, *conditions(connection, pairs, filters))


def _other_days(kept: _Kept, pairs: Subquery) -> list[ColumnElement[bool]]:
    return [pairs.c[f"then_{day}"].is_distinct_from(pairs.c[f"now_{day}"]) for day in kept.days]


def _other_money(kept: _Kept, pairs: Subquery) -> list[ColumnElement[bool]]:
    """A deal's amount is a number of its days; what a lead's deals are worth is none."""
    money = ("cents", "currency") if kept is _DEALS else ()
    return [pairs.c[f"then_{c}"].is_distinct_from(pairs.c[f"now_{c}"]) for c in money]


def _cause(pairs: Subquery, then: ColumnElement[int], now: ColumnElement[int]) -> ColumnElement[str]:
    return case(
        (pairs.c.id.is_(None), Cause.GONE.value),
        (then.is_(None), Cause.LATE.value),
        (now.is_(None), Cause.TAKEN_BACK.value),
        (then == now, Cause.REVALUED.value),
        else_=Cause.REDATED.value,
    )
