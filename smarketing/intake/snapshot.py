"""A list of leads without dates of their stages still says how far each lead is: by its lifecycle stage, its status
or a yes-or-no column. Looked at, each lead stands where it is on the day of reading; stored, it never is, because
tomorrow's reading would move every date.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from smarketing.intake.fields import LEADS, STAGE_DATES, STATES, Type, squeeze
from smarketing.periods import to_number
from smarketing.stages import LADDER, Exit, Stage

if TYPE_CHECKING:
    from smarketing.intake.check import Checked

_STATE_FIELDS = frozenset(f.name for f in LEADS.of(Type.FLAG, Type.STATE))
_FLAGS = {"is_converted": Stage.OPPORTUNITY, "is_won": Stage.CUSTOMER}


def tells_only_states(fields: frozenset[str]) -> bool:
    """Do these fields tell how far leads are, and not since when?"""
    return bool(fields & _STATE_FIELDS) and not fields & set(STAGE_DATES)


def states(frame: pd.DataFrame, fields: frozenset[str]) -> dict[str, pd.Series]:
    """For each row of a list of leads: `state`, its place on the ladder (-1: no lead yet), and `left`, an exit's key.

    The farthest of what the columns say counts. Whoever is on a list without lifecycle stages is a lead.
    """
    if not tells_only_states(fields):
        return {}
    place = pd.Series(-1 if "lifecycle" in fields else 0, index=frame.index)
    left = pd.Series(pd.NA, index=frame.index, dtype="str")
    for name in ("lifecycle", "lead_status"):
        meant = {text: STATES.get(squeeze(text)) for text in frame[name].dropna().unique()}
        place = np.maximum(place, frame[name].map({t: _place(state) for t, state in meant.items()}).fillna(-1))
        exits = {t: state.key for t, state in meant.items() if isinstance(state, Exit)}
        left = left.fillna(frame[name].map(exits).astype("str"))
    for name, stage in _FLAGS.items():
        flagged = frame[name].fillna(False).astype(bool)
        place = place.mask(flagged, np.maximum(place, LADDER.index(stage)))
    return {"state": place.astype("Int64"), "left": left}


def _place(state: Stage | Exit | None) -> int:
    return -1 if state is None else LADDER.index(state) if isinstance(state, Stage) else 0


def as_it_stands(checked: Checked) -> Checked:
    """The list with each lead's own stage on the day of reading; a day of creation that is told stays."""
    frame, today = checked.frame, to_number(checked.read_on)
    here = {s.raw: frame["state"] == LADDER.index(s) for s in LADDER} | {e.raw: frame["left"] == e.key for e in Exit}
    days = {
        raw: frame[raw].mask(frame[raw].isna() & there.fillna(False).astype(bool), today) for raw, there in here.items()
    }
    note = (
        f"A snapshot of {checked.read_on:%Y-%m-%d}: the file says how far each lead is, not since when. "
        "Months, days to customer and expected conversion can't be told."
    )
    return replace(checked, frame=frame.assign(**days), notes=(*checked.notes, note))


def without_states(checked: Checked) -> Checked:
    """The list with its days of creation only."""
    note = "How far each lead is has no date in this file, so only the day of creation is stored."
    return replace(checked, is_snapshot=False, notes=(*checked.notes, note))
