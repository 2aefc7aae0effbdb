"""Each alert once for each address, on both databases: claimed, confirmed, taken back, left over by a dead process."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select

from smarketing.alert import Alert, Rule
from smarketing.store import alerts
from smarketing.store.alerts import LEASE
from smarketing.store.audit import events
from smarketing.store.engine import open_store, reading
from smarketing.store.schema import alert

ONE, TWO, THREE = (Alert(Rule.BREACH, (name, "2026-11-18"), f"{name} has 2 overdue leads", "…") for name in "abc")
ALL = [ONE, TWO, THREE]
MAIL, SLACK = "mailtos", "slack 2"


def claim(store, some=ALL, *, address=MAIL, at=1_000):
    return alerts.claim(store, some, address=address, at=at)


def confirm(store, some=ALL, *, address=MAIL, at=1_000):
    alerts.confirm(store, some, address=address, at=at, actor="Ann")


def rows(store):
    with reading(store) as connection:
        return connection.execute(select(alert.c.key, alert.c.address, alert.c.sent_at).order_by(alert.c.id)).all()


def test_what_was_told_is_not_claimed_again_and_what_is_new_is(store):
    assert claim(store, [ONE, TWO]) == [ONE, TWO]
    confirm(store, [ONE, TWO])
    later = 1_000 + 10 * LEASE
    assert alerts.untold(store, ALL, address=MAIL, at=later) == [THREE]
    assert claim(store, at=later) == [THREE]
    assert [(at is None) for *_, at in rows(store)] == [False, False, True]


def test_each_address_is_told(store):
    claim(store)
    confirm(store)
    assert claim(store, address=SLACK) == ALL


def test_what_is_taken_back_is_claimed_by_the_next_run(store):
    claim(store)
    alerts.take_back(store, ALL, address=MAIL, at=1_000)
    assert rows(store) == []
    assert claim(store, at=1_001) == ALL


def test_a_claim_that_nobody_ended_lapses(store):
    claim(store)
    assert claim(store, at=1_000 + LEASE - 1) == []
    assert alerts.untold(store, ALL, address=MAIL, at=1_000 + LEASE - 1) == []
    assert alerts.untold(store, ALL, address=MAIL, at=1_000 + LEASE) == ALL
    assert claim(store, at=1_000 + LEASE) == ALL


def test_who_comes_late_neither_confirms_nor_takes_back_what_is_anothers_by_now(store):
    claim(store)
    claim(store, at=1_000 + LEASE)
    alerts.take_back(store, ALL, address=MAIL, at=1_000)
    confirm(store, at=1_000)
    assert [at for *_, at in rows(store)] == [None] * 3


def test_what_was_sent_is_not_taken_back(store):
    claim(store)
    confirm(store)
    alerts.take_back(store, ALL, address=MAIL, at=1_000)
    assert len(rows(store)) == 3


def test_what_was_sent_is_in_the_audit_trail_and_what_was_not_is_not(store):
    claim(store, [ONE, TWO])
    confirm(store, [ONE])
    alerts.take_back(store, [TWO], address=MAIL, at=1_000)
    (event,) = events(store, alert)
    assert (event.action, event.actor, event.at) == ("sent", "Ann", 1_000)
    assert event.after == {"rule": "breach", "title": "a has 2 overdue leads", "address": MAIL}


def test_no_alerts_are_no_fault(store):
    assert claim(store, []) == []
    assert alerts.untold(store, [], address=MAIL, at=1) == []
    confirm(store, [])


@pytest.mark.parametrize("turn", range(5))
def test_of_many_who_claim_at_once_one_gets_each_alert(store_url, turn):
    many = [Alert(Rule.BREACH, (f"rep {n}", str(turn)), "…", "…") for n in range(12)]
    start = Barrier(4)

    def run(number):
        engine = open_store(store_url)
        start.wait()
        mine = many if number % 2 else many[::-1]  # also in another order
        got = alerts.claim(engine, mine, address=MAIL, at=1_000 + number)
        engine.dispose()
        return [a.key for a in got]

    with ThreadPoolExecutor(4) as pool:
        got = [key for keys in pool.map(run, range(4)) for key in keys]
    assert sorted(got) == sorted(a.key for a in many)
