"""When do leads wait? Compliance with the first touch by the weekday and the hour at which they arrived.

Over arrivals, one row per weekday and hour: weekday: int, Monday is 0 · hour: int, 0 to 23 · touch_met, touch_late,
touch_breached, touch_pending: int. Leads arrive when sales' hours begin to count for them; those without an hour are
not in it.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from smarketing.agreement import WEEKDAYS, Calendar
from smarketing.metrics.findings import Finding, share
from smarketing.metrics.intervals import ENOUGH, newcombe, z_for
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

    Each weekday and each part of one is held against all the rest (Newcombe), the interval widened for their number
    (Bonferroni); of those clearly below, the one that is surely furthest below. None where there is none.
    """
    met = arrivals["touch_met"]
    due = met + arrivals["touch_late"] + arrivals["touch_breached"]
    tried = pd.DataFrame(
        [(when, met[which].sum(), due[which].sum()) for when, which in _slots(arrivals, calendar)],
        columns=["when", "k", "n"],
    )
    tried = tried[(tried["n"] >= ENOUGH) & (due.sum() - tried["n"] >= ENOUGH)].reset_index(drop=True)
    if tried.empty:
        return None
    rest = met.sum() - tried["k"], due.sum() - tried["n"]
    _, high = newcombe(tried["k"], tried["n"], *rest, z=z_for(len(tried)))
    if not high.min() < 0:
        return None
    at = int(high.argmin())
    rate, others = tried["k"][at] / tried["n"][at], rest[0][at] / rest[1][at]
    text = f"MQLs that arrive on {tried['when'][at]} are touched in time less often than the others"
    weight = float((others - rate) * tried["n"][at] / due.sum())
    return Finding(f"{text} ({share(rate)} vs {share(others)})", weight=weight, about=(tried["when"][at],))


def _slots(arrivals: pd.DataFrame, calendar: Calendar) -> Iterator[tuple[str, pd.Series]]:
    """Each weekday and each part of one, with the rows that lie in it."""
    first, last = _working_hours(calendar)
    hour = arrivals["hour"]
    parts = {
        f" before {first}:00": hour < first,
        " morning": hour.between(first, min(_NOON - 1, last)),
        " afternoon": hour.between(max(_NOON, first), last),
        f" from {last + 1}:00 on": hour > last,
    }
    for place, weekday in enumerate(WEEKDAYS):
        day = arrivals["weekday"] == place
        yield weekday, day
        for word, part in parts.items():
            yield f"{weekday}{word}", day & part
