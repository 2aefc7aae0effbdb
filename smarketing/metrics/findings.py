"""Sentences that the numbers prove: titles of charts, the lines on top of a page, ranked.

A sentence is made only where the interval allows it; else there is none, and the page says what is
shown instead. Where many sources are compared at once, each against the rest, the interval is widened
for their number (Bonferroni), so that one source in twenty doesn't make news by chance. Names of
sources are data: who draws a sentence escapes it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from smarketing.filters import NONE
from smarketing.metrics.compare import has_moved
from smarketing.metrics.intervals import ENOUGH, Verdict, newcombe, verdict, z_for
from smarketing.metrics.registry import REGISTRY, Unit
from smarketing.metrics.show import THIN, show
from smarketing.periods import Grain
from smarketing.stages import Stage

_LEVEL = 0.005
"""A count that moved by less than half a percent is level."""

_NOTABLE = 1.15
"""From here on a ratio of two rates is told as "times as often"."""


@dataclass(frozen=True)
class Finding:
    """A sentence, the groups that it speaks of (to be highlighted), and how much it matters, 0…1."""

    text: str
    weight: float
    about: tuple[str, ...] = ()


def rank(found: Iterable[Finding | None], *, most: int = 7) -> list[Finding]:
    """What matters most comes first; at most so many."""
    return sorted((f for f in found if f is not None), key=lambda f: -f.weight)[:most]


def said(finding: Finding | None, *, otherwise: str) -> str:
    """A chart's title: the finding, or else what is shown."""
    return finding.text if finding else otherwise


# --- between groups ---------------------------------------------------------------------------


_PREPOSITIONS = {"segment": "in", "owner": "of", "team": "of"}


def _those(what: str, by: str, row: pd.Series) -> str:
    """`MQLs from Webinar`, `MQLs of Maren Dijkhof`, `MQLs without a source`."""
    if row[by] == NONE:
        return f"{what} without {'an' if by[0] in 'aeiou' else 'a'} {by}"
    return f"{what} {_PREPOSITIONS.get(by, 'from')} {row[by]}"


def best_and_worst(rates: pd.DataFrame, *, by: str, done: str, what: str = "MQLs", verb: str = "are") -> Finding | None:
    """`MQLs from Webinar are accepted 2.1 times as often as those from Paid Social (62 % vs 29 %)`.

    rates: one metric of `evaluate` by one column. done: "accepted", or "customers in time" with the verb
    "become". None while no group is clearly apart.
    """
    told = _against_the_rest(rates)
    best = told[told["low_rest"] > 0].nlargest(1, "value")
    worst = told[told["high_rest"] < 0].nsmallest(1, "value")
    outcome = f"{verb} {done}"
    if len(best) and len(worst) and _is_apart(best.iloc[0], worst.iloc[0], groups=len(told)):
        return _apart(best.iloc[0], worst.iloc[0], by=by, outcome=outcome, what=what)
    if len(best):
        return _from_the_rest(best.iloc[0], "more", by=by, outcome=outcome, what=what)
    return _from_the_rest(worst.iloc[0], "less", by=by, outcome=outcome, what=what) if len(worst) else None


def _against_the_rest(rates: pd.DataFrame) -> pd.DataFrame:
    told = rates[rates["denominator"] >= ENOUGH]
    k, n = told["numerator"], told["denominator"]
    rest, of_rest = rates["numerator"].sum() - k, rates["denominator"].sum() - n
    told, k, n, rest, of_rest = (part[of_rest >= ENOUGH] for part in (told, k, n, rest, of_rest))
    low, high = newcombe(k, n, rest, of_rest, z=z_for(len(told) if len(told) > 2 else 1))
    return told.assign(low_rest=low, high_rest=high, rest=rest / of_rest, share=n / rates["denominator"].sum())


def _is_apart(best: pd.Series, worst: pd.Series, *, groups: int) -> bool:
    pair = (best["numerator"], best["denominator"], worst["numerator"], worst["denominator"])
    return verdict(*pair, z=z_for(groups * (groups - 1) // 2)) is Verdict.HIGHER


def _apart(best: pd.Series, worst: pd.Series, *, by: str, outcome: str, what: str) -> Finding:
    times = best["value"] / worst["value"] if worst["value"] else float("inf")
    how = f"{times:.1f} times as often as" if _NOTABLE <= times < float("inf") else "more often than"
    return Finding(
        f"{_those(what, by, best)} {outcome} {how} {_those('those', by, worst)} "
        f"({share(best['value'])} vs {share(worst['value'])})",
        weight=float((best["value"] - worst["value"]) * (best["share"] + worst["share"])),
        about=(str(best[by]), str(worst[by])),
    )


def _from_the_rest(row: pd.Series, how: str, *, by: str, outcome: str, what: str) -> Finding:
    numbers = f"({share(row['value'])} vs {share(row['rest'])})"
    return Finding(
        f"{_those(what, by, row)} {outcome} {how} often than the others {numbers}",
        weight=float(abs(row["value"] - row["rest"]) * row["share"]),
        about=(str(row[by]),),
    )


def volume_without_outcome(
    rates: pd.DataFrame, *, by: str, start: str = "MQLs", end: str = "customers"
) -> Finding | None:
    """`Content Syndication brings 21 % of MQLs and 4 % of customers`: the widest gap among those clearly apart.

    rates: a conversion by one column, whose numerators and denominators are shared out.
    """
    told = _against_the_rest(rates)
    clear = told[(told["low_rest"] > 0) | (told["high_rest"] < 0)]
    if clear.empty:
        return None
    brings = clear["numerator"] / rates["numerator"].sum()
    row = (brings - clear["share"]).abs().idxmax()
    name = str(clear.loc[row, by])
    bringing = f"No {by}" if name == NONE else name
    return Finding(
        f"{bringing} brings {share(clear.loc[row, 'share'])} of {start} and {share(brings[row])} of {end}",
        weight=float(abs(brings[row] - clear.loc[row, "share"])),
        about=(name,),
    )


def largest(counts: pd.DataFrame, *, by: str, currency: str = "EUR") -> Finding | None:
    """`Paid Search brings the most MQLs: 22 % of 5,678`; None where two share the first place or nothing is there.

    counts: one count or amount of `evaluate` by one column.
    """
    total, top = counts["value"].sum(), counts.nlargest(2, "value")
    if len(counts) < 2 or not total > 0 or top["value"].nunique() < 2:
        return None
    first, metric = top.iloc[0], REGISTRY[str(top.iloc[0]["metric"])]
    of_all = f"{share(first['value'] / total)} of {show(total, metric.unit, currency=currency)}"
    return Finding(
        f"{first[by]} brings the most {_in_a_sentence(metric.name)}: {of_all}",
        weight=float(first["value"] / total),
        about=(str(first[by]),),
    )


def _in_a_sentence(name: str) -> str:
    return name if name[:2].isupper() else name[0].lower() + name[1:]


# --- over time --------------------------------------------------------------------------------


def change(row: pd.Series, *, against: object, name: str = "", currency: str = "EUR") -> Finding | None:
    """`MQLs are up 12 % on Oct 2026, 412 after 368`; of a rate, what its verdict allows. None where a side is
    missing or too young to compare.

    row: one row of `compare`. against: the period that it is held against. name: in place of the metric's.
    """
    metric = REGISTRY[row["metric"]]
    if pd.isna(row["now"]) or pd.isna(row["then"]) or row["verdict"] == Verdict.TOO_YOUNG:
        return None
    name = name or metric.name
    now, then = (show(row[side], metric.unit, currency=currency) for side in ("now", "then"))
    if metric.unit is Unit.RATE:
        return Finding(_rate_moved(row, name, against), weight=_weight_of_rate(row))
    if row["verdict"] in (Verdict.UNCLEAR, Verdict.TOO_FEW):
        beside = f"from {against}" if row["verdict"] == Verdict.UNCLEAR else f"against {against}"
        return Finding(f"{name}: {row['verdict']} {beside}, {now} after {then}", weight=0.0)
    are = "are" if metric.unit is Unit.COUNT else "is"
    moved = row["relative"]
    if pd.isna(moved):
        return Finding(f"{name} {are} {now} after {then} in {against}", weight=1.0 if row["difference"] else 0.0)
    if abs(moved) < _LEVEL:
        return Finding(f"{name} {are} level with {against}, {now} after {then}", weight=0.0)
    way = "up" if moved > 0 else "down"
    size = abs(row["difference"]) / max(abs(row["now"]), abs(row["then"]))
    weight = min(size, 1.0) if has_moved(row) else 0.0
    return Finding(f"{name} {are} {way} {share(abs(moved))} on {against}, {now} after {then}", weight=weight)


def _rate_moved(row: pd.Series, name: str, against: object) -> str:
    numbers = f"{share(row['now'])} after {share(row['then'])}"
    if row["verdict"] in (Verdict.HIGHER, Verdict.LOWER):
        return f"{name} is {row['verdict']} than in {against}, {numbers}"
    if row["verdict"] == Verdict.UNCLEAR:
        return f"{name}: no clear difference from {against}, {numbers}"
    return f"{name} against {against}: too few to say, {numbers}"


def _weight_of_rate(row: pd.Series) -> float:
    clear = row["verdict"] in (Verdict.HIGHER, Verdict.LOWER)
    return float(abs(row["difference"]) / max(row["now"], row["then"])) if clear else 0.0


def not_final(buckets: pd.DataFrame, *, start: Stage, window: int, grain: Grain) -> Finding | None:
    """`Nov 2026 is too young: 312 of 540 MQLs have not had 90 days`. None where every lead had its window.

    buckets: `with_maturity` by `bucket` (`grain.over_time`).
    """
    summed = buckets.groupby("bucket")[[start.plural, "too_young"]].sum()
    young = summed[summed["too_young"] > 0]
    if young.empty:
        return None
    first, last = (grain.label(day.date()) for day in (young.index[0], young.index[-1]))
    when = f"{first} is" if first == last else f"{first} to {last} are"
    count, of = int(young["too_young"].sum()), int(young[start.plural].sum())
    return Finding(
        f"{when} too young: {count:,} of {of:,} {start.label} have not had {window} days",
        weight=count / int(summed[start.plural].sum()),
    )


def share(rate: float) -> str:
    """A share as a sentence says it, in two digits: "62 %", "4.3 %", "0.35 %"."""
    percent = 100 * abs(float(rate))
    decimals = 0 if percent >= 9.95 or percent == 0 else 1 - math.floor(math.log10(percent))
    return f"{percent:,.{decimals}f}{THIN}%"
