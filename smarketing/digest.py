"""The pre-read of a meeting: the numbers that it begins with and the open actions, so that it is for solving problems.

It is told in the form of minutes (`Minutes`), of a meeting that is still to come: what is written out there is written
out here, by the same pages.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import Engine

from smarketing import owed
from smarketing.errors import FilterError
from smarketing.meeting import Item, Meeting, Minutes, Series, State, Told
from smarketing.scene import Grid, Scene
from smarketing.scenes import SCENES, scene
from smarketing.scenes.measure import judged, still_open
from smarketing.store import meetings, records

SHOWN = ("scoreboard", "what_moved", "hand_off", "board")
"""What one has to know before."""


def digest(engine: Engine, *, at: int, as_of: date | None = None) -> Minutes:
    """The pre-read of the next meeting that is planned, or of none in particular.

    at: seconds since 1970 UTC, now. as_of: the day whose end the numbers are of; today unless said. Raises FilterError
    for a day that is still to come.
    """
    here = records.read_workspace(engine)
    last = owed.today(here, at=at)
    day = as_of or last
    if day > last:
        raise FilterError(f"{day} is still to come; the last day that can be told is {last}.")
    planned = [m for m in meetings.meetings(engine) if m.state is State.PLANNED]
    upcoming = min(planned, key=lambda m: m.starts_at, default=None)
    told = [scene(engine, key, "", at=at, as_of=day) for key in SHOWN]
    agenda = [] if upcoming is None else [_agenda(meetings.items(engine, upcoming.id))]
    waiting = judged(engine, still_open(meetings.actions(engine), but=0), at=at, as_of=day)
    return Minutes(
        upcoming or Meeting(0, Series.WEEKLY, "The next meeting", at, None, None, None, "", at, 1),
        here.name, here.currency, here.time_zone, day, "", tuple(map(_told, range(1, 99), [*agenda, *told])), waiting,
    )  # fmt: skip


def _agenda(items: list[Item]) -> Scene:
    rows = tuple((item.title, item.written_by, str(item.minutes)) for item in items)
    minutes = sum(item.minutes for item in items)
    title = f"{len(items)} points in {minutes} minutes"
    return Scene("agenda", title, "", "", "", "", grid=Grid(("Point", "By", "Minutes"), rows, words=2))


def _told(place: int, shown: Scene) -> Told:
    label = SCENES[shown.key].label if shown.key in SCENES else "The agenda"
    return Told(Item(place, 0, place, label, 0, shown.key, "", 0, "", 0, 1), shown, "", (), ())
