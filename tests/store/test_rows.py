"""The leads behind a number are shown as they were at the end of the as-of day, by the workspace's clock."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import insert

from smarketing.filters import Compare, Filters
from smarketing.groups import Choice
from smarketing.periods import Period, to_number
from smarketing.store import records
from smarketing.store.facts import writing
from smarketing.store.rows import leads
from smarketing.store.schema import import_batch, lead
from smarketing.workspace import Workspace

JUNE = Period(date(2026, 6, 1), date(2026, 6, 30))


@pytest.mark.parametrize(
    ("time_zone", "touched", "day"),
    [("Europe/Berlin", datetime(2026, 6, 4, 22, 30, tzinfo=UTC), 5),
     ("America/New_York", datetime(2026, 6, 5, 2, 0, tzinfo=UTC), 4)],
)  # fmt: skip
def test_a_first_touch_is_shown_from_its_day_in_the_workspaces_time_zone_on(store, time_zone, touched, day):
    records.write_workspace(store, Workspace(time_zone=time_zone))
    mql = to_number(date(2026, 6, 2))
    row = {"key": "L1", "version": 1, "mql_raw": mql, "mql_day": mql, "first_touch_at": int(touched.timestamp())}
    with writing(store) as connection:
        made = insert(import_batch).values(started_at=0, actor="test").returning(import_batch.c.id)
        connection.execute(insert(lead).values(import_id=connection.execute(made).scalar_one(), **row))

    def shown(as_of: int) -> list:
        view = Filters(JUNE, date(2026, 6, as_of), Compare.NOTHING)
        return leads(store, view, Choice()).rows["first_touch"].dropna().tolist()

    assert (shown(day - 1), shown(day)) == ([], [touched])
