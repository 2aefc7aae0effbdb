"""Calendar files, read again by iCalendar: the moment, over summer time too, and a name that stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from icalendar import Calendar

from smarketing.handout import invitation
from tests.handout.meetings import MEETING, NASTY, item, minutes

LINK = "https://smarketing.example/meeting/room?meeting=8"


def entry(made):
    """The entry of a file, as a calendar reads it."""
    (event,) = Calendar.from_ical(invitation.ics(made)).events
    return event


def planned(starts_at, zone="Europe/Berlin", **changes):
    meeting = replace(MEETING, id=8, starts_at=starts_at, started_at=None, closed_at=None, **changes)
    agenda = [item(1, "Scoreboard"), item(2, "Größe; Preis, Menge", minutes=35)]
    return invitation.of_planned(meeting, agenda, company="Halden Sensorik", time_zone=zone, link=LINK)


def moment(*parts):
    return int(datetime(*parts, tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    ("zone", "at", "clock", "offset"),
    [
        ("Europe/Berlin", moment(2026, 3, 27, 9), "10:00", 1),  # the Friday before the clocks change
        ("Europe/Berlin", moment(2026, 3, 30, 8), "10:00", 2),  # the Monday after it: an hour earlier in UTC
        ("Europe/Berlin", moment(2026, 10, 26, 9), "10:00", 1),
        ("Asia/Kolkata", moment(2026, 3, 30, 4, 30), "10:00", 5.5),
        ("America/New_York", moment(2026, 3, 9, 14), "10:00", -4),
        ("UTC", moment(2026, 3, 30, 10), "10:00", 0),
    ],
)
def test_the_moment_is_right_and_the_clock_hour_stays(zone, at, clock, offset):
    event = entry(planned(at, zone))
    assert int(event.start.timestamp()) == at
    assert f"{event.start:%H:%M}" == clock
    assert event.start.utcoffset().total_seconds() == offset * 3600
    assert (event.end - event.start).total_seconds() == 45 * 60  # 10 + 35 minutes


def test_the_zone_s_rules_are_in_the_file():
    calendar = Calendar.from_ical(invitation.ics(planned(moment(2026, 3, 30, 8))))
    (zone,) = calendar.timezones
    assert zone.tz_name == "Europe/Berlin"
    read = zone.to_tz(lookup_tzid=False)  # by what the file says, not by what this machine knows
    assert datetime(2026, 3, 27, 10, tzinfo=read).utcoffset().total_seconds() == 3600
    assert datetime(2026, 3, 30, 10, tzinfo=read).utcoffset().total_seconds() == 7200


def test_a_meeting_keeps_its_name_and_each_change_is_newer():
    first, moved = planned(moment(2026, 3, 27, 9)), planned(moment(2026, 3, 30, 8), version=5)
    assert entry(first)["uid"] == entry(moved)["uid"] == "meeting-8@haldensensorik.smarketing"
    assert entry(moved)["sequence"] > entry(first)["sequence"]


def test_the_next_date_of_minutes_has_its_series_agenda_and_the_room():
    event = entry(invitation.of_next(minutes(), link=LINK))
    assert event.start.isoformat() == "2026-10-26T10:00:00+01:00"  # 10:00 as the week before, in winter time
    assert event["summary"] == "Weekly meeting"
    assert event["url"] == LINK
    assert event["description"].startswith("1. Last actions (5 min)\n2. Scoreboard (5 min)")
    assert event["description"].endswith(f"The room: {LINK}")
    assert event["dtstamp"].dt == datetime(2026, 10, 19, 8, 48, tzinfo=UTC)  # when the meeting was closed
    assert invitation.of_next(minutes(next_at=None)) is None


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_typed_text_is_one_entry_s_text_in_short_lines(text):
    meeting = replace(MEETING, title=text)
    made = invitation.of_planned(meeting, [item(1, text)], company=text, time_zone="Europe/Berlin")
    content = invitation.ics(made)
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")
    event = entry(made)
    assert event["summary"] == invitation.legible(text)
    assert event.subcomponents == []
