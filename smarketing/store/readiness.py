"""Can this process serve people now? Asked by `/readyz`, answered in under a second, whatever the database does.

The question to the database runs in a thread of its own, one at a time: a database that hangs costs
one thread, not one for each time that somebody asks. A SQLite file is read through at the start and
again when it has changed, because SQLite alone says "ok" until it stumbles on the damaged page.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from sqlalchemy import Engine

from smarketing.errors import StoreError
from smarketing.store.engine import check, is_pending, is_started, open_store, sqlite_file

ANSWER_SECONDS = 0.6
RECHECK_SECONDS = 60

Clock = Callable[[], float]


class Readiness:
    """What stands between this process and its workspace at `url`."""

    def __init__(self, url: str, *, clock: Clock = time.monotonic) -> None:
        self.url = url
        self._clock = clock
        self._file = sqlite_file(url)
        self._engine: Engine | None = None
        self._asker = ThreadPoolExecutor(1, thread_name_prefix="ready")
        self._reader = ThreadPoolExecutor(1, thread_name_prefix="whole")
        self._asked: Future[str | None] | None = None
        self._read: Future[str | None] | None = None
        self._read_at = float("-inf")
        self._stamp: tuple[int, int] | None = None
        self._was_started = False

    async def problem(self) -> str | None:
        """Why people can't be served, in words, or None. Answers within `ANSWER_SECONDS`."""
        if self._asked is None or self._asked.done():
            self._asked = self._asker.submit(self._ask)
        try:
            return await asyncio.wait_for(asyncio.shield(asyncio.wrap_future(self._asked)), ANSWER_SECONDS)
        except TimeoutError:
            return "The database takes too long to answer."

    def close(self) -> None:
        """Let go of the database."""
        for pool in (self._asker, self._reader):
            pool.shutdown(wait=False, cancel_futures=True)
        if self._engine:
            self._engine.dispose()

    def _ask(self) -> str | None:
        if self._file and not self._file.exists():
            # a fresh install has no workspace yet and shows the sample company; a vanished one is a fault
            return "The database file is gone." if self._stamp else None
        try:
            self._engine = self._engine or open_store(self.url, existing=True)
            if not is_started(self._engine):
                return "The database's tables are gone." if self._was_started else None
            self._was_started = True
            if is_pending(self._engine):
                return "The database waits for a migration: run python -m smarketing upgrade."
        except StoreError as error:
            return str(error)
        return self._last_reading() if self._file else None

    def _last_reading(self) -> str | None:
        assert self._file
        found = self._file.stat()
        stamp = (found.st_ino, found.st_mtime_ns)
        due = stamp != self._stamp and self._clock() - self._read_at >= RECHECK_SECONDS
        if due and (self._read is None or self._read.done()):
            self._stamp, self._read_at = stamp, self._clock()
            self._read = self._reader.submit(self._read_through)
        return self._read.result() if self._read and self._read.done() else None

    def _read_through(self) -> str | None:
        engine = open_store(self.url, existing=True)  # of its own: an open one knows the pages as it read them once
        try:
            check(engine)
        except StoreError as error:
            return str(error)
        finally:
            engine.dispose()
        return None
