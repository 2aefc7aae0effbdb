"""What the chain of the audit trail costs: `python -m benchmarks.audit --url URL`, on an empty workspace.

Writes as they are and writes whose row is put in without the chain take turns, a hundred at a time, each in its own
transaction: bare ones, and changes of a note as people make them. Then the whole trail is followed. Lines of JSON.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from time import perf_counter

from sqlalchemy import Connection, Engine, insert, update

from smarketing.meeting import AGENDAS, Series
from smarketing.store import audit, meetings, schema
from smarketing.store.engine import open_store

AT_ONCE = 100
BY = {"actor": "Ann", "at": 1}

Write = Callable[[int], object]


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.audit", description="The chain of the audit trail.")
    parser.add_argument("--url", required=True)
    parser.add_argument("--writes", type=int, default=1000)
    parser.add_argument("--events", type=int, default=100_000)
    given = parser.parse_args(arguments)
    store = open_store(given.url, upgrade=True)
    for name, write in {"a change noted": _noting(store), "a note changed": _changing(store)}.items():
        _tell(name, **_in_turns(write, given.writes))
    _fill(store, given.events)
    began = perf_counter()
    found = audit.chain(store)
    seconds = round(perf_counter() - began, 2)
    _tell("followed", changes=found.changes, whole=found.ends_at_head, seconds=seconds)


def _noting(store: Engine) -> Write:
    def write(n: int) -> None:
        with store.begin() as connection:
            audit.note(connection, schema.note, n, "changed", **BY, before={"text": "before"}, after={"text": "after"})

    return write


def _changing(store: Engine) -> Write:
    meeting = meetings.plan(store, Series.WEEKLY, title="Weekly", starts_at=0, points=AGENDAS[Series.WEEKLY], **BY)
    standing = [meetings.write_note(store, meetings.items(store, meeting.id)[0], "text", **BY)]

    def write(n: int) -> None:
        standing[0] = meetings.change(store, standing[0], text=f"text {n} {len(standing[0].text)}", **BY)

    return write


def _in_turns(write: Write, writes: int) -> dict[str, float]:
    """Seconds of so many writes with and without the chain."""
    seconds = {"chained": 0.0, "not_chained": 0.0}
    for turn in range(2 * writes // AT_ONCE):
        way = "chained" if turn % 2 else "not_chained"
        with nullcontext() if turn % 2 else _without_the_chain():
            began = perf_counter()
            for n in range(AT_ONCE):
                write(turn * AT_ONCE + n)
            seconds[way] += perf_counter() - began
    ratio = seconds["chained"] / seconds["not_chained"]
    return {"writes": writes, "ratio": round(ratio, 2)} | {way: round(took, 3) for way, took in seconds.items()}


@contextmanager
def _without_the_chain() -> Iterator[None]:
    chained = audit.note

    def note(connection: Connection, table, row_id, action, *, actor, at, before=None, after=None) -> None:  # noqa: ANN001
        told = {"before": before and dict(before), "after": after and dict(after), "digest": audit.BEGINNING}
        row = insert(schema.audit_event).values(
            at=at, actor=actor, subject=table.name, subject_id=row_id, action=action, **told
        )
        connection.execute(row)

    audit.note = note
    try:
        yield
    finally:
        audit.note = chained


def _fill(store: Engine, events: int) -> None:
    """So many changes in one chain, in place of those that are there."""
    head, rows = audit.BEGINNING, []
    for n in range(events):
        row = {"at": n, "actor": "Ann", "subject": "note", "subject_id": n % 500, "action": "changed"}
        row |= {"before": {"text": f"What was said {n - 1}"}, "after": {"text": f"What was said {n}"}}
        head = audit.digest(head, row)
        rows.append(row | {"digest": head})
    with store.begin() as connection:
        connection.execute(schema.audit_event.delete())
        connection.execute(insert(schema.audit_event), rows)
        connection.execute(update(schema.audit_head).values(digest=head))


def _tell(what: str, **figures: object) -> None:
    print(json.dumps({"what": what} | figures), flush=True)


if __name__ == "__main__":
    main()
