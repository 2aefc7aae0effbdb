"""The agreement is written on its page: a draft, a refused save with both texts, two signatures, then it judges."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from smarketing.intake.load import load_files
from smarketing.intake.sample import prepare
from smarketing.store import promises, records
from smarketing.store.engine import open_store
from smarketing.ui.places import PAGES
from smarketing.ui.promises import PARTS
from smarketing.workspace import Workspace

FRAME = Path(__file__).resolve().parents[2] / "smarketing" / "ui" / "frame.py"


@pytest.fixture
def store(folder):
    engine = open_store(f"sqlite:///{folder / 'workspace.db'}", upgrade=True)
    records.write_workspace(engine, Workspace(as_of=date(2026, 6, 10)))
    moments = [f"2026-06-{day:02d}T09:00:00Z" for day in range(1, 9)]
    leads = pd.DataFrame({"key": [f"K{n}" for n in range(8)], "source": "Fairs", "lead": moments, "mql": moments,
                          "assigned": moments, "owner": "Ada"})  # fmt: skip
    leads.to_csv(folder / "leads.csv", index=False)
    load_files(engine, [folder / "leads.csv"], actor="test", at=1_781_000_000)
    yield engine
    engine.dispose()


def opened(part):
    page = AppTest.from_file(str(FRAME), default_timeout=120).run()
    page.query_params["part"] = part
    page.switch_page(str(PAGES / "agreement/promises.py")).run()
    assert not page.exception
    return page


def says(page):
    return " ".join(str(e.value) for e in (*page.markdown, *page.error, *page.info, *page.success, *page.caption))


def test_without_an_agreement_the_parts_say_what_is_missing(store):
    assert "Nothing is agreed yet" in says(opened("Agreement"))
    assert "both sides have to sign an agreement" in says(opened("Sales"))


def test_a_draft_is_changed_and_signed_on_the_page_and_judges_from_its_day(store):
    page = opened("Agreement")
    page.button(key="new-version").click().run()
    (draft,) = promises.agreements(store)
    page.number_input(key=f"draft-touch_hours-{draft.id}").set_value(3.0)
    page.date_input(key=f"draft-day-{draft.id}").set_value(date(2026, 6, 1))
    page.text_input(key="draft-who").set_value("Ada")
    page.button[[b.label for b in page.button].index("Save the draft")].click().run()
    assert not page.exception
    (draft,) = promises.agreements(store)
    assert (draft.terms.touch_hours, draft.effective_from, draft.written_by) == (3.0, date(2026, 6, 1), "Ada")
    for side, name in (("marketing", "Ada"), ("sales", "Ben")):
        page.text_input(key=f"sign-name-{side}").set_value(name).run()
        page.button(key=f"sign-{side}-button").click().run()
    assert promises.agreements(store)[0].is_signed
    assert "Version 1 of the agreement is in force since 1 Jun 2026" in says(page)
    assert "1 rep is on the board with 8 leads" in says(opened("Board"))


def test_a_page_that_is_behind_is_refused_shows_both_and_saves_on_the_second_try(store):
    page = opened("Agreement")
    page.button(key="new-version").click().run()
    (draft,) = promises.agreements(store)
    theirs = draft.terms.changed(attempts=9)
    promises.change_draft(store, draft, theirs, draft.effective_from, actor="Ben", at=1)
    page.number_input(key=f"draft-attempts-{draft.id}").set_value(2)
    save = [b.label for b in page.button].index("Save the draft")
    page.button[save].click().run()
    assert "was changed by Ben meanwhile" in says(page)
    assert promises.agreements(store)[0].terms.attempts == 9
    shown = next(d.value for d in page.dataframe if "as you wrote it" in d.value)
    assert shown[["as it stands now", "as you wrote it"]].values.tolist() == [["9", "2"]]
    page.button[save].click().run()
    assert promises.agreements(store)[0].terms.attempts == 2


def test_marketings_goal_counts_the_leads_that_were_handed_over_to_sales(folder):
    prepare(folder)
    page = opened("Marketing")
    # the sample's file has 413 leads with an MQL date of their own in November 2026, by the clock of Berlin
    assert "413 of 560 MQLs promised for Nov 2026" in says(page).replace("\\", "")


@pytest.mark.parametrize("part", PARTS)
def test_every_part_opens_on_the_sample_company(folder, part):
    prepare(folder)
    assert "## " in says(opened(part))


@pytest.mark.parametrize("part", PARTS)
def test_every_part_says_something_before_anything_is_agreed_or_won(store, part):
    assert "## " in says(opened(part))


def test_before_a_deal_is_won_no_lead_has_a_value(store):
    assert "No deal with an amount was won" in says(opened("Value"))
