"""Numbers → the words on screen, from their unit alone; nobody types a "%" by hand.

Cards show three significant digits ("€1.24M", "13.5 %"; counts and money stay whole below ten
thousand), small rates two decimals or more ("0.35 %"), tables and exports everything (`exact`). What
is missing is "–", never 0.
"""

from __future__ import annotations

import math

from babel.numbers import get_currency_symbol

from smarketing.metrics.registry import Unit

MISSING = "–"
MINUS = "−"
THIN = "\u202f"
"""The narrow space that doesn't break, before a percent sign."""

_SHORT = ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "K"))
_WHOLE_BELOW = 10_000
_WHOLE_HOURS = 40
_POINTS = (Unit.RATE, Unit.PERCENT)


def show(value: float | None, unit: Unit, *, currency: str = "EUR", exact: bool = False) -> str:
    """What people read: `show(0.1346, Unit.RATE)` → "13.5 %", `show(None, unit)` → "–".

    exact: full precision with thousands separators, for tables and exports; rates with four decimals.
    """
    if is_missing(value):
        return MISSING
    size = abs(float(value))  # ty: ignore[invalid-argument-type]
    text = _WRITE[unit](size, currency, exact)
    negative = value < 0 and any(c in "123456789" for c in text)  # ty: ignore[unsupported-operator]
    return MINUS + text if negative else text


def delta(now: float | None, then: float | None, unit: Unit, *, currency: str = "EUR") -> str:
    """How far a number moved: "+12", "+1.4 pts" for rates, "+8 %" for money; "–" where either is missing."""
    if is_missing(now) or is_missing(then):
        return MISSING
    difference = now - then  # ty: ignore[unsupported-operator]
    if unit in _POINTS:
        text = f"{_points(abs(difference))}{THIN}pts"
    elif unit in (Unit.MONEY, Unit.MONEY_A_DAY) and then:
        difference = difference / abs(then)
        text = f"{100 * abs(difference):.{0 if abs(difference) >= 0.0095 else 1}f}{THIN}%"
    else:
        text = show(abs(difference), unit, currency=currency)
    return _signed(difference, text)


def out_of(numerator: float | None, denominator: float | None) -> str:
    """What a rate is made of: `out_of(154, 1141)` → "154 of 1,141"; "" without a denominator."""
    return "" if is_missing(denominator) else f"{numerator:,.0f} of {denominator:,.0f}"


def is_missing(value: float | None) -> bool:
    """Is there nothing to show (no denominator, no data)?"""
    return value is None or math.isnan(value)


def _signed(difference: float, text: str) -> str:
    if not any(c in "123456789" for c in text):
        return f"±{text}"
    return f"{'+' if difference > 0 else MINUS}{text}"


def _points(share: float) -> str:
    points = f"{100 * share:.1f}"
    return f"{100 * share:.2f}" if points == "0.0" and share else points


def _count(size: float, _currency: str, exact: bool) -> str:
    if exact or size < _WHOLE_BELOW:
        return _plain(size, 2 if size % 1 else 0)
    return _short(size)


def _money(size: float, currency: str, exact: bool) -> str:
    symbol = get_currency_symbol(currency, locale="en") if currency else ""
    sign = f"{symbol}\u00a0" if symbol[-1:].isalpha() else symbol
    if exact:
        return f"{sign}{size:,.2f}"
    if size >= _WHOLE_BELOW:
        return f"{sign}{_short(size)}"
    return f"{sign}{size:,.{2 if 0 < size < 100 else 0}f}"


def _money_a_day(size: float, currency: str, exact: bool) -> str:
    return f"{_money(size, currency, exact)} a day"


def _percent(size: float, _currency: str, exact: bool) -> str:
    percent = 100 * size
    if exact:
        return f"{percent:,.4f}{THIN}%"
    if percent in (0, 100):
        return f"{percent:.0f}{THIN}%"
    return f"{percent:,.{_decimals(percent)}f}{THIN}%"


def _ratio(size: float, _currency: str, exact: bool) -> str:
    return f"{size:,.4f}×" if exact else f"{size:,.{_decimals(size)}f}×"


def _days(size: float, _currency: str, exact: bool) -> str:
    text = _plain(size, 2 if exact else 1)
    return f"{text} day" if text == "1" else f"{text} days"


def _hours(size: float, _currency: str, exact: bool) -> str:
    """Business hours: "2.2 h", "47 h"; below one in minutes: "18 min"."""
    if 0 < size < 1:
        minutes = _plain(60 * size, 1 if exact else 0)
        return f"{minutes} min" if minutes not in ("0", "60") else ("1 min" if minutes == "0" else "1 h")
    return f"{_plain(size, 2 if exact else 0 if size >= _WHOLE_HOURS else 1)} h"


def _decimals(size: float) -> int:
    """Digits after the point for three significant ones, at least two below 1."""
    if size >= 100:
        return 0
    if size >= 10:
        return 1
    return 2 if size >= 0.1 or size == 0 else max(2, 1 - math.floor(math.log10(size)))


def _plain(size: float, decimals: int) -> str:
    text = f"{size:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _short(size: float) -> str:
    """`1_236_000` → "1.24M"; rounded first, so that 999,960 is 1M and not 1000K."""
    rounded = float(f"{size:.3g}")
    for unit, letter in _SHORT:
        if rounded >= unit:
            return f"{rounded / unit:.3g}{letter}" if rounded < 1000 * unit else f"{rounded / unit:,.0f}{letter}"
    return _plain(rounded, 2)


_WRITE = {
    Unit.COUNT: _count,
    Unit.RATE: _percent,
    Unit.PERCENT: _percent,
    Unit.RATIO: _ratio,
    Unit.MONEY: _money,
    Unit.MONEY_A_DAY: _money_a_day,
    Unit.DAYS: _days,
    Unit.HOURS: _hours,
}
