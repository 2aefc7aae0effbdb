"""Files → readout, with nothing kept: the ordinary import into a store that lasts for one question.

    files ── read, check ──▶ scratch store ── the SELECTs of the pages ──▶ facts ── handout.readout ──▶ Readout

The page and the command both come here; storing the files is another step (`intake.load`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
from sqlalchemy import Engine

from smarketing.errors import FilterError
from smarketing.filters import Clock, Compare, Filters
from smarketing.handout.readout import Facts, Readout, tell
from smarketing.intake.check import Checked, Options, check
from smarketing.intake.load import Outcome, Progress, nothing_to_tell
from smarketing.intake.mapping import Mapping
from smarketing.intake.read import read_file
from smarketing.intake.receipt import RULES
from smarketing.intake.scratch import scratch
from smarketing.periods import Period, to_date, to_number
from smarketing.stages import Stage
from smarketing.store import queries, records
from smarketing.store.engine import is_pending, is_started, open_store, sqlite_file
from smarketing.workspace import Workspace


def read_out(
    sheets: Sequence[Checked],
    *,
    workspace: Workspace,
    at: int,
    as_of: date,
    first: date | None = None,
    last: date | None = None,
    progress: Progress = nothing_to_tell,
) -> Readout:
    """What checked sheets say.

    at: the moment of reading, in seconds since 1970. first, last: the period's days; without them, all that
    the files hold.

    Raises RefusedFile, StoreError, FilterError.
    """
    with scratch(sheets, workspace=workspace, at=at, progress=progress) as (engine, outcome):
        progress("Counting", 0)
        facts = _facts(engine, workspace, as_of=as_of, first=first, last=last)
        facts = replace(facts, is_snapshot=outcome.is_snapshot)
    receipts = [f.receipt.as_json() | {"sentences": f.receipt.sentences()} for f in outcome.files]
    return tell(facts, receipts=receipts, joined=outcome.joined, problems=_problems(outcome))


def read_out_files(
    files: Sequence[Path], mappings: Sequence[Mapping], options: Options, workspace: Workspace, at: int,
    progress: Progress = nothing_to_tell,
) -> Readout:  # fmt: skip
    """What files say, each as its mapping says, as known today: see `read_out`."""
    sheets = [check(read_file(file), mapping, options) for file, mapping in zip(files, mappings, strict=True)]
    return read_out(sheets, workspace=workspace, at=at, as_of=options.today, progress=progress)


def _facts(engine: Engine, workspace: Workspace, *, as_of: date, first: date | None, last: date | None) -> Facts:
    known = queries.known_stages(engine)
    filters = _filters(queries.extent(engine), as_of=as_of, first=first, last=last)
    wide = filters or Filters(period=Period(as_of, as_of), as_of=as_of, compare=Compare.NOTHING)
    start = known[0] if known else Stage.LEAD
    cohorts, skipped = (ask(engine, wide, start=start) for ask in (queries.cohorts, queries.skipped))
    is_told = start is not Stage.CUSTOMER and Stage.CUSTOMER in known
    lives = queries.life_table(engine, wide, pairs=[(start, Stage.CUSTOMER)]) if is_told else pd.DataFrame()
    slots = queries.sources(engine)[["source", "slot"]]
    return Facts(
        filters, known, cohorts, skipped, lives, queries.deals(engine, wide.within(clock=Clock.EVENT)),
        queries.spend(engine, wide), workspace.currency,
        dict(slots.itertuples(index=False)),
    )  # fmt: skip


def _filters(extent: tuple[int, int] | None, *, as_of: date, first: date | None, last: date | None) -> Filters | None:
    if extent is None:
        return None
    begins = first or min(to_date(extent[0]), as_of)
    ends = min(last or to_date(min(extent[1], to_number(as_of))), as_of)
    if begins > ends:
        raise FilterError(
            f"The period would begin on {begins} and end on {ends}.", advice="Give a first day before the last one."
        )
    return Filters(period=Period(begins, ends), as_of=as_of, compare=Compare.NOTHING)


def _problems(outcome: Outcome) -> pd.DataFrame:
    told = pd.concat([f.problems.assign(file=f.name) for f in outcome.files], ignore_index=True)
    told = told.assign(reason=told["rule"].map(RULES).radd("the row or its value "))
    return told[["file", "line", "header", "value", "rule", "reason"]].sort_values(["file", "line"], ignore_index=True)


def workspace_of(url: str) -> Workspace:
    """The settings of the workspace at `url`, or the usual ones where nobody has started it; nothing is made there."""
    file = sqlite_file(url)
    if file is not None and not file.exists():
        return Workspace()
    engine = open_store(url)
    try:
        return records.read_workspace(engine) if is_started(engine) and not is_pending(engine) else Workspace()
    finally:
        engine.dispose()
