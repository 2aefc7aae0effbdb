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
    UNQUALIFIED = "Without an MQL date"
    REPEATED = "Duplicates"
    HANDED_LATER = "Handed over later"
    UNASSIGNED = "Nobody assigned"
    RETURNED = "Returned untouched"
    NOT_DUE = "Untouched, not due"
    UNTOUCHED = "Untouched though due"
    WORKED = "Worked by sales"
    WORKED_ACCEPTED = "Worked and accepted"
    WORKED_RETURNED = "Worked and returned"
    WORKED_OPEN = "Worked, still open"
    WITHOUT_SOURCE = "Without a source"
    WITHOUT_OWNER = "Without an owner"
    WITHOUT_HOUR = "Without an hour"
    WITHOUT_ASSIGNMENT = "Without an assignment"
    TOUCHED_EARLY = "Touched before hand-over"
    ENTERED_LATE = "Entered late"
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


BRIDGE = (
    Group.UNQUALIFIED, Group.REPEATED, Group.HANDED_LATER, Group.UNASSIGNED, Group.RETURNED, Group.NOT_DUE,
    Group.UNTOUCHED, Group.WORKED_ACCEPTED, Group.WORKED_RETURNED, Group.WORKED_OPEN,
)  # fmt: skip
"""Each MQL is in exactly one of them: from marketing's count down to the parts of what sales worked."""

WORKED = BRIDGE[-3:]
"""They add up to `Group.WORKED`."""

FAULTY = (
    Group.UNQUALIFIED, Group.WITHOUT_SOURCE, Group.WITHOUT_OWNER, Group.WITHOUT_ASSIGNMENT, Group.WITHOUT_HOUR,
    Group.SKIPPED, Group.OUT_OF_ORDER, Group.TOUCHED_EARLY, Group.ENTERED_LATE,
)  # fmt: skip
"""What can be wrong with the data of a lead; one may be in several."""

WITH_REASON = (Group.REJECTED, Group.RETURNED, Group.WORKED_RETURNED)
"""The groups that can be narrowed to one reason of return."""


@dataclass(frozen=True)
class Choice:
    """One page of leads: which group, of which cohort, which text, in which order, from which row on.

    watched: the stages that the data knows; another one can't have been skipped. until, calendar: as of which second
    a lead is overdue, and by whose hours; `Group.OVERDUE` needs them. ends: the last second of the period; `BRIDGE`
    needs it beside `until`. reason: why sales returned the lead; "" keeps all. since: the snapshot of the groups that
    have one.
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
    ends: int | None = None
    reason: str = ""
    calendar: Calendar = field(default_factory=Calendar)
    since: Snapshot | None = None
