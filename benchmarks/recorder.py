"""Listens to the store: every SELECT that is asked, by whom, and what it answers when it is asked again."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Engine, Table, event
from sqlalchemy.sql import visitors
from sqlalchemy.sql.selectable import SelectBase

from smarketing.filters import Dimension
from smarketing.store.engine import reading

PROBE = "data_version"
"""Asks whether anything was imported meanwhile; the only question that a cached view may ask."""
FRAME = ("choices", "sources", "known_stages", "extent", "read_workspace", PROBE)
"""Asked by the frame around the pages, once a data version."""


@dataclass(frozen=True)
class Asked:
    """One SELECT. name: the question, as `store.queries` calls it; about: what it was asked for."""

    name: str
    about: str
    statement: SelectBase

    @property
    def title(self) -> str:
        """`cohorts from SQL by source`."""
        return f"{self.name}{self.about}"

    @property
    def sql(self) -> str:
        """Its text with the values in it, to tell questions apart."""
        return str(self.statement.compile(compile_kwargs={"literal_binds": True}))

    @property
    def reads_facts(self) -> bool:
        """Does it read a table of facts, and not only names, settings or targets?"""
        found = {t.name for t in visitors.iterate(self.statement) if isinstance(t, Table)}
        return bool(found & {"lead", "deal", "deal_lead", "activity", "touch", "spend"})


@dataclass
class Recorder:
    """What was asked since it was last emptied."""

    asked: list[Asked] = field(default_factory=list)

    @contextmanager
    def listening(self) -> Iterator[Recorder]:
        """Every engine of this process is heard."""
        event.listen(Engine, "before_execute", self._hear)
        try:
            yield self
        finally:
            event.remove(Engine, "before_execute", self._hear)

    def take(self) -> list[Asked]:
        """What was asked so far; begins anew."""
        asked, self.asked = self.asked, []
        return asked

    def _hear(self, _connection: Connection, statement: Any, *_more: object) -> None:
        if isinstance(statement, SelectBase):
            caller = _asker(sys._getframe(1))
            self.asked.append(Asked(*caller, statement))


def _asker(frame: FrameType | None) -> tuple[str, str]:
    """The outermost function of the store that waits for the answer, and what it was asked for."""
    found = inner = None
    while frame is not None:
        if frame.f_globals.get("__name__", "").startswith("smarketing.store."):
            inner, found = inner or frame, frame
        frame = frame.f_back
    if found is None or inner is None:
        return "?", ""
    if inner.f_code.co_name == "names" and found is not inner:
        return "names", f" of {inner.f_locals['table']}"
    return found.f_code.co_name, _about(found.f_locals)


def _about(said: dict[str, Any]) -> str:
    start, by, pairs, filters = (said.get(k) for k in ("start", "by", "pairs", "filters"))
    words = [
        f" from {start.value}" if hasattr(start, "plural") else "",
        f" of {len(pairs)} pairs" if pairs and len(pairs) > 1 else "",
        f" by {' and '.join(d.value for d in ((by,) if isinstance(by, Dimension) else by))}" if by else "",
        f", {filters.clock} clock" if "deals" in str(said.get("cut", "")) and filters else "",
    ]
    return "".join(words)


def ask(engine: Engine, asked: Asked, *, times: int = 3) -> tuple[float, pd.DataFrame]:
    """The best time in seconds of asking it again, warm, until its rows are in pandas; and these rows."""
    best, frame = float("inf"), pd.DataFrame()
    for attempt in range(times + 1):
        with reading(engine) as connection:
            begun = time.perf_counter()
            frame = pd.read_sql(asked.statement, connection)
            took = time.perf_counter() - begun
        best = best if attempt == 0 else min(best, took)
    return best, frame
