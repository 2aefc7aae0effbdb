"""Activities, touches, spend and targets have no ids: which rows count when two imports tell the same stretch?

Calls and touches: a call that both tell counts once; two that one of them tells count twice.
Spend and targets: for one day and campaign, one aim, the later export counts as a whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Table

from smarketing.store import touched
from smarketing.store.bulk import change
from smarketing.store.schema import activity, spend, target, touch


@dataclass(frozen=True)
class Repeated:
    """near: the column by which other imports' rows are looked for. identity: what makes rows the same.

    latest: the column whose greatest value says which export is later, the greater amount where that is the same;
    empty: no export replaces another, they add up.
    """

    table: Table
    near: str
    identity: tuple[str, ...]
    latest: str = ""

    @property
    def columns(self) -> list[str]:
        """What must be known of a row to say whether it counts."""
        amounts = [c.name for c in self.table.columns if c.name.startswith("amount")] if self.latest else []
        return list(
            dict.fromkeys(["id", "import_id", *self.identity, *([self.latest] if self.latest else []), *amounts])
        )


REPEATED: dict[str, Repeated] = {
    "activities": Repeated(activity, "lead_key", ("lead_key", "kind", "day", "at", "outcome", "owner_id")),
    "touches": Repeated(touch, "lead_key", ("lead_key", "day", "at", "source_id", "campaign_id", "asset")),
    "spend": Repeated(spend, "day", ("day", "source_id", "campaign_id", "currency"), latest="day"),
    "targets": Repeated(target, "measure", ("measure", "first_day", "last_day", "source_id"), latest="import_id"),
}


def near_rows(connection: Connection, import_id: int) -> dict[str, pd.DataFrame]:
    """For each of these kinds that the batch has rows of, and another batch too: all rows near the batch's."""
    found = {}
    for kind, one in REPEATED.items():
        columns = [*one.columns, "current"]
        rows = touched.rows_near(connection, one.table, columns, near=one.near, import_id=import_id)
        if rows["import_id"].nunique() > 1:
            found[kind] = rows
    return found


def settle_repeated(connection: Connection, near: dict[str, pd.DataFrame]) -> None:
    """Write down which of these rows count."""
    for kind, rows in near.items():
        one = REPEATED[kind]
        latest = touched.latest_by_import(connection, one.table, one.latest) if one.latest else None
        current = counts(rows, one, latest=latest).astype("int64")
        differs = (current != rows["current"]).to_numpy(bool)
        change(connection, one.table, pd.DataFrame({"id": rows["id"], "current": current})[differs])


def told_again(kind: str, frames: Sequence[pd.DataFrame]) -> np.ndarray:
    """For each row of the frames, one after the other: is it another frame's that counts?"""
    one = REPEATED[kind]
    every = pd.concat(frames, ignore_index=True)
    every = every.assign(id=range(len(every)), import_id=np.repeat(range(len(frames)), [len(f) for f in frames]))
    every = every.rename(columns={c: f"{c}_id" for c in every.columns if f"{c}_id" in one.identity})
    latest = every.groupby("import_id")[one.latest].max() if one.latest else None
    return ~counts(every[one.columns], one, latest=latest).to_numpy(bool)


def counts(rows: pd.DataFrame, one: Repeated, *, latest: pd.Series | None) -> pd.Series:
    """For each row: does it count? `latest`: for each import how late its export is."""
    identity = rows[list(one.identity)].apply(lambda c: pd.factorize(c)[0])
    if latest is None:
        nth = identity.assign(of=rows["import_id"]).groupby([*one.identity, "of"]).cumcount()
        again = identity.assign(nth=nth, id=rows["id"]).sort_values("id").duplicated([*one.identity, "nth"])
        return ~again.reindex(rows.index)
    amount = rows[one.columns[-1]].groupby([rows["import_id"], *(identity[c] for c in one.identity)]).transform("sum")
    order = identity.assign(late=rows["import_id"].map(latest), amount=amount, batch=rows["import_id"])
    last = order.sort_values(["late", "amount", "batch"]).groupby(list(one.identity))["batch"].transform("last")
    return (rows["import_id"] == last.reindex(rows.index)).astype(bool)
