"""A meeting from plan to minutes as both databases keep it: nothing overwritten, nothing written after the end."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest

from smarketing.errors import SettingError, StaleEdit
from smarketing.meeting import AGENDAS, LAST_ACTIONS, Minutes, Outcome, Point, Series, State
from smarketing.scene import Figure, Form, Line, Picture, Scene
from smarketing.store import meetings, minutes, rooms, snapshots

DAY = date(2026, 11, 18)
ANNA = {"actor": "Anna", "at": 100}
BEN = {"actor": "Ben", "at": 200}
SCENE = Scene(
    "hand_off", "Webinars are accepted twice as often", "by source", "by MQL day", "acceptance", "window=90",
    figures=(Figure("Accepted", "41.2 %", "154 of 374"),),
    picture=Picture(Form.BARS, ("Webinar", "Paid"), (Line("Accepted", (0.6, None), low=(0.5, None), high=(0.7, None)),),
                    "rate", "bars"),
)  # fmt: skip


def planned(store, series=Series.WEEKLY):
    return meetings.plan(store, series, title="Weekly", starts_at=1000, points=AGENDAS[series], **ANNA)


def begun(store):
    meeting = planned(store)
    return meeting, rooms.begin(store, meeting, presenter="browser-a", name="Anna", at=1000)


def closed(store, meeting, *, at=2000, shown=None, actor="Anna"):
    frame = Minutes(meeting, "Halden", "EUR", "Europe/Berlin", DAY, "", ())
    return minutes.close(store, frame, shown or {}, actor=actor, at=at)


def test_a_plan_has_the_agenda_of_its_series(store):
    meeting = planned(store)
    assert meetings.meeting_of(store, meeting.id) == meeting
    assert meeting.state is State.PLANNED
    agenda = meetings.items(store, meeting.id)
    assert [i.title for i in agenda] == [p.title for p in AGENDAS[Series.WEEKLY]]
    assert agenda[0].scene == LAST_ACTIONS
    assert sum(i.minutes for i in agenda) == 45


def test_anybody_adds_a_point_and_the_order_is_the_last_one_wished(store):
    meeting = planned(store)
    added = meetings.add_item(store, meeting.id, Point("Pricing", 5), **BEN)
    assert added.place == 8
    first = meetings.items(store, meeting.id)[0]
    agenda = meetings.reorder(store, meeting.id, [added.id, first.id], **ANNA)
    assert [i.title for i in agenda[:3]] == ["Pricing", "Last actions", "Scoreboard"]
    assert [i.place for i in agenda] == list(range(1, 9))


WITHOUT_WORDS = {
    "a point": lambda store, of: meetings.add_item(store, of, Point(" ", 5), **ANNA),
    "a decision": lambda store, of: meetings.write_decision(store, of, decision=" ", **ANNA),
    "an action": lambda store, of: meetings.write_action(store, of, task="", due_day=DAY, **ANNA),
    "a meeting": lambda store, _: meetings.plan(store, Series.WEEKLY, title="", starts_at=0, points=(), **ANNA),
}


@pytest.mark.parametrize("what", WITHOUT_WORDS)
def test_what_has_no_words_is_refused(store, what):
    meeting = planned(store)
    with pytest.raises(SettingError, match="needs a t"):
        WITHOUT_WORDS[what](store, meeting.id)


def test_two_who_type_into_one_note_both_keep_their_words(store):
    meeting, _ = begun(store)
    item = meetings.items(store, meeting.id)[1]
    hers = meetings.write_note(store, item, "accepted is up", **ANNA)
    with pytest.raises(StaleEdit, match="Anna changed this note") as refusal:
        meetings.write_note(store, item, "why?", **BEN)
    assert refusal.value.theirs == hers
    both = meetings.change(store, hers, text="accepted is up\nwhy?", **BEN)
    with pytest.raises(StaleEdit, match="Ben changed this note") as refusal:
        meetings.change(store, hers, text="accepted is up!", **ANNA)
    assert refusal.value.theirs == both
    assert meetings.notes(store, meeting.id) == {item.id: both}


def test_of_many_who_begin_one_note_at_once_one_is_heard(store):
    meeting, _ = begun(store)
    item = meetings.items(store, meeting.id)[0]

    def write(name: str) -> bool:
        try:
            meetings.write_note(store, item, f"by {name}", actor=name, at=1)
        except StaleEdit:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        heard = list(pool.map(write, "abcdefgh"))
    assert sum(heard) == 1
    (note,) = meetings.notes(store, meeting.id).values()
    assert note.text == f"by {'abcdefgh'[heard.index(True)]}"


def test_a_save_that_changes_nothing_writes_nothing(store):
    meeting = planned(store)
    assert meetings.change(store, meeting, title="Weekly", **BEN) == meeting
    assert len(meetings.history(store, meeting)) == 1


def test_of_two_who_press_next_at_once_the_room_moves_once(store):
    meeting, room = begun(store)
    agenda = meetings.items(store, meeting.id)
    moved = rooms.go_to(store, room, agenda[1].id, actor="Anna", at=1100)
    with pytest.raises(StaleEdit, match="Anna has just moved the room") as refusal:
        rooms.go_to(store, room, agenda[1].id, actor="Ben", at=1101)
    assert refusal.value.theirs == moved == rooms.room_of(store, meeting.id)
    assert meetings.items(store, meeting.id)[0].spent == 100  # from 1000 to 1100


def test_a_clock_that_jumps_back_takes_no_time_away(store):
    meeting, room = begun(store)
    agenda = meetings.items(store, meeting.id)
    rooms.go_to(store, room, agenda[1].id, actor="Anna", at=400)
    assert meetings.items(store, meeting.id)[0].spent == 0


def test_who_begins_a_meeting_that_runs_joins_it(store):
    meeting, room = begun(store)
    assert rooms.begin(store, meeting, presenter="browser-b", name="Ben", at=1001) == room


def test_the_lead_goes_over_and_the_seats_tell_who_is_there(store):
    meeting, room = begun(store)
    rooms.sit_down(store, meeting.id, browser="browser-a", name="Anna", at=1010)
    rooms.sit_down(store, meeting.id, browser="browser-b", name="Ben", at=1020)
    rooms.sit_down(store, meeting.id, browser="browser-b", name="Ben K.", at=1030)
    assert [s.name for s in rooms.seats(store, meeting.id, since=1000)] == ["Anna", "Ben K."]
    assert [s.name for s in rooms.seats(store, meeting.id, since=1015)] == ["Ben K."]
    handed = rooms.lead(store, room, presenter="browser-b", name="Ben K.", actor="Anna", at=1040)
    assert (handed.presenter, handed.presenter_name) == ("browser-b", "Ben K.")
    with pytest.raises(StaleEdit):
        rooms.lead(store, room, presenter="browser-a", name="Anna", actor="Anna", at=1041)


def test_minutes_hold_what_was_shown_and_written_and_never_change_again(store):
    meeting, _ = begun(store)
    agenda = meetings.items(store, meeting.id)
    note = meetings.write_note(store, agenda[3], "Paid social: wrong people", **ANNA)
    decision = meetings.write_decision(store, meeting.id, item_id=agenda[3].id, decision="Stop it", **ANNA)
    action = meetings.write_action(store, meeting.id, task="Call them", due_day=DAY, target=0.46, **BEN)
    made = closed(store, meeting, shown={agenda[3].id: SCENE})
    assert made == minutes.minutes_of(store, meeting.id)
    assert made.items[3].scene == SCENE
    assert (made.items[3].note, made.decisions) == (note.text, (decision,))
    assert made.items[-1].actions == (action,)  # on no item, so at the last
    assert made.items[0].item.spent == 1000  # from 1000 to 2000
    assert made.meeting.state is State.CLOSED
    (kept,) = snapshots.taken(store)
    assert (kept.id, kept.as_of) == (made.meeting.snapshot_id, DAY)
    with pytest.raises(SettingError, match="is closed"):
        meetings.change(store, note, text="later", **BEN)
    with pytest.raises(SettingError, match="is closed"):
        meetings.write_decision(store, meeting.id, decision="later", **BEN)
    done = meetings.settle(store, action, Outcome.DONE, day=DAY, result="called", **BEN)
    assert done.in_time
    assert minutes.minutes_of(store, meeting.id) == made


def test_a_meeting_is_closed_once_whoever_closes_it(store):
    meeting, _ = begun(store)
    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(lambda name: closed(store, meeting, actor=name, at=2000), ["Anna", "Ben"]))
    assert made[0] == made[1]
    assert len(snapshots.taken(store)) == 1
    assert [e.action for e in meetings.history(store, meeting)] == ["closed", "begun", "written"]


def test_what_has_not_begun_is_not_closed(store):
    meeting = planned(store)
    with pytest.raises(SettingError, match="has not begun"):
        closed(store, meeting)
    assert snapshots.taken(store) == []


def test_what_is_decided_at_a_point_that_was_just_removed_is_kept_without_it(store):
    meeting = planned(store)
    point = meetings.items(store, meeting.id)[-1]
    meetings.remove(store, point, **ANNA)
    decided = meetings.write_decision(store, meeting.id, item_id=point.id, decision="Yes", **BEN)
    to_do = meetings.write_action(store, meeting.id, item_id=point.id, task="Call", due_day=DAY, **BEN)
    assert (decided.item_id, to_do.item_id) == (None, None)
    assert [d.decision for d in meetings.decisions(store, meeting.id)] == ["Yes"]


def test_a_point_is_removed_with_its_note_and_what_was_decided_stays(store):
    meeting, _ = begun(store)
    agenda = meetings.items(store, meeting.id)
    with pytest.raises(SettingError, match="room is at this point"):
        meetings.remove(store, agenda[0], **ANNA)
    meetings.write_note(store, agenda[2], "gone with it", **ANNA)
    decision = meetings.write_decision(store, meeting.id, item_id=agenda[2].id, decision="Stays", **ANNA)
    meetings.remove(store, agenda[2], **ANNA)
    assert agenda[2].id not in {i.id for i in meetings.items(store, meeting.id)}
    assert meetings.decisions(store, meeting.id) == [replace(decision, item_id=None)]
    assert meetings.notes(store, meeting.id) == {}
    with pytest.raises(StaleEdit, match="Somebody removed this agenda item"):
        meetings.change(store, agenda[2], title="Still there?", **BEN)
