"""The alerts of the sample company against plain pandas over its files, and those of workspaces that know little."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import pandas as pd
import pytest

from smarketing import alerting, owed
from smarketing.agreement import Side, Terms
from smarketing.alert import Rule
from smarketing.errors import SmarketingError
from smarketing.intake.load import load_files
from smarketing.sample import prepare
from smarketing.store import promises, records
from smarketing.store.engine import open_store
from smarketing.workspace import Workspace
from tests.sample_data.conftest import LEAD_MOMENTS, read
from tests.sample_data.yardsticks import business_hours
from tests.ui.test_small_workspaces import WORLDS

END = pd.Timestamp("2026-11-19")
AT = 1_796_000_000  # after the sample's last day
LAST = int(datetime(2026, 11, 18, 20, tzinfo=UTC).timestamp())
ANSWERS = ["sal", "sql", "opportunity", "customer", "rejected"]


@pytest.fixture(scope="module")
def store(prepared_sample):
    engine = open_store(prepare(prepared_sample))
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def found(store):
    return alerting.found(store, at=AT)


@pytest.fixture(scope="module")
def mqls():
    """The MQLs of thirteen months by the file, with the business hours since they were handed over."""
    leads = read("leads", *LEAD_MOMENTS)
    mqls = leads[leads["mql"] >= "2025-11-01"].reset_index(drop=True)
    start = mqls[["mql", "assigned"]].max(axis=1)
    promised = np.where(mqls["mql"] < "2026-07-01", 24, 16)
    return mqls.assign(
        waited=business_hours(start, pd.Series(END, mqls.index)),
        touch_hours=business_hours(start, mqls["first_touch"].fillna(END)),
        promised=promised,
    )


def titles(found, rule):
    return {a.about[0]: a.title for a in found if a.rule is rule}


def test_each_rep_has_as_many_overdue_leads_as_the_file_says(found, mqls):
    is_open = mqls[ANSWERS].isna().all(axis=1)
    untouched = mqls["assigned"].notna() & mqls["first_touch"].isna() & (mqls["waited"] >= 8)
    owed = mqls[is_open & (untouched | (mqls["waited"] >= mqls["promised"]))]
    by_file = owed["owner"].fillna("(none)").value_counts().to_dict()
    assert len(by_file) > 5
    told = {
        owner: f"{'Nobody owns' if owner == '(none)' else f'{owner} has'} {n:,} overdue lead{'s' if n > 1 else ''}"
        for owner, n in by_file.items()
    }
    assert titles(found, Rule.BREACH) == told


def test_the_referrals_that_were_paused_miss_their_goal_by_the_leads_in_the_file(found, mqls):
    november = mqls[mqls["mql"] >= "2026-11-01"]
    came = november["source"].isin(["Partner Referrals", "Customer Referrals"]).sum()
    (told,) = [a for a in found if a.rule is Rule.PACE and a.about[:2] == ("Referrals", "mqls")]
    assert told.text.startswith(f"{came} of 40 so far, where the ideal line asks for 25;")  # 12 of 20 business days
    assert not [a for a in found if a.about[0] == "All sources"]


def test_compliance_is_that_of_the_file(prepared_sample, tmp_path, mqls):
    """Asked for a hundred percent, both promises are told, with their counts."""
    copy = tmp_path / "sample.db"
    shutil.copy(prepare(prepared_sample).removeprefix("sqlite:///"), copy)
    engine = open_store(f"sqlite:///{copy}")
    records.write_workspace(engine, replace(records.read_workspace(engine), alert_compliance=1.0))
    told = {a.about[0]: a.text for a in alerting.found(engine, at=AT) if a.rule is Rule.COMPLIANCE}
    engine.dispose()
    recent = mqls[mqls["mql"] >= END - pd.Timedelta(days=30)]
    judged = recent[recent["assigned"].notna()]
    done = judged["first_touch"].notna()
    met, due = (done & (judged["touch_hours"] <= 8)).sum(), (done | (judged["touch_hours"] >= 8)).sum()
    assert due > 300
    assert told["touch_compliance"].startswith(f"{met} of {due} leads due were touched in time")
    assert "MQLs of 20 Oct 2026 – 18 Nov 2026, as known on 18 Nov 2026, 23:59." in told["decide_compliance"]


def test_a_day_of_the_past_is_told_as_it_was_known_then(store):
    told = [a for a in alerting.found(store, at=AT, as_of=date(2026, 8, 24)) if a.rule is Rule.PACE]
    assert {a.about[0] for a in told} == {"Referrals", "Webinars and trade shows"}
    assert all("Aug 2026" in a.title and "as known on" not in a.title for a in told)
    assert all("known on 24 Aug 2026, 23:59" in a.text for a in told)


# --- a company made for it ----------------------------------------------------------------------


def leads(source, day, accepted, rejected, pending=0, kind="marketing"):
    """So many leads of one MQL day; sales answers on the day itself."""
    told = [(day, "")] * accepted + [("", day)] * rejected + [("", "")] * pending
    return [{"source": source, "source kind": kind, "mql": day, "sal": a, "rejected": r} for a, r in told]


def test_a_source_that_falls_is_told_with_the_decided_leads_past_their_deadline(store_url, tmp_path):
    rows = [
        *leads("Web", "2026-09-01", 300, 300, pending=40),
        *leads("Web", "2026-11-02", 60, 140, pending=30),
        *leads("Web", "2026-11-18", 25, 0),  # not due yet
        *leads("Web", "2026-07-21", 0, 500),  # a day before the ninety
        *leads("Fairs", "2026-09-01", 100, 100), *leads("Fairs", "2026-11-02", 50, 50),
    ]  # fmt: skip
    file = tmp_path / "leads.csv"
    pd.DataFrame(rows).rename_axis("key").reset_index().to_csv(file, index=False)
    engine = open_store(store_url)
    load_files(engine, [file], actor="test", at=LAST)
    told = [a for a in alerting.found(engine, at=LAST) if a.rule is Rule.ACCEPTANCE]
    assert [a.about[0] for a in told] == ["Web"]
    assert told[0].text.startswith("60 of 200 decided were accepted, after 300 of 600")
    records.write_workspace(engine, Workspace(alert_acceptance=1.0, alert_breach=0))
    assert alerting.found(engine, at=LAST) == []
    engine.dispose()


def test_a_reps_alert_goes_by_the_newest_deadline_that_passed(store_url, tmp_path):
    """Two business days from Monday the 2nd and the 9th; nothing is due yet of what came on the 17th."""
    days = ["2026-11-02", "2026-11-09", "2026-11-09", "2026-11-17"]
    file = tmp_path / "leads.csv"
    pd.DataFrame({"key": range(4), "owner": "Ann", "mql": days}).to_csv(file, index=False)
    engine = open_store(store_url)
    load_files(engine, [file], actor="test", at=LAST)
    told = [(a.title, a.about) for a in alerting.found(engine, at=LAST)]
    earlier = [(a.title, a.about) for a in alerting.found(engine, at=LAST, as_of=date(2026, 11, 10))]
    engine.dispose()
    assert told == [("Ann has 3 overdue leads", ("Ann", "2026-11-11"))]
    assert earlier == [("Ann has 1 overdue lead", ("Ann", "2026-11-04"))]


@pytest.mark.parametrize("world", WORLDS)
def test_data_that_knows_little_tells_what_it_can(world, tmp_path):
    files = []
    for kind, columns in WORLDS[world].items():
        files.append(tmp_path / f"{kind}.csv")
        pd.DataFrame(columns).to_csv(files[-1], index=False)
    engine = open_store(f"sqlite:///{tmp_path / 'workspace.db'}", upgrade=True)
    assert alerting.found(engine, at=LAST) == []
    load_files(engine, files, actor="test", at=LAST)
    assert {a.rule for a in alerting.found(engine, at=LAST)} <= {Rule.BREACH}
    engine.dispose()


# --- what stands in for a first touch -----------------------------------------------------------


HOUR = "2026-11-02T09:00:00Z"


def under_an_agreement(store_url, tmp_path, **columns):
    """Twenty leads that were handed over under a signed agreement, long past both deadlines, none answered in time."""
    engine = open_store(store_url)
    draft = promises.write_draft(engine, promises.terms_of({}), date(2026, 10, 1), actor="test", at=0)
    for side in Side:
        draft = promises.sign(engine, draft, side, "Ada", at=0)
    leads = pd.DataFrame({"key": range(20), "owner": "Ann", "mql": HOUR, "assigned": HOUR} | columns)
    leads.to_csv(tmp_path / "leads.csv", index=False)
    load_files(engine, [tmp_path / "leads.csv"], actor="test", at=LAST)
    return engine


def test_where_no_touch_is_told_nobody_is_told_to_have_touched_nothing(store_url, tmp_path):
    engine = under_an_agreement(store_url, tmp_path)
    told = alerting.found(engine, at=LAST)
    assert {a.about[0] for a in told if a.rule is Rule.COMPLIANCE} == {"decide_compliance"}
    (breach,) = (a.text for a in told if a.rule is Rule.BREACH)
    assert breach.startswith("20 not answered")
    assert alerting.blind(engine, at=LAST).startswith(
        "No first touch is told, so only answers are watched. Export “First touch”"
    )
    engine.dispose()


def test_a_last_contact_that_stands_in_is_told_with_the_number(store_url, tmp_path):
    engine = under_an_agreement(store_url, tmp_path, last_contacted="2026-11-12T09:00:00Z")
    (told,) = [a.text for a in alerting.found(engine, at=LAST) if a.about[0] == "touch_compliance"]
    assert "a proxy: the last contact stands in for the first touch of 20 of 20" in told
    assert alerting.blind(engine, at=LAST) == ""
    engine.dispose()


def test_where_nothing_is_told_of_sales_it_is_said_what_to_export(store_url, tmp_path):
    pd.DataFrame({"key": ["a"], "mql": [HOUR]}).to_csv(tmp_path / "leads.csv", index=False)
    engine = open_store(store_url)
    load_files(engine, [tmp_path / "leads.csv"], actor="test", at=LAST)
    assert "Only goals are watched. Export the day of acceptance" in alerting.blind(engine, at=LAST)
    engine.dispose()


def test_an_agreement_puts_nobody_on_the_board_of_a_day_before_it_began(store_url, tmp_path):
    pd.DataFrame({"key": ["a"], "mql": ["2018-01-10"]}).to_csv(tmp_path / "leads.csv", index=False)
    engine = open_store(store_url)
    load_files(engine, [tmp_path / "leads.csv"], actor="test", at=LAST)
    signed = promises.write_draft(engine, Terms(), date(2018, 1, 8), actor="test", at=LAST)
    for side in Side:
        signed = promises.sign(engine, signed, side, "Ada", at=LAST)
    assert not owed.can_tell(engine, date(2018, 1, 7))
    assert owed.can_tell(engine, date(2018, 1, 8))
    with pytest.raises(SmarketingError, match="does not say what sales made"):
        owed.morning_board(engine, at=LAST, as_of=date(2018, 1, 7))
    assert len(owed.morning_board(engine, at=LAST, as_of=date(2018, 1, 31)).reps) == 1
    engine.dispose()
