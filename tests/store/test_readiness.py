"""Why people can't be served, told in under a second (`reliability.md` row 43)."""

from __future__ import annotations

import asyncio
import shutil
import time

import pytest
from sqlalchemy import text

from smarketing.store.engine import open_store
from smarketing.store.readiness import Readiness
from smarketing.store.schema import metadata
from tests.store.company import opened


def _ask(readiness: Readiness) -> str | None:
    """One question, in under a second."""
    began = time.monotonic()
    problem = asyncio.run(readiness.problem())
    assert time.monotonic() - began < 1
    return problem


@pytest.fixture
def readiness():
    """Makes watches, and lets go of them."""
    made = []

    def watch(url, **given):
        made.append(Readiness(url, **given))
        return made[-1]

    yield watch
    for one in made:
        one.close()


def test_a_workspace_that_is_up_to_date_is_ready(readiness, store_url):
    assert _ask(readiness(store_url)) is None


def test_a_fresh_install_without_a_workspace_is_ready_for_the_sample_company(readiness, tmp_path):
    file = tmp_path / "workspace.db"
    assert _ask(readiness(f"sqlite:///{file}")) is None
    assert not file.exists()


def test_an_empty_database_is_ready_for_the_sample_company(readiness, postgres_url):
    assert _ask(readiness(postgres_url)) is None


def test_a_database_that_waits_for_a_migration_is_not_ready(readiness, store, store_url):
    with store.begin() as connection:
        connection.execute(text("DELETE FROM alembic_version"))
    assert "waits for a migration" in _ask(readiness(store_url))


def test_a_database_whose_tables_vanished_is_not_ready(readiness, store, store_url):
    watch = readiness(store_url)
    assert _after(lambda: _ask(watch) is None)  # on a busy machine the first question may be put off
    with store.begin() as connection:
        metadata.drop_all(connection)
    assert _ask(watch) == "The database's tables are gone."


def test_a_database_of_a_newer_version_is_not_ready(readiness, store, store_url):
    with store.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert "newer version" in _ask(readiness(store_url))


def test_a_database_that_vanished_is_not_ready(readiness, migrated_sqlite, tmp_path):
    file = shutil.copy(migrated_sqlite, tmp_path / "workspace.db")
    watch = readiness(f"sqlite:///{file}")
    assert _after(lambda: _ask(watch) is None)
    file.unlink()
    assert _ask(watch) == "The database file is gone."


def test_damage_is_found_when_the_file_has_changed_and_a_minute_has_passed(readiness, migrated_sqlite, tmp_path):
    file = shutil.copy(migrated_sqlite, tmp_path / "workspace.db")
    now = [0.0]
    watch = readiness(f"sqlite:///{file}", clock=lambda: now[0])
    assert _settled(watch) is None
    whole = file.read_bytes()
    file.write_bytes(whole[:8192] + b"\xff" * 4096 * 4 + whole[8192 + 4096 * 4 :])
    assert _settled(watch) is None
    now[0] = 61.0
    assert "damaged" in _settled(watch)
    file.write_bytes(whole)
    now[0] = 122.0
    assert _settled(watch) is None


def _settled(watch: Readiness) -> str | None:
    """The answer once the file has been read through, should that have begun."""
    _ask(watch)
    time.sleep(0.3)
    return _ask(watch)


def test_a_server_that_stands_still_or_is_away_is_not_ready(readiness, postgres_cluster, migrated_postgres):
    database = postgres_cluster.new_database(template=migrated_postgres)
    watch = readiness(postgres_cluster.url(database))
    assert _after(lambda: _ask(watch) is None)
    with postgres_cluster.hung():
        assert _ask(watch) == "The database takes too long to answer."
        assert _ask(watch) == "The database takes too long to answer."
    assert _after(lambda: _ask(watch) is None)
    postgres_cluster.stop()
    try:
        assert _after(lambda: "does not answer" in (_ask(watch) or ""))
    finally:
        postgres_cluster.start()
    assert _after(lambda: _ask(watch) is None)
    postgres_cluster.drop(database)


def _after(holds) -> bool:
    """Does it hold within ten seconds?"""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.2)
    return False


def test_a_workspace_started_later_is_watched_from_then_on(readiness, tmp_path):
    file = tmp_path / "workspace.db"
    watch = readiness(f"sqlite:///{file}")
    assert _after(lambda: _ask(watch) is None)
    open_store(f"sqlite:///{file}", upgrade=True).dispose()
    assert _after(lambda: _ask(watch) is None)
    file.unlink()
    assert _ask(watch) == "The database file is gone."
    with opened(f"sqlite:///{tmp_path / 'other.db'}", upgrade=True):
        assert _ask(watch) == "The database file is gone."
