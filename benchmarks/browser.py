"""What a person waits for, in headless Chromium: from opening a page, and from a filter click, to the last chart.

    python -m benchmarks.browser --leads 20000 --leads 1000000 [--page funnel/acceptance …] [--json]

cold     a fresh browser on a freshly started server
warm     the same page opened again, in the same browser
click    another period chosen: until Plotly has drawn every chart anew and nothing in them changes any more,
         plus two animation frames. first: never asked before; cached: both periods were on screen before.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from benchmarks.company import Company, company
from benchmarks.server import serving

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
WATCH = (Path(__file__).parent / "watch.js").read_text()
CHARTS = {
    "meeting/today": 1, "funnel/volume": 3, "funnel/acceptance": 5, "funnel/conversion": 5, "funnel/revenue": 2,
}  # fmt: skip
"""How many charts each page has; all of them have to be there."""
PATHS = {page: "" if page == "meeting/today" else page.split("/")[1] for page in CHARTS}
PERIODS = ("Last 12 months", "Last 6 months")
QUIET_MS = 400
COLD, WARM, CLICKS = 3, 7, 10


@dataclass(frozen=True)
class Waited:
    """Milliseconds from the start (navigation or click). painted: last chart on screen; wire: last message came.

    idle: the script is known to be done. messages, bytes: over the websocket. draws: by Plotly, all charts.
    """

    painted: float
    wire: float
    idle: float
    messages: int
    bytes: int
    draws: int


@dataclass(frozen=True)
class Figures:
    """Medians in milliseconds of one page at one number of leads."""

    leads: int
    page: str
    charts: int
    cold: float
    warm: float
    first_click: float
    click: float
    click_wire: float
    click_messages: float
    click_bytes: float
    click_draws: float
    load_average: float


@contextmanager
def _chromium(driver: Playwright) -> Iterator[Browser]:
    browser = driver.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
    try:
        yield browser
    finally:
        browser.close()


def _visitor(browser: Browser) -> BrowserContext:
    context = browser.new_context(viewport={"width": 1920, "height": 1080})
    context.add_init_script(WATCH)
    return context


def _open(context: BrowserContext, address: str, page: str) -> tuple[Page, Waited]:
    tab = context.new_page()
    tab.goto(f"{address}/{PATHS[page]}", wait_until="commit")
    return tab, _waited(tab, CHARTS[page])


def _waited(tab: Page, charts: int) -> Waited:
    tab.wait_for_function(
        "([n, quiet]) => window.__settled(n, quiet)", arg=[charts, QUIET_MS], polling=50, timeout=60_000
    )
    seen = tab.evaluate("window.__seen")
    draws = tab.evaluate("[...document.querySelectorAll('.js-plotly-plot')].reduce((n, c) => n + (c.__draws || 0), 0)")
    begun = seen["asked"]
    return Waited(
        seen["painted"] - begun, seen["last"] - begun, seen["idle"] - begun, seen["messages"], seen["bytes"], draws
    )


def _choose(tab: Page, period: str, charts: int) -> Waited:
    tab.get_by_test_id("stSelectbox").filter(has_text="Period").locator("input").click()
    option = tab.get_by_role("option", name=period, exact=True)
    option.wait_for()
    tab.wait_for_timeout(300)  # the list has stopped moving, and the page is at rest
    tab.evaluate("window.__seen.armed = true")
    option.click()
    return _waited(tab, charts)


def measure(driver: Playwright, made: Company, page: str) -> Figures:
    """One page at one number of leads."""
    cold = []
    for _ in range(COLD - 1):
        with serving(made) as address, _chromium(driver) as browser:
            cold.append(_open(_visitor(browser), address, page)[1])
    with serving(made) as address, _chromium(driver) as browser:
        visitor = _visitor(browser)
        tab, waited = _open(visitor, address, page)
        cold.append(waited)
        warm = []
        for _ in range(WARM):
            tab.close()
            tab, waited = _open(visitor, address, page)
            warm.append(waited)
        clicks = [_choose(tab, PERIODS[i % 2], CHARTS[page]) for i in range(CLICKS + 1)]
    first, cached = clicks[0], clicks[1:]
    return Figures(
        made.leads, page, CHARTS[page], _median(cold, "painted"), _median(warm, "painted"), first.painted,
        *(_median(cached, name) for name in ("painted", "wire", "messages", "bytes", "draws")), os.getloadavg()[0],
    )  # fmt: skip


def _median(waits: Sequence[Waited], name: str) -> float:
    return float(median(asdict(w)[name] for w in waits))


def show(figures: Sequence[Figures]) -> str:
    """A table of milliseconds."""
    lines = [
        f"{'leads':>9} {'page':18} {'charts':>6} {'cold':>7} {'warm':>7} {'1st click':>9} {'click':>7} {'of it wire':>10} "
        f"{'messages':>8} {'kB':>6} {'draws':>6} {'load':>5}"
    ]
    for f in figures:
        lines.append(
            f"{f.leads:9,} {f.page:18} {f.charts:6} {f.cold:7,.0f} {f.warm:7,.0f} {f.first_click:9,.0f} {f.click:7,.0f} "
            f"{f.click_wire:10,.0f} {f.click_messages:8.0f} {f.click_bytes / 1e3:6.0f} {f.click_draws:6.0f} {f.load_average:5.1f}"
        )
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.browser", description="Measure what people wait for.")
    parser.add_argument("--leads", type=int, action="append", required=True)
    parser.add_argument("--page", choices=list(CHARTS), action="append", help="all of them, unless named")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args(arguments)
    figures = []
    with sync_playwright() as driver:
        for leads in chosen.leads:
            made = company(leads)
            figures += [measure(driver, made, page) for page in chosen.page or CHARTS]
    told: list[dict[str, Any]] = [asdict(f) for f in figures]
    print(json.dumps(told) if chosen.json else show(figures))


if __name__ == "__main__":
    main()
