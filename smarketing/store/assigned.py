"""MQLs to which nobody was assigned yet by a moment of the past, though somebody was later.

What is stored of a lead counts its hours from the assignment (`store.judging`). Before it, no first touch was promised,
the hours ran from the MQL, and so did the deadline of its answer: that one is stored nowhere, but the rules of the
workspace tell from which MQLs on it had passed, and that is a comparison of whole numbers again.
"""

from __future__ import annotations

import pandas as pd
from sqlalchemy import ColumnElement, Connection, and_, case, false, or_

from smarketing.store.promises import judge_in
from smarketing.store.schema import lead


def is_later(until: int) -> ColumnElement[bool]:
    """Was somebody assigned only after this moment, so that the stored deadlines did not hold yet?"""
    return lead.c.arrived_at > until


def arrived(until: int) -> ColumnElement[int]:
    """From when the hours ran, as it was known at this moment."""
    return case((is_later(until), lead.c.mql_at), else_=lead.c.arrived_at)


def owed_answer(connection: Connection, until: int) -> ColumnElement[bool]:
    """Had the answer been due by this moment though the stored deadline is later, as nobody was assigned yet?"""
    came = (
        and_(
            lead.c.mql_day.between(some.first_day, some.last_day),
            or_(lead.c.mql_at <= some.at, and_(lead.c.mql_at.is_(None), lead.c.mql_day <= some.day)),
        )
        for some in judge_in(connection).unassigned(until)
    )
    return and_(lead.c.decide_due_at > until, is_later(until), or_(false(), *came))


def unassigned_due(connection: Connection, leads: pd.DataFrame) -> pd.Series:
    """When the answer was due to MQLs while nobody was assigned to them. leads: mql_day, mql_at."""
    return pd.Series(judge_in(connection).unassigned_due(leads), index=leads.index)


def with_later(frame: pd.DataFrame, more: pd.DataFrame) -> pd.DataFrame:
    """The counts of another frame on the rows of the first, 0 where it has none. Both begin with the same two keys."""
    keys, counts = list(more)[:2], list(more)[2:]
    if more.empty:
        return pd.DataFrame(0, index=frame.index, columns=counts)
    return frame[keys].merge(more, on=keys, how="left")[counts].fillna(0).astype("int64")
