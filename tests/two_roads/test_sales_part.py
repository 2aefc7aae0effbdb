"""What sales' part tells of the sample company, against plain pandas over its files."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from smarketing.agreement import UNABLE, Calendar
from smarketing.business_time import last_second
from smarketing.filters import Compare, Dimension, Filters
from smarketing.metrics.arrivals import slowest
from smarketing.metrics.promises import Promise, states
from smarketing.metrics.returned import ENDED, TRIED, ends_by_tried, with_tried, with_unable
from smarketing.periods import Period, to_number
from smarketing.sample import prepare
from smarketing.store.engine import open_store
from smarketing.store.follow_up import arrivals, attempts, follow_up, knows_touches, unjudged, won_back
from tests.sample_data.conftest import LEAD_MOMENTS, ZONE, read
from tests.sample_data.yardsticks import business_hours

AS_OF = date(2026, 11, 18)
END = pd.Timestamp(AS_OF) + pd.Timedelta(days=1)
VIEW = Filters(period=Period(date(2026, 7, 1), AS_OF), as_of=AS_OF, compare=Compare.NOTHING)
UNTIL = last_second(AS_OF, ZONE)
TOUCH, DECIDE, TRIES = 8, 16, 5
CALENDAR = Calendar(time_zone=ZONE, country="DE")
LATER = ["sal", "sql", "opportunity", "customer"]


@pytest.fixture(scope="module")
def store(prepared_sample):
    engine = open_store(prepare(prepared_sample))
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def mqls():
    """Each MQL since July by the file: the version of that day promises 8 hours, 16 hours and 5 attempts."""
    leads = read("leads", *LEAD_MOMENTS)
    mqls = leads[leads["mql"] >= "2026-07-01"].copy()
    mqls["owner"] = mqls["owner"].fillna("(none)")
    mqls["source"] = mqls["source"].fillna("(none)")
    mqls["start"] = mqls[["mql", "assigned"]].max(axis=1)
    accepted = mqls["sal"].fillna(mqls[LATER].min(axis=1))  # a skipped stage counts by the next one that has a date
    entered = mqls["lead"].dt.normalize()  # a lead entered after it was accepted is accepted on the day it was entered
    accepted = accepted.where(accepted.isna() | (accepted >= mqls["mql"]), mqls["mql"])
    accepted = accepted.where(accepted.isna() | (accepted >= entered), entered)
    mqls["answered"] = pd.concat([accepted, mqls["rejected"]], axis=1).min(axis=1)
    mqls["answer"] = np.select([accepted.notna(), mqls["rejected"].notna()], ["accepted", "rejected"], "pending")
    mqls["reason"] = mqls["rejected_reason"].where(mqls["answer"] == "rejected")
    return mqls


def skipped() -> pd.DataFrame:
    """Leads without an MQL date that reached a later stage since July, by their own dates or a deal's."""
    leads, deals = read("leads", *LEAD_MOMENTS), read("deals", "opened", "won")
    deals = deals.dropna(subset="lead_keys").assign(key=lambda d: d["lead_keys"].str.split(";")).explode("key")
    reached = [leads.groupby("key")[LATER].min().min(axis=1), deals.groupby("key")[["opened", "won"]].min().min(axis=1)]
    first = pd.concat(reached, axis=1).min(axis=1)
    own = leads[leads["mql"].isna() & leads["key"].isin(first.index[first >= "2026-07-01"])]
    return own[own[LATER].notna().any(axis=1) | own["key"].isin(deals["key"])]


def state_of(done: pd.Series, start: pd.Series, hours: float) -> np.ndarray:
    waited = business_hours(start, done.fillna(END))
    return np.select([done.notna() & (waited <= hours), done.notna(), waited >= hours], ["met", "late", "breached"],
                     "pending")  # fmt: skip


@pytest.mark.parametrize("promise", Promise)
@pytest.mark.parametrize("by", [Dimension.OWNER, Dimension.SOURCE])
def test_the_states_of_both_promises_add_up_as_the_file_has_them(store, mqls, promise, by):
    told = states(follow_up(store, VIEW, until=UNTIL, by=by), promise, by=[by.value]).set_index(by.value)
    done, hours = (mqls["first_touch"], TOUCH) if promise is Promise.TOUCH else (mqls["answered"], DECIDE)
    state = state_of(done, mqls["start"], hours)
    if promise is Promise.TOUCH:
        state = np.where(mqls["assigned"].isna(), "unjudged", state)
    by_file = pd.crosstab(mqls[by.value], state)
    for name in ("met", "late", "breached", "pending")[promise is Promise.DECIDE :]:
        theirs = by_file[name] if name in by_file else pd.Series(0, by_file.index)
        ours = told[name].reindex(by_file.index)
        assert ours.to_dict() == theirs.to_dict(), name
    never_handed_over = len(skipped()) if promise is Promise.DECIDE else 0  # sales answered them before it was asked
    assert told["met"].sum() == (state == "met").sum() + never_handed_over
    assert (told[["met", "late", "breached", "pending", "unjudged"]].sum(axis=1) == told["mqls"]).all()


def test_each_weekday_and_hour_has_the_leads_that_the_file_has(store, mqls):
    frame = arrivals(store, VIEW, until=UNTIL, calendar=CALENDAR).set_index(["weekday", "hour"])
    judged = mqls[mqls["assigned"].notna()]
    state = state_of(judged["first_touch"], judged["start"], TOUCH)
    by_file = pd.crosstab([judged["start"].dt.day_of_week, judged["start"].dt.hour], state)
    assert len(frame) == len(by_file)
    for name in ("met", "late", "breached", "pending"):
        assert frame[f"touch_{name}"].to_dict() == by_file[name].to_dict(), name


def test_friday_of_team_south_is_found_and_team_north_has_no_such_day(store, mqls):
    south, north = (
        slowest(arrivals(store, VIEW.within(team=(team,)), until=UNTIL, calendar=CALENDAR), CALENDAR)
        for team in ("Team South", "Team North")
    )
    assert south.about == ("Friday",)
    assert north is None
    own = mqls[(mqls["team"] == "Team South") & mqls["assigned"].notna()]
    met = state_of(own["first_touch"], own["start"], TOUCH)
    due, friday = met != "pending", own["start"].dt.day_of_week == 4
    rates = [100 * (met[due & which] == "met").mean() for which in (friday, ~friday)]
    assert f"({rates[0]:.0f}\u202f% vs {rates[1]:.0f}\u202f%)" in south.text


def test_what_is_not_judged_is_told_by_its_reason(store, mqls):
    why = unjudged(store, VIEW, since=to_number(date(2024, 12, 2)), until=UNTIL).set_index("why")["n"].to_dict()
    assert why == {"nobody assigned": mqls["assigned"].isna().sum(), "never handed over": len(skipped())}
    # every MQL lies before an agreement that began the day after as-of
    before = unjudged(store, VIEW.within(period=Period(date(2024, 12, 1), date(2024, 12, 1))),
                      since=to_number(date(2024, 12, 2)), until=UNTIL)  # fmt: skip
    assert set(before["why"]) <= {"before the agreement", "never handed over"}
    assert knows_touches(store)


# --- attempts -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def tried(mqls):
    """Calls and mails to each MQL from its MQL day until it was answered."""
    made = read("activities", "at")
    made = made[made["kind"].isin(["call", "email"])]
    both = mqls[["key", "spell", "mql", "answered"]].merge(made, left_on="key", right_on="lead_key")
    counts = both[
        (both["at"].dt.normalize() >= both["mql"].dt.normalize()) & (both["at"] <= both["answered"].fillna(END))
    ]
    n = counts.groupby(["key", "spell"]).size().rename("tries").reset_index()
    told = mqls.merge(n, on=["key", "spell"], how="left").fillna({"tries": 0}).astype({"tries": int})
    told["tried"] = np.select([told["tries"] < TRIES, told["tries"] == TRIES], TRIED[:2], TRIED[2])
    unable = (told["answer"] == "rejected") & (told["reason"] == UNABLE)
    told["ended"] = np.select([unable & (told["tries"] < TRIES), unable], ["unable_early", "unable"], told["answer"])
    return told


def test_fewer_as_many_and_more_attempts_than_promised_are_counted_as_the_calls_file_has_them(store, tried):
    told = ends_by_tried(with_tried(attempts(store, VIEW, until=UNTIL), promised=TRIES, reason=UNABLE)).set_index(
        "tried"
    )
    by_file = pd.crosstab(tried["tried"], tried["ended"]).reindex(TRIED[:3], columns=list(ENDED), fill_value=0)
    assert told.to_dict() == by_file.to_dict()
    assert told["unable_early"].iloc[0] > 0
    assert told.to_numpy().sum() == len(tried)


def test_rejections_by_reason_and_source_say_which_were_given_up_early(store, tried):
    made = attempts(store, VIEW, until=UNTIL)
    told = with_unable(made[made["answer"] == "rejected"], reason=UNABLE, attempts=TRIES)
    told = told.groupby(["source", "reason"])[["n", "unable", "unable_early"]].sum()
    back = tried[tried["answer"] == "rejected"]
    by_file = back.groupby(["source", back["reason"].fillna("(none)")]).agg(
        n=("key", "size"), unable=("ended", lambda e: e.str.startswith("unable").sum()),
        unable_early=("ended", lambda e: (e == "unable_early").sum()),
    )  # fmt: skip
    assert told.to_dict() == by_file.rename_axis(["source", "reason"]).to_dict()


# --- won back -------------------------------------------------------------------------------------


def test_recycled_leads_and_what_they_brought_are_those_of_the_file(store, mqls):
    frame = won_back(store, VIEW).groupby("source")[["back", "accepted", "customers", "won_cents"]].sum()
    again = mqls[mqls["spell"] > 1]
    counts = again.groupby("source").agg(
        back=("key", "size"), accepted=("answer", lambda a: (a == "accepted").sum()), customers=("customer", "count")
    )
    assert frame[list(counts)].to_dict() == counts.to_dict()
    deals = read("deals", "won")
    won = deals[deals["won"].notna() & deals["lead_keys"].notna()]
    credited = won.assign(key=won["lead_keys"].str.split(";").str[0])
    ours = credited[credited["key"].isin(again["key"]) & (credited["won"] >= "2026-07-01")]
    by_file = ours.merge(again[again["customer"].notna()], on="key")
    assert frame["won_cents"].sum() == 100 * by_file["amount"].sum()
