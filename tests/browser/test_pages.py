"""Every page, on every kind of workspace: it opens cold by its link, nothing goes wrong, and it is laid out well.

A page is opened once and looked at by several tests, at the size of a shared screen and of a laptop.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.browser.screen import PAGES, Screen, visitor

SIZES = ((1920, 1080), (1280, 720))
LAYOUT = (Path(__file__).parent / "layout.js").read_text()
STREAMLITS_OWN = "[data-testid=stFileUploaderFile], [data-testid=stSliderTickBar]"
"""Streamlit's own small print, which no theme reaches: a file's size, the ends of a slider."""

ABOUT_THE_DATA = {"Upload", "Leads", "Glossary"}
PARTS = [f"Promises?part={part}" for part in ("Sales", "Board", "Value", "Proposals", "Agreement")]
"""What the page Promises shows when its switch is turned; each is as much as a page."""

OPENED = [f"{place} {page}" for place in ("sample", "empty", "olist") for page in (*PAGES, *PARTS)]


@pytest.fixture(scope="module")
def browsers(chromium: Browser) -> Iterator[dict[str, BrowserContext]]:
    """One browser for each workspace, that loads Streamlit's own files once."""
    contexts: dict[str, BrowserContext] = {}
    yield contexts
    for context in contexts.values():
        context.close()


@pytest.fixture(scope="module", params=OPENED)
def tab(request: pytest.FixtureRequest, chromium: Browser, browsers: dict[str, BrowserContext]) -> Iterator[Screen]:
    """A page of a workspace in a tab of its own, opened by its link."""
    kind, asked = request.param.split()
    page, _, part = asked.partition("?")
    place = request.getfixturevalue(kind)
    context = browsers.setdefault(kind, visitor(chromium, size=SIZES[0]))
    screen = Screen(context.new_page(), place.address, name=page)
    query = "&".join(filter(None, (part, VIEWS.get(kind))))
    yield screen.open(f"{PAGES[page]}?{query}")
    screen.page.close()


VIEWS = {"olist": "period=Other+days&days=2017-06-01&days=2018-05-31&as_of=2018-11-14"}
"""The days that hold something, where those are not the last ones."""


def test_a_page_opens_without_an_error(tab):
    assert (tab.failures, tab.problems) == ([], [])
    assert tab.main.locator("h2, h3").first.is_visible()


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_a_page_is_laid_out_well(tab, size):
    tab.resize(*size)
    assert tab.page.evaluate(LAYOUT, STREAMLITS_OWN) == []


@pytest.mark.parametrize("tab", ["sample Today"], indirect=True)
def test_the_page_today_fits_on_one_shared_screen(tab):
    tab.resize(1920, 1080)
    ends = tab.main.locator("[class*=st-key-panel-]").evaluate_all(
        "all => all.map(p => p.getBoundingClientRect().bottom)"
    )
    assert max(ends) <= 1080


@pytest.mark.parametrize("tab", [f"sample {page}" for page in PAGES], indirect=True)
def test_the_dark_theme_is_dark_all_over(tab, chromium, sample):
    context = visitor(chromium, theme="dark")
    screen = Screen(context.new_page(), sample.address).open(PAGES[tab.name])
    bright = screen.page.evaluate(BRIGHT)
    context.close()
    assert bright == []


BRIGHT = """() => {
  const light = (colour) => {
    const [r, g, b, a = 1] = colour.match(/[\\d.]+/g).map(Number);
    return a > 0.5 && (r + g + b) / 3 > 150;
  };
  return [...document.querySelectorAll('body, [data-testid] , .js-plotly-plot .bg, .js-plotly-plot .main-svg')]
    .filter((node) => node.getBoundingClientRect().width * node.getBoundingClientRect().height > 60000)
    .map((node) => [node, getComputedStyle(node)])
    .filter(([node, style]) => light(style.backgroundColor) || (node.matches('.bg') && light(style.fill)))
    .map(([node]) => node.outerHTML.slice(0, 120));
}"""
"""Large areas of a light colour."""


def test_the_navigation_leads_to_every_page(sample, visit):
    screen = visit(sample)
    links = screen.page.get_by_test_id("stSidebarNavLink")
    assert [link.inner_text().split("\n")[-1].strip() for link in links.all()] == list(PAGES)
    for page in [*list(PAGES)[1:], "Today"]:
        screen.go(page)
        assert screen.failures == []
        assert screen.main.locator("h2").first.is_visible()


def test_a_fresh_install_opens_on_the_sample_company_and_says_so(sample, visit):
    screen = visit(sample)
    sidebar = screen.page.get_by_test_id("stSidebar")
    assert sidebar.get_by_text("Halden Sensorik").is_visible()
    assert sidebar.get_by_text("sample company").is_visible()
    assert sidebar.get_by_role("button", name="Start your own workspace").is_visible()
    assert set(screen.metrics) >= {"MQLs", "Acceptance rate", "Revenue"}


@pytest.mark.parametrize("page", ["Today", "Conversion"])
def test_an_empty_workspace_shows_the_way_in_instead_of_zeros(empty, page, visit):
    screen = visit(empty, PAGES[page])
    assert screen.main.get_by_text("Nothing here yet").is_visible()
    assert screen.main.get_by_test_id("stMetric").count() == 0


def test_days_without_data_say_where_the_data_is_and_lead_there(olist, visit):
    screen = visit(olist)
    assert screen.main.get_by_text("The data runs from 14 Jun 2017").is_visible()
    screen.click("Show its last 12 months")
    assert screen.query["period"] == ["Last 12 months"]
    assert screen.metrics["MQLs"] != "0"


def test_the_real_funnel_shows_the_numbers_that_others_computed(olist, visit):
    screen = visit(olist, f"/?{VIEWS['olist']}")
    assert screen.metrics["MQLs"] == "8,000"
    funnel = visit(olist, f"/conversion?{VIEWS['olist']}").panel("funnel").inner_text()
    assert "8,000" in funnel
    assert "842" in funnel
