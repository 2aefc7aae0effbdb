"""The indexes are those that `EXPLAIN QUERY PLAN` uses: no grouped SELECT over leads touches their rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import Engine, event

from smarketing.agreement import Calendar
from smarketing.filters import Compare, Dimension, Filters
from smarketing.periods import Period
from smarketing.stages import Stage
from smarketing.store import follow_up, queries
from smarketing.store.engine import open_store, reading

VIEW = Filters(period=Period(date(2026, 6, 1), date(2026, 11, 18)), as_of=date(2026, 11, 18))
NARROW = VIEW.within(segment=("Enterprise",), source=("Webinars",), compare=Compare.LAST_YEAR)
NOON = 1_794_999_600
FUNNEL = ((Stage.MQL, Stage.SAL), (Stage.OPPORTUNITY, Stage.CUSTOMER))

ASKED: dict[str, Callable[[Engine, Filters], object]] = {
    "cohorts of MQLs": queries.cohorts,
    "cohorts of leads": lambda store, view: queries.cohorts(store, view, start=Stage.LEAD),
    "cohorts by owner": lambda store, view: queries.cohorts(store, view, by=Dimension.OWNER),
    "entries": queries.entries,
    "life table": lambda store, view: queries.life_table(store, view, pairs=FUNNEL, by=[Dimension.SOURCE]),
    "rejections": queries.rejections,
    "follow-up": lambda store, view: follow_up.follow_up(store, view, until=NOON, by=Dimension.OWNER),
    "arrivals": lambda store, view: follow_up.arrivals(store, view, until=NOON, calendar=Calendar()),
    "MQLs with what was due": lambda store, view: queries.cohorts(store, view, until=NOON),
    "what was handed over": queries.mqls_by_segment,
}


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return open_store(f"sqlite:///{tmp_path_factory.mktemp('plans') / 'store.db'}", upgrade=True)


@pytest.mark.parametrize("view", [VIEW, NARROW], ids=["everything", "narrowed"])
@pytest.mark.parametrize("asked", ASKED)
def test_a_grouped_select_over_leads_reads_one_index_and_no_row(empty: Engine, asked: str, view: Filters) -> None:
    told: list[tuple[str, tuple]] = []
    event.listen(empty, "before_cursor_execute", lambda *a: told.append((a[2], a[3])))
    ASKED[asked](empty, view)
    (grouped,) = [said for said in told if "GROUP BY" in said[0]]
    with reading(empty) as connection:
        plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {grouped[0]}", grouped[1])]
    over_leads = [step for step in plan if " lead " in f"{step} "]
    assert over_leads
    assert all("USING COVERING INDEX ix_lead_by_" in step for step in over_leads), plan
