"""Opening a store: the journal, damage, versions, and a server that is away or stands still."""

from __future__ import annotations

import random
import shutil
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from types import SimpleNamespace

import pytest
from sqlalchemy import text

from smarketing.errors import StoreDamaged, StoreTooNew, StoreUnreachable
from smarketing.store import engine as engine_module
from smarketing.store.engine import check, is_pending, is_started, open_store, reading, wal_is_safe
from smarketing.store.patience import REST_SECONDS
from tests.store.company import fill, leads_in, opened


def _pragma(engine, name):
    with engine.connect() as connection:
        return connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()


@pytest.mark.parametrize(
    ("version", "safe"), [((3, 40, 1), False), ((3, 51, 2), False), ((3, 51, 3), True), ((3, 53, 4), True)]
)
def test_wal_is_used_only_from_the_sqlite_on_that_cannot_corrupt_it(version, safe):
    assert wal_is_safe(SimpleNamespace(sqlite_version_info=version)) is safe


@pytest.mark.parametrize("module", [engine_module.sqlite, sqlite3])
def test_the_journal_fits_the_sqlite_that_is_linked(module, tmp_path, monkeypatch):
    monkeypatch.setattr(engine_module, "sqlite", module)
    with opened(f"sqlite:///{tmp_path / 'w.db'}", upgrade=True) as store:
        assert _pragma(store, "journal_mode") == ("wal" if wal_is_safe(module) else "delete")
        assert fill(store, leads=20) == 1


def test_sqlite_holds_foreign_keys_and_forgets_what_was_deleted(tmp_path):
    with opened(f"sqlite:///{tmp_path / 'w.db'}", upgrade=True) as store:
        assert (_pragma(store, "foreign_keys"), _pragma(store, "secure_delete"), _pragma(store, "mmap_size")) == (
            1,
            1,
            0,
        )


def test_a_store_is_brought_up_to_date_once(store):
    assert is_started(store)
    assert not is_pending(store)


def test_a_store_without_tables_waits_for_its_migration(postgres_url):
    with opened(postgres_url) as store:
        assert is_pending(store)
        assert not is_started(store)


def test_a_store_of_a_newer_version_is_left_alone(store, store_url):
    with store.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreTooNew, match="newer version"):
        is_pending(store)
    with pytest.raises(StoreTooNew, match="newer version"):
        open_store(store_url, upgrade=True)


def test_a_folder_that_cannot_be_made_is_told_with_advice(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreUnreachable, match="SMARKETING_DATA_FOLDER"):
        open_store(f"sqlite:///{tmp_path / 'file' / 'w.db'}")


def test_a_file_that_is_no_database_is_told_as_damaged(tmp_path):
    (tmp_path / "w.db").write_bytes(b"a letter to the team, not a database" * 200)
    with opened(f"sqlite:///{tmp_path / 'w.db'}") as store, pytest.raises(StoreDamaged, match="restore FILE --force"):
        is_pending(store)


@pytest.mark.parametrize("tries", [8, pytest.param(50, marks=pytest.mark.slow)])
def test_4_kb_overwritten_anywhere_are_detected_or_do_no_harm(tries, migrated_sqlite, tmp_path):
    whole, spoilt = tmp_path / "whole.db", tmp_path / "spoilt.db"
    shutil.copy(migrated_sqlite, whole)
    with opened(f"sqlite:///{whole}") as store:
        fill(store, leads=2_000)
        intact = _every_row(store)
    chance, outcomes = random.Random(tries), []
    for _ in range(tries):
        bytes_ = bytearray(whole.read_bytes())
        at = chance.randrange(0, len(bytes_) - 4096)
        bytes_[at : at + 4096] = chance.randbytes(4096)
        spoilt.write_bytes(bytes_)
        outcomes.append(_outcome(f"sqlite:///{spoilt}", intact))
    assert outcomes.count("detected") + outcomes.count("unharmed") == tries
    assert "detected" in outcomes


def _outcome(url, intact):
    with opened(url) as store:
        try:
            check(store)
            return "unharmed" if _every_row(store) == intact else "silently wrong"
        except StoreDamaged as error:
            return "detected" if "restore FILE --force" in error.advice else "no advice"


def _every_row(store):
    with reading(store) as connection:
        return connection.execute(text("SELECT id, key, label, mql_day, customer_day FROM lead ORDER BY id")).all()


WRITER = """
import sys, time
from sqlalchemy import text
from smarketing.store.engine import open_store
engine, longest = open_store(sys.argv[1]), 0.0
for n in range(int(sys.argv[2])):
    began = time.monotonic()
    with engine.begin() as c:
        seen = c.execute(text("SELECT value FROM setting WHERE key = 'n'")).scalar_one()
        c.execute(text("UPDATE setting SET value = :v WHERE key = 'n'"), {"v": str(int(seen) + 1)})
    longest = max(longest, time.monotonic() - began)
print(longest)
"""


@pytest.mark.parametrize("each", [100, pytest.param(500, marks=pytest.mark.slow)])
@pytest.mark.parametrize("module", ["as linked", "an old sqlite"])
def test_four_writers_at_once_lose_nothing_and_none_is_refused(each, module, migrated_sqlite, tmp_path):
    """Each reads a number and writes it back plus one: 4 × `each` times, none lost, none refused."""
    file = shutil.copy(migrated_sqlite, tmp_path / "w.db")
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode = delete")  # an old one never made it a WAL
        connection.execute("INSERT INTO setting (key, value) VALUES ('n', '0')")
        connection.commit()
    old = "import sqlite3, smarketing.store.engine as e; e.sqlite = sqlite3\n" if module == "an old sqlite" else ""
    url = f"sqlite:///{file}"
    writing = [sys.executable, "-c", old + WRITER, url, str(each)]
    with ThreadPoolExecutor(4) as pool:
        ends = list(pool.map(lambda _: subprocess.run(writing, capture_output=True, text=True, check=True), range(4)))
    print("longest wait of each, in seconds:", *(end.stdout.strip() for end in ends))
    with opened(url) as store, reading(store) as connection:
        written = connection.execute(text("SELECT value FROM setting WHERE key = 'n'")).scalar_one()
    assert int(written) == 4 * each


def test_a_reader_does_not_wait_for_a_writer(store):
    with store.begin() as writer:
        writer.execute(text("INSERT INTO setting (key, value) VALUES ('k', '1')"))
        began = time.monotonic()
        with reading(store) as connection:
            assert connection.execute(text("SELECT count(*) FROM setting")).scalar_one() == 0
        assert time.monotonic() - began < 5


def test_a_server_that_is_away_is_told_and_works_again_when_it_is_back(postgres_cluster, store_url_on_postgres):
    with opened(store_url_on_postgres) as store:
        assert leads_in(store) == 0
        postgres_cluster.stop()
        began = time.monotonic()
        try:
            with pytest.raises(StoreUnreachable, match="does not answer"):
                leads_in(store)
        finally:
            postgres_cluster.start()
        assert time.monotonic() - began < 3
        time.sleep(REST_SECONDS)
        assert leads_in(store) == 0


def test_a_restart_of_the_server_is_not_noticed(postgres_cluster, store_url_on_postgres):
    with opened(store_url_on_postgres) as store:
        assert leads_in(store) == 0
        postgres_cluster.stop()
        postgres_cluster.start()
        assert leads_in(store) == 0


def test_a_server_that_stands_still_is_given_up_within_ten_seconds(postgres_cluster, store_url_on_postgres):
    with opened(store_url_on_postgres) as store:
        assert leads_in(store) == 0
        with postgres_cluster.hung():
            began = time.monotonic()
            with pytest.raises(StoreUnreachable, match="took too long"):
                leads_in(store)
            assert time.monotonic() - began < 10
            began = time.monotonic()
            with pytest.raises(StoreUnreachable, match="took too long"):
                leads_in(store)
            assert time.monotonic() - began < 1, "for a moment nobody asks it again"
        time.sleep(REST_SECONDS)
        assert leads_in(store) == 0


def test_a_server_that_stops_in_mid_question_is_given_up_within_ten_seconds(postgres_cluster, store_url_on_postgres):
    with opened(store_url_on_postgres) as store, reading(store) as connection:
        connection.execute(text("SELECT 1"))
        with postgres_cluster.hung():
            began = time.monotonic()
            with pytest.raises(StoreUnreachable, match="took too long"):
                connection.execute(text("SELECT 2"))
            assert time.monotonic() - began < 10


def test_a_question_that_takes_too_long_is_given_up_by_the_server(store_url_on_postgres):
    with opened(store_url_on_postgres) as store, reading(store) as connection:
        began = time.monotonic()
        with pytest.raises(StoreUnreachable, match="took too long"):
            connection.execute(text("SELECT pg_sleep(30)"))
        assert time.monotonic() - began < 10


@pytest.fixture
def store_url_on_postgres(postgres_cluster, migrated_postgres):
    """A workspace on PostgreSQL alone."""
    database = postgres_cluster.new_database(template=migrated_postgres)
    yield postgres_cluster.url(database)
    postgres_cluster.drop(database)


def test_a_wrong_password_is_told_without_the_password(postgres_cluster):
    url = postgres_cluster.url("nowhere").replace("postgres@", "ann:secret@")
    with opened(url) as store, pytest.raises(StoreUnreachable) as caught:
        leads_in(store)
    assert "secret" not in str(caught.value)


def test_an_old_sqlite_can_read_what_the_new_one_wrote(migrated_sqlite, tmp_path):
    file = shutil.copy(migrated_sqlite, tmp_path / "w.db")
    with opened(f"sqlite:///{file}") as store:
        fill(store, leads=20)
    with closing(sqlite3.connect(file)) as old:
        assert old.execute("SELECT count(*) FROM lead").fetchone() == (20,)


def test_a_store_that_must_exist_is_not_made(tmp_path):
    file = tmp_path / "gone #1.db"
    engine = open_store(f"sqlite:///{file}", existing=True)
    with pytest.raises(StoreUnreachable), engine.connect():
        pass
    assert not file.exists()
    open_store(f"sqlite:///{file}", upgrade=True).dispose()
    with reading(open_store(f"sqlite:///{file}", existing=True)) as connection:
        assert connection.execute(text("SELECT count(*) FROM lead")).scalar_one() == 0
