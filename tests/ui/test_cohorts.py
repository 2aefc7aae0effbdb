"""Young cohorts on the conversion page: Olist's real leads as of a day in 2018, and the sample company's back-test."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from smarketing.intake.load import load_files
from smarketing.sample import prepare
from smarketing.store import records
from smarketing.store.engine import open_store
from smarketing.ui.places import PAGES
from smarketing.workspace import Workspace

FRAME = Path(__file__).resolve().parents[2] / "smarketing" / "ui" / "frame.py"
AT = int(datetime(2019, 1, 1, tzinfo=UTC).timestamp())


def opened(**query):
    shown = AppTest.from_file(str(FRAME), default_timeout=180)
    shown.query_params.update(query)
    shown.run()
    shown.switch_page(str(PAGES / "funnel" / "conversion.py")).run()
    assert not shown.exception
    return shown


def said(page):
    return [m.value.replace("\\", "").replace("\u202f", " ") for m in (*page.markdown, *page.caption)]


@pytest.fixture
def olist(folder, shared):
    """The team's own workspace, with Olist's two files."""
    store = open_store(f"sqlite:///{folder / 'workspace.db'}", upgrade=True)
    records.write_workspace(store, Workspace(as_of=date(2018, 12, 31)))
    names = ("marketing_qualified_leads", "closed_deals")
    load_files(store, [shared / "data" / "olist" / f"{name}.csv" for name in names], actor="test", at=AT)
    store.dispose()
    return json.loads((shared / "golden" / "olist.json").read_text())


def two(share):
    return f"{100 * share:.2f} %"


def test_a_young_month_is_struck_through_with_the_expected_beside_it(olist):
    page = opened(as_of="2018-03-31", period="Other days", days=["2018-01-01", "2018-03-31"])
    told, march = olist["as_of_2018-03-31"], page.table[0].value.loc["Mar 2018"]
    march = {name: text.replace("\u202f", " ") for name, text in march.items()}
    low, high = map(two, told["kaplan_meier_90_days_band_95_log_log"])
    assert march["MQLs"] == "1,174"
    assert march["So far"] == f"~~{two(told['march_cohort_naive'])}~~" == "~~6.98 %~~"
    expected = two(told["kaplan_meier_90_days_mqls_since_2018-01-01"])
    assert march["Expected by day 90 (95 %)"] == f"**{expected}** ({low} – {high})"
    assert expected == "12.19 %"
    ends = march["Will end at (95 %)"].replace("*", "").replace("(", "").replace(")", "").replace(" %", "").split(" ")
    known_later = 100 * told["march_cohort_within_90_days_known_later"]
    assert float(ends[1]) < known_later < float(ends[3])
    assert any("Mar 2018: expect 12 %, not the 7.0 % so far" in text for text in said(page))


def test_where_the_back_test_fails_the_page_says_what_changed(olist):
    page = opened(period="Other days", days=["2018-01-01", "2018-12-31"])
    text = " ".join(said(page))
    assert "expectations came true (74.8 %): MQL → Customer changed in Jan 2018" in text
    assert "All sources: 0.70 % before Jan 2018, 11 % from then on" in text
    table = next(d.value for d in page.dataframe if "Conversion changed" in d.value).set_index("Source")
    assert table.loc["unknown", "Conversion changed"].replace("\u202f", " ") == "0 % → 19 %, Jan 2018"
    assert table.loc["social", "Share"].replace("\u202f", " ") == "92.2 %"
    assert "No deal won in the last year has an amount" in text


def test_where_nobody_is_a_customer_yet_it_says_that_it_is_too_early(olist):
    page = opened(as_of="2017-07-31", period="Other days", days=["2017-06-01", "2017-07-31"])
    text = " ".join(said(page))
    assert "Whether expectations came true can't be told yet" in text
    assert "Too few to say: fewer than ten became Customer" in text


def test_the_samples_expectations_came_true(folder):
    prepare(folder)
    page = opened()
    held = next(d.value for d in page.dataframe if "Conversion changed" in d.value)
    shares = held["Share"].str.replace("\u202f%", "").astype(float)
    assert (shares >= 90).all()
    projected = next(d.value for d in page.dataframe if "Projected (95 %)" in d.value).set_index("Source")
    assert projected.loc["(all)", "MQLs"] == "3,434"
    titles = said(page)
    assert any("3,434 MQLs will be" in t and "Customers and €" in t for t in titles)
    so_far = projected["So far"].str.replace(",", "").astype(int)
    assert so_far["(all)"] == so_far.drop("(all)").sum()
