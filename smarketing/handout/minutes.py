"""The minutes of a closed meeting, written out once for every form, and as Markdown.

    Minutes ── paper_of ──▶ Paper ──▶ Markdown · HTML and PDF (`minutes_page`) · slides (`deck`) · a mail's body

A `Paper` holds texts only, and the pictures with their bare numbers; no form writes a number of its own, so that they
all say the same. What people typed keeps its words and its lines, and loses what no reader sees: control characters,
and signs that turn the direction of the text around them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields, is_dataclass, replace
from datetime import date, datetime
from enum import Enum
from typing import TypeVar
from zoneinfo import ZoneInfo

from smarketing.agreement import when
from smarketing.meeting import LAST_ACTIONS, Action, Decision, Judged, Minutes, Outcome, Told
from smarketing.metrics.actions import Stand, stand
from smarketing.metrics.registry import REGISTRY
from smarketing.metrics.show import MISSING, is_missing, show
from smarketing.periods import Grain
from smarketing.scene import Figure, Grid, Picture, Scene

T = TypeVar("T")


@dataclass(frozen=True)
class Decided:
    """A decision. to_note: what it was about, who sees to it and by what it will be judged, as far as was said."""

    decision: str
    to_note: tuple[str, ...]


@dataclass(frozen=True)
class ToDo:
    """An action. moves: its metric with then, now and target; state: how it stands, "" for a new one.

    mood: "good" where it is done in time or its number got there, "bad" where it is overdue, else "".
    """

    task: str
    owner: str
    side: str
    due: str
    moves: str = ""
    state: str = ""
    mood: str = ""


@dataclass(frozen=True)
class Point:
    """An agenda item. finding: what its scene says, "" without one. spent: `9 of 10 minutes`; is_over: more than that.

    lasts: does it go through the actions of last time?
    """

    place: int
    title: str
    finding: str
    shows: str
    foot: str
    spent: str
    is_over: bool
    lasts: bool
    figures: tuple[Figure, ...]
    picture: Picture | None
    grid: Grid | None
    sentences: tuple[str, ...]
    definitions: tuple[tuple[str, str], ...]
    note: tuple[str, ...]
    decisions: tuple[Decided, ...]
    actions: tuple[ToDo, ...]

    @property
    def headline(self) -> str:
        """What stands over it: what was found, or what it was about."""
        return self.finding or self.title


@dataclass(frozen=True)
class Paper:
    """Everything that any form of the minutes says. day: of the meeting, for a file's name. made_at: when it closed.

    is_before: is it the pre-read of a meeting that is still to come? Then nothing has come of it yet.
    """

    title: str
    company: str
    currency: str
    when: str
    day: date
    made_at: int
    sentence: str
    spent: str
    points: tuple[Point, ...]
    earlier: tuple[ToDo, ...]
    next: str
    is_before: bool

    @property
    def decisions(self) -> tuple[Decided, ...]:
        """All of them, in the order of the agenda."""
        return tuple(d for point in self.points for d in point.decisions)

    @property
    def actions(self) -> tuple[ToDo, ...]:
        """Those that were made, in the order of the agenda."""
        return tuple(a for point in self.points for a in point.actions)

    @property
    def definitions(self) -> tuple[tuple[str, str], ...]:
        """What the numbers mean, each name once."""
        return tuple(dict(pair for point in self.points for pair in point.definitions).items())

    def as_json(self) -> dict[str, object]:
        """Plain values: what `minutes --json` prints."""
        return asdict(self) | {"day": self.day.isoformat(), "definitions": dict(self.definitions)}


def paper_of(minutes: Minutes) -> Paper:
    """Write out the minutes of a closed meeting, or the pre-read of one that is still to come (`digest`)."""
    told = legible(minutes)
    meeting, zone = told.meeting, ZoneInfo(told.time_zone)
    closed_at = meeting.closed_at or meeting.starts_at
    first, last = (datetime.fromtimestamp(at, zone) for at in (meeting.started_at or meeting.starts_at, closed_at))
    before = meeting.closed_at is None
    one_day = first.date() == last.date() and not before
    clock = f"{first:%H:%M} – {last:%H:%M}" if one_day else f"from {first:%H:%M}"
    numbers = f"Numbers as of {Grain.DAY.label(told.as_of)}"
    return Paper(
        title=f"{meeting.title}: what to know before" if before else meeting.title,
        company=told.company, currency=told.currency,
        when=f"{first:%A}, {Grain.DAY.label(first.date())}, {clock} ({told.time_zone})",
        day=first.date(), made_at=closed_at,
        sentence=numbers if before else f"{numbers} · closed by {told.closed_by}",
        spent=_spent(sum(t.item.spent for t in told.items), sum(t.item.minutes for t in told.items)),
        points=tuple(_point(t, told) for t in told.items),
        earlier=tuple(_earlier(j, told, today=told.as_of if before else last.date()) for j in told.earlier),
        next=_next(told), is_before=before,
    )  # fmt: skip


def _next(told: Minutes) -> str:
    if told.next_at is None:
        return ""
    return f"{datetime.fromtimestamp(told.next_at, ZoneInfo(told.time_zone)):%A}, {when(told.next_at, told.time_zone)}"


_NOTHING = Scene("", "", "", "", "", "")


def _point(told: Told, of: Minutes) -> Point:
    item, scene = told.item, told.scene or _NOTHING
    return Point(
        place=item.place, title=item.title, finding=scene.title, shows=scene.shows, foot=scene.foot,
        spent=_spent(item.spent, item.minutes), is_over=item.spent > 60 * item.minutes,
        lasts=item.scene == LAST_ACTIONS, figures=scene.figures, picture=scene.picture, grid=scene.grid,
        sentences=scene.sentences,
        definitions=scene.definitions, note=tuple(told.note.strip().splitlines()),
        decisions=tuple(map(_decided, told.decisions)), actions=tuple(_to_do(action, of) for action in told.actions),
    )  # fmt: skip


def _spent(seconds: int, box: int) -> str:
    """`9 of 10 minutes`; nothing where no time was set."""
    return "" if not box and not seconds else f"{round(seconds / 60)} of {box} minute{'s' if box != 1 else ''}"


def _decided(told: Decision) -> Decided:
    pairs = (("About", told.issue), ("Seen to by", told.owner), ("Right if", told.success))
    return Decided(told.decision, tuple(f"{word}: {text}" for word, text in pairs if text))


# --- actions ------------------------------------------------------------------------------------


def _to_do(action: Action, of: Minutes, *, now: float | None = None, state: str = "", mood: str = "") -> ToDo:
    return ToDo(
        task=action.task, owner=action.owner or "nobody yet", side=action.side, due=Grain.DAY.label(action.due_day),
        moves=_moves(action, of.currency, now), state=state, mood=mood,
    )  # fmt: skip


def _earlier(judged: Judged, of: Minutes, *, today: date) -> ToDo:
    action = judged.action
    state, mood = _state(action, today)
    stands = stand(action, judged.now)
    if action.metric and stands is not Stand.UNKNOWN:
        state += f"; its number: {stands}"
        mood = mood or ("good" if stands is Stand.REACHED else "")
    said = f"{state}. {action.result}" if action.result else state
    return _to_do(action, of, now=judged.now, state=said, mood=mood)


def _state(action: Action, today: date) -> tuple[str, str]:
    """How it stands on a day, and its mood."""
    if action.outcome is Outcome.OPEN:
        late = (today - action.due_day).days
        return (f"open, {late} day{'s' if late != 1 else ''} overdue", "bad") if late > 0 else ("open", "")
    day = f" on {Grain.DAY.label(action.settled_day)}" if action.settled_day else ""
    if action.outcome is Outcome.DROPPED:
        return f"dropped{day}", ""
    return (f"done{day}, in time", "good") if action.in_time else (f"done{day}, late", "")


def _moves(action: Action, currency: str, now: float | None) -> str:
    """`Acceptance rate: 71.2 % (3 Nov 2026) → now 74 % → target 80 %`; "" where it is to move no number."""
    if not action.metric:
        return ""
    metric = REGISTRY.get(action.metric)

    def said(value: float | None) -> str:
        if metric:
            return show(value, metric.unit, currency=currency)
        return MISSING if value is None or is_missing(value) else f"{value:,g}"  # a number that there is no more

    day = f" ({Grain.DAY.label(action.then_day)})" if action.then_day else ""
    steps = [f"{said(action.then)}{day}"] if action.then is not None else []
    steps += [f"now {said(now)}"] if now is not None else []
    steps += [f"target {said(action.target)}"] if action.target is not None else []
    return f"{metric.name if metric else action.metric}: {' → '.join(steps)}" if steps else ""


# --- what nobody sees ---------------------------------------------------------------------------

_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Signs that turn the direction of the text around them; letters have a direction of their own."""


def legible(value: T) -> T:
    """The same with every text in it made of what can be read; it looks into dataclasses and tuples."""
    if isinstance(value, str) and not isinstance(value, Enum):
        lines = re.sub(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]", "\n", value).replace("\t", " ")
        return "".join(c for c in lines if _is_seen(c))  # ty: ignore[invalid-explicit-return]
    if isinstance(value, tuple):
        return tuple(map(legible, value))  # ty: ignore[invalid-explicit-return]
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: legible(getattr(value, f.name)) for f in fields(value)})
    return value


def _is_seen(letter: str) -> bool:
    is_no_letter = ord(letter) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(letter) <= 0xFDEF
    return letter == "\n" or not (unicodedata.category(letter) in ("Cc", "Cs") or letter in _TURNS or is_no_letter)


# --- Markdown -----------------------------------------------------------------------------------

_MEANS_SOMETHING = re.compile(r"([\\`*_{}\[\]<>#|~$])|&(?=#?\w+;)")
_BEGINS_SOMETHING = re.compile(r"^(?:([-+=:])(?=[\s=:-]|$)|(\d{1,9})([.)])(?=\s|$))")


def markdown(minutes: Minutes) -> str:
    """The minutes as CommonMark with tables; a picture is told by its alternative text."""
    return "\n".join(_lines(paper_of(minutes))) + "\n"


def _lines(paper: Paper) -> Iterator[str]:
    yield from (f"# {_line(paper.title)}", "", _line(paper.when), "", _line(f"{paper.company} · {paper.sentence}"))
    if paper.spent and paper.points:
        yield from ("", f"Time: {paper.spent}")
    if paper.decisions or paper.actions:
        yield from _list("## Decisions", map(_told_decision, paper.decisions))
        yield from _list("## Actions", map(_told_action, paper.actions))
    else:
        yield from ("", "Nothing was decided, and nobody took anything on.")
    yield from _list("## Actions of last time", map(_told_action, paper.earlier))
    for point in paper.points:
        yield from _section(point)
    yield from _list("## What the numbers mean", (f"{_bold(n)}: {_line(text)}" for n, text in paper.definitions))
    if paper.next:
        yield from ("", "## Next", "", paper.next)


def _section(point: Point) -> Iterator[str]:
    yield from ("", f"## {point.place}. {_line(point.title)}", "", f"{point.spent}{', over its time' * point.is_over}")
    if point.finding:
        yield from ("", f"{_bold(point.finding)}")
    if point.shows:
        yield from ("", _line(point.shows))
    yield from _list("", map(_told_figure, point.figures))
    if point.picture:
        yield from ("", f"*{_line(point.picture.alt)}*")
    if point.grid and point.grid.rows:
        yield from ("", *_table(point.grid))
    yield from _list("", map(_line, point.sentences))
    if point.foot:
        yield from ("", _line(point.foot))
    if point.note:
        yield from ("", "### Notes", "", *_paragraphs(point.note))
    yield from _list("### Decided", map(_told_decision, point.decisions))
    yield from _list("### To do", map(_told_action, point.actions))


def _list(heading: str, lines: Iterable[str]) -> Iterator[str]:
    made = [f"- {line}" for line in lines]
    if made:
        yield from ("", heading, "", *made) if heading else ("", *made)


def _told_decision(told: Decided) -> str:
    return " · ".join([f"{_bold(told.decision)}", *map(_line, told.to_note)])


def _told_action(told: ToDo) -> str:
    parts = [_line(told.owner), *([told.side] if told.side else []), f"due {told.due}"]
    return " · ".join([f"{_bold(told.task)}", *parts, *(_line(t) for t in (told.moves, told.state) if t)])


def _told_figure(told: Figure) -> str:
    return " · ".join([f"{_line(told.name)}: {_bold(told.value)}", *(_line(t) for t in (told.of, told.change) if t)])


def _table(grid: Grid) -> Iterator[str]:
    yield f"| {' | '.join(map(_line, grid.columns))} |"
    yield f"| {' | '.join('---' if n < grid.words else '---:' for n in range(len(grid.columns)))} |"
    for row in grid.rows:
        yield f"| {' | '.join(map(_line, row))} |"


def _paragraphs(lines: tuple[str, ...]) -> Iterator[str]:
    """Typed lines, each on a line of its own; an empty one parts paragraphs."""
    for line, after in zip(lines, (*lines[1:], ""), strict=True):
        yield _line(line) + ("\\" if line.strip() and after.strip() else "")


def _bold(text: str) -> str:
    line = _line(text)
    return f"**{line}**" if line else "–"


def _line(text: str) -> str:
    """Text as it is in one line, with nothing in it taken for Markdown or HTML."""
    escaped = _MEANS_SOMETHING.sub(lambda m: f"\\{m[0]}", re.sub("[ \n]+", " ", text.strip()))
    return _BEGINS_SOMETHING.sub(lambda m: f"\\{m[1]}" if m[1] else f"{m[2]}\\{m[3]}", escaped)
