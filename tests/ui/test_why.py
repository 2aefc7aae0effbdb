"""The panel that tells why revenue moved: the quarter missed because of the mix, by both roads; its switches."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from smarketing.filters import Compare, Dimension, Filters
from smarketing.intake.load import load_files
from smarketing.periods import Period
from smarketing.store.engine import open_store
from smarketing.ui import why
from smarketing.ui.places import PAGES
from tests.sample_data.conftest import read

FRAME = Path(__file__).resolve().parents[2] / "smarketing" / "ui" / "frame.py"
THIRD_QUARTER = {"period": "Other days", "days": ["2026-07-01", "2026-09-30"]}
VIEW = Filters(period=Period(date(2026, 7, 1), date(2026, 9, 30)), as_of=date(2026, 11, 18))


def opened(**query):
    page = AppTest.from_file(str(FRAME), default_timeout=120)
    page.query_params.update(query)
    page.run()
    page.query_params.update(query)
    page.switch_page(str(PAGES / "funnel" / "revenue.py")).run()
    assert not page.exception
    return page


def title(page):
    told = [m.value.replace("\\", "").replace("\u202f", " ") for m in page.markdown if m.value.startswith("####")]
    return next(t for t in told if "against" in t or "too few to say why" in t)


def table(page):
    return next(d.value for d in page.dataframe if "Change" in d.value)


def won(first, last):
    deals = read("deals", "won")
    return deals[deals["won"].between(first, last)]


def test_the_quarter_was_missed_because_of_the_mix(folder):
    page = opened(**THIRD_QUARTER)
    fall = won("2026-07-01", "2026-10-01")["amount"].sum() - won("2026-04-01", "2026-07-01")["amount"].sum()
    assert fall == -508_350
    assert title(page).startswith(
        "#### Revenue fell by €508K against Apr 2026 – Jun 2026: the mix of sources alone took €526K"
    )
    told = table(page)
    assert told.iloc[0][["Source", "Change", "Mix"]].tolist() == ["All sources", "−€508K", "−€526K"]
    assert len(told) == 1 + 13
    assert why.sentence(VIEW).text in title(page).replace("#### ", "")


def test_each_sources_change_is_that_of_its_deals(folder):
    told = table(opened(**THIRD_QUARTER)).set_index("Source")["Change"]
    by_source = [won(*days).groupby("source")["amount"].sum() for days in
                 (("2026-07-01", "2026-10-01"), ("2026-04-01", "2026-07-01"))]  # fmt: skip
    change = by_source[0].sub(by_source[1], fill_value=0)
    assert change["Partner Referrals"] == -191_650
    assert told["Partner Referrals"] == "−€192K"
    assert (change < 0).to_dict() == {name: told[name].startswith("−") for name in change.index}


@pytest.mark.parametrize(("measure", "by"), [("Won deals", "Segment"), ("Pipeline created", "Team"), ("SQLs", "Owner")])
def test_the_switches_are_in_the_link(folder, measure, by):
    page = opened(**THIRD_QUARTER, moved=measure, moved_by=by, moved_steps="Groups")
    assert title(page).startswith(f"#### {measure} ")
    assert table(page).iloc[0, 0] == f"All {by.lower()}s"


def test_every_cut_has_the_same_change_to_the_cent(folder):
    for measure in why.MEASURES.values():
        found = [why.moved(VIEW, measure, by) for by in Dimension]
        assert len({round(100 * c.difference) for c in found}) == 1
        assert all(round(100 * c.parts["effect"].sum()) == round(100 * c.difference) for c in found)


def test_a_few_days_are_too_few_to_say_why(folder):
    page = opened(period="Other days", days=["2026-11-01", "2026-11-05"])
    assert "too few to say why" in title(page)


def test_without_a_comparison_it_asks_for_one(folder):
    page = opened(compare="No comparison")
    assert any("Choose what to compare with" in i.value for i in page.info)
    assert why.sentence(VIEW.within(compare=Compare.NOTHING)) is None


def test_files_of_deals_only_are_taken_apart_by_deals_and_their_size(folder):
    days = [f"2026-{month:02}-{day:02}" for month in (9, 10) for day in range(1, 13)]
    told = pd.DataFrame({"key": range(24), "source": "Fair", "opened": "2026-08-01", "won": days})
    told.assign(amount=[100] * 12 + [300] * 12).to_csv(folder / "deals.csv", index=False)
    store = open_store(f"sqlite:///{folder / 'workspace.db'}", upgrade=True)
    load_files(store, [folder / "deals.csv"], actor="test", at=1_795_000_000)
    store.dispose()
    page = opened(as_of="2026-11-18", period="Other days", days=["2026-10-01", "2026-10-31"])
    assert title(page) == "#### Revenue rose by €2,400 against Sep 2026: deal size alone brought €2,400"
