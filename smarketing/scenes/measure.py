"""The number that an action is to move: what can be aimed at, what it is, and how actions stand by it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd
from sqlalchemy import Engine

from smarketing import link, owed
from smarketing.filters import Dimension
from smarketing.meeting import Action, Judged, Outcome
from smarketing.metrics.acceptance import acceptance_rate, overdue_rate, rejected
from smarketing.metrics.conversion import SO_FAR
from smarketing.metrics.grain import within
from smarketing.metrics.promises import decide_compliance, never_touched_rate, touch_compliance
from smarketing.metrics.registry import Metric, evaluate
from smarketing.metrics.revenue import pipeline_created, revenue, win_rate, won_deals
from smarketing.metrics.show import is_missing
from smarketing.metrics.volume import COUNTS
from smarketing.scenes.asked import Asked
from smarketing.stages import Stage
from smarketing.store import records
from smarketing.store.follow_up import follow_up

_OF_LEADS = (
    COUNTS[Stage.MQL], acceptance_rate, overdue_rate, rejected, SO_FAR[Stage.MQL, Stage.SQL],
    SO_FAR[Stage.MQL, Stage.OPPORTUNITY],
)  # fmt: skip
_OF_DEALS = (pipeline_created, revenue, won_deals, win_rate)
_OF_FOLLOW_UP = (touch_compliance, decide_compliance, never_touched_rate)

MEASURABLE: dict[str, Metric] = {m.key: m for m in (*_OF_LEADS, *_OF_FOLLOW_UP, *_OF_DEALS)}
"""What an action can aim at, by its key."""


def measure(engine: Engine, key: str, query: str, *, at: int, as_of: date | None = None) -> float | None:
    """A number under some filters, in the unit of its metric; None where it can't be told.

    query: the filters, as a link has them. at: seconds since 1970 UTC, now.
    """
    if key not in MEASURABLE:
        return None
    last = owed.today(records.read_workspace(engine), at=at)
    asked = Asked(engine, link.filters_of(query, today=min(as_of or date.max, last)), at)
    if asked.is_empty or (MEASURABLE[key] not in _OF_DEALS and Stage.MQL not in asked.known):
        return None
    value = evaluate(MEASURABLE[key], within(_frame(asked, MEASURABLE[key]), asked.filters.period))["value"].iloc[0]
    return None if is_missing(value) else float(value)


def _frame(asked: Asked, metric: Metric) -> pd.DataFrame:
    if metric in _OF_DEALS:
        return asked.deals().frame
    if metric in _OF_FOLLOW_UP:
        return follow_up(asked.engine, asked.filters, until=asked.until, by=Dimension.SOURCE)
    return asked.mqls()


def judged(engine: Engine, actions: Sequence[Action], *, at: int, as_of: date | None = None) -> tuple[Judged, ...]:
    """Each action with what its number is now."""
    return tuple(
        Judged(a, measure(engine, a.metric, a.query, at=at, as_of=as_of) if a.metric else None) for a in actions
    )


def still_open(actions: Sequence[Action], *, but: int) -> list[Action]:
    """The open ones of other meetings than `but`, the first due first."""
    return sorted((a for a in actions if a.outcome is Outcome.OPEN and a.meeting_id != but), key=lambda a: a.due_day)
