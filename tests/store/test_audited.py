"""Every write of the record makes one row that tells who, what, before and after (`reliability.md` row 40)."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import date
from types import ModuleType

import pytest
from sqlalchemy import Engine, select

from smarketing.agreement import Goal, Side, Terms
from smarketing.alert import Alert, Rule
from smarketing.meeting import AGENDAS, Minutes, Outcome, Point, Series
from smarketing.store import alerts, meetings, minutes, promises, rooms, snapshots
from smarketing.store.engine import reading
from smarketing.store.schema import audit_event

DAY = date(2026, 11, 18)
BY = {"actor": "Ben", "at": 200}
TERMS = Terms(goals=(Goal(mqls=100, value=5000.0),))
ALERT = Alert(Rule.BREACH, ("a", "2026-11-18"), "a has 2 overdue leads", "…")

Write = Callable[[], object]


def meeting(store):
    return meetings.plan(store, Series.WEEKLY, title="Weekly", starts_at=1000, points=AGENDAS[Series.WEEKLY], **BY)


def begun(store):
    made = meeting(store)
    return made, rooms.begin(store, made, presenter="b", name="Ben", at=1000), meetings.items(store, made.id)


def action(store):
    return meetings.write_action(store, meeting(store).id, task="Call", due_day=DAY, **BY)


def draft(store):
    return promises.write_draft(store, TERMS, DAY, **BY)


def _close(store) -> Write:
    made, *_ = begun(store)
    frame = Minutes(made, "Halden", "EUR", "Europe/Berlin", DAY, "", ())
    return lambda: minutes.close(store, frame, {}, **BY)


def _go_to(store) -> Write:
    _, room, items = begun(store)
    return lambda: rooms.go_to(store, room, items[1].id, **BY)


def _confirm(store) -> Write:
    alerts.claim(store, [ALERT], address="mailtos", at=200)
    return lambda: alerts.confirm(store, [ALERT], address="mailtos", **BY)


def _write_note(store) -> Write:
    _, _, items = begun(store)
    return lambda: meetings.write_note(store, items[0], "text", **BY)


def _of(make: Callable[[Engine], object], write: Callable[[Engine, object], object]) -> Callable[[Engine], Write]:
    def ready(store: Engine) -> Write:
        made = make(store)
        return lambda: write(store, made)

    return ready


WRITES: dict[str, tuple[Callable[[Engine], Write], list[str]]] = {
    # a plan: the meeting and its seven points
    "meetings.plan": (lambda store: lambda: meeting(store), ["written"] * 8),
    "meetings.add_item": (
        _of(meeting, lambda store, m: meetings.add_item(store, m.id, Point("Pricing", 5), **BY)), ["written"]
    ),
    # the second point goes before the first: two have another place
    "meetings.reorder": (
        _of(begun, lambda store, b: meetings.reorder(store, b[0].id, [b[2][1].id], **BY)), ["changed"] * 2
    ),
    "meetings.write_note": (_write_note, ["written"]),
    "meetings.write_decision": (
        _of(meeting, lambda store, m: meetings.write_decision(store, m.id, decision="Stop", **BY)), ["written"]
    ),
    # with its plan
    "meetings.write_action": (_of(lambda store: None, lambda store, _: action(store)), ["written"] * 9),
    "meetings.change": (_of(meeting, lambda store, m: meetings.change(store, m, title="Other", **BY)), ["changed"]),
    "meetings.settle": (
        _of(action, lambda store, a: meetings.settle(store, a, Outcome.DONE, day=DAY, result="", **BY)), ["changed"]
    ),
    "meetings.remove": (_of(action, lambda store, a: meetings.remove(store, a, **BY)), ["discarded"]),
    "rooms.begin": (
        _of(meeting, lambda store, m: rooms.begin(store, m, presenter="b", name="Ben", at=200)), ["begun"]
    ),
    "rooms.go_to": (_go_to, ["moved"]),
    "rooms.lead": (
        _of(begun, lambda store, b: rooms.lead(store, b[1], presenter="c", name="Cleo", **BY)), ["moved"]
    ),
    "rooms.open_lead": (_of(begun, lambda store, b: rooms.open_lead(store, b[1], is_open=False, **BY)), ["changed"]),
    # a snapshot, and the end
    "minutes.close": (_close, ["written", "closed"]),
    "promises.write_draft": (lambda store: lambda: draft(store), ["written"]),
    "promises.change_draft": (
        _of(draft, lambda store, d: promises.change_draft(store, d, TERMS.changed(touch_hours=4.0), DAY, **BY)),
        ["changed"],
    ),
    "promises.discard_draft": (_of(draft, lambda store, d: promises.discard_draft(store, d, **BY)), ["discarded"]),
    "promises.sign": (_of(draft, lambda store, d: promises.sign(store, d, Side.SALES, "Ben", at=200)), ["signed"]),
    "alerts.confirm": (_confirm, ["sent"]),
    "snapshots.take": (lambda store: lambda: snapshots.take(store, as_of=DAY, **BY), ["written"]),
}  # fmt: skip
"""By their names: what makes a write ready, and the rows that it is to make."""

KEEPS_NO_RECORD = {
    "rooms.look_at": "where people look at this moment", "rooms.sit_down": "a sign of life",
    "rooms.stand_up": "a sign of life", "alerts.claim": "a lease that ends", "alerts.take_back": "a lease that ends",
}  # fmt: skip
"""What writes nothing that is part of the record, and why."""


def _writes_of(module: ModuleType) -> set[str]:
    """The public functions of a module that open a transaction to write, themselves or by another of them."""
    name = module.__name__.rpartition(".")[2]
    own = {n: f for n, f in inspect.getmembers(module, inspect.isfunction) if f.__module__ == module.__name__}
    opens = {
        n for n, f in own.items() if "engine.begin()" in (code := inspect.getsource(f)) or "writing(engine)" in code
    }
    by_another = {n for n, f in own.items() if any(f"return {o}(engine" in inspect.getsource(f) for o in opens)}
    return {f"{name}.{n}" for n in opens | by_another if not n.startswith("_")}


def _rows(store: Engine) -> list:
    e = audit_event.c
    with reading(store) as connection:
        return connection.execute(select(e.actor, e.action, e.before, e.after).order_by(e.id)).all()


@pytest.mark.parametrize("module", [meetings, rooms, minutes, promises, alerts, snapshots])
def test_no_write_is_left_out(module):
    name = module.__name__.rpartition(".")[2]
    known = {write for write in (*WRITES, *KEEPS_NO_RECORD) if write.startswith(f"{name}.")}
    assert _writes_of(module) == known


@pytest.mark.parametrize("write", WRITES)
def test_a_write_tells_who_did_what(store, write):
    ready, expected = WRITES[write]
    do = ready(store)
    before = len(_rows(store))
    do()
    made = _rows(store)[before:]
    assert [row.action for row in made] == expected
    assert {row.actor for row in made} == {"Ben"}
    for row in made:
        # what is new has no before, what is gone no after
        assert (row.before is not None) == (
            row.action in ("changed", "discarded", "begun", "closed") or write == "rooms.lead"
        )
        assert (row.after is not None) == (row.action != "discarded")


@pytest.mark.parametrize("write", KEEPS_NO_RECORD)
def test_where_people_look_is_no_record(store, write):
    made, room, _ = begun(store)
    before = len(_rows(store))
    {
        "rooms.look_at": lambda: rooms.look_at(store, room, page="volume", query="", at=200),
        "rooms.sit_down": lambda: rooms.sit_down(store, made.id, browser="b", name="Ben", at=200),
        "rooms.stand_up": lambda: rooms.stand_up(store, made.id, browser="b"),
        "alerts.claim": lambda: alerts.claim(store, [ALERT], address="mailtos", at=200),
        "alerts.take_back": lambda: alerts.take_back(store, [ALERT], address="mailtos", at=200),
    }[write]()
    assert len(_rows(store)) == before
