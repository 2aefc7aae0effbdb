"""How fast a page can be here at all: `python -m benchmarks.floor` measures the bare page beside our own.

A page of our own cannot be faster than Streamlit with five empty-handed charts, so a figure in milliseconds says
more beside that floor, measured on the same machine in the same minutes.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import psutil
from playwright.sync_api import Playwright, sync_playwright

from benchmarks.browser import CHARTS, PERIODS
from benchmarks.company import company
from benchmarks.server import await_ready, serving
from benchmarks.visit import Tab, Waited, visitor
from tests.postgres import free_port

BARE = Path(__file__).parent / "bare_page.py"
PAGE = "funnel/acceptance"
TURNS, CLICKS = 5, 8


@contextmanager
def bare() -> Iterator[tuple[str, psutil.Process]]:
    """The bare page's server."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(BARE), "--server.port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}"
        await_ready(f"{address}/_stcore/health", process)
        yield address, psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(timeout=30)


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
        with bare() as (address, server):
            floor = measure(driver, address, server, 5)
        with serving(made) as (address, server):
            ours = measure(driver, f"{address}/{PAGE.split('/')[1]}", server, CHARTS[PAGE])
    for name, of_bare, of_ours in zip(("warm", "click"), floor, ours, strict=True):
        for part in ("painted", "server_cpu", "page_cpu"):
            low, here = (median(getattr(w, part) for w in waits) for waits in (of_bare, of_ours))
            print(f"{name:6}{part:12}bare {low:7,.0f} ms   {PAGE} {here:7,.0f} ms   {here / low:.2f} times")


if __name__ == "__main__":
    main()
