"""Which leads are meant: the groups that stand behind the numbers, so that each opens its leads."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

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

    watched: the stages that the data knows; another one can't have been skipped.
    """

    group: Group = Group.MQLS
    start: Stage = Stage.MQL
    search: str = ""
    sort: str = "MQL day"
    newest_first: bool = True
    offset: int = 0
    limit: int = PAGE
    watched: tuple[Stage, ...] = tuple(Stage)
