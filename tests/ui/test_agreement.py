"""The agreement is written on its page: a draft, a refused save with both texts, two signatures, then it judges."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, time
from pathlib import Path
from time import sleep

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from smarketing.agreement import Calendar, Goal, Side, Start, Terms, differences
from smarketing.intake.load import load_files
from smarketing.sample import prepare
from smarketing.store import promises, records
from smarketing.store.engine import open_store
from smarketing.ui.places import PAGES
from smarketing.ui.promises import PARTS
from smarketing.ui.promises.form import BOXES
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


# --- the form -----------------------------------------------------------------------------------


@pytest.fixture
def draft(store):
    """The usual terms, written by Ada for 11 June."""
    day = date(2026, 6, 11)
    return promises.write_draft(store, Terms(), day, actor="Ada", at=1_781_000_000)


def of(draft, name):
    """A field's key."""
    return f"draft-{name}-{draft.id}"


def save(page):
    page.button(key="save-draft").click().run()
    assert not page.exception


def goals_typed(page, draft, *rows):
    """What the browser sends when rows are added to the table of goals: AppTest can't type into one."""
    page.session_state[f"{of(draft, 'goals')}-1"] = {"edited_rows": {}, "added_rows": list(rows), "deleted_rows": []}


def test_every_term_has_a_field_and_what_is_typed_there_is_saved(store, draft):
    page = opened("Agreement")
    page.selectbox(key=of(draft, "clock")).set_value(Start.MQL)
    numbers = {"touch_hours": 4.5, "decide_hours": 12.0, "attempts": 6, "attempt_days": 10, "max_unable_share": 12.5,
               "reps": 9, "attempts_a_rep": 150, "attempt_cost": 14.5, "horizon": 120}  # fmt: skip
    for name, value in numbers.items():
        page.number_input(key=of(draft, name)).set_value(value)
    page.toggle(key=of(draft, "accepted_by_default")).set_value(True)
    page.multiselect(key=of(draft, "reasons")).set_value(["Not a fit", "Gone quiet"])
    page.button_group(key=of(draft, "working_days")).set_value([0, 1, 2, 3])
    page.time_input(key=of(draft, "opens")).set_value(time(8, 30))
    page.time_input(key=of(draft, "closes")).set_value(time(16))
    page.selectbox(key=of(draft, "time_zone")).set_value("Europe/Berlin")
    page.selectbox(key=of(draft, "country")).set_value("DE")
    page.text_area(key=of(draft, "text")).set_value("Every Monday.")
    goals_typed(page, draft, {"name": "Fairs", "mqls": 40, "value": 9000.0, "sources": ["Fairs"], "segments": ["SMB"]})
    page.run()  # only now there are parts of Germany, and the new reason, to choose from
    page.selectbox(key=of(draft, "subdivision")).set_value("BY")
    page.selectbox(key=of(draft, "unable")).set_value("Gone quiet")
    page.run()
    assert "Fairs: 40 MQLs a month from Fairs in SMB, worth 9,000 EUR together" in says(page).replace("\\", "")
    save(page)
    (saved,) = promises.agreements(store)
    assert saved.terms == Terms(
        calendar=Calendar((0, 1, 2, 3), time(8, 30), time(16), "Europe/Berlin", "DE", "BY"),
        goals=(Goal("Fairs", ("Fairs",), ("SMB",), 40, 9000.0),), clock=Start.MQL, touch_hours=4.5, decide_hours=12.0,
        attempts=6, attempt_days=10, reasons=("Not a fit", "Gone quiet"), unable="Gone quiet", max_unable_share=0.125,
        accepted_by_default=True, reps=9, attempts_a_rep=150, attempt_cost=14.5, horizon=120, text="Every Monday.",
    )  # fmt: skip
    assert {n for line in BOXES.values() for names in line for n in names if n} == (
        {f.name for kind in (Terms, Calendar) for f in fields(kind)} - {"calendar"}
    )


def test_a_form_that_nobody_touched_says_what_is_stored(store, draft):
    terms = draft.terms.changed(goals=(Goal("All", (), (), 50), Goal("Fairs", ("Fairs",), (), 40, 9000.0)),
                                calendar=Calendar(country="DE", subdivision="BE"))  # fmt: skip
    promises.change_draft(store, draft, terms, draft.effective_from, actor="Ada", at=1_781_000_000)
    page = opened("Agreement")
    save(page)
    assert [e.action for e in promises.history(store)] == ["changed", "written"]
    assert "has to be saved before" not in says(page)


def test_what_makes_no_sense_is_told_in_words_and_kept(store, draft):
    page = opened("Agreement")
    page.number_input(key=of(draft, "touch_hours")).set_value(0.0).run()
    assert "First human touch within, business hours: 0 makes no sense" in says(page).replace("\\", "")
    assert page.button(key="save-draft").disabled
    page.number_input(key=of(draft, "touch_hours")).set_value(3.0)
    goals_typed(page, draft, {"name": "Fairs", "mqls": 1}, {"name": "Fairs", "mqls": 2})
    page.run()
    assert "Two goals have the same name" in says(page)
    page.multiselect(key=of(draft, "reasons")).set_value(["Not a fit"])
    goals_typed(page, draft)
    page.run()
    assert "No reason is chosen that needs the attempts" in says(page)
    assert promises.agreements(store)[0].terms == draft.terms


def test_what_is_typed_and_not_saved_is_there_again_after_a_look_at_another_part(store, draft):
    page = opened("Agreement")
    page.number_input(key=of(draft, "attempts")).set_value(7)
    goals_typed(page, draft, {"name": "Fairs", "mqls": 40})
    page.run()
    assert "has to be saved before it can be signed" in says(page)
    assert "sign-sales-button" not in {b.key for b in page.button}
    page.button_group(key="part").set_value("Sales").run()
    assert "both sides have to sign an agreement" in says(page)
    page.button_group(key="part").set_value("Agreement").run()
    assert page.number_input(key=of(draft, "attempts")).value == 7
    save(page)
    (saved,) = promises.agreements(store)
    assert (saved.terms.attempts, saved.terms.goals) == (7, (Goal("Fairs", mqls=40),))


def test_somebody_elses_words_are_told_and_can_be_taken(store, draft):
    page = opened("Agreement")
    page.number_input(key=of(draft, "attempts")).set_value(7).run()
    theirs = draft.terms.changed(attempts=9, reps=3)
    promises.change_draft(store, draft, theirs, draft.effective_from, actor="Ben", at=1_781_000_000)
    sleep(1.05)  # the version is asked for at most once a second
    page.run()
    assert "Ben changed this draft" in says(page)
    assert page.number_input(key=of(draft, "attempts")).value == 7
    page.button(key="show-theirs").click().run()
    assert [page.number_input(key=of(draft, name)).value for name in ("attempts", "reps")] == [9, 3]
    assert "changed this draft" not in says(page)


def test_a_draft_that_somebody_else_discarded_is_begun_anew_with_what_was_typed(store, draft):
    page = opened("Agreement")
    page.number_input(key=of(draft, "attempts")).set_value(7).run()
    promises.discard_draft(store, draft, actor="Ben", at=1_781_000_000)
    sleep(1.05)
    page.run().button(key="new-version").click().run()
    assert [a.terms.attempts for a in promises.agreements(store)] == [7]


def test_a_draft_is_discarded_after_a_question_and_stays_in_the_history(store, draft):
    page = opened("Agreement")
    page.text_input(key="draft-who").set_value("Eve").run()
    page.button(key="discard-draft").click().run()
    assert len(promises.agreements(store)) == 1
    page.button(key="discard-for-good").click().run()
    assert not page.exception
    assert promises.agreements(store) == []
    assert "Nothing is agreed yet" in says(page)
    last = promises.history(store)[0]
    assert (last.action, last.actor, last.before["number"]) == ("discarded", "Eve", 1)


def test_the_history_tells_who_did_what_with_the_words_before_and_after(store, draft):
    then = promises.change_draft(store, draft, draft.terms.changed(attempts=7, goals=(Goal("<b>Fairs</b>", mqls=9),)),
                                 date(2026, 6, 12), actor="Ben", at=1_781_003_600)  # fmt: skip
    promises.sign(store, then, Side.SALES, "Cleo", at=1_781_007_200)
    page = opened("Agreement")
    assert "wrote version" not in says(page)
    page.session_state["trail"] = True
    said = says(page.run())
    assert said.index("Cleo signed version 1 for sales") < said.index("Ben changed version 1")
    assert said.index("Ben changed version 1") < said.index("Ada wrote version 1")
    assert "In force from: 11 Jun 2026 → 12 Jun 2026" in said.replace("\\", "")
    assert "Attempts before it may be given up: 5 → 7" in said.replace("\\", "")
    assert r"none → \<b\>Fairs\</b\> 9" in said


def test_the_agreement_is_offered_as_papers_and_the_sample_s_can_only_be_read(folder):
    prepare(folder)
    page = opened("Agreement")
    assert {"agreed-html", "agreed-pdf"} <= {b.key for b in page.get("download_button")}
    assert "can be read; yours is written in your own workspace" in says(page)
    assert {"new-version", "save-draft"}.isdisjoint({b.key for b in page.button})


def test_a_draft_is_offered_as_papers_to_sign_on(store, draft):
    assert {"draft-html", "draft-pdf"} <= {b.key for b in opened("Agreement").get("download_button")}


def test_before_anything_is_written_the_page_says_how_to_begin(store):
    page = opened("Agreement")
    assert "Write down what you owe each other" in says(page)
    assert page.button(key="new-version").label == "Begin the first version"


def test_an_agreement_is_written_and_signed_before_there_is_a_single_lead(folder):
    engine = open_store(f"sqlite:///{folder / 'workspace.db'}", upgrade=True)
    records.write_workspace(engine, Workspace(as_of=date(2026, 6, 10)))
    assert "Nothing here yet" in says(opened("Sales"))
    page = opened("Agreement")
    page.button(key="new-version").click().run()
    for side in Side:
        page.text_input(key=f"sign-name-{side}").set_value("Ada").run()
        page.button(key=f"sign-{side}-button").click().run()
    assert not page.exception
    assert "Version 1 of the agreement is in force since 10 Jun 2026" in says(page)
    engine.dispose()


def test_an_agreement_is_written_where_only_deals_are_known(folder):
    engine = open_store(f"sqlite:///{folder / 'workspace.db'}", upgrade=True)
    records.write_workspace(engine, Workspace(as_of=date(2026, 6, 10)))
    pd.DataFrame({"key": ["d"], "opened": ["2026-05-01"], "won": ["2026-06-01"]}).to_csv(folder / "deals.csv")
    load_files(engine, [folder / "deals.csv"], actor="test", at=1_781_000_000)
    assert "There is no lead with a date here yet" in says(opened("Proposals"))
    assert opened("Agreement").button(key="new-version")
    engine.dispose()


def test_a_signed_version_that_is_to_come_can_be_read_and_printed(store, draft):
    for side in Side:
        draft = promises.sign(store, draft, side, "Ada", at=1_781_000_000)
    later = promises.write_draft(store, Terms(attempts=9), date(2026, 7, 1), actor="Ben", at=1_781_000_000)
    for side in Side:
        later = promises.sign(store, later, side, "Cleo", at=1_781_000_000)
    page = opened("Agreement")
    assert "Version 2 is signed, and in force from 1 Jul 2026" in says(page)
    assert "At least 9 attempts in 14 days" in says(page)
    assert {"to-come-2-html", "to-come-2-pdf"} <= {b.key for b in page.get("download_button")}


def test_of_the_goals_those_are_told_that_changed_and_in_what():
    same = Goal("All", mqls=99)
    before = Terms(goals=(same, Goal("Events", ("Fairs",), ("SMB",), 40, 9000.0), Goal("Old", mqls=1)))
    after = Terms(goals=(same, Goal("Events", (), ("SMB",), 40, 9000.0), Goal("New", ("Fairs",), mqls=2)))
    (row,) = differences(before, after)
    assert row[1:] == ("Events 40 (9,000) from Fairs in SMB; Old 1", "Events 40 (9,000) from all sources in SMB; New 2")


@pytest.mark.parametrize(("after", "told"), [((), "All 9; Fairs 4"), (("Fairs", "All"), "All; Fairs")])
def test_goals_that_are_gone_or_in_another_order_are_told(after, told):
    goals = {goal.name: goal for goal in (Goal("All", mqls=9), Goal("Fairs", mqls=4))}
    (row,) = differences(Terms(goals=tuple(goals.values())), Terms(goals=tuple(goals[name] for name in after)))
    assert row[1:] == (told, "; ".join(after) or "none")


def test_a_first_day_in_the_past_is_told_before_anybody_signs(store, draft):
    page = opened("Agreement")
    assert "judged anew" not in says(page)
    page.date_input(key=of(draft, "day")).set_value(date(2026, 6, 1)).run()
    assert "1 Jun 2026 is past: once both have signed, MQLs from that day on are judged anew" in says(page)
