"""A list of leads without dates of their stages still says how far each lead is: by its lifecycle stage, its status
or a yes-or-no column. Looked at, each lead stands where it is on the day of reading; stored, it never is, because
tomorrow's reading would move every date.
"""

from __future__ import annotations

from collections.abc import Container
from collections.abc import Mapping as Pairs
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from smarketing.intake.fields import LEADS, STAGE_DATES, STATES, Type
from smarketing.intake.stage_names import MEANINGS, NO_LEAD, OF_LEADS, SAID, StageName, called, settled
from smarketing.periods import to_number
from smarketing.stages import LADDER, Exit, Stage

if TYPE_CHECKING:
    from smarketing.intake.check import Checked

_STATE_FIELDS = frozenset(f.name for f in LEADS.of(Type.FLAG, Type.STATE))
_FLAGS = {"is_converted": Stage.OPPORTUNITY, "is_won": Stage.CUSTOMER}


def tells_only_states(fields: frozenset[str]) -> bool:
    """Do these fields tell how far leads are, and not since when?"""
    return bool(fields & _STATE_FIELDS) and not fields & set(STAGE_DATES)


def tells_more_than_days(states: Pairs[str, pd.Series], fields: Container[str]) -> bool:
    """Do these states say more than that all are leads, which their days of creation tell already?"""
    return "lead" not in fields or bool((states["state"] != 0).any() or states["left"].notna().any())


def states(
    frame: pd.DataFrame, fields: Pairs[str, str], said: Pairs[str, str]
) -> tuple[dict[str, pd.Series], dict[str, tuple[StageName, ...]]]:
    """For each row of a list of leads: `state`, its place on the ladder (-1: no lead yet), and `left`, an exit's key;
    and for each header the names that had to be settled.

    The farthest of what the columns say counts. Whoever is on a list without lifecycle stages is a lead; so is a name
    that nobody knows, but in a column of lifecycle stages: who has left the usual ones there (a partner) is none.
    """
    place = pd.Series(-1 if "lifecycle" in fields else 0, index=frame.index)
    left = pd.Series(pd.NA, index=frame.index, dtype="str")
    names: dict[str, tuple[StageName, ...]] = {}
    for name in [n for n in ("lifecycle", "lead_status") if n in fields]:
        found = settled(frame[name], said, known=STATES, among=OF_LEADS, usual=_usual(name, frame[name]))
        own = {one.name: MEANINGS[one.means] for one in found}
        meant = {text: own[text] if text in own else STATES[called(text)] for text in frame[name].dropna().unique()}
        place = np.maximum(place, frame[name].map({t: _place(state) for t, state in meant.items()}).fillna(-1))
        nobody = frame[name].isin([one.name for one in found if (one.means, one.why) == (NO_LEAD, SAID)])
        place = place.mask(nobody & (place == 0), -1)
        exits = {t: state.key for t, state in meant.items() if isinstance(state, Exit)}
        left = left.fillna(frame[name].map(exits).astype("str"))
        names |= {fields[name]: found} if found else {}
    for name, stage in _FLAGS.items():
        flagged = frame[name].fillna(False).astype(bool)
        place = place.mask(flagged, np.maximum(place, LADDER.index(stage)))
    return {"state": place.astype("Int64"), "left": left}, names


def _usual(name: str, column: pd.Series) -> str:
    """What a name that nobody knows means: no lead among known lifecycle stages, else a lead."""
    names = column.dropna().unique()
    known = sum(called(n) in STATES for n in names)
    return NO_LEAD if name == "lifecycle" and known * 2 >= len(names) else Stage.LEAD.value


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
