"""Deadlines in business hours for whole columns of leads: `python -m benchmarks.business_time`.

A line of JSON per question and number of leads, the best of several. Beside it pandas' CustomBusinessHour, which
counts a lead at a time, by the same hours and holidays on its own naive clock; it is asked for fewer.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Sequence
from datetime import date

import holidays
import numpy as np
import pandas as pd

from smarketing.agreement import Calendar
from smarketing.business_time import BusinessTime
from smarketing.periods import to_number

FIRST, LAST = to_number(date(2016, 1, 1)), to_number(date(2025, 12, 31))
CALENDAR = Calendar(time_zone="Europe/Berlin", country="DE", subdivision="BE")
HOURS = 8.0
DAY = 86_400


def best(question: Callable[[], object], *, of: int) -> float:
    """Milliseconds of the quickest of so many runs."""
    times = []
    for _ in range(of):
        begins = time.perf_counter()
        question()
        times.append(time.perf_counter() - begins)
    return round(min(times) * 1000, 3)


def made(calendar: Calendar) -> float:
    """Milliseconds to make the shifts of ten years, once; the library of holidays is imported already."""
    begins = time.perf_counter()
    BusinessTime(calendar, FIRST, LAST)
    return round((time.perf_counter() - begins) * 1000, 3)


def questions(leads: int) -> dict[str, Callable[[], object]]:
    """Each question about so many leads, in no order, of ten years."""
    clock = BusinessTime(CALENDAR, FIRST, LAST)
    rng = np.random.default_rng(8)
    began = rng.integers(FIRST * DAY, LAST * DAY, leads)
    touched = began + rng.integers(-3600, 20 * DAY, leads)
    days = began // DAY
    return {
        "due": lambda: clock.due(began, HOURS),
        "between": lambda: clock.between(began, touched),
        "weekday_hour": lambda: clock.weekday_hour(began),
        "local_day": lambda: clock.local_day(began),
        "due_day": lambda: clock.due_day(days, HOURS),
        "end_of_day": lambda: clock.end_of_day(days),
    }


def by_pandas(leads: int) -> Callable[[], object]:
    """`due` for so many leads by pandas."""
    free = holidays.country_holidays(CALENDAR.country, subdiv=CALENDAR.subdivision, years=range(2016, 2027))
    hours = pd.offsets.CustomBusinessHour(int(HOURS), start="09:00", end="17:00", holidays=sorted(free))
    began = np.random.default_rng(8).integers(FIRST * DAY, LAST * DAY, leads).astype("datetime64[s]")
    return lambda: [pd.Timestamp(at) + hours for at in began]


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.business_time", description="Business hours.")
    parser.add_argument("--leads", type=int, action="append", help="How many; may be given several times.")
    parser.add_argument("--runs", type=int, default=7)
    given = parser.parse_args(arguments)
    print(json.dumps({"question": "shifts of ten years", "milliseconds": made(CALENDAR)}))
    for leads in given.leads or (100_000, 1_000_000):
        for name, question in questions(leads).items():
            print(json.dumps({"question": name, "leads": leads, "milliseconds": best(question, of=given.runs)}))
    few = 10_000
    print(json.dumps({"question": "due, by pandas", "leads": few, "milliseconds": best(by_pandas(few), of=1)}))


if __name__ == "__main__":
    main()
