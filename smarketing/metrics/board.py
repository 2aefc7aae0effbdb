"""The do-not-be-on-it board: who has leads whose promise is broken and still open, and what is at stake.

A rep is on it with the number of leads, their names, how long the longest is over, and the money at risk: the lead
values of those leads, added up. A lead that breaks both promises is one lead, and its money counts once. An empty
board is the goal, and says so.
"""

from __future__ import annotations

import pandas as pd

from smarketing.filters import NONE
from smarketing.metrics.promises import Promise
from smarketing.metrics.registry import Unit
from smarketing.metrics.returned import with_value
from smarketing.metrics.show import show

EMPTY = "Nobody is on the board: every lead that was due has been touched and answered"

CELEBRATION = "That is the goal. Nobody owes a lead anything."

_COLUMNS = {
    "owner": "str", "team": "str", "leads": "int64", "touch": "int64", "decide": "int64", "names": "str",
    "longest_over": "float64", "at_risk": "float64", "without_value": "int64",
}  # fmt: skip


def board(owed: pd.DataFrame, longest: pd.DataFrame, values: pd.DataFrame) -> pd.DataFrame:
    """The board: one row per rep, the most money at risk on top, then the most leads.

    owed: additive, one row per group of leads that sales owes something: owner, team, source, segment: str ·
    promise: "touch" or "decide", one a lead · leads: int · hours_over: float, business hours since the oldest deadline.
    longest: the leads to be named: owner, label: str, the longest over first. values: `returned.with_value`'s; an
    empty frame where no lead value is known.

    owner, team: str · leads: int · touch, decide: int, leads that wait for that · names: str, the first few, longest
    over first, "and 4 more" · longest_over: float, business hours · at_risk: float, in the workspace's currency, of
    those that have a value; missing where none has · without_value: int, leads that have none.
    """
    if owed.empty:
        return pd.DataFrame({column: pd.Series(dtype=kind) for column, kind in _COLUMNS.items()})
    priced = with_value(owed, values) if len(values) else owed.assign(value=float("nan"))
    parts = priced.assign(
        at_risk=priced["leads"] * priced["value"],
        without_value=priced["leads"].where(priced["value"].isna(), 0),
        **{p.value: priced["leads"].where(priced["promise"] == p.value, 0) for p in Promise},
    )
    grouped = parts.groupby(["owner", "team"], sort=False)
    told = grouped[["leads", "touch", "decide", "without_value"]].sum()
    told["longest_over"] = grouped["hours_over"].max()
    told["at_risk"] = grouped["at_risk"].sum(min_count=1)
    told = told.reset_index()
    named = {owner: list(labels) for owner, labels in longest.groupby("owner")["label"]}
    told["names"] = [_names(named.get(o, []), n) for o, n in zip(told["owner"], told["leads"], strict=True)]
    ranked = told[list(_COLUMNS)].astype(_COLUMNS)
    return ranked.sort_values(["at_risk", "leads", "owner"], ascending=[False, False, True]).reset_index(drop=True)


def _names(labels: list[str], leads: int) -> str:
    told = [label for label in labels if label]
    more = leads - len(told)
    if not told:
        return f"{leads:,} without a name"
    return "; ".join(told) + (f" and {more:,} more" if more else "")


def sentence(board: pd.DataFrame, *, currency: str = "EUR") -> str:
    """`3 reps are on the board with 17 leads, together worth €32.1K; the longest is 46 h over (Elif Brandner)`."""
    if board.empty:
        return EMPTY
    longest = board.loc[board["longest_over"].idxmax()]
    whose = "nobody’s" if longest["owner"] == NONE else longest["owner"]
    over = f"the longest is {show(longest['longest_over'], Unit.HOURS)} over ({whose})"
    worth = _worth(board, currency)
    return f"{_who(board)}{f', together{worth}' if worth else ''}; {over}"


def _who(board: pd.DataFrame) -> str:
    of_nobody = board["owner"] == NONE
    reps, leads, unowned = int((~of_nobody).sum()), int(board["leads"].sum()), int(board.loc[of_nobody, "leads"].sum())
    counted = f"{leads:,} lead{'s' if leads > 1 else ''}"
    if not reps:
        return f"{counted} that nobody owns {'are' if leads > 1 else 'is'} on the board"
    shared = f", {unowned:,} of them nobody’s" if unowned else ""
    return f"{reps:,} {'reps are' if reps > 1 else 'rep is'} on the board with {counted}{shared}"


def _worth(board: pd.DataFrame, currency: str) -> str:
    at_risk, without = board["at_risk"].sum(min_count=1), int(board["without_value"].sum())
    if pd.isna(at_risk):
        return ""
    apart = f" ({without:,} of them without a value)" if without else ""
    return f" worth {show(at_risk, Unit.MONEY, currency=currency)}{apart}"
