"""What was kept of a moment, and what can have happened to a lead since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from smarketing.periods import Grain
from smarketing.stages import LADDER, Exit

STANDS: tuple[str, ...] = (*(s.value for s in LADDER), *(x.value for x in Exit))
"""Where a lead can stand: in the farthest stage that it reached, or off the ladder."""

ABSENT = ""
"""Where a lead stands that is not among the leads."""


@dataclass(frozen=True)
class Snapshot:
    """The leads and deals as they were known at the end of a day. taken_at: seconds since 1970 UTC."""

    id: int
    taken_at: int
    as_of: date
    taken_by: str
    label: str
    leads: int
    deals: int

    def __str__(self) -> str:
        day = Grain.DAY.label(self.as_of)
        return f"{day} · {self.label}" if self.label else day


class Change(StrEnum):
    """What happened to a lead between a snapshot and now; each lead is in one of them."""

    NEW = "New"
    ADVANCED = "Advanced"
    WON = "Won"
    REJECTED = "Rejected"
    RECYCLED = "Recycled"
    LOST = "Lost"
    BACK = "Moved back"
    GONE = "Disappeared"
    NONE = "Still there"


MEANINGS: dict[Change, str] = {
    Change.NEW: "It was not among the leads of the snapshot, and is now.",
    Change.ADVANCED: "It stands in a later stage of the ladder, and is no customer yet.",
    Change.WON: "It has become a customer.",
    Change.REJECTED: "Sales returned it to marketing.",
    Change.RECYCLED: "It was rejected or lost, and is worked again: in the same spell, or in a new one.",
    Change.LOST: "It closed without a sale.",
    Change.BACK: "It stands in an earlier stage than it did: a date was taken back or changed.",
    Change.GONE: "It is not among the leads any more: deleted or merged where it came from, its import undone, or all "
    "its dates now after the day on screen.",
    Change.NONE: "It stands where it stood.",
}


class Cause(StrEnum):
    """Why a number of the days before a snapshot reads differently now than in the snapshot."""

    LATE = "entered late"
    REDATED = "re-dated"
    REVALUED = "amount changed"
    TAKEN_BACK = "date taken back"
    GONE = "deleted or merged"
