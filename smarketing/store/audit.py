"""Who changed the record, when, and how it read before and after: one row a write, in the write's own transaction.

    0…0 ──▶ digest of change 1 ──▶ digest of change 2 ──▶ … ──▶ the head

The rows are a chain: each carries the SHA-256 of the digest before it and of its own columns, and the last digest is
kept apart as the head, so that a row that was changed, put in, moved or taken out, also at the end, does not fit. What
that can't show: whoever may write every table can also write the chain and its head anew, and a backup that is put back
is whole too. Against that the head is noted down elsewhere, and `chain` tells whether it is still among the digests.

Changes of several transactions come one after the other by the lock on the head, and in the order of their numbers.
It is the last lock that a transaction takes: after its first `note` it may wait for no row that it does not hold yet,
else two could wait for each other; and what takes long comes before it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import JSON, Connection, Engine, RowMapping, Table, Text, cast, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from smarketing.store.engine import reading
from smarketing.store.schema import audit_event, audit_head

BEGINNING = "0" * 64
"""The head of a chain without any change."""

ROWS_AT_ONCE = 1_000

_CHAINED = [c for c in audit_event.c if c.name not in ("id", "digest")]
_JSON = [c for c in _CHAINED if isinstance(c.type, JSON)]
_ALL = select(
    audit_event.c.id, audit_event.c.digest, *(c for c in _CHAINED if not isinstance(c.type, JSON)),
    *(cast(c, Text).label(c.name) for c in _JSON),  # as the text it is kept as: that may no longer be any JSON
).order_by(audit_event.c.id)  # fmt: skip


@dataclass(frozen=True)
class Event:
    """One change. at: seconds since 1970 UTC; before, after: the row's values, None where there was none."""

    at: int
    actor: str
    action: str
    before: Mapping[str, object] | None
    after: Mapping[str, object] | None


@dataclass(frozen=True)
class Place:
    """Which change: its number, when (seconds since 1970 UTC), and by whom."""

    number: int
    at: int
    actor: str


@dataclass(frozen=True)
class Chain:
    """What was found from the first change on, up to the last that fits.

    head: its digest. misfit: the change after it, which does not fit. ends_at_head: it is the last one, and its digest
    the head that is kept. has_noted: is a head that was noted down earlier among the digests?
    """

    changes: int
    head: str
    last: Place | None
    misfit: Place | None
    ends_at_head: bool
    has_noted: bool


def note(
    connection: Connection, table: Table, row_id: int, action: str, *, actor: str, at: int,
    before: Mapping[str, object] | None = None, after: Mapping[str, object] | None = None,
) -> None:  # fmt: skip
    """Write down a change; it is kept if, and only if, the change is."""
    told = {"before": before and dict(before), "after": after and dict(after)}
    told |= {"at": at, "actor": actor, "subject": table.name, "subject_id": row_id, "action": action}
    row = json.loads(json.dumps(told))  # as it will be read back
    head = digest(_take_head(connection), row)
    connection.execute(insert(audit_event).values(**row, digest=head))
    connection.execute(update(audit_head).values(digest=head))


def digest(head: str, change: Mapping[str, object]) -> str:
    """SHA-256, in hex, of the digest before it and a change's columns, as one JSON list in ASCII, keys sorted."""
    told = json.dumps([head, *(change[c.name] for c in _CHAINED)], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(told.encode()).hexdigest()


def _take_head(connection: Connection) -> str:
    """The digest of the last change; nobody else writes one until the transaction ends."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    first = dialect.insert(audit_head).values(id=1, digest=BEGINNING)
    held = first.on_conflict_do_update(index_elements=["id"], set_={"digest": audit_head.c.digest})
    return connection.execute(held.returning(audit_head.c.digest)).scalar_one()


def last(engine: Engine) -> int:
    """The number of the last change; 0 before the first."""
    with reading(engine) as connection:
        return connection.execute(select(func.coalesce(func.max(audit_event.c.id), 0))).scalar_one()


def events(engine: Engine, table: Table, row_id: int | None = None) -> list[Event]:
    """The changes of a table, or of one row of it, the newest first (by their number: clocks may jump back)."""
    e = audit_event.c
    query = select(e.at, e.actor, e.action, e.before, e.after).where(e.subject == table.name).order_by(e.id.desc())
    with reading(engine) as connection:
        found = connection.execute(query if row_id is None else query.where(e.subject_id == row_id)).all()
    return [Event(*row) for row in found]


def chain(engine: Engine, *, noted: str = BEGINNING) -> Chain:
    """Follow the chain from its first change to its last, or to the first that does not fit.

    noted: a head of this chain that was noted down earlier, or how it begins.
    """
    changes, head, last, misfit, has_noted = 0, BEGINNING, None, None, BEGINNING.startswith(noted)
    with reading(engine) as connection:
        kept = connection.execute(select(audit_head.c.digest)).scalar() or BEGINNING
        with connection.execution_options(yield_per=ROWS_AT_ONCE).execute(_ALL) as found:
            for row in found.mappings():
                place = Place(row["id"], row["at"], row["actor"])
                if not _fits(head, row):
                    misfit = place
                    break
                changes, head, last = changes + 1, row["digest"], place
                has_noted = has_noted or head.startswith(noted)
    return Chain(changes, head, last, misfit, ends_at_head=misfit is None and head == kept, has_noted=has_noted)


def _fits(head: str, row: RowMapping) -> bool:
    try:
        read = {c.name: json.loads(row[c.name] or "null") for c in _JSON}
        return row["digest"] == digest(head, {**row, **read})
    except (TypeError, ValueError, RecursionError):  # no JSON, or nothing that JSON knows
        return False
