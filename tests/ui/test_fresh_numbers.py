"""A cached number is never an old one: one changed cell of one lead shows on the page, every time.

Reliability row 22. Streamlit hashes only a sample of a large frame, so a frame as the cache's key showed
the old total for 50 of 50 edits; here the key is the view and the data's version.
"""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from smarketing.intake.load import load_files
from smarketing.store import records
from smarketing.store.engine import open_store
from smarketing.workspace import Workspace

ONE_DAY = {"period": "Other days", "days": ["2026-01-01", "2026-01-01"], "compare": "No comparison"}
FRAME = Path(__file__).resolve().parents[2] / "smarketing" / "ui" / "frame.py"


def leads(count: int) -> pd.DataFrame:
    days = pd.date_range("2026-01-01", "2026-05-31", periods=count).strftime("%Y-%m-%d")
    keys = [f"K{i}" for i in range(count)]
    return pd.DataFrame({"key": keys, "source": "Webinars", "lead": days, "mql": days, "updated": "2026-06-01"})


def mqls_on(page: AppTest) -> int:
    shown = next(m.value for m in page.run(timeout=120).metric if m.label == "MQLs")
    assert not page.exception
    return int(shown.replace(",", ""))


def changed(folder: Path, count: int, *, edits: int) -> None:
    store = open_store(f"sqlite:///{folder / 'workspace.db'}", upgrade=True)
    records.write_workspace(store, Workspace(as_of=date(2026, 6, 1)))
    told = leads(count)
    told.to_csv(folder / "leads.csv", index=False)
    load_files(store, [folder / "leads.csv"], actor="test", at=1_780_300_000)
    page = AppTest.from_file(str(FRAME), default_timeout=120)
    page.query_params.update(ONE_DAY)  # few enough to be written out to the last one
    on_that_day = int((told["mql"] == ONE_DAY["days"][0]).sum())
    assert edits < on_that_day < 10_000
    assert mqls_on(page) == on_that_day
    for edit in range(1, edits + 1):
        file = folder / f"edit{edit}.csv"
        told.iloc[[edit]].assign(mql="", updated="2026-06-02").to_csv(file, index=False)
        load_files(store, [file], actor="test", at=1_780_400_000 + edit)
        time.sleep(1.05)  # the version is asked for at most once a second
        assert mqls_on(page) == on_that_day - edit


def test_one_changed_cell_shows_on_the_page(folder: Path) -> None:
    changed(folder, 3_000, edits=3)


@pytest.mark.slow
@pytest.mark.timeout(1_800)
def test_one_changed_cell_of_a_million_leads_shows_on_the_page_fifty_times(folder: Path) -> None:
    changed(folder, 1_000_000, edits=50)
