"""New rows are settled together with the stored rows that they touch, then all that changes is written.

The first import into an empty store and a nightly one go the same way; so does taking a batch back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import pandas as pd
from sqlalchemy import Connection, Table

from smarketing.intake.repeat import near_rows, settle_repeated
from smarketing.intake.settle import DEAL_SETTLED, LEAD_SETTLED, LINK_SETTLED, Settled, settle
from smarketing.store import facts, touched
from smarketing.store.bulk import append, change
from smarketing.store.contacts import NO_CONTACTS, contacts, stored_contacts
from smarketing.store.judging import JUDGED, NEEDED, Judge
from smarketing.store.promises import judge_in
from smarketing.store.schema import DIMENSIONS, FACTS, MADE, activity, deal, deal_lead, lead, past_loss

Progress = Callable[[str, float], None]
"""Is told what is being done, and the share of it that is done, 0 to 1."""

_SETTLED: dict[Table, list[str]] = {lead: [*LEAD_SETTLED, *JUDGED], deal: DEAL_SETTLED, deal_lead: LINK_SETTLED}
_NEEDED: dict[Table, list[str]] = {
    lead: [
        "id", "import_id", "key", "spell", "version", "digest", *DIMENSIONS,
        *(c.name for c in lead.columns if c.name.endswith(("_raw", "_at")) and c.name not in JUDGED),
    ],
    deal: [
        "id", "import_id", "key", "version", "digest", "opened_raw", "won_raw", "lost_raw", "amount_cents",
        *(f"own_{d}" for d in DIMENSIONS),
    ],
    deal_lead: ["id", "import_id", "deal_key", "lead_key"],
}  # fmt: skip


def write(
    connection: Connection, tables: Mapping[str, pd.DataFrame], import_id: int, progress: Progress, *, judge: Judge
) -> None:
    """Write a batch's rows ({table: rows}), and settle anew whatever they touch."""
    progress("Settling", 0)
    new_contacts = contacts(tables[activity.name]) if activity.name in tables else NO_CONTACTS
    before, old_contacts, is_listed = _touched_by(connection, tables, new_contacts)
    new = [tables[t.name] for t in _SETTLED]
    every = [
        pd.concat([old[columns], rows[columns]], ignore_index=True) if len(old) else rows[columns]
        for columns, old, rows in zip(_NEEDED.values(), before, new, strict=True)
    ]
    told = pd.concat([old_contacts, new_contacts], ignore_index=True)
    settled = _judged(judge, every[0], settle(*every, deals_are_listed=is_listed), told)
    for table, rows, old, result in zip(_SETTLED, new, before, settled.frames, strict=True):
        fresh = rows.assign(**{c: result[c].iloc[len(old) :].array for c in _SETTLED[table] if c in result})
        facts.add(connection, table, fresh, progress=lambda share, what=table.name: progress(f"Writing {what}s", share))
    _change(connection, before, settled)
    for name in tables.keys() - {t.name for t in _SETTLED}:
        facts.add(connection, FACTS[name], tables[name])
    settle_repeated(connection, near_rows(connection, import_id))


def take_back(connection: Connection, import_id: int, *, at: int) -> None:
    """Delete a batch's rows, and settle anew whatever they touched."""
    near = near_rows(connection, import_id)
    leads, deals = touched.keys_of(connection, import_id)
    is_listed = facts.lists_deals(connection, but=import_id)
    if is_listed != facts.lists_deals(connection):
        deals += facts.made_deals(connection)
    with touched.touched(connection, leads=leads, deals=deals):
        touched.forget_past_losses(connection)
        facts.take_back(connection, import_id, at=at)
        before, told = _stored(connection)
    needed = [old[columns] for old, columns in zip(before, _NEEDED.values(), strict=True)]
    settled = settle(*needed, deals_are_listed=is_listed)
    _change(connection, before, _judged(judge_in(connection), needed[0], settled, told))
    settle_repeated(connection, {kind: rows[rows["import_id"] != import_id] for kind, rows in near.items()})


def _judged(judge: Judge, leads: pd.DataFrame, settled: Settled, told: pd.DataFrame) -> Settled:
    """With what each lead is held to by the agreement of its MQL day."""
    days = settled.leads[LEAD_SETTLED]
    return replace(settled, leads=days.assign(**judge(pd.concat([leads[NEEDED], days], axis=1), told)))


def _touched_by(
    connection: Connection, tables: Mapping[str, pd.DataFrame], new_contacts: pd.DataFrame
) -> tuple[list[pd.DataFrame], pd.DataFrame, bool]:
    """The stored rows of all that the new rows speak of, with whatever hangs together; the stored contacts with
    these leads; and whether deals are listed.
    """
    leads, deals, links = (tables[t.name] for t in _SETTLED)
    lists = bool((~deals["key"].str.startswith(MADE)).any())
    if facts.is_empty(connection):
        return [tables[t.name][columns].head(0) for t, columns in _NEEDED.items()], NO_CONTACTS, lists
    listed = facts.lists_deals(connection)
    lead_keys = [*leads["key"], *links["lead_key"], *new_contacts["lead_key"].unique()]
    deal_keys = [*deals["key"], *links["deal_key"]]
    if lists and not listed:
        deal_keys += facts.made_deals(connection)
    with touched.touched(connection, leads=lead_keys, deals=deal_keys):
        touched.forget_past_losses(connection)
        return *_stored(connection), lists or listed


def _stored(connection: Connection) -> tuple[list[pd.DataFrame], pd.DataFrame]:
    """The stored rows of what is touched, and the stored contacts with its leads."""
    rows = [touched.stored(connection, t, list(dict.fromkeys([*_NEEDED[t], *_SETTLED[t]]))) for t in _SETTLED]
    return rows, stored_contacts(connection, touched.lead_keys())


def _change(connection: Connection, before: Sequence[pd.DataFrame], settled: Settled) -> None:
    """Write the settled columns of stored rows that read differently now, and the losses that were taken back."""
    for (table, columns), old, result in zip(_SETTLED.items(), before, settled.frames, strict=True):
        if len(old):
            now = result.head(len(old))[columns].astype("Int64").reset_index(drop=True)
            was = old[columns].astype("Int64").reset_index(drop=True)
            same = ((now == was).fillna(False) | (now.isna() & was.isna())).all(axis=1).to_numpy(bool)
            change(connection, table, now.assign(id=old["id"].array)[~same])
    append(connection, past_loss, settled.past_losses)
