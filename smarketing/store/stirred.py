"""Which leads and deals can read differently than in a snapshot, so that the others need not be compared.

A fingerprint is made of settled columns, and those change only where an import brings rows: for the leads and deals
that it names, and for all that hang together with these (`store.touched`); and as days pass, for whoever has a date
on one of them. Where an import was undone since, or deals were listed for the first time, that tells too little:
then everything is compared, as it is for a snapshot that does not say what it had seen, and on PostgreSQL: it hashes
both sides at once, and loses its way in these lists of keys.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import CTE, Column, Connection, Select, String, Table, cast, func, literal, select, union

from smarketing.store.schema import MADE, deal, deal_lead, import_batch, lead, past_loss, snapshot

_MANY = 4
"""From the part 1 ÷ so many of all leads on, to look for the few takes longer than to compare all."""


def seen(connection: Connection) -> dict[str, int]:
    """How far the data has come: the last import, and how many were undone."""
    counted = select(func.coalesce(func.max(import_batch.c.id), 0), func.count(import_batch.c.undone_at))
    last, undone = connection.execute(counted).one()
    return {"last_import_id": last, "undone_imports": undone}


@dataclass(frozen=True)
class Stirred:
    """The keys of what may read differently; each SELECT has one column."""

    leads: Select
    deals: Select

    def of(self, table: Table) -> Select:
        """Those of one table of facts."""
        return self.leads if table is lead else self.deals


def stirred(connection: Connection, since: int, *, days: tuple[int, int]) -> Stirred | None:
    """What may read differently than in the snapshot `since`; None: anything.

    days: the snapshot's day number and the one that is asked for, in any order.
    """
    if connection.dialect.name == "postgresql":
        return None
    s, now = snapshot.c, seen(connection)
    kept = select(s.last_import_id, s.undone_imports, s.leads).where(s.id == since)
    last, undone, leads = connection.execute(kept).one()
    if last is None or undone != now["undone_imports"] or _lists_deals_since(connection, last):
        return None
    brought = select(func.count()).select_from(lead).where(lead.c.import_id > last)
    if connection.execute(brought).scalar_one() * _MANY > leads:
        return None
    told = _told_since(last)
    made = literal(MADE, String) + lead.c.key + literal(":", String) + cast(lead.c.spell, String)
    deals = union(
        select(deal.c.key).where(deal.c.import_id > last),
        select(deal_lead.c.deal_key).where(deal_lead.c.lead_key.in_(select(told.c.key))),
        select(made).where(lead.c.key.in_(select(told.c.key))),
        *_dated(deal.c.key, ("opened_day", "won_day", "lost_day"), days),
    ).cte("stirred_deals")
    lead_days = [c.name for c in lead.c if c.name.endswith("_day")]
    dated = (*_dated(deal.c.lead_id, ("opened_day", "won_day", "lost_day"), days),
             *_dated(past_loss.c.lead_id, ("lost_day", "until_day"), days))  # fmt: skip
    by_id = [select(lead.c.key).where(lead.c.id.in_(ids)) for ids in dated]
    leads = union(select(told.c.key), *_dated(lead.c.key, lead_days, days), *by_id).cte("stirred_leads")
    return Stirred(select(leads.c.key), select(deals.c[0]))


def _told_since(last: int) -> CTE:
    """The leads that a later import tells of, and those that hang together with them by deals."""
    new_deals = union(
        select(deal.c.key).where(deal.c.import_id > last),
        select(deal_lead.c.deal_key).where(deal_lead.c.import_id > last),
    ).subquery()
    named = union(
        select(lead.c.key).where(lead.c.import_id > last),
        select(deal_lead.c.lead_key).where(deal_lead.c.deal_key.in_(select(new_deals.c.key))),
    ).subquery()
    told = select(named.c.key).cte("told_since", recursive=True)
    mine, other = deal_lead.alias(), deal_lead.alias()
    return told.union(
        select(other.c.lead_key).where(mine.c.lead_key == told.c.key, other.c.deal_key == mine.c.deal_key)
    )


def _dated(key: Column, columns: Sequence[str], days: tuple[int, int]) -> list[Select]:
    """The keys of what has a date after the earlier of two days, up to the later one."""
    first, last = sorted(days)
    dates = [key.table.c[c] for c in columns] if first < last else []
    return [select(key).where(date > first, date <= last) for date in dates]


def _lists_deals_since(connection: Connection, last: int) -> bool:
    """Were deals listed for the first time? Then those that leads made are gone."""
    listed = func.substr(deal.c.key, 1, len(MADE)) != MADE
    first = connection.execute(select(func.min(deal.c.import_id)).where(listed)).scalar()
    return first is not None and first > last
