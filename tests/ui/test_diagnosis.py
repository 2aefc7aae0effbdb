"""The panel that tells leads from follow-up: on two pages, by the kind in the address; without data it asks for it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from smarketing.intake.load import load_files
from smarketing.sample import prepare
from smarketing.store import records
from smarketing.store.engine import open_store
from smarketing.ui import diagnosis
from smarketing.ui.places import PAGES
from smarketing.workspace import Workspace

FRAME = Path(__file__).resolve().parents[2] / "smarketing" / "ui" / "frame.py"


def opened(page, **query):
    shown = AppTest.from_file(str(FRAME), default_timeout=120).run()
    shown.query_params.update(query)
    shown.switch_page(str(PAGES / page)).run()
    assert not shown.exception
    return shown


def titles(page):
    return [m.value.replace("\\", "").replace("\u202f", " ") for m in page.markdown if m.value.startswith("####")]


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("Source", "Content Syndication is a source problem: accepted 24 % against 56 % elsewhere"),
        ("Team", "Team South has a follow-up problem: touched in time 79 % against 92 % elsewhere"),
        ("Segment", "No segment is clearly behind the others"),
    ],
)
def test_the_title_is_the_finding_on_both_pages(folder, kind, said):
    prepare(folder)
    for page, query in (("funnel/acceptance.py", {}), ("agreement/promises.py", {"part": "Sales"})):
        shown = opened(page, problem=kind, **query)
        assert any(said in title for title in titles(shown)), page


def test_the_table_tells_both_rates_with_their_counts(folder):
    prepare(folder)
    shown = opened("funnel/acceptance.py", problem="Person")
    table = next(d.value for d in shown.dataframe if "Diagnosis" in d.value)
    first = table.iloc[0]
    assert (first["Person"], first["Diagnosis"]) == ("Florian Achleitner", "follow-up problem")
    assert first["Accepted"].replace("\u202f", " ") == "45.3 % (91 of 201)"
    assert first["In time"].replace("\u202f", " ") == "68.9 % (142 of 206)"
    assert any("MQLs follow-up can't be judged" in c.value.replace("\\", "") for c in shown.caption)


def test_an_unknown_kind_in_the_address_is_the_first(folder):
    prepare(folder)
    assert any("Content Syndication" in t for t in titles(opened("funnel/acceptance.py", problem="Nobody")))


def test_without_first_touches_it_says_what_to_export(folder):
    store = open_store(f"sqlite:///{folder / 'workspace.db'}", upgrade=True)
    records.write_workspace(store, Workspace(as_of=date(2026, 6, 10)))
    days = ["2026-05-11", "2026-05-12"]
    pd.DataFrame({"key": ["a", "b"], "mql": days, "sal": ["2026-05-13", ""], "rejected": ["", "2026-05-14"]}).to_csv(
        folder / "leads.csv", index=False
    )
    load_files(store, [folder / "leads.csv"], actor="test", at=1_781_000_000)
    store.dispose()
    shown = opened("funnel/acceptance.py")
    said = " ".join(i.value for i in shown.info)
    assert "Whether it is the leads or the follow-up can't be told yet" in said
    assert "the moment (with its hour) at which it was assigned or became an MQL, and that of its first touch" in said


def test_the_caption_counts_what_no_promise_covers():
    follow_up = pd.DataFrame({"mqls": [1000, 500], "touch_unjudged": [20, 0]})
    assert diagnosis.unjudged(follow_up).startswith("Of 20 of 1,500 MQLs follow-up can't be judged")
    assert diagnosis.unjudged(follow_up.assign(touch_unjudged=0)) == ""
