"""Files in a store of their own for as long as somebody looks at them: the ordinary import, and nothing kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import Engine

from smarketing.intake.check import Checked
from smarketing.intake.load import Outcome, Progress, load, nothing_to_tell
from smarketing.store import records
from smarketing.store.in_memory import in_memory
from smarketing.workspace import Workspace


@contextmanager
def scratch(
    sheets: Sequence[Checked], *, workspace: Workspace, at: int, progress: Progress = nothing_to_tell
) -> Iterator[tuple[Engine, Outcome]]:
    """A store with these sheets and the workspace's settings; it is gone when the block ends."""
    with in_memory() as engine:
        records.write_workspace(engine, workspace)
        yield engine, load(engine, sheets, actor="preview", at=at, progress=progress, for_a_look=True)
