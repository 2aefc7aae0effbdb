"""A meeting whose database goes away while somebody types: the field stays, the words are kept and saved on return.

`SMARKETING_TEST_OUTAGE` makes the outage as long as one likes, in seconds.
"""

from __future__ import annotations

import os
import time

from playwright.sync_api import expect

from tests.browser.test_meeting import SECOND, begun, field_of, noting, type_into, until

OUTAGE = float(os.environ.get("SMARKETING_TEST_OUTAGE", "3"))
TEXT = "Before. Meanwhile one types on, and on. Still typing."


def test_what_is_typed_while_the_database_is_away_is_saved_when_it_is_back(on_postgres, visit, postgres_cluster):
    engine = on_postgres.engine()
    screen, number = begun(on_postgres, visit)
    note = noting(engine, screen, number)
    address = f"/room-state/own/{number}"
    assert on_postgres.server.ask(address).status == 200
    assert on_postgres.server.ask("/room-state/own/4711").body.startswith('{"room":""')
    postgres_cluster.stop()
    try:
        since = time.monotonic()
        type_into(screen, "Notes", "Meanwhile one types on, and on. ")
        bar = screen.main.locator(".st-key-room-bar")
        expect(bar).to_contain_text("kept in this browser", timeout=20 * SECOND)
        type_into(screen, "Notes", "Still typing.")
        answer = on_postgres.server.ask(address)
        assert (answer.status, "database does not answer" in answer.body) == (503, True)
        for secret in ("Traceback", "psycopg", "127.0.0.1", "our fault", ".py"):
            assert secret not in answer.body + screen.page.inner_text("body")
        time.sleep(max(0, OUTAGE - (time.monotonic() - since)))
        expect(field_of(screen, "Notes")).to_have_value(TEXT)
    finally:
        postgres_cluster.start()
    until(screen, lambda: note() == TEXT)
    expect(field_of(screen, "Notes")).to_have_value(TEXT)
    expect(bar).to_contain_text("here", timeout=20 * SECOND)
    engine.dispose()
    asked = [problem for problem in screen.problems if "room-state" not in problem and "503" not in problem]
    assert asked == []
    screen.problems.clear()  # the browser notes each question that the outage left without an answer


def test_who_goes_on_while_the_database_is_away_is_told_and_the_room_comes_back_by_itself(
    on_postgres, visit, postgres_cluster
):
    screen, _ = begun(on_postgres, visit)
    before = screen.headline
    postgres_cluster.stop()
    try:
        screen.page.get_by_role("button", name="Next").click()
        told = screen.main.get_by_test_id("stAlertContentError")
        told.wait_for()
        assert "database" in told.inner_text()
    finally:
        postgres_cluster.start()
    expect(screen.main.locator("h2").first).to_have_text(before, timeout=30 * SECOND)
    screen.settle()
    assert screen.failures == []
    screen.doing(screen.page.get_by_role("button", name="Next").click)
    assert screen.headline != before
    screen.problems.clear()  # the browser notes each question that the outage left without an answer
