"""Why marketing and sales count differently: from marketing's MQLs, bar by bar, to those that sales worked.

Over a bridge frame, one row per group, bar and reason: bar: str, the key of one of `groups.BRIDGE` · reason: str, of a
lead that sales returned · n: int, leads. Each lead is in one bar, so they add up to the last lead:

    MQLs − (the first seven bars) = worked by sales = accepted + returned + still open
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from smarketing.filters import Clock
from smarketing.groups import BRIDGE, WORKED, Group
from smarketing.metrics.registry import REGISTRY, Better, Metric, Sums, Unit, metric
from smarketing.metrics.volume import mqls


def _named(name: str, better: Better = Better.DOWN):  # noqa: ANN202 - the registry's decorator
    return metric(unit=Unit.COUNT, clock=Clock.COHORT, better=better, name=name)


@_named("Without an MQL date")
def unqualified(sums: Sums) -> pd.Series:
    """MQLs of marketing's count that have no MQL date of their own: sales took them up before they were handed over.

    They count because a later stage has a date. In the bridge from marketing's count to sales' they come first, since
    sales never saw them as MQLs.
    """
    return sums["unqualified"]


@_named("Duplicates")
def repeated(sums: Sums) -> pd.Series:
    """MQLs whose lead, or whose e-mail address, had already become an MQL in the same period.

    Marketing counts each time that a lead becomes an MQL; sales works a person once. The first one stays in the
    bridge. Which ones are duplicates depends on the period, and not on the other filters.
    """
    return sums["repeated"]


@_named("Handed over later")
def handed_later(sums: Sums) -> pd.Series:
    """MQLs of the period that were assigned only after it had ended, and that nobody had touched or answered by then.

    Marketing counts by the day a lead became an MQL, sales by the day it got it. An MQL of an earlier period that was
    handed over in this one is in the bridge of its own period.
    """
    return sums["handed_later"]


@_named("Nobody assigned")
def unassigned(sums: Sums) -> pd.Series:
    """MQLs that nobody was assigned to by the as-of day, and that nobody has touched or answered.

    They have neither an owner nor a moment of assignment, or that moment lies after the as-of day.
    """
    return sums["unassigned"]


@_named("Returned untouched")
def returned(sums: Sums) -> pd.Series:
    """MQLs that sales returned by the as-of day though nobody had touched them, by the reason that was given."""
    return sums["returned"]


@_named("Untouched, not due", Better.NEITHER)
def not_due(sums: Sums) -> pd.Series:
    """MQLs that nobody has touched or answered by the as-of day, and need not have: their deadline is still to come.

    The deadline is that of the first touch, and of the answer where no touch was promised.
    """
    return sums["not_due"]


@_named("Untouched though due")
def untouched(sums: Sums) -> pd.Series:
    """MQLs that somebody has, and that nobody has touched or answered by the as-of day though the deadline has passed.

    The deadline is that of the first touch, and of the answer where no touch was promised.
    """
    return sums["untouched"]


@_named("Worked by sales", Better.UP)
def worked(sums: Sums) -> pd.Series:
    """MQLs of the period that sales worked: somebody touched them, or sales accepted them, by the as-of day.

    The count of MQLs by marketing, less those without an MQL date, duplicates, those handed over after the period,
    those that nobody was assigned to, those returned untouched, those not due yet and those untouched though due.
    Each MQL stands in one of these, the first that fits; so they add up exactly. Where the data tells no first touch,
    a returned MQL counts as worked too.
    """
    return sums[[group.key for group in WORKED]].sum(axis=1)


@_named("Worked and accepted", Better.UP)
def worked_accepted(sums: Sums) -> pd.Series:
    """MQLs of the period that sales worked, and had accepted by the as-of day."""
    return sums["worked_accepted"]


@_named("Worked and returned")
def worked_returned(sums: Sums) -> pd.Series:
    """MQLs of the period that sales touched, and had returned to marketing by the as-of day."""
    return sums["worked_returned"]


@_named("Worked, still open", Better.NEITHER)
def worked_open(sums: Sums) -> pd.Series:
    """MQLs of the period that sales touched, and had neither accepted nor returned by the as-of day."""
    return sums["worked_open"]


@dataclass(frozen=True)
class Bar:
    """One bar of the bridge: the leads behind it, its number, and how a sentence tells it after a count."""

    group: Group
    metric: Metric
    told: str = ""


_TOLD = {
    Group.UNQUALIFIED: "without an MQL date", Group.REPEATED: "repeated", Group.HANDED_LATER: "handed over later",
    Group.UNASSIGNED: "with nobody assigned", Group.RETURNED: "returned untouched", Group.NOT_DUE: "not due yet",
    Group.UNTOUCHED: "untouched though due",
}  # fmt: skip

START = Bar(Group.MQLS, mqls)
END = Bar(Group.WORKED, worked)
LESS = tuple(Bar(group, REGISTRY[group.key], told) for group, told in _TOLD.items())
PARTS = tuple(Bar(group, REGISTRY[group.key]) for group in WORKED)
METRICS = tuple(bar.metric for bar in (START, *LESS, END, *PARTS))

MOST_REASONS = 3


def wide(frame: pd.DataFrame, *, by: Sequence[str] = ()) -> pd.DataFrame:
    """The bridge frame with a column a bar: one row per group.

    <by> · mqls: int · a column for each of `groups.BRIDGE`: int, leads; they add up to mqls.
    """
    columns = [group.key for group in BRIDGE]
    keyed = frame if by else frame.assign(everything=0)
    keys = list(by) or ["everything"]
    table = keyed.pivot_table(index=keys, columns="bar", values="n", aggfunc="sum", fill_value=0)
    table = table.reindex(columns=columns, fill_value=0).astype("int64")
    if not by and table.empty:
        table = pd.DataFrame(0, index=[0], columns=columns)
    table = table.assign(mqls=table.sum(axis=1)).rename_axis(columns=None)
    return table.reset_index() if by else table.reset_index(drop=True)


def steps(frame: pd.DataFrame, *, most: int = MOST_REASONS) -> pd.DataFrame:
    """The bars of the bridge from the top down; those without a lead are left out, but for both ends.

    most: so many reasons of those returned untouched have a bar of their own, the others have one together.
    group: str, the key of the group of leads · metric: str · reason: str, "" for all · others: int, reasons that are
    put together · kind: str, start, less, end or part · n: int, leads · low, high: int, where the bar lies.
    """
    sums = wide(frame).iloc[0]
    rows = [_row(START, "start", int(sums[mqls.key]))]
    for bar in LESS:
        rows += (
            _reasons(frame, bar, most) if bar.group is Group.RETURNED else [_row(bar, "less", int(sums[bar.group.key]))]
        )
    rows.append(_row(END, "end", int(sums[[group.key for group in WORKED]].sum())))
    rows += [_row(bar, "part", int(sums[bar.group.key])) for bar in PARTS]
    told = pd.DataFrame(rows)
    told = told[(told["n"] > 0) | told["kind"].isin(["start", "end"])].reset_index(drop=True)
    less, part = (told["n"].where(told["kind"] == kind, 0) for kind in ("less", "part"))
    high = (told["n"].iloc[0] - less.cumsum() + less).where(told["kind"] == "less", told["n"])
    high = high.where(told["kind"] != "part", part.cumsum())
    return told.assign(low=high - told["n"], high=high)


def _row(bar: Bar, kind: str, n: int, *, reason: str = "", others: int = 0) -> dict[str, object]:
    return {"group": bar.group.key, "metric": bar.metric.key, "reason": reason, "others": others, "kind": kind, "n": n}


def _reasons(frame: pd.DataFrame, bar: Bar, most: int) -> list[dict[str, object]]:
    """A bar a reason, the commonest first; one more than `most` still has its own."""
    given = frame[frame["bar"] == bar.group.key].groupby("reason")["n"].sum()
    given = given.sort_values(ascending=False, kind="stable")
    named = given if len(given) <= most + 1 else given.iloc[:most]
    rows = [_row(bar, "less", int(n), reason=str(reason)) for reason, n in named.items()]
    rest = given.iloc[len(named) :]
    return [*rows, _row(bar, "less", int(rest.sum()), others=len(rest))] if len(rest) else rows


def said(frame: pd.DataFrame, *, most: int = 3) -> str:
    """`Marketing counts 3,434 MQLs, sales worked 3,095: 155 without an MQL date, 61 returned untouched, 72 others`.

    The bars that take away most are named; where that isn't all, the others are counted.
    """
    sums = wide(frame).iloc[0]
    end = int(sums[[group.key for group in WORKED]].sum())
    less = sorted(((int(sums[bar.group.key]), bar.told) for bar in LESS), key=lambda one: -one[0])
    less = [one for one in less if one[0]]
    head = f"Marketing counts {sums[mqls.key]:,} MQLs, sales worked {end:,}"
    if not less:
        return f"{head}: no MQL is missing between them" if end else "No MQL in this period"
    named = less if len(less) <= most + 1 else less[:most]
    rest = sum(n for n, _ in less[len(named) :])
    words = [f"{n:,} {told}" for n, told in named] + ([f"{rest:,} others"] if rest else [])
    return f"{head}: {', '.join(words)}"
