"""The planted truths of the sample company: the source is to blame, and the late team is, by both roads."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from smarketing.business_time import last_second
from smarketing.filters import Compare, Dimension, Filters
from smarketing.metrics.acceptance import with_decisions
from smarketing.metrics.diagnosis import Diagnosis, diagnose, worst
from smarketing.periods import Period
from smarketing.sample import prepare
from smarketing.store.engine import open_store
from smarketing.store.follow_up import follow_up
from smarketing.store.queries import cohorts
from tests.sample_data.conftest import LEAD_MOMENTS, ZONE, read
from tests.sample_data.yardsticks import business_hours, newcombe

AS_OF = date(2026, 11, 18)
HALF_A_YEAR = Filters(period=Period(date(2026, 5, 19), date(2026, 10, 31)), as_of=AS_OF, compare=Compare.NOTHING)
"""It ends so long before as-of that every answer is due."""
PROMISED = 8
COUNTS = ["accepted", "answered", "in_time", "due"]


@pytest.fixture(scope="module")
def store(prepared_sample):
    engine = open_store(prepare(prepared_sample))
    yield engine
    engine.dispose()


def told(store, by):
    until = last_second(AS_OF, ZONE)
    leads = with_decisions(cohorts(store, HALF_A_YEAR, by=by, until=until))
    touched = follow_up(store, HALF_A_YEAR, until=until, by=by)
    if by is Dimension.SOURCE:  # sales finds it itself
        leads, touched = (f[f["source"] != "Outbound"] for f in (leads, touched))
    return diagnose(leads, touched, by=by.value)


@pytest.fixture(scope="module")
def by_file():
    """MQLs of the half year with whether they were answered, accepted, due to be touched, and touched in time.

    Whoever hangs on a deal has passed MQL and SAL, with days of its own or without.
    """
    leads, deals = read("leads", *LEAD_MOMENTS), read("deals", "opened").dropna(subset=["lead_keys"])
    opened = deals.assign(key=deals["lead_keys"].str.split(";")).explode("key").groupby("key")["opened"].min()
    only_by_deal = leads["mql"].isna() & leads["sal"].isna()
    by_deal = leads["key"].map(opened).where(only_by_deal)
    passed = leads.assign(mql=leads["mql"].fillna(by_deal), sal=leads["sal"].fillna(by_deal))
    mqls = passed[passed["mql"].between("2026-05-19", "2026-11-01") & (passed["source"] != "Outbound")]
    start = mqls[["mql", "assigned"]].max(axis=1)
    hours = business_hours(start, mqls["first_touch"].fillna(pd.Timestamp(AS_OF) + pd.Timedelta(days=1)))
    due = mqls["assigned"].notna() & (mqls["first_touch"].notna() | (hours >= PROMISED))
    accepted = mqls["sal"].notna()
    return mqls.fillna({"source": "(none)", "team": "(none)"}).assign(
        accepted=accepted, answered=accepted | mqls["rejected"].notna(),
        in_time=due & mqls["first_touch"].notna() & (hours <= PROMISED), due=due,
    )  # fmt: skip


def test_the_counts_by_source_are_those_of_the_file(store, by_file):
    frame = told(store, Dimension.SOURCE).set_index("source")[COUNTS].sort_index().astype(int)
    assert frame.to_dict() == by_file.groupby("source")[COUNTS].sum().sort_index().astype(int).to_dict()


def test_content_syndication_is_a_source_problem(store, by_file):
    rows = told(store, Dimension.SOURCE)
    assert dict(zip(rows["source"], rows["diagnosis"], strict=True))["Content Syndication"] == Diagnosis.QUALITY
    assert worst(rows, by="source").text.startswith("Content Syndication is a source problem: accepted 24")
    own = by_file["source"] == "Content Syndication"
    sums = [f[COUNTS].sum().astype(int).tolist() for f in (by_file[own], by_file[~own])]
    accepted, touched = (newcombe(*(tuple(s[at : at + 2]) for s in sums)) for at in (0, 2))
    assert accepted[1] < -0.25
    assert touched[0] < 0 < touched[1]


def test_good_sources_are_not_blamed(store):
    rows = told(store, Dimension.SOURCE).set_index("source")["diagnosis"]
    assert {name for name, d in rows.items() if d == Diagnosis.QUALITY} == {"Content Syndication", "Paid Social"}
    assert not rows.isin([Diagnosis.FOLLOW_UP, Diagnosis.BOTH]).any()


def test_team_south_has_a_follow_up_problem_and_team_north_none(store):
    rows = told(store, Dimension.TEAM).set_index("team")["diagnosis"]
    assert (rows["Team South"], rows["Team North"]) == (Diagnosis.FOLLOW_UP, Diagnosis.FINE)


def test_only_reps_of_team_south_have_one_too_and_no_segment_has(store, by_file):
    owners = told(store, Dimension.OWNER).set_index("owner")["diagnosis"]
    late = {name for name, d in owners.items() if d in (Diagnosis.FOLLOW_UP, Diagnosis.BOTH)}
    assert late == {"Florian Achleitner", "Bastian Kröger"}
    assert set(by_file.loc[by_file["owner"].isin(late), "team"]) == {"Team South"}
    assert set(told(store, Dimension.SEGMENT)["diagnosis"]) == {Diagnosis.FINE}


def test_what_makes_team_south_late_is_its_fridays(by_file):
    south = by_file[(by_file["team"] == "Team South") & by_file["due"]]
    friday = south["assigned"].dt.day_of_week == 4
    kept = [(int(g["in_time"].sum()), len(g)) for g in (south[friday], south[~friday])]
    _, high = newcombe(*kept)
    assert high < -0.3
