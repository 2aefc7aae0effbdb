"""A metric is one pure, decorated function over summed columns; everything that shows it reads it here.

    frame of additive columns ── group, SUM ──▶ sums ── the metric's function ──▶ numbers

Sum first, divide last: a metric never sees a single row of the frame, only the sums at the grain that
is shown. Its docstring is the definition that people read; its first line is the short form.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

from smarketing.filters import Clock
from smarketing.metrics.intervals import wilson

Sums = pd.DataFrame
"""One row per group, a column per additive column of the frame."""


class Unit(StrEnum):
    """What a number counts, and so how it is written."""

    COUNT = "count"
    RATE = "rate"  # a share in 0…1, written in percent
    PERCENT = "percent"  # a quotient that can pass 1 or fall below 0, written in percent; has no interval
    RATIO = "ratio"  # a quotient that can pass 1, written "4.65×"
    MONEY = "money"  # in the workspace's currency, not in hundredths
    MONEY_A_DAY = "money a day"
    DAYS = "days"
    HOURS = "business hours"  # hours in which sales works; never put together into days, which differ by calendar


class Better(StrEnum):
    """Which way is good."""

    UP = "up"
    DOWN = "down"
    NEITHER = "neither"


@dataclass(frozen=True)
class Quotient:
    """A numerator over a denominator, a value per group; both stay beside the number on screen."""

    numerator: pd.Series
    denominator: pd.Series

    @property
    def value(self) -> pd.Series:
        """The quotient; missing where the denominator is 0."""
        return self.numerator.astype(float) / self.denominator.astype(float).where(self.denominator != 0)


@dataclass(frozen=True)
class Total:
    """A sum of amounts with what its spread is estimated from (`intervals.compound_poisson`), a value per group each.

    value: the sum; missing where it can't be told. amounts: how many there are. squares: each times itself, summed.
    """

    value: pd.Series
    amounts: pd.Series
    squares: pd.Series


Computed = pd.Series | Quotient | Total


@dataclass(frozen=True)
class Metric:
    """A number with its definition.

    key: what code and links call it. name: what people call it. of: what the denominator counts.
    clock: whose day it goes by; None where it goes by whichever clock the frame was made for.
    compute: sums → numbers; None where the number comes from a curve (`survival`), not from sums.
    family: the kin that differ from it only in their stages ("Conversion"), so that a glossary can fold them.
    """

    key: str
    name: str
    unit: Unit
    better: Better
    definition: str
    compute: Callable[[Sums], Computed] | None
    clock: Clock | None = None
    of: str = ""
    family: str = ""

    @property
    def summary(self) -> str:
        """The first line of the definition."""
        return self.definition.split("\n", 1)[0]


REGISTRY: dict[str, Metric] = {}
_NUMBERS = ("value", "numerator", "denominator", "low", "high")
SPREAD = ("amounts", "squares")
"""What `evaluate` tells of a `Total` beside its value."""


def metric(
    *, unit: Unit, better: Better = Better.UP, name: str = "", clock: Clock | None = None, of: str = ""
) -> Callable[[Callable[[Sums], Computed]], Metric]:
    """Register a function of sums as a metric; its name is the key, its docstring the definition."""

    def register(function: Callable[[Sums], Computed]) -> Metric:
        key = function.__name__  # ty: ignore[missing-attribute]
        made = Metric(
            key=key,
            name=name or key.replace("_", " ").capitalize(),
            unit=unit,
            better=better,
            definition=inspect.getdoc(function) or "",
            compute=function,
            clock=clock,
            of=of,
        )
        return add(made)

    return register


def add(made: Metric) -> Metric:
    """Put a metric into the registry. Raises ValueError for a second of the same key, or one without a definition."""
    if made.key in REGISTRY:
        raise ValueError(f"there are two metrics called {made.key}")
    if not made.definition:
        raise ValueError(f"the metric {made.key} has no definition")
    REGISTRY[made.key] = made
    return made


def evaluate(metrics: Metric | Iterable[Metric], frame: pd.DataFrame, *, by: Sequence[str] = ()) -> pd.DataFrame:
    """Group the frame, sum, then compute.

    Returns one row per group and metric: the columns of `by` · metric: str, its key · value: float ·
    numerator, denominator: float, missing where the metric is no quotient · low, high: float, the 95 %
    Wilson interval of a rate, else missing; where a metric is a `Total`, also amounts, squares: float. An empty
    denominator gives a missing value, never 0.
    Raises KeyError where the frame lacks a column that a metric sums.
    """
    wanted = [metrics] if isinstance(metrics, Metric) else list(metrics)
    keys = list(by)
    numbers = frame.select_dtypes("number").columns.difference(keys)
    if keys:
        sums = frame.groupby(keys, sort=True)[list(numbers)].sum().reset_index()
    else:
        sums = frame[list(numbers)].sum().to_frame().T
    return pd.concat([_computed(m, sums, keys) for m in wanted], ignore_index=True)


def beside(*frames: pd.DataFrame) -> pd.DataFrame:
    """Additive frames one under the other, so that a metric can be made of two of them (spend ÷ MQLs).

    A column that a frame lacks adds nothing there.
    """
    stacked = pd.concat([f for f in frames if len(f)] or frames[:1], ignore_index=True)
    missing = {c for f in frames for c in f.columns} - {*stacked.columns}
    stacked = stacked.assign(**dict.fromkeys(missing, 0))
    return stacked.fillna(dict.fromkeys(stacked.select_dtypes("number").columns, 0))


def _computed(m: Metric, sums: Sums, keys: list[str]) -> pd.DataFrame:
    if m.compute is None:
        raise ValueError(f"{m.key} comes from a curve, not from sums")
    made = m.compute(sums)
    numbers: dict[str, pd.Series | float] = dict.fromkeys(_NUMBERS, float("nan"))
    if isinstance(made, Total):
        numbers |= {name: getattr(made, name).astype(float) for name in SPREAD} | {"value": made.value.astype(float)}
    elif isinstance(made, Quotient):
        ends = made.numerator.astype(float), made.denominator.astype(float)
        numbers |= {"value": made.value, "numerator": ends[0], "denominator": ends[1]}
        if m.unit is Unit.RATE:
            numbers["low"], numbers["high"] = wilson(*ends)
    else:
        numbers["value"] = made.astype(float)
    return pd.DataFrame({key: sums[key] for key in keys} | {"metric": m.key} | numbers, index=sums.index)
