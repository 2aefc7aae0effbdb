"""What did sales make of it? Accepted, rejected and pending as one bar a source that adds up; and the reasons."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from smarketing.charts import how_many, what_became_of
from smarketing.charts.drawing import HEIGHT, Drawn
from smarketing.charts.fold import MOST
from smarketing.charts.once import once
from smarketing.charts.theme import Look
from smarketing.charts.what_became_of import Part
from smarketing.metrics.registry import Metric


@once
def draw(frame: pd.DataFrame, *, look: Look, by: str = "source", most: int = MOST, height: int = HEIGHT) -> Drawn:
    """A bar a source, in three parts that add up to its MQLs.

    frame: one row per value of `by` with accepted, rejected, pending: int, leads. Pending is hatched: not
    final. Beyond `most`, the others are one row of numbers. A click tells [name, part] in `customdata`.
    """
    parts = (
        Part("accepted", look.sales),
        Part("rejected", look.neutral),
        Part("pending", look.young, is_open=True, is_told=True),
    )
    return what_became_of.draw(frame, parts, look=look, by=by, title="What sales made of", most=most, height=height)


@once
def reasons(frame: pd.DataFrame, metric: Metric, *, look: Look, height: int = HEIGHT) -> Drawn:
    """Why MQLs came back, the commonest reason on top.

    frame: tidy rows of the metric `rejected`, one per `reason`.
    """
    return how_many.draw(frame, metric, look=replace(look, slots={}), by="reason", height=height)
