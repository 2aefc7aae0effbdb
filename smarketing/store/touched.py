"""Stored rows that an import touches: all versions of its leads and deals, and what hangs together with them.

Settling looks at whole components (every lead that hangs on a deal that hangs on one of the leads …). They are
found by two temporary tables of keys, so that a nightly import into a million leads reads only its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

import pandas as pd
from sqlalchemy import Column, ColumnElement, Connection, Select, Table, Text, delete, func, insert, or_, select

from smarketing.store.bulk import append, temporary
from smarketing.store.facts import count
from smarketing.store.schema import activity, deal, deal_lead, lead, past_loss

_touched_lead = temporary("touched_lead", Column("key", Text, primary_key=True))
_touched_deal = temporary("touched_deal", Column("key", Text, primary_key=True))


@contextmanager
def touched(connection: Connection, *, leads: Iterable[str] = (), deals: Iterable[str] = ()) -> Iterator[None]:
    """Inside, `stored` gives all rows of these leads and deals, and of whatever hangs together with them."""
    for table, keys in ((_touched_lead, leads), (_touched_deal, deals)):
        table.create(connection)
        append(connection, table, pd.DataFrame({"key": pd.Series(list(dict.fromkeys(keys)), dtype="str")}))
    while _spread(connection, _touched_lead, _touched_deal, deal_lead.c.lead_key, deal_lead.c.deal_key) or _spread(
        connection, _touched_deal, _touched_lead, deal_lead.c.deal_key, deal_lead.c.lead_key
    ):
        pass
    yield
    for table in (_touched_lead, _touched_deal):
        table.drop(connection)


def _spread(connection: Connection, known: Table, other: Table, here: Column, there: Column) -> bool:
    """Enter what hangs on the known keys; was there anything new?"""
    before = count(connection, other)
    new = select(there).distinct().where(here.in_(select(known.c.key)), there.not_in(select(other.c.key)))
    connection.execute(insert(other).from_select(["key"], new))
    return count(connection, other) > before


def stored(connection: Connection, table: Table, columns: Sequence[str]) -> pd.DataFrame:
    """One row per stored row of what is touched; numbers are `Int64`."""
    if table is lead:
        condition = table.c.key.in_(select(_touched_lead.c.key))
    elif table is deal:
        condition = table.c.key.in_(select(_touched_deal.c.key))
    else:
        condition = or_(
            table.c.deal_key.in_(select(_touched_deal.c.key)), table.c.lead_key.in_(select(_touched_lead.c.key))
        )
    return read_rows(connection, table, columns, condition)


def forget_past_losses(connection: Connection) -> None:
    """Delete those of the leads that are touched, before they are settled anew."""
    ids = select(lead.c.id).where(lead.c.key.in_(lead_keys()))
    connection.execute(delete(past_loss).where(past_loss.c.lead_id.in_(ids)))


def lead_keys() -> Select:
    """The keys of the leads that are touched."""
    return select(_touched_lead.c.key)


def read_rows(
    connection: Connection, table: Table, columns: Sequence[str], condition: ColumnElement[bool]
) -> pd.DataFrame:
    """One row per stored row that meets the condition; numbers are `Int64`, texts `str`."""
    query = select(*(table.c[c] for c in columns)).where(condition)
    rows = connection.execute(query).all()
    values = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
    kinds = {c: "str" if table.c[c].type.python_type is str else "Int64" for c in columns}
    return pd.DataFrame({c: pd.array(v, dtype=kinds[c]) for c, v in zip(columns, values, strict=True)})


def keys_of(connection: Connection, import_id: int) -> tuple[list[str], list[str]]:
    """The leads' and the deals' keys that a batch tells something of."""
    leads = select(lead.c.key).where(lead.c.import_id == import_id).union(
        select(deal_lead.c.lead_key).where(deal_lead.c.import_id == import_id),
        select(activity.c.lead_key).where(activity.c.import_id == import_id),
    )  # fmt: skip
    deals = (
        select(deal.c.key)
        .where(deal.c.import_id == import_id)
        .union(select(deal_lead.c.deal_key).where(deal_lead.c.import_id == import_id))
    )
    return list(connection.execute(leads).scalars()), list(connection.execute(deals).scalars())


# --- rows without ids ---------------------------------------------------------------------------


def rows_near(
    connection: Connection, table: Table, columns: Sequence[str], *, near: str, import_id: int
) -> pd.DataFrame:
    """One row per stored row, of any batch, with the same `near` as a row of this batch; none without another batch."""
    others = select(table.c.id).where(table.c.import_id != import_id).limit(1)
    if connection.execute(others).first() is None:
        return read_rows(connection, table, columns, table.c.id.is_(None))
    of_batch = select(table.c[near]).where(table.c.import_id == import_id)
    return read_rows(connection, table, columns, table.c[near].in_(of_batch))


def latest_by_import(connection: Connection, table: Table, column: str) -> pd.Series:
    """The greatest value of a column by batch."""
    query = select(table.c.import_id, func.max(table.c[column])).group_by(table.c.import_id)
    return pd.Series(dict(connection.execute(query).all()), dtype="Int64")
