"""A stop in mid-work (`reliability.md` row 44): soon over, and nothing half-done."""

from __future__ import annotations

import time
from contextlib import ExitStack

import pytest

from smarketing.sample import FOLDER
from tests.server.conftest import write_small_app
from tests.server.running import Page, running
from tests.store.company import leads_in, opened


@pytest.mark.parametrize(
    ("tabs", "after"), [(5, 0.7), *(pytest.param(25, s, marks=pytest.mark.slow) for s in (0, 0.3, 1, 2, 4))]
)
def test_a_stop_in_mid_import_is_over_in_seconds_and_leaves_nothing_half_done(tabs, after, folder, tmp_path):
    with running(write_small_app(tmp_path), folder, log=tmp_path / "log") as server, ExitStack() as open_tabs:
        for n in range(tabs):
            tab = Page(open_tabs.enter_context(server.stream()))
            tab.run(f"import={FOLDER / 'leads.csv'}" if n == 0 else "sleep=30", wait=False)
        while not (folder / "workspace.db").exists():
            time.sleep(0.05)
        time.sleep(after)
        seconds = server.stop()
        print(f"stopped after {seconds:.2f} s with {tabs} tabs open")
        assert seconds < 10
    url = f"sqlite:///{folder / 'workspace.db'}"
    with opened(url, upgrade=True) as store:
        assert leads_in(store) in (0, _leads_in_the_file())


def _leads_in_the_file():
    with (FOLDER / "leads.csv").open("rb") as file:
        return sum(1 for _ in file) - 1
