"""A backup is a SQLite file of one moment, whatever the database it comes from and goes back to.

    SQLite ──online backup──▶ FILE ──online backup──▶ SQLite
    PostgreSQL ──one snapshot─▶ FILE ──one transaction──▶ PostgreSQL

It is made while others write, it opens with any SQLite, and a team that grows moves from one database
to the other by it. Either the whole of it arrives or nothing: what was there stays until then.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.parse import quote

import psycopg
from sqlalchemy import Connection, Engine, Table, func, select

from smarketing.errors import StoreDamaged, StoreError, StoreUnreachable
from smarketing.store.engine import (
    BUSY_SECONDS,
    check,
    in_words,
    is_pending,
    is_started,
    migrate,
    open_store,
    reading,
    sqlite,
    sqlite_file,
)
from smarketing.store.schema import NAMES, NONE_ID, metadata
from smarketing.store.transfer import copy_rows_in, copy_rows_out


def backup(url: str, file: Path) -> int:
    """Write the workspace at `url`, as it stands at this moment, into `file`; returns its size in bytes.

    Raises StoreError where there is no workspace, or it waits for a migration; StoreFull; StoreUnreachable.
    """
    if sqlite_file(url) == file.resolve():
        raise StoreError("A workspace can't be its own backup.", advice="Name another file.")
    _need_workspace(url)
    source = open_store(url)
    with _closing(source), _beside(file) as made:
        if is_pending(source):
            raise StoreError("The workspace waits for a migration.", advice="Run python -m smarketing upgrade first.")
        if source.dialect.name == "sqlite":
            _copy_pages(sqlite_file(url), made)
        else:
            copy_rows_out(source, made)
        _settle(made)
        _to_disk(made)
        os.replace(made, file)
    return file.stat().st_size


def restore(file: Path, url: str, *, force: bool = False) -> None:
    """Put the backup `file` back as the workspace at `url`; with `force` also over one that has rows.

    A backup of an older version is brought up to date on its way. Raises StoreTooNew, StoreDamaged, StoreFull,
    StoreUnreachable, and StoreError where the workspace is not empty; then nothing has changed.
    """
    with _checked_copy(file) as copy:
        target = sqlite_file(url)
        if target is not None:
            _restore_sqlite(copy, url, target, force=force)
        else:
            _restore_postgresql(copy, url, force=force)


def _need_workspace(url: str) -> None:
    file = sqlite_file(url)
    if file is not None and not file.exists():
        raise StoreError("There is no workspace yet, so there is nothing to back up.")


@contextmanager
def _closing(engine: Engine) -> Iterator[Engine]:
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def _beside(file: Path) -> Iterator[Path]:
    """A new file in the same folder, that only this user can read; gone afterwards unless it was moved."""
    try:
        handle, name = tempfile.mkstemp(dir=file.resolve().parent, prefix=f".{file.name}.", suffix=".part")
    except OSError as error:
        raise StoreUnreachable(f"{file} can't be written: {error.strerror}.", advice="Name another place.") from None
    os.close(handle)
    made = Path(name)
    try:
        with _told():
            yield made
    finally:
        for leftover in (made, *(made.with_name(made.name + end) for end in ("-wal", "-shm", "-journal"))):
            leftover.unlink(missing_ok=True)


@contextmanager
def _told() -> Iterator[None]:
    """The errors of the drivers, where we call them ourselves, in words."""
    try:
        yield
    except (sqlite.Error, psycopg.Error) as error:
        raise in_words(error) or StoreError(f"The database refused: {error}.") from error


def _copy_pages(origin: Path, to: Path) -> None:
    """SQLite's online backup: all pages of one moment, in one transaction at the other end."""
    began = monotonic()

    def give_up_if_locked(status: int, _remaining: int, _total: int) -> None:
        if status != sqlite.SQLITE_DONE and monotonic() - began > BUSY_SECONDS:
            raise sqlite.OperationalError("database is locked")

    with (
        closing(sqlite.connect(f"file:{quote(str(origin))}?mode=ro", uri=True)) as source,
        closing(sqlite.connect(to)) as target,
    ):
        source.backup(target, progress=give_up_if_locked)


def _settle(file: Path) -> None:
    """Leave one file, without a -wal beside it."""
    with closing(sqlite.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode = delete")


def _to_disk(file: Path) -> None:
    with file.open("rb") as written:
        os.fsync(written.fileno())


@contextmanager
def _checked_copy(file: Path) -> Iterator[Path]:
    """A whole, readable, up-to-date copy of the backup; the backup itself is never written to."""
    if not file.is_file():
        raise StoreError(f"There is no file {file}.", advice="Name the file that the backup command wrote.")
    with tempfile.TemporaryDirectory(prefix="smarketing-restore-") as folder:
        copy = Path(folder) / "backup.db"
        try:
            with _told():
                _copy_pages(file, copy)
            _bring_up_to_date(copy)
        except StoreDamaged:
            raise StoreDamaged(f"{file} is damaged.", advice="Nothing was changed. Try an older backup.") from None
        yield copy


def _bring_up_to_date(copy: Path) -> None:
    engine = open_store(f"sqlite:///{copy}")
    with _closing(engine):
        check(engine)
        if not is_started(engine):
            raise StoreError("The file is no backup of this program. Nothing was changed.")
        migrate(engine)
    _settle(copy)


def _restore_sqlite(copy: Path, url: str, target: Path, *, force: bool) -> None:
    if not force and target.exists():
        _refuse_filled(url)
    if _is_whole(url, target):
        with _told():
            _copy_pages(copy, target)  # into the open file, so that whoever reads it sees the old or the new
        return
    open_store(url).dispose()  # makes the folder
    with _beside(target) as made:
        _copy_pages(copy, made)
        for leftover in ("-wal", "-shm", "-journal"):
            target.with_name(target.name + leftover).unlink(missing_ok=True)
        os.replace(made, target)


def _is_whole(url: str, target: Path) -> bool:
    if not target.exists():
        return False
    engine = open_store(url)
    with _closing(engine):
        try:
            check(engine)
        except StoreDamaged:
            return False
    return True


def _refuse_filled(url: str) -> None:
    engine = open_store(url)
    with _closing(engine), reading(engine) as connection:
        filled = is_started(engine) and _is_filled(connection)
    if filled:
        raise StoreError(
            "The workspace is not empty.",
            advice="Make a backup of it, then say --force to put this one in its place.",
        )


def _is_filled(connection: Connection) -> bool:
    return any(
        connection.execute(select(func.count()).select_from(table).where(_own_rows(table))).scalar_one()
        for table in metadata.sorted_tables
    )


def _own_rows(table: Table) -> Any:
    return table.c.id != NONE_ID if table.name in NAMES else True


def _restore_postgresql(copy: Path, url: str, *, force: bool) -> None:
    target = open_store(url, upgrade=True)
    source = open_store(f"sqlite:///{copy}")
    with _closing(target), _closing(source):
        if not force:
            _refuse_filled(url)
        with _told(), reading(source) as origin, target.begin() as goal:
            copy_rows_in(origin, goal)
