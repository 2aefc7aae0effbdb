"""What a person waits for, in headless Chromium: from opening a page, and from a filter click, to the last chart.

    python -m benchmarks.browser --leads 20000 --leads 1000000 [--page funnel/acceptance …] [--json]

What is measured, and how, is told in `visit.py`.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import median

from playwright.sync_api import Playwright, sync_playwright

from benchmarks.company import Company, company
from benchmarks.server import serving
from benchmarks.visit import Tab, Waited, visitor

CHARTS = {
    "meeting/today": 4, "funnel/volume": 4, "funnel/acceptance": 5, "funnel/conversion": 5, "funnel/revenue": 2,
}  # fmt: skip
"""How many charts each page has at the least; so many have to be there."""
PERIODS = ("Last 12 months", "Last 6 months")
COLD, WARM, CLICKS = 3, 7, 10


@dataclass(frozen=True)
class Figures:
    """Medians of one page at one number of leads: milliseconds, but for messages and draws.

    first_click: a period that nobody has asked for yet; click: periods that were on screen before.
    """

    leads: int
    page: str
    charts: int
    cold: float
    warm: float
    warm_server_cpu: float
    warm_page_cpu: float
    first_click: float
    click: float
    click_wire: float
    click_server_cpu: float
    click_page_cpu: float
    click_messages: float
    click_draws: float
    load_average: float


def measure(driver: Playwright, made: Company, page: str) -> Figures:
    """One page at one number of leads."""
    cold = [_cold(driver, made, page) for _ in range(COLD)]
    with serving(made) as (address, server), visitor(driver) as context:

        def opened() -> Tab:
            return Tab(context, _url(address, page), charts=CHARTS[page], server=server)

        for _ in range(2):
            opened().close()
        warm, tab = [], opened()
        for _ in range(WARM):
            warm.append(tab.opened)
            tab.close(after=0)
            tab = opened()
        clicks = [tab.choose_period(PERIODS[i % 2]) for i in range(CLICKS + 1)]
    first, cached = clicks[0], clicks[1:]
    return Figures(
        made.leads, page, CHARTS[page], _median(cold, "painted"),
        *(_median(warm, name) for name in ("painted", "server_cpu", "page_cpu")), first.painted,
        *(_median(cached, name) for name in ("painted", "wire", "server_cpu", "page_cpu", "messages", "draws")),
        os.getloadavg()[0],
    )  # fmt: skip


def _cold(driver: Playwright, made: Company, page: str) -> Waited:
    with serving(made) as (address, server), visitor(driver) as context:
        return Tab(context, _url(address, page), charts=CHARTS[page], server=server).opened


def _url(address: str, page: str) -> str:
    return f"{address}/{'' if page == 'meeting/today' else page.split('/')[1]}"


def _median(waits: Sequence[Waited], name: str) -> float:
    return float(median(asdict(w)[name] for w in waits))


COLUMNS: tuple[tuple[str, str], ...] = (
    ("cold", "cold"), ("warm", "warm"), ("warm_server_cpu", "server"), ("warm_page_cpu", "page"),
    ("first_click", "1st click"), ("click", "click"), ("click_server_cpu", "server"), ("click_page_cpu", "page"),
    ("click_messages", "messages"), ("click_draws", "draws"),
)  # fmt: skip


def show(figures: Sequence[Figures]) -> str:
    """A table: milliseconds; "server" and "page" are the CPU of what stands before them."""
    heads = "".join(f"{head:>10}" for _, head in COLUMNS)
    lines = [f"{'leads':>9} {'page':18} {'charts':>6}{heads} {'load':>5}"]
    for f in figures:
        values = "".join(f"{getattr(f, name):10,.0f}" for name, _ in COLUMNS)
        lines.append(f"{f.leads:9,} {f.page:18} {f.charts:6}{values} {f.load_average:5.1f}")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.browser", description="Measure what people wait for.")
    parser.add_argument("--leads", type=int, action="append", required=True)
    parser.add_argument("--page", choices=list(CHARTS), action="append", help="all of them, unless named")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args(arguments)
    with sync_playwright() as driver:
        figures = [measure(driver, made, page) for made in map(company, chosen.leads) for page in chosen.page or CHARTS]
    print(json.dumps([asdict(f) for f in figures]) if chosen.json else show(figures))


if __name__ == "__main__":
    main()
