"""The vocabulary of the funnel: six stages on one ladder, and the ways off it.

    Lead → MQL → SAL → SQL → Opportunity → Customer
              ↘ Rejected (by sales)      ↘ Lost (closed without a sale)

A stage's *key* names its columns (`mql_day`, `mql_raw`, `mql_at`), its *plural* names its count.
"""

from __future__ import annotations

from enum import StrEnum


class Stage(StrEnum):
    """One rung of the ladder; the value is what people read."""

    LEAD = "Lead"
    MQL = "MQL"
    SAL = "SAL"
    SQL = "SQL"
    OPPORTUNITY = "Opportunity"
    CUSTOMER = "Customer"

    @property
    def key(self) -> str:
        """`mql`: the name that columns are made of."""
        return self.name.lower()

    @property
    def day(self) -> str:
        """`mql_day`: the settled day number, monotone down the ladder."""
        return f"{self.key}_day"

    @property
    def raw(self) -> str:
        """`mql_raw`: the day number as the data gave it."""
        return f"{self.key}_raw"

    @property
    def at(self) -> str:
        """`mql_at`: seconds since 1970 UTC, where the hour is known."""
        return f"{self.key}_at"

    @property
    def plural(self) -> str:
        """`mqls`: the additive column that counts leads in this stage."""
        return "opportunities" if self is Stage.OPPORTUNITY else f"{self.key}s"

    @property
    def label(self) -> str:
        """`MQLs`: the plural that people read."""
        return "Opportunities" if self is Stage.OPPORTUNITY else f"{self.value}s"

    @property
    def later(self) -> tuple[Stage, ...]:
        """The stages below this one on the ladder, in order."""
        return LADDER[LADDER.index(self) + 1 :]


class Exit(StrEnum):
    """A way off the ladder. The lead stays in every denominator."""

    REJECTED = "Rejected"
    LOST = "Lost"

    @property
    def key(self) -> str:
        """`rejected`: the name that columns are made of."""
        return self.name.lower()

    @property
    def raw(self) -> str:
        """`rejected_raw`: the day number as the data gave it."""
        return f"{self.key}_raw"

    @property
    def day(self) -> str:
        """`rejected_day`: the day number of leaving."""
        return f"{self.key}_day"

    @property
    def at(self) -> str:
        """`rejected_at`: seconds since 1970 UTC, where the hour is known."""
        return f"{self.key}_at"


LADDER: tuple[Stage, ...] = tuple(Stage)

MEANINGS: dict[Stage | Exit, str] = {
    Stage.LEAD: "Somebody who showed interest and can be contacted.",
    Stage.MQL: "Marketing qualified lead: marketing judges it worth a call by sales.",
    Stage.SAL: "Sales accepted lead: sales agreed to work it.",
    Stage.SQL: "Sales qualified lead: sales spoke to it and found a need.",
    Stage.OPPORTUNITY: "A deal with an amount was opened.",
    Stage.CUSTOMER: "The deal was won.",
    Exit.REJECTED: "Sales returned the MQL to marketing, with a reason.",
    Exit.LOST: "An SQL or an opportunity closed without a sale, with a reason.",
}
