"""Activities, touches, spend and targets have no ids: which rows count when two imports tell the same stretch?

Calls and touches: a call that both tell counts once; two that one of them tells count twice.
Spend and targets: for one day and campaign, one aim, the later export counts as a whole.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Table

from smarketing.store import facts
from smarketing.store.bulk import change
from smarketing.store.schema import activity, spend, target, touch


@dataclass(frozen=True)
class Repeated:
    """near: the column by which other imports' rows are looked for. identity: what makes rows the same.

    latest: the column whose greatest value says which export is later; empty: all rows add up.
    """

    table: Table
    near: str
    identity: tuple[str, ...]
    latest: str = ""


REPEATED: tuple[Repeated, ...] = (
    Repeated(activity, "lead_key", ("lead_key", "kind", "day", "at", "outcome", "owner_id")),
    Repeated(touch, "lead_key", ("lead_key", "day", "at", "source_id", "campaign_id", "asset")),
    Repeated(spend, "day", ("day", "source_id", "campaign_id", "currency"), latest="day"),
    Repeated(target, "measure", ("measure", "first_day", "last_day", "source_id"), latest="import_id"),
)


def near_rows(connection: Connection, import_id: int) -> dict[str, pd.DataFrame]:
    """For each of these tables that the batch has rows in, and another batch too: all rows near the batch's."""
    found = {}
    for one in REPEATED:
        columns = list(
            dict.fromkeys(["id", "import_id", "current", *one.identity, *([one.latest] if one.latest else [])])
        )
        rows = facts.rows_near(connection, one.table, columns, near=one.near, import_id=import_id)
        if rows["import_id"].nunique() > 1:
            found[one.table.name] = rows
    return found


def settle_repeated(connection: Connection, near: dict[str, pd.DataFrame]) -> None:
    """Write down which of these rows count."""
    for one in REPEATED:
        if one.table.name in near:
            rows = near[one.table.name]
            latest = facts.latest_by_import(connection, one.table, one.latest) if one.latest else None
            current = counts(rows, one, latest=latest).astype("int64")
            differs = (current != rows["current"]).to_numpy(bool)
            change(connection, one.table, pd.DataFrame({"id": rows["id"], "current": current})[differs])


def counts(rows: pd.DataFrame, one: Repeated, *, latest: pd.Series | None) -> pd.Series:
    """For each row: does it count? `latest`: for each import how late its export is."""
    identity = rows[list(one.identity)].apply(lambda c: pd.factorize(c)[0])
    if latest is None:
        nth = identity.assign(of=rows["import_id"]).groupby([*one.identity, "of"]).cumcount()
        order = np.argsort(rows["id"].to_numpy(np.int64), kind="stable")
        again = identity.assign(nth=nth).iloc[order].duplicated([*one.identity, "nth"])
        return ~again.reindex(rows.index)
    late = rows["import_id"].map(latest)
    by = identity.assign(late=late, batch=rows["import_id"])
    at_latest = by["late"] == by.groupby(list(one.identity))["late"].transform("max")
    last_batch = by["batch"].where(at_latest).groupby([by[c] for c in one.identity]).transform("max")
    return at_latest & (by["batch"] == last_batch)
