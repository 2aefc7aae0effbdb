"""All rows of a workspace from PostgreSQL into a SQLite file, and back, for `store.backup`.

Both ways indexes and foreign keys are made at the end, because that is ten times faster.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from psycopg import sql
from sqlalchemy import JSON, Connection, Engine, Select, Table, Text, cast, insert, select
from sqlalchemy.schema import AddConstraint, CreateIndex, DropConstraint, DropIndex, ExecutableDDLElement

from smarketing.store.engine import open_store, reading, sqlite
from smarketing.store.patience import WRITE_SECONDS, wait_for
from smarketing.store.schema import metadata

ROWS_AT_ONCE = 10_000


def copy_rows_out(source: Engine, file: Path) -> None:
    """Write the rows of `source`, a PostgreSQL, as they stand at one moment, into a new SQLite `file`."""
    empty = open_store(f"sqlite:///{file}", upgrade=True)
    empty.dispose()
    with reading(source) as origin, closing(sqlite.connect(file)) as goal, _without_indexes(goal, empty):
        _unhurried(origin)
        for pragma in ("journal_mode = off", "synchronous = off", "cache_size = -65536"):  # nobody else sees this file
            goal.execute(f"PRAGMA {pragma}")
        for table in metadata.sorted_tables:
            goal.execute(str(table.delete()))  # the rows that a migration brought
            add = str(insert(table).compile(dialect=empty.dialect))
            for rows in _rows(origin, table):
                goal.executemany(add, rows)


@contextmanager
def _without_indexes(goal: Any, empty: Engine) -> Iterator[None]:
    indexes = [index for table in metadata.sorted_tables for index in table.indexes]
    for index in indexes:
        goal.execute(str(DropIndex(index).compile(empty)))
    yield
    for index in indexes:
        goal.execute(str(CreateIndex(index).compile(empty)))
    goal.commit()


def _unhurried(connection: Connection) -> None:
    wait_for(connection, WRITE_SECONDS)
    connection.exec_driver_sql("SET LOCAL statement_timeout = 0")


def _rows(connection: Connection, table: Table) -> Iterator[list[tuple[Any, ...]]]:
    """All rows of a table, in handfuls; JSON as the text it is kept as."""
    found = connection.execution_options(stream_results=True, yield_per=ROWS_AT_ONCE).execute(_all_of(table))
    for some in found.partitions():
        yield [tuple(row) for row in some]


def _all_of(table: Table) -> Select:
    return select(*(cast(c, Text).label(c.name) if isinstance(c.type, JSON) else c for c in table.c))


def copy_rows_in(origin: Connection, goal: Connection) -> None:
    """Replace all rows of `goal`, a PostgreSQL, by those of `origin`, a SQLite file, in `goal`'s transaction."""
    tables = metadata.sorted_tables
    driver = goal.connection.driver_connection
    assert driver is not None
    with driver.cursor() as cursor:
        cursor.execute(sql.SQL("TRUNCATE {}").format(sql.SQL(", ").join(sql.Identifier(t.name) for t in tables)))
        _change(goal, *(DropConstraint(key) for t in tables for key in t.foreign_key_constraints))
        _change(goal, *(DropIndex(index) for t in tables for index in t.indexes))
        for table in tables:
            _copy_table_in(origin, cursor, table)
        _change(goal, *(CreateIndex(index) for t in tables for index in t.indexes))
        _change(goal, *(AddConstraint(key) for t in tables for key in t.foreign_key_constraints))
        for table in tables:
            _set_next_number(cursor, table)


def _change(goal: Connection, *changes: ExecutableDDLElement) -> None:
    for change in changes:
        goal.execute(change)


def _copy_table_in(origin: Connection, cursor: Any, table: Table) -> None:
    columns = sql.SQL(", ").join(sql.Identifier(c.name) for c in table.c)
    into = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.name), columns)
    with cursor.copy(into) as pipe:
        for rows in _rows(origin, table):
            for row in rows:
                pipe.write_row(row)


def _set_next_number(cursor: Any, table: Table) -> None:
    """What PostgreSQL would number the next row with: COPY leaves that alone."""
    number = table.autoincrement_column
    if number is None:
        return
    name = sql.Identifier(table.name)
    cursor.execute(
        sql.SQL("SELECT setval(s, m) FROM (SELECT pg_get_serial_sequence({}, {}) s, max({}) m FROM {}) t WHERE m > 0")
        .format(sql.Literal(table.name), sql.Literal(number.name), sql.Identifier(number.name), name)
    )  # fmt: skip
