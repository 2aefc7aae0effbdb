"""Counts and growth, by hand."""

from datetime import date

import pandas as pd
import pytest

from smarketing.metrics.registry import evaluate
from smarketing.metrics.volume import COUNTS, customers, lead_velocity, lost, mqls, passed_over, skipped
from smarketing.periods import to_number
from smarketing.stages import LADDER

OCT, NOV = to_number(date(2026, 10, 1)), to_number(date(2026, 11, 1))

COHORTS = pd.DataFrame(
    [  # day, source, mqls, customers, lost
        (OCT, "Webinar", 3, 1, 0),
        (OCT + 5, "Email", 1, 0, 1),
        (NOV, "Webinar", 2, 1, 0),
        (NOV + 9, "Referral", 2, 2, 0),
    ],
    columns=["day", "source", "mqls", "customers", "lost"],
)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, ""),
        (1, "Among them one that passed MQL without a date of its own; marketing's promise does not count it"),
        (1200, "Among them 1,200 that passed MQL without dates of theirs; marketing's promise does not count them"),
    ],
)
def test_mqls_that_nobody_qualified_are_told_apart(number, said):
    assert passed_over(pd.DataFrame({"stage": ["MQL", "SAL"], "skipped": [number, 7]})) == said


def by_month(mqls_by_month):
    months = pd.date_range("2026-01-01", periods=len(mqls_by_month), freq="MS")
    return pd.DataFrame({"bucket": months, "mqls": mqls_by_month})


def test_every_stage_has_its_count():
    assert list(COUNTS) == list(LADDER)
    assert [m.key for m in COUNTS.values()] == [s.plural for s in LADDER]


def test_counts_are_sums():
    rows = evaluate([mqls, customers, lost], COHORTS).set_index("metric")["value"]
    assert rows.to_dict() == {"mqls": 8, "customers": 4, "lost": 1}  # 3+1+2+2, 1+0+1+2, 1


def test_skipped_sums_what_the_query_counted():
    assert evaluate(skipped, pd.DataFrame({"stage": ["SAL", "SQL"], "skipped": [3, 4]}))["value"].item() == 7


@pytest.mark.parametrize(
    ("counts", "rates"),
    [
        ([50, 80, 100, 140], [0.60, 0.25, 0.40]),  # published examples
        ([1000, 1300, 1200], [0.30, -1 / 13]),  # −7.69 %
    ],
)
def test_lead_velocity_equals_the_published_examples(counts, rates):
    assert lead_velocity(by_month(counts))["value"].tolist() == pytest.approx(rates)


def test_after_a_month_without_mqls_there_is_no_velocity():
    assert lead_velocity(by_month([5, 0, 7]))["value"].isna().tolist() == [False, True]


def test_each_source_grows_from_its_own_month_before():
    two = pd.concat([by_month([10, 20]).assign(source="Email"), by_month([4, 2]).assign(source="Webinar")])
    rates = lead_velocity(two, by=["source"]).set_index("source")["value"]
    assert rates.to_dict() == {"Email": 1.0, "Webinar": -0.5}
