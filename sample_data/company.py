"""The facts behind all files: leads in every spell with what became of them, and their deals.

Positions into the lists of `story` and seconds on the wall clock; `files` turns them into text.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from sample_data import story
from sample_data.arrivals import arrivals, first_day, qualified
from sample_data.clock import DAY, Calendar, day_number
from sample_data.draws import even_uniforms, skewed
from sample_data.journeys import handed_over, known_by, worked

UNKNOWN_SOURCE, UNASSIGNED, UNKNOWN_SEGMENT = 0.012, 0.015, 0.02
COMES_BACK = 0.10
"""The share of lost and politely rejected leads that qualify again, some months later."""
COMES_BACK_FROM = tuple(story.REJECTED_REASONS.index(r) for r in ("No budget", "Unable to reach"))


@dataclass(frozen=True)
class World:
    """The calendar of one company and the edge of what is known."""

    days: np.ndarray
    calendar: Calendar
    end: float
    """The last second of the last day."""

    @classmethod
    def until(cls, last_day: date, *, months: int) -> World:
        """Whole calendar months, the last of them cut at `last_day`."""
        first = first_day(last_day, months)
        days = np.arange(day_number(first), day_number(last_day) + 1)
        calendar = Calendar.between(first - timedelta(days=10), last_day + timedelta(days=3700))
        return cls(days, calendar, float((days[-1] + 1) * DAY - 1))


def all_leads(count: int, world: World, rng: np.random.Generator) -> pd.DataFrame:
    """One row per lead and spell, in order of creation, as known at the end."""
    leads = qualified(arrivals(count, world.days, world.calendar, rng), rng)
    leads = leads.assign(person=np.arange(count), spell=1)
    owned = (rng.random(count) >= UNASSIGNED) | (leads["source"] == story.OUTBOUND)
    leads["owner"] = leads["owner"].where(owned, -1)
    leads = _after_sales(leads, world, rng)
    again = _after_sales(_come_back(leads, world, rng), world, rng)
    return pd.concat([leads, again]).sort_values(["lead", "person"], kind="stable", ignore_index=True)


def _after_sales(leads: pd.DataFrame, world: World, rng: np.random.Generator) -> pd.DataFrame:
    at, handed = handed_over(leads)
    outcome = worked(handed, world.calendar, rng).set_index(leads.index[at])
    both = leads.join(outcome)
    both[["rejected_reason", "lost_reason"]] = both[["rejected_reason", "lost_reason"]].fillna(-1).astype(int)
    return known_by(world.end, both, world.calendar)


def _come_back(leads: pd.DataFrame, world: World, rng: np.random.Generator) -> pd.DataFrame:
    """The second spells: back to nurture after the exit, an MQL again some months later."""
    left = leads["lost"].where(leads["lost"].notna(), leads["rejected"])
    may = leads["rejected_reason"].isin(COMES_BACK_FROM) | (leads["lost"].notna() & leads["opportunity"].isna())
    back = may & (leads["source"] != story.OUTBOUND) & (rng.random(len(leads)) < COMES_BACK)
    again = leads.loc[back, ["source", "campaign", "segment", "region", "owner", "person", "loosely"]]
    lead = (
        (left[back] // DAY + 2 + np.floor(rng.random(len(again)) * 12)) * DAY
        + 6 * 3600
        + rng.random(len(again)) * 60 // 1
    )
    mql = lead + np.floor(skewed(rng.random(len(again)), median=80 * DAY, shape=0.3))
    again = again.assign(lead=lead, mql=mql, loosely=False, spell=2)
    return again[again["mql"] <= world.end].reset_index(drop=True)


def all_deals(leads: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """One row per deal, in order of opening: `row` of the lead it grew from, its moments, and `amount` in EUR."""
    deals = leads[leads["opportunity"].notna()].sort_values("opportunity", kind="stable")
    won, segment = deals["customer"].notna().to_numpy(), deals["segment"].to_numpy()
    chance = even_uniforms(segment * 2 + won, rng)
    amount = skewed(chance, median=np.array([s.amount_eur for s in story.SEGMENTS])[segment], shape=0.22)
    return pd.DataFrame(
        {
            "row": deals.index,
            "opened": deals["opportunity"].to_numpy(),
            "won": deals["customer"].to_numpy(),
            "lost": deals["lost"].to_numpy(),
            "lost_reason": deals["lost_reason"].to_numpy(),
            "amount": (np.round(amount / 50) * 50).astype(int),
        }
    )


def with_gaps(leads: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """The same leads as somebody typed them: some sources and segments were never filled in."""
    unknown = leads["person"].map(pd.Series(rng.random(len(leads))))
    return leads.assign(
        source=leads["source"].where((unknown >= UNKNOWN_SOURCE) | (leads["source"] == story.OUTBOUND), -1),
        segment=leads["segment"].where((unknown < 0.5) | (unknown >= 0.5 + UNKNOWN_SEGMENT), -1),
    )
