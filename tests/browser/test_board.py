"""The board in a browser: it looks again by itself while it is on screen, and its button opens its leads."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from smarketing.intake.load import load_files
from smarketing.store.engine import open_store
from smarketing.ui.promises.board import SECONDS

NOW = datetime.now(UTC)
LAST_WEEK = NOW - timedelta(days=7)
LONG_AGO = NOW - timedelta(days=200)
"""Due for months, and before the six months that a page opens on."""


def owing(folder, *keys):
    """A file of leads that Ada owes an answer, and one of last week that she has accepted."""
    file = folder / f"{'-'.join(keys)}.csv"
    rows = [f"{key},{LONG_AGO:%Y-%m-%d},,Ada,Web" for key in keys]
    rows.append(f"z,{LAST_WEEK:%Y-%m-%d},{LAST_WEEK:%Y-%m-%d},Ada,Web")
    file.write_text("\n".join(["key,mql,sal,owner,source", *rows]))
    return file


@pytest.fixture
def place(start):
    def filled(folder):
        engine = open_store(f"sqlite:///{folder / 'workspace.db'}", upgrade=True)
        load_files(engine, [owing(folder.parent, "a", "b")], actor="test", at=int(NOW.timestamp()))
        engine.dispose()

    return start("owing", fill=filled)


def test_it_looks_again_by_itself_and_only_while_it_is_on_screen(place, visit):
    screen = visit(place)
    sent = []
    screen.page.on("websocket", lambda socket: socket.on("framesent", lambda _: sent.append(1)))
    screen.page.clock.install()
    screen.open("/promises?part=Board")
    assert screen.headline.startswith("1 rep is on the board with 2 leads")
    engine = place.engine()
    load_files(engine, [owing(place.folder.parent, "c")], actor="test", at=int(NOW.timestamp()))
    engine.dispose()
    asked = len(sent)
    screen.page.clock.fast_forward(1000 * (SECONDS + 1))
    expect(screen.main.locator("h2").first).to_contain_text("with 3 leads")
    assert len(sent) > asked
    screen.click("Value", role="radio")
    asked = len(sent)
    screen.page.clock.fast_forward(1000 * 5 * SECONDS)
    screen.page.wait_for_timeout(2000)
    assert len(sent) == asked


def test_its_button_opens_its_leads_whatever_period_is_on_screen(place, visit):
    view = {"period": ["This week"], "as_of": [f"{LAST_WEEK:%Y-%m-%d}"]}
    screen = visit(place, f"/promises?{urlencode(view | {'part': 'Board'}, doseq=True)}")
    leads = int(screen.headline.split(" leads")[0].split()[-1])
    screen.click("See the leads: Overdue")
    assert screen.headline.startswith(f"{leads} leads: Overdue, ")
    assert {key: screen.query.get(key) for key in view} == view  # a reload would show other leads
