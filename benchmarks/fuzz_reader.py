"""Bytes that nobody would write, into the reader: `python -m benchmarks.fuzz_reader --minutes 5`.

Guided by coverage (atheris, which is libFuzzer; `pip install atheris`, not among the requirements): an input that
reaches a new line of `smarketing/intake` is kept and changed further. It begins with the small files in
`benchmarks/seeds/`. Nothing but a RefusedFile may come out of reading, recognising and checking, and what is read
is used or dropped. What breaks that is written to `benchmarks/out/fuzz/`, and belongs among the seeds once mended.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import atheris  # ty: ignore[unresolved-import]

with atheris.instrument_imports(include=["smarketing.intake", "zipfile"]):
    from smarketing.intake.check import Options, check
    from smarketing.intake.mapping import propose
    from smarketing.intake.read import read

from smarketing.errors import RefusedFile

SEEDS = Path(__file__).parent / "seeds"
OUT = Path(__file__).parent / "out" / "fuzz"
OPTIONS = Options(date(2026, 10, 14), time_zone="Europe/Berlin", currency="EUR")
ended: Counter[str] = Counter()


def one_input(content: bytes) -> None:
    """Read it as a file that somebody dropped."""
    try:
        sheet = read("dropped", content)
        receipt = check(sheet, propose(sheet), OPTIONS).receipt
    except RefusedFile as refusal:
        ended[refusal.code] += 1
        return
    ended["read"] += 1
    assert receipt.rows_used + sum(receipt.rows_dropped.values()) == sheet.rows_read
    if sum(ended.values()) % 1000 == 0:
        print(sum(ended.values()), dict(ended), file=sys.stderr, flush=True)


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fuzz_reader", description="Hostile bytes.")
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--longest", type=int, default=4096, help="Bytes of an input at most.")
    parser.add_argument("files", nargs="*", help="Try these files and nothing else.")
    given = parser.parse_args(arguments)
    warnings.simplefilter("ignore")
    found = OUT / "found"
    found.mkdir(parents=True, exist_ok=True)
    what = given.files or [
        str(found), str(SEEDS), f"-max_total_time={given.minutes * 60:.0f}", f"-max_len={given.longest}",
        "-timeout=20", "-rss_limit_mb=3000", f"-artifact_prefix={OUT}/", "-print_final_stats=1",
    ]  # fmt: skip
    atheris.Setup([sys.argv[0], *what], one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
