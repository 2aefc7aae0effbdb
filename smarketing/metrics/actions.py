"""Actions: whether they were done in time, and whether the number that one was to move has moved.

Over a frame with a row an action (`tidy`): due, in_time, late, open_late, dropped: int, 0 or 1, so that they add up.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

import pandas as pd

from smarketing.meeting import Action, Outcome
from smarketing.metrics.registry import REGISTRY, Better, Quotient, Sums, Unit, metric
from smarketing.metrics.show import is_missing, show


@metric(unit=Unit.RATE, name="Actions done in time", of="actions due")
def actions_in_time(sums: Sums) -> Quotient:
    """Of the actions that were due by the as-of day, the share that was done by its own day.

    Done in time ÷ (done in time + done late + still open after their day). An action done before its day counts at
    once; one that is open and not due yet, or was dropped, is in neither number.
    """
    return Quotient(sums["in_time"], sums["due"])


def tidy(actions: Sequence[Action], *, today: date) -> pd.DataFrame:
    """One row per action.

    owner: str · side: str, "" where it is both sides' · due, in_time, late, open_late, dropped: int, 0 or 1.
    """
    rows = [
        {
            "owner": a.owner,
            "side": a.side,
            "in_time": int(a.in_time is True),
            "late": int(a.in_time is False),
            "open_late": int(a.is_overdue(today)),
            "dropped": int(a.outcome is Outcome.DROPPED),
        }
        for a in actions
    ]
    states = ["in_time", "late", "open_late", "dropped"]
    frame = pd.DataFrame(rows, columns=["owner", "side", *states]).astype(dict.fromkeys(states, "int64"))
    return frame.assign(due=frame[["in_time", "late", "open_late"]].sum(axis=1).astype("int64"))


_LEVEL = 0.02
"""Who has come less than a fiftieth of the way has not moved."""


class Stand(StrEnum):
    """How the number that an action was to move stands against its target."""

    REACHED = "target reached"
    CLOSER = "closer to the target"
    LEVEL = "has not moved"
    AWAY = "moved away from the target"
    SHORT = "short of the target"
    UNKNOWN = "cannot be told"


def stand(action: Action, now: float | None) -> Stand:
    """Judged by the number alone, whatever was done: then, now, target. Which way is good is the target's."""
    then, target = action.then, action.target
    if target is None or is_missing(now) or now is None:
        return Stand.UNKNOWN
    if then is None or then == target:
        falls = action.metric in REGISTRY and REGISTRY[action.metric].better is Better.DOWN
        return Stand.REACHED if (now <= target if falls else now >= target) else Stand.SHORT
    way = 1 if target > then else -1
    if (now - target) * way >= 0:
        return Stand.REACHED
    if abs(now - then) < _LEVEL * abs(target - then):
        return Stand.LEVEL
    return Stand.CLOSER if (now - then) * way > 0 else Stand.AWAY


def aim_said(action: Action, *, currency: str = "EUR") -> str:
    """`Acceptance rate 50.8 %, target 55.0 %`: of an action that was just taken on; "" where it has no metric."""
    of = REGISTRY.get(action.metric)
    if of is None:
        return ""
    aim = f", target {show(action.target, of.unit, currency=currency)}" if action.target is not None else ""
    return f"{of.name} {show(action.then, of.unit, currency=currency)}{aim}"


def stand_said(action: Action, now: float | None, *, currency: str = "EUR") -> str:
    """`Acceptance rate 41.2 % then, 44.0 % now, target 46.0 %: closer to the target`; "" where it has no metric."""
    of = REGISTRY.get(action.metric)
    if of is None:
        return ""
    then, here, target = (show(v, of.unit, currency=currency) for v in (action.then, now, action.target))
    if action.target is None:
        return f"{of.name} {then} then, {here} now"
    return f"{of.name} {then} then, {here} now, target {target}: {stand(action, now)}"
