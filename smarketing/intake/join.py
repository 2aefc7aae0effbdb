"""Several files are one story: which column of the deals, calls or touches names the leads is measured.

Every pair of columns that could join is tried; the one by which most rows find a lead wins, and is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from smarketing.joined import Joined

PAIRS: dict[str, tuple[tuple[str, str], ...]] = {
    "deals": (("key", "lead_keys"), ("email", "lead_email"), ("email", "lead_keys"), ("label", "lead_keys"),
              ("deal_keys", "key"), ("deal_keys", "name")),
    "activities": (("key", "lead_key"), ("email", "lead_key"), ("label", "lead_key")),
    "touches": (("key", "lead_key"), ("email", "lead_key"), ("label", "lead_key")),
}  # fmt: skip
"""For each kind: a column of the leads, and one of its own that may hold the same. The first is the usual one."""


ENOUGH = 0.9
"""The share of rows that find a lead from which on no other pair is tried."""


def deal_links(leads: pd.DataFrame, deals: pd.DataFrame) -> tuple[pd.DataFrame, Joined | None]:
    """One row per deal and lead that the files tie together: deal_key, lead_key: str; and how that was found.

    Ids that no lead of these files has are kept where the usual column joins: the lead may be stored already.
    """
    by_deals = _named(deals, "key", "lead_keys", "deal_key", "lead_key")
    by_leads = _named(leads, "key", "deal_keys", "lead_key", "deal_key")
    told = pd.concat([by_deals, by_leads]).drop_duplicates(ignore_index=True)  # both files may tell the same
    if leads.empty or deals.empty:
        return told, None
    best, joined = _best("deals", leads, deals)
    if best is None or (joined.leads_column, joined.column) == PAIRS["deals"][0]:
        return told, joined
    return best[["deal_key", "lead_key"]].drop_duplicates(ignore_index=True), joined


def with_lead_keys(kind: str, leads: pd.DataFrame, rows: pd.DataFrame) -> tuple[pd.DataFrame, Joined | None]:
    """The rows of calls or touches with the id of their lead, however they name it; and how that was found."""
    if leads.empty or rows.empty:
        return rows, None
    best, joined = _best(kind, leads, rows)
    if best is None or joined.leads_column == "key":
        return rows, joined
    ids = best.drop_duplicates("at").set_index("at")["lead_key"]
    return rows.assign(lead_key=ids.reindex(rows.index).fillna(rows["lead_key"])), joined


def in_headers(joined: Joined, mappings: Mapping[str, Mapping[str, str]]) -> Joined:
    """The same told in headers in place of fields; `mappings`: {kind: {field: header}}."""
    own, theirs = mappings[joined.kind], mappings["leads"]
    return replace(
        joined,
        column=own.get(joined.column, joined.column),
        leads_column=theirs.get(joined.leads_column, joined.leads_column),
    )


def _named(rows: pd.DataFrame, key: str, ids: str, as_key: str, as_ids: str) -> pd.DataFrame:
    """One row per id in a column of ids joined by `;`."""
    told = rows[rows[ids].notna()]
    split = told[ids].str.split(r"[;,|]", regex=True) if len(told) else told[ids]
    pairs = pd.DataFrame({as_key: told[key], as_ids: split}).explode(as_ids, ignore_index=True)
    pairs[as_ids] = pairs[as_ids].astype("str").str.strip()
    return pairs[pairs[as_ids] != ""].drop_duplicates(ignore_index=True).astype("str")[["deal_key", "lead_key"]]


def _best(kind: str, leads: pd.DataFrame, rows: pd.DataFrame) -> tuple[pd.DataFrame | None, Joined]:
    """The pair of columns by which most rows find a lead: one row per hit (at, deal_key where deals, lead_key)."""
    usual, own = PAIRS[kind][0]
    best, most = None, Joined(kind, own, usual, 0, len(rows))
    for theirs, own in PAIRS[kind]:
        if most.found > ENOUGH * len(rows):
            break
        of_leads = _values(leads, theirs)
        of_leads = of_leads.assign(lead_key=leads["key"].loc[of_leads["at"]].to_numpy()).drop(columns="at")
        hits = _values(rows, own).merge(of_leads.drop_duplicates("value"), on="value")
        found = hits["at"].nunique()
        if found > most.found:
            best, most = hits, Joined(kind, own, theirs, found, len(rows))
    if best is not None and "key" in rows.columns:
        best = best.assign(deal_key=rows["key"].loc[best["at"]].to_numpy())
    return best, most


def _values(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    """One row per value of a column, several where ids are joined by `;`: at, the row's index · value, case folded."""
    told = rows[column].dropna()
    if column in ("lead_keys", "deal_keys"):
        told = told.str.split(r"[;,|]", regex=True).explode()
    values = told.astype("str").str.strip().str.casefold()
    return pd.DataFrame({"at": told.index, "value": values.to_numpy()})
