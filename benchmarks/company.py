"""A company of N leads in a store of its own: made by the sample's generator, brought in by the ordinary import.

What was made once is kept in `benchmarks/out/` and used again, with the time that its import took. A company of
more than a million leads comes as several exports, each an import of its own, as it would in life. It has no calls and
mails unless they are asked for: then it is another company, in a folder of its own, so that figures stay comparable.
"""

from __future__ import annotations

import json
import resource
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from sample_data.generate import company as sample_company
from sample_data.generate import write
from smarketing.intake.load import load_files
from smarketing.periods import to_number
from smarketing.sample import COMPANY
from smarketing.store import records
from smarketing.store.engine import head, open_store

ROOT = Path(__file__).parents[1]
OUT = Path(__file__).parent / "out"
EXPORT = 1_000_000
"""So many leads come in one export at most."""
TOLD = 3
"""So many times each call, mail and meeting of the sample is told, a day apart: 3.5 a lead, 8 a lead handed over."""


@dataclass(frozen=True)
class Company:
    """A loaded store.

    generate_seconds: the frames; write_seconds: their CSV files; load_seconds: the import of these files alone, and
    load_cpu_seconds what of it was this process's own work (others may share the machine). activities_seconds: the
    import of the calls, mails and meetings, where there are any, into the store that has the rest.
    """

    leads: int
    engine: str
    url: str
    folder: str
    schema: str
    generate_seconds: float
    write_seconds: float
    load_seconds: float
    load_cpu_seconds: float
    load_peak_mb: float
    activities_seconds: float = 0.0

    @property
    def environment(self) -> dict[str, str]:
        """What makes the app open on it."""
        database = {} if self.engine == "sqlite" else {"SMARKETING_DATABASE_URL": self.url}
        return {"SMARKETING_DATA_FOLDER": self.folder, **database}


def company(
    leads: int, *, engine: str = "sqlite", url: str | None = None, fresh: bool = False, activities: bool = False
) -> Company:
    """The store with so many leads; made first where it isn't there. `url`: an empty database, for PostgreSQL.

    activities: with the calls, mails and meetings of sales.
    """
    folder = OUT / f"{engine}-{leads}{'-activities' if activities else ''}"
    told = folder / "company.json"
    if told.exists() and not fresh:
        known = Company(**json.loads(told.read_text()))
        if known.schema == head() and url in (None, known.url):
            return known
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    url = url or f"sqlite:///{folder / 'workspace.db'}"
    # in a process of its own, so that its memory is not counted to the pages
    more = ["activities"] if activities else []
    subprocess.run(
        [sys.executable, "-m", "benchmarks.company", str(leads), engine, url, str(folder), *more], cwd=ROOT, check=True
    )
    return Company(**json.loads(told.read_text()))


def make(leads: int, *, engine: str, url: str, folder: Path, activities: bool) -> Company:
    """Generate and import; the CSV files are deleted again."""
    store = open_store(url, upgrade=True)
    records.write_workspace(store, replace(COMPANY, name=f"A company of {leads:,} leads", is_sample=False))
    at = 86_400 * (to_number(COMPANY.as_of) + 1) - 1 if COMPANY.as_of else 0
    clock = _Clock()
    for part in range(-(-leads // EXPORT)):
        frames = clock("generate", sample_part, part, min(EXPORT, leads - part * EXPORT))
        files = clock("write", write, folder / "files", frames)
        clock("load", load_files, store, files, actor="benchmark", at=at)
        shutil.rmtree(folder / "files")
        if activities:
            told = {"activities": activities_of(part, min(EXPORT, leads - part * EXPORT))}
            clock("activities", load_files, store, write(folder / "files", told), actor="benchmark", at=at)
            shutil.rmtree(folder / "files")
    store.dispose()
    took = clock.seconds
    return Company(
        leads, engine, url, str(folder), head(), took["generate"], took["write"], took["load"], clock.cpu["load"],
        peak_mb(), took["activities"],
    )  # fmt: skip


class _Clock:
    """Adds up how long each kind of work took, by the wall and by this process."""

    def __init__(self) -> None:
        self.seconds, self.cpu = Counter[str](), Counter[str]()

    def __call__(self, kind: str, work: Callable, *given: object, **named: object) -> Any:
        begun = time.perf_counter(), time.process_time()
        done = work(*given, **named)
        self.seconds[kind] += time.perf_counter() - begun[0]
        self.cpu[kind] += time.process_time() - begun[1]
        return done


def sample_part(part: int, leads: int) -> dict[str, pd.DataFrame]:
    """The files of one export."""
    frames = sample_company(leads=leads, seed=7 + part, facts_only=True)
    if part == 0:
        return frames
    # other people than in the exports before; spend and targets were told by the first
    prefix = _prefix(part)
    deals = frames["deals"]
    named = (prefix + deals["lead_keys"].astype("str")).str.replace(";", f";{prefix}", regex=False)
    return {
        "leads": frames["leads"].assign(key=prefix + frames["leads"]["key"].astype("str")),
        "deals": deals.assign(key=prefix + deals["key"].astype("str"), lead_keys=named),
    }


def activities_of(part: int, leads: int) -> pd.DataFrame:
    """The calls, mails and meetings with the leads of one export, up to the last day of the others."""
    once = sample_company(leads=leads, seed=7 + part)["activities"]
    at = pd.to_datetime(once["at"])
    told = pd.concat([once.assign(at=at + pd.Timedelta(days=n)) for n in range(TOLD)], ignore_index=True)
    told = told[told["at"] <= at.max()]
    return told.assign(
        lead_key=_prefix(part) + told["lead_key"].astype("str"), at=told["at"].dt.strftime("%Y-%m-%dT%H:%M:%SZ")
    )


def _prefix(part: int) -> str:
    """What makes the people of one export others than those of the exports before."""
    return f"{part}-" if part else ""


def peak_mb() -> float:
    """The most memory that this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    count, kind, address, where, *more = sys.argv[1:]
    made = make(int(count), engine=kind, url=address, folder=Path(where), activities=bool(more))
    (Path(where) / "company.json").write_text(json.dumps(asdict(made), indent=1))
