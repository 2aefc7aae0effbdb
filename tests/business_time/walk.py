"""The slow road: plain datetime and zoneinfo, a minute after a minute and a shift after a shift."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from zoneinfo import ZoneInfo

import holidays

DAY = timedelta(days=1)


def shown(moment, zone):
    """What a clock on the wall shows, without its zone."""
    return datetime.fromtimestamp(moment, ZoneInfo(zone)).replace(tzinfo=None)


@cache
def first_shown(wall, zone):
    """The first moment at which the clock shows that whole minute or a later one: waited for, minute by minute."""
    moment = int(wall.replace(tzinfo=UTC).timestamp()) - 15 * 3600  # no clock is 15 hours before UTC
    while shown(moment, zone) < wall:
        moment += 60
    return moment


@cache
def free(country, subdivision, year):
    """The public holidays of a year."""
    return set(holidays.country_holidays(country, subdiv=subdivision or None, years=year)) if country else set()


def works(day, calendar):
    """Is it a working day?"""
    return day.weekday() in calendar.working_days and day not in free(calendar.country, calendar.subdivision, day.year)


def faces(day, calendar):
    """Opening and closing of a day's shift as the clock shows them."""
    night = timedelta(days=calendar.closes <= calendar.opens)
    return datetime.combine(day, calendar.opens), datetime.combine(day, calendar.closes) + night


def shifts(calendar, day) -> Iterator[tuple[int, int]]:
    """Each shift from a day on, as moments."""
    for passed in count():
        if works(day + passed * DAY, calendar):
            opens, closes = faces(day + passed * DAY, calendar)
            yield first_shown(opens, calendar.time_zone), first_shown(closes, calendar.time_zone)


def between(first, last, calendar):
    """Seconds of the shifts that lie between two moments."""
    sum_ = 0
    for opens, closes in shifts(calendar, shown(first, calendar.time_zone).date() - 2 * DAY):
        if opens >= last:
            return sum_
        sum_ += max(0, min(closes, last) - max(opens, first))
    return sum_


def due(moment, seconds, calendar):
    """When so many seconds of shifts have passed."""
    if not seconds:
        return moment
    for opens, closes in shifts(calendar, shown(moment, calendar.time_zone).date() - 2 * DAY):
        begins = max(opens, moment)
        if closes - begins >= seconds:
            return begins + seconds
        seconds -= max(0, closes - begins)
    return None


def on_the_stopwatch(first, last, calendar):
    """Seconds by somebody who looks at the clock each minute and asks whether that is working time."""
    return 60 * sum(is_open(shown(moment, calendar.time_zone), calendar) for moment in range(first, last, 60))


def is_open(reading, calendar):
    """Does the clock show a time of the shift of this day, or of the one that began the day before?"""
    for day in (reading.date(), reading.date() - DAY):
        opens, closes = faces(day, calendar)
        if works(day, calendar) and opens <= reading < closes:
            return True
    return False


def moment(text, zone="UTC"):
    """`moment("2026-11-06 16:00", zone)`: of a time that comes twice the first; "…+01:00" says which."""
    read = datetime.fromisoformat(text)
    return int((read if read.tzinfo else read.replace(tzinfo=ZoneInfo(zone))).timestamp())
