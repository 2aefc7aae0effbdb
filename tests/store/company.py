"""A small company written straight into the tables, and the whole content of a store to compare."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, func, insert, select

from smarketing.store import schema
from smarketing.store.engine import open_store

DAY = 20_000


def fill(engine: Engine, *, leads: int, batch: str = "a") -> int:
    """One import of `leads` leads in one transaction; returns its number."""
    with engine.begin() as connection:
        number = connection.execute(
            insert(schema.import_batch).values(started_at=0, actor="test", rows_read=leads, rows_used=leads)
        ).inserted_primary_key[0]
        connection.execute(
            insert(schema.import_file).values(
                import_id=number, name="léads.csv", sha256=batch, live_sha256=batch, kind="leads",
                receipt={"encoding": "utf-8", "dropped": {}},
            )
        )  # fmt: skip
        connection.execute(insert(schema.lead), [_lead(number, batch, n) for n in range(leads)])
        connection.execute(
            insert(schema.deal),
            [{"import_id": number, "key": f"{batch}{n}", "version": 1, "amount_cents": 10**10 + n, "won_day": DAY + n}
             for n in range(leads // 10)],
        )  # fmt: skip
    return number


def _lead(import_id: int, batch: str, n: int) -> dict:
    return {
        "import_id": import_id, "key": f"{batch}{n}", "version": n, "label": f"Zoë “{n}”",
        "mql_day": DAY + n % 300, "customer_day": DAY + n % 300 + 40 if n % 7 == 0 else None,
    }  # fmt: skip


def leads_in(engine: Engine) -> int:
    """How many leads there are."""
    with engine.begin() as connection:
        return connection.execute(select(func.count()).select_from(schema.lead)).scalar_one()


def content(engine: Engine) -> dict[str, list[tuple]]:
    """Every row of every table, in the order of its first column."""
    with engine.begin() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
            for table in schema.metadata.sorted_tables
        }


@contextmanager
def opened(url: str, *, upgrade: bool = False) -> Iterator[Engine]:
    """An open store, let go of at the end."""
    engine = open_store(url, upgrade=upgrade)
    try:
        yield engine
    finally:
        engine.dispose()
