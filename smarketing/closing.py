"""Closing a meeting: what each item showed is computed, and frozen with all that was written down.

scenes ──┐
         ├──▶ store.minutes.close: snapshot, minutes and the record's end, in one transaction
record ──┘
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from smarketing import owed
from smarketing.meeting import Meeting, Minutes
from smarketing.scene import Scene
from smarketing.scenes import SCENES, scene
from smarketing.scenes.measure import judged, still_open
from smarketing.store import meetings, records
from smarketing.store.minutes import close


def close_meeting(engine: Engine, meeting_id: int, *, actor: str, at: int, as_of: date | None = None) -> Minutes:
    """Close a meeting, or give back the minutes of one that is closed.

    at: seconds since 1970 UTC. as_of: the day whose end the numbers are of; today unless said. Raises SettingError
    where there is no such meeting, or it has not begun.
    """
    here = records.read_workspace(engine)
    meeting = meetings.meeting_of(engine, meeting_id)
    day = as_of or owed.today(here, at=at)
    shown: dict[int, Scene | None] = {
        item.id: scene(engine, item.scene, item.query, at=at, as_of=day) if item.scene in SCENES else None
        for item in meetings.items(engine, meeting_id)
    }
    waiting = still_open(meetings.actions(engine), but=meeting_id)
    known = Minutes(
        meeting, here.name, here.currency, here.time_zone, day, actor, (),
        judged(engine, waiting, at=at, as_of=day), next_at(meeting, here.time_zone),
    )  # fmt: skip
    return close(engine, known, shown, actor=actor, at=at)


def next_at(meeting: Meeting, time_zone: str) -> int:
    """When the next one of the series begins: at the same hour of the clock, also where summer time comes between."""
    zone = ZoneInfo(time_zone)
    begins = datetime.fromtimestamp(meeting.starts_at, UTC).astimezone(zone)
    day = meeting.series.next_after(begins.date())
    return int(datetime.combine(day, begins.time(), zone).timestamp())
