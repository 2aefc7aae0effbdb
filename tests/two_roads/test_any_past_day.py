"""Nothing that is dated after as-of is in any number of that day: leads, stages, answers, touches, calls, deals, spend.

Two stores: one was told only what had happened by a day, the other all. Of that day and every day before it, both say
the same, in every SELECT. Stages come in the ladder's order: a date that contradicts an earlier one corrects the past.
"""

from __future__ import annotations

import csv
import random
import shutil
from datetime import UTC, datetime, time, timedelta
from functools import cache

import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from smarketing.agreement import Calendar, Side
from smarketing.business_time import last_second
from smarketing.filters import Clock, Compare, Dimension, Filters
from smarketing.groups import BRIDGE, FAULTY, Choice, Group
from smarketing.intake.load import load_files
from smarketing.periods import Period, to_number
from smarketing.stages import LADDER
from smarketing.store import follow_up, promises, queries, rows, work
from smarketing.store.engine import open_store
from tests.two_roads.test_queries import dimensions, views
from tests.two_roads.world import DAYS, FIRST, KINDS, STAGES, as_known, in_order, write

AT = int(datetime(2027, 1, 1, tzinfo=UTC).timestamp())
TOLD = (25, 60, 100, 150)
"""Days after the first at which a store was last told anything."""

LATER = FIRST + timedelta(days=2 * DAYS)
"""After everything."""

EXITS = ("rejected", "lost")
CALENDAR = Calendar()
PAIRS = [(a, b) for a in LADDER for b in a.later]


def hour(key, what):
    return time(8 + random.Random(f"{key} {what}").randrange(9), 15, tzinfo=UTC)


def spells(world):
    """(key, spell, names, reason, dates) of each lead, and of the second go of some that were returned."""
    for lead in world.leads:
        yield lead.key, 1, lead.names, lead.reason, lead.told
        back = lead.told["rejected"]
        if back and not any(lead.told[s] for s in STAGES[2:]) and not lead.deals:
            again = dict.fromkeys((*STAGES, *EXITS)) | {"mql": back + timedelta(days=30)}
            if int(lead.key[1:]) % 2:
                again["sal"] = back + timedelta(days=34)
            yield lead.key, 2, lead.names, lead.reason, again


def calls(lead):
    """The moments of sales' calls and mails to a lead; the first one is its first touch."""
    dice = random.Random(lead.key)
    day = lead.told["mql"]
    for _ in range(dice.randrange(5) if day else 0):
        day += timedelta(days=dice.choice((0, 0, 1, 3, 9)))
        yield datetime.combine(day, hour(lead.key, day))


def assigned(key, spell, mql):
    """The moment at which a spell of a lead was given to a rep: at once, days or weeks later, or never."""
    dice = random.Random(f"{key} {spell} rep")
    day = mql and mql + timedelta(days=dice.choice((0, 0, 1, 4, 12, 30)))
    return datetime.combine(day, hour(key, day)) if day and dice.random() < 0.8 else None


def table(path, rows_):
    if rows_:
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(rows_[0]))
            writer.writeheader()
            writer.writerows(rows_)
    return [path] if rows_ else []


def written(world, folder, last):
    """The files of what had happened by a day: `world.write`'s, with hours, assignments, touches and calls."""
    files = [file for file in write(as_known(world, last), folder) if file.name != "leads.csv"]
    leads, made = [], []
    by_key = {lead.key: lead for lead in world.leads}
    for key, spell, names, reason, told in spells(world):
        known = {what: day if day and day <= last else None for what, day in told.items()}
        if not any(known.values()):
            continue
        moments = {what: datetime.combine(day, hour(key, what)) if day else None for what, day in known.items()}
        lead_calls = [at for at in calls(by_key[key]) if at.date() <= last]
        given = assigned(key, spell, told["mql"])
        if given and given.date() > told["mql"]:
            names = names | {"owner": "", "team": ""}  # a name has no date: nobody's until it was given to somebody
        if given and given.date() > last:
            given = None
        if moments["mql"] and int(key[1:]) % 4 == 0:
            moments["mql"] = known["mql"]  # a bare date, from which no hours are counted
        touch = lead_calls[0] if lead_calls and spell == 1 and int(key[1:]) % 3 else None
        leads.append({
            "key": key, "spell": spell, **names, "source_kind": KINDS[names["source"]], **moments,
            "rejected_reason": reason if known["rejected"] else "", "assigned": given, "first_touch": touch,
        })  # fmt: skip
        if spell == 1:
            made += [
                {"lead_key": key, "kind": "email" if i % 2 else "call", "at": at, "owner": names["owner"]}
                for i, at in enumerate(lead_calls)
            ]
    return files + table(folder / "leads.csv", leads) + table(folder / "activities.csv", made)


@pytest.fixture(scope="module")
def told(migrated_sqlite, tmp_path_factory):
    """A function that gives a store which was told what had happened by a day."""
    world = in_order(6, leads=220)

    @cache
    def store(last):
        folder = tmp_path_factory.mktemp("past")
        shutil.copy(migrated_sqlite, folder / "workspace.db")
        engine = open_store(f"sqlite:///{folder / 'workspace.db'}")
        draft = promises.write_draft(engine, promises.terms_of({}), FIRST, actor="test", at=AT)
        for side in Side:
            draft = promises.sign(engine, draft, side, "Ada", at=AT)
        load_files(engine, written(world, folder, last), actor="test", at=AT)
        return engine

    return store


DATED = [g for g in Group if not g.is_since and (g not in FAULTY or g in (Group.SKIPPED, Group.OUT_OF_ORDER))]
"""Faults are those of the data as stored today, and changes those since a snapshot."""


def frames(engine, filters, by):
    """Every SELECT, by name, as of a day; in an order of its own."""
    until = last_second(filters.as_of, "UTC")
    some = {
        "cohorts": queries.cohorts(engine, filters, by=by, until=until),
        "entries": queries.entries(engine, filters, by=by),
        "life table": queries.life_table(engine, filters, pairs=PAIRS, by=[by]),
        "rejections": queries.rejections(engine, filters, by=by),
        "skipped": queries.skipped(engine, filters),
        "deals": queries.deals(engine, filters, by=by),
        "deals by cohort": queries.deals(engine, filters.within(clock=Clock.COHORT), by=by),
        "deals by event": queries.deals(engine, filters.within(clock=Clock.EVENT), by=by),
        "MQLs by segment": queries.mqls_by_segment(engine, filters),
        "won amounts": queries.won_amounts(engine, filters),
        "spend": queries.spend(engine, filters),
        "follow-up": follow_up.follow_up(engine, filters, until=until, by=by),
        "unjudged": follow_up.unjudged(engine, filters, since=to_number(FIRST), until=until),
        "arrivals": follow_up.arrivals(engine, filters, until=until, calendar=CALENDAR),
        "attempts": follow_up.attempts(engine, filters, until=until, by=by),
        "won back": follow_up.won_back(engine, filters, by=by),
        "overdue": follow_up.overdue(engine, filters, until=until, calendar=CALENDAR),
        "overdue longest": follow_up.overdue_longest(engine, filters, until=until),
        "spans": work.spans(engine, filters, attempt=2),
        "calls made": work.made(engine, filters),
    }
    for start, end in PAIRS[::4]:
        some[f"lags {start} {end}"] = queries.lags(engine, filters, start=start, end=end)
    for promise in ("touch", "decide"):
        some[f"waits {promise}"] = follow_up.waits(
            engine, filters, until=until, calendar=CALENDAR, promise=promise, by=by
        )
    for stage in LADDER[2:]:
        some[f"conversions {stage}"] = work.conversions(engine, filters, until=until, stage=stage)
    for group in DATED:
        choice = Choice(group=group, until=until, ends=until, calendar=CALENDAR)
        found = rows.leads(engine, filters, choice)
        some[f"leads {group}"] = found.rows.assign(total=found.total)
    return {name: settled(frame) for name, frame in some.items()}


def settled(frame):
    """Without rows in which nothing has happened, in the order of their columns."""
    counts = [c for c in frame.select_dtypes("number") if c not in ("day", "age", "lag", "minutes", "attempts", "days")]
    kept = frame[frame[counts].fillna(0).any(axis=1)] if counts else frame
    return kept.sort_values(list(frame.columns), ignore_index=True)


def different(then, now):
    """The names of the frames that differ."""
    return [name for name in now if not then[name].astype("str").equals(now[name].astype("str"))]


@settings(max_examples=10, phases=[Phase.generate])  # to find a smaller example takes minutes
@given(views(clocks=st.sampled_from(Clock)), dimensions, st.sampled_from(TOLD), st.integers(0, 20))
def test_what_happens_later_changes_no_number_of_a_past_day(told, filters, by, last, before):
    day = FIRST + timedelta(days=last)
    view = filters.within(as_of=day - timedelta(days=before))
    assert different(frames(told(day), view, by), frames(told(LATER), view, by)) == []


@pytest.mark.parametrize(("last", "before"), [(60, 0), (100, 10), (150, 3)])
def test_nor_any_of_the_whole_company(told, last, before):
    day = FIRST + timedelta(days=last)
    view = Filters(Period(FIRST, LATER), day - timedelta(days=before), Compare.NOTHING, window=20)
    assert different(frames(told(day), view, Dimension.OWNER), frames(told(LATER), view, Dimension.OWNER)) == []


def test_no_frame_is_empty_on_the_days_that_are_compared(told):
    day = FIRST + timedelta(days=150)
    view = Filters(Period(FIRST, LATER), day, Compare.NOTHING, window=20)
    some = frames(told(day), view, Dimension.SOURCE)
    may_be_empty = {f"leads {group}" for group in (Group.OUT_OF_ORDER, *BRIDGE)}
    assert [name for name, frame in some.items() if frame.empty and name not in may_be_empty] == []
    found = some[f"leads {Group.MQLS}"]
    assert found["first_touch"].notna().any()
    assert found["attempts"].max() > 1


@pytest.mark.parametrize("newest", [True, False])
def test_overdue_leads_are_sorted_by_the_deadlines_of_that_day_over_all_pages(told, newest):
    day, size = FIRST + timedelta(days=60), 4
    view = Filters(Period(FIRST, LATER), day, Compare.NOTHING)

    def page(store, **more):
        choice = Choice(Group.OVERDUE, sort=rows.BY_DUE, newest_first=newest, until=last_second(day, "UTC"), **more)
        return rows.leads(store, view, choice).rows

    pages = [page(told(LATER), offset=offset, limit=size) for offset in range(0, 40, size)]
    found, whole = pd.concat([p for p in pages if len(p)], ignore_index=True), page(told(day), limit=1000)
    assert [len(p) for p in pages if len(p)][:-1] == [size] * (len(whole) // size)
    assert found["due"].tolist() == sorted(found["due"], reverse=newest) == whole["due"].tolist()
    assert set(found["key"] + found["spell"].astype("str")) == set(whole["key"] + whole["spell"].astype("str"))
