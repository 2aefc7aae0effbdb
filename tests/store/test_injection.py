"""What people type is a value, never SQL: in every filter, in the search, in the names that a file brings."""

from __future__ import annotations

import ast
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, select

from smarketing.filters import Dimension, Filters
from smarketing.groups import Choice, Group
from smarketing.periods import Period, to_number
from smarketing.store import queries, rows
from smarketing.store.engine import reading
from smarketing.store.schema import NAMES, import_batch, lead

PACKAGE = Path(__file__).resolve().parents[2] / "smarketing"
DAY = to_number(date(2026, 3, 2))
VIEW = Filters(period=Period(date(2026, 3, 1), date(2026, 3, 31)), as_of=date(2026, 4, 30))

NASTY = (
    "'; DROP TABLE lead; --",
    "' OR '1'='1",
    '" OR ""="',
    "1); DELETE FROM lead; --",
    "Robert'); DROP TABLE source;--",
    "%",
    "_",
    "\\",
    "\\'; --",
    "%' OR 1=1 --",
    "{x}",
    "%s %(x)s :x ?",
    "${env:HOME}",
    "$$; SELECT pg_sleep(9); $$",
    "/* */ UNION SELECT 1",
    "a\tb\nc",
    "naïve – 名前 – 🙂",
    "x" * 10_000,
)


def fill(store: Engine) -> None:
    """One MQL for each nasty name; the name is its source, its label and the campaign's."""
    with store.begin() as connection:
        batch = connection.execute(
            insert(import_batch).values(started_at=0, actor="test").returning(import_batch.c.id)
        ).scalar_one()
        for number, name in enumerate(NASTY, start=1):
            connection.execute(insert(NAMES["source"]).values(id=number, name=name, slot=number))
            for table in ("campaign", "segment", "region", "team"):
                connection.execute(insert(NAMES[table]).values(id=number, name=name))
            connection.execute(insert(NAMES["owner"]).values(id=number, name=name, team_id=number))
            ids = {f"{d}_id": number for d in ("source", "campaign", "segment", "region", "owner")}
            stages = {"lead_day": DAY, "mql_day": DAY, "lead_raw": DAY, "mql_raw": DAY}
            row = {"import_id": batch, "key": f"K{number}", "version": 0, "label": name, **ids, **stages}
            connection.execute(insert(lead).values(row))


def count(store: Engine) -> int:
    with reading(store) as connection:
        return len(connection.execute(select(lead.c.id)).all())


def test_every_filter_takes_every_string_for_a_name(store: Engine) -> None:
    fill(store)
    for name in NASTY:
        for dimension in Dimension:
            view = VIEW.within(**{dimension.value: (name,)})
            # one lead has this name, and no other is let in
            assert queries.cohorts(store, view)["mqls"].sum() == 1, (dimension, name[:30])
            assert rows.leads(store, view, Choice(group=Group.MQLS)).total == 1
    assert count(store) == len(NASTY)


def test_the_search_takes_every_string_literally(store: Engine) -> None:
    fill(store)
    for name in NASTY:
        # the white space around a search is dropped, the rest must stand in the lead's name
        expected = sum(name.strip().lower() in other.lower() for other in NASTY)
        found = rows.leads(store, VIEW, Choice(group=Group.MQLS, search=name))
        assert found.total == expected, name[:30]
    assert count(store) == len(NASTY)


def test_a_name_that_there_is_not_keeps_nothing(store: Engine) -> None:
    fill(store)
    assert queries.cohorts(store, VIEW.within(source=("no such source",))).empty


PRAGMAS = "f'PRAGMA "
"""SQLite takes no value bound in a PRAGMA; those of ours are constants."""


def test_no_sql_text_is_put_together_from_strings() -> None:
    found = []
    for file in PACKAGE.rglob("*.py"):
        if "migrations" in file.parts:
            continue  # they name our own tables, and run before there is any data of others
        if "handout" in file.parts:
            continue  # knows no database (`tests/test_layers.py`): its `text` is that of a drawing
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and _name(node) in {"text", "exec_driver_sql", "execute", "executemany"}:
                found += [(file.name, ast.unparse(a)) for a in node.args[:1] if _is_built(a)]
    assert [(name, sql) for name, sql in found if not sql.startswith(PRAGMAS)] == []


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _is_built(argument: ast.expr) -> bool:
    """An f-string with a value in it, `%`, `+` or `.format` on a text."""
    if isinstance(argument, ast.JoinedStr):
        return any(isinstance(part, ast.FormattedValue) for part in argument.values)
    if isinstance(argument, ast.BinOp):
        return any(isinstance(side, ast.Constant | ast.JoinedStr) for side in (argument.left, argument.right))
    if not isinstance(argument, ast.Call) or _name(argument) != "format":
        return False
    # psycopg's sql.SQL("…").format(Identifier, Literal) quotes what it puts in
    return not ast.unparse(argument.func).startswith("sql.SQL(")


@pytest.mark.parametrize("source", ["execute(f'SELECT {x}')", "text('SELECT ' + x)", "text('%s' % x)"])
def test_the_gate_sees_sql_that_is_put_together(source: str) -> None:
    (call,) = [n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Call)]
    assert _is_built(call.args[0])
