"""The writes of facts: batches, files, names, rows, and undoing. Every function works inside the caller's transaction.

One import writes at a time (SQLite: BEGIN IMMEDIATE; PostgreSQL: an advisory lock), because two that
settle the same lead at once would each miss the other's rows. Readers are never held up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import pandas as pd
from sqlalchemy import (
    Connection,
    Engine,
    Table,
    delete,
    func,
    insert,
    inspect,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from smarketing.store.bulk import append, change
from smarketing.store.engine import reading
from smarketing.store.schema import (
    FACTS,
    MADE,
    NAMES,
    activity,
    bulk_indexes,
    deal,
    deal_lead,
    import_batch,
    import_file,
    lead,
    owner,
    source,
)

IMPORT_LOCK = 7407
BULK_ROWS = 50_000
"""From so many new leads on, and more than are stored, indexes are built anew rather than kept up."""


@dataclass(frozen=True)
class Batch:
    """One import. at, undone_at: seconds since 1970 UTC."""

    id: int
    at: int
    actor: str
    files: tuple[str, ...]
    rows_read: int
    rows_used: int
    undone_at: int | None


# --- batches and files --------------------------------------------------------------------------


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that no other import runs beside, nor a change of what judges the leads."""
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(select(func.pg_advisory_xact_lock(IMPORT_LOCK)))
        yield connection


def begin_import(connection: Connection, *, actor: str, at: int) -> int:
    """A new batch; its id."""
    made = insert(import_batch).values(started_at=at, actor=actor).returning(import_batch.c.id)
    return connection.execute(made).scalar_one()


def claim_file(connection: Connection, import_id: int, *, name: str, sha256: str, kind: str) -> int | None:
    """Enter a file into the batch; its id, or None where the same bytes are in the store already.

    Told by RETURNING: psycopg's rowcount claims a row where there was a conflict.
    """
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    claimed = dialect.insert(import_file).values(
        import_id=import_id, name=name, sha256=sha256, live_sha256=sha256, kind=kind, receipt={}
    )
    return connection.execute(claimed.on_conflict_do_nothing().returning(import_file.c.id)).scalar_one_or_none()


def earlier_imports(connection: Connection, sha256s: Sequence[str]) -> dict[str, tuple[int, int, str]]:
    """{sha256: (batch, when, who)} of the files whose bytes are in the store; when: seconds since 1970 UTC."""
    b, f = import_batch.c, import_file.c
    found = select(f.live_sha256, b.id, b.started_at, b.actor).where(f.import_id == b.id, f.live_sha256.in_(sha256s))
    return {sha256: (import_id, at, actor) for sha256, import_id, at, actor in connection.execute(found)}


def is_empty(connection: Connection) -> bool:
    """Is there no lead, no deal and no activity?"""
    return all(connection.execute(select(t.c.id).limit(1)).first() is None for t in (lead, deal, deal_lead, activity))


def finish_import(
    connection: Connection, import_id: int, *, receipts: Mapping[int, dict], rows_read: int, rows_used: int
) -> None:
    """Write down what was done: {file id: receipt}, and the sums."""
    for file_id, receipt in receipts.items():
        connection.execute(update(import_file).where(import_file.c.id == file_id).values(receipt=receipt))
    sums = update(import_batch).where(import_batch.c.id == import_id)
    connection.execute(sums.values(rows_read=rows_read, rows_used=rows_used))


def batches(engine: Engine) -> list[Batch]:
    """All imports, the newest first."""
    with reading(engine) as connection:
        files: dict[int, list[str]] = {}
        for import_id, name in connection.execute(
            select(import_file.c.import_id, import_file.c.name).order_by(import_file.c.id)
        ):
            files.setdefault(import_id, []).append(name)
        b = import_batch.c
        rows = connection.execute(
            select(b.id, b.started_at, b.actor, b.rows_read, b.rows_used, b.undone_at).order_by(b.id.desc())
        )
        return [
            Batch(r.id, r.started_at, r.actor, tuple(files.get(r.id, ())), r.rows_read, r.rows_used, r.undone_at)
            for r in rows
        ]


def undoable(connection: Connection, import_id: int) -> bool:
    """Is there such a batch, not undone yet?"""
    found = select(import_batch.c.id).where(import_batch.c.id == import_id, import_batch.c.undone_at.is_(None))
    return connection.execute(found).first() is not None


def take_back(connection: Connection, import_id: int, *, at: int) -> None:
    """Delete the batch's rows, and let its files come again."""
    of_batch = select(lead.c.id).where(lead.c.import_id == import_id)
    connection.execute(update(deal).where(deal.c.lead_id.in_(of_batch)).values(lead_id=None))
    for table in (deal_lead, deal, lead, *(t for t in FACTS.values() if t not in (deal_lead, deal, lead))):
        connection.execute(delete(table).where(table.c.import_id == import_id))
    connection.execute(update(import_file).where(import_file.c.import_id == import_id).values(live_sha256=None))
    connection.execute(update(import_batch).where(import_batch.c.id == import_id).values(undone_at=at))


def lists_deals(connection: Connection, *, but: int = 0) -> bool:
    """Does any batch but this one list deals? (Those that leads made are not listed.)"""
    listed = select(deal.c.id).where(func.substr(deal.c.key, 1, len(MADE)) != MADE, deal.c.import_id != but)
    return connection.execute(listed.limit(1)).first() is not None


def made_deals(connection: Connection) -> list[str]:
    """The keys of all deals that leads made."""
    return list(connection.execute(select(deal.c.key).where(func.substr(deal.c.key, 1, len(MADE)) == MADE)).scalars())


# --- names --------------------------------------------------------------------------------------


def name_ids(connection: Connection, table: str, names: Iterable[str]) -> dict[str, int]:
    """{name: id} of the whole table, with those of `names` that were not there entered in their order.

    A source's slot is its colour for ever: the next number that no source ever had.
    """
    t = NAMES[table]
    known = dict(connection.execute(select(t.c.name, t.c.id)).all())
    new = [name for name in dict.fromkeys(names) if name not in known]
    if not new:
        return known
    first = max(known.values(), default=-1) + 1
    rows = pd.DataFrame({"id": range(first, first + len(new)), "name": new})
    if t is source:
        slot = connection.execute(select(func.coalesce(func.max(source.c.slot), -1))).scalar_one() + 1
        rows = rows.assign(slot=range(slot, slot + len(new)), kind="marketing")
    elif t is owner:
        rows = rows.assign(team_id=0)
    append(connection, t, rows)
    _move_sequence(connection, t)
    return known | dict(zip(rows["name"], rows["id"].tolist(), strict=True))


def set_kinds(connection: Connection, kinds: Mapping[int, str]) -> None:
    """Say of sources whether they are marketing's, sales' or others'."""
    change(connection, source, pd.DataFrame({"id": list(kinds), "kind": list(kinds.values())}))


def set_teams(connection: Connection, teams: Mapping[int, int]) -> None:
    """Put owners into teams: {owner id: team id}."""
    change(connection, owner, pd.DataFrame({"id": list(teams), "team_id": list(teams.values())}))


# --- rows ---------------------------------------------------------------------------------------


def next_id(connection: Connection, table: Table) -> int:
    """The first id that is free; with only one import at a time the rest of them are too."""
    return connection.execute(select(func.coalesce(func.max(table.c.id), 0))).scalar_one() + 1


def add(connection: Connection, table: Table, rows: pd.DataFrame, **options: object) -> None:
    """Append rows that bring their ids; a large load of leads builds the indexes once, at the end."""
    is_large = table is lead and len(rows) > BULK_ROWS and len(rows) > count(connection, table)
    there = {i["name"] for i in inspect(connection).get_indexes(table.name)} if is_large else set()
    anew = [index for index in bulk_indexes() if index.name in there]  # a scratch store has none
    for index in anew:
        index.drop(connection)
    append(connection, table, rows, **options)  # ty: ignore[invalid-argument-type]
    for index in anew:
        index.create(connection)
    _move_sequence(connection, table)


def count(connection: Connection, table: Table) -> int:
    """How many rows a table has."""
    return connection.execute(select(func.count()).select_from(table)).scalar_one()


def _move_sequence(connection: Connection, table: Table) -> None:
    """PostgreSQL numbers by itself where nobody gives an id: let it go on from ours."""
    if connection.dialect.name == "postgresql":
        sequence = func.pg_get_serial_sequence(table.name, "id")
        top = select(func.coalesce(func.max(table.c.id), 1)).scalar_subquery()
        connection.execute(select(func.setval(sequence, top)))
