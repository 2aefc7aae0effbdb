"""Texts → days and moments, a whole column at a time.

Each text is read by the first pattern that fits it. The order of day and month is inferred from the
whole column, never per row. A bare date is a calendar day and has no hour; so are the moments of a
column that are all at midnight, because that is how programs write dates.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pyarrow as pa

from smarketing.intake.arrow import pc

DAY = 86_400
EARLIEST = 7_305
"""1990-01-01: a day before it is a mistake of the file."""
LATEST = 73_049
"""2170-01-01: so is a day after it."""

_HALF = r"(?P<half>[AaPp]\.?[Mm]\.?)?"
_TIME = rf"(?:(?:[Tt ]|, ?)\s?(?P<hour>\d{{1,2}}):(?P<minute>\d{{2}})(?::(?P<second>\d{{2}})(?:[.,]\d+)?)?\s?{_HALF})?"
_ZONE = r"\s?(?P<zone>[Zz]|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?"
_MONTH = r"(?P<name>[A-Za-z]{3,9})\.?"
_YEAR = r"(?P<year>\d{4}|\d{2})"

PATTERNS: dict[str, str] = {
    "yyyy-mm-dd": rf"^(?P<year>\d{{4}})[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}}){_TIME}{_ZONE}$",
    "yyyymmdd": r"^(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})$",
    "numbers": rf"^(?P<first>\d{{1,2}})[-/.](?P<other>\d{{1,2}})[-/.]{_YEAR}{_TIME}{_ZONE}$",
    "dd-Mmm-yyyy": rf"^(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)?[ -]{_MONTH}[ ,-]{{1,2}}{_YEAR}{_TIME}{_ZONE}$",
    "Mmm dd, yyyy": rf"^{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>\d{{4}}){_TIME}{_ZONE}$",
    "seconds since 1970": r"^(?P<epoch>\d{10}|\d{13})(?:\.0+)?$",
    "Excel's day number": r"^(?P<serial>\d{5}(?:\.\d+)?)$",
}
"""What a date looks like, by the name that the receipt gives it. `numbers` is day/month/year or month/day/year."""

_ENGLISH = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: number for number, name in enumerate(_ENGLISH, start=1)} | {
    "mrz": 3, "mär": 3, "mai": 5, "okt": 10, "dez": 12,
}  # fmt: skip

_ISO = r"^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?)?$"
"""What Arrow reads as it stands, ten times as quick as by its parts."""

_NOTHING, _BARE, _WALL, _ABSOLUTE = 0, 1, 2, 3


@dataclass(frozen=True)
class Moments:
    """The distinct values of a column, read. Arrays are as long as the values.

    day: calendar day number in the workspace's zone. at: seconds since 1970 UTC. has_hour: is `at` known?
    fits: could it be read at all? formats: {name: values}. day_first: how numbers were taken, None where
    there were none. is_open: does the column leave the order open?
    """

    day: np.ndarray
    at: np.ndarray
    has_hour: np.ndarray
    fits: np.ndarray
    formats: dict[str, int] = field(default_factory=dict)
    day_first: bool | None = None
    is_open: bool = False


def share_readable(values: pa.Array) -> float:
    """Of distinct texts, the share that some pattern fits; 1 where there is none."""
    if not len(values):
        return 1.0
    found = [pc.match_substring_regex(values, p).to_numpy(zero_copy_only=False) for p in PATTERNS.values()]
    return float(np.logical_or.reduce(found).mean())


def evidence(values: pa.Array) -> tuple[bool, bool]:
    """Do these texts prove that the day comes first; that the month does?"""
    two_numbers = values.filter(pc.match_substring_regex(values, r"^\d{1,2}[-/.]\d{1,2}[-/.]"))
    parts = pc.extract_regex(two_numbers, PATTERNS["numbers"]).drop_null()
    if not len(parts):
        return False, False
    return bool(_number(parts, "first").max() > 12), bool(_number(parts, "other").max() > 12)


def read_moments(values: pa.Array, *, time_zone: str, day_first: bool | None = None) -> Moments:
    """Read the distinct texts of one column. `day_first` is the answer for a column that leaves it open."""
    wall, kind, formats = np.zeros(len(values), np.int64), np.full(len(values), _NOTHING, np.int8), {}
    order, is_open = None, False
    is_iso = _read_iso(values, wall, kind)
    formats["yyyy-mm-dd"] = int(is_iso.sum())
    left = np.flatnonzero(~is_iso)
    for name, pattern in PATTERNS.items():
        texts = values if len(left) == len(values) else values.take(pa.array(left))
        parts = pc.extract_regex(texts, pattern)
        hit = parts.is_valid().to_numpy(zero_copy_only=False)
        if not hit.any():
            continue
        if name == "numbers":
            order, is_open = _order(texts, day_first)
        seconds, sort, good = _read(name, parts.drop_null(), day_first=bool(order))
        where = left[hit][good]
        wall[where], kind[where] = seconds[good], sort[good]
        formats[_told(name, order)] = formats.get(_told(name, order), 0) + int(good.sum())
        left = left[~hit]
    kind = _without_midnights(wall, kind)
    day, at = _settle(wall, kind, time_zone)
    formats = {k: n for k, n in formats.items() if n}
    return Moments(day, at, kind >= _WALL, kind != _NOTHING, formats, order, is_open)


def _read_iso(values: pa.Array, wall: np.ndarray, kind: np.ndarray) -> np.ndarray:
    """Enter wall seconds and kind of every ISO date without a zone; which those are. None, if one doesn't exist."""
    is_iso = pc.match_substring_regex(values, _ISO)
    where = is_iso.to_numpy(zero_copy_only=False)
    texts = values if where.all() else values.filter(is_iso)
    try:
        seconds = texts.cast(pa.timestamp("s"))
    except pa.ArrowInvalid:  # 30 February, say: then each is looked at by its parts
        return np.zeros(len(values), bool)
    wall[where] = seconds.cast(pa.int64()).to_numpy()
    kind[where] = np.where(pc.equal(pc.binary_length(texts), 10).to_numpy(zero_copy_only=False), _BARE, _WALL)
    return where


def _order(values: pa.Array, answer: bool | None) -> tuple[bool, bool]:
    """Does the day come first; and does the column leave it open? Dots, with nothing else to go by, say yes."""
    day_proven, month_proven = evidence(values)
    if day_proven != month_proven:
        return day_proven, False
    if answer is not None:
        return answer, True
    return bool(pc.any(pc.match_substring_regex(values, r"^\d{1,2}\.\d{1,2}\.")).as_py()), True


def _told(name: str, order: bool | None) -> str:
    return name if name != "numbers" else "dd/mm/yyyy" if order else "mm/dd/yyyy"


def _read(name: str, parts: pa.StructArray, *, day_first: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Wall seconds, what sort of moment, and whether the date exists, for texts that fit one pattern."""
    if name == "seconds since 1970":
        epoch = _number(parts, "epoch")
        seconds = np.where(epoch >= 10**12, epoch // 1000, epoch)
        return seconds, np.full(len(seconds), _ABSOLUTE), seconds >= 0
    if name == "Excel's day number":
        serial = pc.struct_field(parts, "serial").cast(pa.float64()).to_numpy()
        seconds = np.rint((serial - 25_569) * DAY).astype(np.int64)
        return seconds, np.where(serial % 1 > 0, _WALL, _BARE), serial > 20_000
    day, exists = _calendar_day(*_year_month_day(name, parts, day_first=day_first))
    if not _has(parts, "hour"):
        return day * DAY, np.full(len(day), _BARE), exists
    seconds, timed, possible = _clock(parts)
    offset, zoned = _offset(parts)
    sort = np.where(zoned, _ABSOLUTE, np.where(timed, _WALL, _BARE))
    return day * DAY + seconds - offset, sort, exists & possible


def _year_month_day(name: str, parts: pa.StructArray, *, day_first: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    year = _number(parts, "year")
    year = np.where(year < 70, year + 2000, np.where(year < 100, year + 1900, year))
    if name == "numbers":
        first, other = _number(parts, "first"), _number(parts, "other")
        return year, *((other, first) if day_first else (first, other))
    if _has(parts, "name"):
        names = pc.utf8_lower(pc.struct_field(parts, "name")).to_pylist()
        return year, np.array([_MONTHS.get(n[:3], 0) for n in names]), _number(parts, "day")
    return year, _number(parts, "month"), _number(parts, "day")


def _calendar_day(year: np.ndarray, month: np.ndarray, day: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Day numbers, and whether there is such a day (30 February: no)."""
    months = ((year - 1970) * 12 + np.clip(month, 1, 12) - 1).astype("datetime64[M]")
    days = months.astype("datetime64[D]") + (day - 1)
    exists = (month >= 1) & (month <= 12) & (day >= 1) & (days.astype("datetime64[M]") == months)
    return days.astype(np.int64), exists


def _clock(parts: pa.StructArray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Seconds since midnight; whether an hour is told; whether there is such an hour."""
    hour, minute, second = (_number(parts, p) for p in ("hour", "minute", "second"))
    half = pc.utf8_lower(pc.struct_field(parts, "half"))
    afternoon = pc.starts_with(half, "p").to_numpy(zero_copy_only=False)
    morning = pc.starts_with(half, "a").to_numpy(zero_copy_only=False)
    hour = np.where(afternoon & (hour < 12), hour + 12, np.where(morning & (hour == 12), 0, hour))
    return hour * 3600 + minute * 60 + second, _is_told(parts, "minute"), (hour < 24) & (minute < 60) & (second < 61)


def _offset(parts: pa.StructArray) -> tuple[np.ndarray, np.ndarray]:
    """Seconds east of UTC, and whether a zone is told at all."""
    if not _has(parts, "zone"):
        return np.zeros(len(parts), np.int64), np.zeros(len(parts), bool)
    distinct = pc.struct_field(parts, "zone").dictionary_encode()
    seconds = np.array([_zone_seconds(z) for z in distinct.dictionary.to_pylist()], dtype=np.int64)
    return seconds[distinct.indices.to_numpy(zero_copy_only=False)], _is_told(parts, "zone")


def _zone_seconds(zone: str) -> int:
    digits = "".join(c for c in zone if c.isdigit())
    if not digits:
        return 0
    seconds = int(digits[:2]) * 3600 + int(digits[2:4] or 0) * 60
    return -seconds if zone[0] == "-" else seconds


def _without_midnights(wall: np.ndarray, kind: np.ndarray) -> np.ndarray:
    """Moments without a zone that are all at midnight are days; so are epochs."""
    for sort in (_WALL, _ABSOLUTE):
        those = kind == sort
        if (
            those.any()
            and (sort == _WALL or (kind[kind != _NOTHING] == _ABSOLUTE).all())
            and (wall[those] % DAY == 0).all()
        ):
            kind = np.where(those, _BARE, kind)
    return kind


def _settle(wall: np.ndarray, kind: np.ndarray, time_zone: str) -> tuple[np.ndarray, np.ndarray]:
    """Calendar days in the zone, and moments in UTC."""
    day, at = wall // DAY, wall.copy()
    local = kind == _WALL
    at[local] = to_utc(wall[local], time_zone)
    absolute = kind == _ABSOLUTE
    day[absolute] = local_day(wall[absolute], time_zone)
    return day, at


def to_utc(wall: np.ndarray, time_zone: str) -> np.ndarray:
    """Clock readings as seconds → UTC. An hour that comes twice is the first one; one that does not come at
    all is counted on from the hour before, as `zoneinfo` does.

    A day that ends with the offset with which it began has it throughout, so only the others are looked at closely.
    """
    wall = _clock_in_range(wall)
    if not len(wall):
        return wall
    day = wall // DAY - wall.min() // DAY
    midnights = (wall.min() // DAY + np.arange(day.max() + 2)) * DAY
    if len(midnights) > len(wall):
        return _read_closely(wall, time_zone)
    offset = midnights - _read_closely(midnights, time_zone)
    utc, changes = wall - offset[day], (offset[1:] != offset[:-1])[day]
    utc[changes] = _read_closely(wall[changes], time_zone)
    return utc


def _read_closely(wall: np.ndarray, time_zone: str) -> np.ndarray:
    clock = pd.DatetimeIndex(wall.astype("datetime64[s]"))
    known = clock.tz_localize(time_zone, ambiguous=np.ones(len(clock), bool), nonexistent="NaT")
    missing = known.isna()
    utc = known.tz_convert("UTC").tz_localize(None).astype("datetime64[s]").to_numpy().astype(np.int64)
    if missing.any():
        utc[missing] = _read_closely(wall[missing] - 3 * 3600, time_zone) + 3 * 3600
    return utc


def local_day(utc: np.ndarray, time_zone: str) -> np.ndarray:
    """Seconds since 1970 UTC → calendar day numbers in the zone."""
    clock = pd.DatetimeIndex(_clock_in_range(utc).astype("datetime64[s]")).tz_localize("UTC").tz_convert(time_zone)
    return clock.tz_localize(None).astype("datetime64[s]").to_numpy().astype(np.int64) // DAY


def _clock_in_range(seconds: np.ndarray) -> np.ndarray:
    """Held to 1900–2200: what lies outside is refused by day, and no table of zones knows it."""
    return np.clip(seconds, -25_567 * DAY, 84_006 * DAY)


def _has(parts: pa.StructArray, name: str) -> bool:
    return parts.type.get_field_index(name) >= 0


def _is_told(parts: pa.StructArray, name: str) -> np.ndarray:
    return pc.not_equal(pc.struct_field(parts, name), "").to_numpy(zero_copy_only=False)


def _number(parts: pa.StructArray, name: str) -> np.ndarray:
    """A part as whole numbers; 0 where it is not told."""
    texts = pc.struct_field(parts, name)
    texts = pc.if_else(pc.equal(texts, ""), "0", texts)
    return texts.cast(pa.int64()).to_numpy(zero_copy_only=False)
