"""The page Leads: groups, search, order, pages, export, each against the store."""

from __future__ import annotations

import csv
import io

import pytest

from smarketing.groups import PAGE, Choice, Group
from smarketing.store import rows
from tests.browser.numbers import USUAL


def _first_cell(screen) -> str:
    cells = screen.main.get_by_test_id("stDataFrame").locator("[role=gridcell]")
    return cells.first.text_content()


def _exported(screen) -> list[dict[str, str]]:
    text = screen.download(screen.main, "CSV").decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text.split("\r\n\r\n", 1)[1])))


@pytest.mark.parametrize("group", [Group.REJECTED, Group.CUSTOMERS, Group.TOO_YOUNG])
def test_a_group_has_as_many_leads_as_the_store_says(sample, visit, group):
    screen = visit(sample, f"/leads?show={group.value.replace(' ', '+')}")
    total = rows.leads(sample.engine(), USUAL, Choice(group=group, limit=1)).total
    assert screen.headline.startswith(f"{total:,} leads: {group.value}")


def test_searching_and_sorting_change_rows_link_and_export_alike(sample, visit):
    screen = visit(sample, "/leads")
    box = screen.main.get_by_role("searchbox", name="Search")
    screen.doing(lambda: (box.fill("sensorik"), screen.page.wait_for_timeout(800)))
    screen.choose("Sorted by", "Name")
    screen.doing(screen.main.get_by_text("Newest first").click)
    assert {key: screen.query[key] for key in ("q", "sort", "newest")} == {
        "q": ["sensorik"], "sort": ["Name"], "newest": ["false"],
    }  # fmt: skip
    choice = Choice(search="sensorik", sort="Name", newest_first=False)
    found = rows.leads(sample.engine(), USUAL, choice)
    assert screen.headline.startswith(f"{found.total:,} leads: MQLs")
    assert "found by “sensorik”" in screen.headline
    assert _first_cell(screen) == found.rows["label"].iloc[0]
    exported = _exported(screen)
    assert len(exported) == found.total
    assert [row["Name"] for row in exported[:PAGE]] == list(found.rows["label"])


def test_the_second_page_shows_the_next_leads_and_a_narrower_view_begins_anew(sample, visit):
    screen = visit(sample, "/leads")
    choice = Choice(offset=PAGE)
    screen.doing(screen.main.get_by_test_id("stPagination").get_by_role("button", name="Page 2", exact=True).click)
    assert _first_cell(screen) == rows.leads(sample.engine(), USUAL, choice).rows["label"].iloc[0]
    screen.choose("Which leads", "Customers")
    assert rows.leads(sample.engine(), USUAL, Choice(group=Group.CUSTOMERS)).total < PAGE
    assert _first_cell(screen)


def test_a_search_without_a_hit_says_so_in_words(sample, visit):
    screen = visit(sample, "/leads?q=%27%3B+DROP+TABLE+lead%3B--")
    assert screen.headline.startswith("0 leads: MQLs")
    assert screen.main.get_by_text("No lead matches.").is_visible()
