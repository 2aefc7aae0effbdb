"""What no real export is without: dates in the wrong order, and deals that several people hang on."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sample_data.clock import DAY
from sample_data.files import keys
from sample_data.people import People

MISDATED_SHARE = 0.0005
"""Of all leads, for each kind of slip."""
DEAL_WITHOUT_LEAD = 0.02
SEVERAL_PEOPLE = 0.13


def misdated(leads: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """The same leads with a few slips of three kinds: SQL after the deal, lead entered late, won before first seen."""
    slips = leads.copy()
    count = max(1, round(len(leads) * MISDATED_SHARE))
    swapped = _some(leads["opportunity"].notna(), count, rng)
    slips.loc[swapped, ["sql", "opportunity"]] = leads.loc[swapped, ["opportunity", "sql"]].to_numpy()
    entered_late = _some(leads["sql"].notna() & leads["mql"].notna() & leads["opportunity"].isna(), count, rng)
    slips.loc[entered_late, "lead"] = leads.loc[entered_late, "sql"]
    early = _some(leads["customer"].notna() & ~leads.index.isin(swapped), count // 2, rng)
    slips.loc[early, "customer"] = leads.loc[early, "lead"] - 9 * DAY
    return slips


def _some(may: pd.Series, count: int, rng: np.random.Generator) -> pd.Index:
    rows = may.index[may]
    return rows[np.sort(np.argsort(rng.random(len(rows)), kind="stable")[:count])]


def buying_groups(
    deals: pd.DataFrame, leads: pd.DataFrame, people: People, rng: np.random.Generator
) -> tuple[pd.Series, People]:
    """The `lead_keys` of each deal, and the people once those on a deal work at the same firm.

    Whoever joins a deal arrived after its first lead and never became an MQL, so the credit stays with the first.
    """
    key = keys(leads).to_numpy()
    row = deals["row"].to_numpy()
    idle = np.flatnonzero((leads["mql"].isna() & leads["opportunity"].isna() & (leads["spell"] == 1)).to_numpy())
    colleague, joined = _colleagues(row, idle, rng)
    lead_keys = pd.Series(key[row], dtype="str")
    lead_keys[joined] = lead_keys[joined].to_numpy() + ";" + pd.Series(key[colleague], dtype="str").to_numpy()
    lead_keys[rng.random(len(deals)) < DEAL_WITHOUT_LEAD] = None
    person = leads["person"].to_numpy()
    return lead_keys, people.colleagues(person[row[joined]], person[colleague])


def _colleagues(row: np.ndarray, idle: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Rows of the colleagues and positions of the deals that they join; nobody joins two."""
    at = np.searchsorted(idle, row) + np.floor(rng.random(len(row)) * 40).astype(int)
    joins = (rng.random(len(row)) < SEVERAL_PEOPLE) & (at < len(idle))
    deals = np.flatnonzero(joins)
    _, once = np.unique(at[joins], return_index=True)
    once = np.sort(once)
    return idle[at[joins][once]], deals[once]
