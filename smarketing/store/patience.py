"""A PostgreSQL connection that gives up by itself, and lets a silent server rest.

`statement_timeout` is counted by the server, and TCP's timeouts by the kernels: neither ends the wait
for a server that stands still with its connections open (a stopped virtual machine, a dead disk).
So each wait of the client's own has an end, after which the connection is thrown away. And for a moment
after a server was silent nobody else asks it: twenty-five people who come at once wait together, not
one after the other.
"""

from __future__ import annotations

from dataclasses import dataclass
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
REST_SECONDS = 1


@dataclass
class Silence:
    """When a server was last silent, and how that was said."""

    error: str = ""
    until: float = 0.0

    def begin(self, error: Exception) -> None:
        """Remember that it was silent just now."""
        self.error, self.until = str(error), monotonic() + REST_SECONDS

    def heed(self) -> None:
        """Raises OperationalError, as it was said, while the server rests."""
        if monotonic() < self.until:
            raise psycopg.OperationalError(self.error)


class PatientConnection(psycopg.Connection[Any]):
    """Waits `patience` seconds for any one answer."""

    patience: float = PING_SECONDS
    silence: Silence

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
            late = psycopg.OperationalError("timeout expired: the database does not answer")
            if limit > PING_SECONDS:
                self.silence.begin(late)
            raise late from None


def make_patient(engine: Engine) -> None:
    """Let every connection of this PostgreSQL engine give up by itself."""
    silence = Silence()

    @event.listens_for(engine, "do_connect")
    def _connect(_dialect: object, _record: object, args: tuple[Any, ...], named: dict[str, Any]) -> PatientConnection:
        silence.heed()
        try:
            connection = PatientConnection.connect(*args, **named)
        except psycopg.OperationalError as error:
            silence.begin(error)
            raise
        connection.silence = silence
        return connection

    @event.listens_for(engine, "reset")
    def _returned(connection: PatientConnection, _record: object, _state: object) -> None:
        connection.patience = PING_SECONDS


def wait_for(connection: Connection, seconds: float) -> None:
    """Give each answer in this connection's transaction that long."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, PatientConnection)
    driver.patience = seconds
