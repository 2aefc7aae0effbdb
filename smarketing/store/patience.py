"""A PostgreSQL connection that gives up by itself.

`statement_timeout` is counted by the server, and TCP's timeouts by the kernels: neither ends the wait
for a server that stands still with its connections open (a stopped virtual machine, a dead disk).
So each wait of the client's own has an end, after which the connection is thrown away.
"""

from __future__ import annotations

from time import monotonic
from typing import Any

import psycopg
from psycopg.abc import RV, PQGen
from sqlalchemy import Connection, Engine, event

PING_SECONDS = 2
READ_SECONDS = 7
"""A little more than the server's own limit for a statement, so that its better message comes first."""
WRITE_SECONDS = 300
"""For one step of a large import: building an index over some million rows."""


class PatientConnection(psycopg.Connection[Any]):
    """Waits `patience` seconds for any one answer."""

    patience: float = PING_SECONDS

    def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        """The answer to one question. Raises OperationalError when it takes too long."""
        limit = self.patience if timeout is None else timeout
        asked = monotonic()
        try:
            return super().wait(gen, interval, limit)
        except psycopg.OperationalError:
            if timeout is not None or monotonic() - asked < limit:
                raise
            self.pgconn.finish()  # what a late answer would belong to is unknown from here on
            raise psycopg.OperationalError("timeout expired: the database does not answer") from None


def make_patient(engine: Engine) -> None:
    """Let every connection of this PostgreSQL engine give up by itself."""

    @event.listens_for(engine, "do_connect")
    def _connect(_dialect: object, _record: object, args: tuple[Any, ...], named: dict[str, Any]) -> PatientConnection:
        return PatientConnection.connect(*args, **named)

    @event.listens_for(engine, "reset")
    def _returned(connection: PatientConnection, _record: object, _state: object) -> None:
        connection.patience = PING_SECONDS


def wait_for(connection: Connection, seconds: float) -> None:
    """Give each answer in this connection's transaction that long."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, PatientConnection)
    driver.patience = seconds
