"""The real Olist funnel through the ordinary import, queries and metrics, against numbers that others computed.

`../shared/golden/olist.json` was made apart from this project, by pandas, lifelines and statsmodels.
"""

import json
from calendar import monthrange
from datetime import UTC, date, datetime

import pytest

from smarketing.filters import Compare, Filters
from smarketing.groups import Choice, Group
from smarketing.intake.load import load_files
from smarketing.metrics.conversion import CONVERSION, FLOW, SO_FAR, by_cohort, funnel, with_maturity
from smarketing.metrics.grain import over_time, within
from smarketing.metrics.intervals import newcombe, wilson
from smarketing.metrics.registry import evaluate
from smarketing.metrics.survival import at, curve, expected, times
from smarketing.metrics.volume import customers, mqls
from smarketing.periods import Grain, Period
from smarketing.stages import Stage
from smarketing.store import queries, rows
from smarketing.store.engine import open_store

PAIR = (Stage.MQL, Stage.CUSTOMER)
LATER = date(2018, 12, 31)
"""A day after everything that the data knows."""

AT = int(datetime(2019, 1, 1, tzinfo=UTC).timestamp())
ALL = Filters(Period(date(2017, 1, 1), LATER), LATER, compare=Compare.NOTHING, window=90)


@pytest.fixture(scope="module")
def golden(shared):
    """The numbers that must come out."""
    return json.loads((shared / "golden" / "olist.json").read_text())


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def olist(request, shared, tmp_path_factory):
    """A store that the two files were imported into."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('olist') / 'workspace.db'}"
    else:
        cluster = request.getfixturevalue("postgres_cluster")
        url = cluster.url(cluster.new_database())
    engine = open_store(url, upgrade=True)
    files = [shared / "data" / "olist" / f"{name}.csv" for name in ("marketing_qualified_leads", "closed_deals")]
    load_files(engine, files, actor="test", at=AT)
    yield engine
    engine.dispose()


def month(text):
    year, number = map(int, text.split("-"))
    return Period(date(year, number, 1), date(year, number, monthrange(year, number)[1]))


def matured(olist, filters):
    return with_maturity(queries.cohorts(olist, filters), start=Stage.MQL, as_of=filters.as_of, window=filters.window)


def numbers(metrics, frame, by):
    return evaluate(metrics, frame, by=[by]).set_index(["metric", by])["value"]


# --- counts -----------------------------------------------------------------------------------


def test_every_row_has_come_in(olist, golden):
    told = golden["rows"]
    found = evaluate([mqls, customers], queries.cohorts(olist, ALL)).set_index("metric")["value"]
    assert found.to_dict() == {"mqls": told["mqls"], "customers": told["won_joined"]}
    won = queries.deals(olist, ALL)["won"].sum()
    assert won == told["closed_deals"]


def test_the_deal_won_before_the_first_contact_is_counted_as_out_of_order(olist, golden):
    found = rows.leads(olist, ALL, Choice(group=Group.OUT_OF_ORDER))
    assert found.total == golden["rows"]["won_before_first_contact"]


def test_the_data_knows_two_stages_and_no_more(olist):
    assert queries.known_stages(olist) == PAIR
    stages = funnel(queries.cohorts(olist, ALL), stages=queries.known_stages(olist))
    assert stages[["stage", "reached"]].to_numpy().tolist() == [["MQL", 8000], ["Customer", 842]]


def test_mqls_and_customers_by_origin_are_the_same(olist, golden):
    found = numbers([mqls, customers], queries.cohorts(olist, ALL), "source")
    told = golden["cohort_by_origin"]
    assert {o: {"mqls": found["mqls", o], "customers": found["customers", o]} for o in told} == told
    assert len(found) == 2 * len(told)
    assert told["(none)"]["mqls"] == golden["rows"]["mqls_without_origin"]


@pytest.mark.parametrize("window", [30, 90])
def test_cohorts_by_month_are_the_same(olist, golden, window):
    filters = ALL.within(window=window)
    told = golden["cohort_by_month"]
    timed = over_time(matured(olist, filters), filters.period, grain=Grain.MONTH)
    judged = by_cohort(timed, start=Stage.MQL, end=Stage.CUSTOMER).set_index("bucket")
    counts = numbers([mqls, customers], timed, "bucket")
    for name, expected_counts in told.items():
        first = f"{name}-01"
        assert judged.loc[first, "is_mature"]
        assert judged.loc[first, "denominator"] == counts["mqls", first] == expected_counts["mqls"]
        assert judged.loc[first, "numerator"] == expected_counts[f"within_{window}_days"]
        assert counts["customers", first] == expected_counts["customers"]
    assert judged["denominator"].sum() == 8000


def test_flow_by_month_is_the_same(olist, golden):
    told = golden["flow_customers_by_month"]
    timed = over_time(queries.entries(olist, ALL), ALL.period, grain=Grain.MONTH)
    flows = evaluate(FLOW[PAIR], timed, by=["bucket"]).set_index("bucket")["numerator"]
    assert {f"{b:%Y-%m}": n for b, n in flows.items() if n} == told


# --- time -------------------------------------------------------------------------------------


def test_days_to_customer_are_those_of_the_ones_who_got_there(olist, golden):
    found = times(queries.life_table(olist, ALL, pairs=[PAIR])).iloc[0]
    told = golden["days_to_customer"]
    assert found["median_of_finished"] == pytest.approx(told["median"], abs=1e-9)
    assert found["mean_of_finished"] == pytest.approx(told["mean"], abs=1e-9)
    assert found["p90_of_finished"] == pytest.approx(told["p90"], abs=1e-9)


def test_of_all_mqls_there_is_no_median_because_most_never_buy(olist):
    found = times(queries.life_table(olist, ALL, pairs=[PAIR])).iloc[0]
    assert found[["median", "p90"]].isna().all()
    assert (found["n"], found["finished"]) == (8000, 842)


# --- as of a day in the past ------------------------------------------------------------------


@pytest.mark.parametrize(("key", "name"), [("as_of_2018-03-31", "march"), ("as_of_2018-05-31", "may")])
def test_a_young_month_looks_as_bad_as_it_did_then(olist, golden, key, name):
    as_of = date.fromisoformat(key.removeprefix("as_of_"))
    filters = ALL.within(as_of=as_of, period=month(f"{as_of:%Y-%m}"))
    frame = matured(olist, filters)
    naive = evaluate(SO_FAR[PAIR], frame)["value"].item()
    assert naive == pytest.approx(golden[key][f"{name}_cohort_naive"], abs=1e-9)
    assert frame["too_young"].sum() == frame["mqls"].sum()


def test_what_became_of_march_is_known_later(olist, golden):
    later = evaluate(CONVERSION[PAIR], matured(olist, ALL.within(period=month("2018-03"))))["value"].item()
    assert later == pytest.approx(golden["as_of_2018-03-31"]["march_cohort_within_90_days_known_later"], abs=1e-9)


def _lives(olist, key):
    as_of = date.fromisoformat(key.removeprefix("as_of_"))
    filters = ALL.within(as_of=as_of, period=Period(date(2018, 1, 1), as_of))
    return queries.life_table(olist, filters, pairs=[PAIR])


@pytest.mark.parametrize("key", ["as_of_2018-03-31", "as_of_2018-05-31"])
def test_expected_conversion_and_its_band_are_the_same(olist, golden, key):
    found = at(curve(_lives(olist, key)), 90)
    assert found.value == pytest.approx(golden[key]["kaplan_meier_90_days_mqls_since_2018-01-01"], abs=1e-9)
    assert [found.low, found.high] == pytest.approx(golden[key]["kaplan_meier_90_days_band_95_log_log"], abs=1e-9)


def test_expected_conversion_by_day_30_is_the_same(olist, golden):
    found = expected(_lives(olist, "as_of_2018-03-31"), horizon=30)["value"].item()
    told = golden["as_of_2018-03-31"]["kaplan_meier_30_days_mqls_since_2018-01-01"]
    assert found == pytest.approx(told, abs=1e-9)


# --- how sure ---------------------------------------------------------------------------------


def test_intervals_of_months_and_origins_are_the_same(olist, golden):
    frame = queries.cohorts(olist, ALL)
    told = golden["wilson_95"]
    by_source = evaluate(SO_FAR[PAIR], frame, by=["source"]).set_index("source")
    assert by_source.loc["email", ["low", "high"]].tolist() == pytest.approx(told["15 of 493"], abs=1e-9)
    for name, key in (("2018-01", "152 of 1141"), ("2018-05", "130 of 1303")):
        row = evaluate(SO_FAR[PAIR], within(frame, month(name))).iloc[0]
        assert f"{row['numerator']:.0f} of {row['denominator']:.0f}" == key
        assert [row["low"], row["high"]] == pytest.approx(told[key], abs=1e-9)


def test_every_interval_told_is_wilsons_and_newcombes(golden):
    for key, told in golden["wilson_95"].items():
        low, high = wilson(*map(int, key.split(" of ")))
        assert [float(low), float(high)] == pytest.approx(told, abs=1e-9)
    for key, told in golden["newcombe_95_difference"].items():
        one, other = (tuple(map(int, side.split(" of "))) for side in key.split(" minus "))
        low, high = newcombe(*one, *other)
        assert [float(low), float(high)] == pytest.approx(told, abs=1e-9)
