"""Now against then, and what may be said of it."""

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.proportion import confint_proportions_2indep

from smarketing.metrics.acceptance import acceptance_rate
from smarketing.metrics.compare import compare
from smarketing.metrics.conversion import SO_FAR, ageing
from smarketing.metrics.findings import change
from smarketing.metrics.intervals import Verdict
from smarketing.metrics.registry import evaluate
from smarketing.metrics.revenue import revenue
from smarketing.metrics.survival import expected
from smarketing.metrics.volume import customers, mqls
from smarketing.stages import Stage


def decided(*rows):
    told = pd.DataFrame(rows, columns=["source", "mqls", "accepted_due", "rejected_due"])
    return told.assign(won=1, won_told=1, won_amount=told["mqls"] * 10.0, won_squares=told["mqls"] ** 2 * 100.0)


NOW = decided(("Webinar", 160, 90, 60), ("Email", 50, 20, 25), ("Referral", 8, 5, 3))
THEN = decided(("Webinar", 150, 60, 80), ("Email", 60, 22, 26), ("Paid Social", 20, 3, 12))


def compared(metrics, by=("source",)):
    rows = compare(evaluate(metrics, NOW, by=by), evaluate(metrics, THEN, by=by), by=by)
    return rows.set_index(by[0] if by else "metric")


def test_a_rate_that_clearly_rose_is_called_so():
    row = compared(acceptance_rate).loc["Webinar"]
    low, high = confint_proportions_2indep(90, 150, 60, 140, method="newcomb", compare="diff")
    assert (row["low"], row["high"]) == pytest.approx((low, high), abs=1e-9)
    assert row["verdict"] == Verdict.HIGHER
    assert row["delta"] == "+17.1\u202fpts"  # 60 % after 42.9 %


def test_a_rate_whose_interval_holds_zero_shows_no_clear_difference():
    assert compared(acceptance_rate).loc["Email", "verdict"] == Verdict.UNCLEAR


def test_below_ten_nothing_is_said():
    assert compared(acceptance_rate).loc["Referral", "verdict"] == Verdict.TOO_FEW
    assert compared(acceptance_rate).loc["Paid Social", "verdict"] == Verdict.TOO_FEW  # nobody now


def test_a_count_of_a_group_that_was_not_there_is_zero():
    rows = compared(mqls)
    assert rows.loc["Referral", ["now", "then", "difference"]].tolist() == [8, 0, 8]
    assert rows.loc["Paid Social", ["now", "then", "delta"]].tolist() == [0, 20, "−20"]
    assert (rows["verdict"] == "").all()


def test_a_rate_of_a_group_that_was_not_there_stays_missing():
    row = compared(acceptance_rate).loc["Paid Social"]
    assert pd.isna(row["now"])
    assert row["delta"] == "–"


def test_money_moves_in_percent():
    row = compared(revenue, by=()).loc["revenue"]
    assert row["relative"] == pytest.approx(2180 / 2300 - 1)
    assert row["delta"] == "−5\u202f%"


def test_expected_conversions_are_compared_by_their_bands():
    def lives(there):
        return pd.DataFrame({"age": [10, 90], "converted": [1, 0], "n": [there, 100 - there]})

    row = compare(expected(lives(60), horizon=90), expected(lives(30), horizon=90)).iloc[0]
    assert row["difference"] == pytest.approx(0.3)
    assert row["verdict"] == Verdict.HIGHER
    assert 0 < row["low"] < 0.3 < row["high"]


# --- young against old ------------------------------------------------------------------------

YOUNG = pd.DataFrame({"mqls": [200], "sals": [80], "customers": [3], "too_young": [120]})
OLD = pd.DataFrame({"mqls": [180], "sals": [90], "customers": [20], "too_young": [0]})
NUMBERS = [mqls, customers, SO_FAR[Stage.MQL, Stage.CUSTOMER]]


def test_a_young_cohort_is_not_compared_by_what_still_grows():
    rows = compare(evaluate(NUMBERS, YOUNG), evaluate(NUMBERS, OLD), ageing=ageing(YOUNG)).set_index("metric")
    assert rows["verdict"].to_dict() == {
        "mqls": "", "customers": Verdict.TOO_YOUNG, "so_far_mql_customer": Verdict.TOO_YOUNG,
    }  # fmt: skip
    assert rows["delta"].to_dict() == {"mqls": "+20", "customers": "–", "so_far_mql_customer": "–"}


def test_of_what_is_too_young_no_sentence_is_made():
    rows = compare(evaluate(NUMBERS, YOUNG), evaluate(NUMBERS, OLD), ageing=ageing(YOUNG))
    told = [change(row, against="Oct 2026") for _, row in rows.iterrows()]
    assert [f.text.split()[0] for f in told if f] == ["MQLs"]


def test_a_cohort_old_enough_and_events_are_compared():
    assert ageing(OLD) == ageing(OLD.drop(columns="too_young")) == frozenset()


def test_a_number_that_is_missing_stays_missing_and_is_not_taken_for_nought() -> None:
    now = pd.DataFrame({"metric": ["revenue"], "value": [float("nan")], **{c: [float("nan")] for c in COLUMNS}})
    then = now.assign(value=[10.0])
    row = compare(now, then).iloc[0]
    assert pd.isna(row["now"])
    assert row["then"] == 10.0
    assert row["delta"] == "–"


COLUMNS = ("numerator", "denominator", "low", "high")


# --- many groups in one table -----------------------------------------------------------------

CLEAR = {Verdict.HIGHER, Verdict.LOWER}


def panel(random, rates_now, rates_then):
    """Verdicts of a table by source, of random numbers of MQLs that are accepted at these rates."""
    frames = []
    for rates in (rates_now, rates_then):
        of = random.integers(30, 400, len(rates))
        accepted = random.binomial(of, rates)
        names = [f"s{i:02}" for i in range(len(rates))]
        frames.append(pd.DataFrame({"source": names, "accepted_due": accepted, "rejected_due": of - accepted}))
    rows = compare(*(evaluate(acceptance_rate, frame, by=["source"]) for frame in frames), by=["source"])
    by_itself = (rows["low"] > 0) | (rows["high"] < 0)
    return rows["verdict"].isin(CLEAR).to_numpy(), by_itself.to_numpy()


def test_where_nothing_differs_about_one_table_in_twenty_has_a_false_alarm():
    random = np.random.default_rng(20261118)
    rates = np.linspace(0.1, 0.6, 15)
    alarms = np.array([[said.any() for said in panel(random, rates, rates)] for _ in range(150)]).mean(axis=0)
    # 5 % with a standard error of 1.8 points; each by itself 1 − 0.95¹⁵ = 54 %
    assert alarms[0] < 0.05 + 2 * 0.018
    assert alarms[1] > 0.4


def test_of_those_called_clear_one_in_twenty_is_false_where_some_do_differ():
    random = np.random.default_rng(7)
    then = np.full(15, 0.3)
    now = np.where(np.arange(15) < 5, 0.5, 0.3)
    false, found = [], []
    for _ in range(80):
        clear, _ = panel(random, now, then)
        false.append(clear[5:].sum() / max(clear.sum(), 1))
        found.append(clear[:5].mean())
    assert np.mean(false) < 0.05
    assert np.mean(found) > 0.6, "and what does differ is found"


def test_one_group_by_itself_is_judged_by_its_interval():
    one = decided(("Webinar", 0, 60, 40)), decided(("Webinar", 0, 46, 54))
    rows = compare(*(evaluate(acceptance_rate, f, by=["source"]) for f in one), by=["source"])
    # 60 of 100 − 46 of 100: from 0.2 to 27.2 points
    assert 0 < rows.loc[0, "low"] < 0.01
    assert rows.loc[0, "verdict"] == Verdict.HIGHER


def test_the_same_group_among_many_that_stand_is_not_called_clear():
    names = [f"s{i}" for i in range(9)]
    now = decided(("Webinar", 0, 60, 40), *((n, 0, 50, 50) for n in names))
    then = decided(("Webinar", 0, 46, 54), *((n, 0, 50, 50) for n in names))
    rows = compare(*(evaluate(acceptance_rate, f, by=["source"]) for f in (now, then)), by=["source"])
    webinar = rows.set_index("source").loc["Webinar"]
    assert webinar["low"] > 0
    assert webinar["verdict"] == Verdict.UNCLEAR


def test_groups_that_are_too_small_or_too_young_are_no_tests():
    few = [(f"few{i}", 0, 3, 2) for i in range(50)]
    now, then = decided(("Webinar", 0, 60, 40), *few), decided(("Webinar", 0, 46, 54), *few)
    rows = compare(*(evaluate(acceptance_rate, f, by=["source"]) for f in (now, then)), by=["source"])
    said = rows.set_index("source")["verdict"]
    assert said["Webinar"] == Verdict.HIGHER
    assert set(said.drop("Webinar")) == {Verdict.TOO_FEW}


def test_curves_by_group_are_judged_by_their_bands():
    def lives(**there):
        rows = [(name, age, done, n) for name, k in there.items() for age, done, n in ((10, 1, k), (90, 0, 100 - k))]
        return expected(pd.DataFrame(rows, columns=["source", "age", "converted", "n"]), horizon=90, by=["source"])

    same = {f"s{i}": 40 for i in range(9)}
    rows = compare(lives(a=70, b=54, **same), lives(a=30, b=40, **same), by=["source"]).set_index("source")
    assert rows.loc["b", "low"] > 0, "clear by itself"
    assert rows["verdict"].to_dict() == {"a": Verdict.HIGHER, "b": Verdict.UNCLEAR} | dict.fromkeys(
        same, Verdict.UNCLEAR
    )
