"""Sales' promise in the sample company: the stored moments and the SELECT against plain pandas over its file."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from smarketing.agreement import Calendar
from smarketing.business_time import last_second
from smarketing.filters import Compare, Dimension, Filters
from smarketing.groups import Choice, Group
from smarketing.periods import Period
from smarketing.sample import prepare
from smarketing.store import rows
from smarketing.store.engine import open_store
from smarketing.store.follow_up import arrivals, attempts, follow_up, overdue, overdue_longest
from smarketing.store.promises import agreements
from tests.sample_data.conftest import LEAD_MOMENTS, ZONE, read
from tests.sample_data.yardsticks import business_hours

AS_OF = date(2026, 11, 18)
VIEW = Filters(period=Period(date(2026, 1, 1), AS_OF), as_of=AS_OF, compare=Compare.NOTHING)
UNTIL = last_second(AS_OF, ZONE)
PROMISED = 8
CALENDAR = Calendar(time_zone=ZONE, country="DE")


@pytest.fixture(scope="module")
def store(prepared_sample):
    engine = open_store(prepare(prepared_sample))
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def told():
    """Each MQL of the view with its state, by the file."""
    leads = read("leads", *LEAD_MOMENTS)
    mqls = leads[leads["mql"] >= "2026-01-01"]
    start = mqls[["mql", "assigned"]].max(axis=1)
    end = pd.Timestamp(AS_OF) + pd.Timedelta(days=1)
    hours = business_hours(start, mqls["first_touch"].fillna(end))
    state = np.select(
        [mqls["assigned"].isna(), mqls["first_touch"].notna() & (hours <= PROMISED), mqls["first_touch"].notna(),
         hours >= PROMISED], ["unjudged", "met", "late", "breached"], "pending",
    )  # fmt: skip
    return mqls.assign(state=state, start=start)


def test_the_states_by_rep_are_those_of_the_file(store, told):
    assert {a.terms.touch_hours for a in agreements(store)} == {PROMISED}
    frame = follow_up(store, VIEW, until=UNTIL, by=Dimension.OWNER).groupby("owner").sum()
    by_file = told.assign(owner=told["owner"].fillna("(none)")).groupby(["owner", "state"]).size().unstack(fill_value=0)
    for state in ("met", "late", "breached", "pending"):
        column = frame[f"touch_{state}"]
        assert column[column > 0].to_dict() == by_file[state][by_file[state] > 0].to_dict(), state


def test_friday_is_when_leads_wait_longest(store, told):
    frame = arrivals(store, VIEW, until=UNTIL, calendar=CALENDAR)
    by_day = frame.groupby("weekday")[["touch_met", "touch_late"]].sum()
    judged = told[told["state"] != "unjudged"]
    by_file = judged.groupby([judged["start"].dt.day_of_week, "state"]).size().unstack(fill_value=0)
    assert by_day["touch_met"].to_dict() == by_file["met"].to_dict()
    assert (by_day["touch_late"] / by_day.sum(axis=1)).idxmax() == 4


def test_attempts_of_all_mqls_add_up_to_the_mqls(store, told):
    frame = attempts(store, VIEW, until=UNTIL)
    by_answer = frame.groupby("answer")["n"].sum()
    accepted = told["sal"].notna() | told[["sql", "opportunity", "customer"]].notna().any(axis=1)
    assert by_answer["accepted"] == accepted.sum()
    assert by_answer.sum() == len(told)


def test_the_board_counts_every_lead_that_still_waits_past_its_deadline(store, told):
    """A lead nobody answered, whose touch is overdue by the file; those whose answer alone is overdue come beside."""
    owed = overdue(store, VIEW, until=UNTIL, calendar=CALENDAR)
    answered = told[["sal", "sql", "opportunity", "customer", "rejected"]].notna().any(axis=1)
    by_file = told[(told["state"] == "breached") & ~answered].groupby("owner").size()
    by_rep = owed[owed["promise"] == "touch"].groupby("owner")["leads"].sum()
    assert by_rep.to_dict() == by_file.to_dict()


def test_the_leads_named_on_the_board_are_the_longest_of_each_rep_and_no_more(store):
    owed, named = (
        overdue(store, VIEW, until=UNTIL, calendar=CALENDAR),
        overdue_longest(store, VIEW, until=UNTIL, each=3),
    )
    all_of_them = overdue_longest(store, VIEW, until=UNTIL, each=10_000)
    counts = owed.groupby("owner")["leads"].sum()
    assert all_of_them.groupby("owner").size().to_dict() == counts.to_dict()
    assert not all_of_them.duplicated(["key", "spell"]).any()
    pd.testing.assert_frame_equal(
        named, all_of_them[all_of_them.groupby("owner").cumcount() < 3].reset_index(drop=True)
    )
    assert named.groupby("owner")["due_at"].min().to_dict() == owed.groupby("owner")["due_at"].min().to_dict()


@pytest.mark.parametrize("as_of", [AS_OF, date(2026, 8, 31)])
def test_each_rep_on_the_board_opens_as_many_leads_and_the_longest_first(store, as_of):
    view, until = VIEW.within(as_of=as_of), last_second(as_of, ZONE)
    owed = overdue(store, view, until=until, calendar=CALENDAR)
    on_board = owed.groupby("owner").agg(leads=("leads", "sum"), longest=("seconds_over", "max"))
    first = Choice(Group.OVERDUE, sort=rows.BY_DUE, newest_first=False, until=until, calendar=CALENDAR)
    assert rows.leads(store, view, first).total == on_board["leads"].sum() > 0
    for owner, (leads, longest) in on_board.iterrows():
        found = rows.leads(store, view.within(owner=(owner,)), first)
        assert (found.total, found.rows["hours_over"].iloc[0] * 3600) == (leads, longest)
        assert found.rows["due"].is_monotonic_increasing


def test_the_leads_wait_for_what_the_board_says(store):
    owed = overdue(store, VIEW, until=UNTIL, calendar=CALENDAR).groupby("promise")["leads"].sum()
    found = rows.leads(store, VIEW, Choice(Group.OVERDUE, until=UNTIL, calendar=CALENDAR, limit=10_000)).rows
    assert found["promise"].value_counts().to_dict() == owed.to_dict()
