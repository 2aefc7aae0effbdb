"""Which alerts an address was told: each once, also where two processes send at the same time.

    claim ──▶ send ──▶ confirm        the address took it
                └────▶ take back      it did not: the next run tries again

A claim is a row in a transaction of its own, so that of two processes one gets it. One that is neither confirmed nor
taken back, because its process was killed, lapses after `LEASE` seconds: an alert is told at least once, and twice
only where that happened between sending and confirming.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Engine, and_, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from smarketing.alert import Alert
from smarketing.store.audit import note
from smarketing.store.engine import reading
from smarketing.store.schema import alert

LEASE = 900
"""Longer than any address takes to answer."""


def untold(engine: Engine, alerts: Sequence[Alert], *, address: str, at: int) -> list[Alert]:
    """Those that `claim` would get, in their order; nothing is written."""
    held = and_(alert.c.address == address, ~_is_free(at))
    with reading(engine) as connection:
        told = set(connection.execute(select(alert.c.key).where(held, _among(alerts))).scalars())
    return [a for a in alerts if a.key not in told]


def claim(engine: Engine, alerts: Sequence[Alert], *, address: str, at: int) -> list[Alert]:
    """Those that this process is to send to the address, in their order.

    address: its key, without any secret. at: now, in seconds since 1970 UTC.
    """
    got = set()
    with engine.begin() as connection:
        dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
        for one in sorted(alerts, key=lambda a: a.key):  # in one order, so that no two wait for each other
            told = {"rule": one.rule.value, "title": one.title, "text": one.text, "claimed_at": at}
            row = dialect.insert(alert).values(key=one.key, address=address, **told)
            claimed = row.on_conflict_do_update(index_elements=["key", "address"], set_=told, where=_is_free(at))
            if connection.execute(claimed.returning(alert.c.id)).first() is not None:
                got.add(one.key)
    return [a for a in alerts if a.key in got]


def confirm(engine: Engine, alerts: Sequence[Alert], *, address: str, at: int, actor: str) -> None:
    """The address took them: it will not be told again."""
    with engine.begin() as connection:
        sent = update(alert).where(_ours(alerts, address, at)).values(sent_at=at)
        for row_id, rule, title in connection.execute(sent.returning(alert.c.id, alert.c.rule, alert.c.title)).all():
            told = {"rule": rule, "title": title, "address": address}
            note(connection, alert, row_id, "sent", actor=actor, at=at, after=told)


def take_back(engine: Engine, alerts: Sequence[Alert], *, address: str, at: int) -> None:
    """The address did not take them: the next run claims them again."""
    with engine.begin() as connection:
        connection.execute(delete(alert).where(_ours(alerts, address, at)))


def _is_free(at: int) -> ColumnElement[bool]:
    return and_(alert.c.sent_at.is_(None), alert.c.claimed_at <= at - LEASE)


def _ours(alerts: Sequence[Alert], address: str, at: int) -> ColumnElement[bool]:
    """What `claim` of this moment got, unless somebody else has claimed it since."""
    return and_(alert.c.address == address, alert.c.claimed_at == at, alert.c.sent_at.is_(None), _among(alerts))


def _among(alerts: Iterable[Alert]) -> ColumnElement[bool]:
    return alert.c.key.in_([a.key for a in alerts])
