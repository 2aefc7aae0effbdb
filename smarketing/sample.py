"""The sample company as a store of its own, made from `sample_data/` by the ordinary import, agreement and meetings.

Its file is named after what it is made of, so that a new version of the sample, of the schema or of what settles and
judges its leads is a new file, made beside the old one and put in place whole.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Engine

from smarketing.agreement import Side
from smarketing.closing import close_meeting
from smarketing.intake.load import load_files
from smarketing.intake.moments import DAY
from smarketing.meeting import AGENDAS, Action, Item, Meeting, Outcome, Point, Series
from smarketing.periods import to_number
from smarketing.scenes.measure import measure
from smarketing.store import meetings, promises, records, rooms
from smarketing.store.engine import head, open_store
from smarketing.workspace import Workspace

_log = structlog.get_logger()

FOLDER = Path(__file__).parents[1] / "sample_data"
_MADE_BY = (
    "intake/*.py", "store/*.py", "metrics/*.py", "scenes/*.py", "agreement.py", "business_time.py", "closing.py",
    "meeting.py", "scene.py", "sample.py",
)  # fmt: skip
AGREEMENT = FOLDER / "agreement.json"
MEETINGS = FOLDER / "meetings.json"

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
    code = [file for pattern in _MADE_BY for file in sorted(Path(__file__).parent.glob(pattern))]
    for file in (*files(), AGREEMENT, MEETINGS, *code):
        said.update(file.read_bytes())
    return said.hexdigest()[:12]


def fill(url: str) -> None:
    """Import the sample's files into the database at `url`, under the agreement that its teams have signed.

    Its meetings are held as the file tells them; the closed ones have their snapshots and minutes.
    """
    engine = open_store(url, upgrade=True)
    records.write_workspace(engine, COMPANY)
    for told in json.loads(AGREEMENT.read_text("utf-8")):
        _agree(engine, date.fromisoformat(told["effective_from"]), told)
    last_day = to_number(COMPANY.as_of) if COMPANY.as_of else 0
    load_files(engine, files(), actor="sample company", at=last_day * DAY)
    for told in json.loads(MEETINGS.read_text("utf-8")):
        _meet(engine, told)
    engine.dispose()


def _agree(engine: Engine, day: date, told: dict) -> None:
    """A version as the sample's file tells it, signed by both sides in a morning a week before its day."""
    at = (to_number(day) - 7) * DAY + 9 * 3600
    draft = promises.write_draft(engine, promises.terms_of(told["terms"]), day, actor=told[Side.MARKETING], at=at)
    for side in Side:
        draft = promises.sign(engine, draft, side, told[side], at=at)


# --- meetings -----------------------------------------------------------------------------------


def _meet(engine: Engine, told: dict) -> None:
    """A meeting as the sample's file tells it: planned two days before, and held if it is closed."""
    starts = datetime.fromisoformat(told["starts"]).replace(tzinfo=ZoneInfo(COMPANY.time_zone))
    at, series, leads = int(starts.timestamp()), Series(told["series"]), told["leads"]
    meeting = meetings.plan(
        engine, series, title=told["title"], starts_at=at, points=AGENDAS[series], actor=leads, at=at - 2 * DAY
    )
    for point in told.get("points", ()):
        added = Point(point["title"], point["minutes"])
        meetings.add_item(engine, meeting.id, added, actor=point["by"], at=at - DAY)
    if told["closed"]:
        _hold(engine, meeting, told, day=starts.date())


def _hold(engine: Engine, meeting: Meeting, told: dict, *, day: date) -> None:
    who, at = told["leads"], meeting.starts_at
    room = rooms.begin(engine, meeting, presenter="sample", name=who, at=at)
    agenda = {item.title: item for item in meetings.items(engine, meeting.id)}
    for item in agenda.values():
        room = rooms.go_to(engine, room, item.id, actor=who, at=at)
        at += item.minutes * 55
    for title, text in told["notes"].items():
        meetings.write_note(engine, agenda[title], text, actor=who, at=at)
    for row in told["decisions"]:
        words = {name: row[name] for name in ("issue", "decision", "owner", "success")}
        meetings.write_decision(engine, meeting.id, item_id=agenda[row["at"]].id, **words, actor=who, at=at)
    made = [_act(engine, meeting, agenda[row["at"]], row, day=day, actor=who, at=at) for row in told["actions"]]
    close_meeting(engine, meeting.id, actor=who, at=at, as_of=day)
    for row, action in zip(told["actions"], made, strict=True):
        if "done" in row:
            done = date.fromisoformat(row["done"])
            settled = {
                "day": done,
                "result": row["result"],
                "actor": action.owner,
                "at": to_number(done) * DAY + 43_200,
            }
            meetings.settle(engine, action, Outcome.DONE, **settled)


def _act(engine: Engine, meeting: Meeting, item: Item, row: dict, *, day: date, actor: str, at: int) -> Action:
    metric, query = row.get("metric", ""), row.get("query", "")
    then = measure(engine, metric, query, at=at, as_of=day) if metric else None
    return meetings.write_action(
        engine, meeting.id, item_id=item.id, task=row["task"], owner=row["owner"], side=row["side"],
        due_day=date.fromisoformat(row["due"]), metric=metric, query=query, target=row.get("target"), then=then,
        then_day=day if metric else None, actor=actor, at=at,
    )  # fmt: skip
