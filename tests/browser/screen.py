"""A tab of headless Chromium that notes everything that goes wrong in it, and knows when a page is done.

`Screen.problems` is empty as long as no page failed, nothing was written to the console as an error, no
request failed and none went to another host. What Streamlit itself does wrong is named in `OWN_NOISE`.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Playwright, Request, Response

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip

PAGES: dict[str, str] = {
    "Today": "/", "Room": "/room", "History": "/history", "Volume": "/volume",
    "Acceptance": "/acceptance", "Conversion": "/conversion", "Revenue": "/revenue",
    "Promises": "/promises", "Upload": "/upload", "Leads": "/leads", "Glossary": "/glossary",
}  # fmt: skip
"""Each page's path by its name in the navigation; a test holds it against `SECTIONS` of the frame."""

OWN_NOISE = re.compile(r"/[a-z]+/_stcore/(health|host-config)$")
"""On a cold deep link the frontend first takes the page for a folder with the server in it, gets 404, and looks
at the root. The only requests that may fail."""

_WATCH = """
(() => {
  const seen = { changed: performance.now() };
  window.__seen = seen;
  const note = () => { seen.changed = performance.now(); };
  const all = { subtree: true, childList: true, characterData: true, attributes: true };
  new MutationObserver(note).observe(document, all);
  window.__settled = (quiet) => {
    const app = document.querySelector('[data-testid="stApp"]');
    const charts = [...document.querySelectorAll('[data-testid="stPlotlyChart"]')];
    return !!app && app.getAttribute('data-test-script-state') === 'notRunning'
      && !document.querySelector('[data-testid="stSkeleton"], [data-stale="true"]')
      && !!document.querySelector('[data-testid="stMain"] [data-testid="stElementContainer"]')
      && charts.every((chart) => chart.querySelector('.main-svg'))
      && performance.now() - seen.changed > quiet;
  };
})();
"""
_QUIET_MS = 250


class Screen:
    """One tab. base: the server's address, without a slash at its end. name: of the page that is meant, if any."""

    def __init__(self, page: Page, base: str, *, name: str = "") -> None:
        self.page = page
        self.name = name
        self.base = base
        self.problems: list[str] = []
        page.on("console", self._note_console)
        page.on("pageerror", lambda error: self.problems.append(f"script error: {error}"))
        page.on("request", self._note_request)
        page.on("requestfailed", self._note_failed)
        page.on("response", self._note_response)

    # --- going ------------------------------------------------------------------------------------

    def open(self, path: str = "/") -> Screen:
        """A cold start at this address; back when the page is done."""
        self.page.goto(f"{self.base}{path}", wait_until="commit")
        self.settle()
        return self

    def go(self, page: str) -> Screen:
        """A click in the navigation."""
        self.page.get_by_test_id("stSidebarNavLink").filter(has_text=page).click()
        self.page.wait_for_url(re.compile(f"{re.escape(self.base)}{PAGES[page]}(\\?.*)?$"))
        self.settle()
        return self

    def settle(self, quiet: int = _QUIET_MS) -> None:
        """Wait until the script has run, every chart is drawn and nothing changes any more."""
        self.page.wait_for_function("quiet => window.__settled(quiet)", arg=quiet, polling=50, timeout=120_000)

    def resize(self, width: int, height: int) -> None:
        """Another window; back when the page has found its new shape."""
        if self.page.viewport_size != {"width": width, "height": height}:
            self.page.set_viewport_size({"width": width, "height": height})
            self.page.wait_for_timeout(150)
            self.settle()

    def doing(self, what: Callable[[], object]) -> Screen:
        """Do something that makes the page run; back when it is done."""
        what()
        self.page.wait_for_timeout(150)  # the click has to reach the server before anything can be waited for
        self.settle()
        return self

    # --- reading ----------------------------------------------------------------------------------

    @property
    def query(self) -> dict[str, list[str]]:
        """What the link says after `?`."""
        return parse_qs(urlsplit(self.page.url).query)

    @property
    def main(self) -> Locator:
        """The page beside the navigation."""
        return self.page.get_by_test_id("stMain")

    @property
    def headline(self) -> str:
        """The sentence on top."""
        return self.main.locator("h2").first.inner_text()

    @property
    def sentence(self) -> str:
        """What is on screen, in words: a headline's second line."""
        return self.main.get_by_text("As known at the end of").first.inner_text()

    @property
    def metrics(self) -> dict[str, str]:
        """The headline numbers by their names."""
        cards = self.main.get_by_test_id("stMetric")
        return {
            card.get_by_test_id("stMetricLabel").inner_text().strip(): card.get_by_test_id("stMetricValue").inner_text()
            for card in cards.all()
        }

    @property
    def failures(self) -> list[str]:
        """What the page says has failed: Streamlit's own box, or ours."""
        boxes = self.page.locator('[data-testid="stException"], [data-testid="stAlertContentError"]')
        return [box.inner_text() for box in boxes.all()]

    def panel(self, key: str) -> Locator:
        """A panel by its key."""
        return self.main.locator(f".st-key-panel-{key}")

    # --- changing ---------------------------------------------------------------------------------

    def choose(self, label: str, option: str) -> Screen:
        """One entry of a select box."""
        box = self.main.get_by_role("combobox", name=label, exact=True)
        box.click()
        box.fill(option)
        return self.doing(self.page.get_by_role("option", name=option, exact=True).click)

    def set_day(self, label: str, day: date) -> Screen:
        """A day, typed into its three fields."""
        for part, value in (("year", f"{day:%Y}"), ("month", f"{day:%m}"), ("day", f"{day:%d}")):
            field = self.main.get_by_role("spinbutton", name=re.compile(f"^{part}, {re.escape(label)}"))
            field.click()
            field.press_sequentially(value)
        return self.doing(self.main.locator("h2").first.click)  # a day counts when its field is left

    def keep(self, dimension: str, *names: str) -> Screen:
        """Names of a dimension, in the filters' popover."""
        with self.popover("Filters") as body:
            box = body.get_by_role("combobox", name=dimension, exact=True)
            for name in names:
                box.click()
                box.fill(name)
                self.doing(self.page.get_by_role("option", name=name, exact=True).click)
        return self

    def click(self, name: str, *, role: str = "button", within: Locator | None = None) -> Screen:
        """A button, a radio, a link, by what it says."""
        return self.doing((within or self.main).get_by_role(role, name=name, exact=True).first.click)  # type: ignore[arg-type]

    @contextmanager
    def popover(self, label: str) -> Iterator[Locator]:
        """A popover of the filter bar, open for a while."""
        button = self.page.locator(".st-key-filter-bar").get_by_test_id("stPopoverButton").filter(has_text=label)
        button.click()
        body = self.page.get_by_test_id("stPopoverBody")
        body.wait_for()
        self.settle()
        yield body
        while body.is_visible():  # the first press may close a list in it
            self.page.keyboard.press("Escape")
            self.page.wait_for_timeout(200)
        self.settle()

    @contextmanager
    def details(self, key: str) -> Iterator[Locator]:
        """What stands behind a panel, open for a while."""
        self.doing(self.panel(key).get_by_test_id("stPopoverButton").click)
        body = self.page.get_by_test_id("stPopoverBody")
        body.get_by_test_id("stDataFrame").wait_for()
        yield body
        if body.is_visible():
            self.doing(lambda: self.page.keyboard.press("Escape"))

    def download(self, within: Locator, kind: str) -> bytes:
        """The file behind a download button."""
        with self.page.expect_download() as started:
            within.get_by_test_id("stDownloadButton").filter(has_text=kind).get_by_role("button").click()
        return Path(started.value.path()).read_bytes()

    # --- what goes wrong ----------------------------------------------------------------------------

    def _note_console(self, message: ConsoleMessage) -> None:
        at = message.location.get("url", "")
        if message.type == "error" and not OWN_NOISE.search(urlsplit(at).path):
            self.problems.append(f"console: {message.text} ({at})")

    def _note_request(self, request: Request) -> None:
        scheme, host = urlsplit(request.url)[:2]
        if scheme not in ("data", "blob") and host != urlsplit(self.base).netloc:
            self.problems.append(f"to another host: {request.url}")

    def _note_failed(self, request: Request) -> None:
        if request.failure == "net::ERR_ABORTED":
            return  # the browser's own doing: the page was left, or led on, before all of it had come
        self.problems.append(f"request failed: {request.url} {request.failure}")

    def _note_response(self, response: Response) -> None:
        if response.status >= 400 and not OWN_NOISE.search(urlsplit(response.url).path):
            self.problems.append(f"{response.status} {response.url}")


def launch(driver: Playwright) -> Browser:
    """The Chromium that is installed here, headless."""
    return driver.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))


def visitor(browser: Browser, *, size: tuple[int, int] = (1280, 720), theme: str = "light") -> BrowserContext:
    """A browser of somebody's own: no cookie, nothing remembered."""
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=theme, accept_downloads=True, locale="en-GB",
        timezone_id="Europe/Berlin",
    )  # fmt: skip
    context.add_init_script(_WATCH)
    context.set_default_timeout(60_000)  # a busy machine is no failure
    return context
