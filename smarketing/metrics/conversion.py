"""How far leads get: three rates that are not the same number, each with its own name.

    conversion   of the leads old enough to judge: the share that got there within the window
    so far       of all of them: the share that is there by now; too young where the window isn't over
    flow         those who arrived in the period ÷ those who entered in it, whoever they are

The fourth, expected conversion, comes from a curve: see `survival`. Every pair of stages has its
metrics, made by a loop, because a source file may know any two stages and no more.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import pandas as pd

from smarketing.filters import Clock
from smarketing.metrics.intervals import wilson
from smarketing.metrics.registry import Better, Metric, Quotient, Sums, Unit, add, evaluate, metric
from smarketing.metrics.volume import with_article
from smarketing.periods import to_number
from smarketing.stages import LADDER, Stage

Pair = tuple[Stage, Stage]

PAIRS: tuple[Pair, ...] = tuple((start, end) for start in LADDER for end in start.later)


def with_maturity(cohorts: pd.DataFrame, *, start: Stage, as_of: date, window: int) -> pd.DataFrame:
    """The cohort frame of `start` with what is old enough to judge.

    Adds `<plural of start>_mature`: int, leads whose age at as-of is `window` days or more · `<plural>_in_time`
    of each later stage: int, those of them that reached it within the window · too_young: int, the others.
    """
    is_mature = cohorts["day"] <= to_number(as_of) - window
    began = cohorts[start.plural]
    return cohorts.assign(
        **{f"{start.plural}_mature": began.where(is_mature, 0)},
        **{f"{t.plural}_in_time": cohorts[f"{t.plural}_within"].where(is_mature, 0) for t in start.later},
        too_young=began.where(~is_mature, 0),
    )


@metric(unit=Unit.COUNT, better=Better.NEITHER, clock=Clock.COHORT)
def too_young(sums: Sums) -> pd.Series:
    """Leads of the period that have not had the whole window yet, so that nobody can judge them.

    They are in no conversion; their count stands beside it.
    """
    return sums["too_young"]


_DECISIONS = {"accepted", "rejected", "pending", "lost"}
"""What leads of a cohort may still become; the rates of the hand-off have their own deadline."""


def ageing(matured: pd.DataFrame) -> frozenset[str]:
    """The keys of the metrics that will still grow because leads of this frame are too young; none where all are old.

    matured: `with_maturity` of one period. Held against an older cohort, these numbers would look like a
    collapse: `compare` calls them too young. A frame without `too_young` doesn't age.
    """
    if "too_young" not in matured.columns or not matured["too_young"].any():
        return frozenset()
    start = next(s for s in LADDER if s.plural in matured.columns)
    return frozenset({s.plural for s in start.later} | {m.key for m in SO_FAR.values()} | _DECISIONS)


_CONVERSION = """Of the leads that became {start} in the period and are old enough to judge, the share that became {end} in time.

In time means within the window of days on screen. Leads that have not had the whole window by the
as-of day are too young: they are in neither number, and their count stands beside the rate. Rejected
and lost leads stay in the denominator."""  # noqa: E501 - the first line is the short form, in one piece

_SO_FAR = """Of the leads that became {start}, the share that has become {end} by the as-of day.

Young leads have had less time than old ones, so this rate always looks worse for the last weeks: where
a lead has not had the whole window it is marked "too young". Rejected and lost leads stay in the
denominator."""

_FLOW = """For each lead that became {start} in the period, how many became {end} in it, whoever they are.

{end_} entries ÷ {start_} entries, both by their own day. The two are not the same leads, so it can
pass 100 % and is no conversion; it shows at once when one side speeds up or stops."""


def _family(
    family: str, definition: str, quotient: Callable[[Stage, Stage], Callable[[Sums], Quotient]], **more: object
) -> dict[Pair, Metric]:
    return {
        (start, end): add(
            Metric(
                key=f"{family.lower().replace(' ', '_')}_{start.key}_{end.key}",
                name=f"{family} {start} → {end}",
                better=Better.UP,
                definition=definition.format(
                    start=with_article(start), end=with_article(end), start_=start.value, end_=end.value
                ),
                compute=quotient(start, end),
                family=family,
                **more,  # ty: ignore[invalid-argument-type]
            )
        )
        for start, end in PAIRS
    }


def _in_time(start: Stage, end: Stage) -> Callable[[Sums], Quotient]:
    return lambda sums: Quotient(sums[f"{end.plural}_in_time"], sums[f"{start.plural}_mature"])


def _by_now(start: Stage, end: Stage) -> Callable[[Sums], Quotient]:
    return lambda sums: Quotient(sums[end.plural], sums[start.plural])


CONVERSION: dict[Pair, Metric] = _family(
    "Conversion", _CONVERSION, _in_time, unit=Unit.RATE, clock=Clock.COHORT, of="leads old enough to judge"
)
"""Over a cohort frame of the pair's first stage with `with_maturity`."""

SO_FAR: dict[Pair, Metric] = _family("So far", _SO_FAR, _by_now, unit=Unit.RATE, clock=Clock.COHORT, of="leads")
"""Over a cohort frame of the pair's first stage or of any stage before it."""

FLOW: dict[Pair, Metric] = _family("Flow", _FLOW, _by_now, unit=Unit.PERCENT, clock=Clock.EVENT, of="entries")
"""Over an entries frame."""


def by_cohort(buckets: pd.DataFrame, *, start: Stage, end: Stage) -> pd.DataFrame:
    """One row per bucket: how many of its leads got there, judged or only so far.

    buckets: `with_maturity` by `bucket` (`grain.over_time`).
    bucket: datetime64 · is_mature: bool, every lead had its window · too_young: int, leads that had not ·
    value, numerator, denominator, low, high: float, the conversion within the window of a mature bucket,
    the share so far of a young one.
    """
    pair = (start, end)
    rates = evaluate([CONVERSION[pair], SO_FAR[pair]], buckets, by=["bucket"])
    young = buckets.groupby("bucket")["too_young"].sum()
    rates = rates.assign(too_young=rates["bucket"].map(young), is_mature=rates["bucket"].map(young) == 0)
    wanted = rates["metric"] == SO_FAR[pair].key
    kept = rates[wanted != rates["is_mature"]].sort_values("bucket", ignore_index=True)
    return kept[["bucket", "is_mature", "too_young", "value", "numerator", "denominator", "low", "high"]]


def funnel(cohorts: pd.DataFrame, *, stages: Sequence[Stage], skipped: pd.DataFrame | None = None) -> pd.DataFrame:
    """One row per stage that the data knows, from the cohort's own stage down.

    cohorts: a cohort frame of one period. stages: `queries.known_stages`. skipped: `queries.skipped`.
    stage: str · reached: int, leads that had come so far by as-of · skipped: int, those of them without a
    date of its own · numerator, denominator: float, this stage's leads and those of the stage above it ·
    value: float, their quotient · low, high: float, its 95 % interval. The first stage has no rate.
    """
    shown = [s for s in LADDER if s in stages and s.plural in cohorts.columns]
    reached = pd.Series([int(cohorts[s.plural].sum()) for s in shown], dtype="int64")
    above = reached.shift()
    low, high = wilson(reached.where(above.notna()), above)
    passed = dict(zip(skipped["stage"], skipped["skipped"], strict=True)) if skipped is not None else {}
    return pd.DataFrame(
        {
            "stage": [s.value for s in shown],
            "reached": reached,
            "skipped": [int(passed.get(s.value, 0)) for s in shown],
            "numerator": reached.where(above.notna()).astype(float),
            "denominator": above,
            "value": reached / above.where(above != 0),
            "low": low,
            "high": high,
        }
    )
