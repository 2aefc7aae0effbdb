"""Names → ids: every source, campaign, owner … that new rows speak of is entered into its small table.

What is seen most often is entered first, so that the largest sources get the first colours.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from smarketing.filters import NONE
from smarketing.intake.fields import KINDS, NOBODYS, SALES_WORDS, Type
from smarketing.store import facts

TABLES: dict[str, dict[str, str]] = {
    kind.name: {f.name: f.names for f in kind.of(Type.NAME)} for kind in KINDS.values()
}
"""For each kind of list: which of its columns hold names, and the table that they go into."""


def with_ids(connection: Connection, rows: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The frames ({kind: frame}) with `<column>_id` beside each column of names; the names are in the store then."""
    rows = {kind: _with_owner_of_team(frame) for kind, frame in rows.items()}
    known = facts.name_ids(connection, "source", ())
    ids: dict[str, dict[str, int]] = {}
    for table in ("team", "source", "campaign", "segment", "region", "owner", "reason"):
        ids[table] = facts.name_ids(connection, table, _by_frequency(rows, table))
    _enter_kinds(connection, rows, ids["source"], known=known)
    _enter_teams(connection, rows, ids)
    return {kind: _replaced(frame, TABLES[kind], ids) for kind, frame in rows.items()}


def _with_owner_of_team(frame: pd.DataFrame) -> pd.DataFrame:
    """A row with a team and no owner belongs to `(the team)`, because a team is a set of owners."""
    if "team" not in frame.columns:
        return frame
    lacks = (frame["owner"] == NONE) & (frame["team"] != NONE)
    if not lacks.any():
        return frame
    owner, team = frame["owner"].astype("str"), frame["team"].astype("str")
    return frame.assign(owner=owner.mask(lacks, "(" + team + ")").astype("category"))


def _by_frequency(rows: Mapping[str, pd.DataFrame], table: str) -> list[str]:
    seen = [frame[c].value_counts() for kind, frame in rows.items() for c, t in TABLES[kind].items() if t == table]
    if not seen:
        return []
    counts = pd.concat([pd.Series(s.to_numpy(), index=s.index.astype("str")) for s in seen]).groupby(level=0).sum()
    counts = counts[(counts > 0) & (counts.index != NONE)]
    return counts.sort_index().sort_values(ascending=False, kind="stable").index.to_list()


def _replaced(frame: pd.DataFrame, columns: Mapping[str, str], ids: Mapping[str, Mapping[str, int]]) -> pd.DataFrame:
    told = {}
    for column, table in columns.items():
        names = frame[column].cat.categories
        numbers = np.array([ids[table].get(n, 0) for n in names], dtype=np.int64)
        told[f"{column}_id"] = numbers[frame[column].cat.codes.to_numpy()]
    return frame.assign(**told)


def _enter_kinds(
    connection: Connection, rows: Mapping[str, pd.DataFrame], ids: Mapping[str, int], *, known: Mapping[str, int]
) -> None:
    """Whose sources are: as most rows say; else, for a source that was not known before, as its name sounds."""
    told = _most_frequent(rows, "source", "source_kind")
    guessed = {name: _kind_by_name(name) for name in ids.keys() - known.keys()}
    kinds = {name: kind for name, kind in (guessed | told).items() if name != NONE}
    facts.set_kinds(connection, {ids[name]: kind for name, kind in kinds.items()})


def _kind_by_name(name: str) -> str:
    if name.casefold() in NOBODYS:
        return "other"
    return "sales" if any(word in name.casefold() for word in SALES_WORDS) else "marketing"


def _enter_teams(
    connection: Connection, rows: Mapping[str, pd.DataFrame], ids: Mapping[str, Mapping[str, int]]
) -> None:
    told = _most_frequent(rows, "owner", "team")
    teams = {name: team for name, team in told.items() if NONE not in (name, team)}
    facts.set_teams(connection, {ids["owner"][name]: ids["team"][team] for name, team in teams.items()})


def _most_frequent(rows: Mapping[str, pd.DataFrame], of: str, what: str) -> dict[str, str]:
    """For each name of `of`, the value of `what` beside it in most rows; of equals the first in the alphabet."""
    seen = [_pairs(f, of, what) for f in rows.values() if {of, what} <= set(f.columns)]
    if not seen:
        return {}
    counts = pd.concat(seen).groupby([of, what], as_index=False).sum()
    counts = counts[counts[what] != NONE].sort_values(["count", what], ascending=[False, True])
    return dict(counts.drop_duplicates(of)[[of, what]].itertuples(index=False, name=None))


def _pairs(frame: pd.DataFrame, of: str, what: str) -> pd.DataFrame:
    """One row per pair of the two columns' values: of, what: str · count: int, rows."""
    told = frame.loc[frame[what].notna(), [of, what]]
    counts = told.groupby([of, what], observed=True).size().reset_index(name="count")
    return counts.astype({of: "str", what: "str"})
