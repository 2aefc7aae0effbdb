"""What sales' work brought, by two roads: the SELECTs on every kind of store, and a walk over the files' rows."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from smarketing.agreement import Side
from smarketing.business_time import last_second
from smarketing.filters import Compare, Filters
from smarketing.intake.load import load_files
from smarketing.periods import Period
from smarketing.sample import AGREEMENT, COMPANY
from smarketing.stages import Stage
from smarketing.store import follow_up, promises, records, work
from tests.sample_data.conftest import LEAD_MOMENTS, ZONE, read
from tests.sample_data.yardsticks import business_hours
from tests.two_roads.world import STAGES, Lead

AT = 1_800_000_000
SLICE = slice(15_000, 18_000)
"""Leads of the spring of 2026, with their calls."""

AS_OF = date(2026, 9, 15)
VIEW = Filters(period=Period(date(2026, 2, 1), date(2026, 8, 31)), as_of=AS_OF, compare=Compare.NOTHING)
VIEWS = {
    "everything": VIEW,
    "a short window": VIEW.within(window=10),
    "an early day": VIEW.within(as_of=date(2026, 5, 3), window=20),
    "some leads": VIEW.within(source=("Webinars", "Paid Search"), team=("Team North",)),
}


def days(moments: pd.Series) -> list[date | None]:
    return [None if pd.isna(m) else m.date() for m in moments]


@pytest.fixture(scope="module")
def files():
    """Leads and activities of a slice of the sample, as the file has them and as moments of the company's clock."""
    leads, calls = read("leads", *LEAD_MOMENTS), read("activities", "at")
    raw = {name: pd.read_csv(AGREEMENT.parent / f"{name}.csv", dtype=str) for name in ("leads", "activities")}
    leads = leads.iloc[SLICE]
    calls = calls[calls["lead_key"].isin(leads["key"])]
    return leads, calls, {"leads": raw["leads"].loc[leads.index], "activities": raw["activities"].loc[calls.index]}


@pytest.fixture
def company(store, files, tmp_path):
    """The slice in a store, judged by the sample's agreement."""
    records.write_workspace(store, COMPANY)
    for told in json.loads(AGREEMENT.read_text("utf-8")):
        day = date.fromisoformat(told["effective_from"])
        draft = promises.write_draft(store, promises.terms_of(told["terms"]), day, actor="test", at=AT)
        for side in Side:
            draft = promises.sign(store, draft, side, "Ada", at=AT)
    for name, rows in files[2].items():
        rows.to_csv(tmp_path / f"{name}.csv", index=False)
    load_files(store, [tmp_path / f"{name}.csv" for name in files[2]], actor="test", at=AT)
    return store


def first_contact(leads, since, made):
    """For each lead the first call, mail or meeting since it became an MQL and before its next spell."""
    of_lead = made.sort_values("at").groupby("lead_key")["at"].agg(list).to_dict()
    over = leads.sort_values("spell").groupby("key")["mql"].shift(-1)
    told = {
        row: next((at for at in of_lead.get(leads.loc[row, "key"], ()) if at >= start and not at >= over[row]), pd.NaT)
        for row, start in since.items()
    }
    return pd.Series(told)


@pytest.fixture(scope="module")
def walked(files):
    """[(row of the file with the minutes until its first touch, the lead with its settled days)]."""
    leads = files[0]
    began = leads["mql"].where(leads["assigned"].isna(), leads[["mql", "assigned"]].max(axis=1))
    leads = leads.assign(
        first_touch=leads["first_touch"].fillna(first_contact(leads, leads["mql"].fillna(began), files[1]))
    )
    began = began.where(~(leads["first_touch"] < began), leads["mql"])  # touched before a rep was assigned
    known = began.notna() & leads["mql"].notna() & leads["first_touch"].notna()
    hours = business_hours(began[known], leads.loc[known, "first_touch"]).reindex(leads.index)
    dated = {s: days(leads[s]) for s in (*STAGES, "rejected", "lost")}
    rows = leads.assign(minutes=(60 * hours).round(6) // 1).to_dict("records")
    return [(row, Lead(row["key"], {}, {s: dated[s][place] for s in dated}, "")) for place, row in enumerate(rows)]


def kept(walked, filters):
    for row, lead in walked:
        names = {d.value: row[d.value] if isinstance(row[d.value], str) else "(none)" for d, _ in filters.choices}
        day = lead.day["mql"]
        if day and day in filters.period and day <= filters.as_of and all(names[d] in c for d, c in filters.choices):
            yield row, lead


def attempts_of(calls, row, lead, filters):
    """The days of calls and mails to a lead, from its MQL day until the first answer."""
    ends = [d for d in (lead.day["sal"], lead.rejected) if d]
    answered = min(ends, default=None)
    answered = answered if answered and answered <= filters.as_of else None
    hours = [row[s] for s in (*STAGES[2:], "rejected") if not pd.isna(row[s]) and row[s].date() == answered]
    by_hour = answered and hours and not pd.isna(row["mql"])
    for at in calls.get(row["key"], ()):
        in_time = at <= min(hours) if by_hour else at.date() <= (answered or filters.as_of)
        if at.date() >= lead.day["mql"] and in_time:
            yield at.date()


@pytest.fixture(scope="module")
def calls(files):
    """{lead: the moments of its calls and mails, in order}."""
    made = files[1][files[1]["kind"].isin(["call", "email"])].sort_values("at")
    return made.groupby("lead_key")["at"].agg(list).to_dict()


def by_wait(walked, filters, stage):
    """{(minutes to the next half hour, converted): leads}."""
    end, found = pd.Timestamp(filters.as_of) + timedelta(days=1), Counter()
    for row, lead in kept(walked, filters):
        is_old = (filters.as_of - lead.day["mql"]).days >= filters.window
        if not pd.isna(row["minutes"]) and row["first_touch"] < end and is_old:
            there = lead.had(stage, filters.as_of) and lead.lag("mql", stage) <= filters.window
            found[int(np.ceil(row["minutes"] / 30)) * 30, int(there)] += 1
    return found


def tried(walked, calls, filters):
    """{(attempt, days to it): leads} and {attempts: leads}."""
    spans, counts = Counter(), Counter()
    for row, lead in kept(walked, filters):
        if lead.own["mql"]:
            made = list(attempts_of(calls, row, lead, filters))
            counts[len(made)] += 1
            spans.update((place, (day - lead.day["mql"]).days) for place, day in enumerate(made, start=1))
    return spans, counts


def by_month(made, filters):
    """{(rep, first day of the month): calls and mails}."""
    found: Counter = Counter()
    for row in made.to_dict("records"):
        day = row["at"].date()
        in_view = day in filters.period and day <= filters.as_of and row["kind"] in ("call", "email")
        if in_view and (not filters.team or row["team"] in filters.team):
            found[row["owner"], day.replace(day=1)] += 1
    return found


def test_what_sales_work_brought(company, files, walked, calls):
    for name, filters in VIEWS.items():
        until = last_second(filters.as_of, ZONE)
        for stage in (Stage.SQL, Stage.CUSTOMER):
            frame, told = (
                work.conversions(company, filters, until=until, stage=stage), by_wait(walked, filters, stage.key),
            )  # fmt: skip
            assert {(r["minutes"], r["converted"]): r["n"] for r in frame.to_dict("records")} == told, name
            assert sum(told.values()) > 20, name
        spans, counts = tried(walked, calls, filters)
        for attempt in range(1, max(counts) + 2):
            frame = work.spans(company, filters, attempt=attempt)
            told = {days: n for (place, days), n in spans.items() if place == attempt}
            assert dict(zip(frame["days"], frame["n"], strict=True)) == told, name
        frame = follow_up.attempts(company, filters, until=until)
        assert frame.groupby("attempts")["n"].sum().to_dict() == counts, name
        frame, told = work.made(company, filters), by_month(files[1], filters)
        assert {(r["owner"], r["bucket"].date()): r["attempts"] for r in frame.to_dict("records")} == told, name
        assert min(sum(spans.values()), sum(told.values())) > 20, name
