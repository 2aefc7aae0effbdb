"""How each deal of a list ended, by all that its row says: its status, its stage, its flags, its own dates.

A team's own names of stages count where nothing else tells the end, and then they are asked. A person's word comes
before all but a status. A deal that is said to be no opportunity yet is taken for an SQL of the day it was created.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from smarketing.intake.fields import OUTCOMES, USUAL_STAGES
from smarketing.intake.stage_names import OF_DEALS, SAID, StageName, called, settled
from smarketing.stages import Exit, Stage

_ENDS = {Stage.CUSTOMER.value: "won", Exit.LOST.value: "lost"}


def with_ends(
    frame: pd.DataFrame, fields: frozenset[str], said: Mapping[str, str]
) -> tuple[dict[str, pd.Series], tuple[StageName, ...], int]:
    """The days of deals as they ended (`opened_`, `sql_`, `won_`, `lost_raw`), the stages' names that were settled,
    and how many deals are won or lost on no day that the file tells.
    """
    are_statuses = "stage" not in fields and "status" in fields
    names = frame["status" if are_statuses else "stage"]
    by_status, by_stage, flagged = _known(frame["status"]), _known(frame["stage"]), _flagged(frame)
    is_told = by_status.notna() | by_stage.notna() | flagged.notna() | _is_dated(frame, fields)
    asked = frozenset(names[~is_told].dropna().unique())
    found = settled(names, said, known={*OUTCOMES, *USUAL_STAGES}, among=OF_DEALS, usual=Stage.OPPORTUNITY.value)
    found = tuple(n for n in found if n.why == SAID or n.name in asked)

    word = names.map({n.name: n.means for n in found}).astype("str")
    is_said = names.isin([n.name for n in found if n.why == SAID])
    end = word.map(_ENDS).astype("str")
    by_word = [by_status.mask(is_said), end.where(is_said)] if are_statuses else [by_status, end.where(is_said)]
    outcome = _first(*by_word, by_stage.mask(is_said), flagged, end.mask(is_told))

    won = frame["won_raw"].fillna(frame["closed_raw"].where(outcome == "won"))
    lost = frame["lost_raw"].fillna(frame["closed_raw"].where(outcome == "lost"))
    won = won.where(outcome.isna() | (outcome == "won"))
    was_lost = (lost < won).fillna(False).astype(bool)  # and opened again
    lost = lost.where((outcome == "lost") | (outcome.isna() & won.isna()) | was_lost)
    early = (word == Stage.SQL.value).fillna(False).astype(bool) & won.isna() & lost.isna()
    undated = outcome.isin(["won", "lost"]) & won.isna() & lost.isna()
    days = {
        "won_raw": won,
        "lost_raw": lost,
        "sql_raw": frame["opened_raw"].where(early),
        "opened_raw": frame["opened_raw"].mask(early),
    }
    return days, found, int(undated.sum())


def _first(first: pd.Series, *others: pd.Series) -> pd.Series:
    """For each row what the first of these columns tells that tells anything."""
    for other in others:
        first = first.fillna(other)
    return first


def _known(column: pd.Series) -> pd.Series:
    meanings = {t: OUTCOMES.get(called(t)) for t in column.dropna().unique()}
    return column.map(meanings).astype("str")


def _flagged(frame: pd.DataFrame) -> pd.Series:
    """What the yes-or-no columns tell: won or lost, or missing."""
    closed, won = frame["is_closed"].fillna(False).astype(bool), frame["is_won"].fillna(False).astype(bool)
    found = pd.Series(pd.NA, index=frame.index, dtype="str").mask(won, "won")
    return found.mask(closed & ~won & frame["is_won"].notna(), "lost")


def _is_dated(frame: pd.DataFrame, fields: frozenset[str]) -> pd.Series:
    """Do a row's own dates or flags tell its end, or that it has none yet?"""
    dated = frame["won_raw"].notna() | frame["lost_raw"].notna() | frame["is_won"].notna()
    is_open = frame["is_closed"].notna() & ~frame["is_closed"].fillna(False).astype(bool)
    return dated | is_open | (fields >= {"won", "lost"})
