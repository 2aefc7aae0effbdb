"""The other road: the same SELECTs by plain DuckDB over Parquet files of the same tables."""

from __future__ import annotations

import time
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import JSON, BigInteger, Engine, Integer, SmallInteger, Table, Text, cast, select
from sqlalchemy.dialects import postgresql

from benchmarks.recorder import Asked
from smarketing.store.engine import reading
from smarketing.store.schema import metadata

CHUNK = 50_000


def to_parquet(engine: Engine, folder: Path) -> None:
    """One Parquet file a table."""
    folder.mkdir(exist_ok=True)
    for table in metadata.sorted_tables:
        _write(engine, table, folder / f"{table.name}.parquet")


def _write(engine: Engine, table: Table, path: Path) -> None:
    schema = pa.schema([(c.name, _type(c.type)) for c in table.columns])
    with reading(engine) as connection, pq.ParquetWriter(path, schema) as writer:
        columns = (cast(c, Text).label(c.name) if isinstance(c.type, JSON) else c for c in table.columns)
        rows = connection.execution_options(yield_per=CHUNK).execute(select(*columns))
        for part in rows.partitions():
            arrays = [pa.array(c, type=f.type) for c, f in zip(zip(*part, strict=True), schema, strict=True)]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))


def _type(of: object) -> pa.DataType:
    if isinstance(of, SmallInteger):
        return pa.int16()
    if isinstance(of, BigInteger):
        return pa.int64()
    return pa.int32() if isinstance(of, Integer) else pa.string()


class Duck:
    """DuckDB with a view a file, as many threads as the machine has."""

    def __init__(self, folder: Path) -> None:
        self._connection = duckdb.connect()
        for file in sorted(folder.glob("*.parquet")):
            self._connection.read_parquet(str(file)).create_view(file.stem)

    def ask(self, asked: Asked, *, times: int = 3) -> tuple[float, pd.DataFrame]:
        """The best time in seconds, warm, until the rows are in pandas; and these rows."""
        statement = asked.statement.compile(
            dialect=postgresql.dialect(paramstyle="named"), compile_kwargs={"literal_binds": True}
        )
        best, frame = float("inf"), pd.DataFrame()
        for attempt in range(times + 1):
            begun = time.perf_counter()
            frame = self._connection.execute(str(statement)).df()
            took = time.perf_counter() - begun
            best = best if attempt == 0 else min(best, took)
        return best, frame


def is_same(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    """Do both roads lead to the same numbers? As many rows, and each column of numbers sums to the same."""
    if len(one) != len(other):
        return False
    sums = [f.apply(pd.to_numeric, errors="coerce").astype(float).sum() for f in (one, other)]
    return bool((sums[0] == sums[1]).all())
