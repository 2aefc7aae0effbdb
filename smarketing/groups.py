"""Which leads are meant: the groups that stand behind the numbers, so that each opens its leads."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from smarketing.agreement import Calendar
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

    @classmethod
    def of(cls, stage: Stage) -> Group:
        """The leads that reached a stage."""
        return cls[stage.plural.upper()]

    @property
    def key(self) -> str:
        """`too_young`: what code calls it."""
        return self.name.lower()


@dataclass(frozen=True)
class Choice:
    """One page of leads: which group, of which cohort, which text, in which order, from which row on.

    watched: the stages that the data knows; another one can't have been skipped. until, calendar: as of which second
    a lead is overdue, and by whose hours; `Group.OVERDUE` needs them.
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
