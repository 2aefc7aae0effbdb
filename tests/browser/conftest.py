"""The real app on workspaces of several kinds, and headless Chromium in front of it.

Servers are started once for a test process, when the first test asks for them; Chromium once for a file,
because Playwright's loop would otherwise go on running under the tests of other folders, which need their own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from smarketing.intake.load import load_files
from smarketing.sample import prepare
from smarketing.store.engine import Engine, open_store
from tests import postgres
from tests.browser.payloads import write_labels
from tests.browser.screen import CHROMIUM, Screen, launch, visitor
from tests.server.running import ROOT, Server, running

HERE = Path(__file__).parent
AT = 1_795_000_000
"""When things are imported: a moment in November 2026, in seconds since 1970."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark all tests of this folder."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)


@dataclass(frozen=True)
class Place:
    """A running app and the store that it shows."""

    server: Server
    folder: Path
    url: str

    @property
    def address(self) -> str:
        """Where the browser goes."""
        return f"http://{self.server.host}"

    def engine(self) -> Engine:
        """The same store, for the other road to its numbers."""
        return open_store(self.url)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for a file of tests; each visitor has a context of its own in it."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed (Debian: apt-get install chromium)")
    with sync_playwright() as driver:
        browser = launch(driver)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def start(prepared_sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Place]]:
    """`start(name, fill=…)`: a server on a data folder of its own, running until the tests end.

    fill: is given the folder and puts an own workspace into it; without it there is only the sample company.
    settings: environment variables.
    """
    with ExitStack() as stack:

        def started(name: str, *, fill: Callable[[Path], None] | None = None, **settings: str) -> Place:
            place = tmp_path_factory.mktemp(name)
            folder = shutil.copytree(prepared_sample, place / "data")
            if fill is not None:
                fill(folder)
            server = stack.enter_context(running(ROOT / "app.py", folder, log=place / "log", **settings))
            url = prepare(folder) if fill is None else _own(folder)
            return Place(server, folder, url)

        yield started


def _own(folder: Path) -> str:
    return f"sqlite:///{folder / 'workspace.db'}"


@pytest.fixture(scope="session")
def sample(start: Callable[..., Place]) -> Place:
    """The app as it opens after its installation; nobody changes anything in it."""
    return start("sample")


@pytest.fixture(scope="session")
def empty(start: Callable[..., Place]) -> Place:
    """A workspace of somebody's own without a single lead."""
    return start("empty", fill=lambda folder: open_store(_own(folder), upgrade=True).dispose())


@pytest.fixture(scope="session")
def olist(start: Callable[..., Place], shared: Path) -> Place:
    """The real Olist funnel, imported by the command."""
    files = [shared / "data/olist/marketing_qualified_leads.csv", shared / "data/olist/closed_deals.csv"]

    def by_command(folder: Path) -> None:
        command = [sys.executable, "-m", "smarketing", "import", *map(str, files)]
        environment = os.environ | {"SMARKETING_DATA_FOLDER": str(folder)}
        subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)

    return start("olist", fill=by_command)


@pytest.fixture(scope="session")
def nasty(start: Callable[..., Place]) -> Place:
    """A workspace whose every name would like to be markup."""

    def written(folder: Path) -> None:
        engine = open_store(_own(folder), upgrade=True)
        load_files(engine, write_labels(folder.parent), actor="test", at=AT)
        engine.dispose()

    return start("nasty", fill=written)


@pytest.fixture(scope="session")
def on_postgres(
    start: Callable[..., Place],
    postgres_cluster: postgres.Cluster,
    migrated_postgres: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Place:
    """An own workspace on PostgreSQL, whose server a test may stop as long as it starts it again."""
    url = postgres_cluster.url(postgres_cluster.new_database(template=migrated_postgres))
    engine = open_store(url)
    load_files(engine, write_labels(tmp_path_factory.mktemp("labels")), actor="test", at=AT)
    engine.dispose()
    return replace(start("on-postgres", SMARKETING_DATABASE_URL=url), url=url)


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Callable[..., Screen]]:
    """`visit(place, path)`: a new browser's first look at a page. Ends by asking that nothing went wrong."""
    with ExitStack() as stack:
        screens: list[Screen] = []

        def visited(place: Place, path: str = "/", **browser: object) -> Screen:
            context = visitor(chromium, **browser)  # type: ignore[arg-type]
            stack.callback(context.close)
            screen = Screen(context.new_page(), place.address)
            screens.append(screen)
            return screen.open(path)

        yield visited
        assert [problem for screen in screens for problem in screen.problems] == []
