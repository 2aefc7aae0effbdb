"""Three rates that are not the same number, by hand, for twelve leads written out."""

from datetime import date

import pandas as pd
import pytest

from smarketing.metrics.conversion import CONVERSION, FLOW, PAIRS, SO_FAR, by_cohort, funnel, too_young, with_maturity
from smarketing.metrics.grain import over_time
from smarketing.metrics.registry import REGISTRY, evaluate
from smarketing.periods import Grain, Period, to_number
from smarketing.stages import Stage

AS_OF = date(2026, 11, 30)
SEP, NOV = to_number(date(2026, 9, 15)), to_number(date(2026, 11, 10))
MQL_CUSTOMER = (Stage.MQL, Stage.CUSTOMER)

COHORTS = pd.DataFrame(
    [  # with a window of 30 days: September's leads have had it, November's (20 days old) have not
        (SEP, "Webinar", 5, 3, 3, 2, 1),
        (SEP, "Email", 3, 1, 0, 0, 0),
        (NOV, "Webinar", 4, 2, 2, 1, 1),
    ],
    columns=["day", "source", "mqls", "sqls", "sqls_within", "customers", "customers_within"],
).assign(sals=0, sals_within=0, opportunities=0, opportunities_within=0)
MATURED = with_maturity(COHORTS, start=Stage.MQL, as_of=AS_OF, window=30)


def value(metric, frame=MATURED):
    return evaluate(metric, frame)["value"].item()


def test_conversion_leaves_out_leads_too_young_above_and_below_the_line():
    # 1 customer within 30 days of 5 + 3 leads; November's quick customer doesn't count yet
    assert value(CONVERSION[MQL_CUSTOMER]) == pytest.approx(1 / 8)
    assert value(CONVERSION[Stage.MQL, Stage.SQL]) == pytest.approx(3 / 8)


def test_those_too_young_are_counted_beside_it():
    assert value(too_young) == 4


def test_so_far_counts_everybody():
    assert value(SO_FAR[MQL_CUSTOMER]) == pytest.approx(3 / 12)  # 2 + 0 + 1 of 5 + 3 + 4


def test_a_lead_whose_window_ends_today_is_old_enough():
    day = COHORTS.iloc[:1].assign(day=to_number(AS_OF) - 30)
    assert value(too_young, with_maturity(day, start=Stage.MQL, as_of=AS_OF, window=30)) == 0
    assert value(too_young, with_maturity(day, start=Stage.MQL, as_of=AS_OF, window=31)) == 5


def test_without_a_lead_old_enough_there_is_no_conversion():
    young = MATURED[MATURED["day"] == NOV]
    assert pd.isna(value(CONVERSION[MQL_CUSTOMER], young))
    assert value(SO_FAR[MQL_CUSTOMER], young) == 1 / 4


def test_flow_can_pass_a_hundred_percent():
    entries = pd.DataFrame({"mqls": [2, 1], "sals": [0, 0], "customers": [4, 1]})
    assert value(FLOW[MQL_CUSTOMER], entries) == pytest.approx(5 / 3)
    assert pd.isna(value(FLOW[Stage.SAL, Stage.CUSTOMER], entries))


def test_flow_has_no_interval_because_it_is_no_share():
    entries = pd.DataFrame({"mqls": [2], "customers": [4]})
    assert evaluate(FLOW[MQL_CUSTOMER], entries)[["low", "high"]].isna().all(axis=None)


def test_every_pair_of_stages_has_its_three_rates():
    assert len(PAIRS) == 15  # 5 + 4 + 3 + 2 + 1
    for family in (CONVERSION, SO_FAR, FLOW):
        assert set(family) == set(PAIRS)
        assert all(REGISTRY[m.key] is m for m in family.values())


def test_a_bucket_is_judged_or_only_told_so_far():
    buckets = over_time(MATURED, Period(date(2026, 9, 1), AS_OF), grain=Grain.MONTH)
    rows = by_cohort(buckets, start=Stage.MQL, end=Stage.CUSTOMER)
    assert rows["bucket"].dt.month.tolist() == [9, 10, 11]
    assert rows["is_mature"].tolist() == [True, True, False]
    assert rows["too_young"].tolist() == [0, 0, 4]
    assert rows.loc[[0, 2], "value"].tolist() == [1 / 8, 1 / 4]  # September within 30 days, November so far
    assert pd.isna(rows.loc[1, "value"])  # nobody in October


# --- the funnel -------------------------------------------------------------------------------


def test_the_funnel_shows_each_stage_with_its_share_of_the_one_above():
    rows = funnel(COHORTS, stages=[Stage.MQL, Stage.SQL, Stage.CUSTOMER]).set_index("stage")
    assert rows["reached"].to_dict() == {"MQL": 12, "SQL": 6, "Customer": 3}
    assert rows.loc["SQL", ["numerator", "denominator", "value"]].tolist() == [6, 12, 0.5]
    assert rows.loc["Customer", "value"] == 3 / 6
    assert pd.isna(rows.loc["MQL", "value"])


def test_a_stage_that_the_data_does_not_know_is_left_out():
    rows = funnel(COHORTS, stages=[Stage.MQL, Stage.CUSTOMER])
    assert rows["stage"].tolist() == ["MQL", "Customer"]
    assert rows["value"].iloc[1] == 3 / 12


def test_a_stage_above_the_cohorts_own_is_not_in_its_funnel():
    assert funnel(COHORTS, stages=list(Stage))["stage"].iloc[0] == "MQL"


def test_skipped_leads_are_told_beside_the_reached():
    passed = pd.DataFrame({"stage": ["SQL", "Customer"], "skipped": [2, 0]})
    rows = funnel(COHORTS, stages=[Stage.MQL, Stage.SQL, Stage.CUSTOMER], skipped=passed)
    assert rows["skipped"].tolist() == [0, 2, 0]


def test_the_funnel_of_nobody_has_no_rates():
    rows = funnel(COHORTS.iloc[:0], stages=[Stage.MQL, Stage.CUSTOMER])
    assert rows["reached"].tolist() == [0, 0]
    assert rows[["value", "low", "high"]].isna().all(axis=None)


@pytest.mark.parametrize("stages", [[], [Stage.LEAD]])
def test_without_a_known_stage_the_funnel_is_empty(stages):
    assert funnel(COHORTS, stages=stages).empty
