"""The store of a look tells the same as one that stays."""

from dataclasses import replace

import pandas as pd
import pytest
from sqlalchemy import inspect

from smarketing.filters import Filters
from smarketing.intake.load import load
from smarketing.intake.scratch import scratch
from smarketing.periods import Period
from smarketing.store import facts, queries, records
from smarketing.store.engine import open_store
from smarketing.workspace import Workspace
from tests.intake.world import AT, OPTIONS, checked, table

FILTERS = Filters(Period(OPTIONS.today.replace(month=1, day=1), OPTIONS.today), as_of=OPTIONS.today)
OURS = Workspace(time_zone="Europe/Berlin", currency="EUR")


def leads():
    return checked(
        table(*({"id": str(n), "source": f"s{n % 7}", "mql date": f"2026-03-{n % 28 + 1:02d}",
                 "won": "2026-05-01" if n % 3 else "", "amount": "10"} for n in range(500)))
    )  # fmt: skip


@pytest.mark.parametrize("bulk", [50_000, 100])
def test_a_scratch_store_tells_the_same_as_one_that_stays(bulk, tmp_path, monkeypatch):
    monkeypatch.setattr(facts, "BULK_ROWS", bulk)
    stays = open_store(f"sqlite:///{tmp_path / 'stays.db'}", upgrade=True)
    records.write_workspace(stays, OURS)
    load(stays, [leads()], actor="test", at=AT)
    with scratch([leads()], workspace=replace(OURS), at=AT) as (engine, outcome):
        assert outcome.files[0].receipt.rows_used == 500
        for question in (queries.cohorts, queries.deals, queries.skipped):
            pd.testing.assert_frame_equal(question(engine, FILTERS), question(stays, FILTERS))
    assert inspect(stays).get_indexes("lead")
    stays.dispose()
