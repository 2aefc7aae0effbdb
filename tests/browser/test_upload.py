"""From a dropped file to a stored one and back, as somebody with a CSV and ten seconds does it."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import psutil
import pytest

from benchmarks.readout import make

LEADS = """\
Lead ID,Name,Lead Source,Created Date,MQL Date,Handed over,SQL Date,Won
1,Ann Ash,Web,2026-03-02,2026-03-03,2026-03-04,2026-03-05,2026-03-20
2,Bob Birk,Web,2026-03-02,2026-03-04,2026-03-05,,
3,Cy Cole,Fair,2026-03-02,2026-03-09,2026-03-10,2026-03-12,
4,Di Dorn,Fair,2026-03-03,2026-03-10,,,
"""
MARCH = "period=Other+days&days=2026-03-01&days=2026-03-31&as_of=2026-06-30"


def _drop(screen, name: str, content: str | bytes):
    raw = content.encode() if isinstance(content, str) else content
    field = screen.main.locator("input[type=file]")
    return screen.doing(lambda: field.set_input_files({"name": name, "mimeType": "text/csv", "buffer": raw}))


def _counts(screen) -> str:
    return screen.panel("read-funnel").inner_text()


def _pick_column(screen, says: str, column: str):
    """Change one cell of the mapping, which is drawn on a canvas: by its place, with the keys."""
    grid = screen.main.get_by_test_id("stDataFrame").first
    grid.scroll_into_view_if_needed()
    names = grid.locator("tbody tr [role=gridcell][aria-colindex='1']").all_text_contents()
    box = grid.get_by_test_id("data-grid-canvas").first.bounding_box()
    screen.page.mouse.dblclick(box["x"] + box["width"] * 0.4, box["y"] + 38 + 37 * names.index(says) + 18)
    screen.page.locator("#portal input").wait_for()
    screen.page.keyboard.type(column)
    return screen.doing(lambda: screen.page.keyboard.press("Enter"))


@pytest.fixture
def fresh(start):
    """A fresh install of this test's own."""
    return start("fresh")


def test_a_file_is_read_mended_discarded_stored_and_taken_back(fresh, visit):
    screen = visit(fresh, "/upload")
    _drop(screen, "my leads.csv", LEADS)
    assert screen.main.get_by_text("my leads.csv: 4 leads").is_visible()
    assert "2 of 4" in _counts(screen)  # MQL → SQL

    screen.doing(screen.main.get_by_text("my leads.csv: 4 leads").click)
    assert screen.main.get_by_text("Not used: Handed over", exact=True).is_visible()
    _pick_column(screen, "SQL (a date)", "Handed over")
    assert "3 of 4" in _counts(screen)
    assert screen.main.get_by_text("Not used: SQL Date", exact=True).is_visible()

    screen.click("Discard")
    assert screen.main.get_by_test_id("stFileUploaderFile").count() == 0
    assert screen.panel("read-funnel").count() == 0
    assert "Halden Sensorik" in screen.page.get_by_test_id("stSidebar").inner_text()

    _drop(screen, "my leads.csv", LEADS)
    screen.click("Store in a new workspace of your own")
    assert screen.main.get_by_text("Stored before").is_visible()
    assert "my leads.csv · 4 of 4 rows" in screen.main.inner_text()

    today = visit(fresh, f"/?{MARCH}")
    assert "Your workspace" in today.page.get_by_test_id("stSidebar").inner_text()
    assert today.metrics["MQLs"] == "4"
    assert "Halden" not in today.page.inner_text("body")

    _drop(screen, "my leads.csv", LEADS)
    screen.click("Store in your workspace")
    assert screen.page.get_by_test_id("stToast").filter(has_text="Nothing new").is_visible()

    screen.click("Undo")
    assert "undone" in screen.main.inner_text()
    today.doing(today.page.reload)
    assert today.main.get_by_text("Nothing here yet").is_visible()


def as_of(screen):
    """The day up to which everything is known, as the filter bar shows it."""
    return "".join(screen.main.get_by_test_id("stDateInput").first.inner_text().split()).removeprefix("Asof")


def test_one_click_starts_an_own_workspace_and_a_toggle_goes_back_to_the_sample(start, visit):
    place = start("own")
    screen = visit(place)
    sidebar = screen.page.get_by_test_id("stSidebar")
    screen.click("Start your own workspace", within=sidebar)
    assert screen.main.get_by_text("Nothing here yet").is_visible()
    assert as_of(screen) == f"{datetime.now(ZoneInfo('Europe/Berlin')):%Y-%m-%d}"
    assert "sample company" not in sidebar.inner_text().replace("Show the sample company", "")

    screen.doing(sidebar.get_by_text("Show the sample company").click)
    assert screen.query == {"sample": ["true"]}
    assert screen.metrics["MQLs"] == "3,434"
    assert as_of(screen) == "2026-11-18"
    assert sidebar.get_by_text("Halden Sensorik").is_visible()
    assert visit(place, "/?sample=true").metrics == screen.metrics

    screen.doing(sidebar.get_by_text("Show the sample company").click)
    screen.click("Drop a file", role="link")
    screen.page.wait_for_url(f"{place.address}/upload*")
    assert screen.main.locator("input[type=file]").count() == 1


OPEN = """\
Lead ID,Lead Source,Created Date,MQL Date,Amount
1,Web,03/04/2026,05/04/2026,100
2,Web,04/04/2026,06/04/2026,
3,Fair,05/04/2026,,
3,Fair,05/04/2026,,
"""


def test_what_a_file_leaves_open_is_asked_and_its_receipt_is_downloaded(sample, visit):
    screen = visit(sample, "/upload")
    _drop(screen, "open.csv", OPEN)
    asked = screen.main.locator(".st-key-questions")
    assert asked.get_by_text("“Created Date”, “MQL Date” can be read both ways").is_visible()
    assert screen.panel("read-months").is_visible()  # March, April and May
    screen.doing(asked.get_by_text("Day first").click)
    assert screen.panel("read-months").count() == 0  # April alone is no course
    assert asked.get_by_text("can be read both ways").is_visible()

    with screen.page.expect_download() as page:
        screen.main.get_by_role("button", name="HTML").click()
    assert "Fair" in page.value.path().read_text()
    with screen.page.expect_download() as receipt:
        screen.main.locator(".st-key-receipts").get_by_role("button", name="CSV").click()
    assert ",4," in receipt.value.path().read_text("utf-8-sig")  # the line of the second "3"


STAGES = """\
Deal Name,Deal Stage,Pipeline,Amount,Create Date,Close Date
A,Signed,Sales,100,2026-03-04,2026-03-30
B,Verbal yes,Sales,200,2026-03-05,2026-03-30
C,Closed Lost,Sales,300,2026-03-06,2026-03-30
D,Closed Won,Renewals,400,2026-03-07,2026-03-30
"""


def test_what_a_stages_own_name_means_and_which_pipelines_are_new_business_is_asked(sample, visit):
    screen = visit(sample, "/upload")
    _drop(screen, "deals.csv", STAGES)
    asked = screen.main.locator(".st-key-questions")
    assert asked.get_by_text("“Signed”, 1 row").is_visible()
    assert "2 of 4" in _counts(screen)  # Opportunity → Customer, with the renewal

    meant = asked.get_by_role("combobox", name="“Verbal yes”, 1 row")
    screen.doing(meant.scroll_into_view_if_needed)  # a list that has just been opened closes when the page is scrolled
    screen.doing(meant.click)
    screen.doing(screen.page.get_by_role("option", name="won", exact=True).click)
    assert "3 of 4" in _counts(screen)

    screen.doing(asked.get_by_role("button", name="Remove Renewals").click)
    assert "2 of 3" in _counts(screen)
    receipt = screen.main.locator(".st-key-receipts").inner_text()
    assert "1 dropped: the row is of a pipeline that was left out." in receipt
    assert "“Verbal yes” (1) was taken for won (as was said)." in receipt


REFUSED = {
    "an empty file": ("empty.csv", b""),
    "a PDF": ("leads.csv", b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n"),
    "a pivot": ("pivot.csv", b"Sum of Amount,Q1,Q2\nNorth,1200,1300\nSouth,900,1000\nGrand Total,2100,2300\n"),
    "a picture": ("picture.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(range(256))),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_file_that_is_no_list_is_refused_in_words(sample, visit, what):
    name, content = REFUSED[what]
    screen = visit(sample, "/upload")
    _drop(screen, name, content)
    refusal = screen.main.get_by_test_id("stAlertContentError")
    assert refusal.count() == 1
    assert name in refusal.inner_text()
    assert "our fault" not in refusal.inner_text()
    assert screen.main.get_by_role("button", name=re.compile("^Store")).count() == 0


def test_a_refused_file_beside_a_good_one_is_told_and_the_good_one_is_read(sample, visit):
    screen = visit(sample, "/upload")
    good = {"name": "leads.csv", "mimeType": "text/csv", "buffer": LEADS.encode()}
    bad = {"name": "empty.csv", "mimeType": "text/csv", "buffer": b""}
    screen.doing(lambda: screen.main.locator("input[type=file]").set_input_files([good, bad]))
    assert "empty.csv" in screen.main.get_by_test_id("stAlertContentError").inner_text()
    assert "2 of 4" in _counts(screen)


def test_a_large_file_leaves_the_server_as_small_as_it_was(start, visit, tmp_path):
    large = tmp_path / "large.csv"
    make(large, 250_000)
    place = start("large")
    server = psutil.Process(place.server.process.pid)
    screen = visit(place, "/upload")
    _drop(screen, "small.csv", LEADS)  # what the first file loads stays loaded
    screen.click("Discard")
    before, size = server.memory_info().rss, large.stat().st_size
    screen.doing(lambda: screen.main.locator("input[type=file]").set_input_files(str(large)))
    screen.panel("read-funnel").wait_for(timeout=120_000)
    assert server.memory_info().rss < before + 3 * size  # the file twice, as it comes; as a table it takes more
    screen.click("Discard")
    assert server.memory_info().rss < before + 0.4 * size
