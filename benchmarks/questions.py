"""What single questions cost on a large company: `python -m benchmarks.questions --leads 1000000`.

The best of two, warm, over six months and the six before; a snapshot a week old is taken first where there is none.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta

from benchmarks.company import company
from smarketing.business_time import last_second
from smarketing.filters import Clock, Compare, Dimension, Filters
from smarketing.periods import Period
from smarketing.stages import Stage
from smarketing.store import bridge, follow_up, quality, queries, records, snapshots
from smarketing.store.engine import open_store


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.questions", description="Single questions.")
    parser.add_argument("--leads", type=int, required=True)
    given = parser.parse_args(arguments)
    store = open_store(company(given.leads).url, upgrade=True)
    here = records.read_workspace(store)
    as_of = here.as_of or date(2026, 11, 18)
    until = last_second(as_of, here.time_zone)
    both = Filters(Period(date(2026, 6, 1), as_of), as_of=as_of)
    alone, day = both.within(compare=Compare.NOTHING), Period(as_of, as_of)
    if not snapshots.taken(store):
        week = as_of - timedelta(days=7)
        seconds = _seconds(lambda: snapshots.take(store, as_of=week, at=until, actor="benchmark", label="week before"))
        print(f"{'a first snapshot':24} {seconds * 1e3:8,.0f} ms")
    since = snapshots.taken(store)[0]
    lives = {"pairs": [(Stage.MQL, Stage.CUSTOMER)], "by": [Dimension.SOURCE]}
    questions: dict[str, Callable[[], object]] = {
        "cohorts": lambda: queries.cohorts(store, both, until=until),
        "entries": lambda: queries.entries(store, both),
        "deals": lambda: queries.deals(store, both.within(clock=Clock.EVENT)),
        "life table by source": lambda: queries.life_table(store, both, **lives),
        "follow-up": lambda: follow_up.follow_up(store, both, until=until),
        "bridge": lambda: bridge.bridge(store, alone, until=until, ends=until),
        "data quality": lambda: quality.quality(store, both, start=Stage.MQL, watched=tuple(Stage)),
        "changed since": lambda: snapshots.changed(store, alone.within(period=day), since=since),
        "restated since": lambda: snapshots.restated(store, alone.within(period=day), since=since),
    }
    for name, ask in questions.items():
        print(f"{name:24} {min(_seconds(ask) for _ in range(2)) * 1e3:8,.0f} ms", flush=True)


def _seconds(ask: Callable[[], object]) -> float:
    begun = time.perf_counter()
    ask()
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
