"""When do leads wait? Compliance with the first touch by the weekday and the hour at which they arrived.

Over arrivals, one row per weekday and hour: weekday: int, Monday is 0 · hour: int, 0 to 23 · touch_met, touch_late,
touch_breached, touch_pending: int. Leads arrive when sales' hours begin to count for them; those without an hour are
not in it.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from smarketing.agreement import WEEKDAYS, Calendar
from smarketing.metrics.findings import Finding, share
from smarketing.metrics.intervals import ENOUGH, Verdict, newcombe, verdict, z_for
from smarketing.metrics.promises import touch_compliance
from smarketing.metrics.registry import evaluate

ALL_DAY = "all day"
_NOON = 12


def by_hour(arrivals: pd.DataFrame, calendar: Calendar) -> pd.DataFrame:
    """Compliance of each weekday and hour, what lies before and after sales' hours in one, and of each whole day.

    `evaluate` of touch_compliance by weekday: int · place: int, the order within the day, −1 the whole of it · hours:
    str, "before 9:00", "9:00", …, "all day".
    """
    first, last = _working_hours(calendar)
    place = arrivals["hour"].clip(first - 1, last + 1)
    told = pd.concat([arrivals.assign(place=place), arrivals.assign(place=-1 + 0 * place)], ignore_index=True)
    rates = evaluate(touch_compliance, told.drop(columns="hour"), by=["weekday", "place"])
    return rates.assign(hours=[_word(p, first, last) for p in rates["place"]])


def _working_hours(calendar: Calendar) -> tuple[int, int]:
    """The first and the last hour of the day in which sales works; of a night shift every hour."""
    if calendar.closes <= calendar.opens:
        return 0, 23
    return calendar.opens.hour, calendar.closes.hour - (calendar.closes.minute == 0)


def _word(place: int, first: int, last: int) -> str:
    if place == -1:
        return ALL_DAY
    if place < first:
        return f"before {first}:00"
    return f"{place}:00" if place <= last else f"from {place}:00"


def slowest(arrivals: pd.DataFrame, calendar: Calendar) -> Finding | None:
    """`MQLs that arrive on Friday afternoon are touched in time less often than the others (61 % vs 88 %)`.

    Each weekday is held against all the rest (Newcombe), and so is each part of one; the interval is widened for
    their number (Bonferroni). The weekday surely furthest below is told, or the part of it without which it would not
    be; where no weekday is below, the part surely furthest below. None where there is none.
    """
    days, parts = _slots(arrivals, calendar)
    tests = pd.concat([days, parts], ignore_index=True)
    z = z_for(int(_may_be_told(tests).sum()))
    day = _lowest(days, z=z)
    if day is None:
        part = _lowest(parts, z=z)
        return None if part is None else _said(part)
    part = _lowest(parts[parts["weekday"] == day["weekday"]], z=z)
    return _said(day if part is None or _is_low_without(part, day, z=z) else part)


def _is_low_without(part: pd.Series, day: pd.Series, *, z: float) -> bool:
    """Is what is left of a weekday clearly below the other days still?"""
    left = day["met"] - part["met"], day["due"] - part["due"]
    others = day["all_met"] - day["met"], day["all_due"] - day["due"]
    return verdict(*left, *others, z=z) is Verdict.LOWER


def _said(slot: pd.Series) -> Finding:
    others = (slot["all_met"] - slot["met"]) / (slot["all_due"] - slot["due"])
    rate = slot["met"] / slot["due"]
    text = f"MQLs that arrive on {slot['when']} are touched in time less often than the others"
    weight = float((others - rate) * slot["due"] / slot["all_due"])
    return Finding(f"{text} ({share(rate)} vs {share(others)})", weight=weight, about=(slot["when"],))


def _may_be_told(slots: pd.DataFrame) -> pd.Series:
    return (slots["due"] >= ENOUGH) & (slots["all_due"] - slots["due"] >= ENOUGH)


def _lowest(slots: pd.DataFrame, *, z: float) -> pd.Series | None:
    """The one whose difference from the others is surely the furthest below 0; None where none is."""
    told = slots[_may_be_told(slots)]
    rest = told["all_met"] - told["met"], told["all_due"] - told["due"]
    _, high = newcombe(told["met"], told["due"], *rest, z=z)
    return told.iloc[int(high.argmin())] if len(told) and high.min() < 0 else None


def _slots(arrivals: pd.DataFrame, calendar: Calendar) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Each weekday, and each part of one: weekday: int · when: str · met, due, all_met, all_due: int, leads."""
    first, last = _working_hours(calendar)
    words = [f" before {first}:00", " morning", " afternoon", f" from {last + 1}:00 on"]
    hour = arrivals["hour"]
    part = np.select([hour < first, hour > last, hour < _NOON], [words[0], words[3], words[1]], words[2])
    met = arrivals["touch_met"]
    told = arrivals.assign(part=part, met=met, due=met + arrivals["touch_late"] + arrivals["touch_breached"])
    whole = {"all_met": told["met"].sum(), "all_due": told["due"].sum()}
    days, parts = (
        told.groupby(keys, as_index=False)[["met", "due"]].sum().assign(**whole)
        for keys in (["weekday"], ["weekday", "part"])
    )
    names = dict(enumerate(WEEKDAYS))
    return days.assign(when=days["weekday"].map(names)), parts.assign(when=parts["weekday"].map(names) + parts["part"])
