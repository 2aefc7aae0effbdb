"""The sample company as a store of its own, made from `sample_data/` by the ordinary import.

Its file is named after what it is made of, so that a new version of the sample, of the schema or of what settles and
judges its leads is a new file, made beside the old one and put in place whole.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from datetime import date, timedelta
from pathlib import Path

import structlog
from sqlalchemy import Engine

from smarketing.agreement import Side
from smarketing.intake.load import load_files
from smarketing.intake.moments import DAY
from smarketing.periods import to_number
from smarketing.store import promises, records, snapshots
from smarketing.store.engine import head, open_store
from smarketing.workspace import Workspace

_log = structlog.get_logger()

FOLDER = Path(__file__).parents[2] / "sample_data"
_MADE_BY = ("intake/*.py", "store/*.py", "agreement.py", "business_time.py")
AGREEMENT = FOLDER / "agreement.json"

COMPANY = Workspace(
    name="Halden Sensorik", is_sample=True, time_zone="Europe/Berlin", currency="EUR", response_days=2, country="DE",
    as_of=date(2026, 11, 18),
)  # fmt: skip


def files() -> list[Path]:
    """The sample's files, in the order of their names."""
    return sorted(FOLDER.glob("*.csv"))


def prepare(folder: Path) -> str:
    """The URL of the sample company's database in `folder`, made first where it isn't there yet."""
    path = folder / f"sample-{_digest()}.db"
    if not path.exists():
        _log.info("making the sample company, once", folder=str(folder))
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix="sample-") as scratch:
            fresh = Path(scratch) / "sample.db"
            fill(f"sqlite:///{fresh}")
            os.replace(fresh, path)
        for old in folder.glob("sample-*.db"):
            if old != path:
                old.unlink(missing_ok=True)
    return f"sqlite:///{path}"


def _digest() -> str:
    said = hashlib.sha256(repr(COMPANY).encode())
    said.update(head().encode())
    code = [file for pattern in _MADE_BY for file in sorted(Path(__file__).parents[1].glob(pattern))]
    for file in (*files(), AGREEMENT, *code):
        said.update(file.read_bytes())
    return said.hexdigest()[:12]


def fill(url: str) -> None:
    """Import the sample's files into the database at `url`, under the agreement that its teams have signed.

    Of the meeting a week before its last day there is a snapshot.
    """
    engine = open_store(url, upgrade=True)
    records.write_workspace(engine, COMPANY)
    for told in json.loads(AGREEMENT.read_text("utf-8")):
        _agree(engine, date.fromisoformat(told["effective_from"]), told)
    last_day = to_number(COMPANY.as_of) if COMPANY.as_of else 0
    load_files(engine, files(), actor="sample company", at=last_day * DAY)
    if COMPANY.as_of:
        meeting = COMPANY.as_of - timedelta(days=7)
        at = to_number(meeting) * DAY + 9 * 3600
        snapshots.take(engine, as_of=meeting, at=at, actor="sample company", label="Weekly meeting")
    engine.dispose()


def _agree(engine: Engine, day: date, told: dict) -> None:
    """A version as the sample's file tells it, signed by both sides in a morning a week before its day."""
    at = (to_number(day) - 7) * DAY + 9 * 3600
    draft = promises.write_draft(engine, promises.terms_of(told["terms"]), day, actor=told[Side.MARKETING], at=at)
    for side in Side:
        draft = promises.sign(engine, draft, side, told[side], at=at)
