"""Data that knows little (one stage, only deals, a single lead): every page says what it can, and what it can't."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from smarketing.intake.load import load_files
from smarketing.store.engine import open_store
from smarketing.ui.places import PAGES

FRAME = Path(__file__).resolve().parents[2] / "smarketing" / "ui" / "frame.py"
AT = 1_795_000_000  # 18 Nov 2026

WORLDS: dict[str, dict[str, dict[str, list]]] = {
    "only MQLs": {"leads": {"key": ["a", "b"], "source": ["X", "Y"], "mql": ["2026-09-01", "2026-10-03"]}},
    "only customers": {"leads": {"key": ["a", "b"], "customer": ["2026-09-01", "2026-10-03"]}},
    "only deals": {"deals": {"key": ["d", "e"], "opened": ["2026-08-01"] * 2, "won": ["2026-09-01", ""]}},
    "one lead": {"leads": {"key": ["a"], "mql": ["2026-11-01"], "sal": ["2026-11-02"]}},
    "no amounts": {"leads": {"key": ["a", "b"], "mql": ["2026-09-01"] * 2, "customer": ["2026-10-01", ""]}},
}


@pytest.fixture(params=WORLDS)
def app(request: pytest.FixtureRequest, folder: Path) -> AppTest:
    files = []
    for kind, columns in WORLDS[request.param].items():
        files.append(folder / f"{kind}.csv")
        pd.DataFrame(columns).to_csv(files[-1], index=False)
    store = open_store(f"sqlite:///{folder / 'workspace.db'}", upgrade=True)
    load_files(store, files, actor="test", at=AT)
    store.dispose()
    return AppTest.from_file(str(FRAME), default_timeout=120)


def test_every_page_opens_with_and_without_something_on_screen(app: AppTest) -> None:
    app.query_params["as_of"] = "2026-11-18"
    app.run()
    for page in sorted(PAGES.rglob("*.py")):
        app.switch_page(str(page)).run()
        assert not app.exception, page.name
        assert not app.error, page.name
        assert [m for m in app.markdown if m.value.startswith("##")], page.name


def test_a_filter_that_leaves_nothing_leaves_no_page_broken(app: AppTest) -> None:
    app.query_params["as_of"] = "2026-11-18"
    app.query_params["period"] = "This week"
    app.run()
    for page in sorted(PAGES.rglob("*.py")):
        app.switch_page(str(page)).run()
        assert not app.exception, page.name
        assert not app.error, page.name
