"""The store of a look: DuckDB, which could read and write files, and here can't (`reliability.md` row 29)."""

import pandas as pd
import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import DBAPIError

from smarketing.store import schema
from smarketing.store.bulk import append
from smarketing.store.in_memory import in_memory


@pytest.fixture
def engine():
    with in_memory() as made:
        yield made


ESCAPES = {
    "reads a file": "SELECT * FROM read_csv('{file}')",
    "writes a file": "COPY setting TO '{file}.out'",
    "attaches a database": "ATTACH '{file}.db' AS other",
    "installs an extension": "INSTALL httpfs",
    "loads an extension": "LOAD httpfs",
    "unlocks itself": "SET enable_external_access = true",
}


@pytest.mark.parametrize("statement", ESCAPES.values(), ids=list(ESCAPES))
def test_no_statement_gets_out(engine, statement, tmp_path):
    file = tmp_path / "of.csv"
    file.write_text("a,b\n1,2\n")
    with engine.begin() as connection, pytest.raises(DBAPIError, match=r"disabled|configuration"):
        connection.exec_driver_sql(statement.format(file=file.as_posix()))
    assert sorted(tmp_path.iterdir()) == [file]


def test_no_variable_of_the_program_is_a_table(engine):
    a_frame = pd.DataFrame({"a": [1]})  # noqa: F841 - DuckDB looks for names among the caller's variables where it may
    with engine.begin() as connection, pytest.raises(DBAPIError, match="does not exist"):
        connection.exec_driver_sql("SELECT * FROM a_frame")


def test_it_has_every_table_and_column_of_the_schema(engine):
    with engine.begin() as connection:
        for table in schema.metadata.sorted_tables:
            assert list(connection.execute(select(table)).keys()) == list(table.columns.keys())


def test_every_table_of_names_begins_with_none(engine):
    with engine.begin() as connection:
        for table in schema.NAMES.values():
            assert connection.execute(select(table.c.id, table.c.name)).all() == [(0, "(none)")]


def test_ids_are_given_where_nobody_gives_one(engine):
    with engine.begin() as connection:
        made = insert(schema.import_batch).values(started_at=0, actor="test").returning(schema.import_batch.c.id)
        assert connection.execute(made).scalar_one() != connection.execute(made).scalar_one()


def test_it_is_gone_after_the_block():
    with in_memory() as first, first.begin() as connection:
        connection.execute(insert(schema.import_batch).values(started_at=0, actor="test"))
    with in_memory() as second, second.begin() as connection:
        assert connection.execute(select(schema.import_batch)).all() == []


def test_facts_have_what_is_usual_where_a_column_is_not_told(engine):
    told = pd.DataFrame({"id": [1, 2], "import_id": 1, "day": [20_000, 20_001], "amount_cents": [500, None]})
    with engine.begin() as connection:
        append(connection, schema.spend, told.astype({"amount_cents": "Int64"}))
        row = schema.spend.c
        asked = select(row.day, row.amount_cents, row.source_id, row.currency, row.current).order_by(row.id)
        assert connection.execute(asked).all() == [(20_000, 500, 0, "", 1), (20_001, None, 0, "", 1)]
        assert connection.execute(select(schema.lead)).all() == []
