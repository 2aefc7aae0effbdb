"""When the database goes away under an open page (`reliability.md` row 11): words, no traceback, and back by itself."""

from __future__ import annotations

import re


def test_an_open_page_says_that_the_store_is_away_and_comes_back_by_itself(on_postgres, visit, postgres_cluster):
    view = "/?period=Other+days&days=2026-06-01&days=2026-11-15&as_of=2026-11-18"
    screen = visit(on_postgres, view)
    before = screen.metrics
    postgres_cluster.stop()
    try:
        screen.choose("Compare with", "No comparison")
        told = screen.main.get_by_test_id("stAlertContentError")
        told.wait_for()
        assert re.search("database", told.inner_text())
        for secret in ("Traceback", "psycopg", "127.0.0.1", "our fault", ".py"):
            assert secret not in screen.page.inner_text("body")
    finally:
        postgres_cluster.start()
    screen.main.get_by_test_id("stMetric").first.wait_for()
    screen.settle()
    assert screen.failures == []
    assert screen.metrics == before
