"""How far the data itself can be trusted: shares of leads that lack something, or whose dates contradict.

Over a quality frame, one row per day and group: checked, touch_timed, created: int, and a count for each of
`groups.FAULTY` by its key.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from smarketing.filters import Clock
from smarketing.groups import FAULTY, Group
from smarketing.metrics.registry import REGISTRY, Better, Metric, Quotient, Sums, Unit, evaluate, metric


def _share(name: str, of: str = "leads of the period"):  # noqa: ANN202 - the registry's decorator
    return metric(unit=Unit.RATE, clock=Clock.COHORT, better=Better.DOWN, name=name, of=of)


@_share("No MQL date")
def unqualified_rate(sums: Sums) -> Quotient:
    """Of the leads of the period, the share that passed MQL without an MQL date of its own.

    They count on the day of the next stage that has a date, and no promise can be judged for them. Export the day on
    which a lead became an MQL.
    """
    return Quotient(sums["unqualified"], sums["checked"])


@_share("No source")
def without_source_rate(sums: Sums) -> Quotient:
    """Of the leads of the period, the share whose source is empty.

    They stand as “(none)” in every number by source. Export “Original source” or “Lead source” with the leads.
    """
    return Quotient(sums["without_source"], sums["checked"])


@_share("No owner")
def without_owner_rate(sums: Sums) -> Quotient:
    """Of the leads of the period, the share whose owner is empty.

    They stand as “(none)” in every number by person. Export “Owner” with the leads.
    """
    return Quotient(sums["without_owner"], sums["checked"])


@_share("No moment of assignment")
def without_assignment_rate(sums: Sums) -> Quotient:
    """Of the leads of the period, the share that does not tell when it was assigned to a rep.

    Without it sales' hours can't be counted from the hand-over. Export “Owner assigned date” with its hour.
    """
    return Quotient(sums["without_assignment"], sums["checked"])


@_share("No hour")
def without_hour_rate(sums: Sums) -> Quotient:
    """Of the leads of the period, the share whose MQL date is a bare day, without an hour.

    Days can be counted from it, business hours can't. Export the MQL date with its time.
    """
    return Quotient(sums["without_hour"], sums["checked"])


@_share("A stage skipped")
def skipped_rate(sums: Sums) -> Quotient:
    """Of the leads of the period, the share that passed a stage without a date for it by the as-of day.

    They count as passed through, on the day of the next stage. Many of them mean that a stage is not kept up.
    """
    return Quotient(sums["skipped"], sums["checked"])


@_share("Dates out of order")
def out_of_order_rate(sums: Sums) -> Quotient:
    """Of the leads of the period, the share with a stage that is dated before the stage above it: a negative lag.

    Such a date is raised to that of the stage above, so that no lag is below 0; the date as told is kept.
    """
    return Quotient(sums["out_of_order"], sums["checked"])


@_share("Touched before hand-over", "leads with both moments")
def touched_early_rate(sums: Sums) -> Quotient:
    """Of the leads whose hand-over and first touch are both timed, the share that was touched first: a negative wait.

    They count as touched in time. Many of them mean that a lead is assigned, or marked as an MQL, after the fact.
    """
    return Quotient(sums["touched_early"], sums["touch_timed"])


@_share("Entered late", "leads with both dates")
def entered_late_rate(sums: Sums) -> Quotient:
    """Of the leads that tell when they were created, the share created over 7 days after a stage they had reached.

    Somebody entered them after the fact, or the day of creation is that of a move to another system. Only leads with
    a date of a later stage can be judged.
    """
    return Quotient(sums["entered_late"], sums["created"])


FAULTS: dict[Group, Metric] = {group: REGISTRY[f"{group.key}_rate"] for group in FAULTY}
"""The share of leads with each fault."""


def worst(quality: pd.DataFrame, among: Sequence[Group], *, most: int = 3, least: float = 0.01) -> pd.DataFrame:
    """The faults with the largest shares of at least `least`, the largest first.

    quality: the frame of this module. One row per fault, as `evaluate` gives it, with group: str, its key.
    """
    groups = {FAULTS[group].key: group.key for group in among}
    rows = evaluate([FAULTS[group] for group in among], quality)
    rows = rows.assign(group=rows["metric"].map(groups))
    return rows[rows["value"] >= least].sort_values("value", ascending=False, kind="stable").head(most)
