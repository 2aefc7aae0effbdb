"""The calls, mails and meetings of sales with leads: which was the first since a lead became an MQL.

What tells of no hour proves no first touch, and which way a call or a mail went nobody exports.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlalchemy import Connection, Select, and_

from smarketing.store.schema import activity
from smarketing.store.touched import read_rows

Floats = npt.NDArray[np.float64]

KINDS = ("call", "email", "meeting")
"""The activities in which somebody of sales turned to a lead."""

_COLUMNS = ["lead_key", "at"]

NO_CONTACTS = pd.DataFrame({"lead_key": pd.Series(dtype="str"), "at": pd.Series(dtype="Int64")})

_SPAN = 2**36
"""More seconds than any two moments are apart, so that lead and moment fit into one number that can be sorted."""


def contacts(activities: pd.DataFrame) -> pd.DataFrame:
    """Of rows of activities those that can be a first touch: lead_key: str · at: seconds since 1970 UTC."""
    told = activities["kind"].isin(KINDS) & activities["at"].notna()
    return activities.loc[told, _COLUMNS]


def stored_contacts(connection: Connection, keys: Select) -> pd.DataFrame:
    """`contacts` with the leads whose keys are selected, of every import: two that tell one call tell one moment."""
    a = activity.c
    return read_rows(connection, activity, _COLUMNS, and_(a.lead_key.in_(keys), a.kind.in_(KINDS), a.at.is_not(None)))


class Contacts:
    """`contacts`, sorted by lead and moment."""

    def __init__(self, told: pd.DataFrame) -> None:
        self._keys = pd.Index(told["lead_key"].unique())
        self.moments = told["at"].to_numpy(np.int64)
        self._sorted = np.sort(_in_one(self._keys.get_indexer(told["lead_key"]), self.moments))

    def leads(self, keys: pd.Series) -> Floats:
        """A number for each lead, to ask by; −1 for one that nobody turned to."""
        return self._keys.get_indexer(keys).astype(float)

    def first_in(self, leads: Floats, begins: Floats, ends: Floats) -> Floats:
        """For each lead the first contact at or after one moment and before the other, if that is known.

        Missing where there is none, or no moment from which on.
        """
        first = np.full_like(begins, np.nan)
        asked = np.flatnonzero((leads >= 0) & ~np.isnan(begins))
        lead = leads[asked].astype(np.int64)
        place = np.searchsorted(self._sorted, _in_one(lead, begins[asked].astype(np.int64)))
        found = np.append(self._sorted, -1)[place]
        is_its = found // _SPAN == lead
        first[asked[is_its]] = found[is_its] % _SPAN - _SPAN // 2
        return np.where(first >= ends, np.nan, first)


def _in_one(lead: npt.NDArray[np.int64], moment: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    return lead.astype(np.int64) * _SPAN + (moment + _SPAN // 2)
