"""What people read of a number."""

import math

import pytest

from smarketing.metrics.registry import Unit
from smarketing.metrics.show import delta, out_of, show


def shown(*arguments, **options):
    """`show`, with plain spaces, so that the expectations can be read."""
    return show(*arguments, **options).replace("\u202f", " ").replace("\u00a0", " ")


def moved(*arguments, **options):
    return delta(*arguments, **options).replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize("unit", Unit)
@pytest.mark.parametrize("nothing", [None, math.nan, float("nan")])
def test_what_is_missing_is_a_dash_whatever_its_unit(unit, nothing):
    assert show(nothing, unit) == "–"
    assert show(nothing, unit, exact=True) == "–"


@pytest.mark.parametrize(
    ("value", "unit", "card"),
    [
        (412, Unit.COUNT, "412"),
        (1141, Unit.COUNT, "1,141"),
        (24_390, Unit.COUNT, "24.4K"),
        (1_000_000, Unit.COUNT, "1M"),
        (5.94, Unit.COUNT, "5.94"),
        (1_236_000, Unit.MONEY, "€1.24M"),
        (999_960, Unit.MONEY, "€1M"),  # not €1000K
        (8_450, Unit.MONEY, "€8,450"),
        (61.29, Unit.MONEY, "€61.29"),
        (0, Unit.MONEY, "€0"),
        (-1_234_567, Unit.MONEY, "−€1.23M"),
        (2326.1538, Unit.MONEY_A_DAY, "€2,326 a day"),
        (0.13459, Unit.RATE, "13.5 %"),
        (0.0537, Unit.RATE, "5.37 %"),
        (36 / 10_142, Unit.RATE, "0.35 %"),  # small rates need two decimals or more
        (10_142 / 657_052, Unit.RATE, "1.54 %"),
        (0.0000123, Unit.RATE, "0.0012 %"),
        (0, Unit.RATE, "0 %"),
        (1, Unit.RATE, "100 %"),
        (-0.0769, Unit.PERCENT, "−7.69 %"),
        (4.6512, Unit.RATIO, "4.65×"),
        (14, Unit.DAYS, "14 days"),
        (1, Unit.DAYS, "1 day"),
        (48.443, Unit.DAYS, "48.4 days"),
        (2.2, Unit.HOURS, "2.2 h"),
        (8, Unit.HOURS, "8 h"),
        (47.4, Unit.HOURS, "47 h"),
        (5 / 60, Unit.HOURS, "5 min"),
        (0.999, Unit.HOURS, "1 h"),  # not 60 min
        (0.001, Unit.HOURS, "1 min"),  # not 0 min
        (0, Unit.HOURS, "0 h"),
    ],
)
def test_a_card_shows_three_significant_digits(value, unit, card):
    assert shown(value, unit) == card


@pytest.mark.parametrize(
    ("value", "unit", "cell"),
    [
        (24_390, Unit.COUNT, "24,390"),
        (1_236_000.5, Unit.MONEY, "€1,236,000.50"),
        (36 / 10_142, Unit.RATE, "0.3550 %"),
        (4.6512, Unit.RATIO, "4.6512×"),
        (161.9, Unit.DAYS, "161.9 days"),
        (47.416, Unit.HOURS, "47.42 h"),
        (0.125, Unit.HOURS, "7.5 min"),
    ],
)
def test_a_table_shows_everything(value, unit, cell):
    assert shown(value, unit, exact=True) == cell


def test_a_currency_of_letters_stands_apart_from_its_number():
    assert shown(1_240_000, Unit.MONEY, currency="CHF") == "CHF 1.24M"
    assert shown(1_240_000, Unit.MONEY, currency="USD") == "$1.24M"


def test_the_space_before_percent_does_not_break():
    assert show(0.5, Unit.RATE) == "50.0\u202f%"


@pytest.mark.parametrize(
    ("now", "then", "unit", "said"),
    [
        (412, 400, Unit.COUNT, "+12"),
        (400, 412, Unit.COUNT, "−12"),
        (412, 412, Unit.COUNT, "±0"),
        (0.200, 0.186, Unit.RATE, "+1.4 pts"),
        (0.5001, 0.5, Unit.RATE, "+0.01 pts"),
        (108, 100, Unit.MONEY, "+8 %"),
        (1004, 1000, Unit.MONEY, "+0.4 %"),
        (500, 0, Unit.MONEY, "+€500"),  # nothing to divide by
        (12, 14, Unit.DAYS, "−2 days"),
        (3.5, 2.2, Unit.HOURS, "+1.3 h"),
        (412, None, Unit.COUNT, "–"),
        (math.nan, 0.3, Unit.RATE, "–"),
    ],
)
def test_a_change_is_told_in_its_units_own_way(now, then, unit, said):
    assert moved(now, then, unit) == said


@pytest.mark.parametrize(
    ("numerator", "denominator", "said"),
    [(154, 1141, "154 of 1,141"), (0.0, 12.0, "0 of 12"), (3, math.nan, ""), (None, None, "")],
)
def test_a_rate_says_of_how_many_it_is(numerator, denominator, said):
    assert out_of(numerator, denominator) == said
