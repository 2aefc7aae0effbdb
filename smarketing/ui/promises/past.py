"""What the last twelve months tell about each figure of the agreement, with what the data would need to tell more."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

import pandas as pd

from smarketing import owed
from smarketing.agreement import Terms
from smarketing.filters import Clock, Dimension, Filters
from smarketing.metrics import recommend
from smarketing.metrics.acceptance import acceptance_rate
from smarketing.metrics.findings import share
from smarketing.metrics.hazard import by_attempt
from smarketing.metrics.lead_value import LeadValues
from smarketing.metrics.promises import stand_in
from smarketing.metrics.recommend import Proposal
from smarketing.metrics.registry import Unit, evaluate
from smarketing.metrics.revenue import marketing_share
from smarketing.metrics.show import is_missing
from smarketing.metrics.show import show as written
from smarketing.periods import Grain, Period, add_months, to_number
from smarketing.stages import Stage
from smarketing.ui import data, frames
from smarketing.ui.promises.follow_up import promised

MIX_MONTHS = 6
"""The sources keep the share that they had in so many whole months before as-of."""


@dataclass(frozen=True)
class Aim:
    """A month's revenue that MQLs should bring, and where the figure comes from."""

    revenue: float
    because: str


def aim(filters: Filters) -> Aim | None:
    """The revenue target of the month after as-of, or of its own, as far as MQLs bring it; None without a target."""
    first = Grain.MONTH.start(filters.as_of)
    starts = (add_months(first, 1), first)
    for month in (Period(start, add_months(start, 1) - timedelta(days=1)) for start in starts):
        total = frames.aim(owed.year(filters.as_of).within(period=month), "won_amount").total
        if total:
            return _from_mqls(total, month, filters)
    return None


def _from_mqls(total: float, month: Period, filters: Filters) -> Aim:
    part = evaluate(marketing_share, frames.deals(owed.year(filters.as_of), clock=Clock.EVENT).frame)["value"].item()
    target = f"{month} aims at {written(total, Unit.MONEY, currency=data.workspace().currency)}"
    if is_missing(part):
        return Aim(total, f"{target}.")
    return Aim(total * part, f"{target}; {share(part)} of revenue came from MQLs.")


@dataclass(frozen=True)
class Past:
    """What happened, and what it proposes.

    agreed: the terms of the as-of day. outcome: the stage whose conversion by response time is told; conversions,
    counts: see `work.conversions`, `hazard.by_attempt`. worth: of an accepted lead, money, missing where unknown.
    values, mix: what a lead is worth, and the recent MQLs that `recommend.volume` shares out. proposals: in the order
    in which they are read.
    """

    agreed: Terms
    outcome: Stage
    conversions: pd.DataFrame
    counts: pd.DataFrame
    worth: float
    values: LeadValues
    mix: pd.DataFrame | None
    proposals: tuple[Proposal, ...]


def past(filters: Filters, target: Aim | None) -> Past:
    """The past of the whole company up to as-of, and a proposal for each figure of the agreement."""
    whole, agreed, values = owed.year(filters.as_of), data.terms(filters.as_of), data.values(filters.as_of)
    known = data.known_stages()
    outcome = next((s for s in (Stage.SQL, Stage.OPPORTUNITY) if s in known), Stage.CUSTOMER)
    conversions = data.conversions(whole, stage=outcome)
    made = promised.attempts(whole)
    counts, worth = by_attempt(made), _worth_of_accepted(whole, values)
    mix = _recent(data.mqls_by_segment(whole), filters)
    proposals = [
        _goals(values, mix, target, agreed),
        _horizon(whole),
        *_hours(whole, conversions, outcome),
        *_attempts(whole, counts, worth, agreed, by_proxy=bool(made["is_proxy"].any())),
        *_returned(made[made["answer"] == "rejected"], agreed),
        *_capacity(filters),
    ]
    return Past(agreed, outcome, conversions, counts, worth, values, mix, tuple(proposals))


def _or_export(proposal: Proposal, columns: str, *, is_told: bool) -> Proposal:
    """The proposal, or what to export where the data say nothing at all."""
    return proposal if is_told else Proposal(proposal.term, None, f"Not in the data yet. Export {columns}.", 0)


def _goals(values: LeadValues, mix: pd.DataFrame | None, target: Aim | None, agreed: Terms) -> Proposal:
    deals = "the deals with the day on which each was won and its amount"
    if is_missing(values.value) or not values.value > 0:
        return _or_export(Proposal("goals", None, "", 0), deals, is_told=False)
    if target is None:
        return Proposal("goals", None, "Which revenue should MQLs bring a month? Write it above, or import targets.", 0)
    plan = recommend.volume(values, revenue=target.revenue, mix=mix, by=("source", "segment"))
    made = recommend.goals(plan, like=agreed.goals, currency=data.workspace().currency)
    late = f"Customers who take longer than {values.horizon} days are not counted on."
    return replace(made, because=f"{target.because} {made.because}".strip(), caution=late)


def _recent(mqls: pd.DataFrame, filters: Filters) -> pd.DataFrame | None:
    """MQLs of the last whole months by source and segment; None where there were none."""
    month = Grain.MONTH.start(filters.as_of)
    first, last = to_number(add_months(month, -MIX_MONTHS)), to_number(month) - 1
    rows = mqls[mqls["day"].between(first, last)]
    return rows if len(rows) else None


def _horizon(whole: Filters) -> Proposal:
    cell = (Dimension.SOURCE, Dimension.SEGMENT)
    lives = data.life_table(whole, pairs=[(Stage.MQL, Stage.CUSTOMER)], by=cell)
    customers = "the day on which each lead became a customer, or the deals with the day they were won"
    return _or_export(recommend.horizon(lives), customers, is_told=bool(lives["converted"].any()))


def _hours(whole: Filters, conversions: pd.DataFrame, outcome: Stage) -> tuple[Proposal, Proposal]:
    touches, answers = (data.waits(whole, by=Dimension.TEAM, promise=p) for p in ("touch", "decide"))
    touch = recommend.touch(touches, conversions, outcome=f"became {outcome.label}")
    proxy = stand_in(data.follow_up(whole))
    if proxy and touch.value is not None:
        touch = replace(touch, caution=f"{proxy.capitalize()}. {touch.caution}")
    handed = "the moment, with its hour, at which each lead was assigned or became an MQL, and that of its"
    return (
        _or_export(touch, f"{handed} first touch", is_told=bool(touches["touched"].any())),
        _or_export(recommend.decide(answers), f"{handed} acceptance or rejection",
                   is_told=bool(answers["touched"].any())),
    )  # fmt: skip


def _worth_of_accepted(whole: Filters, values: LeadValues) -> float:
    """Value of an MQL ÷ the share that sales accepts: all customers come from those."""
    accepted = evaluate(acceptance_rate, frames.mqls(whole))["value"].item()
    return float(values.value / accepted) if accepted > 0 else float("nan")


def _attempts(
    whole: Filters, counts: pd.DataFrame, worth: float, agreed: Terms, *, by_proxy: bool
) -> tuple[Proposal, Proposal]:
    currency = data.workspace().currency
    made = recommend.attempts(counts, value=worth, cost=agreed.attempt_cost, currency=currency)
    if by_proxy and made.value is not None:
        made = replace(made, caution=f"“Times contacted” stands in for attempts (a proxy). {made.caution}".strip())
    made = _or_export(made, "the deals with their amounts", is_told=not is_missing(worth))
    calls = "the calls and mails to each lead (activities), or the number of attempts with the lead"
    made = _or_export(made, calls, is_told=len(counts) > 0)
    attempts = int(made.value or agreed.attempts)  # ty: ignore[invalid-argument-type]
    spans = data.spans(whole, attempt=attempts)
    days = recommend.attempt_days(spans, attempts=attempts)
    is_told = len(spans) > 0 or len(data.spans(whole, attempt=1)) > 0
    return made, _or_export(days, "the calls and mails to each lead with their day", is_told=is_told)


def _returned(returned: pd.DataFrame, agreed: Terms) -> tuple[Proposal, Proposal]:
    why = "the day on which sales returned a lead, and its reason"
    has_reasons = bool((~returned["reason"].isin(["", "(none)"])).any())
    return (
        _or_export(recommend.max_unable_share(returned, unable=agreed.unable), why, is_told=has_reasons),
        _or_export(recommend.reasons(returned, unable=agreed.unable), why, is_told=has_reasons),
    )


def _capacity(filters: Filters) -> tuple[Proposal, Proposal]:
    """Over the twelve whole months before that of as-of."""
    first = Grain.MONTH.start(filters.as_of)
    months = Period(add_months(first, -12), first - timedelta(days=1))
    made = data.made(owed.year(filters.as_of).within(period=months))
    reps, each = recommend.capacity(made)
    who = "the calls and mails with their day and who made them (activities with an owner)"
    is_told = len(made) > 0
    return _or_export(reps, who, is_told=is_told), _or_export(each, who, is_told=is_told)
