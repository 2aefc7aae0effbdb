"""Meetings as they are kept: agendas, notes, decisions and actions, under optimistic locking (`versioned`).

A closed meeting takes no more of them; only what became of an action goes on.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, Engine, delete, func, select, update
from sqlalchemy.exc import IntegrityError

from smarketing.errors import SettingError
from smarketing.meeting import Action, Decision, Item, Meeting, Note, Outcome, Point, Row, Series
from smarketing.store import audit, schema, versioned
from smarketing.store.engine import reading
from smarketing.store.versioned import R

_AFTERWARDS = {"outcome", "settled_day", "result"}
"""What of an action still changes once its meeting is closed."""


# --- reading ------------------------------------------------------------------------------------


def meetings(engine: Engine) -> list[Meeting]:
    """All meetings, the latest first."""
    with reading(engine) as connection:
        return versioned.all_of(
            connection, Meeting, order=(schema.meeting.c.starts_at.desc(), schema.meeting.c.id.desc())
        )


def meeting_of(engine: Engine, number: int) -> Meeting:
    """A meeting by its number. Raises SettingError where there is none."""
    with reading(engine) as connection:
        return versioned.meeting_in(connection, number)


def items(engine: Engine, meeting_id: int) -> list[Item]:
    """The agenda, in its order."""
    with reading(engine) as connection:
        return versioned.items_in(connection, meeting_id)


def notes(engine: Engine, meeting_id: int) -> dict[int, Note]:
    """The notes of a meeting by their agenda item's id; no entry where nothing was written."""
    with reading(engine) as connection:
        return {note.item_id: note for note in versioned.all_of(connection, Note, of=meeting_id)}


def decisions(engine: Engine, meeting_id: int | None = None) -> list[Decision]:
    """The decisions of a meeting, or of all, in the order in which they were written."""
    with reading(engine) as connection:
        return versioned.all_of(connection, Decision, of=meeting_id)


def actions(engine: Engine, meeting_id: int | None = None) -> list[Action]:
    """The actions of a meeting, or of all, in the order in which they were written."""
    with reading(engine) as connection:
        return versioned.all_of(connection, Action, of=meeting_id)


def history(engine: Engine, row: Row) -> list[audit.Event]:
    """Who wrote and changed a row, the newest first."""
    return audit.events(engine, versioned.TABLES[type(row)], row.id)


# --- planning -----------------------------------------------------------------------------------


def plan(
    engine: Engine, series: Series, *, title: str, starts_at: int, points: Sequence[Point], actor: str, at: int
) -> Meeting:
    """A new meeting with its agenda. Raises SettingError without a title."""
    with engine.begin() as connection:
        told = {"series": series, "title": _said(title, "A meeting", "title"), "starts_at": starts_at}
        made = versioned.write(connection, Meeting, told, actor=actor, at=at)
        for place, point in enumerate(points, start=1):
            versioned.write(connection, Item, _of_point(made.id, place, point), actor=actor, at=at)
    return made


def add_item(engine: Engine, meeting_id: int, point: Point, *, actor: str, at: int) -> Item:
    """Put a point at the end of an agenda. Raises SettingError without a title, or for a closed meeting."""
    with engine.begin() as connection:
        versioned.still_open(connection, meeting_id)
        last = select(func.coalesce(func.max(schema.agenda_item.c.place), 0))
        place = connection.execute(last.where(schema.agenda_item.c.meeting_id == meeting_id)).scalar_one() + 1
        return versioned.write(connection, Item, _of_point(meeting_id, place, point), actor=actor, at=at)


def reorder(engine: Engine, meeting_id: int, order: Sequence[int], *, actor: str, at: int) -> list[Item]:
    """Put an agenda into the order of its items' ids; those not named come after them as they were. The agenda.

    Nothing is refused for being stale: whoever dragged last, last decides the order, and no text is lost.
    """
    with engine.begin() as connection:
        versioned.still_open(connection, meeting_id, alone=True)
        there = versioned.items_in(connection, meeting_id)
        rank = {number: place for place, number in enumerate(order)}
        wanted = sorted(there, key=lambda item: (rank.get(item.id, len(rank)), item.place))
        for place, item in enumerate(wanted, start=1):
            if item.place != place:
                versioned.change(connection, item, {"place": place}, actor=actor, at=at)
        return versioned.items_in(connection, meeting_id)


# --- writing down -------------------------------------------------------------------------------


def write_note(engine: Engine, item: Item, text: str, *, actor: str, at: int) -> Note:
    """Begin the note of an agenda item. Raises StaleEdit, with theirs, where somebody has begun it meanwhile."""
    told = {"meeting_id": item.meeting_id, "item_id": item.id, "text": text}
    try:
        with engine.begin() as connection:
            versioned.still_open(connection, item.meeting_id)
            return versioned.write(connection, Note, told, actor=actor, at=at)
    except IntegrityError:
        with reading(engine) as connection:
            theirs = next(
                note for note in versioned.all_of(connection, Note, of=item.meeting_id) if note.item_id == item.id
            )
        raise versioned.stale(theirs, Note) from None


def write_decision(
    engine: Engine, meeting_id: int, *, item_id: int | None = None, issue: str = "", decision: str, owner: str = "",
    success: str = "", actor: str, at: int,
) -> Decision:  # fmt: skip
    """Write down a decision. Raises SettingError without words, or for a closed meeting."""
    told: dict[str, object] = {"meeting_id": meeting_id, "issue": issue, "owner": owner, "success": success}
    with engine.begin() as connection:
        versioned.still_open(connection, meeting_id)
        told |= {"decision": _said(decision, "A decision", "text"), "item_id": _still(connection, meeting_id, item_id)}
        return versioned.write(connection, Decision, told, actor=actor, at=at)


def write_action(
    engine: Engine, meeting_id: int, *, item_id: int | None = None, task: str, owner: str = "", side: str = "",
    due_day: date, metric: str = "", query: str = "", target: float | None = None, then: float | None = None,
    then_day: date | None = None, actor: str, at: int,
) -> Action:  # fmt: skip
    """Write down an action. Raises SettingError without words, or for a closed meeting."""
    told: dict[str, object] = {
        "meeting_id": meeting_id, "owner": owner, "side": side, "due_day": due_day, "metric": metric, "query": query,
        "target": target, "then": then, "then_day": then_day,
    }  # fmt: skip
    with engine.begin() as connection:
        versioned.still_open(connection, meeting_id)
        told |= {"task": _said(task, "An action", "text"), "item_id": _still(connection, meeting_id, item_id)}
        return versioned.write(connection, Action, told, actor=actor, at=at)


def change(engine: Engine, row: R, *, actor: str, at: int, **changes: object) -> R:
    """Change some fields of a row that was read; what is the same already writes nothing.

    Raises StaleEdit where it is no longer as `row`, SettingError where its meeting is closed (but for what became of an
    action).
    """
    if all(getattr(row, name) == value for name, value in changes.items()):
        return row
    with engine.begin() as connection:
        if not (isinstance(row, Action) and changes.keys() <= _AFTERWARDS):
            is_meeting = isinstance(row, Meeting)
            versioned.still_open(connection, row.id if is_meeting else row.meeting_id, alone=is_meeting)
        return versioned.change(connection, row, changes, actor=actor, at=at)


def settle(engine: Engine, action: Action, outcome: Outcome, *, day: date, result: str, actor: str, at: int) -> Action:
    """Say what became of an action, or take it back by `Outcome.OPEN`. Raises StaleEdit like `change`."""
    settled = None if outcome is Outcome.OPEN else day
    return change(engine, action, outcome=outcome, settled_day=settled, result=result, actor=actor, at=at)


def remove(engine: Engine, row: Item | Decision | Action, *, actor: str, at: int) -> None:
    """Take a row out. What was written down at an agenda item stays with its meeting, but for its note.

    Raises StaleEdit where it is no longer as `row`, SettingError where its meeting is closed, or the room is there.
    """
    table = versioned.TABLES[type(row)]
    with engine.begin() as connection:
        versioned.still_open(connection, row.meeting_id, alone=isinstance(row, Item))
        versioned.take(connection, row)
        if isinstance(row, Item):
            _let_go_of(connection, row, actor=actor, at=at)
        connection.execute(delete(table).where(table.c.id == row.id))
        audit.note(connection, table, row.id, "discarded", actor=actor, at=at, before=versioned.noted(row))


def _let_go_of(connection: Connection, item: Item, *, actor: str, at: int) -> None:
    room = connection.execute(select(schema.room.c.item_id).where(schema.room.c.meeting_id == item.meeting_id)).scalar()
    if room == item.id:
        raise SettingError("The room is at this point of the agenda.", advice="Go on to another one first.")
    for table in (schema.decision, schema.action_item):
        connection.execute(update(table).where(table.c.item_id == item.id).values(item_id=None))
    for note in versioned.all_of(connection, Note, of=item.meeting_id):
        if note.item_id == item.id:
            connection.execute(delete(schema.note).where(schema.note.c.id == note.id))
            audit.note(connection, schema.note, note.id, "discarded", actor=actor, at=at, before=versioned.noted(note))


def _still(connection: Connection, meeting_id: int, item_id: int | None) -> int | None:
    """The point of the agenda, or None where somebody has just taken it out: what was said there stays, without it."""
    there = {item.id for item in versioned.items_in(connection, meeting_id)}
    return item_id if item_id in there else None


def _of_point(meeting_id: int, place: int, point: Point) -> dict[str, object]:
    told = {"meeting_id": meeting_id, "place": place, "minutes": point.minutes, "scene": point.scene}
    return told | {"query": point.query, "title": _said(point.title, "An agenda item", "title")}


def _said(text: str, what: str, called: str) -> str:
    if not text.strip():
        raise SettingError(f"{what} needs a {called}.", advice="Write one.")
    return text.strip()
