"""Sales' part on the sample company, and on leads that tell less: each panel draws, or says which column to export."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from smarketing.agreement import Side, Terms
from smarketing.intake.load import load_files
from smarketing.periods import Grain, Period
from smarketing.sample import prepare
from smarketing.scenes import scene
from smarketing.store import promises, records
from smarketing.store.engine import open_store
from smarketing.ui.places import PAGES
from smarketing.ui.promises.follow_up.promised import stretches
from smarketing.ui.promises.follow_up.when import not_final_since
from smarketing.workspace import Workspace

FRAME = Path(__file__).resolve().parents[2] / "smarketing" / "ui" / "frame.py"
AT = 1_781_000_000
MOMENTS = [f"2026-06-{day:02d}T09:00:00Z" for day in range(1, 9)]
LEADS = {"key": [f"K{n}" for n in range(8)], "source": ["Fairs"] * 8, "lead": MOMENTS, "mql": MOMENTS,
         "owner": ["Ada"] * 8}  # fmt: skip


def opened(path: str = "agreement/promises.py", **link: str) -> AppTest:
    page = AppTest.from_file(str(FRAME), default_timeout=120)
    for name, value in {"part": "Sales", **link}.items():
        page.query_params[name] = value
    page.run()
    page.switch_page(str(PAGES / path)).run()
    assert not page.exception
    assert not page.error
    return page


def says(page: AppTest) -> str:
    told = " ".join(str(e.value) for e in (*page.markdown, *page.info, *page.caption))
    return told.replace("\\", "").replace("\u202f", " ")


def stored(folder: Path, *, signed: bool = True, **columns: list) -> AppTest:
    """The part over eight leads of June 2026 with these columns too, under an agreement from June on."""
    store = open_store(f"sqlite:///{folder / 'workspace.db'}", upgrade=True)
    records.write_workspace(store, Workspace(as_of=date(2026, 6, 20)))
    if signed:
        draft = promises.write_draft(store, Terms(), date(2026, 6, 1), actor="Ada", at=AT)
        for side in Side:
            draft = promises.sign(store, draft, side, "Ada", at=AT)
    pd.DataFrame({**LEADS, **columns}).to_csv(folder / "leads.csv", index=False)
    load_files(store, [folder / "leads.csv"], actor="test", at=AT)
    store.dispose()
    return opened()


def test_every_section_is_on_the_sample_companys_page(folder):
    prepare(folder)
    told = says(opened())
    for title in (
        "MQLs were touched in time", "MQLs that arrive on Friday are touched in time less often than the others",
        "First-touch compliance by month", "Answer compliance by month",
        "Business hours until the first touch, by person",
        "given up as “Unable to reach” had fewer attempts than promised", "came back; “Not a fit” is",
        "leads became an MQL again", "155 never handed over, 53 nobody assigned",
    ):  # fmt: skip
        assert title in told, title
    assert "Export with the leads" not in told


def test_days_without_a_returned_mql_ask_for_no_column_that_is_there(folder):
    prepare(folder)
    told = says(opened(as_of="2024-12-02"))
    assert "No MQL of this period was returned." in told
    assert "how often sales tried" not in told


def test_the_switches_in_the_link_drive_both_panels_and_the_speed(folder):
    prepare(folder)
    page = opened(by="Source", promise="Answer")
    told = says(page)
    assert "MQLs were answered in time" in told
    assert "All MQLs by source" in told
    assert "within 24 business hours, 16 from 1 Jul 2026" in told
    assert "Business hours until the first touch, by source" in told
    page.segmented_control(key="by").set_value("Team").run()
    assert "Business hours until the first touch, by team" in says(page)


def test_friday_of_team_south_is_on_screen_with_the_teams_filter(folder):
    prepare(folder)
    assert "MQLs that arrive on Friday are touched in time less often" in says(opened(team="Team South"))
    assert "First touch by weekday and hour of arrival" in says(opened(team="Team North"))


def test_leads_that_nobody_touched_are_not_taken_for_broken_promises(folder):
    told = says(stored(folder, assigned=MOMENTS))
    assert "can't be told for these leads yet" in told
    assert "Export with the leads, and import the file; this panel then fills by itself" in told
    for column in ("the moment of the first touch, with its hour", "how often sales tried", "sales returned the lead"):
        assert column in told, column
    assert "sign an agreement" not in told
    assert "became an MQL, with its hour" not in told


def test_bare_dates_ask_for_the_hour_and_an_agreement_where_there_is_none(folder):
    days = [moment[:10] for moment in MOMENTS]
    told = says(stored(folder, signed=False, mql=days, lead=days))
    assert "the moment at which it became an MQL, with its hour" in told
    assert "the moment at which the lead was assigned to a rep, with its hour" in told
    assert "both sides have to sign an agreement" in told


def test_stand_ins_are_called_so_wherever_they_are_shown(folder):
    contacted = [moment.replace("T09", "T11") for moment in MOMENTS]
    rejected = [contacted[0], *[""] * 7]
    told = says(stored(
        folder, assigned=MOMENTS, last_contacted=contacted, times_contacted=[2] * 8, sal=["", *contacted[1:]],
        rejected=rejected, rejected_reason=["Unable to reach", *[""] * 7],
    ))  # fmt: skip
    # compliance, the states, the hours, the trend and the speed
    assert told.count("a proxy: the last contact stands in for the first touch of 8 of 8") == 5
    assert told.count("a proxy: times contacted stand in for the attempts of") == 3
    assert "1 of 1 MQLs given up as “Unable to reach” had fewer attempts than promised" in told


CONTACTED = [moment.replace("T09", "T11") for moment in MOMENTS]
ANSWERED = {"sal": ["", *CONTACTED[1:]], "rejected": [CONTACTED[0], *[""] * 7]}


def test_a_stand_in_is_called_so_on_other_pages_too(folder):
    stored(folder, assigned=MOMENTS, last_contacted=CONTACTED, times_contacted=[2] * 8, **ANSWERED)
    assert "First touch in time 8 of 8 due by the last contact, a proxy" in says(opened("meeting/today.py")).replace(
        "*", ""
    )
    (leads,) = (frame.value for frame in opened("data/leads.py").dataframe)
    assert leads["First touch (UTC)"].isna().all()
    assert leads["Last contact (UTC, a proxy)"].notna().all()
    assert leads["Times contacted as of today (a proxy)"].tolist() == [2] * 8
    shown = opened("funnel/acceptance.py")
    assert "A proxy: the last contact stands in for the first touch of 8 of 8." in says(shown)


def test_where_no_touch_is_told_every_page_says_what_to_export(folder):
    stored(folder, assigned=MOMENTS, **ANSWERED)
    today, acceptance = opened("meeting/today.py"), opened("funnel/acceptance.py")
    assert "First touch in time can't be told yet: export “First touch” or “Last contacted”" in says(today)
    assert "Answer in time 8 of 8 due" in says(today).replace("*", "")
    assert "Whether it is the leads or the follow-up can't be told yet" in says(acceptance)
    assert "no first touch is told, so answers alone count" in says(opened(part="Board"))
    assert "Last contact (UTC, a proxy)" not in opened("data/leads.py").dataframe[0].value


@pytest.mark.parametrize(
    ("told", "said"),
    [({}, "export “First touch” or “Last contacted”"), ({"last_contacted": CONTACTED}, "by the last contact, a proxy")],
)
def test_the_room_says_the_same(folder, told, said):
    stored(folder, assigned=MOMENTS, **ANSWERED, **told)
    store = open_store(f"sqlite:///{folder / 'workspace.db'}")
    scenes = {key: scene(store, key, "", at=AT) for key in ("scoreboard", "sales_promise", "board")}
    store.dispose()
    assert said in repr(scenes["scoreboard"])
    assert ("A proxy: the last contact" if told else said) in " ".join(scenes["sales_promise"].sentences)
    assert ("(a proxy)" if told else "no first touch is told") in scenes["board"].foot


def test_leads_with_a_bare_date_are_counted_out_of_the_hours(folder):
    half = [*MOMENTS[:4], *(moment[:10] for moment in MOMENTS[4:])]
    told = says(stored(folder, mql=half, assigned=[*MOMENTS[:4], *[""] * 4],
                       first_touch=[*(m.replace("T09", "T10") for m in MOMENTS[:4]), *[""] * 4]))  # fmt: skip
    assert "4 MQLs came with a bare date, without an hour, and are left out" in told
    assert "4 of 8 MQLs were touched in time, 0 late; 4 can’t be judged" in told


# --- what the sections reckon ---------------------------------------------------------------------


def test_a_period_is_cut_where_another_version_begins():
    june, july = date(2026, 6, 1), date(2026, 7, 1)
    whole = Period(june, date(2026, 7, 31))
    assert stretches(whole, [date(2024, 12, 2), july]) == [Period(june, date(2026, 6, 30)), Period(july, whole.last)]
    assert stretches(whole, [june]) == [whole]


@pytest.mark.parametrize(
    ("pending", "unfinished", "since"),
    [
        ([0, 0, 2], None, date(2026, 9, 1)),
        ([1, 0, 0], None, None),  # one old lead that was assigned late makes no month of the middle young
        ([0, 3, 1], date(2026, 9, 1), date(2026, 8, 1)),
        ([0, 0, 0], date(2026, 9, 1), date(2026, 9, 1)),
        ([0, 0, 0], None, None),
    ],
)
def test_the_youngest_months_are_not_final_while_leads_are_not_due(pending, unfinished, since):
    months = [pd.Timestamp(b.first) for b in Period(date(2026, 7, 1), date(2026, 9, 30)).buckets(Grain.MONTH)]
    assert not_final_since(pd.Series(pending, index=pd.DatetimeIndex(months)), unfinished) == since


RETURNED = {
    "mql": [f"2026-06-{day:02d}T09:00:00Z" for day in (*range(1, 11), *range(11, 21))],
    "rejected": ["2026-06-21T09:00:00Z"] * 20,
    "rejection_reason": ["Unable to reach"] * 3 + ["Not a fit"] * 7 + ["Unable to reach"] * 2 + ["Not a fit"] * 8,
}


def returned(folder: Path, *shares: tuple[date, float]) -> str:
    """The part over ten MQLs returned from the first of June on, three unable, and ten from the 11th, two unable."""
    store = open_store(f"sqlite:///{folder / 'workspace.db'}", upgrade=True)
    records.write_workspace(store, Workspace(as_of=date(2026, 6, 25)))
    for day, share in shares:
        draft = promises.write_draft(store, Terms(max_unable_share=share), day, actor="Ada", at=AT)
        for side in Side:
            draft = promises.sign(store, draft, side, "Ada", at=AT)
    keys = {"key": [f"K{n}" for n in range(20)], "source": "Fairs", "owner": "Ada", "lead": RETURNED["mql"]}
    pd.DataFrame(keys | RETURNED).to_csv(folder / "leads.csv", index=False)
    load_files(store, [folder / "leads.csv"], actor="test", at=AT)
    store.dispose()
    return says(opened())


def test_the_largest_unable_share_is_that_of_the_version_of_the_leads_day(folder):
    told = returned(folder, (date(2026, 6, 1), 0.4), (date(2026, 6, 11), 0.1))
    assert "30.0 %, 3 of 10; at most 40 % agreed from 1 Jun 2026" in told
    assert "20.0 %, 2 of 10; at most 10 % agreed from 11 Jun 2026" in told
    assert (
        "From 11 Jun 2026: “Unable to reach” is the reason of 20 % of 10 returned MQLs, the agreement allows 10 %"
        in told
    )


def test_versions_that_allow_the_same_share_are_judged_together(folder):
    told = returned(folder, (date(2026, 6, 1), 0.2), (date(2026, 6, 11), 0.2))
    assert "“Unable to reach” is the reason of 25 % of 20 returned MQLs, the agreement allows 20 %" in told
    assert "25.0 %, 5 of 20; at most 20 % agreed" in told


def test_where_nothing_is_signed_the_usual_share_is_not_called_agreed(folder):
    told = returned(folder)
    assert "25.0 %, 5 of 20; at most 20 % is usual" in told
    assert "nothing was agreed for 20 of these MQLs, so by the usual terms" in told
    assert "the agreement allows" not in told
