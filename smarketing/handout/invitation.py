"""A meeting as a calendar file (iCalendar, RFC 5545): an entry that each calendar takes and later finds again.

Its moment is written as the company's clock with the zone's rules beside it, so that ten o'clock stays ten o'clock when
the clocks change; its name (UID) is the meeting's own, so that a file sent again moves the entry and adds none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from smarketing.handout.minutes import legible
from smarketing.meeting import AGENDAS, Item, Meeting, Minutes, Point


@dataclass(frozen=True)
class Invitation:
    """What an entry says. starts_at, made_at: seconds since 1970 UTC; made_at: what it was told at. uid: its name.

    version: counts up with each change, so that a calendar takes the newest. link: the room, or "".
    """

    uid: str
    title: str
    starts_at: int
    minutes: int
    time_zone: str
    agenda: tuple[tuple[str, int], ...]
    made_at: int
    version: int = 0
    link: str = ""


def of_planned(meeting: Meeting, agenda: Sequence[Item], *, company: str, time_zone: str, link: str = "") -> Invitation:
    """To a meeting that is planned."""
    told = tuple((item.title, item.minutes) for item in agenda)
    return Invitation(
        f"meeting-{meeting.id}@{_domain(company)}", meeting.title, meeting.starts_at, _length(told), time_zone, told,
        meeting.written_at, meeting.version, link,
    )  # fmt: skip


def of_next(minutes: Minutes, *, link: str = "") -> Invitation | None:
    """To the next date that the minutes name; None where they name none. It may not be planned yet, so it is named
    after the meeting that it follows.
    """
    if minutes.next_at is None:
        return None
    points: tuple[Point, ...] = AGENDAS[minutes.meeting.series]
    told = tuple((point.title, point.minutes) for point in points)
    return Invitation(
        f"after-meeting-{minutes.meeting.id}@{_domain(minutes.company)}", minutes.meeting.title, minutes.next_at,
        _length(told), minutes.time_zone, told, minutes.meeting.closed_at or minutes.meeting.starts_at, link=link,
    )  # fmt: skip


def _length(agenda: Sequence[tuple[str, int]]) -> int:
    return max(sum(minutes for _, minutes in agenda), 15)


def _domain(company: str) -> str:
    """What keeps two companies' meetings apart: letters and digits of the name, and nothing that ends a line."""
    return f"{''.join(c for c in company.lower() if c.isascii() and c.isalnum())[:40] or 'workspace'}.smarketing"


def ics(told: Invitation) -> bytes:
    """The file; the same invitation gives the same bytes."""
    zone = ZoneInfo(told.time_zone)
    starts = datetime.fromtimestamp(told.starts_at, zone)
    ends = datetime.fromtimestamp(told.starts_at + 60 * told.minutes, zone)
    event = Event()
    event.add("uid", told.uid)
    event.add("summary", legible(told.title))
    event.add("dtstart", starts)
    event.add("dtend", ends)
    event.add("dtstamp", datetime.fromtimestamp(told.made_at, UTC))
    event.add("sequence", told.version)
    event.add("description", legible(_description(told)))
    if told.link:
        event.add("url", told.link)
        event.add("location", told.link)
    calendar = Calendar()
    calendar.add("prodid", "-//smarketing//meetings//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    if zone.key != "UTC":
        calendar.add_missing_timezones(
            first_date=starts.date() - timedelta(days=366), last_date=ends.date() + timedelta(days=366)
        )
    return calendar.to_ical()


def _description(told: Invitation) -> str:
    lines = [f"{place}. {title} ({minutes} min)" for place, (title, minutes) in enumerate(told.agenda, start=1)]
    return "\n".join([*lines, *(["", f"The room: {told.link}"] if told.link else [])])
