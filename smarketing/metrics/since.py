"""What changed since a snapshot: counts and money of each change, the stock of each stage, and what was restated.

Each lead that is in the snapshot or among the leads now is in exactly one change, so that the changes add up to all
of them, and for every place where a lead can stand: opening + in − out = closing, exactly.
"""

from __future__ import annotations

import pandas as pd

from smarketing.filters import Clock, Compare, Filters
from smarketing.metrics.money import Money
from smarketing.metrics.registry import Unit
from smarketing.metrics.show import show
from smarketing.periods import Grain, Period, to_date
from smarketing.snapshot import ABSENT, STANDS, Cause, Change, Snapshot
from smarketing.stages import LADDER, Exit

TOLD = tuple(c for c in Change if c is not Change.NONE)

LEFT: dict[str, tuple[Change, ...]] = {
    "advanced": (Change.ADVANCED, Change.WON),
    "rejected": (Change.REJECTED,),
    "lost": (Change.LOST,),
    "recycled": (Change.RECYCLED,),
    "moved_back": (Change.BACK,),
    "disappeared": (Change.GONE,),
}
"""How leads leave a place: the column of `stock`, and the changes that are counted in it."""

NUMBERS: dict[str, str] = {
    **{s.plural: s.label for s in LADDER}, **{x.key: x.value for x in Exit}, "opened": "Deals opened",
    "won": "Deals won", "lost_deals": "Deals lost", "opened_amount": "Pipeline created", "won_amount": "Revenue",
}  # fmt: skip
"""The numbers of a month that can be restated, as people call them."""


def changes(changed: pd.DataFrame) -> pd.DataFrame:
    """One row per change but "Still there", also where there is none of it.

    changed: `store.snapshots.changed` in the workspace's currency (`money.in_currency`).

    change: str · leads: int · amount: float, the amounts of their deals, in the workspace's currency.
    """
    sums = changed.groupby("change")[["n", "deal_amount"]].sum().reindex([c.value for c in TOLD], fill_value=0)
    return sums.reset_index().rename(columns={"n": "leads", "deal_amount": "amount"})


def stock(changed: pd.DataFrame) -> pd.DataFrame:
    """One row per place where leads stood or stand: opening + new + moved_in − out = closing.

    changed: `store.snapshots.changed`.

    stands: str · opening, closing: int, leads there in the snapshot and now · new: int, that were in no place before ·
    moved_in: int, from another place · and out by kind: advanced (the won are in it), rejected, lost, recycled,
    moved_back, disappeared: int.
    """
    moved = changed[changed["was"] != changed["stands"]]
    entered = moved[moved["was"] != ABSENT]
    told = {
        "opening": _by(changed, "was"),
        "new": _by(moved[moved["was"] == ABSENT], "stands"),
        "moved_in": _by(entered, "stands"),
        **{column: _by(moved[moved["change"].isin(kinds)], "was") for column, kinds in LEFT.items()},
        "closing": _by(changed, "stands"),
    }
    rows = pd.DataFrame(told, index=pd.Index(STANDS, name="stands")).fillna(0).astype("int64")
    return rows[rows.any(axis=1)].reset_index()


def _by(rows: pd.DataFrame, place: str) -> pd.Series:
    return rows.groupby(place)["n"].sum()


def months_of(differences: pd.DataFrame, filters: Filters, kept: Snapshot) -> Filters:
    """The view in which today's `entries` and `deals` are asked for: whole months up to the snapshot's day.

    differences: `store.snapshots.restated`; the first month is that of the earliest, else of the snapshot's day.
    """
    first = to_date(differences["day"].min()) if len(differences) else kept.as_of
    months = Period(Grain.MONTH.start(first), kept.as_of)
    return filters.within(period=months, as_of=kept.as_of, compare=Compare.NOTHING, clock=Clock.EVENT)


def restated(differences: Money, entries: pd.DataFrame, deals: Money) -> pd.DataFrame:
    """One row per number and month that reads differently now than in the snapshot, the latest month first.

    differences: `store.snapshots.restated` in the workspace's currency. entries, deals: today's, by their own days, as
    known at the end of the snapshot's day; amounts in the workspace's currency.

    month: date, its first day · number: str, its key in `NUMBERS` · was, now: float · causes: str, how much each
    added, `re-dated −3, entered late +5`.
    """
    more = differences.frame.assign(month=_months(differences.frame))
    of_leads = more[~more["event"].str.startswith(_DEALS)].rename(columns={"event": "number", "n": "more"})
    of_deals = more[more["event"].str.startswith(_DEALS)]
    events = of_deals["event"].str.removeprefix(_DEALS)
    counted = of_deals.assign(number=events.replace({"lost": "lost_deals"}), more=of_deals["n"])
    paid = of_deals.assign(number=events + "_amount", more=of_deals["deal_amount"])
    every = pd.concat([of_leads, counted, paid])
    every = every[every["number"].isin(NUMBERS)].groupby(["number", "month", "cause"], as_index=False)["more"].sum()
    every = every[every["more"].round(2) != 0]
    total = every.groupby(["number", "month"], as_index=False)["more"].sum()
    today = _today(entries, deals.frame)
    total = total[total["more"].round(2) != 0]
    now = [today.get((n, m), 0.0) for n, m in zip(total["number"], total["month"], strict=True)]
    causes = {key: _causes(rows) for key, rows in every.groupby(["number", "month"])}
    told = total.assign(
        now=now,
        was=pd.Series(now, index=total.index, dtype=float) - total["more"],
        causes=[causes[key] for key in zip(total["number"], total["month"], strict=True)],
        place=total["number"].map(list(NUMBERS).index),
    )
    ordered = told.sort_values(["month", "place"], ascending=[False, True], ignore_index=True)
    return ordered[["month", "number", "was", "now", "causes"]]


_DEALS = "deals_"


def _months(rows: pd.DataFrame) -> pd.Series:
    months = {day: Grain.MONTH.start(to_date(day)) for day in rows["day"].unique()}
    return rows["day"].map(months)


def _today(entries: pd.DataFrame, deals: pd.DataFrame) -> dict[tuple, float]:
    """{(number, month): value} of today."""
    renamed = deals.rename(columns={"lost": "lost_deals"})
    found: dict[tuple, float] = {}
    for frame in (entries, renamed):
        numbers = [c for c in NUMBERS if c in frame]
        sums = frame.assign(month=_months(frame)).groupby("month")[numbers].sum()
        found |= {(number, month): float(value) for number in numbers for month, value in sums[number].items()}
    return found


def _causes(rows: pd.DataFrame) -> str:
    sums = rows.groupby("cause")["more"].sum()
    return ", ".join(_said(cause, sums[cause.value]) for cause in Cause if cause.value in sums.index)


def _said(cause: Cause, more: float) -> str:
    return f"{cause.value} {'+' if more > 0 else '−'}{abs(more):,.0f}"


def sentence(told: pd.DataFrame, past: pd.DataFrame, *, currency: str) -> str:
    """`366 new, 104 advanced, 11 won (€181K), 51 rejected; 2 numbers of the past read differently`.

    told: `changes`. past: `restated`.
    """
    some = [_counted(row.change, row.leads, row.amount, currency) for row in told.itertuples() if row.leads]
    words = ", ".join(some) or "no lead has moved"
    if past.empty:
        return words
    n = len(past)
    read = "1 number of the past reads" if n == 1 else f"{n:,} numbers of the past read"
    return f"{words}; {read} differently"


def _counted(change: str, leads: int, amount: float, currency: str) -> str:
    money = f" ({show(amount, Unit.MONEY, currency=currency)})" if change in _PAID and amount else ""
    return f"{leads:,} {change.lower()}{money}"


_PAID = (Change.WON, Change.LOST)
