"""Makes the sample company, or a larger one like it for the benchmarks.

python -m sample_data.generate [--leads N] [--seed S] [--facts-only] [--out DIR]
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from sample_data.budget import spend_file, target_file
from sample_data.company import World, all_deals, all_leads, with_gaps
from sample_data.contacts import activity_file, touch_file
from sample_data.files import deal_file, lead_file
from sample_data.oddities import buying_groups, misdated
from sample_data.people import People

LEADS = 24_000
SEED = 7
LAST_DAY = date(2026, 11, 18)


def company(
    *, leads: int = LEADS, seed: int = SEED, last_day: date = LAST_DAY, months: int = 24, facts_only: bool = False
) -> dict[str, pd.DataFrame]:
    """The files as frames: leads, deals, activities, touches, spend, targets; columns as in the data dictionary.

    `leads` people arrive over `months` calendar months, the last of them cut at `last_day`; nothing later is
    known. `facts_only` leaves out activities and touches. The same arguments give the same company, but
    `facts_only` changes no other file.
    """
    world = World.until(last_day, months=months)
    chance = {name: np.random.default_rng([seed, i]) for i, name in enumerate(PARTS)}
    true = all_leads(leads, world, chance["leads"])
    deals = all_deals(true, chance["deals"])
    seen = with_gaps(true, chance["gaps"])
    lead_keys, people = buying_groups(deals, true, People.drawn(leads, chance["people"]), chance["groups"])
    frames = {
        "leads": lead_file(misdated(seen, chance["odd"]), people),
        "deals": deal_file(deals, seen, people, lead_keys, end=world.end),
        "spend": spend_file(true, world.days, chance["spend"]),
        "targets": target_file(world.days, world.calendar, leads),
    }
    if not facts_only:
        frames["activities"] = activity_file(seen, world.calendar, chance["activities"])
        frames["touches"] = touch_file(seen, world.end, chance["touches"])
    return frames


PARTS = ("leads", "deals", "gaps", "people", "groups", "odd", "spend", "activities", "touches")
"""Each part has its own stream of chance, so that a change to one leaves the others as they were."""


def write(folder: Path, frames: dict[str, pd.DataFrame]) -> list[Path]:
    """One CSV file a frame, `leads.csv` and so on; UTF-8, commas, empty where there is nothing."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{name}.csv" for name in frames]
    for path, frame in zip(paths, frames.values(), strict=True):
        frame.to_csv(path, index=False, lineterminator="\n", encoding="utf-8")
    return paths


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m sample_data.generate", description="Make the sample company.")
    parser.add_argument("--leads", type=int, default=LEADS)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--facts-only", action="store_true", help="leave out activities and touches")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent)
    chosen = parser.parse_args(arguments)
    frames = company(leads=chosen.leads, seed=chosen.seed, facts_only=chosen.facts_only)
    for path, frame in zip(write(chosen.out, frames), frames.values(), strict=True):
        sys.stdout.write(f"{path}: {len(frame):,} rows\n")


if __name__ == "__main__":
    main()
