"""Marketing's promise on its page, against its files by plain pandas; and the line of a new version on every page."""

from __future__ import annotations

import json
import re
from datetime import date
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from smarketing.agreement import Goal, Side, Terms
from smarketing.intake.load import load_files
from smarketing.metrics.registry import Unit
from smarketing.metrics.show import show
from smarketing.store import promises, records
from smarketing.store.engine import open_store
from smarketing.ui.places import PAGES
from smarketing.workspace import Workspace
from tests.metrics import company

FRAME = Path(__file__).resolve().parents[2] / "smarketing" / "ui" / "frame.py"
LAST_DAY = pd.Timestamp("2026-11-18")
AT = 1_795_000_000
GOALS = json.loads((company.FOLDER / "agreement.json").read_text("utf-8"))


def opened(path="agreement/promises.py", **said):
    page = AppTest.from_file(str(FRAME), default_timeout=300)
    for name, value in said.items():
        page.query_params[name] = value
    page.switch_page(str(PAGES / path)).run()
    assert not page.exception
    return page


def says(page):
    return " ".join(str(e.value) for e in (*page.markdown, *page.caption, *page.info)).replace("\\", "")


def table(page, column):
    """The table on the page that has this column."""
    return next(frame for frame in (d.value for d in page.dataframe) if column in frame)


def alts(page):
    return [chart.proto.alt for chart in page.get("plotly_chart")]


# --- the other road: the files, by plain pandas -----------------------------------------------------


def handed_over(month, sources=()):
    """MQLs of a month, by the clock of Berlin; one that is dated before it was a lead counts on the day it became one.

    sources: all where none is named.
    """
    leads = company.leads()
    created = local(pd.to_datetime(leads["lead"]))
    qualified = local(leads["mql"]).clip(lower=created).dt.strftime("%Y-%m")
    return int(((qualified == month) & (leads["source"].isin(sources) if sources else True)).sum())


def promised(month):
    """The goals of the version that was in force on the month's last day."""
    begun = [told for told in GOALS if told["effective_from"] <= str(pd.Period(month).end_time.date())]
    return {goal["name"]: goal for goal in begun[-1]["terms"]["goals"]}


def local(moments):
    return moments.dt.tz_convert(company.ZONE).dt.tz_localize(None).dt.normalize()


@cache
def credited():
    """One row per deal that was won by the last day: won, amount, mql (its first lead's), lead (key and spell)."""
    leads = pd.read_csv(company.FOLDER / "leads.csv", parse_dates=["lead", "mql"])
    on_deals = {key for keys in company.deals()["lead_keys"].dropna() for key in keys.split(";")}
    leads = leads[leads["key"].isin(on_deals)]
    leads = leads.assign(created=local(leads["lead"]), qualified=local(leads["mql"]))
    spells = {key: rows.sort_values("spell") for key, rows in leads.groupby("key")}
    rows = []
    for deal in company.deals().itertuples():
        there = []
        for key in str(deal.lead_keys).split(";"):
            if key in spells:
                begun = spells[key][spells[key][["lead", "mql"]].min(axis=1) <= deal.opened]
                there.append(begun.iloc[-1] if len(begun) else spells[key].iloc[0])
        there.sort(key=lambda lead: (lead["created"], lead["key"], lead["spell"]))
        first = there[0] if there else None
        rows.append((
            deal.won, deal.amount, pd.NaT if first is None else first["qualified"],
            None if first is None else (first["key"], first["spell"]),
        ))  # fmt: skip
    deals = pd.DataFrame(rows, columns=["won", "amount", "mql", "lead"])
    deals = deals.assign(won=local(deals["won"]))
    return deals[deals["won"] <= LAST_DAY]


def four_numbers(quarter):
    deals, days = credited(), pd.Period(quarter)
    of_mqls = deals[deals["mql"].between(days.start_time, days.end_time)]
    closed = deals[deals["won"].between(days.start_time, days.end_time)]
    from_mqls = closed.loc[closed["mql"].notna(), "amount"].sum()
    return of_mqls["lead"].nunique(), of_mqls["amount"].sum(), from_mqls, closed["amount"].sum()


# --- the month ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "month"), [("Sep 2026", "2026-09"), ("Jul 2026", "2026-07"), ("May 2026", "2026-05")])
def test_a_past_month_is_held_against_the_goals_of_its_own_agreement(folder, name, month):
    page = opened(part="Marketing", month=name)
    goals, told = promised(month), table(page, "Promised").set_index("Goal")
    assert set(told.index) == {
        f"{goal}: {measure}" for goal, said in goals.items() for measure in ["MQLs", *["value"] * ("value" in said)]
    }
    for goal, said in goals.items():
        row, came = told.loc[f"{goal}: MQLs"], handed_over(month, said.get("sources", ()))
        assert (row["Came"], row["Promised"]) == (f"{came:,}", f"{said['mqls']:,}")
        assert row["State"] == ("✓ kept" if came >= said["mqls"] else "✗ missed")
    assert f"promised in version {1 if month < '2026-07' else 2} of the agreement" in says(page)


def test_the_goal_that_is_chosen_drives_both_curves(folder):
    page = opened(part="Marketing", month="Sep 2026", goal="Referrals")
    came = handed_over("2026-09", ("Partner Referrals", "Customer Referrals"))
    assert f"## Referrals: {came} of 40 MQLs promised for Sep 2026, the promise was missed" in says(page)
    curves = [alt for alt in alts(page) if "from 1 Sep 2026 to 30 Sep 2026" in alt]
    assert len(curves) == 2
    assert f"{came} of 40 promised" in curves[0]
    assert "€110K promised" in curves[1]


def test_the_months_beside_are_a_click_away_and_a_month_to_come_is_projected(folder):
    page = opened(part="Marketing")
    assert page.selectbox(key="month").value == "Nov 2026"
    page.button(key="month-before").click().run()
    assert f"{handed_over('2026-10')} of 560 MQLs promised for Oct 2026, the promise was kept" in says(page)
    page.button(key="month-after").click().run()
    page.button(key="month-after").click().run()
    assert "## All sources: 560 MQLs promised for Dec 2026, on course: heading for" in says(page)
    assert page.button(key="month-after").disabled
    assert not page.exception


def test_before_anything_was_agreed_the_month_says_so_and_the_review_stays(folder):
    page = opened(part="Marketing", as_of="2024-12-01")  # the first version begins on the 2nd
    assert "Marketing has promised no figure for Dec 2024" in says(page)
    assert "Month" in table(page, "Closed in all")


def test_a_past_month_is_as_known_on_the_as_of_day(folder):
    page = opened(part="Marketing", as_of="2026-10-09")
    days = company.leads()["mql_day"]
    first, last = (
        company.numbers(pd.Series(pd.to_datetime([day], utc=True)))[0] for day in ("2026-10-01", "2026-10-09")
    )
    assert page.selectbox(key="month").value == "Oct 2026"
    assert f"{days.between(first, last).sum()} of 560 MQLs promised for Oct 2026" in says(page)


# --- is it usually kept? -------------------------------------------------------------------------------


def test_the_strip_tells_of_each_of_the_last_twelve_months_whether_the_promise_was_kept(folder):
    page = opened(part="Marketing")
    months = [str(month) for month in pd.period_range("2025-11", "2026-10", freq="M")]
    came, aims = [handed_over(month) for month in months], [promised(month)["All sources"]["mqls"] for month in months]
    kept = sum(c >= a for c, a in zip(came, aims, strict=True))
    assert f"All sources: MQLs, the promise was kept in {kept} of 12 months" in says(page)
    (strip,) = [alt for alt in alts(page) if alt.startswith("MQLs against target")]
    newest = [
        f"{pd.Period(m).strftime('%b %Y')}{'' if c >= a else ' (missed)'} {c} of {a}"
        for m, c, a in zip(months, came, aims, strict=True)
    ][::-1]
    assert [newest[0] in strip, newest[2] in strip] == [True, True], strip
    assert 0 < kept < 12


def test_a_goal_that_is_new_has_only_its_own_months(folder):
    assert "Referrals: MQLs, the promise was kept in 0 of 4 months" in says(opened(part="Marketing", goal="Referrals"))


# --- more than sales can follow up? ---------------------------------------------------------------------


def test_a_line_tells_what_the_months_mqls_ask_of_sales(folder):
    came, page = handed_over("2026-09"), opened(part="Marketing", month="Sep 2026")
    said = next(c.value for c in page.caption if "too much" in c.value).replace("\\", "")
    line = re.match(r"(.*): (.*) MQLs in all at ([\d.]+) .* for ([\d,]+) attempts: ([\d.]+).% of the ([\d,]+)", said)
    verdict, *told = line.groups()
    mqls, each, needed, used, possible = (float(number.replace(",", "")) for number in told)
    assert (verdict, mqls, possible) == ("Not too much", came, 14 * 120)  # 14 reps × 120 attempts
    assert needed == pytest.approx(came * each, rel=0.05)  # an average that is written with one digit
    assert used == pytest.approx(100 * needed / possible, abs=0.1)
    assert not page.warning


@pytest.mark.parametrize(("reps", "said"), [(0, "the agreement names no reps"), (1, "Too much: ")])
def test_without_capacity_the_reason_is_said_and_with_little_of_it_there_is_a_warning(folder, reps, said):
    engine = open_store(f"sqlite:///{folder / 'workspace.db'}", upgrade=True)
    records.write_workspace(engine, Workspace(as_of=date(2026, 6, 30)))
    moments = [f"2026-06-{day:02d}T09:00:00Z" for day in range(1, 29)]
    leads = pd.DataFrame({"key": [f"K{n}" for n in range(28)], "source": "Fairs", "lead": moments, "mql": moments,
                          "sal": moments, "attempts": 3})  # fmt: skip
    leads.to_csv(folder / "leads.csv", index=False)
    terms = Terms(goals=(Goal("*All* [x](y)", mqls=20),), reps=reps, attempts_a_rep=50)
    draft = promises.write_draft(engine, terms, date(2026, 6, 1), actor="test", at=1)
    for side in Side:
        draft = promises.sign(engine, draft, side, "Ada", at=1)
    load_files(engine, [folder / "leads.csv"], actor="test", at=1_782_800_000)
    engine.dispose()
    page = opened(part="Marketing")
    assert said in says(page)
    assert "28 MQLs" in says(page) or not reps
    assert bool(page.warning) == bool(reps)
    assert any(r"## \*All\* \[x\]\(y\)" in m.value for m in page.markdown)


# --- the SLA review -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("quarter", "name"), [("2026Q3", "Q3 2026"), ("2025Q4", "Q4 2025")])
def test_the_reviews_four_numbers_of_a_quarter_are_those_of_the_files(folder, quarter, name):
    customers, theirs, from_mqls, closed = four_numbers(quarter)
    row = table(opened(part="Marketing", review="quarter"), "Quarter").set_index("Quarter").loc[name]
    money = [show(float(v), Unit.MONEY, currency="EUR") for v in (theirs, from_mqls, closed)]
    assert row.to_list() == [f"{customers}", *money, show(from_mqls / closed, Unit.PERCENT)]


def test_amounts_without_a_rate_are_named_where_they_are_not_in_the_money(folder):
    store = open_store(f"sqlite:///{folder / 'workspace.db'}", upgrade=True)
    records.write_workspace(store, Workspace(as_of=LAST_DAY.date()))
    draft = promises.write_draft(store, Terms(goals=(Goal(mqls=2, value=9.0),)), date(2026, 9, 1), actor="Ada", at=AT)
    for side in Side:
        draft = promises.sign(store, draft, side, "Ada", at=AT)
    leads, deals = folder / "leads.csv", folder / "deals.csv"
    leads.write_text("key,spell,source,mql,rejected\na,1,Web,2026-09-02,2026-09-03\na,2,Web,2026-10-02,\n")
    won = "d,a,2026-10-04,2026-10-09,100,EUR\ne,a,2026-10-05,2026-10-09,70,USD\n"
    deals.write_text(f"key,lead_keys,opened,won,amount,currency\n{won}")
    load_files(store, [leads, deals], actor="test", at=AT)
    store.dispose()
    named = "amounts in USD have no rate and are not in the money"
    told = says(opened())
    assert told.count(named) == 2, "the goals' values, and the review"
    assert says(opened(part="Value")).count(named) == 1
    assert says(opened(part="Sales")).count(named) == 2, "what came back, and what was won back"


def test_the_review_is_monthly_unless_asked_for_by_quarter(folder):
    told = table(opened(part="Marketing"), "Month")
    assert list(told["Month"][:2]) == ["Nov 2026 so far", "Oct 2026"]
    assert len(told) == 13


# --- a new version of the agreement is a line on every chart over time --------------------------------------

MARK = "A line marks 1 Jul 2026: Agreement v2."


@pytest.mark.parametrize(
    ("path", "said", "count"),
    [
        ("funnel/volume.py", {}, 3),
        ("funnel/conversion.py", {}, 2),
        ("funnel/revenue.py", {}, 1),
        ("agreement/promises.py", {"part": "Marketing", "month": "Jul 2026"}, 4),
    ],
)
def test_every_chart_over_time_marks_the_second_version_and_no_page_draws_it_itself(folder, path, said, count):
    assert sum(MARK in alt for alt in alts(opened(path, **said))) == count


def test_a_version_that_has_not_begun_by_as_of_is_no_event_yet(folder):
    assert not any("Agreement v2" in alt for alt in alts(opened("funnel/volume.py", as_of="2026-06-30")))
