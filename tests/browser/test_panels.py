"""What stands behind a panel: definition, table, downloads with their words on top, and the way to the leads."""

from __future__ import annotations

import csv
import io
import re

import pytest
from python_calamine import CalamineWorkbook

from smarketing.metrics import all_metrics
from tests.browser.screen import PAGES

FILTERS = "period=Last+quarter&source=Webinars&source=Trade+Shows"
WITHOUT_DETAILS = ("not-final", "what-moved", "board", "both-promises")
"""Panels that are no table: their lines say themselves what they count; promises are the whole company's."""

DEFINITIONS = {m.name: " ".join(m.definition.split()) for m in all_metrics()}


def _keys(screen):
    boxes = screen.main.locator("[class*='st-key-panel-']")
    return [re.search(r"st-key-panel-([\w-]+)", box.get_attribute("class"))[1] for box in boxes.all()]


def _top(text: str) -> list[str]:
    return [row[0] for row in csv.reader(io.StringIO(text.split("\r\n\r\n", 1)[0]))]


def _one_line(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize(
    ("page", "at_least"), {"Today": 1, "Volume": 3, "Acceptance": 5, "Conversion": 7, "Revenue": 5}.items()
)
def test_every_panel_opens_its_definition_its_table_and_its_file(sample, visit, page, at_least):
    screen = visit(sample, f"{PAGES[page]}?{FILTERS}")
    keys = [key for key in _keys(screen) if key not in WITHOUT_DETAILS]
    assert len(keys) >= at_least
    for key in keys:
        title = screen.panel(key).locator("h4").inner_text()
        with screen.details(key) as body:
            said = _one_line(body.inner_text())
            text = screen.download(body, "CSV").decode("utf-8-sig")
        top = _top(text)
        assert top[0] == f"# {_one_line(title)}"
        assert "only source Trade Shows or Webinars" in top[1]
        assert "As known at the end of 18 Nov 2026" in top[1]
        assert top[2:], "a file without a definition"
        for name, definition in (line.removeprefix("# ").split(": ", 1) for line in top[2:]):
            assert definition == DEFINITIONS[name]
            assert name in said
    assert screen.failures == []


def test_a_file_holds_the_numbers_of_its_panel_as_csv_and_as_excel(sample, visit):
    screen = visit(sample, f"/volume?{FILTERS}")
    shown = int(screen.metrics["MQLs"].replace(",", ""))
    with screen.details("by-source") as body:
        text = screen.download(body, "CSV").decode("utf-8-sig")
        book = CalamineWorkbook.from_filelike(io.BytesIO(screen.download(body, "Excel")))
    rows = list(csv.DictReader(io.StringIO(text.split("\r\n\r\n", 1)[1])))
    assert {row["source"] for row in rows} == {"Webinars", "Trade Shows"}
    assert sum(float(row["value"]) for row in rows) == shown
    sheet = book.get_sheet_by_name("Numbers").to_python()
    assert [f"# {row[0]}" for row in sheet[:2]] == _top(text)[:2]
    assert any(row[0] == "Webinars" for row in sheet)
    assert "Definitions" in book.sheet_names


def test_the_leads_behind_a_panel_are_as_many_as_its_number_says(sample, visit):
    screen = visit(sample, f"/?{FILTERS}")
    shown, before = screen.metrics["MQLs"], screen.query
    screen.doing(screen.main.get_by_text("Since the last meeting, the funnel, the targets").click)
    with screen.details("funnel") as body:
        body.get_by_role("button", name="See the leads: MQLs").click()
        screen.page.wait_for_url(re.compile("/leads"))
        screen.settle()
    assert screen.headline.startswith(f"{shown} leads: MQLs")
    assert {key: screen.query.get(key) for key in before} == before
    assert "only source Trade Shows or Webinars" in screen.sentence


@pytest.mark.parametrize(
    ("words", "group"), [(r"([\d,]+) of [\d,]+ MQLs have not had", "Too young"), (r"([\d,]+) MQLs wait", "Pending")]
)
def test_what_is_not_final_opens_exactly_the_leads_it_counts(sample, visit, words, group):
    screen = visit(sample)
    line = screen.panel("not-final").get_by_test_id("stHorizontalBlock").filter(has_text=re.compile(words))
    line = line.or_(screen.panel("not-final").locator("[direction=row]").filter(has_text=re.compile(words))).last
    count = re.search(words, line.inner_text())[1]
    line.get_by_role("button", name="Leads").click()
    screen.page.wait_for_url(re.compile("/leads"))
    screen.settle()
    assert screen.headline.startswith(f"{count} leads: {group}")


def test_a_table_has_no_button_that_exports_it_raw(sample, visit):
    screen = visit(sample, "/leads")
    table = screen.main.get_by_test_id("stDataFrame").first
    table.hover()
    toolbar = table.get_by_test_id("stElementToolbar")
    assert toolbar.get_by_role("button", name=re.compile("Search")).count() == 1
    assert toolbar.get_by_role("button", name=re.compile("Download")).count() == 0


def test_the_leads_behind_a_value_are_those_that_it_was_judged_by_whatever_is_filtered(sample, visit):
    screen = visit(sample, f"/promises?{FILTERS}&part=Value")
    with screen.details("lead-value") as body:
        rows = list(csv.DictReader(io.StringIO(screen.download(body, "CSV").decode("utf-8-sig").split("\r\n\r\n")[1])))
        body.get_by_role("button", name="See the leads: MQLs").click()
        screen.page.wait_for_url(re.compile("/leads"))
        screen.settle()
    judged = sum(int(float(row["denominator"])) for row in rows)
    assert judged > 1000
    assert screen.headline.startswith(f"{judged:,} leads: MQLs")
    assert "only source" not in screen.sentence
