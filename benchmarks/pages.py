"""What the pages ask the store, and what that costs at N leads; the same SELECTs by DuckDB beside it.

python -m benchmarks.pages --leads 1000000 [--json] [--fresh]
python -m benchmarks.pages --leads 1000000 --engine postgresql [--url URL of an empty database]
python -m benchmarks.pages --leads 100000 --leads 1000000        how it grows
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from sqlalchemy import Engine

from benchmarks.company import ROOT, Company, company, peak_mb

if TYPE_CHECKING:
    from benchmarks.recorder import Asked

EVERY = "every page"


def measure(made: Company) -> dict[str, Any]:
    """All figures of one store, as `--json` prints them. The process opens this store and no other."""
    os.environ.update(made.environment)
    from benchmarks.recorder import Recorder, ask
    from benchmarks.screen import PAGES, Screen
    from smarketing.ui import data

    with Recorder().listening() as recorder:
        screen = Screen(recorder)
        opened = [screen.open(page) for page in PAGES]
    reruns = [rerun for rerun, _ in opened]
    store = data.store()
    answers = [(page, a, *ask(store, a)) for page, a in _distinct((r.page, asked) for r, asked in opened)]
    peak = peak_mb()  # before DuckDB adds its own
    return {
        "leads": made.leads,
        "engine": made.engine,
        "load_seconds": made.load_seconds,
        "queries": _beside_duckdb(store, answers, Path(made.folder) / "parquet"),
        "peak_mb": peak,
        "reruns": [asdict(rerun) for rerun in reruns],
        **{k: getattr(made, k) for k in ("generate_seconds", "write_seconds", "load_cpu_seconds", "load_peak_mb")},
        "load_average": os.getloadavg()[0],
    }


def _distinct(opened: Iterable[tuple[str, list[Asked]]]) -> Iterator[tuple[str, Asked]]:
    """Each page's questions once; those of the frame, and the small tables of names, under "every page"."""
    from benchmarks.screen import is_of_page

    seen = set()
    for page, asked in opened:
        for a in asked:
            where = page if is_of_page(a) else EVERY
            if (where, a.sql) not in seen:
                seen.add((where, a.sql))
                yield where, a


def _beside_duckdb(
    store: Engine, answers: list[tuple[str, Asked, float, pd.DataFrame]], parquet: Path
) -> list[dict[str, Any]]:
    from benchmarks.duck import Duck, is_same, to_parquet

    if not parquet.exists():
        to_parquet(store, parquet)
    duck, told = Duck(parquet), []
    for page, asked, seconds, frame in answers:
        by_duckdb, same = duck.ask(asked)
        if not is_same(frame, same):
            raise RuntimeError(f"{page}, {asked.title}: the store and DuckDB tell different numbers")
        told.append(
            {
                "page": page, "name": asked.title, "seconds": seconds, "rows": len(frame),
                "duckdb_seconds": by_duckdb, "ratio": seconds / by_duckdb,
            }
        )  # fmt: skip
    return told


# --- in words -----------------------------------------------------------------------------------


def show(told: dict[str, Any]) -> str:
    """One store's figures as a table."""
    heads = [
        f"{told['leads']:,} leads on {told['engine']}: made in {told['generate_seconds']:.0f} s, "
        f"written as CSV in {told['write_seconds']:.0f} s, imported in {told['load_seconds']:.0f} s "
        f"({told['load_cpu_seconds']:.0f} s CPU, {told['load_peak_mb']:,.0f} MB); "
        f"pages {told['peak_mb']:,.0f} MB; load average {told['load_average']:.1f}",
        "",
        f"{'page':20} {'SELECT':42} {'ms':>8} {'rows':>8} {'DuckDB':>8} {'ratio':>7}",
    ]
    queries = [
        f"{q['page']:20} {q['name']:42} {q['seconds'] * 1e3:8.1f} {q['rows']:8,} {q['duckdb_seconds'] * 1e3:8.1f} "
        f"{q['ratio']:7.1f}"
        for q in told["queries"]
    ]
    reruns = [
        "",
        f"{'rerun, ms':20} {'cold':>8} {'cached':>8} {'its CPU':>8} {'changed':>8} {'SELECTs cold':>14} {'changed':>8}",
        *(
            f"{r['page']:20} {r['cold'] * 1e3:8.0f} {r['cached'] * 1e3:8.0f} {r['cached_cpu'] * 1e3:8.0f} "
            f"{r['changed'] * 1e3:8.0f} {r['queries_cold']:14} {r['queries_changed']:8}"
            for r in told["reruns"]
        ),
    ]
    return "\n".join([*heads, *queries, *reruns])


def show_growth(small: dict[str, Any], large: dict[str, Any]) -> str:
    """How each SELECT grows from one number of leads to another."""
    times = large["leads"] / small["leads"]
    before = {(q["page"], q["name"]): q for q in small["queries"]}
    lines = [
        f"from {small['leads']:,} to {large['leads']:,} leads ({times:.0f} times): import "
        f"{large['load_seconds'] / small['load_seconds']:.1f} times, memory of the pages "
        f"{large['peak_mb'] / small['peak_mb']:.2f} times",
        "",
        f"{'page':20} {'SELECT':42} {'ms':>8} {'→ ms':>8} {'times':>6} {'rows':>8} {'→ rows':>8}",
    ]
    for q in large["queries"]:
        if was := before.get((q["page"], q["name"])):
            lines.append(
                f"{q['page']:20} {q['name']:42} {was['seconds'] * 1e3:8.1f} {q['seconds'] * 1e3:8.1f} "
                f"{q['seconds'] / was['seconds']:6.1f} {was['rows']:8,} {q['rows']:8,}"
            )
    return "\n".join(lines)


# --- the command --------------------------------------------------------------------------------


def main(arguments: Sequence[str] | None = None) -> None:
    """Each number of leads is measured in a process of its own, so that memory is its own too."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pages", description="Measure the pages' queries.")
    parser.add_argument("--leads", type=int, action="append", required=True)
    parser.add_argument("--engine", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--url", help="an empty PostgreSQL database; without it a throw-away server is started")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--fresh", action="store_true", help="make the company anew, even where it is there")
    chosen = parser.parse_args(arguments)
    if len(chosen.leads) > 1:
        return _several(chosen)
    with ExitStack() as stack:
        url = chosen.url or (_throw_away(stack) if chosen.engine == "postgresql" else None)
        told = measure(company(chosen.leads[0], engine=chosen.engine, url=url, fresh=chosen.fresh))
    print(json.dumps(told) if chosen.json else show(told))
    return None


def _several(chosen: argparse.Namespace) -> None:
    told = []
    for leads in chosen.leads:
        more = [*(["--url", chosen.url] if chosen.url else []), *(["--fresh"] if chosen.fresh else [])]
        command = [sys.executable, "-m", "benchmarks.pages", "--leads", str(leads), "--engine", chosen.engine, "--json"]
        done = subprocess.run([*command, *more], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
        told.append(json.loads(done.stdout.splitlines()[-1]))
    if chosen.json:
        print("\n".join(json.dumps(one) for one in told))
        return
    growth = [show_growth(small, large) for small, large in pairwise(told)]
    print("\n\n".join([*map(show, told), *growth]))


def _throw_away(stack: ExitStack) -> str:
    from tests import postgres

    cluster = stack.enter_context(postgres.cluster())
    return cluster.url(cluster.new_database())


if __name__ == "__main__":
    main()
