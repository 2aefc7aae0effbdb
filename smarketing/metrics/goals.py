"""The rows of a frame that a goal of the agreement speaks of: its group of sources and segments."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from smarketing.agreement import Goal


def rows_of(frame: pd.DataFrame, goal: Goal) -> pd.DataFrame:
    """The rows of the goal's sources and segments; a goal that names none means all.

    Raises KeyError where the goal names segments (or sources) and the frame has no such column: its numbers would be
    those of all segments.
    """
    kept = pd.Series(True, index=frame.index)
    for column, names in (("source", goal.sources), ("segment", goal.segments)):
        if names:
            kept &= frame[column].isin(names)
    return frame[kept]


def by_goal(frame: pd.DataFrame, goals: Sequence[Goal]) -> pd.DataFrame:
    """The frame's rows under each goal, with `goal: str`, its name, so that any metric can be told by goal.

    A row that two goals speak of is there twice: goals are not to be added up.
    """
    parts = [rows_of(frame, goal).assign(goal=goal.name) for goal in goals]
    return pd.concat(parts, ignore_index=True) if parts else frame.iloc[:0].assign(goal="")
