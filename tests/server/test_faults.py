"""When something is wrong: what health routes, pages and the log say (`reliability.md` rows 11, 12, 13, 38, 39, 43)."""

from __future__ import annotations

import json
import re
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.server.conftest import write_small_app
from tests.server.running import ROOT, running

CANARY = "ann.canary@example.com"


def _ready(server):
    began = time.monotonic()
    answer = server.ask("/readyz")
    assert time.monotonic() - began < 1.2, "0.6 s is its own limit; the rest is a busy machine's"
    return answer.status, json.loads(answer.body)["reason"]


def test_a_fresh_install_is_alive_and_ready(real_app):
    assert (real_app.ask("/livez").status, _ready(real_app)) == (200, (200, None))


def test_a_failed_page_shows_a_number_and_the_log_has_the_place(small_app):
    with small_app.visit(f"fail={CANARY}") as page:
        number = re.search(r"error \*\*([0-9a-f]{8})\*\*", page.said)
        shown = page.said.partition('body: "a,b"')[2] or page.said
    assert number, "the page says the number of the error"
    line = next(line for line in small_app.logged().splitlines() if number[1] in line)
    assert "ValueError at" in line
    assert "script.py:" in line
    for secret in (str(ROOT), "script.py", "ValueError", "Traceback", "invalid literal"):
        assert secret not in shown


def test_values_and_passwords_stay_out_of_the_log(small_app):
    with small_app.visit(f"fail={CANARY}&text=postgresql://ann:{CANARY}@host/db"):
        pass
    assert "page failed" in small_app.logged()
    assert CANARY not in small_app.logged()
    assert "invalid literal" not in small_app.logged()


def test_a_fault_with_advice_is_told_as_it_is_written(small_app):
    with small_app.visit("away=1") as page:
        assert r"The \\*database\\* does not answer\\." in page.said
        assert r"Try \\<again\\>" in page.said


def test_no_request_leaves_for_the_internet(small_app):
    assert "External URL" not in small_app.logged()
    assert "Network URL" not in small_app.logged()


def test_a_damaged_workspace_is_told_at_the_start_with_the_way_back(folder, migrated_sqlite, tmp_path):
    whole = migrated_sqlite.read_bytes()
    (folder / "workspace.db").write_bytes(whole[:8192] + b"\xff" * 4096 * 8 + whole[8192 + 4096 * 8 :])
    with running(ROOT / "app.py", folder, log=tmp_path / "log") as server:
        deadline = time.monotonic() + 10
        while (told := _ready(server))[0] == 200 and time.monotonic() < deadline:
            time.sleep(0.1)
        assert told[0] == 503
        assert "python -m smarketing restore FILE --force" in told[1]
        assert server.ask("/livez").status == 200
        with server.visit() as page:
            assert "restore FILE --force" in page.said
            assert "Traceback" not in page.said


@pytest.mark.parametrize("tabs", [2, pytest.param(25, marks=pytest.mark.slow)])
def test_people_are_told_within_seconds_when_the_database_is_away_and_served_when_it_is_back(
    tabs, folder, postgres_cluster, migrated_postgres, tmp_path
):
    database = postgres_cluster.new_database(template=migrated_postgres)
    url = postgres_cluster.url(database)
    postgres_cluster.stop()
    try:
        with running(ROOT / "app.py", folder, log=tmp_path / "log", SMARKETING_DATABASE_URL=url) as server:
            assert _ready(server)[0] == 503
            told, seconds = _all_say(server, tabs, "does not answer")
            assert (told, seconds < 5) == (tabs, True)
            postgres_cluster.start()
            assert _soon(lambda: _ready(server) == (200, None))
            assert _soon(lambda: _all_say(server, tabs, "does not answer")[0] == 0)
            with postgres_cluster.hung():
                assert _ready(server)[0] == 503
                assert server.ask("/livez").status == 200
                time.sleep(2.5)  # for two seconds pages live on what they have just read
                told, seconds = _all_say(server, 1, "took too long")
                assert (told, seconds < 10) == (1, True)
                time.sleep(2.5)
                told, seconds = _all_say(server, tabs, "took too long")
                assert (told, seconds < 10) == (tabs, True)
            assert _soon(lambda: _ready(server) == (200, None))
            assert _soon(lambda: _all_say(server, tabs, "took too long")[0] == 0)
            assert "Traceback" not in server.logged()
    finally:
        if not postgres_cluster.process:
            postgres_cluster.start()
        postgres_cluster.drop(database)


def _all_say(server, tabs, words):
    """How many of so many new tabs at once say these words, and the longest that one took."""

    def visit(_):
        began = time.monotonic()
        with server.visit() as page:
            assert "Traceback" not in page.said
            assert "our fault" not in page.said
            return words in page.said, time.monotonic() - began

    with ThreadPoolExecutor(tabs) as pool:
        told, seconds = zip(*pool.map(visit, range(tabs)), strict=True)
    print(f"{tabs} tabs, {sum(told)} say {words!r}, the slowest after {max(seconds):.2f} s")
    return sum(told), max(seconds)


def _soon(holds):
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.2)
    return False


def test_a_setting_that_makes_no_sense_is_told_in_a_sentence(tmp_path):
    app = write_small_app(tmp_path)
    with (
        pytest.raises(RuntimeError, match="SMARKETING_LOG_LEVEL: Input should be 'DEBUG'"),
        running(app, tmp_path, log=tmp_path / "log", SMARKETING_LOG_LEVEL="LOUD"),
    ):
        pass
    assert "Traceback" not in (tmp_path / "log").read_text()
