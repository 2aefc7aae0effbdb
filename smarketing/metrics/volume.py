"""How many: leads in each stage, how they are shared out over sources, how fast they grow.

The counts work on a cohort frame and on an entries frame alike, since both name their columns by the
stage's plural; the clock of the frame decides which leads are meant.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from smarketing.filters import Clock
from smarketing.metrics.registry import Better, Metric, Quotient, Sums, Unit, add, evaluate, metric
from smarketing.stages import LADDER, MEANINGS, Stage

_CLOCKS = (
    "By the cohort clock: leads of the period's cohort that had got this far by the as-of day. "
    "By the event clock: leads that got there in the period, whenever they began. A lead that skipped the "
    "stage and came further counts too."
)


def with_article(stage: Stage) -> str:
    """`an MQL`, `a customer`: the stage in a sentence."""
    name = stage.value if stage.value.isupper() else stage.value.lower()
    return f"{'a' if stage in (Stage.LEAD, Stage.CUSTOMER) else 'an'} {name}"


def _count_of(stage: Stage) -> Metric:
    return add(
        Metric(
            key=stage.plural,
            name=stage.label,
            unit=Unit.COUNT,
            better=Better.UP,
            definition=f"Leads that became {with_article(stage)}.\n\n{MEANINGS[stage]} {_CLOCKS}",
            compute=lambda sums: sums[stage.plural],
        )
    )


COUNTS: dict[Stage, Metric] = {stage: _count_of(stage) for stage in LADDER}
leads, mqls, sals, sqls, opportunities, customers = COUNTS.values()


@metric(unit=Unit.COUNT, better=Better.DOWN)
def lost(sums: Sums) -> pd.Series:
    """Leads whose SQL or opportunity was closed without a sale, and that have not been won since.

    Of several deals with a lead all have to be lost. Another one that was opened later takes the loss back, on the
    past days between the two as well.
    """
    return sums["lost"]


@metric(unit=Unit.COUNT, better=Better.NEITHER, name="Skipped", clock=Clock.COHORT)
def skipped(sums: Sums) -> pd.Series:
    """Leads that passed a stage without a date for it, because a later stage has one.

    They count as passed through, so that the funnel holds together; many of them mean that a stage is
    not kept up in the CRM.
    """
    return sums["skipped"]


def passed_over(skipped: pd.DataFrame) -> str:
    """What tells the MQLs counted apart from those that marketing's promise counts; nothing where there is no such.

    skipped: `queries.skipped` of the same view.
    """
    n = int(skipped.loc[skipped["stage"] == Stage.MQL, "skipped"].sum())
    if not n:
        return ""
    those = (
        "one that passed MQL without a date of its own" if n == 1 else f"{n:,} that passed MQL without dates of theirs"
    )
    return f"Among them {those}; marketing's promise does not count {'it' if n == 1 else 'them'}"


def with_total(frame: pd.DataFrame, column: str, *, by: str, within: Sequence[str] = ()) -> pd.DataFrame:
    """One row per group: `column`, summed, and `<column>_of_all`, its sum over all groups (in each of `within`)."""
    summed = frame.groupby([*within, by], as_index=False)[column].sum()
    total = summed.groupby(list(within))[column].transform("sum") if within else summed[column].sum()
    return summed.assign(**{f"{column}_of_all": total})


@metric(unit=Unit.PERCENT, name="Lead velocity rate", of="MQLs of the month before")
def lead_velocity_rate(sums: Sums) -> Quotient:
    """How much more MQLs there were than in the month before, in percent of that month.

    (This month's MQLs − last month's) ÷ last month's. It tells of customers months before revenue does.
    """
    return Quotient(sums["mqls"] - sums["mqls_before"], sums["mqls_before"])


def lead_velocity(monthly: pd.DataFrame, *, by: Sequence[str] = ()) -> pd.DataFrame:
    """The lead velocity rate of each month but the first, as `evaluate` gives it.

    monthly: `bucket` and `mqls`, whole months in a row (`grain.over_time`), and the columns of `by`.
    """
    keys = [*by, "bucket"]
    summed = monthly.groupby(keys, as_index=False)["mqls"].sum()
    before = summed.groupby(list(by))["mqls"].shift() if by else summed["mqls"].shift()
    return evaluate(lead_velocity_rate, summed.assign(mqls_before=before)[before.notna()], by=keys)
