"""Who changed the record, when, and how it read before and after: one row a write, in the write's own transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, Table, func, insert, select

from smarketing.store.engine import reading
from smarketing.store.schema import audit_event


@dataclass(frozen=True)
class Event:
    """One change. at: seconds since 1970 UTC; before, after: the row's values, None where there was none."""

    at: int
    actor: str
    action: str
    before: Mapping[str, object] | None
    after: Mapping[str, object] | None


def note(
    connection: Connection, table: Table, row_id: int, action: str, *, actor: str, at: int,
    before: Mapping[str, object] | None = None, after: Mapping[str, object] | None = None,
) -> None:  # fmt: skip
    """Write down a change; it is kept if, and only if, the change is."""
    told = {"before": before and dict(before), "after": after and dict(after)}
    row = insert(audit_event).values(at=at, actor=actor, subject=table.name, subject_id=row_id, action=action, **told)
    connection.execute(row)


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
