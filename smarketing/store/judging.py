"""Each lead against the agreement in force on its MQL day: until when it was due, when it was done.

Settled when a lead is stored, and anew where an agreement takes effect, so that a SELECT compares whole numbers:
*met* is `touched_at <= touch_due_at`, and *breached* a due moment that has passed without one. Hours need a moment:
an MQL that came as a bare date owes its answer by the end of a business day, and no first touch by the hour.

A rep who is assigned later changes nothing that was done before: it is counted from the MQL. So whatever is stored
holds of every day, but for the deadlines of the days on which nobody was assigned yet: `Judge.unassigned` tells these.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlalchemy import Connection, and_, func, select

from smarketing.agreement import Agreement, Calendar, Start, starts
from smarketing.business_time import BusinessTime
from smarketing.periods import to_number
from smarketing.stages import LADDER, Exit, Stage
from smarketing.store.bulk import change
from smarketing.store.contacts import Contacts, stored_contacts
from smarketing.store.schema import lead
from smarketing.store.touched import read_rows
from smarketing.workspace import Workspace

Floats = npt.NDArray[np.float64]

JUDGED = [
    "arrived_at", "touch_due_at", "touched_at", "touch_by_proxy", "touch_minutes", "decide_due_at", "decided_at",
    "decide_minutes",
]  # fmt: skip

_ANSWERS = (*LADDER[LADDER.index(Stage.SAL) :], Exit.REJECTED)
_OF_LEAD = ["assigned_at", "first_touch_at", "last_contacted_at", Stage.MQL.at, *(s.at for s in _ANSWERS)]
_TOLD = ["spell", Stage.MQL.raw, *(s.raw for s in _ANSWERS), *_OF_LEAD]
NEEDED = ["key", *_TOLD]
"""The columns as told that are judged; beside them the settled days of the MQL and of the answers."""
_SETTLED = [Stage.MQL.day, Stage.SAL.day, Exit.REJECTED.day]
_NEXT = {Stage.MQL.day: "next_day", Stage.MQL.at: "next_at"}
_DAYS, _MOMENTS = [*_SETTLED, _NEXT[Stage.MQL.day]], [*_OF_LEAD, _NEXT[Stage.MQL.at]]

LEADS_AT_ONCE = 100_000


@dataclass(frozen=True)
class _Rule:
    """What judges the MQLs from one day on; without `touch_hours` only an answer is due, by the end of a day."""

    calendar: Calendar
    decide_hours: float
    touch_hours: float | None = None
    clock: Start = Start.ASSIGNED


@dataclass(frozen=True)
class Judge:
    """The rules of a workspace: {the first MQL day number that a rule judges: the rule}, in order."""

    rules: dict[int, _Rule]

    def __call__(self, leads: pd.DataFrame, told: pd.DataFrame) -> pd.DataFrame:
        """The columns `JUDGED` of leads with `NEEDED` and their settled days; empty for leads that are no MQLs. Where
        nobody judges there are no such columns.

        leads: all spells of each key. told: `contacts` of sales with them, in any order.
        """
        if not self.rules:
            return pd.DataFrame(index=leads.index)
        known = Contacts(told)
        rows = {c: leads[c].to_numpy(float, na_value=np.nan) for c in (*_TOLD, *_SETTLED)}
        rows["lead"] = known.leads(leads["key"])
        rows |= _next_spell(rows, leads["key"])
        out = {c: np.full(len(leads), np.nan) for c in JUDGED}
        mql = rows[Stage.MQL.day]
        begins = [*self.rules, np.inf]
        for (first, rule), after in zip(self.rules.items(), begins[1:], strict=True):
            at = np.flatnonzero((mql >= first) & (mql < after))
            if at.size:
                judged = _judged({c: values[at] for c, values in rows.items()}, rule, known)
                for column, values in judged.items():
                    out[column][at] = values
        return pd.DataFrame({c: pd.array(v, dtype="Int64") for c, v in out.items()}, index=leads.index)

    def unassigned(self, until: int) -> list[Overdue]:
        """Which MQLs owed their answer by then, had nobody been assigned to them: a stretch of MQL days each."""
        begins = [*self.rules, -_EVER]
        return [
            Overdue(first, after - 1, *_latest(rule, until))
            for (first, rule), after in zip(self.rules.items(), begins[1:], strict=True)
            if rule.touch_hours is not None
        ]

    def unassigned_due(self, leads: pd.DataFrame) -> npt.NDArray[np.int64]:
        """When the answer is due to MQLs that nobody is assigned to. leads: mql_day, mql_at, empty for a bare date."""
        day = leads[Stage.MQL.day].to_numpy(np.int64)
        rows = {c: leads[c].to_numpy(float, na_value=np.nan) for c in (Stage.MQL.day, Stage.MQL.at)}
        out = np.zeros(len(leads), np.int64)
        begins = [*self.rules, -_EVER]
        for (first, rule), after in zip(self.rules.items(), begins[1:], strict=True):
            at = np.flatnonzero((day >= first) & (day < after))
            if at.size:
                time = BusinessTime(rule.calendar, int(day[at].min()) - 1, int(day[at].max()))
                out[at] = _decide_due(time, rule, *(values[at] for values in rows.values()))
        return out


@dataclass(frozen=True)
class Overdue:
    """first_day, last_day: of these MQLs those that came by the moment `at`; of bare dates those by the day `day`."""

    first_day: int
    last_day: int
    at: int
    day: int


def judge_of(workspace: Workspace, agreements: Sequence[Agreement]) -> Judge:
    """Who judges in this workspace: before the first agreement its `response_days`, from then on what was signed."""
    usual = workspace.calendar
    rules = {_EVER: _Rule(usual, workspace.response_days * usual.hours_a_day)}
    for day, agreement in starts(agreements).items():
        terms = agreement.terms
        rules[to_number(day)] = _Rule(terms.calendar, terms.decide_hours, terms.touch_hours, terms.clock)
    return Judge(rules)


_EVER = -(10**7)

NOBODY = Judge({})
"""Judges no lead."""


def judge_stored(connection: Connection, judge: Judge, *, since: date | None = None) -> None:
    """Judge anew all stored MQLs, or those of `since` and later, and write what reads differently now."""
    for rows, told in _stored(connection, to_number(since) if since else _EVER):
        now, was = judge(rows, told), rows[JUDGED].astype("Int64")
        same = ((now == was).fillna(False) | (now.isna() & was.isna())).all(axis=1).to_numpy(bool)
        change(connection, lead, now.assign(id=rows["id"].array)[~same])


def _stored(connection: Connection, first_day: int) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
    is_asked, last = lead.c.mql_day >= first_day, ""
    while True:
        keys = select(lead.c.key).distinct().where(lead.c.key > last, is_asked).order_by(lead.c.key)
        keys = keys.limit(LEADS_AT_ONCE).subquery()
        among = lead.c.key.in_(select(keys.c.key))
        rows = read_rows(connection, lead, ["id", *NEEDED, *_SETTLED, *JUDGED], and_(among, is_asked))
        if rows.empty:
            return
        untold = select(lead.c.key).where(among, is_asked, lead.c.first_touch_at.is_(None))  # others need none
        yield rows, stored_contacts(connection, untold)
        last = connection.execute(select(func.max(keys.c.key))).scalar_one()


# --- one rule -----------------------------------------------------------------------------------


def _judged(rows: dict[str, Floats], rule: _Rule, known: Contacts) -> dict[str, Floats]:
    time = _time(rule.calendar, rows, known)
    start, has_rep = _start(rows, rule.clock, since=_first_second(time, rows[Stage.MQL.day]))
    over = _fill(rows[_NEXT[Stage.MQL.at]], _first_second(time, rows[_NEXT[Stage.MQL.day]]))
    qualified = rows[Stage.MQL.at]
    since = _fill(qualified, start)
    touched, by_proxy = _touched(rows, known.first_in(rows["lead"], since, over), since)
    day, answered = _answered(rows)
    decided = _fill(answered, _first_second(time, day))
    last = _fill(answered, _first_second(time, day + 1) - 1.0)  # of a bare date nobody knows the hour
    answer_from = np.where(last < start, qualified, start)
    promised = np.full_like(start, np.nan)
    if rule.touch_hours is not None:
        promised = np.where(has_rep, _each(start, lambda at: time.due(at, rule.touch_hours)), np.nan)
    return {
        "arrived_at": start,
        "touch_due_at": promised,
        "touched_at": touched,
        "touch_by_proxy": by_proxy,
        "touch_minutes": _minutes(time, np.where(touched < start, qualified, start), touched),
        "decide_due_at": _decide_due(time, rule, rows[Stage.MQL.day], answer_from),
        "decided_at": decided,
        "decide_minutes": _minutes(time, answer_from, answered),
    }


def _decide_due(time: BusinessTime, rule: _Rule, day: Floats, start: Floats) -> Floats:
    """When the answer is due; by the end of a day where no hour is known from which to count, or none was agreed."""
    by_day = time.end_of_day(time.due_day(day.astype(np.int64), rule.decide_hours)) - 1.0
    if rule.touch_hours is None:
        return by_day
    return _fill(_each(start, lambda at: time.due(at, rule.decide_hours)), by_day)


def _latest(rule: _Rule, until: int) -> tuple[int, int]:
    """The last moment and the last day from which the answer is due by then: deadlines come in the order of MQLs."""
    calendar, last = rule.calendar, until // DAY_SECONDS + 1
    days = 2 * 7 * (rule.decide_hours / calendar.hours_a_day + 2) / len(calendar.working_days)
    first = last - 30 - int(days)  # twice as long as without a holiday
    time = BusinessTime(calendar, first - 1, last)
    moments, came = range(first * DAY_SECONDS, until + 1), np.arange(first, last + 1)
    at = bisect_right(moments, until, key=lambda moment: int(time.due(moment, rule.decide_hours)))
    due = time.end_of_day(time.due_day(came, rule.decide_hours)) - 1
    return moments[0] + at - 1, first + int(np.searchsorted(due, until, "right")) - 1


def _first_second(time: BusinessTime, days: Floats) -> Floats:
    return _each(days, lambda day: time.end_of_day(day - 1))


def _start(rows: dict[str, Floats], clock: Start, *, since: Floats) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """The moment from which sales' hours count, and whether there was a rep to count them for.

    A rep that was assigned before the lead was qualified owes nothing until it is; where only the day of that is known
    (since: its first second), nobody can tell from which hour on.
    """
    qualified = rows[Stage.MQL.at]
    untold = np.isnan(rows[Stage.MQL.raw]) | (np.isnan(qualified) & (rows["assigned_at"] < since))
    assigned = np.where(untold, np.nan, rows["assigned_at"])
    if clock is Start.MQL:
        return qualified, ~np.isnan(qualified)
    has_rep = ~np.isnan(assigned)
    return np.where(has_rep, np.fmax(assigned, qualified), qualified), has_rep


def _touched(rows: dict[str, Floats], activity: Floats, since: Floats) -> tuple[Floats, Floats]:
    """The first touch, and whether the last contact stands in for it; one before the lead was an MQL proves none.

    It is what the lead itself tells, else its first activity since then. since: where that hour is not known, the
    assignment.
    """
    own, contacted = _fill(rows["first_touch_at"], activity), rows["last_contacted_at"]
    proxy = np.isnan(own) & (contacted >= since)
    return np.where(proxy, contacted, own), np.where(proxy, 1.0, np.where(np.isnan(own), np.nan, 0.0))


def _next_spell(rows: dict[str, Floats], keys: pd.Series) -> dict[str, Floats]:
    """When each lead became an MQL again; a contact after that belongs to the next spell."""
    lead = pd.factorize(keys)[0]
    order = np.lexsort((rows["spell"], rows[Stage.MQL.day], lead))
    again = np.append(lead[order][1:] == lead[order][:-1], False)
    out = {}
    for column, name in _NEXT.items():
        out[name] = np.full(len(keys), np.nan)
        out[name][order] = np.where(again, np.roll(rows[column][order], -1), np.nan)
    return out


def _answered(rows: dict[str, Floats]) -> tuple[Floats, Floats]:
    """The day on which sales first accepted or rejected, and the moment, where the data has the hour of that day."""
    day = np.fmin(rows[Stage.SAL.day], rows[Exit.REJECTED.day])
    at = np.full_like(day, np.nan)
    for step in _ANSWERS:
        at = np.fmin(at, np.where(rows[step.raw] == day, rows[step.at], np.nan))
    return day, at


def _minutes(time: BusinessTime, start: Floats, end: Floats) -> Floats:
    both = ~(np.isnan(start) | np.isnan(end))
    out = np.full_like(start, np.nan)
    out[both] = time.between(start[both].astype(np.int64), end[both].astype(np.int64)) // 60
    return out


def _each(values: Floats, compute: Callable[[npt.NDArray[np.int64]], npt.NDArray[np.int64]]) -> Floats:
    """A function of whole numbers, where there is one; else missing."""
    known = ~np.isnan(values)
    out = np.full_like(values, np.nan)
    out[known] = compute(values[known].astype(np.int64))
    return out


def _fill(values: Floats, otherwise: Floats) -> Floats:
    return np.where(np.isnan(values), otherwise, values)


def _time(calendar: Calendar, rows: dict[str, Floats], known: Contacts) -> BusinessTime:
    """Business time over all days that these leads and the contacts with them speak of."""
    moments = [*(rows[c] for c in _MOMENTS), known.moments.astype(float)]
    days = [rows[c] for c in _DAYS] + [m // DAY_SECONDS for m in moments]
    known = np.concatenate([d[~np.isnan(d)] for d in days])
    return BusinessTime(calendar, int(known.min()) - 1, int(known.max()))  # a day begins where the one before ends


DAY_SECONDS = 86_400
