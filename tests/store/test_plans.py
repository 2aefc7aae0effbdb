"""The indexes are those that `EXPLAIN QUERY PLAN` uses: no grouped SELECT over leads touches their rows."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from itertools import pairwise

import pytest
from sqlalchemy import Engine, event, insert

from smarketing.agreement import Calendar
from smarketing.filters import Compare, Dimension, Filters
from smarketing.periods import Period
from smarketing.stages import Stage
from smarketing.store import bridge, follow_up, quality, queries, work
from smarketing.store.engine import open_store, reading
from smarketing.store.facts import writing
from smarketing.store.schema import activity, import_batch

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
    "lags": lambda store, view: queries.lags(store, view, start=Stage.MQL, end=Stage.CUSTOMER),
    "rejections": queries.rejections,
    "follow-up": lambda store, view: follow_up.follow_up(store, view, until=NOON, by=Dimension.OWNER),
    "arrivals": lambda store, view: follow_up.arrivals(store, view, until=NOON, calendar=Calendar()),
    "waits": lambda store, view: follow_up.waits(store, view, until=NOON, calendar=Calendar()),
    "unjudged": lambda store, view: follow_up.unjudged(store, view, since=0, until=NOON),
    "overdue": lambda store, view: follow_up.overdue(store, view, until=NOON, calendar=Calendar()),
    "MQLs with what was due": lambda store, view: queries.cohorts(store, view, until=NOON),
    "what was handed over": queries.mqls_by_segment,
    "bridge": lambda store, view: bridge.bridge(store, view, until=NOON, ends=NOON),
}


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return open_store(f"sqlite:///{tmp_path_factory.mktemp('plans') / 'store.db'}", upgrade=True)


@pytest.fixture(scope="module")
def called(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """A store that lists one call."""
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('plans') / 'store.db'}", upgrade=True)
    with writing(store) as connection:
        batch = connection.execute(insert(import_batch).values(started_at=0, actor="test").returning(import_batch.c.id))
        row = {"import_id": batch.scalar_one(), "lead_key": "L1", "kind": "call", "day": 20_000}
        connection.execute(insert(activity).values(**row))
    return store


def plan_of(store: Engine, ask: Callable[[Engine, Filters], object], view: Filters) -> list[str]:
    """How SQLite goes about the grouped SELECT that is asked; a second one is of leads that nobody had by then."""
    told: list[tuple[str, tuple]] = []
    event.listen(store, "before_cursor_execute", lambda *a: told.append((a[2], a[3])))
    ask(store, view)
    grouped = next(said for said in told if "GROUP BY" in said[0])
    with reading(store) as connection:
        return [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {grouped[0]}", grouped[1])]


@pytest.mark.parametrize("view", [VIEW, NARROW], ids=["everything", "narrowed"])
@pytest.mark.parametrize("asked", ASKED)
def test_a_grouped_select_over_leads_reads_one_index_and_no_row(empty: Engine, asked: str, view: Filters) -> None:
    plan = plan_of(empty, ASKED[asked], view)
    of_losses = [" ".join(two) for two in pairwise(plan) if "past_loss" in two[0]]  # the few that were taken back
    assert all(step.endswith("SEARCH lead USING INTEGER PRIMARY KEY (rowid=?)") for step in of_losses), plan
    over_leads = [step for step in plan if re.search(r"\b(any_)?lead\b", step)]
    assert len(over_leads) > len(of_losses)
    covered = [step for step in over_leads if "USING COVERING INDEX ix_lead_by_" in step]
    assert len(covered) == len(over_leads) - len(of_losses), plan


@pytest.mark.parametrize("view", [VIEW, NARROW], ids=["everything", "narrowed"])
def test_faults_are_looked_for_in_the_rows_of_the_leads_of_those_days_alone(empty: Engine, view: Filters) -> None:
    plan = plan_of(empty, lambda store, view: quality.quality(store, view, watched=tuple(Stage)), view)
    over_leads = [step for step in plan if re.search(r"\b(any_)?lead\b", step)]
    assert over_leads
    assert all(re.match(r"SEARCH (any_)?lead USING .*INDEX ix_lead_by_\w+ \(mql_day>", step) for step in over_leads), (
        plan
    )


BY_KEY: dict[str, Callable[[Engine, Filters], object]] = {
    "attempts": lambda store, view: follow_up.attempts(store, view, until=NOON),
    "days to an attempt": lambda store, view: work.spans(store, view, attempt=5),
    "conversion by wait": lambda store, view: work.conversions(store, view, until=NOON, stage=Stage.SQL),
}


@pytest.mark.parametrize("view", [VIEW, NARROW], ids=["everything", "narrowed"])
@pytest.mark.parametrize("asked", BY_KEY)
def test_what_sales_did_is_found_by_the_leads_of_the_period_and_their_keys(
    called: Engine, asked: str, view: Filters
) -> None:
    """No whole table is read: the leads come by their MQL day, and each lead's activities by its key."""
    plan = plan_of(called, BY_KEY[asked], view)
    over = {table: [step for step in plan if f" {table} " in f"{step} "] for table in ("lead", "activity")}
    assert over["lead"]
    assert over["activity"] or asked == "conversion by wait"
    of_lead = "SEARCH lead USING INDEX" if asked == "conversion by wait" else "SEARCH lead USING COVERING INDEX"
    assert all(step.startswith(f"{of_lead} ix_lead_by_") for step in over["lead"]), plan
    by_lead = "USING COVERING INDEX ix_activity_by_lead (lead_key=? AND day>?)"
    assert all(by_lead in step for step in over["activity"]), plan


@pytest.mark.parametrize("view", [VIEW, VIEW.within(owner=("Ada",))], ids=["everything", "narrowed"])
def test_what_reps_made_is_counted_in_the_order_of_its_index(called: Engine, view: Filters) -> None:
    plan = plan_of(called, work.made, view)
    assert plan[0] == "SEARCH activity USING COVERING INDEX ix_activity_by_day (day>? AND day<?)"
    assert not any("GROUP BY" in step for step in plan), plan
