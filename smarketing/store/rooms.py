"""Where the room of a running meeting is: who leads, which point, which page with which filters, and who is there.

It is moved by compare-and-set: of two who press "next" at once one moves, the other is told where the room is. It is
where people look at this moment and no record, so pages looked at and heartbeats are not audited; the points of the
agenda and who leads are.
"""

from __future__ import annotations

from sqlalchemy import Connection, Engine, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from smarketing.errors import SettingError, StaleEdit
from smarketing.meeting import Meeting, Room, Seat
from smarketing.store import audit, schema, versioned
from smarketing.store.engine import reading


def room_of(engine: Engine, meeting_id: int) -> Room | None:
    """Where the room is; None before the meeting has begun."""
    with reading(engine) as connection:
        return room_in(connection, meeting_id)


def begin(engine: Engine, meeting: Meeting, *, presenter: str, name: str, at: int) -> Room:
    """Begin a planned meeting at its first point; where somebody has just begun it, their room.

    Raises SettingError where its agenda is empty.
    """
    with engine.begin() as connection:
        versioned.lock(connection, meeting.id)
        there = room_in(connection, meeting.id)
        if there is not None:
            return there
        versioned.still_open(connection, meeting.id)
        first = next(iter(versioned.items_in(connection, meeting.id)), None)
        if first is None:
            raise SettingError("This meeting has no agenda.", advice="Add a point first.")
        room = {
            "meeting_id": meeting.id, "presenter": presenter, "presenter_name": name, "item_id": first.id,
            "item_since": at, "seen_at": at,
        }  # fmt: skip
        connection.execute(insert(schema.room).values(**room))
        versioned.change(
            connection,
            versioned.meeting_in(connection, meeting.id),
            {"started_at": at},
            actor=name,
            at=at,
            action="begun",
        )
        made = room_in(connection, meeting.id)
    assert made
    return made


def go_to(engine: Engine, room: Room, item_id: int, *, actor: str, at: int) -> Room:
    """Go to a point of the agenda. The seconds at the one before are added up. Raises StaleEdit like `look_at`."""
    with engine.begin() as connection:
        made = _move(connection, room, item_id=item_id, page="", query="", item_since=at, seen_at=at)
        if room.item_id != item_id:
            leave_item(connection, room, at=at)
        told = {"meeting": room.meeting_id, "item": item_id}
        audit.note(connection, schema.room, room.meeting_id, "moved", actor=actor, at=at, after=told)
    return made


def look_at(engine: Engine, room: Room, *, page: str, query: str, at: int) -> Room:
    """Show the room another page or other filters. Raises StaleEdit, with where it is now, where it moved meanwhile."""
    if (room.page, room.query) == (page, query):
        return room
    with engine.begin() as connection:
        return _move(connection, room, page=page, query=query, seen_at=at)


def lead(engine: Engine, room: Room, *, presenter: str, name: str, actor: str, at: int) -> Room:
    """Let a browser session lead, by its own wish or because it is handed over. Raises StaleEdit like `look_at`."""
    with engine.begin() as connection:
        made = _move(connection, room, presenter=presenter, presenter_name=name, seen_at=at)
        before, after = {"leads": room.presenter_name}, {"leads": name}
        audit.note(connection, schema.room, room.meeting_id, "moved", actor=actor, at=at, before=before, after=after)
    return made


def open_lead(engine: Engine, room: Room, *, is_open: bool, actor: str, at: int) -> Room:
    """Say whether anybody may take the lead unasked. Raises StaleEdit like `look_at`."""
    with engine.begin() as connection:
        made = _move(connection, room, is_open=int(is_open))
        told = {"before": {"is_open": room.is_open}, "after": {"is_open": is_open}}
        audit.note(connection, schema.room, room.meeting_id, "changed", actor=actor, at=at, **told)
    return made


def sit_down(engine: Engine, meeting_id: int, *, browser: str, name: str, at: int) -> None:
    """Say that a browser session is in the room; the presenter's also keeps the lead by it."""
    with engine.begin() as connection:
        dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
        row = dialect.insert(schema.seat).values(meeting_id=meeting_id, browser=browser, name=name, seen_at=at)
        again = row.on_conflict_do_update(index_elements=["meeting_id", "browser"], set_={"name": name, "seen_at": at})
        connection.execute(again)
        r = schema.room.c
        leads = update(schema.room).where(r.meeting_id == meeting_id, r.presenter == browser)
        connection.execute(leads.values(seen_at=at))


def stand_up(engine: Engine, meeting_id: int, *, browser: str) -> None:
    """A browser session has left the room; where it leads, anybody may take the lead at once."""
    with engine.begin() as connection:
        s, r = schema.seat.c, schema.room.c
        connection.execute(delete(schema.seat).where(s.meeting_id == meeting_id, s.browser == browser))
        led = update(schema.room).where(r.meeting_id == meeting_id, r.presenter == browser)
        connection.execute(led.values(seen_at=0))


def seats(engine: Engine, meeting_id: int, *, since: int) -> list[Seat]:
    """Who was in the room at `since` or later, by name."""
    s = schema.seat.c
    found = select(s.browser, s.name, s.seen_at).where(s.meeting_id == meeting_id, s.seen_at >= since)
    with reading(engine) as connection:
        return sorted((Seat(*row) for row in connection.execute(found)), key=lambda seat: (seat.name, seat.browser))


def leave_item(connection: Connection, room: Room, *, at: int) -> None:
    """Add the seconds at the point where the room stands to those that it took before."""
    i = schema.agenda_item.c
    spent = i.spent + max(at - room.item_since, 0)  # a clock may jump back
    connection.execute(update(schema.agenda_item).where(i.id == room.item_id).values(spent=spent))


def room_in(connection: Connection, meeting_id: int) -> Room | None:
    """`room_of` within a transaction."""
    r, closed = schema.room, schema.meeting.c.closed_at.is_not(None).label("is_closed")
    query = select(*r.c, closed).join(schema.meeting, schema.meeting.c.id == r.c.meeting_id)
    row = connection.execute(query.where(r.c.meeting_id == meeting_id)).mappings().first()
    bits = {name: bool(row[name]) for name in ("is_open", "is_closed")} if row else {}
    return Room(**{**row, **bits}) if row else None


def _move(connection: Connection, room: Room, **changes: object) -> Room:
    r = schema.room.c
    versioned.still_open(connection, room.meeting_id)
    moved = update(schema.room).where(r.meeting_id == room.meeting_id, r.moved == room.moved)
    is_ours = connection.execute(moved.values(moved=r.moved + 1, **changes).returning(r.moved)).first() is not None
    there = room_in(connection, room.meeting_id)
    if not is_ours or there is None:
        who = there.presenter_name if there else "somebody"
        raise StaleEdit(f"{who} has just moved the room.", advice="Look where it is now.", theirs=there)
    return there
