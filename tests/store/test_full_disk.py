"""A disk without space: nothing is half-stored, what was there is whole, and it works again after."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest
from sqlalchemy import event, insert

from smarketing.errors import StoreFull
from smarketing.store import schema
from smarketing.store.backup import backup
from smarketing.store.engine import check
from tests.store.company import content, fill, leads_in, opened


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 20 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if (
        sys.platform != "linux"
        or subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=20m", "tmpfs", folder], capture_output=True, check=False
        ).returncode
    ):
        pytest.skip("a small disk can be made by root on Linux only")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def test_on_a_full_disk_imports_edits_and_backups_are_refused_and_work_again_after(small_disk, migrated_sqlite):
    file = small_disk / "workspace.db"
    shutil.copy(migrated_sqlite, file)
    url = f"sqlite:///{file}"
    with opened(url) as store:
        fill(store, leads=2_000)
        before = content(store)
        ballast = _fill_up(small_disk)
        with pytest.raises(StoreFull, match="disk is full"):
            fill(store, leads=20_000, batch="b")
        with pytest.raises(StoreFull, match="disk is full"):
            _edit_until_full(store)
        with pytest.raises(StoreFull, match="disk is full"):
            backup(url, small_disk / "b.backup")
        check(store)
        assert {name: rows for name, rows in content(store).items() if name != "setting"} == {
            name: rows for name, rows in before.items() if name != "setting"
        }
        assert sorted(f.name for f in small_disk.iterdir() if f.suffix not in ("", ".db-wal", ".db-shm")) == [
            "workspace.db"
        ]
        ballast.unlink()
        fill(store, leads=100, batch="c")
        assert leads_in(store) == 2_100


def _fill_up(disk):
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 4096)
        except OSError:
            return ballast


def _edit_until_full(store):
    """The write-ahead log has room for some edits; each that was acknowledged is kept."""
    for n in range(10_000):
        with store.begin() as connection:
            connection.execute(insert(schema.setting).values(key=f"note {n}", value="x" * 4000))


def test_an_import_past_the_limit_of_the_database_leaves_what_was_there(migrated_sqlite, tmp_path):
    file = shutil.copy(migrated_sqlite, tmp_path / "workspace.db")
    with opened(f"sqlite:///{file}") as store:
        fill(store, leads=500)
        pages = _pages(store)
        event.listen(
            store, "connect", lambda connection, _: connection.execute(f"PRAGMA max_page_count = {pages + 20}")
        )
        store.dispose()
        with pytest.raises(StoreFull, match="disk is full"):
            fill(store, leads=20_000, batch="b")
        assert leads_in(store) == 500


def _pages(store):
    with store.connect() as connection:
        return connection.exec_driver_sql("PRAGMA page_count").scalar_one()
