"""The bridge and the faults of the sample company, against plain pandas over its files."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from smarketing.filters import Dimension
from smarketing.groups import BRIDGE, FAULTY, Choice, Group
from smarketing.metrics.bridge import said, wide
from smarketing.metrics.quality import FAULTS
from smarketing.metrics.registry import evaluate
from smarketing.stages import LADDER
from smarketing.store import rows
from smarketing.store.bridge import bridge
from smarketing.store.quality import quality
from tests.sample_data.yardsticks import business_hours
from tests.two_roads.test_sales_part import DECIDE, END, TOUCH, UNTIL, VIEW, mqls, skipped, store

__all__ = ["mqls", "store"]

ASKED = {"until": UNTIL, "ends": UNTIL}


@pytest.fixture(scope="module")
def barred(mqls):
    """Each MQL since July with its bar, by the files."""
    told = mqls.assign(day=mqls["mql"].dt.normalize()).sort_values(["day", "key", "spell"])
    again = told.duplicated("key") | (told["email"].notna() & told["email"].str.lower().duplicated())
    touched = told["first_touch"].notna()
    hours = np.where(told["assigned"].notna(), TOUCH, DECIDE)
    due = business_hours(told["start"], pd.Series(END, told.index)) >= hours
    nobody = told["assigned"].isna() & (told["owner"] == "(none)")
    accepted, returned = (told["answer"] == answer for answer in ("accepted", "rejected"))
    bars = np.select(
        [again, accepted, returned & touched, touched, returned, nobody, ~due],
        ["repeated", "worked_accepted", "worked_returned", "worked_open", "returned", "unassigned", "not_due"],
        "untouched",
    )  # fmt: skip
    return told.assign(bar=bars)


@pytest.mark.parametrize("by", [Dimension.SOURCE, Dimension.TEAM])
def test_the_bars_are_those_of_the_files(store, barred, by):
    frame = bridge(store, VIEW, **ASKED, by=by)
    by_file = pd.crosstab(barred[by.value].fillna("(none)"), barred["bar"]).stack()
    by_file = by_file[by_file > 0].to_dict()
    ours = frame[frame["bar"] != "unqualified"].groupby([by.value, "bar"])["n"].sum().to_dict()
    assert ours == by_file
    sums = wide(frame).iloc[0]
    assert sums["unqualified"] == len(skipped())
    assert sums["mqls"] == len(barred) + len(skipped())
    for group in BRIDGE:
        opened = rows.leads(store, VIEW, Choice(group, **ASKED, limit=1)).total
        assert opened == sums[group.key], group


def test_what_was_returned_untouched_is_told_by_the_reason_of_the_file(store, barred):
    frame = bridge(store, VIEW, **ASKED)
    ours = frame[frame["bar"] == "returned"].groupby("reason")["n"].sum().to_dict()
    assert ours == barred[barred["bar"] == "returned"].groupby("reason").size().to_dict()
    for reason, n in ours.items():
        assert rows.leads(store, VIEW, Choice(Group.RETURNED, **ASKED, reason=reason, limit=1)).total == n > 0


def test_the_sentence_tells_both_counts_and_what_lies_between_them(store, barred):
    text = said(bridge(store, VIEW, **ASKED))
    worked = barred["bar"].str.startswith("worked").sum()
    assert text.startswith(f"Marketing counts {len(barred) + len(skipped()):,} MQLs, sales worked {worked:,}: ")


def test_the_faults_are_those_of_the_file(store, mqls):
    frame = quality(store, VIEW, watched=LADDER[1:])
    told = evaluate([FAULTS[g] for g in FAULTY], frame).set_index("metric")
    passed = skipped()
    every = pd.concat([mqls, passed])
    empty = every[["source", "owner"]].replace("(none)", np.nan).isna().sum()
    count = told["numerator"].astype(int)
    assert set(told["denominator"].drop(["touched_early_rate", "entered_late_rate"])) == {len(every)}
    assert count["without_source_rate"] == empty["source"] > 0
    assert count["without_owner_rate"] == empty["owner"] > 0
    assert count["without_assignment_rate"] == every["assigned"].isna().sum() > 0
    assert count["unqualified_rate"] == len(passed)
    assert count["without_hour_rate"] == 0
    timed = every["first_touch"].notna() & every["mql"].notna()
    assert told.loc["touched_early_rate", "denominator"] == timed.sum()
    assert count["touched_early_rate"] == (every["first_touch"] < every["start"])[timed].sum()
