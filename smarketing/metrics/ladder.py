"""Up and down the ladder of stages by its rates: what a goal asks for at the top, what a start brings at the end.

Nothing is rounded inside; on screen each stage is rounded up, and both are told.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

_SAME = 1e-9
"""A float that is a bit above a whole number is that number."""


def backwards(goal: float, rates: Sequence[float]) -> list[float]:
    """What is needed at each stage above `goal`, from the nearest up; missing where a rate is 0.

    >>> backwards(7, [0.05])
    [140.0]
    """
    needed = []
    for rate in rates:
        goal = goal / rate if rate > 0 else float("nan")
        needed.append(goal)
    return needed


def forwards(start: float, rates: Sequence[float]) -> list[float]:
    """What `start` brings at each stage below it, from the nearest down."""
    brought = []
    for rate in rates:
        start = start * rate
        brought.append(start)
    return brought


def rounded_up(number: float) -> int:
    """The whole number to plan with: 32.1 → 33; raises ValueError for a missing one."""
    return math.ceil(number - _SAME * max(1.0, abs(number)))
