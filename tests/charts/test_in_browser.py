"""Labels from files in a real browser: they are read as they are, and nothing in them comes alive."""

from pathlib import Path

import plotly.io
import pytest

from smarketing.charts.theme import look
from tests.charts.payloads import PAYLOADS
from tests.charts.pictures import every

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SHORT = [p for p in PAYLOADS if len(p) <= 24]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed (Debian's package chromium)"),
]


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    from playwright.sync_api import sync_playwright

    parts = [PAYLOADS[i : i + 11] for i in range(0, len(PAYLOADS), 11)]  # few enough that every name is drawn
    pictures = {
        f"{kind} {i}": drawn for i, part in enumerate(parts) for kind, drawn in every(part, look("dark")).items()
    }
    bodies = [
        f"<section data-kind='{kind}'>"
        + plotly.io.to_html(drawn.figure, full_html=False, include_plotlyjs=i == 0, default_width="1100px")
        + "</section>"
        for i, (kind, drawn) in enumerate(pictures.items())
    ]
    file = tmp_path_factory.mktemp("charts") / "all.html"
    file.write_text(f"<!doctype html><meta charset=utf-8><body>{''.join(bodies)}</body>")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        opened = browser.new_page(viewport={"width": 1200, "height": 900})
        opened.asked, opened.said = [], []
        opened.on("request", lambda request: opened.asked.append(request.url))
        opened.on("pageerror", lambda error: opened.said.append(str(error)))
        opened.goto(file.as_uri())
        opened.wait_for_function(f"document.querySelectorAll('.main-svg .bglayer').length >= {len(pictures)}")
        yield opened
        browser.close()


def test_no_label_becomes_a_link_a_picture_or_a_script(page):
    assert (
        page.evaluate("document.querySelectorAll('section svg a, section svg image, section svg script').length") == 0
    )
    assert page.evaluate("window.bad") is None
    assert page.said == []


def test_no_label_asks_for_anything(page):
    assert [url for url in page.asked if not url.startswith("file:")] == []


def test_names_are_read_as_the_file_has_them(page):
    ticks = page.evaluate(
        "[...document.querySelectorAll('[data-kind^=\"how_sure\"] .ytick text')].map(t => t.textContent)"
    )
    assert {" ".join(p.split()) for p in SHORT} <= set(ticks)


def test_no_name_changes_how_it_is_written(page):
    styled = page.evaluate(
        "[...document.querySelectorAll('[data-kind] .ytick text')]"
        '.filter(t => t.querySelector(\'tspan[style*="font-weight"], tspan[style*="font-style"], tspan[dy]\'))'
        ".filter(t => !t.closest('[data-kind^=\"how_far\"]')).map(t => t.textContent)"
    )
    assert styled == []


def test_hovering_tells_a_name_as_it_is(page):
    section = page.locator("[data-kind='how_many, a rate 0']")
    section.scroll_into_view_if_needed()
    section.locator(".barlayer .point path").first.hover(position={"x": 5, "y": 5}, force=True)
    told = section.locator(".hoverlayer .hovertext")
    told.wait_for()
    first = section.locator(".ytick text").first.text_content()
    assert first.rstrip("…") in told.text_content()
    assert section.locator(".hoverlayer a").count() == 0
