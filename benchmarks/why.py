"""What "why it moved" costs: its two SELECTs and the decomposition, cut by each dimension: `python -m benchmarks.why`.

A line of JSON per dimension, the best of several, warm: two quarters of a company of so many leads.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Sequence
from datetime import date

from benchmarks.business_time import best
from benchmarks.company import company
from smarketing.filters import Clock, Dimension, Filters
from smarketing.metrics.grain import within
from smarketing.metrics.money import in_currency
from smarketing.metrics.registry import beside
from smarketing.metrics.why import MEASURES
from smarketing.periods import Period
from smarketing.store import queries
from smarketing.store.engine import open_store

VIEW = Filters(Period(date(2026, 7, 1), date(2026, 9, 30)), as_of=date(2026, 11, 18), clock=Clock.EVENT)


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.why", description="Why it moved.")
    parser.add_argument("--leads", type=int, required=True)
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args(arguments)
    store = open_store(company(given.leads).url)
    known, measure = queries.known_stages(store), MEASURES["Revenue"]
    for by in Dimension:
        entered = queries.entries(store, VIEW, by=by)
        closed = in_currency(queries.deals(store, VIEW, by=by), "EUR", rates={}).frame
        rows = beside(entered, closed)
        then, now = within(rows, VIEW.comparison), within(rows, VIEW.period)
        questions = {
            "entries": lambda by=by: queries.entries(store, VIEW, by=by),
            "deals": lambda by=by: queries.deals(store, VIEW, by=by),
            "decomposition": lambda then=then, now=now, by=by: measure.change(
                then, now, by=by.value, known=known
            ).rounded(),
        }
        milliseconds = {name: best(question, of=given.runs) for name, question in questions.items()}
        told = {"leads": given.leads, "by": by.value, "groups": rows[by.value].nunique(), "rows": len(rows)}
        print(json.dumps(told | {"milliseconds": milliseconds, "load_average": round(os.getloadavg()[0], 1)}))


if __name__ == "__main__":
    main()
