"""The part Proposals: its figures against plain pandas over the sample's files, and the way into a draft."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from smarketing.agreement import LABELS, UNABLE
from smarketing.intake.load import load_files
from smarketing.sample import prepare
from smarketing.store import promises, records
from smarketing.store.engine import open_store
from smarketing.ui.places import PAGES
from smarketing.workspace import Workspace
from tests.sample_data.conftest import LEAD_MOMENTS, read
from tests.sample_data.yardsticks import business_hours, expected_by

FRAME = Path(__file__).resolve().parents[2] / "smarketing" / "ui" / "frame.py"
END = pd.Timestamp("2026-11-19")
COST = 12
"""Of an attempt, by the sample's agreement."""


def opened():
    page = AppTest.from_file(str(FRAME), default_timeout=120).run()
    page.query_params["part"] = "Proposals"
    page.switch_page(str(PAGES / "agreement/promises.py")).run()
    assert not page.exception
    return page


def says(page):
    told = " ".join(str(e.value) for e in (*page.markdown, *page.error, *page.success, *page.caption))
    return told.replace("\\", "").replace("\u202f", " ")


def proposed(page):
    """{what it is about: the figure}."""
    return {m.label: m.value.replace("\u202f", " ") for m in page.metric}


# --- the sample company ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def mqls():
    """The MQLs of the thirteen months, by the file."""
    leads = read("leads", *LEAD_MOMENTS)
    return leads[leads["mql"] >= "2025-11-01"].reset_index(drop=True)


def hours_until(share, waited, came):
    """The hour by which such a share had come, those who wait counted for as long as they waited: Kaplan–Meier."""
    waiting = 1.0
    for hour in sorted(waited[came].unique()):
        waiting *= 1 - (came & (waited == hour)).sum() / (waited >= hour).sum()
        if waiting <= 1 - share + 1e-12:
            return hour
    return None


def attempts_by_file(mqls):
    """How many calls and mails each MQL got from its MQL day until the answer."""
    calls = read("activities", "at")
    told = calls[calls["kind"].isin(["call", "email"])][["lead_key", "at"]]
    answer = mqls[["sal", "sql", "opportunity", "customer", "rejected"]].min(axis=1)
    each = told.merge(mqls.assign(answer=answer), left_on="lead_key", right_on="key")
    counts = each[(each["at"] >= each["mql"].dt.normalize()) & ~(each["at"] > each["answer"])]
    made = counts.groupby(["key", "spell"]).size()
    return pd.Series(mqls.set_index(["key", "spell"]).index.map(made), index=mqls.index).fillna(0)


def worth_by_file(mqls):
    """Of an accepted MQL: expected conversion in 90 days × average won deal ÷ share accepted."""
    deals = read("deals", "won")
    amount = deals.loc[deals["won"] >= "2025-11-01", "amount"].mean()
    age = (END - pd.Timedelta(days=1) - mqls["mql"].dt.normalize()).dt.days
    waited = (mqls["customer"].dt.normalize() - mqls["mql"].dt.normalize()).dt.days.clip(lower=0)
    accepted = mqls[["sal", "sql", "opportunity", "customer"]].notna().any(axis=1)
    share = accepted.sum() / (accepted.sum() + (mqls["rejected"].notna() & ~accepted).sum())
    return expected_by(90, waited, age)[0] * amount / share


@pytest.fixture
def sample(folder):
    prepare(folder)
    return opened()


def test_hours_and_attempts_are_those_of_the_files(sample, mqls):
    start = mqls["mql"].where(mqls["assigned"].isna(), mqls[["mql", "assigned"]].max(axis=1))
    touched = mqls["first_touch"].notna()
    hours = business_hours(start, mqls["first_touch"].fillna(END))
    four_of_five, half = (hours_until(q, (hours * 60 // 1) / 60, touched) for q in (0.8, 0.5))
    text, figures = says(sample), proposed(sample)
    told = re.search(r"80 % of ([\d,]+) MQLs were touched within ([\d.]+) h, half of them within ([\d.]+) h", text)
    assert told is not None
    assert int(told[1].replace(",", "")) == len(mqls)
    assert [float(told[2]), float(told[3])] == pytest.approx([four_of_five, half], abs=0.051)
    assert figures[LABELS["touch_hours"]] == "8 h"
    assert 4 < four_of_five <= 8

    tried, accepted = attempts_by_file(mqls), mqls[["sal", "sql", "opportunity", "customer"]].notna().any(axis=1)
    got = {k: (tried >= k).sum() for k in range(1, 12)}
    worth = worth_by_file(mqls)
    pays = [got[k] >= 10 and (accepted & (tried == k)).sum() / got[k] * worth > COST for k in got]
    last = int(np.argmin(pays))  # the first that doesn't pay has the place of the last that does
    assert figures[LABELS["attempts"]] == str(last)
    assert f"Of {got[last]:,} MQLs that got attempt {last}" in text


def test_who_was_given_up_early_is_told_by_the_attempts_that_the_leads_own_day_promised(sample, mqls):
    returned = mqls["rejected"].notna() & mqls[["sal", "sql", "opportunity", "customer"]].isna().all(axis=1)
    promised = np.where(mqls["mql"] < "2026-07-01", 4, 5)  # the sample's agreement, as its file tells it
    unable = returned & (mqls["rejected_reason"] == UNABLE)
    early = (unable & (attempts_by_file(mqls) < promised)).sum()
    fair = (unable.sum() - early) / (returned.sum() - early)
    assert f"Of {returned.sum():,} returned MQLs {unable.sum():,} said" in says(sample)
    assert f"without the {early:,} that had fewer attempts than promised" in says(sample)
    assert proposed(sample)[LABELS["max_unable_share"]] == f"{np.ceil(fair / 0.05) * 5:.0f} %"


def test_every_proposal_says_of_how_many_and_speed_is_no_proof(sample):
    told = [c.value for c in sample.caption]
    assert len(proposed(sample)) == 10
    assert sum(bool(re.match(r"Of [\d,]+ ", text)) for text in told) == 10
    assert "This does not prove that speed is the cause" in says(sample)
    assert "Not causal: reps may call the promising leads first" in says(sample)


def test_the_revenue_is_worked_back_to_the_goals_with_and_without_rounding(sample):
    by_source, goals = (d.value for d in sample.dataframe)
    whole = by_source.iloc[0]
    assert whole["Source"] == "All sources"
    parts = [float(v.replace(",", "")) for v in by_source["= MQLs"]]
    assert sum(parts[1:]) == pytest.approx(parts[0], abs=0.05 * len(parts))
    assert [int(v.replace(",", "")) for v in by_source["rounded up"]] == [int(np.ceil(p)) for p in parts]
    assert goals["Goal"].tolist() == ["All sources", "Referrals", "Webinars and trade shows"]
    assert goals["MQLs asked for"].iloc[0] == whole["= MQLs"]
    assert proposed(sample)[LABELS["goals"]] == f"{whole['rounded up']} MQLs"


def test_what_the_revenue_asks_of_sales_is_held_against_the_capacity_that_is_proposed(sample):
    told = proposed(sample)
    pattern = r"(\d+) MQLs in all at ([\d.]+) attempts each, .*? ([\d,]+) attempts: ([\d.]+) % of the ([\d,]+)"
    wanted, each, needed, used, possible = (
        float(n.replace(",", "")) for n in re.search(pattern, says(sample)).groups()
    )
    assert told[LABELS["goals"]] == f"{wanted:.0f} MQLs"
    assert possible == int(told[LABELS["reps"]]) * int(told[LABELS["attempts_a_rep"]])
    assert needed == pytest.approx(wanted * each, rel=0.05)  # an average that is written with one digit
    assert used == pytest.approx(100 * needed / possible, abs=0.1)


def test_the_sample_can_be_read_and_not_taken(sample):
    assert not [b for b in sample.button if b.key == "take-into-draft"]
    assert not [c for c in sample.checkbox if str(c.key).startswith("take-")]


# --- a workspace of one's own ---------------------------------------------------------------------


@pytest.fixture
def store(folder):
    """Forty MQLs, each touched two business hours after it came and answered an hour later; twelve were won at once."""
    engine = open_store(f"sqlite:///{folder / 'workspace.db'}", upgrade=True)
    records.write_workspace(engine, Workspace(as_of=date(2026, 6, 12)))
    on = [f"2026-06-{1 + n % 5:02d}T" for n in range(40)]
    leads = pd.DataFrame({"key": [f"K{n}" for n in range(40)], "source": "Fairs", "owner": "Ada"})
    moments = {"lead": "09", "mql": "09", "assigned": "09", "first_touch": "11", "sal": "12"}
    leads = leads.assign(**{stage: [f"{day}{hour}:00:00Z" for day in on] for stage, hour in moments.items()})
    leads.to_csv(folder / "leads.csv", index=False)
    won = [day[:-1] for day in on[:12]]
    deals = pd.DataFrame({"key": [f"D{n}" for n in range(12)], "lead_keys": leads["key"][:12], "opened": won,
                          "won": won, "amount": 1000, "currency": "EUR"})  # fmt: skip
    deals.to_csv(folder / "deals.csv", index=False)
    load_files(engine, [folder / "leads.csv", folder / "deals.csv"], actor="test", at=1_781_000_000)
    yield engine
    engine.dispose()


def test_where_the_data_cannot_say_the_card_names_what_to_export(store):
    page = opened()
    figures, text = proposed(page), says(page)
    assert [figures[LABELS[t]] for t in ("touch_hours", "decide_hours")] == ["2 h", "4 h"]
    assert {figures[LABELS[t]] for t in ("attempts", "attempt_days", "reps", "reasons", "goals")} == {"–"}
    assert "Export the calls and mails to each lead (activities), or the number of attempts with the lead" in text
    assert "Export the day on which sales returned a lead, and its reason" in text
    assert "proposes 3 of 10 figures for an agreement" in text


def test_without_a_target_the_revenue_is_asked_for(store):
    page = opened()
    page.number_input(key="revenue").set_value(10_000).run()
    # 10,000 ÷ 1,000 = 10 customers; 12 of 40 become one: 10 ÷ 0.3 = 33.3 MQLs
    assert proposed(page)[LABELS["goals"]] == "34 MQLs"
    assert "33.3 MQLs (34)" in says(page)


def test_what_is_chosen_goes_into_a_draft_and_what_is_not_stays(store):
    page = opened()
    page.checkbox(key="take-decide_hours").uncheck().run()
    page.text_input(key="proposals-who").set_value("Ada").run()
    page.button(key="take-into-draft").click().run()
    assert not page.exception
    (draft,) = promises.agreements(store)
    assert (draft.terms.touch_hours, draft.terms.decide_hours, draft.written_by) == (2, 16, "Ada")
    assert "Version 1 is a draft that holds them. Read, change and sign it in the part Agreement" in says(page)


def test_a_draft_that_was_changed_meanwhile_is_shown_and_taken_on_the_second_click(store):
    page = opened()
    page.button(key="take-into-draft").click().run()
    (draft,) = promises.agreements(store)
    theirs = draft.terms.changed(attempts=9, touch_hours=3)
    promises.change_draft(store, draft, theirs, draft.effective_from, actor="Ben", at=1)
    page.button(key="take-into-draft").click().run()
    assert "was changed by Ben meanwhile" in says(page)
    assert promises.agreements(store)[0].terms.touch_hours == 3
    shown = next(d.value for d in page.dataframe if "as you chose" in d.value)
    assert shown[["as it stands now", "as you chose"]].to_numpy().tolist() == [["3", "2"]]
    page.button(key="take-into-draft").click().run()
    terms = promises.agreements(store)[0].terms
    assert (terms.touch_hours, terms.attempts) == (2, 9)
