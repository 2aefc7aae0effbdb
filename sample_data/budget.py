"""Money out and money hoped for: spend by day and campaign, and the targets of each month.

The targets are the plan as it was made before anything happened: the old mix, the strict definition,
the usual rates. So they are met in numbers and missed in money when the mix moves.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from sample_data import story
from sample_data.arrivals import QUALIFIED, SHARES, rhythm, season
from sample_data.clock import DAY, Calendar, day_of
from sample_data.draws import Numbers
from sample_data.files import CAMPAIGN_NAMES, MOST_CAMPAIGNS, SOURCE_NAMES
from sample_data.journeys import RATES
from sample_data.text import said

COST = np.array([s.cost_per_lead for s in story.SOURCES])
PLAN_AHEAD = 1.04
"""Plans are a little more than what is expected."""


def spend_file(leads: pd.DataFrame, days: np.ndarray, rng: np.random.Generator) -> pd.DataFrame:
    """One row per day and campaign that cost money: what its leads cost, smoothed over a week, with noise."""
    paid = leads[(leads["spell"] == 1) & (COST[leads["source"]] > 0)]
    counts = np.zeros((len(days), len(CAMPAIGN_NAMES)))
    np.add.at(
        counts, ((paid["lead"] // DAY - days[0]).astype(int), paid["source"] * MOST_CAMPAIGNS + paid["campaign"]), 1
    )
    weekly = pd.DataFrame(counts).rolling(7, min_periods=1, center=True).mean().to_numpy()
    euros = weekly * np.repeat(COST, MOST_CAMPAIGNS) * (0.85 + 0.3 * rng.random(weekly.shape))
    at, which = np.nonzero(euros >= 1)
    return pd.DataFrame(
        {
            "day": said([day_of(d).isoformat() for d in days], at),
            "source": said(SOURCE_NAMES, which // MOST_CAMPAIGNS),
            "campaign": said(CAMPAIGN_NAMES, which),
            "amount": np.round(euros[at, which], 2),
            "currency": story.CURRENCY,
        }
    )


def target_file(days: np.ndarray, calendar: Calendar, leads: int) -> pd.DataFrame:
    """One row per month and measure, and per source for MQLs, to the end of the calendar year."""
    plan = _planned_mqls(days, calendar, leads)
    months = plan.index
    value = plan.to_numpy() @ _value_per_mql()
    opened = plan.to_numpy() @ (_value_per_mql() / RATES[:, 3])
    own = story.OUTBOUND
    counts = np.round(np.delete(plan.to_numpy(), own, axis=1))
    by_source = pd.DataFrame(counts, index=months, columns=np.delete(SOURCE_NAMES, own))
    totals = pd.DataFrame(
        {
            "mqls": by_source.sum(axis=1),
            "pipeline_created": _rounded(_lagged(opened, (0.45, 0.4, 0.15))),
            "won_amount": _rounded(_lagged(value, (0.09, 0.28, 0.29, 0.20, 0.14))),
        },
        index=months,
    )
    long = pd.concat([_long(totals), _long(by_source, measure="mqls")], ignore_index=True)
    return long[["measure", "first_day", "last_day", "source", "amount"]]


def _long(table: pd.DataFrame, *, measure: str | None = None) -> pd.DataFrame:
    """Months × columns to rows; a column is a measure of the whole company, or a source of one measure."""
    rows = table.rename_axis("month").reset_index().melt("month", var_name="name", value_name="amount")
    return pd.DataFrame(
        {
            "measure": measure or rows["name"],
            "first_day": rows["month"].dt.start_time.dt.strftime("%Y-%m-%d"),
            "last_day": rows["month"].dt.end_time.dt.strftime("%Y-%m-%d"),
            "source": rows["name"] if measure else None,
            "amount": rows["amount"].astype(int),
        }
    )


def _planned_mqls(days: np.ndarray, calendar: Calendar, leads: int) -> pd.DataFrame:
    """Months × sources: the season, the week, the fairs, over the whole of the last year."""
    year = day_of(days[-1]).year
    ahead = np.arange(days[0], (pd.Timestamp(year, 12, 31) - pd.Timestamp(0)).days + 1)
    busy = season(ahead)[:, None] * rhythm(ahead, calendar) * SHARES
    per_lead = leads / (busy[: len(days)] / QUALIFIED).sum()
    month = pd.PeriodIndex(pd.to_datetime(ahead * DAY, unit="s"), freq="M")
    return pd.DataFrame(busy * per_lead * PLAN_AHEAD, index=month).groupby(level=0).sum()


def _value_per_mql() -> Numbers:
    mean = sum(s.share * s.amount_eur for s in story.SEGMENTS)
    return np.prod(RATES, axis=1) * mean


def _lagged(monthly: Numbers, weights: tuple[float, ...]) -> Numbers:
    return np.convolve(monthly, weights)[: len(monthly)]


def _rounded(amounts: Numbers) -> Numbers:
    return np.round(amounts / 5000) * 5000
