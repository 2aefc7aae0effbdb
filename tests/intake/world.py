"""Small files written out by hand, and the settled content of a store to compare."""

from __future__ import annotations

import csv
import io
from datetime import date

import pandas as pd
from sqlalchemy import Engine, select

from smarketing.intake.check import Checked, Options, check
from smarketing.intake.load import Outcome, load
from smarketing.intake.mapping import propose
from smarketing.intake.read import read
from smarketing.store import schema
from smarketing.store.engine import reading

AT = 1_792_000_000
"""2026-10-14 in UTC."""

OPTIONS = Options(date(2026, 10, 14), time_zone="Europe/Berlin", currency="EUR")


def table(*rows: dict[str, str], delimiter: str = ",") -> bytes:
    """A CSV file of these rows; a column that a row leaves out is empty."""
    headers = list(dict.fromkeys(key for row in rows for key in row))
    out = io.StringIO()
    writer = csv.DictWriter(out, headers, restval="", delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def checked(content: bytes, *, name: str = "leads.csv", options: Options = OPTIONS) -> Checked:
    """The file as the proposed mapping reads it."""
    sheet = read(name, content)
    return check(sheet, propose(sheet), options)


def bring(engine: Engine, *files: bytes, at: int = AT, options: Options = OPTIONS) -> Outcome:
    """Import these files as one batch."""
    sheets = [checked(content, name=f"{place}.csv", options=options) for place, content in enumerate(files)]
    return load(engine, sheets, actor="test", at=at)


def settled(engine: Engine) -> dict[str, list[tuple]]:
    """What counts in a store, without the numbers of rows and imports: names in place of ids, sorted."""
    with reading(engine) as connection:
        names = {t: dict(connection.execute(select(s.c.id, s.c.name)).all()) for t, s in schema.NAMES.items()}
        leads = dict(connection.execute(select(schema.lead.c.id, schema.lead.c.key)).all())
        found = {}
        for name, facts in schema.FACTS.items():
            rows = pd.DataFrame(connection.execute(select(facts).where(facts.c.current == 1)).mappings())
            found[name] = _told(rows, names, leads)
        losses = pd.DataFrame(connection.execute(select(schema.past_loss)).mappings())
        found[schema.past_loss.name] = _told(losses, names, leads)
    return found


def _told(rows: pd.DataFrame, names: dict[str, dict[int, str]], leads: dict[int, str]) -> list[tuple]:
    rows = rows.drop(columns=["id", "import_id"], errors="ignore")
    for column in [c for c in rows.columns if c.endswith("_id")]:
        of = names.get(column.removesuffix("_id").removeprefix("own_").split("_")[-1], leads)
        rows[column] = rows[column].map(of)
    return sorted(
        tuple(repr(v) if v == v else "" for v in row) for row in rows.astype(object).itertuples(index=False, name=None)
    )
