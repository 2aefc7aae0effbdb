"""What is read of a meeting for everybody in a room: asked once, never from before it is known, and made ahead."""

from __future__ import annotations

from threading import Timer
from threading import enumerate as threads

import pytest
from sqlalchemy import event

from smarketing import scenes
from smarketing.store import meetings, rooms
from smarketing.ui.meeting import ahead, record, shown, watch
from tests.ui.room import as_on_a_server, opened, press, says

AT = 1_795_000_000  # 18 Nov 2026, 11:06 UTC
PLANNED = 3


@pytest.fixture
def room(store):
    """The planned meeting of the sample, begun."""
    return rooms.begin(store, meetings.meeting_of(store, PLANNED), presenter="ada", name="Ada", at=AT)


def test_a_room_full_of_people_asks_once(store, room):
    asked = []
    event.listen(store, "before_cursor_execute", lambda *told: asked.append(told[2]))
    for _ in range(25):
        record.room_of(store, PLANNED), record.items_of(store, PLANNED), record.seats_of(store, PLANNED)
    selects = [statement for statement in asked if statement.lstrip().startswith("SELECT")]
    # room, number of the last change, agenda, seats; a machine that stands still for 0.4 s may ask once more
    assert 4 <= len(selects) <= 8


def test_what_this_process_has_written_is_read_at_once(store, room):
    before = record.items_of(store, PLANNED)
    moved = rooms.go_to(store, room, before[1].id, actor="Ada", at=AT + 60)
    record.refresh()
    assert record.room_of(store, PLANNED) == moved
    assert record.items_of(store, PLANNED)[0].spent == 60
    assert before[0].spent == 0


def test_what_is_kept_is_never_from_before_the_number_that_is_known(store, room):
    first = record.items_of(store, PLANNED)[0]
    meetings.change(store, first, minutes=first.minutes + 3, actor="Ben", at=AT)
    known = record.last_change(store)
    told = {item.minutes for item in record.items_of(store, PLANNED)[:1]}
    record.last_change.cache_clear()  # as after 0.4 s
    assert record.last_change(store) > known
    assert told == {first.minutes}
    assert record.items_of(store, PLANNED)[0].minutes == first.minutes + 3


def test_the_point_at_hand_and_the_next_are_ready_before_anybody_asks(store, room, monkeypatch):
    made, real = [], scenes.scene
    monkeypatch.setattr(
        scenes, "scene", lambda store, key, *of, **more: made.append(key) or real(store, key, *of, **more)
    )
    monkeypatch.setattr(shown, "_moment", lambda: AT)  # no five minutes end in between
    monkeypatch.setattr(ahead, "SOON", 0.0)
    ahead.prepare.cache_clear()
    as_on_a_server(monkeypatch)
    rooms.open_lead(store, room, is_open=True, actor="Ada", at=AT)
    page = press(opened(meeting=PLANNED), "take-lead")
    assert made == []  # the first point is last time's actions
    for _ in range(3):
        watch.state(PLANNED, sample=True)
    for thread in threads():
        if isinstance(thread, Timer):
            thread.join()
    assert made == ["scoreboard"]
    press(page, "room-next")
    assert "**2. Scoreboard**" in says(page)
    assert made == ["scoreboard"]
