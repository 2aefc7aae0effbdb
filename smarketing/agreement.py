"""The agreement between marketing and sales (SLA): who promises what, from which day, by whose working hours.

    Agreement (a numbered version, in force from a day once both sides have signed)
    └── Terms
        ├── Calendar   when sales works: days, hours, time zone, public holidays
        ├── goals      what marketing promises a month, by group of sources and by segment
        └── the rest   what sales promises: first touch, attempts, answer, reasons

A lead is judged by the version in force on the day it became an MQL; a newer one never judges an older lead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from smarketing.errors import SettingError

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

UNABLE = "Unable to reach"
REASONS = ("Not a fit", "No budget", "Wrong contact", "Duplicate", "Student or competitor", UNABLE)


class Side(StrEnum):
    """Who promises."""

    MARKETING = "marketing"
    SALES = "sales"


class Start(StrEnum):
    """From when the hours of sales' promise are counted."""

    ASSIGNED = "assigned to a rep"
    MQL = "became an MQL"


@dataclass(frozen=True)
class Calendar:
    """When sales works.

    working_days: Monday is 0. opens, closes: wall-clock times in `time_zone`; a shift that closes at or before
    it opens ends on the next day. country, subdivision: whose public holidays are no working days; empty: none.
    """

    working_days: tuple[int, ...] = (0, 1, 2, 3, 4)
    opens: time = time(9)
    closes: time = time(17)
    time_zone: str = "UTC"
    country: str = ""
    subdivision: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "working_days", tuple(sorted(set(self.working_days))))
        if not self.working_days or not set(self.working_days) <= set(range(7)):
            raise SettingError("Sales works on no day of the week.", advice="Choose at least one working day.")
        try:
            ZoneInfo(self.time_zone)
        except (ZoneInfoNotFoundError, ValueError):
            raise SettingError(
                f"There is no time zone called {self.time_zone!r}.", advice="Use a name such as Europe/Berlin."
            ) from None

    @property
    def hours_a_day(self) -> float:
        """Business hours of one working day by the wall clock."""
        minutes = [t.hour * 60 + t.minute for t in (self.opens, self.closes)]
        return ((minutes[1] - minutes[0]) % 1440 or 1440) / 60

    def __str__(self) -> str:
        days = ", ".join(WEEKDAYS[d] for d in self.working_days)
        if self.working_days == tuple(range(self.working_days[0], self.working_days[-1] + 1)) and len(days) > 1:
            days = f"{WEEKDAYS[self.working_days[0]]} to {WEEKDAYS[self.working_days[-1]]}"
        off = "-".join(part for part in (self.country, self.subdivision) if part)
        holidays = f", but for public holidays ({off})" if off else ""
        return f"{days}, {self.opens:%H:%M} to {self.closes:%H:%M} ({self.time_zone}){holidays}"


@dataclass(frozen=True)
class Goal:
    """What marketing promises a month for some sources and segments; empty: for all of them.

    mqls: how many. value: what they are worth together, in the workspace's currency; None: not promised.
    """

    name: str = "All sources"
    sources: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()
    mqls: int = 0
    value: float | None = None

    def __post_init__(self) -> None:
        if self.mqls < 0 or (self.value or 0) < 0:
            raise SettingError(f"The goal “{self.name}” is below zero.")


@dataclass(frozen=True)
class Terms:
    """What both sides promise. Hours are business hours of `calendar`; money is in the workspace's currency.

    goals: marketing's promise a month. clock: from when sales' hours count. touch_hours: within so many the first
    human touch. attempts, attempt_days: at least so many in so many days before `unable` may be a reason.
    decide_hours: within so many accept or reject. reasons: those that a rejection may have. max_unable_share:
    largest share of rejections that may say `unable`. accepted_by_default: does an MQL past its deadline count as
    accepted? reps, attempts_a_rep: sales' capacity a month. attempt_cost: of one. horizon: days in which a lead
    has to become a customer to count in its value. text: what else was agreed.
    """

    calendar: Calendar = field(default_factory=Calendar)
    goals: tuple[Goal, ...] = ()
    clock: Start = Start.ASSIGNED
    touch_hours: float = 8
    attempts: int = 5
    attempt_days: int = 14
    decide_hours: float = 16
    reasons: tuple[str, ...] = REASONS
    unable: str = UNABLE
    max_unable_share: float = 0.2
    accepted_by_default: bool = False
    reps: int = 0
    attempts_a_rep: int = 0
    attempt_cost: float = 0
    horizon: int = 90
    text: str = ""

    def __post_init__(self) -> None:
        for name, most in (("touch_hours", 1000), ("decide_hours", 1000), ("attempts", 100), ("attempt_days", 365)):
            if not 0 < getattr(self, name) <= most:
                raise SettingError(f"{LABELS[name]}: {getattr(self, name):g} makes no sense.", advice=f"1 to {most}.")
        if not 0 <= self.max_unable_share <= 1:
            raise SettingError(f"{LABELS['max_unable_share']}: a share lies between 0 and 1.")
        if not 1 <= self.horizon <= 3650:
            raise SettingError(f"{LABELS['horizon']}: choose 1 to 3650 days.")
        if min(self.reps, self.attempts_a_rep, self.attempt_cost) < 0:
            raise SettingError("Capacity and cost can't be below zero.")
        names = [goal.name for goal in self.goals]
        if len(set(names)) < len(names):
            raise SettingError("Two goals have the same name.", advice="Give each a name of its own.")

    def changed(self, **changes: object) -> Terms:
        """The same with something changed. Raises SettingError."""
        return replace(self, **changes)


LABELS: dict[str, str] = {
    "goals": "MQLs and their value a month",
    "calendar": "Working hours of sales",
    "clock": "The hours count from the moment a lead",
    "touch_hours": "First human touch within, business hours",
    "attempts": "Attempts before it may be given up",
    "attempt_days": "Days in which those attempts are made",
    "decide_hours": "Accepted or rejected within, business hours",
    "reasons": "Reasons that a rejection may have",
    "unable": "The reason that needs those attempts",
    "max_unable_share": "Largest share of rejections with that reason",
    "accepted_by_default": "Not answered in time counts as accepted",
    "reps": "Reps who work MQLs",
    "attempts_a_rep": "Attempts a rep can make a month",
    "attempt_cost": "Cost of an attempt",
    "horizon": "Days that count for a lead's value",
    "text": "What else was agreed",
}
"""What people call each term; `Terms` in the order in which they are read."""


@dataclass(frozen=True)
class Signature:
    """Who signed for a side, and when (seconds since 1970 UTC)."""

    side: Side
    name: str
    at: int


@dataclass(frozen=True)
class Agreement:
    """One version of the agreement.

    number: 1, 2, …; effective_from: the first MQL day that it judges. version: of the row, for optimistic locking.
    written_by, written_at: who changed it last, and when (seconds since 1970 UTC).
    """

    id: int
    number: int
    effective_from: date
    terms: Terms
    written_by: str
    written_at: int
    version: int
    signatures: tuple[Signature, ...] = ()

    @property
    def is_signed(self) -> bool:
        """Have both sides signed? Only then it judges, and can no longer be changed."""
        return {s.side for s in self.signatures} == set(Side)

    def signature(self, side: Side) -> Signature | None:
        """The side's signature, if there is one."""
        return next((s for s in self.signatures if s.side is side), None)


def in_force(agreements: Sequence[Agreement], day: date) -> Agreement | None:
    """The version that judges an MQL of this day: of the signed ones that have begun, the latest; None before."""
    begun = [a for a in agreements if a.is_signed and a.effective_from <= day]
    return max(begun, key=lambda a: (a.effective_from, a.number), default=None)


def terms_on(agreements: Sequence[Agreement], day: date, *, usual: Calendar) -> Terms:
    """What was agreed for a day; where nothing is signed, the usual terms by the workspace's calendar."""
    found = in_force(agreements, day)
    return found.terms if found else Terms(calendar=usual)


def starts(agreements: Sequence[Agreement]) -> dict[date, Agreement]:
    """The days on which another version begins to judge, in order."""
    signed = sorted((a for a in agreements if a.is_signed), key=lambda a: (a.effective_from, a.number))
    return {a.effective_from: a for a in signed}


def sentences(terms: Terms, side: Side, *, currency: str = "EUR") -> list[str]:
    """What a side promises, a sentence each, as it stands on paper."""
    return _marketing(terms, currency) if side is Side.MARKETING else _sales(terms, currency)


def _marketing(terms: Terms, currency: str) -> list[str]:
    told = []
    for goal in terms.goals:
        worth = f", worth {goal.value:,.0f} {currency} together" if goal.value else ""
        told.append(f"{goal.name}: {goal.mqls:,} MQLs a month from {_of(goal)}{worth}.")
    if any(goal.value for goal in terms.goals):
        told.append(
            f"A lead is worth the share of its kind that becomes a customer within {terms.horizon} days, times what "
            "such a customer brings on average."
        )
    return told or ["No figure is promised yet."]


def _sales(terms: Terms, currency: str) -> list[str]:
    cost = f" An attempt costs {terms.attempt_cost:,.2f} {currency}." if terms.attempt_cost else ""
    capacity = terms.reps * terms.attempts_a_rep
    room = f"{terms.reps} reps can make {capacity:,} attempts a month.{cost}" if capacity else cost.strip()
    default = " What is not answered by then counts as accepted." if terms.accepted_by_default else ""
    return [
        f"The first human touch within {terms.touch_hours:g} business hours, counted from the moment a lead "
        f"{'is ' if terms.clock is Start.ASSIGNED else ''}{terms.clock}.",
        f"Each MQL accepted or rejected within {terms.decide_hours:g} business hours, a rejection with one of these "
        f"reasons: {', '.join(terms.reasons)}.{default}",
        f"At least {terms.attempts} attempts in {terms.attempt_days} days before “{terms.unable}” may be the reason, "
        f"and no more than {terms.max_unable_share:.0%} of rejections with it.",
        f"Business hours are {terms.calendar}.",
        *([room] if room else []),
    ]


def differences(before: Terms, after: Terms) -> list[tuple[str, str, str]]:
    """What changed, in the order of the terms: (label, before, after), written out; of the goals those that differ."""
    goals = _goals_apart(before.goals, after.goals), _goals_apart(after.goals, before.goals)
    return [
        (label, *(goals if name == "goals" else (written(name, getattr(t, name)) for t in (before, after))))
        for name, label in LABELS.items()
        if getattr(before, name) != getattr(after, name)
    ]


def _goals_apart(goals: Sequence[Goal], others: Sequence[Goal]) -> str:
    """`Referrals 40 (110,000); Fairs 9 from Trade Shows`: the goals that the others don't have, or have otherwise.

    Sources and segments are told where they are what differs; all goals by name where only their order does.
    """
    there = {goal.name: goal for goal in others}
    told = [_in_short(goal, there.get(goal.name, goal)) for goal in goals if there.get(goal.name) != goal]
    is_order = not told and len(goals) == len(others)
    return "; ".join(told or (goal.name for goal in goals if is_order)) or "none"


def _in_short(goal: Goal, other: Goal) -> str:
    worth = f" ({goal.value:,.0f})" if goal.value else ""
    if (goal.sources, goal.segments) == (other.sources, other.segments):
        return f"{goal.name} {goal.mqls:,}{worth}"
    return f"{goal.name} {goal.mqls:,}{worth} from {_of(goal)}"


def _of(goal: Goal) -> str:
    """`Webinars, Trade Shows in SMB`: what a goal speaks of."""
    segments = f" in {', '.join(goal.segments)}" if goal.segments else ""
    return f"{', '.join(goal.sources) or 'all sources'}{segments}"


def written(name: str, value: object) -> str:
    """A term's value in words; goals have words of their own (`differences`)."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if name == "max_unable_share":
        return f"{value:.0%}"
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "none"
    return f"{value:g}" if isinstance(value, float) else str(value) or "none"


def when(at: int, zone: str) -> str:
    """`14 Oct 2026, 09:30`: a moment as the team's clock showed it."""
    moment = datetime.fromtimestamp(at, ZoneInfo(zone))
    return f"{moment.day} {moment:%b %Y, %H:%M}"
