"""What a link says of the view: filters written as the part of an address after `?`, and read from it.

Each name is that of the widget that is bound to it (`ui.filter_bar`). A period may be one of `PRESETS`, which moves
along with its as-of day; `query` writes the days themselves, so that the same view opens on any later day.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from urllib.parse import parse_qs, urlencode

from smarketing.filters import Clock, Compare, Dimension, Filters
from smarketing.periods import PRESETS, Grain, Period

CUSTOM = "Other days"
DEFAULT_PRESET = "Last 6 months"
FIRST_DAY = date(1990, 1, 1)
WINDOW = 90
COMPARE_LABELS = {
    Compare.PREVIOUS: "Previous period",
    Compare.LAST_YEAR: "Same period last year",
    Compare.NOTHING: "No comparison",
}
COMPARE_NAMES = {label: compare for compare, label in COMPARE_LABELS.items()}


def query(filters: Filters) -> str:
    """The part of a link after `?` that opens exactly this view, on any later day too."""
    pairs: list[tuple[str, str]] = [("period", CUSTOM)]
    pairs += [("days", f"{filters.period.first}"), ("days", f"{filters.period.last}")]
    pairs += [("as_of", f"{filters.as_of}"), ("compare", COMPARE_LABELS[filters.compare])]
    pairs += [("grain", filters.grain.value), ("clock", filters.clock.value), ("window", str(filters.window))]
    pairs += [(d.value, name) for d, names in filters.choices for name in names]
    return urlencode(pairs)


def moving(filters: Filters, preset: str) -> str:
    """A view that moves along: the name of its period, as known on whatever day it is opened.

    What an agenda item and an action keep, since a number judged by a day that stands still never moves; of days that
    were chosen one by one the days stand. preset: one of `PRESETS`, or `CUSTOM`.
    """
    said = parse_qs(query(filters))
    said.pop("as_of")
    if preset in PRESETS:
        said.pop("days")
        said["period"] = [preset]
    return urlencode(said, doseq=True)


def filters_of(told: str, *, today: date) -> Filters:
    """The view that a link's part after `?` opens; what it leaves out, or says in no way that we know, is the usual.

    today: the as-of day unless an earlier one is said. Raises FilterError for a window of no length.
    """
    said = parse_qs(told)
    as_of = min(_day(said.get("as_of", [""])[0]) or today, today)
    days = [day for text in said.get("days", ()) if (day := _day(text))]
    preset = PRESETS.get(said.get("period", [""])[0], PRESETS[DEFAULT_PRESET])
    custom = said.get("period") == [CUSTOM] and bool(days)
    period = Period(min(days), max(days)) if custom else preset(as_of)
    with suppress(ValueError):
        return Filters(
            period=period, as_of=as_of, compare=COMPARE_NAMES.get(said.get("compare", [""])[0], Compare.PREVIOUS),
            grain=Grain(said.get("grain", [Grain.MONTH.value])[0]),
            clock=Clock(said.get("clock", [Clock.COHORT.value])[0]),
            window=int(said.get("window", [str(WINDOW)])[0]),
            **{d.value: tuple(said.get(d.value, ())) for d in Dimension},
        )  # fmt: skip
    return Filters(period=period, as_of=as_of)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day >= FIRST_DAY else None
