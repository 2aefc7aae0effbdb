"""Closing a meeting: snapshot, minutes and the end of its record in one transaction; the minutes never change again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from pydantic import TypeAdapter
from sqlalchemy import Connection, Engine, select, update

from smarketing.errors import SettingError
from smarketing.meeting import Action, Decision, Minutes, Note, Told
from smarketing.scene import Scene
from smarketing.store import schema, versioned
from smarketing.store.engine import reading
from smarketing.store.facts import writing
from smarketing.store.rooms import leave_item, room_in
from smarketing.store.snapshots import take_in

_MINUTES = TypeAdapter(Minutes)


def minutes_of(engine: Engine, meeting_id: int) -> Minutes | None:
    """The minutes of a closed meeting, as they were frozen; None while it isn't closed."""
    with reading(engine) as connection:
        return _minutes(connection, meeting_id)


def close(engine: Engine, minutes: Minutes, shown: Mapping[int, Scene | None], *, actor: str, at: int) -> Minutes:
    """Close a meeting: snapshot, minutes and the record's end in one transaction; where it is closed, its minutes.

    minutes: all that is known beforehand; its items are taken from the record as it stands in the transaction, each
    with what it showed. shown: by an item's id. Raises SettingError where it has not begun.
    """
    number = minutes.meeting.id
    with writing(engine) as connection:
        versioned.lock(connection, number)
        there = _minutes(connection, number)
        if there is not None:
            return there
        room = room_in(connection, number)
        if room is None:
            raise SettingError("This meeting has not begun.", advice="Begin it first.")
        leave_item(connection, room, at=at)
        kept = take_in(connection, as_of=minutes.as_of, at=at, actor=actor, label=minutes.meeting.title)
        ends = {"closed_at": at, "snapshot_id": kept.id}
        meeting = versioned.change(
            connection, versioned.meeting_in(connection, number), ends, actor=actor, at=at, action="closed"
        )
        made = replace(minutes, meeting=meeting, closed_by=actor, items=_told(connection, number, shown))
        told = _MINUTES.dump_python(made, mode="json")
        connection.execute(update(schema.meeting).where(schema.meeting.c.id == number).values(minutes=told))
    return made


def _told(connection: Connection, meeting_id: int, shown: Mapping[int, Scene | None]) -> tuple[Told, ...]:
    """The agenda with all that was written down; what hangs on no item stands at the last."""
    agenda = versioned.items_in(connection, meeting_id)
    texts = {note.item_id: note.text for note in versioned.all_of(connection, Note, of=meeting_id)}
    decided = versioned.all_of(connection, Decision, of=meeting_id)
    to_do = versioned.all_of(connection, Action, of=meeting_id)
    last = agenda[-1].id if agenda else None
    return tuple(
        Told(
            item, shown.get(item.id), texts.get(item.id, ""),
            tuple(d for d in decided if (d.item_id or last) == item.id),
            tuple(a for a in to_do if (a.item_id or last) == item.id),
        )
        for item in agenda
    )  # fmt: skip


def _minutes(connection: Connection, meeting_id: int) -> Minutes | None:
    told = connection.execute(select(schema.meeting.c.minutes).where(schema.meeting.c.id == meeting_id)).scalar()
    return _MINUTES.validate_python(told) if told else None
