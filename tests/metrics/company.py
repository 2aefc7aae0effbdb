"""The sample company's files as the frames that metrics work on, by plain pandas."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd

from smarketing.filters import NONE

FOLDER = Path(__file__).resolve().parents[2] / "sample_data"
ZONE = "Europe/Berlin"
AS_OF = (pd.Timestamp("2026-11-18") - pd.Timestamp("1970-01-01")).days


@cache
def leads() -> pd.DataFrame:
    """leads.csv with day numbers mql_day, customer_day (missing: not there), and "(none)" for empty names."""
    told = pd.read_csv(FOLDER / "leads.csv", parse_dates=["mql", "customer", "assigned", "first_touch"])
    named = told.fillna({"source": NONE, "segment": NONE, "owner": NONE})
    return named.assign(mql_day=numbers(told["mql"]), customer_day=numbers(told["customer"]))


@cache
def deals() -> pd.DataFrame:
    """deals.csv with "(none)" for empty names."""
    told = pd.read_csv(FOLDER / "deals.csv", parse_dates=["opened", "won"])
    return told.fillna({"source": NONE, "segment": NONE}).assign(won_day=numbers(told["won"]))


def numbers(moments: pd.Series) -> pd.Series:
    """Moments in UTC as days since 1970 of the company's own calendar."""
    local = moments.dt.tz_convert(ZONE).dt.tz_localize(None).dt.normalize()
    return (local - pd.Timestamp("1970-01-01")).dt.days


def lives(as_of: int = AS_OF) -> pd.DataFrame:
    """MQL → Customer: source, segment, age, converted, n, as known on a day."""
    entered = leads()[leads()["mql_day"] <= as_of]
    arrived = entered["customer_day"].clip(lower=entered["mql_day"])
    there = arrived <= as_of
    age = arrived.where(there, as_of) - entered["mql_day"]
    rows = entered[["source", "segment"]].assign(age=age.astype(int), converted=there.astype(int))
    return rows.groupby([*rows], as_index=False).size().rename(columns={"size": "n"})


def won_amounts(as_of: int = AS_OF) -> pd.DataFrame:
    """source, segment, currency, won, won_cents, won_squares."""
    won = deals()[deals()["won_day"] <= as_of]
    cents = won["amount"] * 100
    told = won[["source", "segment", "currency"]].assign(won=1, won_cents=cents, won_squares=cents.astype(float) ** 2)
    return told.groupby(["source", "segment", "currency"], as_index=False).sum()


def mqls_by_segment() -> pd.DataFrame:
    """day, source, segment, mqls."""
    told = leads().dropna(subset=["mql_day"]).astype({"mql_day": int}).rename(columns={"mql_day": "day"})
    return told.groupby(["day", "source", "segment"], as_index=False).size().rename(columns={"size": "mqls"})


def business_days(first: int, last: int) -> tuple[list[int], list[bool]]:
    """Day numbers and whether each is a business day: Monday to Friday but for German holidays."""
    import holidays

    off = holidays.country_holidays("DE", years=range(2024, 2028))
    days = pd.date_range(pd.Timestamp(0) + pd.Timedelta(days=first), periods=last - first + 1)
    return list(range(first, last + 1)), [d.weekday() < 5 and d.date() not in off for d in days]
