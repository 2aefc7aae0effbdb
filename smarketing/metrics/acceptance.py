"""The hand-off: what sales made of the MQLs it was given.

A cohort frame says how many MQLs of a day were accepted and rejected by as-of, and how many of those whose
response deadline has passed; `with_decisions` adds what is pending.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from smarketing.filters import Clock
from smarketing.metrics.registry import Better, Quotient, Sums, Unit, evaluate, metric
from smarketing.metrics.volume import with_total


def with_decisions(cohorts: pd.DataFrame, *, accepted_by_default: bool = False) -> pd.DataFrame:
    """The cohort frame of MQLs with its hand-off columns.

    cohorts: with accepted_due, rejected_due, pending_due, the MQLs whose response deadline had passed by as-of.
    Adds accepted, pending: int, so that accepted + rejected + pending = mqls. accepted_by_default: what was not
    answered by its deadline counts as accepted, where the agreement says so.
    """
    late = cohorts["pending_due"] if accepted_by_default else 0
    accepted = cohorts["sals"] + late
    return cohorts.assign(
        accepted=accepted,
        pending=cohorts["mqls"] - accepted - cohorts["rejected"],
        accepted_due=cohorts["accepted_due"] + late,
        pending_due=cohorts["pending_due"] - late,
    )


@metric(unit=Unit.COUNT, clock=Clock.COHORT)
def accepted(sums: Sums) -> pd.Series:
    """MQLs that sales accepted by the as-of day, among the MQLs of the period."""
    return sums["accepted"]


@metric(unit=Unit.COUNT, clock=Clock.COHORT, better=Better.DOWN)
def rejected(sums: Sums) -> pd.Series:
    """MQLs that sales returned with a reason by the as-of day and has not accepted since."""
    return sums["rejected"]


@metric(unit=Unit.COUNT, clock=Clock.COHORT, better=Better.DOWN)
def pending(sums: Sums) -> pd.Series:
    """MQLs that sales has neither accepted nor rejected by the as-of day.

    Accepted, rejected and pending add up to the MQLs of the period.
    """
    return sums["pending"]


@metric(unit=Unit.RATE, clock=Clock.COHORT, of="MQLs decided, past their deadline")
def acceptance_rate(sums: Sums) -> Quotient:
    """Of the MQLs that sales has decided on, the share that it accepted.

    Accepted ÷ (accepted + rejected), among MQLs whose response deadline has passed. The ones still
    pending are shown apart; an MQL not yet due counts in neither, so that quick acceptances of the last
    days do not flatter the rate.
    """
    return Quotient(sums["accepted_due"], sums["accepted_due"] + sums["rejected_due"])


@metric(unit=Unit.RATE, clock=Clock.COHORT, better=Better.DOWN, of="MQLs past their deadline")
def overdue_rate(sums: Sums) -> Quotient:
    """Of the MQLs whose response deadline has passed, the share that sales has not decided on."""
    decided = sums["accepted_due"] + sums["rejected_due"]
    return Quotient(sums["pending_due"], decided + sums["pending_due"])


@metric(unit=Unit.RATE, clock=Clock.COHORT, better=Better.NEITHER, name="Share of rejections", of="MQLs rejected")
def share_of_rejections(sums: Sums) -> Quotient:
    """Of the MQLs of the period that sales returned, the share that it returned for this reason."""
    return Quotient(sums["rejected"], sums["rejected_of_all"])


def by_reason(rejections: pd.DataFrame, *, within: Sequence[str] = ()) -> pd.DataFrame:
    """Each reason's share of the rejected MQLs, as `evaluate` gives it; shares add up to 1 in each of `within`.

    rejections: `queries.rejections` of one period: reason: str, rejected: int, and the columns of `within`.
    """
    totals = with_total(rejections, "rejected", by="reason", within=within)
    return evaluate(share_of_rejections, totals, by=[*within, "reason"])
