"""How often sales tried, each lead against the number of attempts that the agreement of its own day promised."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pandas as pd

from smarketing.agreement import starts
from smarketing.filters import Filters
from smarketing.metrics.returned import NOT_KNOWN, with_tried, with_unable
from smarketing.periods import Period
from smarketing.ui import data


def attempts(filters: Filters) -> pd.DataFrame:
    """`data.attempts` by source, with what `returned.with_tried` and `with_unable` add by each version's promise.

    Adds since: date, the first day that the version judges here · most: float, the largest share of rejections that it
    lets say nobody was reached · is_agreed: bool, whether it is signed; else these are the usual terms.
    """
    return pd.concat([_of_one(filters, period) for period in stretches(filters.seen, list(starts(data.agreements())))])


def _of_one(filters: Filters, period: Period) -> pd.DataFrame:
    terms, is_agreed = data.terms(period.first), data.agreement(period.first) is not None
    told = with_tried(data.attempts(filters.within(period=period)), promised=terms.attempts, reason=terms.unable)
    flagged = with_unable(told, reason=terms.unable, attempts=terms.attempts)
    is_back = told["answer"] == "rejected"
    columns = ["returned", "unable", "unable_early", "unable_unknown"]
    by = {"since": period.first, "most": terms.max_unable_share, "is_agreed": is_agreed}
    return flagged.assign(**{c: flagged[c].where(is_back, 0) for c in columns}, **by)


def stretches(period: Period, days: list[date]) -> list[Period]:
    """The period, cut where another version begins."""
    firsts = [period.first, *(day for day in days if period.first < day <= period.last)]
    ends = [*firsts, period.last + timedelta(days=1)]
    return [Period(first, after - timedelta(days=1)) for first, after in pairwise(ends)]


def is_told(made: pd.DataFrame) -> bool:
    """Does the data say of any of these leads how often sales tried?"""
    return bool((made["attempts"] != NOT_KNOWN).any())


def stands_in(made: pd.DataFrame) -> str:
    """`a proxy: times contacted stand in for the attempts of 312 of 1,004`; nothing where none do."""
    told = int((made["n"] * made["is_proxy"]).sum())
    return f"a proxy: times contacted stand in for the attempts of {told:,} of {made['n'].sum():,}" if told else ""


def usual(made: pd.DataFrame) -> str:
    """`nothing was agreed for 312 of these MQLs, so by the usual terms`; nothing where all have an agreement."""
    told = int(made.loc[~made["is_agreed"], "n"].sum())
    return f"nothing was agreed for {told:,} of these MQLs, so by the usual terms" if told else ""


def numbers(made: pd.DataFrame) -> str:
    """`5`, or `4 or 5` where the version changed."""
    return " or ".join(str(n) for n in sorted(made["promised"].unique()))
