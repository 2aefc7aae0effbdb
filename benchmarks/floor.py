"""How fast a page can be here at all: `python -m benchmarks.floor` measures the bare page beside our own.

A page of our own cannot be faster than Streamlit with five empty-handed charts, so a figure in milliseconds says
more beside that floor, measured on the same machine in the same minutes.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from statistics import median

import psutil
from playwright.sync_api import Playwright, sync_playwright

from benchmarks.browser import CHARTS, PERIODS
from benchmarks.company import company
from benchmarks.server import running, serving
from benchmarks.visit import Tab, Waited, visitor

BARE = Path(__file__).parent / "bare_page.py"
PAGE = "funnel/acceptance"
TURNS, CLICKS = 5, 8


def measure(driver: Playwright, address: str, server: psutil.Process, charts: int) -> tuple[list[Waited], list[Waited]]:
    """Warm openings, and clicks between two periods that were on screen before."""
    with visitor(driver) as context:
        for _ in range(2):
            Tab(context, address, charts=charts, server=server).close()
        warm = []
        for _ in range(TURNS):
            tab = Tab(context, address, charts=charts, server=server)
            warm.append(tab.opened)
        clicks = [tab.choose_period(PERIODS[i % 2]) for i in range(CLICKS + 2)]
        return warm, clicks[2:]


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.floor", description="Our page beside a bare one.")
    parser.add_argument("--leads", type=int, required=True)
    made = company(parser.parse_args(arguments).leads)
    with sync_playwright() as driver:
        with running(str(BARE), ready="_stcore/health") as (address, server):
            floor = measure(driver, address, server, 5)
        with serving(made) as (address, server):
            ours = measure(driver, f"{address}/{PAGE.split('/')[1]}", server, CHARTS[PAGE])
    for name, of_bare, of_ours in zip(("warm", "click"), floor, ours, strict=True):
        for part in ("painted", "server_cpu", "page_cpu"):
            low, here = (median(getattr(w, part) for w in waits) for waits in (of_bare, of_ours))
            print(f"{name:6}{part:12}bare {low:7,.0f} ms   {PAGE} {here:7,.0f} ms   {here / low:.2f} times")


if __name__ == "__main__":
    main()
