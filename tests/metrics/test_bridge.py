"""The bridge by hand: bars that add up, the sentence, the reasons that are put together."""

import pandas as pd
import pytest

from smarketing.groups import BRIDGE
from smarketing.metrics.bridge import METRICS, said, steps, wide
from smarketing.metrics.registry import evaluate

ROWS = [
    ("Fair", "worked_accepted", "(none)", 100), ("Fair", "worked_returned", "Student", 30),
    ("Mail", "worked_open", "(none)", 5), ("Mail", "untouched", "(none)", 40), ("Fair", "repeated", "(none)", 12),
    ("Mail", "returned", "No budget", 6), ("Fair", "returned", "No budget", 1), ("Mail", "returned", "Student", 3),
    ("Mail", "unassigned", "(none)", 2), ("Mail", "not_due", "(none)", 1),
]  # fmt: skip
FRAME = pd.DataFrame(ROWS, columns=["source", "bar", "reason", "n"])


def test_the_bars_lead_from_the_one_count_to_the_other():
    # 200 MQLs − 12 − 2 − (7 + 3) − 1 − 40 = 135 = 100 + 30 + 5
    told = steps(FRAME)
    assert list(zip(told["group"], told["n"], strict=True)) == [
        ("mqls", 200), ("repeated", 12), ("unassigned", 2), ("returned", 7), ("returned", 3), ("not_due", 1),
        ("untouched", 40), ("worked", 135), ("worked_accepted", 100), ("worked_returned", 30), ("worked_open", 5),
    ]  # fmt: skip
    assert list(told["high"]) == [200, 200, 188, 186, 179, 176, 175, 135, 100, 130, 135]
    assert list(told["low"]) == [0, 188, 186, 179, 176, 175, 135, 0, 0, 100, 130]
    assert list(told.loc[told["group"] == "returned", "reason"]) == ["No budget", "Student"]


def test_the_reasons_beyond_the_commonest_are_one_bar():
    many = pd.DataFrame([("s", "returned", f"Reason {i}", i) for i in range(1, 7)], columns=FRAME.columns)
    told = steps(pd.concat([FRAME[FRAME["bar"] != "returned"], many]), most=3)
    back = told[told["group"] == "returned"]
    assert list(zip(back["reason"], back["others"], back["n"], strict=True)) == [
        ("Reason 6", 0, 6), ("Reason 5", 0, 5), ("Reason 4", 0, 4), ("", 3, 6),
    ]  # fmt: skip


def test_the_sentence_names_what_takes_away_most_and_counts_the_rest():
    assert said(FRAME, most=2) == (
        "Marketing counts 200 MQLs, sales worked 135: 40 untouched though due, 12 repeated, 13 others"
    )
    assert said(FRAME[FRAME["bar"].str.startswith("worked")]) == (
        "Marketing counts 135 MQLs, sales worked 135: no MQL is missing between them"
    )
    assert said(FRAME[:0]) == "No MQL in this period"


def test_nothing_at_all_is_two_bars_of_nothing():
    told = steps(FRAME[:0])
    assert list(told["kind"]) == ["start", "end"]
    assert told["n"].sum() == 0


def test_each_bar_is_a_number_of_the_registry_that_can_be_cut():
    rows = evaluate(METRICS, wide(FRAME, by=["source"]), by=["source"]).pivot(
        index="source", columns="metric", values="value"
    )
    assert rows.loc["Fair", ["mqls", "worked", "repeated", "returned"]].to_list() == [143, 130, 12, 1]
    assert (rows[[g.key for g in BRIDGE]].sum(axis=1) == rows["mqls"]).all()
    assert wide(FRAME)["mqls"].item() == 200


@pytest.mark.parametrize("group", BRIDGE)
def test_a_lead_in_any_one_bar_is_counted_by_marketing(group):
    told = wide(pd.DataFrame([("s", group.key, "(none)", 3)], columns=FRAME.columns)).iloc[0]
    assert told["mqls"] == told[group.key] == 3
