"""A store in this process's memory, for as long as somebody looks: DuckDB, asked by the same tables and SELECTs.

A look writes a file's rows once and asks a dozen grouped questions, which is what DuckDB is quick at: rows go in as
whole Arrow columns, and nothing is written to a disk. SQLAlchemy's dialect of PostgreSQL writes what DuckDB reads;
what differs is below. Nobody else is there and nothing has to survive, so there are no transactions, no indexes, and
no keys of the fact tables.

What is in the rows comes from outside, so DuckDB opens no file, no network and no extension, and can't be told to.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

import duckdb
from sqlalchemy import Column, Connection, Engine, Sequence, Table, create_engine, insert
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.base import RESERVED_WORDS, PGDDLCompiler, PGDialect, PGIdentifierPreparer
from sqlalchemy.pool import StaticPool
from sqlalchemy.schema import CreateSequence, CreateTable

from smarketing.filters import NONE
from smarketing.store.schema import FACTS, NAMES, NONE_ID, metadata, source

LOCKED = {
    "enable_external_access": False, "autoinstall_known_extensions": False, "autoload_known_extensions": False,
    "python_enable_replacements": False, "lock_configuration": True,
}  # fmt: skip
"""No file, no network, no extension, no variable of ours by its name; and no statement that changes this."""

_NUMBERS = "numbers"


class _Cursor:
    """The rows of one statement, fetched at once: a connection of DuckDB's keeps only the last one's."""

    description: Any = None
    rowcount = -1
    arraysize = 1

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._rows: list[tuple] = []

    def execute(self, statement: str, parameters: list[object] | tuple[object, ...] = ()) -> None:
        self._connection.execute(statement, list(parameters))
        self.description = self._connection.description
        self._rows = self._connection.fetchall()

    def fetchone(self) -> tuple | None:
        return self._rows.pop(0) if self._rows else None

    def fetchall(self) -> list[tuple]:
        rows, self._rows = self._rows, []
        return rows

    def close(self) -> None:
        self._rows = []


class InMemory:
    """A connection as SQLAlchemy wants one. `duck` is DuckDB's own."""

    def __init__(self) -> None:
        self.duck = duckdb.connect(":memory:", config=LOCKED)

    def cursor(self) -> _Cursor:
        return _Cursor(self.duck)

    def commit(self) -> None:
        """Every statement holds at once."""

    def rollback(self) -> None:
        """What went wrong is thrown away with the store."""

    def close(self) -> None:
        self.duck.close()


class _Tables(PGDDLCompiler):
    """Tables as DuckDB takes them: ids from one sequence, no keys where a million rows would be sorted into them."""

    def get_column_specification(self, column: Column, **options: Any) -> str:
        if column is column.table._autoincrement_column:
            return f"{self.preparer.format_column(column)} BIGINT DEFAULT nextval('{_NUMBERS}')"
        return super().get_column_specification(column, **options)

    def create_table_constraints(self, table: Table, **options: Any) -> str:
        return "" if table.name in FACTS else super().create_table_constraints(table, **options)

    def visit_foreign_key_constraint(self, constraint: Any, **options: Any) -> None:
        """None: the rows come from the import, which knows what hangs on what."""


class _Names(PGIdentifierPreparer):
    reserved_words = RESERVED_WORDS | {
        "at",
        "describe",
        "lambda",
        "lateral",
        "pivot",
        "qualify",
        "show",
        "summarize",
        "unpivot",
    }


class InMemoryDialect(PGDialect):
    """DuckDB behind PostgreSQL's words."""

    name = driver = "duckdb"
    supports_statement_cache = True
    ddl_compiler = _Tables
    preparer = _Names
    _backslash_escapes = False

    @classmethod
    def import_dbapi(cls) -> ModuleType:
        return duckdb

    def connect(self, *_: Any, **__: Any) -> InMemory:
        return InMemory()

    def initialize(self, connection: Connection) -> None:
        """Nothing of PostgreSQL's catalogue is asked for."""
        self.server_version_info, self.default_schema_name = (15,), "main"

    def get_indexes(self, connection: Connection, table_name: str, schema: str | None = None, **_: Any) -> list[Any]:
        """There are none."""
        return []


registry.register("smarketing.in_memory", __name__, "InMemoryDialect")


@contextmanager
def in_memory() -> Iterator[Engine]:
    """An empty store with every table; it is gone when the block ends."""
    engine = create_engine("smarketing+in_memory://", paramstyle="numeric_dollar", poolclass=StaticPool)
    try:
        with engine.begin() as connection:
            _make_tables(connection)
        yield engine
    finally:
        engine.dispose()


def _make_tables(connection: Connection) -> None:
    connection.execute(CreateSequence(Sequence(_NUMBERS)))
    for table in metadata.sorted_tables:
        connection.execute(CreateTable(table))
    for table in NAMES.values():
        more = {"kind": "other", "slot": 0} if table is source else {}
        connection.execute(insert(table).values(id=NONE_ID, name=NONE, **more))
