"""The bridge from marketing's count to sales', and the faults of the data: SQL against plain Python, lead by lead."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, datetime, time, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings

from smarketing.business_time import last_second
from smarketing.filters import Compare, Filters
from smarketing.groups import BRIDGE, FAULTY, WORKED, Choice, Group
from smarketing.intake.load import load_files
from smarketing.metrics.bridge import steps, wide
from smarketing.periods import Period, to_date
from smarketing.stages import LADDER
from smarketing.store import queries, rows
from smarketing.store.bridge import bridge, knows_assignments, knows_reps
from smarketing.store.follow_up import knows_touches
from smarketing.store.quality import LATE_DAYS, quality
from tests.two_roads import world as other
from tests.two_roads.test_queries import AT, dimensions, views
from tests.two_roads.world import DAYS, FIRST, made_up, write

FEW = settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
EVERYTHING = Filters(Period(FIRST, FIRST + timedelta(days=DAYS)), FIRST + timedelta(days=DAYS), Compare.NOTHING)
EXTRA = ["assigned", "first_touch", "email"]


def company_of(folder, store, *, without=()):
    """A made-up company with assignments, touches, e-mail addresses and leads that came again; each lead has `more`.

    without: columns that its file does not have.
    """
    world, dice = made_up(7, leads=240), random.Random(7)
    free = [lead for lead in world.leads if not lead.deals]
    for first, again in zip(free[:20], free[20:40], strict=True):
        again.key, again.spell = first.key, 2
    for lead in world.leads:
        lead.spell = getattr(lead, "spell", 1)
        lead.more = dict.fromkeys(EXTRA, "") | {"email": dice.choice(["", f"P{dice.randrange(60)}@Firm.example"])}
        begun = min(day for day in lead.told.values() if day)
        for column, share in (("assigned", 0.6), ("first_touch", 0.4)):
            at = datetime.combine(begun + timedelta(days=dice.randrange(30)), time(dice.randrange(24)), UTC)
            lead.more[column] = f"{at:%Y-%m-%dT%H:%M:%SZ}" if dice.random() < share and column not in without else ""
    files = write(world, folder)
    told = pd.read_csv(files[0], dtype=str, keep_default_na=False)
    more = pd.DataFrame([lead.more | {"spell": lead.spell} for lead in world.leads])
    pd.concat([told, more], axis=1).drop(columns=list(without)).to_csv(files[0], index=False)
    load_files(store, files, actor="test", at=AT)
    return store, world


@pytest.fixture
def company(store, tmp_path):
    return company_of(tmp_path, store)


def asked(filters):
    """Until when everything is known, and when the period ends; the companies here keep UTC."""
    return {"until": last_second(filters.as_of, "UTC"), "ends": last_second(filters.seen.last, "UTC")}


def _had(lead, column, day):
    at = lead.more[column]
    return bool(at) and datetime.fromisoformat(at).date() <= day


def duplicates(world, filters):
    """The ids of MQLs of the period whose key or address has been one in it before, whatever the other filters."""
    mqls = [x for x in world.leads if x.own["mql"] and other._by(x.day["mql"], filters.as_of)
            and x.day["mql"] in filters.period]  # fmt: skip
    keys, addresses, again = set(), set(), set()
    for lead in sorted(mqls, key=lambda x: (x.day["mql"], x.key, x.spell)):
        address = lead.more["email"].lower()
        if lead.key in keys or (address and address in addresses):
            again.add(id(lead))
        keys.add(lead.key)
        addresses.add(address)
    return again


def bar_of(lead, filters, again, *, tells_touches=True):
    """The bar of one MQL of the period, in the order of the definition."""
    as_of, end = filters.as_of, filters.seen.last
    accepted, returned = lead.had("sal", as_of), lead.had("rejected", as_of)
    touched = _had(lead, "first_touch", as_of)
    due = np.busday_offset(lead.day["mql"], 2, roll="backward")
    if not lead.own["mql"]:
        return Group.UNQUALIFIED
    if id(lead) in again:
        return Group.REPEATED
    answered = other._by(lead.day["sal"], end) or other._by(lead.rejected, end)
    handed_later = _had(lead, "assigned", as_of) and not _had(lead, "assigned", end)
    if handed_later and not _had(lead, "first_touch", end) and not answered:
        return Group.HANDED_LATER
    if accepted:
        return Group.WORKED_ACCEPTED
    if returned:
        return Group.WORKED_RETURNED if touched or not tells_touches else Group.RETURNED
    if touched:
        return Group.WORKED_OPEN
    if (not lead.names["owner"] and not lead.more["assigned"]) or (
        lead.more["assigned"] and not _had(lead, "assigned", as_of)
    ):
        return Group.UNASSIGNED
    return Group.NOT_DUE if due > np.datetime64(as_of) else Group.UNTOUCHED


def in_bars(world, filters, *, tells_touches=True):
    """(lead, bar) of each MQL of the period that the filters keep."""
    again = duplicates(world, filters)
    return [
        (lead, bar_of(lead, filters, again, tells_touches=tells_touches))
        for lead in other.kept(world, filters)
        if other._by(lead.day["mql"], filters.as_of) and lead.day["mql"] in filters.period
    ]


def found_in(frame, by):
    assert not frame.duplicated([by, "bar", "reason"]).any()
    return {(r[by], r["bar"], r["reason"]): r["n"] for r in frame.to_dict("records")}


def told_of(world, filters, by, **more):
    return Counter(
        (other.named(x, by), bar.key, (x.reason or "(none)") if x.had("rejected", filters.as_of) else "(none)")
        for x, bar in in_bars(world, filters, **more)
    )


@FEW
@given(views(), dimensions)
def test_each_mql_is_in_the_bar_that_its_row_of_the_file_says(company, filters, by):
    store, world = company
    frame = bridge(store, filters, **asked(filters), by=by)
    assert found_in(frame, by.value) == told_of(world, filters, by.value)


@FEW
@given(views(), dimensions, dimensions)
def test_the_bars_add_up_to_marketings_count_under_any_filter(company, filters, by, cut):
    store, _ = company
    alone = filters.within(compare=Compare.NOTHING)
    total = queries.cohorts(store, alone)["mqls"].sum()
    one, two = (bridge(store, alone, **asked(alone), by=d) for d in (by, cut))
    pd.testing.assert_frame_equal(wide(one), wide(two))
    assert wide(one)["mqls"].sum() == total == rows.leads(store, alone, Choice(Group.MQLS)).total
    drawn = steps(one)
    less = drawn.loc[drawn["kind"] == "less", "n"].sum()
    ends = drawn.set_index("kind")["n"]
    assert ends["start"] - less == ends["end"] == drawn.loc[drawn["kind"] == "part", "n"].sum()


@FEW
@given(views())
def test_each_bar_opens_exactly_its_leads(company, filters):
    store, world = company
    for group in BRIDGE:
        choice = Choice(group, **asked(filters), limit=1000)
        opened = rows.leads(store, filters, choice).rows
        theirs = sorted((x.key, x.spell) for x, bar in in_bars(world, filters) if bar is group)
        assert sorted(zip(opened["key"], opened["spell"], strict=True)) == theirs
    sums = bridge(store, filters, **asked(filters)).groupby("bar")["n"].sum()
    worked = rows.leads(store, filters, Choice(Group.WORKED, **asked(filters))).total
    assert worked == sums.reindex([g.key for g in WORKED], fill_value=0).sum()
    returned = bridge(store, filters, **asked(filters)).query("bar == 'returned'").groupby("reason")["n"].sum()
    for reason, n in returned.items():
        assert rows.leads(store, filters, Choice(Group.RETURNED, **asked(filters), reason=reason)).total == n


def test_where_no_touch_is_told_a_returned_mql_counts_as_worked(store, tmp_path):
    _, world = company_of(tmp_path, store, without=["first_touch"])
    frame = bridge(store, EVERYTHING, **asked(EVERYTHING))
    assert not knows_touches(store)
    assert found_in(frame, "source") == told_of(world, EVERYTHING, "source", tells_touches=False)
    assert "returned" not in set(frame["bar"])
    assert frame.loc[frame["bar"] == "worked_returned", "n"].sum() > 0


def test_where_no_rep_is_told_nobody_is_called_unassigned(store, tmp_path):
    company_of(tmp_path, store, without=["assigned", "owner", "team"])
    assert (knows_reps(store), knows_assignments(store)) == (False, False)
    frame = bridge(store, EVERYTHING, **asked(EVERYTHING))
    assert not {"unassigned", "handed_later"} & set(frame["bar"])
    assert frame.loc[frame["bar"] == "untouched", "n"].sum() > 0


def test_the_made_up_company_has_leads_in_every_bar(company):
    _, world = company
    half = EVERYTHING.within(period=Period(FIRST, FIRST + timedelta(days=DAYS // 2)))
    views = [half.within(as_of=FIRST + timedelta(days=day)) for day in range(30, DAYS, 5)]
    assert {bar for view in views for _, bar in in_bars(world, view)} == set(BRIDGE)


# --- the faults of the data -----------------------------------------------------------------------


def faults_of(lead, filters):
    """What is wrong with one lead's row in the file."""
    own, more = lead.own, lead.more
    created, later = lead.told["lead"], [day for day in list(lead.own.values())[1:] if day]
    above, lags = None, []
    for day in (own[s] for s in other.STAGES):
        lags += [(day - above).days] if day and above else []
        above = max(filter(None, (day, above)), default=None)
    return {
        Group.UNQUALIFIED: not own["mql"],
        Group.WITHOUT_SOURCE: not lead.names["source"],
        Group.WITHOUT_OWNER: not lead.names["owner"],
        Group.WITHOUT_ASSIGNMENT: not more["assigned"],
        Group.WITHOUT_HOUR: bool(own["mql"]),  # every date here is a bare day
        Group.SKIPPED: any(lead.had(s, filters.as_of) and not own[s] for s in other.STAGES[1:]),
        Group.OUT_OF_ORDER: any(lag < 0 for lag in lags),
        Group.ENTERED_LATE: bool(created) and any((created - day).days > LATE_DAYS for day in later),
    }


@FEW
@given(views(), dimensions)
def test_faults_are_counted_and_opened_as_the_file_has_them(company, filters, by):
    store, world = company
    watched = LADDER[1:]
    frame = quality(store, filters, watched=watched, by=by)
    told = Counter()
    for lead in other.kept(world, filters):
        if other.looked_at(lead.day["mql"], filters):
            here = (lead.day["mql"], other.named(lead, by.value))
            told.update((*here, group.key) for group, is_so in faults_of(lead, filters).items() if is_so)
            told[*here, "checked"] += 1
    found = Counter()
    names = [g.key for g in FAULTY if g is not Group.TOUCHED_EARLY]
    for row in frame.to_dict("records"):
        found.update({(to_date(row["day"]), row[by.value], c): row[c]
                      for c in (*names, "checked") if row[c]})  # fmt: skip
    assert found == told
    alone = filters.within(compare=Compare.NOTHING)
    sums = quality(store, alone, watched=watched)[[g.key for g in FAULTY]].sum()
    for group in FAULTY:
        assert rows.leads(store, alone, Choice(group, watched=watched, limit=1)).total == sums[group.key]
