"""Frames as the metrics want them: the workspace's deadline, currency and working days applied.

Each function is one load from `data` and one preparation from `metrics`.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from smarketing import owed
from smarketing.agreement import Calendar
from smarketing.charts.once import once
from smarketing.filters import NONE, Clock, Dimension, Filters
from smarketing.handout.board import Board
from smarketing.metrics.acceptance import with_decisions
from smarketing.metrics.conversion import with_maturity
from smarketing.metrics.money import Money, in_currency
from smarketing.metrics.revenue import with_marketing
from smarketing.metrics.targets import aimed, aimed_over_time, whole
from smarketing.stages import Stage
from smarketing.ui import data, stage_choice


def begun(filters: Filters) -> pd.DataFrame:
    """The leads with which the funnel begins: `mqls`, or those of the first stage of data that knows no MQL."""
    first = stage_choice.first()
    return mqls(filters) if first is Stage.MQL else of_age(data.cohorts(filters, start=first), filters, start=first)


def mqls(filters: Filters, *, by: Dimension = Dimension.SOURCE) -> pd.DataFrame:
    """The MQLs of both periods with what was decided on them, and whether they are old enough to judge."""
    by_default = data.terms(filters.as_of).accepted_by_default
    cohorts = data.cohorts(filters, by=by, until=data.until(filters))
    return of_age(with_decisions(cohorts, accepted_by_default=by_default), filters)


def handed_over(rates: pd.DataFrame) -> pd.DataFrame:
    """The rows of marketing's own sources: what sales brought itself was never handed over."""
    kinds = data.sources()
    return rates[rates["source"].isin(kinds.loc[kinds["kind"] != "sales", "source"])]


def so_far(cohorts: pd.DataFrame) -> str:
    """What a funnel shows, and how much of it is too young. cohorts: `of_age` of one period."""
    young = int(cohorts["too_young"].sum())
    told = f"; {young:,} are too young to judge" if young else ""
    return f"Reached so far, and the share of the stage above{told}"


def of_age(cohorts: pd.DataFrame, filters: Filters, *, start: Stage = Stage.MQL) -> pd.DataFrame:
    """A cohort frame with what is old enough to judge by the window on screen."""
    return with_maturity(cohorts, start=start, as_of=filters.as_of, window=filters.window)


def counted(filters: Filters, *, by: Dimension = Dimension.SOURCE) -> pd.DataFrame:
    """Leads in each stage by the clock on screen."""
    if filters.clock is Clock.EVENT:
        return data.entries(filters, by=by)
    first = stage_choice.first()
    return of_age(data.cohorts(filters, start=first, by=by), filters, start=first)


def deals(filters: Filters, *, clock: Clock = Clock.EVENT, by: Dimension = Dimension.SOURCE) -> Money:
    """The deals of both periods in the workspace's currency, and what could not be converted."""
    here = data.workspace()
    money = in_currency(data.deals(filters, clock=clock, by=by), here.currency, rates=here.rates)
    if by is not Dimension.SOURCE:
        return money
    return Money(with_marketing(money.frame, data.sources()), money.apart)


def spend(filters: Filters) -> Money:
    """What was spent in both periods, in the workspace's currency."""
    here = data.workspace()
    return in_currency(data.spend(filters), here.currency, rates=here.rates)


@dataclass(frozen=True)
class Aim:
    """What was aimed at: `total` of the period, None where nothing was; by source; and bucket by bucket."""

    total: float | None
    by_source: dict[str, float]
    timed: pd.DataFrame | None


NO_AIM = Aim(None, {}, None)


def aim(filters: Filters, measure: str) -> Aim:
    """The targets for `mqls`, `pipeline_created` or `won_amount`; none in a view narrowed to some of the leads."""
    if any(d is not Dimension.SOURCE for d, _ in filters.choices) or NONE in filters.source:
        return NO_AIM
    return _aim(data.targets(filters), filters, measure, data.workspace().calendar)


@once
def _aim(known: pd.DataFrame, filters: Filters, measure: str, calendar: Calendar) -> Aim:
    column = f"{measure}_target"
    digits = 0 if measure == "mqls" else 2  # nobody aims at a part of a lead
    rows = aimed(known, measure=measure, period=filters.period, calendar=calendar).round({column: digits})
    timed = aimed_over_time(known, measure=measure, period=filters.seen, grain=filters.grain, calendar=calendar)
    timed = timed.round({column: digits})
    of_sources = rows[rows["source"] != NONE]
    by_source = dict(zip(of_sources["source"], of_sources[column], strict=True))
    total = _total(rows, filters, column)
    if total is None:
        return Aim(None, by_source, None)
    buckets = _kept(timed, filters).groupby("bucket", as_index=False)[column].sum()
    return Aim(total, by_source, buckets.rename(columns={column: "value"}))


def _kept(rows: pd.DataFrame, filters: Filters) -> pd.DataFrame:
    return rows[rows["source"].isin(filters.source)] if filters.source else whole(rows)


def _total(rows: pd.DataFrame, filters: Filters, column: str) -> float | None:
    kept = _kept(rows, filters)
    missing = set(filters.source) - set(kept["source"])
    return None if kept.empty or missing else float(kept[column].sum())


def board(filters: Filters) -> Board:
    """Who owes a lead a touch or an answer now; not cached, since it is asked as of now."""
    day = filters.as_of
    return owed.board_of(data.store(), filters, at=data.now(filters), workspace=data.workspace(),
                         terms=data.terms(day), worth=data.values(day))  # fmt: skip


def attempts_a_lead(filters: Filters) -> float | None:
    """Calls and mails that an MQL took on average until it was answered, over `owed.year`; None where nobody tells."""
    made = data.attempts(owed.year(filters.as_of))
    told = made[(made["attempts"] >= 0) & (made["answer"] != "pending")]
    return float((told["attempts"] * told["n"]).sum() / told["n"].sum()) if len(told) else None
