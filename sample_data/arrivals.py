"""When leads arrive, from where, and which of them become MQLs.

The plan is a table of days × sources: the season, growth, weekdays, fairs and webinars, and the shift
of the mix. Leads are spread over it evenly, with noise by day.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from sample_data import story
from sample_data.clock import DAY, HOUR, Calendar, day_number, day_of
from sample_data.draws import Numbers, apportioned, even_uniforms, picked, picked_by_row, skewed

SHARES = np.array([s.share for s in story.SOURCES])
SHARES_AFTER = np.array([s.share_after for s in story.SOURCES])
QUALIFIED = np.array([s.qualified for s in story.SOURCES])
QUALIFIED_LOOSELY = np.array([s.qualified_loosely or s.qualified for s in story.SOURCES])
AT_ONCE = np.array([s.at_once for s in story.SOURCES])
NAMES = [s.name for s in story.SOURCES]


def season(days: np.ndarray) -> Numbers:
    """How busy each day is, apart from its weekday: growth, month, Christmas."""
    dates = [day_of(d) for d in days]
    grown = story.GROWTH_FROM + story.GROWTH_BY_YEAR * (days - days[0]) / 365
    month = np.array([story.MONTH[d.month - 1] for d in dates])
    christmas = np.array([(d.month, d.day) >= (12, 22) or (d.month, d.day) <= (1, 4) for d in dates])
    return grown * month * np.where(christmas, 0.35, 1.0)


def mix(days: np.ndarray) -> Numbers:
    """Each source's share of MQLs on each day (days × sources)."""
    start, end = day_number(story.MIX_MOVES_FROM), day_number(story.MIX_MOVED_BY)
    moved = np.clip((days - start) / (end - start), 0, 1)[:, None]
    return SHARES + (SHARES_AFTER - SHARES) * moved


def rhythm(days: np.ndarray, calendar: Calendar) -> Numbers:
    """Weekdays, fairs and webinar Thursdays (days × sources); 1 on average."""
    monday_first = (days + 3) % 7
    table = np.repeat(np.array(story.WEEKDAY)[monday_first][:, None], len(NAMES), axis=1)
    works = np.isin(days, calendar.workdays)
    table[:, story.OUTBOUND] = np.array(story.WORKDAY)[monday_first] * works
    table[:, NAMES.index("Webinars")] *= 1 + 4 * ((days + 3) % 14 == 3)
    fair = np.zeros(len(days))
    for first, length in story.FAIRS:
        since = days - day_number(first)
        fair += 9.0 * ((since >= 0) & (since < length)) + 1.2 * ((since >= length) & (since < 14))
    table[:, NAMES.index("Trade Shows")] *= 0.5 + fair
    return table / table.mean(axis=0)


def arrivals(leads: int, days: np.ndarray, calendar: Calendar, rng: np.random.Generator) -> pd.DataFrame:
    """One row per lead, in order of arrival.

    source, campaign, segment, region, owner: positions in the lists of `story`; lead: the moment.
    """
    busy = season(days)[:, None] * rhythm(days, calendar) * mix(days) / QUALIFIED
    busy *= 0.75 + 0.5 * rng.random(busy.shape)
    counts = apportioned(leads, busy.sum(axis=0))
    source = np.repeat(np.arange(len(NAMES)), counts)
    day = np.concatenate([_spread_over(busy[:, s], n, rng) for s, n in enumerate(counts)])
    moment = days[day] * DAY + _seconds_of_day(source, rng)
    order = np.argsort(moment, kind="stable")
    return _described(source[order], moment[order].astype(float), rng)


def _spread_over(weights: Numbers, count: int, rng: np.random.Generator) -> np.ndarray:
    """The position of `count` arrivals among days of these weights."""
    at = (np.arange(count) + rng.random(count)) / max(count, 1)
    edges = np.cumsum(weights) / weights.sum()
    return np.searchsorted(edges[:-1], at, side="right")


def _seconds_of_day(source: np.ndarray, rng: np.random.Generator) -> Numbers:
    hour = picked(rng.random(len(source)), story.HOURS)
    at_work = story.OPENS + picked(rng.random(len(source)), [1] * (story.CLOSES - story.OPENS))
    people_meet = np.isin(source, [story.OUTBOUND, NAMES.index("Trade Shows")])
    return np.floor((np.where(people_meet, at_work, hour) + rng.random(len(source))) * HOUR)


def _described(source: np.ndarray, moment: Numbers, rng: np.random.Generator) -> pd.DataFrame:
    region = picked(rng.random(len(source)), [r.share for r in story.REGIONS])
    return pd.DataFrame(
        {
            "source": source,
            "campaign": _campaign(source, rng),
            "segment": picked(rng.random(len(source)), [s.share for s in story.SEGMENTS]),
            "region": region,
            "owner": _owner(region, rng),
            "lead": moment,
        }
    )


def _campaign(source: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A source's earlier campaigns are its larger ones."""
    sizes = np.array([len(s.campaigns) for s in story.SOURCES])
    shares = np.where(np.arange(sizes.max()) < sizes[:, None], 1 / (1.5 + np.arange(sizes.max())), 0.0)
    return picked_by_row(rng.random(len(source)), shares[source])


def _owner(region: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    serves = np.array([[rep.team == r.team for rep in story.REPS] for r in story.REGIONS], dtype=float)
    return picked_by_row(rng.random(len(region)), serves[region])


def qualified(leads: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """The same rows with `mql`, the moment of qualifying, and `loosely`: only by the loosened definition."""
    source, lead = leads["source"].to_numpy(), leads["lead"].to_numpy()
    chance = even_uniforms(source * len(story.SEGMENTS) + leads["segment"].to_numpy(), rng)
    chance = np.where(source == story.OUTBOUND, 1.0, chance)
    strictly = chance < QUALIFIED[source]
    after = lead >= day_number(story.LOOSENED_ON) * DAY
    loosely = after & ~strictly & (chance < QUALIFIED_LOOSELY[source])
    return leads.assign(mql=np.where(strictly | loosely, _qualifies_at(source, lead, rng), np.nan), loosely=loosely)


def _qualifies_at(source: np.ndarray, lead: Numbers, rng: np.random.Generator) -> Numbers:
    within_the_hour = lead + 60 + np.floor(rng.random(len(lead)) * 40 * 60)
    days = np.minimum(1 + np.floor(skewed(rng.random(len(lead)), median=8, shape=0.6)), 120)
    later = (lead // DAY + days) * DAY + _seconds_of_day(source, rng)
    return np.where(rng.random(len(lead)) < AT_ONCE[source], within_the_hour, later)


def first_day(last_day: date, months: int) -> date:
    """The first day of the calendar month that makes `months` with the one of `last_day`."""
    count = last_day.year * 12 + last_day.month - months
    return date(count // 12, count % 12 + 1, 1)
