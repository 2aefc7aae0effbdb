"""The meeting in words: series and their agendas, what is written down in one, who leads it, and what came of it.

    planned ──begun──▶ running ──closed──▶ closed, its minutes frozen

Whatever is written down is a row with a version; a save on an older version is refused with both texts
(`errors.StaleEdit`), never written over.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from smarketing.scene import Scene


class Series(StrEnum):
    """Which of the recurring meetings it is."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"

    @property
    def label(self) -> str:
        """What people call it."""
        return {
            Series.WEEKLY: "Weekly meeting",
            Series.MONTHLY: "Monthly review",
            Series.QUARTERLY: "Quarterly reset",
        }[self]

    def next_after(self, day: date) -> date:
        """The day of the next one: a week later, or in a later month, where the third Monday stays the third.

        Where a month has no fifth, it is the fourth.
        """
        if self is Series.WEEKLY:
            return day + timedelta(days=7)
        months = day.month + (1 if self is Series.MONTHLY else 3)
        year, month = day.year + (months - 1) // 12, (months - 1) % 12 + 1
        first = date(year, month, 1)
        same = first + timedelta(days=(day.weekday() - first.weekday()) % 7 + (day.day - 1) // 7 * 7)
        return same if same.month == month else same - timedelta(days=7)


class State(StrEnum):
    """How far a meeting is."""

    PLANNED = "planned"
    RUNNING = "running"
    CLOSED = "closed"


@dataclass(frozen=True)
class Meeting:
    """One meeting. starts_at, started_at, closed_at: seconds since 1970 UTC, the last two None until it happens."""

    id: int
    series: Series
    title: str
    starts_at: int
    started_at: int | None
    closed_at: int | None
    snapshot_id: int | None
    written_by: str
    written_at: int
    version: int

    @property
    def state(self) -> State:
        """How far it is."""
        if self.closed_at is not None:
            return State.CLOSED
        return State.PLANNED if self.started_at is None else State.RUNNING


LAST_ACTIONS = "actions"
"""The `scene` of an agenda item that goes through the open actions: no numbers, but rows of the record."""


@dataclass(frozen=True)
class Item:
    """One point of an agenda.

    place: its order, from 1. minutes: its time box. scene: what it shows, a key of `scenes.SCENES`, `LAST_ACTIONS`,
    or "" for nothing. query: the filters that it shows it by, as a link has them (`link`). spent: seconds so far.
    """

    id: int
    meeting_id: int
    place: int
    title: str
    minutes: int
    scene: str
    query: str
    spent: int
    written_by: str
    written_at: int
    version: int


@dataclass(frozen=True)
class Note:
    """What is written down at one point of an agenda; there is one text a point, which all write at."""

    id: int
    meeting_id: int
    item_id: int
    text: str
    written_by: str
    written_at: int
    version: int


@dataclass(frozen=True)
class Decision:
    """What was decided. owner: who sees to it. success: by what it will be seen to have been right."""

    id: int
    meeting_id: int
    item_id: int | None
    issue: str
    decision: str
    owner: str
    success: str
    written_by: str
    written_at: int
    version: int


class Outcome(StrEnum):
    """What became of an action."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


@dataclass(frozen=True)
class Action:
    """Who does what until when.

    side: whose it is, an `agreement.Side`'s value, "" for both. metric: the key of the number that it is to move, ""
    for none; query: the filters of that number; target: what it should be; then: what it was on the day `then_day`. A
    number has the unit of its metric. settled_day: the day on which it was done or dropped. result: what came of it.
    """

    id: int
    meeting_id: int
    item_id: int | None
    task: str
    owner: str
    side: str
    due_day: date
    metric: str
    query: str
    target: float | None
    then: float | None
    then_day: date | None
    outcome: Outcome
    settled_day: date | None
    result: str
    written_by: str
    written_at: int
    version: int

    def is_overdue(self, today: date) -> bool:
        """Is it still open after its day?"""
        return self.outcome is Outcome.OPEN and today > self.due_day

    @property
    def in_time(self) -> bool | None:
        """Was it done by its day? None where it is open or was dropped."""
        if self.outcome is not Outcome.DONE or self.settled_day is None:
            return None
        return self.settled_day <= self.due_day


Row = Meeting | Item | Note | Decision | Action


@dataclass(frozen=True)
class Room:
    """Where the room is: who leads, at which point, which page with which filters, since when.

    presenter: the name of the browser session that leads, opaque; presenter_name: what people call it. page: the
    page's name in a link, "" for the room itself. query: its filters. moved: counts up with every move; a move from
    an older one is refused, so that two who press at once move once. seen_at: when the presenter's browser last said
    that it is there. is_open: may anybody take the lead without being asked? is_closed: is the meeting over?
    """

    meeting_id: int
    presenter: str
    presenter_name: str
    item_id: int | None
    page: str
    query: str
    item_since: int
    moved: int
    seen_at: int
    is_open: bool
    is_closed: bool = False


@dataclass(frozen=True)
class Seat:
    """A browser session in a room. browser: its name, opaque. name: what people call it. seen_at: seconds, UTC."""

    browser: str
    name: str
    seen_at: int


@dataclass(frozen=True)
class Told:
    """An agenda item in minutes: what it showed, as it stood, and what was written down."""

    item: Item
    scene: Scene | None
    note: str
    decisions: tuple[Decision, ...]
    actions: tuple[Action, ...]


@dataclass(frozen=True)
class Judged:
    """An open or settled action of earlier meetings, with its number as it stood. now: in the unit of its metric."""

    action: Action
    now: float | None


@dataclass(frozen=True)
class Minutes:
    """A closed meeting, frozen: it reads the same for ever.

    as_of: the day whose end its numbers are of. next_at: when the next one begins, seconds since 1970 UTC.
    earlier: the actions that stood open when it began.
    """

    meeting: Meeting
    company: str
    currency: str
    time_zone: str
    as_of: date
    closed_by: str
    items: tuple[Told, ...]
    earlier: tuple[Judged, ...] = field(default=())
    next_at: int | None = None

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """All of them, in the order of the agenda."""
        return tuple(d for told in self.items for d in told.decisions)

    @property
    def actions(self) -> tuple[Action, ...]:
        """Those that it made, in the order of the agenda."""
        return tuple(a for told in self.items for a in told.actions)


@dataclass(frozen=True)
class Point:
    """An agenda item of a template. query: "" for the usual filters."""

    title: str
    minutes: int
    scene: str = ""
    query: str = ""


AGENDAS: dict[Series, tuple[Point, ...]] = {
    Series.WEEKLY: (
        Point("Last actions", 5, LAST_ACTIONS),
        Point("Scoreboard", 5, "scoreboard"),
        Point("What moved", 10, "what_moved"),
        Point("Hand-off and rejected", 10, "hand_off"),
        Point("Pipeline", 7, "pipeline"),
        Point("Voice of sales", 5, "voice_of_sales"),
        Point("Decisions", 3),
    ),
    Series.MONTHLY: (
        Point("Last actions", 5, LAST_ACTIONS),
        Point("Scoreboard", 5, "scoreboard"),
        Point("SLA review: marketing's promise", 10, "marketings_promise"),
        Point("SLA review: sales' promise", 10, "sales_promise"),
        Point("What moved", 10, "what_moved"),
        Point("Pipeline and revenue", 10, "pipeline"),
        Point("Voice of sales", 5, "voice_of_sales"),
        Point("Decisions", 5),
    ),
    Series.QUARTERLY: (
        Point("Last actions", 10, LAST_ACTIONS),
        Point("The quarter", 15, "scoreboard", "period=Last+3+months"),
        Point("How far leads get", 15, "funnel", "period=Last+12+months"),
        Point("What moved", 15, "what_moved", "period=Last+3+months"),
        Point("Definitions: what an MQL and an SQL are", 20, "definitions"),
        Point("The agreement: what both sides promise next", 20, "marketings_promise"),
        Point("Pipeline and revenue", 15, "pipeline", "period=Last+3+months"),
        Point("Decisions", 10),
    ),
}
"""What each series talks about: 45, 60 and 120 minutes."""
