"""The rules: what in the numbers is worth a message to both sides. Pure; who sends it is no matter here.

    breach       a rep has overdue leads               again when the deadline of another day has passed
    compliance   sales' compliance of 30 days is low   once a month for each promise
    pace         a goal of the month will be missed    once a month for each goal and measure
    acceptance   a source's acceptance fell            once a month for each source

Chance is no alert: a share has to be clearly below its threshold (the upper end of its 95 % interval), a landing with
the upper end of its 80 % range, and a fall is held against the number of sources compared and of looks a month
(Bonferroni). Nothing is said of fewer than ten. Names are data: they come without line breaks and control characters,
and cut where too long.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pandas as pd

from smarketing.alert import Alert, Rule
from smarketing.filters import NONE
from smarketing.metrics.board import board
from smarketing.metrics.findings import share
from smarketing.metrics.goals import GoalInMonth
from smarketing.metrics.intervals import ENOUGH, newcombe, z_for
from smarketing.metrics.landing import Landing
from smarketing.metrics.promises import COMPLIANCE, Promise, stand_in
from smarketing.metrics.registry import REGISTRY, Metric, Unit, evaluate
from smarketing.metrics.show import delta, out_of, show
from smarketing.periods import Period, month_of

RECENT_DAYS, EARLIER_DAYS = 30, 90
"""The last days that compliance and acceptance speak of, and those before that acceptance is held against."""

_LOOKS = 4
"""What many looks a month at days that overlap amount to. Twelve sources of 3 MQLs a day that sales accepts as ever,
looked at each day: 0.7 false alerts a year; a fall from 60 % to 40 % is told within sixty days in 83 of 100 cases."""

_LONGEST_NAME = 80
_NOT_NAMED = pd.DataFrame({"owner": [], "label": []}, dtype="str")


def breaches(
    owed: pd.DataFrame, values: pd.DataFrame, *, least: int, period: Period, known: str, time_zone: str, currency: str
) -> list[Alert]:
    """An alert per rep with `least` overdue leads or more, the most money at risk first; 0: none.

    owed, values: as `board` takes them, owed with newest_due_at: int, seconds since 1970 UTC. period: of the MQLs.
    known: as of when, in words. time_zone: whose days tell one deadline from another.
    """
    if not least or owed.empty:
        return []
    on_it = board(owed, _NOT_NAMED, values)
    newest = owed.groupby("owner")["newest_due_at"].max()
    days = {owner: datetime.fromtimestamp(int(at), ZoneInfo(time_zone)).date() for owner, at in newest.items()}
    rows = on_it[on_it["leads"] >= least]
    return [_breach(r, days[r["owner"]], f"MQLs of {period}, as known {known}.", currency) for _, r in rows.iterrows()]


def _breach(row: pd.Series, day: date, said: str, currency: str) -> Alert:
    leads = f"{row['leads']:,} overdue lead{'s' if row['leads'] > 1 else ''}"
    owner = row["owner"]
    title = f"Nobody owns {leads}" if owner == NONE else f"{_name(owner)} has {leads}"
    parts = ((row["touch"], "not touched"), (row["decide"], "not answered"))
    waiting = " and ".join(f"{n:,} {what}" for n, what in parts if n)
    worth = "" if pd.isna(row["at_risk"]) else f", worth {show(row['at_risk'], Unit.MONEY, currency=currency)} together"
    over = f"the longest is {show(row['longest_over'], Unit.HOURS)} over"
    if row["leads"] == 1:
        waiting, worth, over = (
            waiting.removeprefix("1 "),
            worth.removesuffix(" together"),
            over[len("the longest is ") :],
        )
    return Alert(
        Rule.BREACH,
        (owner, day.isoformat()),
        title,
        f"{waiting[0].upper()}{waiting[1:]} within the promised hours{worth}; {over}. {said}",
    )


def low_compliance(follow_up: pd.DataFrame, *, least: float, period: Period, known: str) -> list[Alert]:
    """An alert for each promise of sales whose compliance is clearly below `least`.

    follow_up: the frame of `promises`, of the MQLs of `period`.
    """
    rates = evaluate(COMPLIANCE.values(), follow_up)
    low = rates[(rates["denominator"] >= ENOUGH) & (rates["high"] < least)]
    what = {COMPLIANCE[Promise.TOUCH].key: "touched", COMPLIANCE[Promise.DECIDE].key: "answered"}
    proxy = {COMPLIANCE[Promise.TOUCH].key: stand_in(follow_up)}
    return [
        Alert(
            Rule.COMPLIANCE,
            (row["metric"], month_of(period.last).first.isoformat()),
            f"{REGISTRY[row['metric']].name} is {share(row['value'])}, clearly below {share(least)}",
            f"{out_of(row['numerator'], row['denominator'])} leads due were {what[row['metric']]} in time "
            f"(95 % interval {share(row['low'])} to {share(row['high'])}){_aside(proxy.get(row['metric'], ''))}. "
            f"MQLs of {period}, as known {known}.",
        )
        for _, row in low.iterrows()
    ]


def _aside(said: str) -> str:
    return f"; {said}" if said else ""


def behind(goals: Iterable[GoalInMonth], *, least: float, as_of: date, known: str, currency: str) -> list[Alert]:
    """An alert for each goal whose month will clearly end below `least` of it.

    That is where the upper end of the landing's 80 % range lies below; before anything can be projected there is none.
    """
    month = month_of(as_of)
    return [
        _behind(goal, landing, least, month, known, currency)
        for goal in goals
        if (landing := goal.pace.landing) is not None and landing.high < least * goal.pace.goal
    ]


def _behind(goal: GoalInMonth, landing: Landing, least: float, month: Period, known: str, currency: str) -> Alert:
    pace = goal.pace
    so_far, promised, ideal, low, high = (
        _amount(goal.measure, value, currency)
        for value in (pace.actual, pace.goal, pace.ideal, landing.low, landing.high)
    )
    lands = high if low == high else f"{low} to {high} (80 % range)"
    return Alert(
        Rule.PACE,
        (goal.goal.name, goal.measure.key, month.first.isoformat()),
        f"{_name(goal.goal.name)}: {goal.measure.name} will clearly miss the goal of {month}",
        f"{so_far} of {promised} so far, where the ideal line asks for {ideal}; the month is heading for {lands}, "
        f"below {share(least)} of the goal. As known {known}.",
    )


def _amount(measure: Metric, value: float, currency: str) -> str:
    return show(round(value) if measure.unit is Unit.COUNT else value, measure.unit, currency=currency)


def falls(
    now: pd.DataFrame, then: pd.DataFrame, *, least: float, recent: Period, earlier: Period, known: str
) -> list[Alert]:
    """An alert for each source whose acceptance is clearly lower than before, by more than `least`.

    now, then: `acceptance_rate` of `evaluate` by source, of the MQLs of `recent` and of `earlier`.
    """
    both = now.merge(then, on="source", suffixes=("", "_then"))
    both = both[(both["denominator"] >= ENOUGH) & (both["denominator_then"] >= ENOUGH)]
    counts = (both[c] for c in ("numerator", "denominator", "numerator_then", "denominator_then"))
    _, high = newcombe(*counts, z=z_for(_LOOKS * len(both)))
    fell = both[(high < 0) & (both["value_then"] - both["value"] > least)]
    return [
        Alert(
            Rule.ACCEPTANCE,
            (row["source"], month_of(recent.last).first.isoformat()),
            f"Sales accepts clearly less of what comes {_from(row['source'])}: {share(row['value'])} after "
            f"{share(row['value_then'])}",
            f"{out_of(row['numerator'], row['denominator'])} decided were accepted, after "
            f"{out_of(row['numerator_then'], row['denominator_then'])} "
            f"({delta(row['value'], row['value_then'], Unit.RATE)}). MQLs of {recent} after {earlier}, past their "
            f"deadline, as known {known}.",
        )
        for _, row in fell.iterrows()
    ]


def _from(source: str) -> str:
    return "without a source" if source == NONE else f"from {_name(source)}"


def _name(text: str) -> str:
    """A name on one line, without what a terminal or a mail would obey."""
    told = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return told if len(told) <= _LONGEST_NAME else f"{told[: _LONGEST_NAME - 1]}…"
