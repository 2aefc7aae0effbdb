"""What changed since a snapshot, on its page: the sample's, a first one taken by button, and where there is none."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from smarketing.groups import Group
from smarketing.intake.load import load_files
from smarketing.sample import COMPANY, prepare
from smarketing.snapshot import Change
from smarketing.store import snapshots
from smarketing.store.audit import events
from smarketing.store.engine import open_store
from smarketing.store.schema import snapshot
from smarketing.ui.places import LEADS, PAGES

FRAME = Path(__file__).resolve().parents[2] / "smarketing" / "ui" / "frame.py"
AT = 1_795_000_000  # 18 Nov 2026


def opened(**query) -> AppTest:
    page = AppTest.from_file(str(FRAME), default_timeout=120)
    page.query_params.update(query)
    page.session_state["more"] = True  # what is deeper is open
    page.run().switch_page(str(PAGES / "meeting/today.py")).run()
    assert not page.exception
    return page


def table(page: AppTest, first: str) -> pd.DataFrame:
    (found,) = (frame.value for frame in page.dataframe if frame.value.columns[0] == first)
    return found


def number(text: str) -> int:
    return int(text.replace(",", "") or 0)


def test_the_samples_week_adds_up_and_each_change_opens_as_many_leads(folder):
    prepare(folder)
    page = opened()
    told = table(page, "What happened")
    assert len(told) > 3
    for row in told.itertuples():
        leads = opened(show=Group.since(Change(row[1])).value).switch_page(str(LEADS)).run()
        assert not leads.exception
        (found,) = (m.value for m in leads.markdown if m.value.startswith("##"))
        assert found.startswith(f"## {row.Leads} leads\\: {row[1]} since the snapshot of 11 Nov 2026")
    stock = table(page, "Leads at")
    moved = [c for c in stock.columns if c[0] in "+−"]
    for row in stock.to_dict("records"):
        signed = sum((1 if c[0] == "+" else -1) * number(row[c]) for c in moved)
        assert number(row["Then"]) + signed == number(row["Now"])


@pytest.fixture
def own(folder):
    """A workspace of the team's own with two leads."""
    file = folder / "leads.csv"
    file.write_text(
        "key,source,mql,sal,updated\na,Web,2026-10-03,,2026-11-01\nb,Web,2026-10-04,2026-10-09,2026-11-01\n"
    )
    store = open_store(f"sqlite:///{folder / 'workspace.db'}", upgrade=True)
    load_files(store, [file], actor="test", at=AT)
    yield store, file
    store.dispose()


def test_before_the_first_snapshot_the_page_says_how_to_take_one_and_does(own):
    store, _ = own
    page = opened()
    assert any("nothing to compare with yet" in m.value for m in page.markdown)
    page.text_input(key="snapshot-label").set_value("Weekly <b>*meeting*</b>")
    page.text_input(key="snapshot-who").set_value("Ann")
    page.button(key="take-snapshot-now").click().run()
    assert not page.exception
    (kept,) = snapshots.taken(store)
    assert (kept.label, kept.taken_by, kept.leads) == ("Weekly <b>*meeting*</b>", "Ann", 2)
    assert len(events(store, snapshot)) == 1
    assert any("There is no snapshot of a day before" in m.value for m in page.markdown)


def test_what_is_restated_is_told_with_its_cause(own):
    store, file = own
    snapshots.take(store, as_of=date(2026, 11, 2), at=AT, actor="Ann <i>", label="*Weekly*")
    file.write_text(
        "key,source,mql,sal,updated\na,Web,2026-09-03,2026-11-09,2026-11-10\nc,Web,2026-11-05,,2026-11-10\n"
    )
    load_files(store, [file], actor="test", at=AT + 86_400)
    page = opened(as_of="2026-11-18")
    (told,) = (m.value for m in page.markdown if m.value.startswith("#### 1 new"))
    assert told == "#### 1 new, 1 advanced; 4 numbers of the past read differently"
    assert table(page, "Number").values.tolist() == [
        ["Leads", "Oct 2026", "2", "1", "re-dated −1"],
        ["MQLs", "Oct 2026", "2", "1", "re-dated −1"],
        ["Leads", "Sep 2026", "0", "1", "re-dated +1"],
        ["MQLs", "Sep 2026", "0", "1", "re-dated +1"],
    ]
    assert not [m.value for m in page.markdown if "<i>" in m.value]


def test_the_sample_can_not_be_kept_anew(folder):
    prepare(folder)
    assert COMPANY.as_of
    assert "take-snapshot-now" not in [b.key for b in opened().button]
