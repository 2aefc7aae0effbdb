"""Closing a meeting: once and for all whoever closes it, the next one by the clock on the wall, numbers that move."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from smarketing import link
from smarketing.closing import close_meeting, next_at
from smarketing.digest import SHOWN, digest
from smarketing.errors import FilterError, SettingError
from smarketing.intake.load import load_files
from smarketing.meeting import AGENDAS, LAST_ACTIONS, Meeting, Outcome, Point, Series
from smarketing.sample import prepare
from smarketing.scenes.measure import judged, measure, still_open
from smarketing.store import meetings, records, rooms, snapshots
from smarketing.store.engine import open_store
from smarketing.store.minutes import minutes_of
from smarketing.workspace import Workspace

DAY = date(2026, 11, 18)
AT = int(datetime(2026, 11, 18, 12, tzinfo=UTC).timestamp())
POINTS = (Point("Last actions", 5, LAST_ACTIONS), Point("Hand-off", 5, "hand_off"), Point("Any other", 5))

IN_A_PROCESS = """
import sys
from smarketing.closing import close_meeting
from smarketing.store.engine import open_store
engine = open_store(sys.argv[1])
print(close_meeting(engine, int(sys.argv[2]), actor=sys.argv[3], at=int(sys.argv[4])).closed_by)
engine.dispose()
"""


@pytest.fixture
def held(store, tmp_path):
    """A store with two leads and a meeting that has begun."""
    records.write_workspace(store, Workspace(name="Halden", time_zone="Europe/Berlin", country="DE"))
    leads = {"key": ["a", "b"], "source": ["X", "X"], "mql": ["2026-11-02"] * 2, "sal": ["2026-11-03", ""]}
    pd.DataFrame(leads).to_csv(tmp_path / "leads.csv", index=False)
    load_files(store, [tmp_path / "leads.csv"], actor="test", at=AT)
    meeting = meetings.plan(store, Series.WEEKLY, title="Weekly", starts_at=AT, points=POINTS, actor="Anna", at=AT - 60)
    rooms.begin(store, meeting, presenter="browser", name="Anna", at=AT)
    return store, meeting


def test_closing_twice_gives_the_same_minutes_and_one_snapshot(held):
    store, meeting = held
    first = close_meeting(store, meeting.id, actor="Anna", at=AT + 900)
    again = close_meeting(store, meeting.id, actor="Ben", at=AT + 999, as_of=date(2026, 11, 1))
    assert again == first == minutes_of(store, meeting.id)
    assert (first.closed_by, first.as_of, first.company) == ("Anna", DAY, "Halden")
    assert len(snapshots.taken(store)) == 1
    assert meetings.meeting_of(store, meeting.id).snapshot_id == snapshots.taken(store)[0].id
    shown = [told.scene and told.scene.key for told in first.items]
    assert shown == [None, "hand_off", None]
    assert first.items[1].scene.picture.categories == ("X",)


def test_two_processes_that_close_at_once_take_one_snapshot(held, store_url):
    store, meeting = held
    command = [sys.executable, "-W", "ignore", "-c", IN_A_PROCESS, store_url, str(meeting.id)]
    both = [
        subprocess.Popen([*command, name, str(AT + 900)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for name in ("Anna", "Ben")
    ]
    ends = [process.communicate(timeout=120) for process in both]
    assert [process.returncode for process in both] == [0, 0], [end[1][-2000:] for end in ends]
    said = {end[0].split()[-1] for end in ends}
    assert said == {minutes_of(store, meeting.id).closed_by}
    assert len(snapshots.taken(store)) == 1
    assert [e.action for e in meetings.history(store, meeting)] == ["closed", "begun", "written"]


def test_what_has_not_begun_or_is_not_there_is_refused_and_takes_no_snapshot(store):
    planned = meetings.plan(store, Series.WEEKLY, title="Weekly", starts_at=AT, points=POINTS, actor="Anna", at=AT)
    for number in (planned.id, planned.id + 1):
        with pytest.raises(SettingError):
            close_meeting(store, number, actor="Anna", at=AT)
    assert snapshots.taken(store) == []
    assert minutes_of(store, planned.id) is None


# --- when the next one is -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "series", "this", "following", "hours"),
    [
        ("Europe/Berlin", Series.WEEKLY, "2026-10-19T10:00", "2026-10-26T10:00", 7 * 24 + 1),  # summer time ends 25 Oct
        ("Europe/Berlin", Series.WEEKLY, "2026-03-23T10:00", "2026-03-30T10:00", 7 * 24 - 1),  # and begins 29 March
        ("America/New_York", Series.WEEKLY, "2026-10-26T10:00", "2026-11-02T10:00", 7 * 24 + 1),  # it ends 1 Nov
        ("America/New_York", Series.WEEKLY, "2026-03-02T10:00", "2026-03-09T10:00", 7 * 24 - 1),  # it begins 8 March
        ("Europe/Berlin", Series.MONTHLY, "2026-10-14T09:00", "2026-11-11T09:00", 28 * 24 + 1),  # second Wednesdays
        ("America/New_York", Series.QUARTERLY, "2026-01-05T16:30", "2026-04-06T16:30", 91 * 24 - 1),  # first Mondays
        ("America/New_York", Series.WEEKLY, "2026-06-04T23:30", "2026-06-11T23:30", 7 * 24),  # the next day in UTC
    ],
)
def test_the_next_one_begins_at_the_same_hour_on_the_wall(zone, series, this, following, hours):
    starts = int(datetime.fromisoformat(this).replace(tzinfo=ZoneInfo(zone)).timestamp())
    meeting = Meeting(1, series, "Meeting", starts, starts, None, None, "Anna", starts, 1)
    told = next_at(meeting, zone)
    assert datetime.fromtimestamp(told, ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M") == following
    assert told - starts == hours * 3600


# --- the sample: numbers that move along, and the pre-read ----------------------------------------


@pytest.fixture(scope="module")
def sample(prepared_sample):
    engine = open_store(prepare(prepared_sample))
    yield engine
    engine.dispose()


def test_an_action_kept_as_a_view_that_moves_is_judged_anew_and_one_of_fixed_days_is_not(sample):
    october, november = date(2026, 10, 15), date(2026, 11, 15)
    view = link.filters_of("", today=october)
    moving, fixed = link.moving(view, link.DEFAULT_PRESET), link.query(view)
    action = replace(meetings.actions(sample)[0], metric="acceptance_rate", target=0.55, outcome=Outcome.OPEN)
    actions = [replace(action, query=moving), replace(action, query=fixed), replace(action, metric="")]
    then, now = (
        [j.now for j in judged(sample, actions, at=AT, as_of=day)] for day in (october, november)
    )  # fmt: skip
    assert then[0] == pytest.approx(0.5135, abs=5e-5)
    assert now[0] == pytest.approx(0.5079, abs=5e-5)
    assert then[1] == now[1] == then[0]
    assert then[2] is None
    assert now[2] is None


def test_a_day_to_come_is_judged_as_the_last_day_that_is_known(sample):
    known = measure(sample, "mqls", "", at=AT, as_of=DAY)
    assert measure(sample, "mqls", "", at=AT, as_of=date(2027, 5, 1)) == known == 3434


def test_open_actions_are_those_of_other_meetings_the_first_due_first(sample):
    actions = meetings.actions(sample)
    assert [a.due_day for a in still_open(actions, but=0)] == [
        date(2026, 11, 16), date(2026, 11, 25), date(2026, 12, 1),
    ]  # fmt: skip
    assert still_open(actions, but=2) == []


def test_the_pre_read_is_of_the_next_planned_meeting(sample):
    told = digest(sample, at=AT)
    planned = meetings.meeting_of(sample, 3)
    assert told.meeting == planned
    assert (told.company, told.as_of) == ("Halden Sensorik", DAY)
    agenda, *scenes = (item.scene for item in told.items)
    assert [s.key for s in scenes] == list(SHOWN)
    points = meetings.items(sample, planned.id)
    assert agenda.title == f"{len(points)} points in {sum(p.minutes for p in points)} minutes"
    assert [row[0] for row in agenda.grid.rows] == [p.title for p in points]
    assert {p.title for p in AGENDAS[Series.WEEKLY]} < {p.title for p in points}
    assert [j.action.task for j in told.earlier] == [
        "Answer the overdue MQLs of Paid Social", "Call the five partners who brought most last year",
        "Move half of the syndication budget to webinars",
    ]  # fmt: skip
    # what came of referrals in November: 8 by 18 November, as marketing's promise tells it
    assert told.earlier[1].now == 8


def test_a_day_to_come_has_no_pre_read(sample):
    with pytest.raises(FilterError, match="2026-11-19 is still to come; the last day that can be told is 2026-11-18"):
        digest(sample, at=AT, as_of=date(2026, 11, 19))


def test_without_a_planned_meeting_the_pre_read_is_of_none_in_particular(held):
    store, meeting = held
    close_meeting(store, meeting.id, actor="Anna", at=AT + 900)
    told = digest(store, at=AT + 1000)
    assert (told.meeting.id, told.meeting.title) == (0, "The next meeting")
    assert [item.scene.key for item in told.items] == list(SHOWN)
    assert told.earlier == ()
    later = meetings.plan(store, Series.WEEKLY, title="Later", starts_at=AT + 9000, points=(), actor="A", at=AT)
    sooner = meetings.plan(store, Series.MONTHLY, title="Sooner", starts_at=AT + 8000, points=POINTS, actor="A", at=AT)
    assert later.id < sooner.id
    assert digest(store, at=AT + 1000).meeting == sooner
