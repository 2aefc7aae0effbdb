"""Many rows at once: appended, and changed, inside the transaction that is open.

SQLite takes tuples by the driver's `executemany`, PostgreSQL takes COPY, DuckDB whole Arrow columns. A million
single INSERTs would take minutes on each.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pyarrow as pa
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    MetaData,
    Table,
    TableClause,
    bindparam,
    cast,
    column,
    func,
    insert,
    literal_column,
    null,
    select,
    update,
)
from sqlalchemy.schema import CreateView, DropTable

from smarketing.store.engine import in_words
from smarketing.store.schema import FACTS

CHUNK = 20_000
NOTHING = -(2**63)
"""What stands for NULL on its way into SQLite; no fact is that small."""

Progress = Callable[[float], None]
"""Is told the share that is done, 0 to 1."""


def append(connection: Connection, table: Table, rows: pd.DataFrame, *, progress: Progress | None = None) -> None:
    """Store every row of the frame. Its columns are the table's; what is missing becomes NULL."""
    columns = [c.name for c in table.columns if c.name in rows.columns and not _is_left_out(c, rows[c.name])]
    write = {"postgresql": _copy, "duckdb": _hand_over}.get(connection.dialect.name, _execute_many)
    size = len(rows) if write is _hand_over else CHUNK  # DuckDB takes all at once in a tenth of the time
    for start in range(0, len(rows), size or 1):
        write(connection, table, rows[columns].iloc[start : start + size])
        if progress:
            progress(min(1.0, (start + size) / len(rows)))


def _is_left_out(column: Column, told: pd.Series) -> bool:
    """Nothing at all is told, and nothing is what the table puts there."""
    return column.server_default is None and bool(told.isna().all())


def change(connection: Connection, table: Table, rows: pd.DataFrame) -> None:
    """Give stored rows new values. The frame has their `id`, and the columns to change."""
    if rows.empty:
        return
    columns = [c for c in rows.columns if c != "id"]
    new = temporary("changed", *(Column(c, table.c[c].type, primary_key=c == "id") for c in rows.columns))
    new.create(connection)
    append(connection, new, rows)
    connection.execute(update(table).where(table.c.id == new.c.id).values({c: new.c[c] for c in columns}))
    new.drop(connection)


def temporary(name: str, *columns: Column) -> Table:
    """A table that only this connection sees; create it, and drop it before the transaction ends."""
    return Table(name, MetaData(), *columns, prefixes=["TEMPORARY"])


def _execute_many(connection: Connection, table: Table, rows: pd.DataFrame) -> None:
    """NULLs travel as a number: the driver needs five times as long for None as for an int."""
    nothing = literal_column(str(NOTHING))
    told = {c: func.nullif(bindparam(c), nothing) if rows[c].hasnans else bindparam(c) for c in rows.columns}
    statement = insert(table).inline().values(told).compile(dialect=connection.dialect)  # inline: no RETURNING
    tuples = zip(*(_without_none(rows[c]) for c in statement.positiontup or ()), strict=True)
    connection.exec_driver_sql(str(statement), list(tuples))


def _without_none(column: pd.Series) -> list:
    values = pa.array(column, from_pandas=True)
    if values.null_count and pa.types.is_integer(values.type):
        values = values.cast(pa.int64()).fill_null(NOTHING)
    return [NOTHING if v is None else v for v in values.to_pylist()] if values.null_count else values.to_pylist()


def _copy(connection: Connection, table: Table, rows: pd.DataFrame) -> None:
    """Past SQLAlchemy, which knows no COPY; so what goes wrong is put in words here."""
    import psycopg
    from psycopg import sql

    names = sql.SQL(", ").join(map(sql.Identifier, rows.columns))
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.name), names)
    driver: Any = connection.connection.driver_connection
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in zip(*(pa.array(rows[c], from_pandas=True).to_pylist() for c in rows.columns), strict=True):
                copy.write_row(row)
    except psycopg.Error as error:
        raise (in_words(error) or error) from None


def _hand_over(connection: Connection, table: Table, rows: pd.DataFrame) -> None:
    """DuckDB reads Arrow's columns where they lie: facts stay there, behind a view in place of their table.

    They are given once to a store that lasts for one look, and only read; names are added to and changed.
    """
    driver: Any = connection.connection.driver_connection
    told = pa.Table.from_pandas(rows, preserve_index=False)
    handed_over = TableClause(f"{table.name}_handed_over", *map(column, rows.columns))
    driver.duck.register(handed_over.name, told)
    if table.name in FACTS:
        connection.execute(DropTable(table))
        every = select(*(handed_over.c.get(c.name, _untold(c)) for c in table.columns))
        connection.execute(CreateView(every, table.name))
        return
    connection.execute(insert(table).from_select(list(rows.columns), select(handed_over)))
    driver.duck.unregister(handed_over.name)


def _untold(column: Column) -> ColumnElement:
    """What stands in a column that nobody told: its default, as a table would give it, or nothing."""
    usual = getattr(column.server_default, "arg", None)
    return cast(null() if usual is None else literal_column(f"'{usual}'"), column.type).label(column.name)
