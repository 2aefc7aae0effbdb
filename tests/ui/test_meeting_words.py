"""What two people type at one place: the store decides, and no text is lost on the way."""

from __future__ import annotations

from datetime import date

import pytest

from smarketing.errors import StaleEdit
from smarketing.meeting import AGENDAS, Point, Series
from smarketing.store import meetings, records, rooms
from smarketing.store.engine import open_store
from smarketing.ui.meeting import typed, written
from smarketing.workspace import Workspace
from tests.ui.room import as_on_a_server, done, opened, press, says

TODAY = date(2026, 11, 18)
AT = 1_795_000_000


@pytest.fixture
def store(folder, monkeypatch):
    """A workspace of the team's own, with one meeting that runs."""
    as_on_a_server(monkeypatch)
    engine = open_store(f"sqlite:///{folder / 'workspace.db'}", upgrade=True)
    records.write_workspace(engine, Workspace(as_of=TODAY))
    made = meetings.plan(engine, Series.WEEKLY, title="Weekly", starts_at=AT, points=AGENDAS[Series.WEEKLY],
                         actor="Ada", at=AT)  # fmt: skip
    rooms.begin(engine, made, presenter="ada", name="Ada", at=AT)
    yield engine
    engine.dispose()


@pytest.fixture
def item(store):
    """The point that the room is at."""
    return meetings.items(store, 1)[0]


def note(store, item):
    return meetings.notes(store, 1)[item.id].text


def types(item, text, *, base, unheard=()):
    """One sends a text that was begun at `base`; what the session then knows of the field."""
    field = typed._Field()
    typed._try(
        field, text, {base, *unheard}, lambda: written._note_now(item), lambda said: written._save_note(item, said)
    )
    return field


def decided(store, text="No new contract"):
    return meetings.write_decision(store, 1, decision=text, owner="Ada", actor="Ada", at=AT)


def test_a_text_over_what_was_read_is_saved_and_says_when(store, item):
    assert types(item, "Paid social", base="").kind == "saved"
    field = types(item, "Paid social comes back", base="Paid social")
    assert (field.kind, field.status[:6], field.theirs) == ("saved", "Saved ", None)
    assert note(store, item) == "Paid social comes back"


def test_the_same_text_from_both_is_no_conflict_and_no_second_save(store, item):
    types(item, "Paid social", base="")
    before = meetings.notes(store, 1)[item.id]
    assert types(item, "Paid social", base="an older text").kind == "saved"
    assert meetings.notes(store, 1)[item.id] == before


def test_own_words_that_were_saved_unheard_are_no_others(store, item):
    """The connection was lost after the server had saved the first of them, and before the browser was told so."""
    types(item, "Paid", base="")
    assert types(item, "Paid social back", base="", unheard=["Paid", "Paid social"]).kind == "saved"
    assert note(store, item) == "Paid social back"
    types(item, "Ben's", base="Paid social back")
    assert types(item, "Paid again", base="", unheard=["Paid", "Paid social"]).theirs == "Ben's"


def test_two_texts_are_both_shown_and_neither_is_written_over(store, item):
    types(item, "Ada's", base="")
    field = types(item, "Ben's", base="")
    assert (field.mine, field.theirs, field.kind) == ("Ben's", "Ada's", "away")
    assert field.status == "Two texts: choose below"
    assert note(store, item) == "Ada's"


@pytest.mark.parametrize(("name", "kept"), [("Keep mine", "Ben's"), ("Take theirs", "Ada's"),
                                            ("Keep both", "Ada's\nBen's")])  # fmt: skip
def test_of_two_texts_one_is_chosen_or_both_on_the_page(store, item, name, kept):
    key = f"note-{item.id}"
    types(item, "Ada's", base="")
    page = opened(meeting=1)
    page.session_state[f"field-{key}"] = types(item, "Ben's", base="")
    assert {"Ada's", "Ben's"} <= {t.value for t in done(page).text}
    assert "Somebody else changed this meanwhile" in says(page)
    press(page, f"{name}-{key}")
    assert note(store, item) == kept
    assert "Somebody else changed this meanwhile" not in says(page)
    assert page.session_state[f"field-{key}"].adopt == 1  # the browser takes what was chosen


def test_a_choice_that_comes_too_late_is_asked_again_with_the_newest_text(store, item):
    types(item, "Ada's", base="")
    field = types(item, "Ben's", base="")
    types(item, "Cleo's", base="Ada's")
    typed._choose(field, "Ben's", "Ada's", lambda: written._note_now(item),
                  lambda said: written._save_note(item, said))  # fmt: skip
    assert (field.mine, field.theirs, field.adopt) == ("Ben's", "Cleo's", 0)
    assert note(store, item) == "Cleo's"


def test_two_who_write_in_two_fields_of_one_row_do_not_meet(store):
    row = decided(store)
    meetings.change(store, row, owner="Ben", actor="Ben", at=AT)
    field = typed._Field()
    typed._try(field, "A new contract", row.decision, lambda: written._now(row, "decision"),
               lambda said: written._save(row, "decision", said))  # fmt: skip
    (now,) = meetings.decisions(store)
    assert (now.decision, now.owner, field.kind) == ("A new contract", "Ben", "saved")


def test_a_save_that_another_field_was_quicker_than_is_tried_again(store):
    row, tries = decided(store), []

    def save(said):
        tries.append(said)
        if len(tries) == 1:  # between what this save has read and what it writes
            meetings.change(store, row, owner="Ben", actor="Ben", at=AT)
            meetings.change(store, row, decision=said, actor="Ada", at=AT)
        written._save(row, "decision", said)

    field = typed._Field()
    typed._try(field, "A new contract", row.decision, lambda: written._now(row, "decision"), save)
    (now,) = meetings.decisions(store)
    assert (now.decision, now.owner, field.kind, len(tries)) == ("A new contract", "Ben", "saved", 2)


def test_a_row_that_is_always_quicker_is_left_and_the_text_waits(store):
    row, field = decided(store), typed._Field()
    meetings.change(store, row, owner="Ben", actor="Ben", at=AT)
    with pytest.raises(StaleEdit):
        meetings.change(store, row, decision="Mine", actor="Ada", at=AT)
    typed._try(field, "Mine", row.decision, lambda: written._now(row, "decision"),
               lambda said: meetings.change(store, row, decision=said, actor="Ada", at=AT))  # fmt: skip
    assert (field.kind, field.status) == ("waits", "Not saved yet")
    assert meetings.decisions(store)[0].decision == row.decision


def test_words_for_a_row_that_is_gone_are_kept_and_it_is_said(store):
    row, field = decided(store), typed._Field()
    meetings.remove(store, row, actor="Ben", at=AT)
    typed._try(field, "Mine", row.decision, lambda: written._now(row, "decision"),
               lambda said: written._save(row, "decision", said))  # fmt: skip
    assert (field.kind, field.status) == ("away", "This was removed by somebody; your words are kept here")
    assert meetings.decisions(store) == []


def test_words_of_a_closed_meeting_and_of_a_store_that_is_away_are_not_lost(store, item):
    away = open_store("postgresql+psycopg://nobody@127.0.0.1:1/none")  # nobody listens there
    field = typed._Field()
    typed._try(field, "Mine", "", lambda: meetings.notes(away, 1).get(item.id), lambda _: None)
    away.dispose()
    assert field.kind == "away"
    assert field.status.startswith("Not saved: ")
    assert field.status.endswith("Your words are kept in this browser.")
    gone = meetings.add_item(store, 1, Point("Fairs", 5), actor="Ada", at=AT)
    field = typed._Field()
    with store.begin() as connection:
        connection.exec_driver_sql("UPDATE meeting SET closed_at = ?", (AT,))
    typed._try(field, "Mine", "", lambda: written._note_now(gone), lambda said: written._save_note(gone, said))
    assert (field.kind, "closed" in field.status) == ("away", True)
    assert meetings.notes(store, 1) == {}


@pytest.mark.parametrize(("line", "owner", "task"), [
    ("Georg: call *them*", "Georg", "call *them*"), ("call them", "", "call them"),
    (f"{'a long sentence about it ' * 2}: so", "", f"{'a long sentence about it ' * 2}: so"), ("Georg:", "", "Georg:"),
])  # fmt: skip
def test_who_stands_before_a_colon_is_the_owner_of_an_action(store, item, line, owner, task):
    written._act(item, line)
    (made,) = meetings.actions(store, 1)
    assert (made.owner, made.task, made.item_id) == (owner, task, item.id)
    assert made.due_day == date(2026, 11, 25)  # a week after the day that the data ends
