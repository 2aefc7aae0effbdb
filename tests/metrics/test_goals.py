"""Numbers by the goals of the agreement: the SLA review's four, by month, by quarter and by group of sources."""

import pandas as pd
import pytest

from smarketing.agreement import Goal
from smarketing.metrics import revenue
from smarketing.metrics.goals import rows_of
from smarketing.metrics.grain import over_time
from smarketing.metrics.registry import evaluate
from smarketing.periods import Grain, Period, to_number

PAID = Goal("Paid", ("Paid Search", "Paid Social"))
ALL = Goal("All sources")
YEAR = Period(pd.Timestamp("2026-01-01").date(), pd.Timestamp("2026-06-30").date())


def day(text):
    return to_number(pd.Timestamp(text).date())


COHORT = pd.DataFrame(  # by the MQL day of the lead that the deal is credited to
    [
        (day("2026-01-10"), "Paid Search", 1, 100.0, 1),
        (day("2026-03-31"), "Paid Social", 2, 500.0, 2),
        (day("2026-04-01"), "Email", 1, 70.0, 1),
    ],
    columns=["day", "source", "mql_customers", "won_mql_amount", "won_told"],
).assign(won=lambda f: f["won_told"], won_squares=0.0)
CLOSED = pd.DataFrame(  # by the day that the deal was won; Email's first one hangs on a lead that was no MQL
    [
        (day("2026-02-15"), "Paid Search", 100.0, 100.0, 1),
        (day("2026-05-01"), "Paid Social", 500.0, 500.0, 2),
        (day("2026-05-02"), "Email", 0.0, 300.0, 1),
        (day("2026-06-30"), "Email", 70.0, 70.0, 1),
    ],
    columns=["day", "source", "won_mql_amount", "won_amount", "won_told"],
).assign(won=lambda f: f["won_told"], won_squares=0.0)


def told(frame, metric, grain, goals=(ALL,)):
    """{(goal, bucket): value}."""
    cut = over_time(frame, YEAR, grain=grain, by=["source"])
    rows = pd.concat(rows_of(cut, goal).assign(goal=goal.name) for goal in goals)
    values = evaluate(metric, rows, by=["goal", "bucket"])
    return {(g, f"{b:%Y-%m}"): v for g, b, v in zip(values["goal"], values["bucket"], values["value"], strict=True)}


def test_the_four_numbers_by_quarter():
    assert told(COHORT, revenue.mql_customers, Grain.QUARTER) == {
        ("All sources", "2026-01"): 3,
        ("All sources", "2026-04"): 1,
    }
    assert list(told(COHORT, revenue.mql_revenue, Grain.QUARTER).values()) == [600, 70]
    assert list(told(CLOSED, revenue.mql_revenue_closed, Grain.QUARTER).values()) == [100, 570]
    assert list(told(CLOSED, revenue.revenue, Grain.QUARTER).values()) == [100, 870]
    assert list(told(CLOSED, revenue.marketing_share, Grain.QUARTER).values()) == [1, pytest.approx(570 / 870)]


@pytest.mark.parametrize("metric", [revenue.mql_customers, revenue.mql_revenue])
def test_the_months_of_a_quarter_add_up_to_it(metric):
    months, quarters = (told(COHORT, metric, grain) for grain in (Grain.MONTH, Grain.QUARTER))
    assert len(months) == 6
    assert sum(v for (_, m), v in months.items() if m <= "2026-03") == quarters["All sources", "2026-01"]


def test_a_month_in_which_nothing_was_closed_has_no_share():
    assert pd.isna(told(CLOSED, revenue.marketing_share, Grain.MONTH)["All sources", "2026-03"])


def test_by_group_of_sources_the_share_is_the_groups_own():
    shares = told(CLOSED, revenue.marketing_share, Grain.QUARTER, (PAID, Goal("Mail", ("Email",))))
    assert shares["Paid", "2026-04"] == 1
    assert shares["Mail", "2026-04"] == pytest.approx(70 / 370)


def test_groups_that_part_the_sources_add_up_to_all():
    groups = told(COHORT, revenue.mql_revenue, Grain.QUARTER, (PAID, Goal("Mail", ("Email",)), ALL))
    for quarter in ("2026-01", "2026-04"):
        assert groups["Paid", quarter] + groups["Mail", quarter] == groups["All sources", quarter]


def test_a_goal_for_a_segment_needs_its_column():
    with pytest.raises(KeyError, match="segment"):
        rows_of(COHORT, Goal("Large", segments=("Enterprise",)))
