"""What dropped files say, read by the same import and the same SELECTs as everything else, and not kept.

A sheet is read once a session, a preview made once for each mapping; both are forgotten with the session.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd
import streamlit as st

from smarketing.filters import Clock, Compare, Filters
from smarketing.intake.check import Checked, Options, check
from smarketing.intake.join import Joined
from smarketing.intake.mapping import Mapping, propose
from smarketing.intake.read import Sheet, read
from smarketing.intake.receipt import Receipt
from smarketing.intake.scratch import scratch
from smarketing.periods import Period, to_date, to_number
from smarketing.stages import Stage
from smarketing.store import queries
from smarketing.workspace import Workspace


@dataclass(frozen=True)
class Preview:
    """The files' receipts, how they join, and the frames of their funnel; `filters` is None where no lead has a day."""

    receipts: tuple[Receipt, ...]
    joined: tuple[Joined, ...]
    notes: tuple[str, ...]
    known: tuple[Stage, ...]
    start: Stage
    filters: Filters | None
    cohorts: pd.DataFrame
    skipped: pd.DataFrame
    deals: pd.DataFrame
    slots: dict[str, int]


@st.cache_resource(scope="session", max_entries=30, show_spinner="Reading the file …")
def sheet(name: str, content: bytes) -> Sheet:
    """The file as a table. Raises RefusedFile."""
    return read(name, content)


@st.cache_resource(scope="session", max_entries=60, show_spinner=False, hash_funcs={Sheet: lambda s: s.sha256})
def proposed(of: Sheet, kind: str | None) -> Mapping:
    """The likeliest mapping of its columns. Raises RefusedFile."""
    return propose(of, kind=kind)


def checked(sheets: Sequence[Sheet], mappings: Sequence[Mapping], options: Options) -> list[Checked]:
    """The sheets, typed."""
    return [check(one, mapping, options) for one, mapping in zip(sheets, mappings, strict=True)]


def look(
    sheets: Sequence[Sheet],
    mappings: Sequence[Mapping],
    options: Options,
    *,
    workspace: Workspace,
    at: int,
    today: date,
) -> Preview:
    """The funnel of these files. Raises RefusedFile, StoreError."""
    said = tuple((s.sha256, m.kind, tuple(sorted(m.fields.items()))) for s, m in zip(sheets, mappings, strict=True))
    return _look(said, options, today, workspace, tuple(sheets), tuple(mappings), at)


@st.cache_resource(scope="session", max_entries=4, show_spinner=False)
def _look(
    said: tuple, options: Options, today: date, _workspace: Workspace, _sheets: tuple[Sheet, ...],
    _mappings: tuple[Mapping, ...], _at: int,
) -> Preview:  # fmt: skip
    with st.status("Reading the funnel …") as status:

        def tell(what: str, share: float) -> None:
            status.update(label=f"{what} … {share:.0%}" if share else f"{what} …")

        sheets = checked(_sheets, _mappings, options)
        with scratch(sheets, workspace=_workspace, at=_at, progress=tell) as (engine, outcome):
            tell("Counting", 0)
            known = queries.known_stages(engine)
            start = Stage.MQL if Stage.MQL in known or not known else known[0]
            filters = _all_of_it(queries.extent(engine), today)
            wide = filters or Filters(period=Period(today, today), as_of=today, compare=Compare.NOTHING)
            slots = queries.sources(engine)[["source", "slot"]]
            made = Preview(
                tuple(f.receipt for f in outcome.files), outcome.joined, outcome.notes, known, start, filters,
                queries.cohorts(engine, wide, start=start), queries.skipped(engine, wide, start=start),
                queries.deals(engine, wide.within(clock=Clock.EVENT)), dict(slots.itertuples(index=False)),
            )  # fmt: skip
        status.update(label="Read. Nothing is stored yet.", state="complete")
    return made


def _all_of_it(extent: tuple[int, int] | None, today: date) -> Filters | None:
    if extent is None:
        return None
    first, last = to_date(extent[0]), to_date(min(extent[1], to_number(today)))
    return Filters(period=Period(first, max(first, last)), as_of=today, compare=Compare.NOTHING)
