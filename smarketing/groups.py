"""Which leads are meant: the groups that stand behind the numbers, so that each opens its leads."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from smarketing.agreement import Calendar
from smarketing.snapshot import Change, Snapshot
from smarketing.stages import Stage

PAGE = 200
"""So many leads are shown at once."""


class Group(StrEnum):
    """Which leads of the view are meant."""

    LEADS = "Leads"
    MQLS = "MQLs"
    ACCEPTED = "Accepted"
    REJECTED = "Rejected"
    PENDING = "Pending"
    OVERDUE = "Overdue"
    SALS = "SALs"
    SQLS = "SQLs"
    OPPORTUNITIES = "Opportunities"
    CUSTOMERS = "Customers"
    LOST = "Lost"
    TOO_YOUNG = "Too young"
    SKIPPED = "Skipped a stage"
    OUT_OF_ORDER = "Dates out of order"
    SINCE_NEW = "New since the snapshot"
    SINCE_ADVANCED = "Advanced since the snapshot"
    SINCE_WON = "Won since the snapshot"
    SINCE_REJECTED = "Rejected since the snapshot"
    SINCE_RECYCLED = "Recycled since the snapshot"
    SINCE_LOST = "Lost since the snapshot"
    SINCE_BACK = "Moved back since the snapshot"
    SINCE_GONE = "Disappeared since the snapshot"
    SINCE_RESTATED = "Restated since the snapshot"

    @classmethod
    def of(cls, stage: Stage) -> Group:
        """The leads that reached a stage."""
        return cls[stage.plural.upper()]

    @classmethod
    def since(cls, change: Change) -> Group:
        """The leads of a change since a snapshot."""
        return cls[f"SINCE_{change.name}"]

    @property
    def is_since(self) -> bool:
        """Is it told by a snapshot, whatever the period?"""
        return self.name.startswith("SINCE_")

    @property
    def key(self) -> str:
        """`too_young`: what code calls it."""
        return self.name.lower()


@dataclass(frozen=True)
class Choice:
    """One page of leads: which group, of which cohort, which text, in which order, from which row on.

    watched: the stages that the data knows; another one can't have been skipped. until, calendar: as of which second
    a lead is overdue, and by whose hours; `Group.OVERDUE` needs them. since: the snapshot of the groups that have one.
    """

    group: Group = Group.MQLS
    start: Stage = Stage.MQL
    search: str = ""
    sort: str = "MQL day"
    newest_first: bool = True
    offset: int = 0
    limit: int = PAGE
    watched: tuple[Stage, ...] = tuple(Stage)
    until: int | None = None
    calendar: Calendar = field(default_factory=Calendar)
    since: Snapshot | None = None
