"""Rows that people write: each with a version, so that a stale save is told, and an audit row in the same transaction.

    written ──changed──▶ changed ──▶ …      each save names the version that was read

Where somebody else has saved meanwhile nothing is stored, and `StaleEdit` holds what stands there now.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date
from enum import StrEnum
from typing import TypeVar

from sqlalchemy import Connection, Table, insert, select, update

from smarketing.errors import SettingError, StaleEdit
from smarketing.meeting import Action, Decision, Item, Meeting, Note, Outcome, Row, Series
from smarketing.periods import to_date, to_number
from smarketing.store import audit, schema

TABLES: dict[type, Table] = {
    Meeting: schema.meeting,
    Item: schema.agenda_item,
    Note: schema.note,
    Decision: schema.decision,
    Action: schema.action_item,
}
_CALLED: dict[type, str] = {
    Meeting: "meeting", Item: "agenda item", Note: "note", Decision: "decision", Action: "action",
}  # fmt: skip
_DAYS = ("due_day", "then_day", "settled_day")
_ENUMS: dict[str, type[StrEnum]] = {"series": Series, "outcome": Outcome}

R = TypeVar("R", Meeting, Item, Note, Decision, Action)


def all_of(connection: Connection, kind: type[R], *, of: int | None = None, order: tuple = ()) -> list[R]:
    """All rows of a kind, or those of a meeting."""
    table = TABLES[kind]
    query = select(*(table.c[f.name] for f in fields(kind))).order_by(*(order or (table.c.id,)))
    query = query if of is None else query.where(table.c.meeting_id == of)
    return [_made(kind, row) for row in connection.execute(query).mappings()]


def items_in(connection: Connection, meeting_id: int) -> list[Item]:
    """The agenda of a meeting, in its order."""
    return all_of(connection, Item, of=meeting_id, order=(schema.agenda_item.c.place, schema.agenda_item.c.id))


def meeting_in(connection: Connection, number: int) -> Meeting:
    """A meeting by its number. Raises SettingError where there is none."""
    found = one(connection, Meeting, number)
    if found is None:
        raise SettingError(f"There is no meeting {number}.", advice="Choose one from the list of meetings.")
    return found


def one(connection: Connection, kind: type[R], number: int) -> R | None:
    """A row by its id, if it is there."""
    table = TABLES[kind]
    query = select(*(table.c[f.name] for f in fields(kind))).where(table.c.id == number)
    row = connection.execute(query).mappings().first()
    return _made(kind, row) if row else None


def _made(kind: type[R], row: Mapping[str, object]) -> R:
    told = {name: to_date(v) if name in _DAYS and v is not None else v for name, v in row.items()}  # ty: ignore
    return kind(**{name: _ENUMS[name](v) if name in _ENUMS else v for name, v in told.items()})  # ty: ignore


def _stored(values: Mapping[str, object]) -> dict[str, object]:
    return {name: to_number(v) if isinstance(v, date) else v for name, v in values.items()}


def noted(row: Row) -> dict[str, object]:
    """How a row read, for the audit trail."""
    left_out = ("id", "version", "written_by", "written_at")
    return _stored({f.name: getattr(row, f.name) for f in fields(row) if f.name not in left_out})


def write(connection: Connection, kind: type[R], told: Mapping[str, object], *, actor: str, at: int) -> R:
    """A new row."""
    table = TABLES[kind]
    values = _stored(told) | {"written_by": actor, "written_at": at}
    number = connection.execute(insert(table).values(**values).returning(table.c.id)).scalar_one()
    made = one(connection, kind, number)
    assert made
    audit.note(connection, table, number, "written", actor=actor, at=at, after=noted(made))
    return made


def change(
    connection: Connection, row: R, changes: Mapping[str, object], *, actor: str, at: int, action: str = "changed"
) -> R:
    """A row with some fields changed. Raises StaleEdit where it is no longer as it was read."""
    table = TABLES[type(row)]
    take(connection, row)
    values = _stored(changes) | {"written_by": actor, "written_at": at}
    connection.execute(update(table).where(table.c.id == row.id).values(**values))
    made = replace(row, **changes, written_by=actor, written_at=at, version=row.version + 1)
    before, after = ({name: noted(r)[name] for name in changes} for r in (row, made))
    audit.note(connection, table, row.id, action, actor=actor, at=at, before=before, after=after)
    return made


def take(connection: Connection, row: Row) -> None:
    """Lay hold of a row as it was read, and give it the next version."""
    table = TABLES[type(row)]
    same = (table.c.id == row.id, table.c.version == row.version)
    taken = update(table).where(*same).values(version=table.c.version + 1).returning(table.c.id)
    if connection.execute(taken).first() is None:
        raise stale(one(connection, type(row), row.id), type(row))


def stale(theirs: Row | None, kind: type) -> StaleEdit:
    """What a save is told that comes too late. theirs: the row as it stands now, None where it is gone."""
    happened = f"{theirs.written_by} changed" if theirs else "Somebody removed"
    return StaleEdit(
        f"{happened} this {_CALLED[kind]} meanwhile.",
        advice="Nothing was stored. Look at both texts, and save yours again if it should stand.",
        theirs=theirs,
    )


def still_open(connection: Connection, meeting_id: int, *, alone: bool = False) -> None:
    """Hold a meeting open until the transaction ends. Raises SettingError where it is closed, or there is none.

    alone: also let nobody else write in it, for who changes the meeting itself, or several of its rows
    (after the first is noted, one may wait for no other: `store.audit`).
    """
    m = schema.meeting.c
    held = select(m.closed_at).where(m.id == meeting_id).with_for_update(read=not alone)
    found = connection.execute(held).first()
    if found is None:
        raise SettingError(f"There is no meeting {meeting_id}.", advice="Choose one from the list of meetings.")
    if found.closed_at is not None:
        raise SettingError("This meeting is closed; its minutes stay as they are.", advice="Write it into the next.")


def lock(connection: Connection, meeting_id: int) -> None:
    """Let nobody else close, begin or write in a meeting until the transaction ends."""
    connection.execute(select(schema.meeting.c.id).where(schema.meeting.c.id == meeting_id).with_for_update())
