"""What the past would write into the agreement: a proposal for each figure, with its reasons and of how many leads.

A proposal never decides: the page puts it beside the field, people sign. Where fewer than ten leads stand behind a
figure, nothing is proposed. Hours are business hours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import pandas as pd

from smarketing.agreement import UNABLE, Goal
from smarketing.filters import WINDOWS
from smarketing.metrics.findings import Finding, share
from smarketing.metrics.goals import rows_of
from smarketing.metrics.hazard import last_worth_making, worth_making
from smarketing.metrics.intervals import ENOUGH, Verdict, verdict
from smarketing.metrics.ladder import rounded_up
from smarketing.metrics.lead_value import CELL, LeadValues
from smarketing.metrics.registry import Unit, evaluate
from smarketing.metrics.response import conversion_by_wait, touched_by
from smarketing.metrics.show import show
from smarketing.metrics.survival import times

HOURS = (1, 2, 4, 8, 12, 16, 24, 32, 40, 60, 80, 120, 160)
"""Round figures that a promise in business hours may have."""

ACHIEVED = 0.8
"""A promise is proposed that the team keeps with so many leads today: near enough to be believed, still a promise."""

NOT_CAUSAL = "This does not prove that speed is the cause."
"""Why not, and how to know, is in the definition of `response.conversion_by_wait`."""


@dataclass(frozen=True)
class Proposal:
    """One figure of the agreement. term: its name in `Terms`. value: what is proposed, None for nothing.

    because: a sentence with its numbers. of: how many leads, deals or months stand behind it. caution: what to mind.
    """

    term: str
    value: object
    because: str
    of: int
    caution: str = ""


def _too_few(term: str, of: int, what: str) -> Proposal:
    return Proposal(term, None, f"Too few to say: {of:,} {what}.", of)


# --- marketing's promise ----------------------------------------------------------------------------


def volume(
    values: LeadValues, *, revenue: float, mix: pd.DataFrame | None = None, by: Sequence[str] = ("source",)
) -> pd.DataFrame:
    """The MQLs that a month's revenue asks for, worked backwards: one row per source, the most valuable first.

    customers = revenue ÷ average deal; MQLs = customers ÷ expected conversion, each source keeping its share of MQLs.
    mix: source, segment: str · mqls: int, of the recent months; else all leads behind the values. by: source,
    segment or both.

    <by>: str · share: float, of MQLs · conversion, amount, value: float, of this mix · revenue: float, money, its
    part · customers, mqls: float, unrounded · mqls_up: int, rounded up · leads, deals: int, MQLs and won deals behind
    its value. Empty where no lead has a value.
    """
    cells = values.cells
    weights = cells[[*CELL, "leads"]].rename(columns={"leads": "mqls"}) if mix is None else mix
    weights = weights.groupby(list(CELL), as_index=False)["mqls"].sum()
    told = weights.merge(cells[[*CELL, "leads", "deals", "conversion", "amount"]], on=list(CELL), how="left")
    told = told.fillna({"leads": 0, "deals": 0, "conversion": values.conversion, "amount": values.amount})
    told["customers"] = told["mqls"] * told["conversion"]
    told["revenue"] = told["customers"] * told["amount"]
    summed = ["mqls", "customers", "revenue", "leads", "deals"]
    plan = told.groupby(list(by), as_index=False)[summed].sum()
    if not plan["revenue"].sum() > 0:
        return plan.iloc[:0].assign(share=0.0, conversion=0.0, amount=0.0, value=0.0, mqls_up=0)
    scale = revenue / plan["revenue"].sum()
    plan = plan[plan["mqls"] > 0].assign(share=lambda rows: rows["mqls"] / rows["mqls"].sum())
    plan[["mqls", "customers", "revenue"]] *= scale
    amount = plan["revenue"] / plan["customers"].where(plan["customers"] > 0)
    plan = plan.assign(
        conversion=plan["customers"] / plan["mqls"], amount=amount, value=plan["revenue"] / plan["mqls"],
        mqls_up=[rounded_up(n) for n in plan["mqls"]],
    ).astype({"leads": int, "deals": int})  # fmt: skip
    return plan.sort_values("revenue", ascending=False, kind="stable").reset_index(drop=True)


def goals(plan: pd.DataFrame, *, like: Sequence[Goal] = (), currency: str = "EUR") -> Proposal:
    """MQLs and their value a month. plan: `volume`, by segment too where a goal of `like` names one.

    like: the goals that are agreed, which keep their names, sources and segments; where there are none, all sources
    first, then each.
    """
    leads = int(plan["leads"].sum())
    if plan.empty or leads < ENOUGH:
        return _too_few("goals", leads, "MQLs tell what a lead is worth")
    revenue, customers, mqls = (float(plan[c].sum()) for c in ("revenue", "customers", "mqls"))
    named = like or [Goal(), *(Goal(name, (name,)) for name in dict.fromkeys(plan["source"].astype(str)))]
    average, target = (show(v, Unit.MONEY, currency=currency) for v in (revenue / customers, revenue))
    because = (
        f"{target} ÷ {average} an average deal = {customers:,.1f} customers ({rounded_up(customers):,}); "
        f"÷ {share(customers / mqls)} that become one = {mqls:,.1f} MQLs ({rounded_up(mqls):,}), "
        "if each source keeps its share of them."
    )
    caution = "Rounded up goal by goal, the parts come to a little more than the whole."
    return Proposal("goals", tuple(_asked(plan, goal) for goal in named), because, leads, caution)


def _asked(plan: pd.DataFrame, goal: Goal) -> Goal:
    rows = rows_of(plan, goal)
    return replace(goal, mqls=rounded_up(rows["mqls"].sum()), value=round(float(rows["revenue"].sum()), 2))


def horizon(lives: pd.DataFrame) -> Proposal:
    """Days in which a lead must become a customer to count in its value. lives: MQL → Customer, age, converted, n."""
    row = times(lives[["age", "converted", "n"]]).iloc[0]
    customers, p90 = int(row["finished"]), row["p90_of_finished"]
    if customers < ENOUGH:
        return _too_few("horizon", customers, "MQLs became customers")
    days = next((w for w in WINDOWS if w >= p90), WINDOWS[-1])
    return Proposal(
        "horizon", days, f"Nine in ten of {customers:,} MQLs that became customers did so within {p90:,.0f} days.",
        customers, "MQLs of the last months that are slow have not had their time yet, so it may be longer.",
    )  # fmt: skip


# --- sales' promise: hours --------------------------------------------------------------------------


def touch(waits: pd.DataFrame, conversions: pd.DataFrame | None = None, *, outcome: str = "became SQLs") -> Proposal:
    """First human touch within so many hours.

    waits: minutes: int, business minutes waited · touched: 0 or 1 · n: int leads. conversions: minutes · converted:
    0 or 1 · n: touched leads, old enough to be judged. outcome: what converted ones did.
    """
    made = _within("touch_hours", waits, done="touched")
    if made.value is None or conversions is None:
        return made
    hours = float(made.value)  # ty: ignore[invalid-argument-type]
    return Proposal(made.term, made.value, f"{made.because} {faster(conversions, hours, outcome)}", made.of, NOT_CAUSAL)


def decide(waits: pd.DataFrame) -> Proposal:
    """Accepted or rejected within so many hours. waits: as for `touch`, touched meaning answered."""
    return _within("decide_hours", waits, done="answered")


def _within(term: str, waits: pd.DataFrame, *, done: str) -> Proposal:
    leads = int(waits["n"].sum())
    if leads < ENOUGH:
        return _too_few(term, leads, "MQLs whose hours are known")
    reached = touched_by(waits)
    half, most = (reached.loc[reached["value"] >= q - 1e-12, "hours"].min() for q in (0.5, ACHIEVED))
    if pd.isna(most):
        last = f"Only {share(reached['value'].max())} of {leads:,} MQLs were ever {done}"
        return Proposal(term, None, f"{last}: no time can be promised that the past has kept.", leads)
    hours = next((h for h in HOURS if h >= most), HOURS[-1])
    because = (
        f"{share(ACHIEVED)} of {leads:,} MQLs were {done} within {show(most, Unit.HOURS)}, half of them within "
        f"{show(half, Unit.HOURS)}; {hours} h is the next round figure."
    )
    return Proposal(term, hours, because, leads)


def buckets(conversions: pd.DataFrame, *, hours_a_day: float) -> pd.DataFrame:
    """Conversion by response time, as `evaluate` gives it: one row per stretch of business time, the quickest first.

    bucket: str · hours: float, its upper end, infinite for the last · metric, value, numerator, denominator, low, high.
    """
    ends = np.array([*sorted({1.0, 4.0, hours_a_day, 2 * hours_a_day}), np.inf])
    names = [f"{low:g}–{high:g} h" for low, high in pairwise(ends)]
    names = [f"up to {ends[0]:g} h", *names[:-1], f"over {ends[-2]:g} h"]
    place = np.searchsorted(ends, conversions["minutes"].to_numpy(float) / 60)
    n = np.bincount(place, conversions["n"], len(names))
    converted = np.bincount(place, conversions["n"] * conversions["converted"], len(names))
    sums = pd.DataFrame({"hours": ends, "n": n, "converted": converted})
    return evaluate(conversion_by_wait, sums, by=["hours"]).assign(bucket=names)


def faster(conversions: pd.DataFrame, hours: float, outcome: str) -> str:
    """What conversion by response time shows at so many hours, as far as the interval allows."""
    (k1, n1), (k2, n2) = _soon_and_late(conversions, hours)
    told = verdict(k1, n1, k2, n2)
    if told is Verdict.TOO_FEW:
        return f"Whether it pays: too few to say ({n1:,} touched in that time, {n2:,} later)."
    numbers = f"{share(k1 / n1)} of {n1:,} {outcome}, of those touched later {share(k2 / n2)} of {n2:,}"
    return f"Of those touched in that time {numbers}: {told}."


def sooner(conversions: pd.DataFrame, hours: float, outcome: str) -> Finding | None:
    """`MQLs touched within 8 h became SQLs more often than later ones (32 % vs 27 %)`; None while it isn't clear."""
    (k1, n1), (k2, n2) = _soon_and_late(conversions, hours)
    told = verdict(k1, n1, k2, n2)
    if told not in (Verdict.HIGHER, Verdict.LOWER):
        return None
    how = "more" if told is Verdict.HIGHER else "less"
    numbers = f"{share(k1 / n1)} vs {share(k2 / n2)}"
    text = f"MQLs touched within {hours:g} h {outcome} {how} often than later ones ({numbers})"
    return Finding(text, weight=abs(k1 / n1 - k2 / n2))


def _soon_and_late(conversions: pd.DataFrame, hours: float) -> tuple[tuple[int, int], tuple[int, int]]:
    """(converted, leads) of those touched within so many hours, and of the others."""
    soon = conversions["minutes"] <= 60 * hours
    first, second = (
        (int((rows["n"] * rows["converted"]).sum()), int(rows["n"].sum()))
        for rows in (conversions[soon], conversions[~soon])
    )
    return first, second


# --- sales' promise: attempts -----------------------------------------------------------------------


def attempts(counts: pd.DataFrame, *, value: float, cost: float, currency: str = "EUR") -> Proposal:
    """Attempts before a lead may be given up: as long as one more brings more than it costs.

    counts: `hazard.by_attempt`. value: of an accepted lead, cost: of an attempt, money.
    """
    leads = int(counts["got"].max()) if len(counts) else 0
    if leads < ENOUGH or not value > 0:
        return _too_few("attempts", leads, "MQLs with a known number of attempts and a value")
    worth = worth_making(counts, value=value, cost=cost)
    last = last_worth_making(worth)
    if not last:
        return Proposal("attempts", None, "Already the first attempt brings less than it costs.", leads)
    row = worth[worth["attempt"] == last].iloc[0]
    brings, costs = (show(v, Unit.MONEY, currency=currency) for v in (row["brings"], cost))
    because = (
        f"Of {int(row['got']):,} MQLs that got attempt {last}, {share(row['rate'])} were accepted after it: it brings "
        f"{brings} and costs {costs}. {_next(worth, last, currency)}"
    )
    unclear = "" if row["is_clear"] else f"The interval of attempt {last} reaches below its cost. "
    free = "" if cost else "No cost of an attempt is written down, so each that ever worked pays. "
    return Proposal("attempts", last, because, leads, f"{unclear}{free}".strip())


def _next(worth: pd.DataFrame, last: int, currency: str) -> str:
    after = worth[worth["attempt"] == last + 1]
    if after.empty or not after["is_enough"].item():
        return f"What attempt {last + 1} would bring: too few to say."
    return f"Attempt {last + 1} would bring {show(after['brings'].item(), Unit.MONEY, currency=currency)}."


def attempt_days(spans: pd.DataFrame, *, attempts: int) -> Proposal:
    """Days in which those attempts are made. spans: days: int from the MQL day to the last of them · n: int leads."""
    rows = spans.sort_values("days")
    leads = int(rows["n"].sum())
    if leads < ENOUGH:
        return _too_few("attempt_days", leads, f"MQLs got attempt {attempts}")
    days = int(rows.loc[rows["n"].cumsum() >= ACHIEVED * leads - 1e-9, "days"].iloc[0])
    told = f"{share(ACHIEVED)} of {leads:,} MQLs that got attempt {attempts} had it within {days} days."
    return Proposal("attempt_days", max(days, 1), told, leads)


def capacity(made: pd.DataFrame) -> tuple[Proposal, Proposal]:
    """Reps, and the attempts that one can make a month. made: owner: str · bucket: month · attempts: int, whole months.

    A rep's month without an attempt is none of its working months.
    """
    worked = made[made["attempts"] > 0].groupby(["owner", "bucket"], as_index=False)["attempts"].sum()
    months = len(worked)
    if months < ENOUGH:
        return tuple(_too_few(t, months, "months of a rep with attempts") for t in ("reps", "attempts_a_rep"))  # ty: ignore[invalid-return-type]
    latest = worked[worked["bucket"] == worked["bucket"].max()]
    usual, busy = (int(np.ceil(worked["attempts"].quantile(q))) for q in (0.5, 0.75))
    when = pd.Timestamp(latest["bucket"].iloc[0])
    average = worked["attempts"].sum() / months
    return (
        Proposal("reps", len(latest), f"So many made attempts in {when:%b %Y}, the last whole month.", months),
        Proposal(
            "attempts_a_rep", busy,
            f"In one of four months a rep made {busy:,} attempts or more; the usual month has {usual:,}, the average "
            f"{average:,.0f}, over {months:,} months of {worked['owner'].nunique()} reps.",
            months, "It is what was asked of them, not what they could do at most.",
        ),
    )  # fmt: skip


def max_unable_share(returned: pd.DataFrame, *, unable: str = UNABLE) -> Proposal:
    """Largest share of rejections with the reason that nobody was reached, called `unable`.

    returned: `returned.with_unable`, each lead by the attempts that its own day's agreement promised.
    """
    n, said, early = (int(returned[c].sum()) for c in ("returned", "unable", "unable_early"))
    if n < ENOUGH or n - early < ENOUGH:
        return _too_few("max_unable_share", n, "MQLs were returned")
    fair = (said - early) / (n - early)
    proposed = min(rounded_up(fair / 0.05) * 5 / 100, 1.0)
    because = (
        f"Of {n:,} returned MQLs {said:,} said “{unable}” ({share(said / n)}); without the {early:,} that had "
        f"fewer attempts than promised it is {share(fair)}, and {share(proposed)} the next round figure."
    )
    return Proposal("max_unable_share", proposed, because, n)


def reasons(returned: pd.DataFrame, *, unable: str = UNABLE, none: Sequence[str] = ("", "(none)")) -> Proposal:
    """The reasons that a rejection may have: those in use, the commonest first. returned: reason: str · n: int."""
    used = returned[~returned["reason"].isin(none)].groupby("reason")["n"].sum().sort_values(ascending=False)
    n, told = int(returned["n"].sum()), int(used.sum())
    if told < ENOUGH:
        return _too_few("reasons", told, "returned MQLs have a reason")
    kept = used[used / told >= 0.01]
    names = [str(name) for name in kept.index]
    names += [] if unable in names else [unable]
    because = f"{len(kept)} reasons stand for {share(kept.sum() / told)} of {told:,} rejections that have one."
    caution = f"{n - told:,} of {n:,} have none." if n > told else ""
    return Proposal("reasons", tuple(names), because, told, caution)
