"""From a CSV file to its funnel, beside what DuckDB takes to read the same file: `python -m benchmarks.readout`.

Every road runs in a process of its own, so that its peak of memory is its own. `ours` is what a dropped file goes
through, from its bytes to the finished readout: read, recognise, check, load into a scratch store, ask, tell. DuckDB's
`read_csv` into a table in memory is the yardstick, because it is the quickest reader there is and any readout has to
read first.
`--parsers` measures other readers on the same file, each to a table of strings.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv

from benchmarks.company import OUT, ROOT, peak_mb

ROWS = 1_000_000
AT = 1_792_000_000
"""2026-10-14 in UTC."""

_SOURCES = ["Organic Search", "Paid Search", "Webinar", "Referral", "Events", "Email", "Partner", "Outbound", "Social"]
_PEOPLE = [f"Owner Number {n}" for n in range(60)]


# --- the file -----------------------------------------------------------------------------------


def file_of(rows: int) -> Path:
    """A CRM's export of leads, 20 columns, about 200 bytes a row; made once."""
    path = OUT / f"readout-{rows}.csv"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        make(path, rows)
    return path


def make(path: Path, rows: int) -> None:
    """Write the file, a part at a time."""
    chance = np.random.default_rng(rows)
    with path.open("w", encoding="utf-8", newline="") as out:
        for start in range(0, rows, 250_000):
            part = _part(chance, start, min(250_000, rows - start))
            part.to_csv(out, index=False, header=start == 0)


def _part(chance: np.random.Generator, start: int, rows: int) -> pd.DataFrame:
    number = np.arange(start, start + rows).astype(str)
    created = chance.integers(0, 1000 * 86_400, rows)
    waits = chance.exponential([4, 2, 8, 15, 40], (rows, 5)).cumsum(axis=1) * 86_400
    got_there = chance.random((rows, 5)).cumsum(axis=1) < [0.8, 1.3, 1.7, 2.1, 2.4]
    stages = {
        name: _moments(created + waits[:, place], got_there[:, : place + 1].all(axis=1))
        for place, name in enumerate(("MQL date", "SAL date", "SQL date", "Opportunity date", "Customer date"))
    }
    amount = chance.lognormal(9, 1, rows).round(2).astype("U12")
    columns = {
        "Record ID": np.char.add("10", number),
        "Full name": np.char.add("Person Somebody ", number),
        "Email": np.char.add(np.char.add("person.", number), "@company-example.com"),
        "Company name": np.char.add("Company and Sons Limited ", (np.arange(rows) % 40_000).astype(str)),
        "Lead source": chance.choice(_SOURCES, rows),
        "Campaign name": chance.choice([f"Campaign {n} of the year 2026" for n in range(200)], rows),
        "Segment": chance.choice(["Enterprise", "Mid-market", "Small business"], rows),
        "Region": chance.choice(["DACH", "Nordics", "Iberia", "North America"], rows),
        "Contact owner": chance.choice(_PEOPLE, rows),
        "Sales team": chance.choice(["Team North", "Team South", "Team West"], rows),
        "Create date": _moments(created, np.ones(rows, bool)),
        **stages,
        "Deal amount": np.where(stages["Customer date"] != "", amount, ""),
        "Currency": np.full(rows, "EUR"),
        "Phone": np.char.add("+49 30 ", number),
        "Note": chance.choice(["Asked for a demo, call back", "", "Met at the fair", "Wants a price list"], rows),
    }
    return pd.DataFrame(columns)


def _moments(seconds: np.ndarray, is_told: np.ndarray) -> np.ndarray:
    stamps = np.datetime64("2024-01-01T00:00", "m") + (seconds // 60).astype("timedelta64[m]")
    past = stamps < np.datetime64("2026-10-14")
    texts = np.char.replace(np.datetime_as_string(stamps, unit="m"), "T", " ")
    return np.where(is_told & past, texts, "")


# --- the roads ----------------------------------------------------------------------------------


class Steps:
    """Seconds by the wall for each step, in their order."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Measure one."""
        begun = time.perf_counter()
        yield
        self.seconds[name] = round(time.perf_counter() - begun, 3)


def ours(path: Path, steps: Steps) -> int:
    """The product's own road, step by step; how many rows it used."""
    with steps.step("import"):
        from smarketing.intake.check import Options, check
        from smarketing.intake.mapping import propose
        from smarketing.intake.read import read_file
        from smarketing.readout import read_out
        from smarketing.workspace import Workspace
    with steps.step("read"):
        sheet = read_file(path)
    with steps.step("propose"):
        mapping = propose(sheet)
    with steps.step("check"):
        checked = check(sheet, mapping, Options(date(2026, 10, 14), time_zone="Europe/Berlin", currency="EUR"))
    del sheet
    with steps.step("load, ask, tell"):
        workspace = Workspace(time_zone="Europe/Berlin", currency="EUR")
        told = read_out([checked], workspace=workspace, at=AT, as_of=date(2026, 10, 14))
    return told.leads


def duck(path: Path, steps: Steps) -> int:
    """DuckDB's own reader into a table in memory, with its own guesses of types and as many threads as it likes."""
    import duckdb

    with steps.step("read"), duckdb.connect() as connection:
        connection.read_csv(str(path)).create("leads")
        return connection.table("leads").count("*").fetchall()[0][0]


def by_pyarrow(path: Path, steps: Steps) -> int:
    """pyarrow, as `intake/read.py` uses it: one thread, every cell a string."""
    with steps.step("read"), path.open("rb") as file:
        header = file.readline().decode().rstrip("\n").split(",")
        names = [h.strip('"') for h in header]
        return len(
            pyarrow.csv.read_csv(
                file,
                read_options=pyarrow.csv.ReadOptions(use_threads=False, column_names=names, block_size=1 << 20),
                parse_options=pyarrow.csv.ParseOptions(newlines_in_values=True),
                convert_options=pyarrow.csv.ConvertOptions(
                    column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
                ),
            )
        )


def by_duckdb(path: Path, steps: Steps) -> int:
    """DuckDB, every cell a string, handed over as an Arrow table."""
    import duckdb

    with steps.step("read"), duckdb.connect() as connection:
        return connection.read_csv(str(path), all_varchar=True).to_arrow_table().num_rows


def by_polars(path: Path, steps: Steps) -> int:
    """polars, every cell a string (not among the requirements)."""
    import polars  # ty: ignore[unresolved-import]

    with steps.step("read"):
        return polars.read_csv(path, infer_schema=False).to_arrow().num_rows


def by_pandas(path: Path, steps: Steps) -> int:
    """pandas' own parser, every cell a string."""
    with steps.step("read"):
        return len(pd.read_csv(path, dtype="str", keep_default_na=False))


ROADS: dict[str, Callable[[Path, Steps], int]] = {
    "ours": ours, "duckdb, types guessed": duck, "pyarrow, strings": by_pyarrow, "duckdb, strings": by_duckdb,
    "polars, strings": by_polars, "pandas, strings": by_pandas,
}  # fmt: skip


# --- the measuring ------------------------------------------------------------------------------


def measured(road: str, path: Path) -> dict:
    """One road in a process of its own: its steps, rows, and the most memory that it had."""
    command = [sys.executable, "-m", "benchmarks.readout", "--road", road, "--file", str(path)]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout)


def _walk(road: str, path: Path) -> None:
    steps = Steps()
    rows = ROADS[road](path, steps)
    print(json.dumps({"rows": rows, "steps": steps.seconds, "peak_mb": round(peak_mb())}))


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.readout", description="From CSV to funnel.")
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--file", type=Path, help="A file of your own in place of the made one.")
    parser.add_argument("--road", choices=ROADS, help="Only this one, in this process; prints JSON.")
    parser.add_argument("--parsers", action="store_true", help="The other readers too.")
    given = parser.parse_args(arguments)
    path = given.file or file_of(given.rows)
    if given.road:
        return _walk(given.road, path)
    print(f"{path.name}: {path.stat().st_size / 1e6:,.0f} MB")
    seconds = {}
    for road in ROADS if given.parsers else list(ROADS)[:2]:
        told = measured(road, path)
        seconds[road] = sum(s for name, s in told["steps"].items() if name != "import")
        each = "  ".join(f"{name} {s:.2f}" for name, s in told["steps"].items())
        print(f"{road:24}{seconds[road]:7.2f} s  {told['peak_mb']:6,} MB  {told['rows']:,} rows   {each}", flush=True)
    yardstick = seconds["duckdb, types guessed"]
    print(f"ours is {seconds['ours'] / yardstick:.1f} times DuckDB (to reach: 4)")
    return None


if __name__ == "__main__":
    main()
