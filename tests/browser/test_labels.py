"""Names from a file are text on every page (`reliability.md` row 27): no script, no link, no request, no markup."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from tests.browser.payloads import PAYLOADS, write_labels
from tests.browser.screen import PAGES

VIEW = {"period": "Other days", "days": ["2026-06-01", "2026-11-15"], "as_of": "2026-11-18", "compare": "No comparison"}

_MADE_OF_NAMES = """() => {
  const own = location.origin;
  const inside = (node) => !node.closest('[data-testid="stSidebarNav"]');
  const told = (node) => node.outerHTML.slice(0, 200);
  const links = [...document.querySelectorAll('a[href], svg a, [xlink\\\\:href]')].filter(inside)
    .filter((a) => !(a.href && a.href.baseVal === undefined && a.href.startsWith(own)));
  const markup = [...document.querySelectorAll(
    ':is(iframe, object, embed, form:not(.vega-bindings), meta, h1, h3 b, h4 b, .katex, script, svg foreignObject)'
  )].filter((node) => node.closest('[data-testid="stMain"], [data-testid="stPopoverBody"]'));
  const pictures = [...document.querySelectorAll('[data-testid="stMain"] img')].filter((i) => !i.src.startsWith(own));
  const loud = [...document.querySelectorAll('.js-plotly-plot text, .js-plotly-plot tspan')]
    .filter((t) => parseFloat(getComputedStyle(t).fontSize) > 40);
  return { bad: window.bad ?? null, found: [...links, ...markup, ...pictures, ...loud].map(told) };
}"""
NOTHING = {"bad": None, "found": []}


def _link(page: str, **more: str | list[str]) -> str:
    return f"{PAGES[page]}?{urlencode(VIEW | more, doseq=True)}"


@pytest.mark.parametrize("page", PAGES)
def test_names_that_would_like_to_be_markup_stay_names(nasty, visit, page):
    screen = visit(nasty, _link(page))
    assert screen.failures == []
    assert screen.page.evaluate(_MADE_OF_NAMES) == NOTHING


def test_charts_write_names_out_as_they_are(nasty, visit):
    names = [name for name in PAYLOADS if name.startswith("<") and len(name) < 30]
    screen = visit(nasty, _link("Acceptance", source=names))
    texts = set(screen.panel("by-source").locator("text").all_text_contents())
    short = [name if len(name) <= 24 else f"{name[:23]}…" for name in names]
    assert len(short) > 5
    assert [name for name in short if name not in texts] == []


def test_hovering_over_every_chart_shows_no_markup_either(nasty, visit):
    screen = visit(nasty, _link("Volume"), size=(1280, 1600))
    for chart in screen.main.get_by_test_id("stPlotlyChart").all():
        box = chart.bounding_box()
        for across in (0.25, 0.35, 0.5):
            for down in (0.2, 0.4, 0.6):
                screen.page.mouse.move(box["x"] + box["width"] * across, box["y"] + box["height"] * down)
                screen.page.wait_for_timeout(60)
                assert screen.page.evaluate(_MADE_OF_NAMES) == NOTHING


def test_a_filter_takes_any_name_and_says_it_as_text(nasty, visit):
    for name in (
        "<img src=x onerror='window.bad = 1'>",
        "![seen](https://evil.example/seen.png)",
        ":red[alarm]",
        "$x^2$",
    ):
        screen = visit(nasty, _link("Today", source=name))
        assert f"only source {name}" in screen.sentence.replace("\u2060", "")  # what cuts an address
        assert screen.metrics["MQLs"] == "12"
        assert screen.page.evaluate(_MADE_OF_NAMES) == NOTHING


def test_details_filters_and_a_search_show_names_as_text(nasty, visit):
    screen = visit(nasty, _link("Volume"))
    with screen.details("by-source"):
        assert screen.page.evaluate(_MADE_OF_NAMES) == NOTHING
    with screen.popover("Filters") as body:
        body.get_by_role("combobox", name="Source", exact=True).click()
        screen.settle()
        assert screen.page.get_by_role("option").count() > 10
        assert screen.page.evaluate(_MADE_OF_NAMES) == NOTHING
    screen = visit(nasty, _link("Leads", q="<a href"))
    assert "found by “<a href”" in screen.headline
    assert screen.page.evaluate(_MADE_OF_NAMES) == NOTHING


def test_a_dropped_file_and_its_headers_are_text_too(sample, visit, tmp_path):
    leads, _ = write_labels(tmp_path)
    header, rest = leads.read_text("utf-8").split("\n", 1)
    named = header + ",<img src=x onerror='window.bad = 1'>,[x](https://evil.example)\n"
    lines = [line + ",1,2" for line in rest.splitlines()]
    file = {"name": "<b>x</b> ![](https://evil.example/n.png).csv", "mimeType": "text/csv",
            "buffer": (named + "\n".join(lines)).encode()}  # fmt: skip
    screen = visit(sample, "/upload")
    screen.doing(lambda: screen.main.locator("input[type=file]").set_input_files(file))
    screen.doing(screen.main.locator("summary").first.click)
    assert f"{len(PAYLOADS) * 12:,} leads" in screen.main.inner_text()
    assert screen.page.evaluate(_MADE_OF_NAMES) == NOTHING
