"""A workspace → who owes leads a touch or an answer, and what is at stake: for the page, the command, an alert.

the SELECTs of the store ──▶ metrics.board ──▶ handout.board.Board
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from smarketing.agreement import Terms, in_force, terms_on
from smarketing.business_time import last_second
from smarketing.errors import FilterError, SmarketingError
from smarketing.filters import Compare, Dimension, Filters
from smarketing.handout.board import Board, Touches
from smarketing.metrics.board import board
from smarketing.metrics.lead_value import LeadValues, lead_values
from smarketing.periods import year_to
from smarketing.stages import Stage
from smarketing.store import queries
from smarketing.store.bridge import knows_reps
from smarketing.store.follow_up import has_stand_ins, knows_touches, overdue, overdue_longest
from smarketing.store.promises import agreements
from smarketing.store.records import read_workspace
from smarketing.workspace import Workspace

UNTOLD = "The data does not say what sales made of an MQL."
EXPORT = "Export the day of acceptance (SAL or SQL) and of rejection, or the first touch, with the leads."


def today(workspace: Workspace, *, at: int) -> date:
    """The last day that can be looked at: that of `at` in the workspace's time zone, or the day its data ends."""
    return workspace.as_of or datetime.fromtimestamp(at, UTC).astimezone(ZoneInfo(workspace.time_zone)).date()


def known(workspace: Workspace, as_of: date, *, at: int) -> int:
    """The moment up to which everything is known: the end of the as-of day, or `at` where the day still runs.

    at, and what is given back: seconds since 1970 UTC.
    """
    end = last_second(as_of, workspace.time_zone)
    return end if workspace.as_of else min(end, at)


def year(as_of: date) -> Filters:
    """The month of as-of and the twelve before it, of the whole company: what promises are judged by."""
    return Filters(period=year_to(as_of), as_of=as_of, compare=Compare.NOTHING)


def on_board(filters: Filters) -> Filters:
    """The same view of the last twelve months (`year`), whatever its period: what is owed is owed, and everybody sees
    the same board.
    """
    return filters.within(period=year(filters.as_of).period, compare=Compare.NOTHING)


def values(engine: Engine, as_of: date, *, workspace: Workspace, horizon: int) -> LeadValues:
    """What a lead is worth by source and segment, judged by `year`. horizon: days in which a customer counts."""
    whole, cell = year(as_of), (Dimension.SOURCE, Dimension.SEGMENT)
    lives = queries.life_table(engine, whole, pairs=[(Stage.MQL, Stage.CUSTOMER)], by=cell)
    won = queries.won_amounts(engine, whole)
    return lead_values(lives, won, horizon=horizon, currency=workspace.currency, rates=workspace.rates)


def board_of(
    engine: Engine, filters: Filters, *, at: int, workspace: Workspace, terms: Terms, worth: LeadValues
) -> Board:
    """Who owes the MQLs of `on_board` something at the moment `at`, and what they are worth (`values`)."""
    seen = on_board(filters)
    owed = overdue(engine, seen, until=at, calendar=terms.calendar)
    named = overdue_longest(engine, seen, until=at)
    reps = board(owed.assign(hours_over=owed["seconds_over"] / 3600), named, worth.cells)
    told = Touches.UNTOLD
    if knows_touches(engine):
        told = Touches.BY_PROXY if has_stand_ins(engine, seen) else Touches.TOLD
    return Board(seen, at, reps, named, workspace.currency, workspace.time_zone, worth.apart, told)


def can_tell(engine: Engine, as_of: date) -> bool:
    """Can it be said who owes leads something: is sales' work known, or is there an agreement in force on the day?

    Without either, all MQLs would be overdue.
    """
    return knows_work(engine) or in_force(agreements(engine), as_of) is not None


def knows_work(engine: Engine) -> bool:
    """Is there anything by which sales' work is known: a rep, a touch, an answer?"""
    if knows_reps(engine) or knows_touches(engine) or queries.knows_rejections(engine):
        return True
    stages = queries.known_stages(engine)
    return Stage.SAL in stages or Stage.SQL in stages


def morning_board(engine: Engine, *, at: int, as_of: date | None = None) -> Board:
    """The board of the MQLs of `year`, at the moment `at` or the end of an earlier day.

    Raises FilterError for a day that is still to come, SmarketingError where no lead is stored or nothing is known of
    what sales did.
    """
    workspace = read_workspace(engine)
    last = today(workspace, at=at)
    day = as_of or last
    if day > last:
        raise FilterError(f"{day} is still to come; the last day that can be looked at is {last}.")
    if queries.extent(engine) is None:
        raise SmarketingError("No lead is stored yet.", advice="Import leads first.", code="no_leads")
    if not can_tell(engine, day):
        raise SmarketingError(UNTOLD, advice=EXPORT, code="no_answers")
    terms = terms_on(agreements(engine), day, usual=workspace.calendar)
    worth = values(engine, day, workspace=workspace, horizon=terms.horizon)
    moment = known(workspace, day, at=at)
    return board_of(engine, year(day), at=moment, workspace=workspace, terms=terms, worth=worth)
