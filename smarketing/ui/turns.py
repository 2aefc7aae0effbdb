"""One page of a process is computed at a time.

Python computes one thing at a time anyway. Twenty-five pages that are begun together only take it from each other
every few milliseconds, with all the locks they hold, and from the thread that sends to the browsers: measured, each
was late, and all together took longer than one after the other. A page that takes long, because it waits for the
database or for files to be read, does not hold up the others: after `LONGEST` the next one begins beside it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

LONGEST = 0.3
"""Seconds that a page has for itself."""


class Turns:
    """Who comes first is first; of those who wait beside a page that takes long, any."""

    def __init__(self) -> None:
        self._over = threading.Condition()
        self._page: int | None = None  # its thread
        self._since = 0.0

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for the page before, at most until its time is over. A part of a page that has its turn has it too."""
        page = threading.get_ident()
        if self._page == page:
            yield
            return
        with self._over:
            while self._page is not None and (left := self._since + LONGEST - time.monotonic()) > 0:
                self._over.wait(left)
            self._page, self._since = page, time.monotonic()
        try:
            yield
        finally:
            with self._over:
                if self._page == page:
                    self._page = None
                    self._over.notify()


TURNS = Turns()
