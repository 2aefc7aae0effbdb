"""Files → the store, in one transaction: all of it or nothing. And the way back.

    load_files   reads, recognises and checks files, and loads them
    load         stores checked sheets as one batch
    undo         takes a batch out again; what stood before it stands again

A file whose bytes are in the store already is left out, and who brought it when is told.
"""

from __future__ import annotations

from collections.abc import Mapping as Pairs
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Engine

from smarketing.errors import SmarketingError, StoreError
from smarketing.intake.check import Checked, Options, check
from smarketing.intake.mapping import Mapping, propose
from smarketing.intake.moments import local_day
from smarketing.intake.read import read_file
from smarketing.intake.receipt import Receipt
from smarketing.intake.refusals import refused
from smarketing.intake.stage_names import SAID, called
from smarketing.intake.tables import table_rows
from smarketing.intake.together import Together, together
from smarketing.intake.write import Progress, take_back, write
from smarketing.joined import Joined
from smarketing.periods import to_date
from smarketing.store import facts
from smarketing.store.engine import open_store
from smarketing.store.judging import NOBODY, Judge
from smarketing.store.promises import judge_in
from smarketing.store.records import read_workspace
from smarketing.workspace import Workspace


@dataclass(frozen=True)
class Stored:
    """What became of one file: its receipt, and the rows and cells that it counts (`receipt.problems`).

    earlier: where the same bytes were there before, which import, when and who.
    """

    name: str
    receipt: Receipt
    problems: pd.DataFrame
    earlier: tuple[int, int, str] | None = None

    @property
    def is_new(self) -> bool:
        """Was it stored now?"""
        return self.earlier is None

    @property
    def is_snapshot(self) -> bool:
        """Does it say how far each lead is, and not since when?"""
        return self.receipt.is_snapshot


@dataclass(frozen=True)
class Outcome:
    """What an import did. import_id: the batch, None where every file was there already."""

    import_id: int | None
    files: tuple[Stored, ...]
    joined: tuple[Joined, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def is_snapshot(self) -> bool:
        """Do some leads only stand where they are today, because their file has no dates?"""
        return any(file.is_snapshot for file in self.files)


def nothing_to_tell(_what: str, _share: float) -> None:
    """A progress that nobody looks at."""


def options_for(workspace: Workspace, *, at: int, **given: object) -> Options:
    """What the workspace says of files, with what was given for these ones; None: not given."""
    usual = {"time_zone": workspace.time_zone, "sql_means": workspace.sql_means, "currency": workspace.currency}
    said = usual | {k: v for k, v in given.items() if v is not None}
    today = local_day(np.array([at]), str(said["time_zone"]))[0]
    return Options(to_date(today), **said)  # ty: ignore[invalid-argument-type]


def check_files(
    files: Sequence[Path],
    options: Options,
    *,
    changes: Pairs[str, str] | None = None,
    progress: Progress = nothing_to_tell,
) -> list[Checked]:
    """Read and check files. `changes`: {field: header}, for every file that has the field and the header.

    Raises RefusedFile for the first file that is no list.
    """
    sheets = []
    for done, file in enumerate(files):
        progress(f"Reading {file.name}", done / len(files))
        sheets.append(read_file(file))
    said = changes or {}
    for header in said.values():
        if not any(header in sheet.headers for sheet in sheets):
            raise refused(sheets[0].name, "no_field", f"“{header}”; it has {', '.join(sheets[0].headers)}")
    found = [check(sheet, propose(sheet, changes=said), options) for sheet in sheets]
    _must_be_there(found, options)
    return found


def _must_be_there(sheets: Sequence[Checked], options: Options) -> None:
    """Refuse a stage or a pipeline that was named and that no file has: it is misspelt."""
    stages = {called(n.name) for sheet in sheets for names in sheet.stages.values() for n in names if n.why == SAID}
    pipelines = {called(p.name) for sheet in sheets for p in sheet.left_out}
    for code, wanted, there in (("no_stage", options.stages, stages), ("no_pipeline", options.left_out, pipelines)):
        for name in wanted:
            if called(name) not in there:
                raise refused(sheets[0].sheet.name, code, f"“{name}”")


def load_files(
    engine: Engine, files: Sequence[Path], *, actor: str, at: int, changes: Pairs[str, str] | None = None,
    progress: Progress = nothing_to_tell, **given: object,
) -> Outcome:  # fmt: skip
    """Read, check and store files as one batch. `given`: fields of Options, else the workspace's settings hold.

    Raises RefusedFile, StoreError; then nothing is stored.
    """
    options = options_for(read_workspace(engine), at=at, **given)
    sheets = check_files(files, options, changes=changes or {}, progress=progress)
    return load(engine, sheets, actor=actor, at=at, progress=progress)


def store_files(
    url: str, files: Sequence[Path], mappings: Sequence[Mapping], options: Options, actor: str, at: int,
    progress: Progress = nothing_to_tell,
) -> Outcome:  # fmt: skip
    """Read, check and store files, each as its mapping says, in the workspace at `url`: see `load`."""
    sheets = [check(read_file(file), mapping, options) for file, mapping in zip(files, mappings, strict=True)]
    engine = open_store(url)
    try:
        return load(engine, sheets, actor=actor, at=at, progress=progress)
    finally:
        engine.dispose()


def load(
    engine: Engine, sheets: Sequence[Checked], *, actor: str, at: int, progress: Progress = nothing_to_tell,
    for_a_look: bool = False,
) -> Outcome:  # fmt: skip
    """Store the sheets as one batch. `at`: seconds since 1970 UTC. Raises StoreError; then nothing is stored.

    A list of leads without any date raises RefusedFile, unless the store is `for_a_look` and thrown away.
    """
    for sheet in sheets:
        if sheet.is_snapshot and "lead" not in sheet.mapping.fields and not for_a_look:
            raise refused(sheet.sheet.name, "no_dates", "it says how far each lead is, not since when")
    with facts.writing(engine) as connection:
        seen = facts.earlier_imports(connection, [s.sheet.sha256 for s in sheets])
        new = list({s.sheet.sha256: s for s in sheets if s.sheet.sha256 not in seen}.values())
        told = together(new, for_a_look=for_a_look) if new else None
        judge = NOBODY if for_a_look else judge_in(connection)  # a look shows no promise
        import_id = _store(connection, told, judge, actor=actor, at=at, progress=progress) if told else None
    read = {s.sheet.sha256: s for s in (told.sheets if told else ())}
    files = []
    for sheet in sheets:
        sha256 = sheet.sheet.sha256
        last = read.get(sha256, sheet)
        files.append(Stored(sheet.sheet.name, last.receipt, last.problems, seen.get(sha256)))
        seen.setdefault(sha256, (import_id or 0, at, actor))
    return Outcome(import_id, tuple(files), told.joined if told else (), told.notes if told else ())


def _store(connection: Connection, told: Together, judge: Judge, *, actor: str, at: int, progress: Progress) -> int:
    import_id = facts.begin_import(connection, actor=actor, at=at)
    receipts = {}
    for sheet in told.sheets:
        name, sha256, kind = sheet.sheet.name, sheet.sheet.sha256, sheet.mapping.kind
        file = facts.claim_file(connection, import_id, name=name, sha256=sha256, kind=kind)
        if file is None:
            raise StoreError(f"“{name}” was stored by somebody else just now.", advice="Nothing was stored; try again.")
        receipts[file] = sheet.receipt
    progress("Entering names", 0)
    write(connection, table_rows(connection, told, import_id), import_id, progress, judge=judge)
    facts.finish_import(
        connection, import_id, receipts={file: r.as_json() for file, r in receipts.items()},
        rows_read=sum(r.rows_read for r in receipts.values()), rows_used=sum(r.rows_used for r in receipts.values()),
    )  # fmt: skip
    return import_id


def undo(engine: Engine, import_id: int, *, at: int) -> None:
    """Take a batch out again. Raises SmarketingError where there is none, StoreError; then nothing is changed."""
    with facts.writing(engine) as connection:
        if not facts.undoable(connection, import_id):
            raise SmarketingError(
                f"There is no import {import_id} that could be undone.",
                advice="`python -m smarketing imports` lists them.",
            )
        take_back(connection, import_id, at=at)
