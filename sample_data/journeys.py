"""What sales does with what it is handed: assignment, first touch, attempts, verdict, and the way to a deal.

A single even uniform per lead decides how far it gets (the rates of its source, one after the other);
when each step happens is drawn apart. Everything is decided here as if time had no end; `known_by`
then forgets what lies after the last day.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sample_data import story
from sample_data.clock import HOURS_A_DAY, Calendar, weekday
from sample_data.draws import Numbers, even_uniforms, picked, skewed

MOMENTS = ("lead", "mql", "assigned", "first_touch", "sal", "sql", "opportunity", "customer", "rejected", "lost")
TWO_DAYS = 2 * HOURS_A_DAY
SWEPT_AFTER = 25 * HOURS_A_DAY
"""Leads that nobody touched are returned by a sweep, five weeks on."""

RATES = np.array([(s.accepted, s.met, s.opened, s.won) for s in story.SOURCES])
PACE = np.array([s.pace for s in story.SEGMENTS])


@dataclass(frozen=True)
class Handed:
    """Leads handed to sales, as columns; `moment` is when (an MQL's date, or an own lead's creation)."""

    source: np.ndarray
    segment: np.ndarray
    owner: np.ndarray
    moment: Numbers
    loosely: np.ndarray

    @property
    def own(self) -> np.ndarray:
        """Found by sales itself: no hand-over."""
        return self.source == story.OUTBOUND

    def __len__(self) -> int:
        return len(self.source)


def handed_over(leads: pd.DataFrame) -> tuple[np.ndarray, Handed]:
    """The positions of the leads that sales gets, in order of the hand-over, and their columns."""
    own = leads["source"].to_numpy() == story.OUTBOUND
    moment = np.where(own, leads["lead"], leads["mql"])
    at = np.argsort(moment, kind="stable")[: np.count_nonzero(~np.isnan(moment))]
    columns = {c: leads[c].to_numpy()[at] for c in ("source", "segment", "owner", "loosely")}
    return at, Handed(moment=moment[at], **columns)


def worked(handed: Handed, calendar: Calendar, rng: np.random.Generator) -> pd.DataFrame:
    """One row per lead handed over: the moments of MOMENTS from `assigned` on, reasons, attempts and their gap."""
    unassigned = (handed.owner < 0) & ~handed.own
    assigned = np.where(unassigned, np.nan, _assigned(handed, calendar, rng))
    first_touch, hours = _first_touch(handed, assigned, calendar, rng)
    depth = _depth(handed, first_touch, hours, rng)
    stages = _stages(handed, depth, first_touch, calendar, rng)
    rejected, reason, attempts, gap = _returned(handed, depth, assigned, first_touch, stages["sql"], calendar, rng)
    lost, lost_reason = _lost(depth, stages, calendar, rng)
    return pd.DataFrame(
        {"assigned": assigned, "first_touch": first_touch, **stages, "rejected": rejected, "rejected_reason": reason,
         "lost": lost, "lost_reason": lost_reason, "attempts": attempts, "gap": gap}
    )  # fmt: skip


def _assigned(handed: Handed, calendar: Calendar, rng: np.random.Generator) -> Numbers:
    """Most by a rule within minutes, at any hour; the others by hand, in working time."""
    n = len(handed)
    by_rule = handed.moment + 60 + np.floor(rng.random(n) * 480)
    by_hand = calendar.after(handed.moment, skewed(rng.random(n), median=2.5, shape=0.5))
    return np.where(handed.own, handed.moment, np.where(rng.random(n) < 0.88, by_rule, by_hand))


def _first_touch(
    handed: Handed, assigned: Numbers, calendar: Calendar, rng: np.random.Generator
) -> tuple[Numbers, Numbers]:
    """The first touch, and how many business hours it took."""
    n = len(handed)
    hours, forgets = (
        np.array([getattr(rep, name) for rep in story.REPS])[handed.owner] for name in ("hours", "forgets")
    )
    late_team = np.array([rep.team == story.LATE_TEAM for rep in story.REPS])[handed.owner]
    late = late_team & (weekday(assigned) == story.FRIDAY) & ~handed.own
    hours = np.where(late, story.FRIDAY_HOURS, hours)
    waited = skewed(rng.random(n), median=hours, shape=np.where(late, 0.35, 0.5))
    forgotten = (rng.random(n) < forgets + story.FRIDAY_FORGETS * late) & ~handed.own
    waited = np.where(forgotten, np.nan, waited)
    return calendar.after(assigned, waited), waited


def _depth(handed: Handed, first_touch: Numbers, hours: Numbers, rng: np.random.Generator) -> np.ndarray:
    """0 not accepted, 1 accepted, 2 SQL, 3 opportunity, 4 customer."""
    reach = np.cumprod(RATES, axis=1)[handed.source]
    reach *= np.where(handed.loosely, story.LOOSE_ACCEPTANCE, 1.0)[:, None]
    reach[:, 1:] *= np.where(hours > TWO_DAYS, story.LATE_PENALTY, 1.0)[:, None]
    chance = even_uniforms((handed.source * len(PACE) + handed.segment) * 2 + handed.loosely, rng)
    return np.where(np.isnan(first_touch), 0, (chance[:, None] < reach).sum(axis=1))


def _stages(
    handed: Handed, depth: np.ndarray, first_touch: Numbers, calendar: Calendar, rng: np.random.Generator
) -> dict[str, Numbers]:
    """The moments of SAL, SQL, opportunity and customer.

    The whole way is drawn first, evenly, and then cut into its steps: a slow buyer is slow at every step.
    """
    n = len(depth)
    accepted = calendar.business_hours(first_touch) + skewed(rng.random(n), median=2.5, shape=0.6)
    usual = np.concatenate([[0, 0], np.cumsum(story.DAYS_TO_NEXT)])[depth]
    whole = skewed(even_uniforms(depth, rng), median=usual * PACE[handed.segment] * HOURS_A_DAY, shape=0.48)
    steps = np.array(story.DAYS_TO_NEXT) * (0.4 + 1.2 * rng.random((n, len(story.DAYS_TO_NEXT))))
    steps *= np.arange(2, 5) <= depth[:, None]
    walked = np.cumsum(steps, axis=1) / np.maximum(steps.sum(axis=1), 1e-9)[:, None]
    hours = np.column_stack([accepted, accepted[:, None] + whole[:, None] * walked])
    at = np.where(np.arange(1, 5) <= depth[:, None], hours, np.nan)
    return {
        stage: calendar.moments(at[:, rung]) for rung, stage in enumerate(("sal", "sql", "opportunity", "customer"))
    }


def _returned(
    handed: Handed, depth: np.ndarray, assigned: Numbers, first_touch: Numbers, sql: Numbers,
    calendar: Calendar, rng: np.random.Generator,
) -> tuple[Numbers, np.ndarray, np.ndarray, Numbers]:  # fmt: skip
    """Rejections with their reasons, the number of attempts, and the business hours between two."""
    n, touched = len(depth), ~np.isnan(first_touch)
    never_decided = rng.random(n) < 0.008
    returned = (depth == 0) & ~np.isnan(assigned) & ~handed.own & ~(never_decided & touched)
    reason = np.where(returned, _rejected_reason(handed, touched, rng), -1)
    attempts, gap = _attempts(depth, reason, touched, first_touch, sql, calendar, rng)
    started = calendar.business_hours(first_touch)
    decided = started + skewed(rng.random(n), median=4.0, shape=0.55)
    gave_up = started + (attempts - 1) * gap + 1 + 2 * rng.random(n)
    decided = np.where(reason == story.UNABLE_TO_REACH, gave_up, decided)
    swept = calendar.business_hours(assigned) + SWEPT_AFTER
    at = np.where(returned, np.where(touched, decided, swept), np.nan)
    return calendar.moments(at), reason, attempts, gap


def _rejected_reason(handed: Handed, touched: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    bought = handed.source == [s.name for s in story.SOURCES].index(story.UNFIT_SOURCE)
    chance = rng.random(len(handed))
    usual = picked(chance, story.REJECTED_SHARES)
    unfit = picked(chance, story.REJECTED_SHARES_OF_UNFIT)
    return np.where(touched, np.where(bought | handed.loosely, unfit, usual), story.UNABLE_TO_REACH)


def _attempts(
    depth: np.ndarray, reason: np.ndarray, touched: np.ndarray, first_touch: Numbers, sql: Numbers,
    calendar: Calendar, rng: np.random.Generator,
) -> tuple[np.ndarray, Numbers]:  # fmt: skip
    n = len(depth)
    chance = rng.random(n)
    drawn = {kind: 1 + picked(chance, shares) for kind, shares in story.ATTEMPTS.items()}
    attempts = np.select(
        [~touched, depth >= 2, reason == story.UNABLE_TO_REACH, reason >= 0],
        [np.zeros(n, int), drawn["met"], drawn["unable to reach"], drawn["rejected"]],
        drawn["not met"],
    )
    until_met = (calendar.business_hours(sql) - calendar.business_hours(first_touch)) / np.maximum(attempts, 1)
    return attempts, np.fmin(4 + 8 * rng.random(n), until_met)


def _lost(
    depth: np.ndarray, stages: dict[str, Numbers], calendar: Calendar, rng: np.random.Generator
) -> tuple[Numbers, np.ndarray]:
    """What was accepted and came to nothing; some of it nobody ever closes."""
    n = len(depth)
    left = np.select(
        [depth == 1, depth == 2, depth == 3], [stages["sal"], stages["sql"], stages["opportunity"]], np.nan
    )
    days = np.select([depth == 1, depth == 2], [9.0, 11.0], 19.0)
    closed = rng.random(n) < np.where(depth == 3, 0.97, 0.88)
    at = calendar.after(left, skewed(rng.random(n), median=days * HOURS_A_DAY, shape=0.5))
    chance = rng.random(n)
    reason = np.where(depth == 3, picked(chance, story.LOST_DEAL), picked(chance, story.LOST_BEFORE_A_DEAL))
    gone = closed & ~np.isnan(at)
    return np.where(gone, at, np.nan), np.where(gone, reason, -1)


def known_by(end: float, leads: pd.DataFrame, calendar: Calendar) -> pd.DataFrame:
    """The same leads as they stand at the moment `end`; what comes later has not happened."""
    known = {m: leads[m].where(leads[m] <= end) for m in MOMENTS}
    reasons = {f"{e}_reason": leads[f"{e}_reason"].where(known[e].notna(), -1) for e in ("rejected", "lost")}
    return leads.assign(**known, **reasons, attempts=_attempts_by(end, leads, calendar))


def _attempts_by(end: float, leads: pd.DataFrame, calendar: Calendar) -> pd.Series:
    left = calendar.business_hours(np.array([end]))[0] - calendar.business_hours(leads["first_touch"].to_numpy())
    fits = np.where(left >= 0, np.floor(left / leads["gap"] + 1e-9) + 1, 0)
    return np.fmin(leads["attempts"], fits).where(leads["assigned"] <= end)
