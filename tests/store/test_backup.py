"""Backup and restore, on both databases, and from each to the other (`reliability.md` rows 19 and 20)."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import insert

from smarketing.errors import StoreDamaged, StoreError, StoreTooNew, StoreUnreachable
from smarketing.store import schema
from smarketing.store.backup import backup, restore
from tests.store.company import content, fill, leads_in, opened


@pytest.fixture
def other_url(tmp_path):
    """A place where no workspace has been yet."""
    return f"sqlite:///{tmp_path / 'other' / 'workspace.db'}"


def test_what_is_restored_equals_what_was_backed_up(store, store_url, tmp_path, other_url):
    fill(store, leads=300)
    backup(store_url, tmp_path / "b.backup")
    restore(tmp_path / "b.backup", other_url)
    with opened(other_url) as other:
        assert content(other) == content(store)


def test_a_team_moves_from_sqlite_to_postgresql_with_its_backup(tmp_path, postgres_url):
    url = f"sqlite:///{tmp_path / 'own.db'}"
    with opened(url, upgrade=True) as own:
        fill(own, leads=300)
        backup(url, tmp_path / "b.backup")
        restore(tmp_path / "b.backup", postgres_url)
        with opened(postgres_url) as team:
            assert content(team) == content(own)


def test_rows_are_numbered_on_after_a_restore(store, store_url, tmp_path):
    last = fill(store, leads=20)
    backup(store_url, tmp_path / "b.backup")
    restore(tmp_path / "b.backup", store_url, force=True)
    assert fill(store, leads=20, batch="b") == last + 1


def test_a_workspace_with_rows_is_not_replaced_unless_forced(store, store_url, tmp_path):
    backup(store_url, tmp_path / "empty.backup")
    fill(store, leads=20)
    with pytest.raises(StoreError, match="not empty"):
        restore(tmp_path / "empty.backup", store_url)
    assert leads_in(store) == 20
    restore(tmp_path / "empty.backup", store_url, force=True)
    assert leads_in(store) == 0


def test_a_workspace_with_settings_only_counts_as_filled(store, store_url, tmp_path):
    backup(store_url, tmp_path / "empty.backup")
    with store.begin() as connection:
        connection.execute(insert(schema.setting).values(key="currency", value="EUR"))
    with pytest.raises(StoreError, match="not empty"):
        restore(tmp_path / "empty.backup", store_url)


SPOILT = {
    "cut": lambda whole: whole[: len(whole) // 2],
    "overwritten": lambda whole: whole[:8192] + b"\xff" * 8192 + whole[16384:],
    "noise": lambda _: b"no database at all" * 500,
}


def test_a_damaged_backup_is_refused_and_changes_nothing(store, store_url, tmp_path):
    fill(store, leads=2_000)
    before = content(store)
    whole = tmp_path / "b.backup"
    backup(store_url, whole)
    for name, spoil in SPOILT.items():
        spoilt = tmp_path / name
        spoilt.write_bytes(spoil(whole.read_bytes()))
        with pytest.raises(StoreDamaged, match=f"{name} is damaged"):
            restore(spoilt, store_url, force=True)
    assert content(store) == before


def test_a_backup_of_a_newer_version_is_refused_and_changes_nothing(store, store_url, tmp_path):
    fill(store, leads=20)
    file = tmp_path / "b.backup"
    backup(store_url, file)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    before = content(store)
    with pytest.raises(StoreTooNew):
        restore(file, store_url, force=True)
    assert content(store) == before


def test_another_programs_database_is_no_backup(store_url, tmp_path):
    file = tmp_path / "cookies.sqlite"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE cookie (name TEXT)")
    with pytest.raises(StoreError, match="no backup of this program"):
        restore(file, store_url)


def test_a_missing_file_is_told_by_its_name(store_url, tmp_path):
    with pytest.raises(StoreError, match=r"There is no file .*gone\.backup"):
        restore(tmp_path / "gone.backup", store_url)


def test_a_restore_that_fails_half_way_leaves_what_was_there(tmp_path, postgres_url):
    file = tmp_path / "b.backup"
    url = f"sqlite:///{tmp_path / 'own.db'}"
    with opened(url, upgrade=True) as own:
        fill(own, leads=50)
        backup(url, file)
    with closing(sqlite3.connect(file)) as connection:  # PostgreSQL keeps no NUL in a text
        connection.execute("UPDATE lead SET label = 'a' || char(0) || 'b' WHERE id = 50")
        connection.commit()
    with opened(postgres_url, upgrade=True) as team:
        fill(team, leads=20)
        before = content(team)
        with pytest.raises(StoreError):
            restore(file, postgres_url, force=True)
        assert content(team) == before


def test_a_damaged_workspace_is_replaced_by_the_backup(migrated_sqlite, tmp_path):
    file = tmp_path / "workspace.db"
    shutil.copy(migrated_sqlite, file)
    url = f"sqlite:///{file}"
    backup(url, tmp_path / "b.backup")
    file.write_bytes(b"\xff" * file.stat().st_size)
    restore(tmp_path / "b.backup", url, force=True)
    with opened(url) as own:
        assert leads_in(own) == 0


def test_a_reader_sees_the_workspace_as_it_was_or_as_it_is_restored(store, store_url, tmp_path):
    fill(store, leads=1_000)
    backup(store_url, tmp_path / "b.backup")
    fill(store, leads=500, batch="b")
    seen, done = set(), threading.Event()

    def read():
        while not done.is_set():
            with store.connect() as connection:
                seen.add(connection.exec_driver_sql("SELECT count(*) FROM lead").scalar_one())

    reader = threading.Thread(target=read)
    reader.start()
    try:
        restore(tmp_path / "b.backup", store_url, force=True)
    finally:
        done.set()
        reader.join()
    assert seen <= {1_000, 1_500}
    assert leads_in(store) == 1_000


@pytest.mark.parametrize("backups", [4, pytest.param(20, marks=pytest.mark.slow)])
def test_backups_made_while_others_write_hold_whole_imports(store, store_url, tmp_path, backups):
    """Each import brings 500 leads in one transaction, so every backup holds a multiple of 500."""
    done = threading.Event()

    def write():
        n = 0
        while not done.wait(0.3):
            fill(store, leads=500, batch=f"{n}-")
            n += 1

    writer = threading.Thread(target=write)
    writer.start()
    counts = []
    try:
        for n in range(backups):
            backup(store_url, tmp_path / f"{n}.backup")
    finally:
        done.set()
        writer.join()
    for n in range(backups):
        url = f"sqlite:///{tmp_path / f'{n}.db'}"
        restore(tmp_path / f"{n}.backup", url)
        with opened(url) as restored:
            counts.append(leads_in(restored))
    assert [count % 500 for count in counts] == [0] * backups
    assert counts == sorted(counts)


def test_a_backup_leaves_one_file_that_only_its_owner_reads(store_url, tmp_path):
    folder = tmp_path / "backups"
    folder.mkdir()
    size = backup(store_url, folder / "b.backup")
    assert [(f.name, f.stat().st_size, f.stat().st_mode & 0o777) for f in folder.iterdir()] == [
        ("b.backup", size, 0o600)
    ]


def test_a_backup_into_a_missing_folder_says_so(store_url, tmp_path):
    with pytest.raises(StoreUnreachable, match="can't be written"):
        backup(store_url, tmp_path / "no" / "b.backup")


def test_nothing_is_backed_up_where_there_is_no_workspace(tmp_path):
    file = tmp_path / "own.db"
    with pytest.raises(StoreError, match="no workspace yet"):
        backup(f"sqlite:///{file}", tmp_path / "b.backup")
    assert not file.exists()


def test_a_workspace_is_not_overwritten_by_its_own_backup(migrated_sqlite):
    with pytest.raises(StoreError, match="own backup"):
        backup(f"sqlite:///{migrated_sqlite}", Path(migrated_sqlite))
