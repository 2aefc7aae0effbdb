"""Four processes write over the same note, decision and action (`reliability.md` row 16): nobody's words are lost."""

from __future__ import annotations

import sys
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from multiprocessing import get_context
from threading import Barrier
from types import ModuleType

import pytest
from sqlalchemy import Engine

from smarketing.errors import StaleEdit
from smarketing.meeting import AGENDAS, Action, Decision, Note, Series
from smarketing.store import meetings
from smarketing.store.engine import open_store

WRITERS = 4
FIELDS = ("text", "decision", "task")  # of the note, the decision and the action
_start: list[Barrier] = []


def rows(store: Engine, meeting_id: int) -> tuple[Note, Decision, Action]:
    (note,) = meetings.notes(store, meeting_id).values()
    return note, meetings.decisions(store, meeting_id)[0], meetings.actions(store, meeting_id)[0]


def ready(barrier: Barrier) -> None:
    """In each process, before its first edit."""
    _start.append(barrier)


def edit(url: str, meeting_id: int, who: int, times: int) -> tuple[list[str], list[str], list[str]]:
    """Add a mark to what was read, `times` times: the marks that were acknowledged, those refused, what was wrong."""
    store = open_store(url)
    kept, refused, wrong = [], [], []
    _start[0].wait(timeout=60)
    for n in range(times):
        which, mark = n % 3, f"{who}.{n}"
        read, name = rows(store, meeting_id)[which], FIELDS[which]
        time.sleep(0.003)  # somebody types
        try:
            meetings.change(store, read, actor=str(who), at=n, **{name: f"{getattr(read, name)} {mark}"})
            kept.append(mark)
        except StaleEdit as stale:
            refused.append(mark)
            theirs = stale.theirs
            if type(theirs) is not type(read) or theirs.id != read.id or theirs.version <= read.version:
                wrong.append(f"{mark} was told {theirs}")
            elif not getattr(theirs, name).startswith(getattr(read, name)):
                wrong.append(f"{mark} was told of words that never stood there")
    store.dispose()
    return kept, refused, wrong


@pytest.mark.parametrize("times", [15, pytest.param(150, marks=pytest.mark.slow)])
def test_of_what_four_processes_write_at_once_nothing_is_lost(monkeypatch, store, store_url, times):
    meeting = meetings.plan(
        store, Series.WEEKLY, title="Weekly", starts_at=0, points=AGENDAS[Series.WEEKLY], actor="Ann", at=1
    )
    item, by = meetings.items(store, meeting.id)[0], {"actor": "Ann", "at": 1}
    meetings.write_note(store, item, "Begun:", **by)
    meetings.write_decision(store, meeting.id, decision="Begun:", **by)
    meetings.write_action(store, meeting.id, task="Begun:", due_day=date(2026, 11, 20), **by)
    # an AppTest before this leaves its script as the main module, and a spawned process would run it
    monkeypatch.setitem(sys.modules, "__main__", ModuleType("__main__"))
    context = get_context("spawn")
    with ProcessPoolExecutor(
        WRITERS, mp_context=context, initializer=ready, initargs=(context.Barrier(WRITERS),)
    ) as pool:
        told = [pool.submit(edit, store_url, meeting.id, who, times) for who in range(WRITERS)]
        results = [one.result(timeout=300) for one in told]
    kept = [mark for acknowledged, _, _ in results for mark in acknowledged]
    refused = [mark for _, of_one, _ in results for mark in of_one]
    assert [wrong for _, _, of_one in results for wrong in of_one] == []
    assert sorted(kept + refused) == sorted(f"{who}.{n}" for who in range(WRITERS) for n in range(times))
    assert refused, "they never met"
    stands = rows(store, meeting.id)
    words = [getattr(row, name).split()[1:] for row, name in zip(stands, FIELDS, strict=True)]
    assert sorted(mark for marks in words for mark in marks) == sorted(kept)
    for row, name, marks in zip(stands, FIELDS, words, strict=True):
        edits = [event for event in meetings.history(store, row) if event.action == "changed"]
        assert [event.after[name].split()[-1] for event in reversed(edits)] == marks
        assert all(event.after[name].startswith(event.before[name]) for event in edits)
    print(f"{len(kept)} kept, {len(refused)} refused, none lost")
