"""Tampering with the audit trail is found and named (`reliability.md` row 40); honest writes never look like it."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date
from random import Random

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine, delete, func, insert, literal, select, text, update
from sqlalchemy.exc import IntegrityError

from smarketing.errors import StaleEdit
from smarketing.meeting import AGENDAS, Outcome, Point, Series
from smarketing.store import audit, meetings, schema
from smarketing.store.backup import backup, restore
from smarketing.store.engine import _alembic, reading
from smarketing.store.schema import audit_event, audit_head, metadata
from tests.conftest import empty_workspace
from tests.store.company import opened

WRITERS = 8
DAY = date(2026, 11, 20)
E = audit_event.c

ODD = {
    "text": "Zoë “½” \n\t\\ \u2028 🙂", "none": None, "": "an empty key", "bits": [True, False, 0, 1],
    "floats": [0.1, 1.0, -0.0, 1e300, 5e-324, 0.1 + 0.2, 1 / 3], "large": 2**63 + 1,
    "nested": {"b": [{"z": 1, "a": None}], "a": {"ü": {}, "10": 1, "9": 2}},
}  # fmt: skip
"""What JSON is told differently by different programs."""


def write(store: Engine, number: int, *, actor: str = "Ben") -> None:
    """One change."""
    with store.begin() as connection:
        told = {"before": {"text": f"{number - 1}"}, "after": {"text": f"{number}", "place": number / 10}}
        audit.note(connection, schema.note, number, "changed", actor=actor, at=1000 + number, **told)


@pytest.fixture
def six(store):
    """A store with six changes, numbered 1 to 6."""
    for number in range(1, 7):
        write(store, number)
    assert whole(store) == 6
    return store


def whole(store: Engine) -> int:
    """How many changes there are in a chain that is whole."""
    found = audit.chain(store)
    assert (found.misfit, found.ends_at_head) == (None, True)
    return found.changes


def rows(store: Engine) -> list[dict]:
    with reading(store) as connection:
        return [dict(row) for row in connection.execute(select(audit_event).order_by(E.id)).mappings()]


def set_(number: int, **values: object):
    return lambda store: [update(audit_event).where(E.id == number).values(**values)]


def _copied(number: int, *, head: str | None = None, **other: object):
    """A row like the last but for `other`; with the right digest where it comes after `head`."""

    def made(store: Engine) -> list:
        row = rows(store)[-1] | {"id": number} | other
        return [insert(audit_event).values(**row | {"digest": audit.digest(head, row) if head else row["digest"]})]

    return made


def _at_the_end(store: Engine) -> list:
    return _copied(7, actor="Eve", head=rows(store)[-1]["digest"])(store)


def _between(store: Engine) -> list:
    """The others keep their order, so that only the new one is in the way."""
    return [update(audit_event).values(id=E.id * 10), *_copied(35)(store)]


def _rewritten(store: Engine) -> list:
    """A row changed together with its own digest."""
    before, row = rows(store)[1]["digest"], rows(store)[2] | {"actor": "Eve"}
    return set_(3, actor="Eve", digest=audit.digest(before, row))(store)


def _swapped(store: Engine) -> list:
    return [update(audit_event).where(E.id == a).values(id=b) for a, b in ((3, 99), (4, 3), (99, 4))]


def gone(*numbers: int):
    return lambda store: [delete(audit_event).where(E.id.in_(numbers))]


BREAKS = {
    "another actor": (set_(3, actor="Eve"), 3),
    "another moment": (set_(3, at=1), 3),
    "another action": (set_(3, action="written"), 3),
    "another table": (set_(3, subject="decision"), 3),
    "another row": (set_(3, subject_id=4), 3),
    "another before": (set_(3, before={"text": "I agreed"}), 3),
    "no before": (set_(3, before=None), 3),
    "another after": (set_(3, after={"text": "3", "place": 0.30000001}), 3),
    "an integer for a float": (set_(6, after={"text": "6", "place": 1}), 6),
    "the first one changed": (set_(1, actor="Eve"), 1),
    "the last one changed": (set_(6, actor="Eve"), 6),
    "another digest": (set_(3, digest="0" * 64), 3),
    "another row with its own digest": (_rewritten, 4),
    "the first one taken out": (gone(1), 2),
    "one in the middle taken out": (gone(3), 4),
    "two in the middle taken out": (gone(3, 4), 5),
    "one put in between": (_between, 35),
    "one put in first": (_copied(0, head=audit.BEGINNING), 1),
    "a copy put in last": (_copied(7), 7),
    "two swapped": (_swapped, 3),
}
"""How the trail is tampered with, and the change that does not fit then."""

ENDS_ELSEWHERE = {
    "the last one taken out": (gone(6), 5),
    "the last three taken out": (gone(4, 5, 6), 3),
    "all taken out": (gone(*range(1, 7)), None),
    "one put in last with its own digest": (_at_the_end, 7),
    "the head taken out": (lambda store: [delete(audit_head)], 6),
    "another head": (lambda store: [update(audit_head).values(digest="f" * 64)], 6),
}
"""How its end is tampered with, and the change with which it ends then."""


def _go_on_from(connection: Connection, number: int) -> None:
    """Where rows were put in by number, PostgreSQL has not counted them."""
    connection.execute(text("SELECT setval(pg_get_serial_sequence('audit_event', 'id'), :n)"), {"n": number})


def _tamper(store: Engine, how) -> None:
    statements = how(store)
    with store.begin() as connection:
        for statement in statements:
            connection.execute(statement)


@pytest.mark.parametrize("how", BREAKS)
def test_a_change_that_does_not_fit_is_named(six, how):
    tamper, number = BREAKS[how]
    _tamper(six, tamper)
    found = audit.chain(six)
    assert found.misfit
    assert found.misfit.number == number
    assert not found.ends_at_head


@pytest.mark.parametrize("how", ENDS_ELSEWHERE)
def test_an_end_that_is_not_the_head_is_found(six, how):
    tamper, number = ENDS_ELSEWHERE[how]
    _tamper(six, tamper)
    found = audit.chain(six)
    assert (found.misfit, found.ends_at_head) == (None, False)
    assert (found.last and found.last.number) == number


@pytest.mark.parametrize("how", [*BREAKS, *ENDS_ELSEWHERE])
def test_what_is_written_afterwards_hides_nothing(six, how):
    _tamper(six, (BREAKS | ENDS_ELSEWHERE)[how][0])
    with six.begin() as connection:
        next_ = connection.execute(select(func.coalesce(func.max(E.id), 0))).scalar_one() + 1
        if six.dialect.name == "postgresql":
            _go_on_from(connection, next_)
    for number in (7, 8):
        write(six, number)
    assert audit.chain(six).misfit


@pytest.mark.parametrize(
    ("column", "value"),
    [("after", "{"), ("after", "[" * 100_000), ("after", b"\x00"), ("at", "yesterday"), ("actor", b"\xff")],
)
def test_a_value_that_does_not_belong_in_its_column_is_found(migrated_sqlite, tmp_path, column, value):
    """SQLite takes anything anywhere; PostgreSQL would refuse it."""
    file = shutil.copy(migrated_sqlite, tmp_path / "w.db")
    with opened(f"sqlite:///{file}") as store:
        for number in (1, 2):
            write(store, number)
        with store.begin() as connection:
            connection.execute(update(audit_event).where(E.id == 2).values({column: literal(value)}))
        found = audit.chain(store)
    assert found.misfit
    assert (found.changes, found.misfit.number) == (1, 2)


def test_a_chain_written_anew_is_whole_but_lacks_the_head_that_was_noted_down(six):
    """What a chain in the same database can't show, and the way against it."""
    then, middle = audit.chain(six).head, rows(six)[2]["digest"]
    write(six, 7)
    assert audit.chain(six, noted=then).has_noted
    assert audit.chain(six, noted=then[:12]).has_noted
    head = audit.BEGINNING
    with six.begin() as connection:
        for row in rows(six):
            row |= {"actor": "Eve"} if row["id"] == 4 else {}
            head = audit.digest(head, row)
            connection.execute(update(audit_event).where(E.id == row["id"]).values(**row | {"digest": head}))
        connection.execute(update(audit_head).values(digest=head))
    assert whole(six) == 7
    assert not audit.chain(six, noted=then).has_noted
    assert audit.chain(six, noted=middle).has_noted, "up to there nothing was changed"


def test_a_store_without_changes_has_a_whole_chain_that_begins_like_every_other(store):
    assert whole(store) == 0
    begins = audit.chain(store).head
    write(store, 1)
    assert audit.chain(store, noted=begins).has_noted


def test_what_is_read_back_has_the_digest_of_what_was_written(store):
    with store.begin() as connection:
        audit.note(connection, schema.note, 1, "changed", actor="Zoë “½” 🙂", at=1, before=ODD, after={})
        audit.note(connection, schema.note, 1, "changed", actor="", at=-1, before=None, after={"a": (1, 2)})
        audit.note(connection, schema.note, 1, "changed", actor="Ann", at=2, after={"numbers": {10: "a", 9: "b"}})
    assert whole(store) == 3
    assert rows(store)[0]["before"] == ODD


def test_the_order_of_keys_does_not_matter(six):
    row = rows(six)[2]
    told = dict(reversed(row["after"].items()))
    assert list(told) != list(row["after"])
    _tamper(six, set_(3, after=told))
    assert whole(six) == 6


def test_the_digest_is_what_it_is_said_to_be():
    row = {"at": 1, "actor": "Zoë", "subject": "note", "subject_id": 2, "action": "changed", "before": None,
           "after": {"b": 1.0, "a": "x"}}  # fmt: skip
    # printf '["%s",1,"Zo\\u00eb","note",2,"changed",null,{"a":"x","b":1.0}]' 000…0 | sha256sum
    assert audit.digest("0" * 64, row) == "e0486d67f462e780c7b00932d140aa354080ed0b1fef2ac6240353e6709c352b"


def test_a_change_that_was_rolled_back_leaves_the_chain_whole(six):
    with six.connect() as connection, connection.begin() as transaction:
        audit.note(connection, schema.note, 7, "changed", actor="Ben", at=1, after={})
        transaction.rollback()
    assert whole(six) == 6
    write(six, 8)
    assert whole(six) == 7


@pytest.mark.parametrize("each", [25, pytest.param(500, marks=pytest.mark.slow)])
def test_writers_at_once_leave_a_whole_chain(store, each):
    """Of each five changes of a writer the last is rolled back."""

    def several(who: int) -> None:
        for n in range(each):
            with store.connect() as connection, connection.begin() as transaction:
                told = {"after": {"who": who, "n": n}}
                audit.note(connection, schema.note, who, "changed", actor=str(who), at=n, **told)
                if n % 5 == 4:
                    transaction.rollback()

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(several, range(WRITERS)))
    assert whole(store) == WRITERS * each * 4 // 5


@pytest.mark.parametrize("each", [10, pytest.param(100, marks=pytest.mark.slow)])
def test_those_who_write_several_rows_and_those_who_write_one_do_not_wait_for_each_other(store, each):
    """Somebody drags the agenda about and takes points out while others change them and hang decisions on them."""
    by = {"actor": "Ann", "at": 1}
    meeting = meetings.plan(store, Series.WEEKLY, title="Weekly", starts_at=0, points=AGENDAS[Series.WEEKLY], **by)
    meetings.write_action(store, meeting.id, task="Call", due_day=DAY, **by)
    made = whole(store)

    def drag(chance: Random) -> None:
        order = [item.id for item in meetings.items(store, meeting.id)]
        chance.shuffle(order)
        meetings.reorder(store, meeting.id, order, **by)

    def change(chance: Random) -> None:
        item = chance.choice(meetings.items(store, meeting.id))
        meetings.change(store, item, minutes=chance.randrange(100), **by)

    def settle(chance: Random) -> None:
        (there,) = meetings.actions(store, meeting.id)
        meetings.settle(
            store, there, chance.choice(list(Outcome)), day=there.due_day, result=str(chance.random()), **by
        )

    def take_out(chance: Random) -> None:
        item = meetings.add_item(store, meeting.id, Point("Pricing", 5), **by)
        meetings.write_note(store, item, str(chance.random()), **by)
        meetings.remove(store, meetings.items(store, meeting.id)[-1], **by)

    def decide(chance: Random) -> None:
        item = meetings.items(store, meeting.id)[-1]
        with suppress(IntegrityError):  # it was taken out meanwhile
            meetings.write_decision(store, meeting.id, item_id=item.id, decision=str(chance.random()), **by)

    def several(who: int) -> None:
        chance = Random(who)
        for _ in range(each):
            with suppress(StaleEdit):
                (drag, change, settle, take_out, decide)[who % 5](chance)

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(several, range(WRITERS)))
    assert whole(store) > made


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_backup_brings_the_chain_along(six, store_url, kind, request, tmp_path):
    backup(store_url, tmp_path / "monday.backup")
    (tmp_path / "other").mkdir()
    with empty_workspace(kind, request, tmp_path / "other") as url:
        restore(tmp_path / "monday.backup", url)
        with opened(url) as other:
            assert audit.chain(other) == audit.chain(six)
            write(other, 7)
            assert whole(other) == 7


def _step(store: Engine, move, revision: str) -> None:
    config = _alembic()
    with store.begin() as connection:
        config.attributes["connection"] = connection
        move(config, revision)


@pytest.mark.parametrize("count", [0, 12_003])
def test_the_changes_of_a_store_from_before_are_chained(store, store_url, count):
    _step(store, command.downgrade, "0006")
    old = [c for c in E if c.name != "digest"]
    numbers = range(2, 2 * count + 2, 2)  # gaps, as after writes that were rolled back
    told = [
        {"id": n, "at": n, "actor": "Zoë", "subject": "note", "subject_id": n, "action": "changed", "after": ODD,
         "before": None if n % 3 else {"n": n / 7}}
        for n in numbers
    ]  # fmt: skip
    with store.begin() as connection:
        if told:
            connection.execute(insert(audit_event).values({c.name: None for c in old}), told)
        if store.dialect.name == "postgresql":
            connection.execute(
                text("SELECT setval(pg_get_serial_sequence('audit_event', 'id'), :n)"), {"n": 2 * count + 2}
            )
    with opened(store_url, upgrade=True) as upgraded:
        assert whole(upgraded) == count
        assert [{**row, "digest": ""} for row in rows(upgraded)] == [{**row, "digest": ""} for row in told]
        write(upgraded, 1)
        assert whole(upgraded) == count + 1
        with reading(upgraded) as connection:
            found = compare_metadata(MigrationContext.configure(connection), metadata)
    assert [change for change in found if "audit" in str(change)] == []


# --- by command ---------------------------------------------------------------------------------


def test_a_whole_chain_is_told_with_its_head_which_is_known_again_later(six, smarketing):
    head = audit.chain(six).head
    assert smarketing("audit") == (0, f"6 changes, the chain is whole, head {head}\n", "")
    write(six, 7)
    code, out, _ = smarketing("audit", "--head", head[:12].upper())
    assert (code, out.split(",")[0]) == (0, "7 changes")
    assert smarketing("audit", "--head", head)[0] == 0


def test_a_head_that_is_not_in_the_chain_is_told(six, smarketing):
    code, out, err = smarketing("audit", "--head", "abcdef012345")
    assert (code, out) == (1, "")
    assert "The chain is whole (6 changes), but the head abcdef012345 is not in it" in err


@pytest.mark.parametrize("head", ["abc", "not a head at all", "a" * 65])
def test_what_is_no_head_is_wrong_usage(smarketing, head):
    code, _, err = smarketing("audit", "--head", head)
    assert code == 2
    assert "12 to 64 digits" in err


def test_the_change_that_does_not_fit_is_told_with_who_and_when(six, smarketing):
    _tamper(six, set_(3, actor="Eve\x1b[2J"))
    code, out, err = smarketing("audit")
    assert (code, out) == (1, "")
    assert err.startswith("The chain breaks at change 3 (1970-01-01 00:16 UTC, by Eve [2J): ")
    assert "Whole before it: 2 changes." in err


def test_a_moment_that_is_none_is_told_as_it_stands(six, smarketing):
    _tamper(six, set_(3, at=2**62))
    assert f"change 3 ({2**62}, by Ben)" in smarketing("audit")[2]


def test_missing_ends_are_told(six, smarketing):
    _tamper(six, gone(6))
    code, _, err = smarketing("audit")
    assert code == 1
    assert "ends with change 5 (1970-01-01 00:16 UTC, by Ben), whose digest is not the head" in err
    _tamper(six, gone(*range(6)))
    code, _, err = smarketing("audit")
    assert code == 1
    assert "no change left" in err
