"""Checked sheets → one frame for each kind of list, tied together: each lead and deal once, deals with their leads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from smarketing.intake.check import Checked
from smarketing.intake.fields import KINDS
from smarketing.intake.join import deal_links, in_headers, with_lead_keys
from smarketing.intake.repeat import told_again
from smarketing.intake.rows import COLUMNS, IDENTITY, addresses, by_day, digests, leads_of, superseded
from smarketing.intake.snapshot import as_it_stands, without_states
from smarketing.joined import Joined


@dataclass(frozen=True)
class Together:
    """What several sheets say as one.

    rows: {kind: frame}, the columns of `rows.py`; leads and deals with their `digest`, which is 0 where nothing is
    kept, since no later import will be held against it; leads that are kept with the number of their `address`.
    links: deal_key, lead_key. leads_make_deals: a lead that tells a sale makes a deal of its own, unless deals are
    given that hang on no lead (they would count twice).
    """

    sheets: tuple[Checked, ...]
    rows: dict[str, pd.DataFrame]
    links: pd.DataFrame
    joined: tuple[Joined, ...]
    notes: tuple[str, ...]
    leads_make_deals: bool


def together(sheets: Sequence[Checked], *, for_a_look: bool = False) -> Together:
    """Put the sheets together; a row that two of them tell is dropped from the receipt of one.

    `for_a_look`: nothing is kept, so leads may stand where they are today, and deals alone stand for their leads.
    """
    lists_deals = any(s.mapping.kind == "deals" for s in sheets)
    sheets = [_standing(s, lists_deals=lists_deals, for_a_look=for_a_look) if s.is_snapshot else s for s in sheets]
    sheets = [sheet for kind in KINDS for sheet in _each_once([s for s in sheets if s.mapping.kind == kind])]
    rows = {kind: _all(kind, [s.frame for s in sheets if s.mapping.kind == kind]) for kind in KINDS}
    rows["spend"] = by_day(rows["spend"]) if len(rows["spend"]) else rows["spend"]
    links, of_deals = deal_links(rows["leads"], rows["deals"])
    stand_alone = for_a_look and rows["leads"].empty and len(rows["deals"]) > 0
    if stand_alone:
        rows["leads"] = leads_of(rows["deals"])
        links = pd.DataFrame({"deal_key": rows["deals"]["key"], "lead_key": rows["deals"]["key"]})
    for kind in IDENTITY:
        rows[kind] = rows[kind].assign(digest=0 if for_a_look else digests(rows[kind], kind))
    if not for_a_look:
        rows["leads"] = rows["leads"].assign(address=addresses(rows["leads"]["email"]))
    joined = [of_deals]
    for kind in ("activities", "touches"):
        rows[kind], found = with_lead_keys(kind, rows["leads"], rows[kind])
        joined.append(found)
    mappings = {s.mapping.kind: s.mapping.fields for s in reversed(sheets)}
    known = tuple(in_headers(j, mappings) for j in joined if j is not None)
    loose = of_deals is not None and of_deals.found * 2 < of_deals.rows
    return Together(tuple(sheets), rows, links, known, tuple(_notes(known, loose=loose)), not (loose or stand_alone))


def _standing(sheet: Checked, *, lists_deals: bool, for_a_look: bool) -> Checked:
    """A snapshot as it stands, unless deals tell the days of its leads, or it is to be stored."""
    if for_a_look and not (lists_deals and "lead" in sheet.mapping.fields):
        return as_it_stands(sheet)
    return without_states(sheet)


def _notes(joined: Sequence[Joined], *, loose: bool) -> Iterator[str]:
    for one in joined:
        yield str(one)
    if loose:
        yield (
            "Most deals name no lead of these files, so revenue can't be told by the lead's source. "
            "Add the associated contact's id to the export of deals."
        )


def _each_once(sheets: list[Checked]) -> list[Checked]:
    """Of rows that several sheets tell, one: the newest version, or the later export's."""
    if len(sheets) < 2:
        return sheets
    kind, frames = sheets[0].mapping.kind, [s.frame for s in sheets]
    if kind in IDENTITY:
        doubles, older = superseded(pd.concat(frames, ignore_index=True), kind)
    else:
        doubles, older = told_again(kind, frames), np.zeros(sum(map(len, frames)), bool)
    kept, start = [], 0
    for sheet in sheets:
        here = slice(start, start := start + len(sheet.frame))
        double, old = (pd.Series(mask[here], index=sheet.frame.index) for mask in (doubles, older))
        kept.append(sheet.without(double, "told_again").without(old[~double], "older_version"))
    return kept


def _all(kind: str, frames: list[pd.DataFrame]) -> pd.DataFrame:
    """One frame of them all; names stay categories."""
    if not frames:
        return pd.DataFrame({c: pd.Series(dtype="str") for c in ("line", *COLUMNS[kind])})
    if len(frames) == 1:
        return frames[0]
    every = pd.concat(frames, ignore_index=True)
    mixed = [c for c in every.columns if any(isinstance(f[c].dtype, pd.CategoricalDtype) for f in frames)]
    return every.astype(dict.fromkeys(mixed, "category"))
