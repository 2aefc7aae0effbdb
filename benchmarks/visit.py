"""One person's browser on the app: opens pages, clicks filters, and tells how long the charts took.

    cold     a fresh browser on a freshly started server
    warm     the page opened again by a browser that has had it twice, each time for some seconds
             (Chromium keeps the compiled scripts of a page from its second visit on)
    click    another period chosen, both looked at before: every chart has to be drawn anew

A wait ends when Plotly has drawn all charts, the script is done and nothing inside a chart changes any more; its
time is that of the second animation frame after the last change, when the browser has painted it (`watch.js`).
Beside the clock stands the CPU of the server and of the page's main thread: on a busy machine only they tell much.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
from playwright.sync_api import BrowserContext, CDPSession, Page, Playwright

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
SCREEN = {"width": 1920, "height": 1080}
WATCH = (Path(__file__).parent / "watch.js").read_text()
QUIET_MS, STAY_MS, PATIENCE_MS = 400, 4_000, 120_000


@dataclass(frozen=True)
class Waited:
    """Milliseconds from the start (navigation or click), and what came meanwhile.

    painted: the last chart is on screen. wire: the last message came. server_cpu, page_cpu: work of the server's
    process and of the page's main thread. messages, bytes: over the websocket. draws: by Plotly, all charts.
    """

    painted: float
    wire: float
    server_cpu: float
    page_cpu: float
    messages: int
    bytes: int
    draws: int


@contextmanager
def visitor(driver: Playwright) -> Iterator[BrowserContext]:
    """A browser with a profile of its own, as fresh as after its installation."""
    with tempfile.TemporaryDirectory(prefix="smarketing-browser-", ignore_cleanup_errors=True) as profile:
        context = driver.chromium.launch_persistent_context(
            profile, executable_path=CHROMIUM, args=list(FLAGS), viewport=SCREEN
        )
        try:
            context.add_init_script(WATCH)
            yield context
        finally:
            context.close()


class Tab:
    """A page of the app with so many charts, in a tab of its own."""

    def __init__(self, context: BrowserContext, address: str, *, charts: int, server: psutil.Process) -> None:
        self._charts, self._server = charts, server
        self._page: Page = context.new_page()
        self._inspector: CDPSession = context.new_cdp_session(self._page)
        self._inspector.send("Performance.enable", {"timeDomain": "threadTicks"})
        begun = self._server_cpu()
        self._page.goto(address, wait_until="commit")
        self.opened = self._waited(begun, 0.0)

    def close(self, *, after: int = STAY_MS) -> None:
        """Leave, after having looked at it for so many milliseconds."""
        self._page.wait_for_timeout(after)
        self._page.close()

    def choose_period(self, name: str) -> Waited:
        """Click on another period, in the list that is open by then."""
        self._page.get_by_test_id("stSelectbox").filter(has_text="Period").locator("input").click()
        option = self._page.get_by_role("option", name=name, exact=True)
        option.wait_for()
        self._page.wait_for_timeout(300)  # the list has stopped moving
        self._page.evaluate("window.__seen.armed = true")
        server, page = self._server_cpu(), self._page_cpu()
        option.click()
        return self._waited(server, page)

    def _waited(self, server: float, page: float) -> Waited:
        asked = [self._charts, QUIET_MS]
        ready = "([charts, quiet]) => window.__settled(charts, quiet)"
        self._page.wait_for_function(ready, arg=asked, polling=50, timeout=PATIENCE_MS)
        seen = self._page.evaluate("window.__seen")
        return Waited(
            painted=seen["painted"] - seen["asked"],
            wire=seen["last"] - seen["asked"],
            server_cpu=self._server_cpu() - server,
            page_cpu=self._page_cpu() - page,
            messages=seen["messages"],
            bytes=seen["bytes"],
            draws=self._page.evaluate("window.__draws()"),
        )

    def _server_cpu(self) -> float:
        times = self._server.cpu_times()
        return (times.user + times.system) * 1e3

    def _page_cpu(self) -> float:
        told = self._inspector.send("Performance.getMetrics")["metrics"]
        return next(m["value"] for m in told if m["name"] == "TaskDuration") * 1e3
