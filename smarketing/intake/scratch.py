"""Files in a store of their own for as long as somebody looks at them: the ordinary import, and nothing kept.

Nobody else writes there and nothing has to survive, so it does without a journal, foreign keys and indexes: they
would take longer to build than they save a readout.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from smarketing.intake.check import Checked
from smarketing.intake.load import Outcome, Progress, load, nothing_to_tell
from smarketing.store import records
from smarketing.store.engine import open_store
from smarketing.store.schema import metadata
from smarketing.workspace import Workspace

_CARELESS = ("journal_mode=OFF", "synchronous=OFF", "foreign_keys=OFF", "cache_size=-200000")


@contextmanager
def scratch(
    sheets: Sequence[Checked], *, workspace: Workspace, at: int, progress: Progress = nothing_to_tell
) -> Iterator[tuple[Engine, Outcome]]:
    """A store with these sheets and the workspace's settings; it is gone when the block ends."""
    with tempfile.TemporaryDirectory(prefix="smarketing-look-") as folder:
        engine = open_store(f"sqlite:///{Path(folder) / 'look.db'}", upgrade=True)
        try:
            _be_quick(engine)
            records.write_workspace(engine, workspace)
            yield engine, load(engine, sheets, actor="preview", at=at, progress=progress, for_a_look=True)
        finally:
            engine.dispose()


def _be_quick(engine: Engine) -> None:
    with engine.begin() as connection:
        for table in metadata.sorted_tables:
            for index in table.indexes:
                index.drop(connection)
    engine.dispose()
    event.listen(engine, "connect", _carelessly)


def _carelessly(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    for pragma in _CARELESS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
