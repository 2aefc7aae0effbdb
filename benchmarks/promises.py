"""What the promises cost on a large company that lists its calls and mails: `python -m benchmarks.promises`.

Each SELECT of the parts of Promises and of Acceptance, warm, the best of several; each part opened by Streamlit's
AppTest with nothing cached; and what it takes to judge every lead by a new version, which is taken back again.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import replace

from sqlalchemy import Engine

from benchmarks.company import Company, company
from smarketing.agreement import Side, Signature, Terms
from smarketing.periods import to_date
from smarketing.store import queries
from smarketing.store.facts import writing
from smarketing.store.judging import judge_of, judge_stored
from smarketing.store.promises import agreements, sign, write_draft
from smarketing.store.records import workspace_in
from tests import postgres

PARTS = ("Marketing", "Sales", "Board", "Value", "Proposals", "Agreement")
PROMISES, ACCEPTANCE = "agreement/promises", "funnel/acceptance"
AT = 1_700_000_000
SIDES = {Side.MARKETING: "Ada", Side.SALES: "Cleo"}


class _TakenBack(Exception):
    """Nothing of what was written shall stay."""


def judging(store: Engine) -> dict[str, float]:
    """{what was done: its seconds}. An agreement that judges all is signed first, where there is none."""
    told = {}
    first = to_date((queries.extent(store) or (0,))[0])
    if not agreements(store):
        draft = write_draft(store, Terms(), first, actor="benchmark", at=AT)
        half = sign(store, draft, Side.MARKETING, SIDES[Side.MARKETING], at=AT)
        told["a first agreement signed"] = _seconds(lambda: sign(store, half, Side.SALES, SIDES[Side.SALES], at=AT))
    signed = tuple(Signature(side, name, AT) for side, name in SIDES.items())
    stricter = replace(agreements(store)[0], terms=Terms(touch_hours=4, decide_hours=8), signatures=signed)
    told["every lead judged by other hours"] = _seconds(lambda: _judge(store, replace(stricter, effective_from=first)))
    told["every lead judged, all as before"] = _seconds(lambda: _judge(store, agreements(store)[0]))
    return told


def _judge(store: Engine, agreement: object) -> None:
    with suppress(_TakenBack), writing(store) as connection:
        judge_stored(connection, judge_of(workspace_in(connection), [agreement]), since=agreement.effective_from)
        raise _TakenBack


def opened(made: Company) -> None:
    """Print what each part asks and how long it takes. The process opens this store and no other."""
    os.environ.update(made.environment)
    from benchmarks.recorder import Recorder, ask
    from benchmarks.screen import Screen, is_of_page
    from smarketing.ui import data

    with Recorder().listening() as recorder:
        screen = Screen(recorder)
        views = {part: screen.first(PROMISES, part=part) for part in PARTS} | {"Acceptance": screen.first(ACCEPTANCE)}
    print(f"{'opened with nothing cached':42} {'ms':>8} {'SELECTs':>8}")
    for name, (seconds, asked) in views.items():
        print(f"{name:42} {seconds * 1e3:8,.0f} {sum(map(is_of_page, asked)):8}")
    print(f"\n{'part':12} {'SELECT':42} {'ms':>8} {'rows':>8}")
    seen = set()
    for name, (_, asked) in views.items():
        for one in filter(is_of_page, asked):
            if one.sql not in seen:
                seen.add(one.sql)
                seconds, frame = ask(data.store(), one)
                print(f"{name:12} {one.title:42} {seconds * 1e3:8,.0f} {len(frame):8,}", flush=True)


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.promises", description="What the promises cost.")
    parser.add_argument("--leads", type=int, required=True)
    parser.add_argument("--engine", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--no-activities", action="store_true", help="the company that the other benchmarks have")
    parser.add_argument("--only", choices=["judging", "page"], help="only this half; the page wants an agreement")
    given = parser.parse_args(arguments)
    with ExitStack() as stack:
        url = None
        if given.engine == "postgresql":
            cluster = stack.enter_context(postgres.cluster())
            url = cluster.url(cluster.new_database())
        made = company(given.leads, engine=given.engine, url=url, activities=not given.no_activities)
        print(f"imported in {made.load_seconds:.1f} s, calls and mails in {made.activities_seconds:.1f} s; "
              f"load average {os.getloadavg()[0]:.1f}")  # fmt: skip
        from smarketing.store.engine import open_store

        store = open_store(made.url, upgrade=True)
        if given.only != "page":
            for name, seconds in judging(store).items():
                print(f"{name:42} {seconds * 1e3:8,.0f} ms", flush=True)
        store.dispose()
        if given.only != "judging":
            opened(made)


def _seconds(what: Callable[[], object]) -> float:
    begun = time.perf_counter()
    what()
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
