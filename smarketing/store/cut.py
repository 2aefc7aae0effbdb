"""How a SELECT is cut: what it groups by, which rows it keeps, and what becomes of a lead by an as-of day.

`queries`, `follow_up` and `rows` are made of these, so that a number and the leads behind it are kept by the same
conditions.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
from sqlalchemy import ColumnElement, Connection, Select, Table, and_, case, func, or_, select

from smarketing.filters import Dimension, Filters
from smarketing.periods import to_number
from smarketing.store.schema import NAMES, deal, lead, owner, past_loss


def names(connection: Connection, table: str) -> dict[int, str]:
    """`{id: name}` of one small table: source, campaign, segment, region, team, owner, reason."""
    t = NAMES[table]
    return dict(connection.execute(select(t.c.id, t.c.name)).all())


_TEXTS = ("start", "end", "event", "currency", "measure", "promise", "key", "label", "answer", "reason", "why", "bar",
          "change", "was", "stands", "cause")  # fmt: skip


class Cut:
    """The keys to group by and the conditions to keep, for one fact table and one view."""

    def __init__(self, connection: Connection, table: Table, filters: Filters, *by: Dimension) -> None:
        self._names = {d.value: names(connection, d.value) for d in by}
        self.keys = [_dimension(table, d).label(d.value) for d in by]
        self.conditions = conditions(connection, table, filters)

    def named(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Names in place of ids, and numbers in place of whatever the driver made of them: whole ones, and floats for
        summed squares, which no 64 bits hold.
        """
        told = {name: frame[name].map(named) for name, named in self._names.items()}
        frame = frame.assign(**told)
        texts = {*_TEXTS, *told} & set(frame.columns)
        return frame.astype({c: "str" if c in texts else _number(c) for c in frame.columns})


def _number(column: str) -> str:
    return "float64" if column.endswith("_squares") else "int64"


def conditions(connection: Connection, table: Table, filters: Filters) -> list[ColumnElement[bool]]:
    """What keeps the chosen sources, owners, … of a fact table; a name that there isn't keeps nothing."""
    return [_dimension(table, d).in_(_ids(names(connection, d.value), chosen)) for d, chosen in filters.choices]


def _dimension(table: Table, dimension: Dimension) -> ColumnElement:
    if dimension is Dimension.TEAM:
        return select(owner.c.team_id).where(owner.c.id == table.c.owner_id).scalar_subquery()
    return table.c[f"{dimension.value}_id"]


def _ids(named: dict[int, str], chosen: Iterable[str]) -> list[int]:
    wanted = set(chosen)
    return [i for i, name in named.items() if name in wanted]


def between_days(day: ColumnElement, filters: Filters) -> ColumnElement[bool]:
    """Both periods in one range of an index, without what lies between them, and nothing after as-of."""
    span, other = filters.span, filters.comparison
    ranged = day.between(to_number(span.first), min(to_number(span.last), to_number(filters.as_of)))
    if other is None:
        return ranged
    earlier, later = sorted((filters.period, other), key=lambda period: period.first)
    gap_first, gap_last = to_number(earlier.last) + 1, to_number(later.first) - 1
    return ranged if gap_first > gap_last else and_(ranged, or_(day < gap_first, day > gap_last))


def count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    """How many rows meet the condition."""
    return func.count(case((condition, 1)))


def total(condition: ColumnElement[bool], column: ColumnElement) -> ColumnElement:
    """The column summed over the rows that meet the condition; 0 where there are none."""
    return func.coalesce(func.sum(case((condition, column), else_=0)), 0)


def is_rejected(as_of: int) -> ColumnElement[bool]:
    """Returned by sales by then, and not accepted by then all the same."""
    accepted = lead.c.sal_day
    return and_(lead.c.rejected_day <= as_of, or_(accepted.is_(None), accepted > as_of))


def is_pending(as_of: int) -> ColumnElement[bool]:
    """Neither accepted nor returned by then."""
    accepted, returned = lead.c.sal_day, lead.c.rejected_day
    return and_(or_(accepted.is_(None), accepted > as_of), or_(returned.is_(None), returned > as_of))


def has_lost(as_of: int) -> ColumnElement[bool]:
    """Closed without a sale by then, and not won by then all the same."""
    return and_(was_lost(as_of), is_not_won(as_of))


def was_lost(as_of: int) -> ColumnElement[bool]:
    """Closed without a sale by then, whether it was won by then or not."""
    return or_(lead.c.lost_day <= as_of, lead.c.id.in_(lost_then(as_of)))


def is_not_won(as_of: int) -> ColumnElement[bool]:
    """No customer by then."""
    won = lead.c.customer_day
    return or_(won.is_(None), won > as_of)


def stood(as_of: int) -> ColumnElement[bool]:
    """Of a past loss: known by then, and taken back only later."""
    return and_(past_loss.c.lost_day <= as_of, past_loss.c.until_day > as_of)


def lost_then(as_of: int) -> Select:
    """The ids of the leads with a past loss that stood then."""
    return select(past_loss.c.lead_id).where(stood(as_of))


def lost_day(as_of: int) -> ColumnElement[int]:
    """The day on which a lead was lost, as known then; empty where it had not been."""
    then = select(past_loss.c.lost_day).where(past_loss.c.lead_id == lead.c.id, stood(as_of)).scalar_subquery()
    return case((lead.c.lost_day <= as_of, lead.c.lost_day), (lead.c.id.in_(lost_then(as_of)), then))


def is_lost(as_of: int) -> ColumnElement[bool]:
    """Of a deal: closed without a sale by then, and not opened again and won by then."""
    won = deal.c.won_day
    return and_(deal.c.lost_day <= as_of, or_(won.is_(None), won > as_of))
