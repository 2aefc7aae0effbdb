"""What a file says, in one piece: the funnel, by source and month, money, days, what to expect, and what to mind.

Frames of the store go in (`Facts`), numbers and sentences come out (`Readout`), for the page, a document or
`--json`. Nothing here reads a file or a database.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

import pandas as pd

from smarketing.filters import Filters
from smarketing.handout import sentences
from smarketing.joined import Joined
from smarketing.metrics import survival
from smarketing.metrics.conversion import funnel
from smarketing.metrics.grain import over_time, within
from smarketing.metrics.registry import Unit, evaluate
from smarketing.metrics.revenue import win_rate
from smarketing.metrics.show import is_missing, show
from smarketing.periods import Grain, Period, to_date
from smarketing.stages import Exit, Stage

BY_DAY = 90
"""Expected conversion is told by this day."""


@dataclass(frozen=True)
class Caution:
    """Something to mind. code: for programs, text: for people."""

    code: str
    text: str


@dataclass(frozen=True)
class Card:
    """A headline number, written out."""

    name: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class Facts:
    """What the store answered about some files, over the whole period.

    filters: period and as-of day; None where nothing has a day. known: the stages that the data knows.
    cohorts, skipped, lives: from the first of them (see `store.queries`); lives: to Customer. deals, spend: by
    their own days. currency: of amounts that name none. slots: of the sources' colours. is_snapshot: no lead has
    a date of its own, so that only "by now" can be told.
    """

    filters: Filters | None
    known: tuple[Stage, ...]
    cohorts: pd.DataFrame
    skipped: pd.DataFrame
    lives: pd.DataFrame
    deals: pd.DataFrame
    spend: pd.DataFrame
    currency: str
    slots: Mapping[str, int]
    is_snapshot: bool = False

    @property
    def start(self) -> Stage:
        """Where this funnel begins."""
        return self.known[0] if self.known else Stage.LEAD

    @property
    def here(self) -> pd.DataFrame:
        """The cohorts of the period."""
        return within(self.cohorts, self.filters.period if self.filters else None)


@dataclass(frozen=True)
class Readout:
    """The numbers of some files.

    stages: as of `conversion.funnel`. by_source, by_month: one row per source or month, a column per stage's
    plural (and won_amount). receipts: what was done to each file, as plain values. problems: one row per row that
    was dropped or cell that was mended: file, line, header, value, rule, reason.
    """

    facts: Facts
    stages: pd.DataFrame
    by_source: pd.DataFrame
    by_month: pd.DataFrame | None
    exits: Mapping[str, int]
    revenue: pd.DataFrame
    spend: pd.DataFrame
    days: Mapping[str, float] | None
    expected: Mapping[str, object] | None
    win_rate: Mapping[str, object] | None
    findings: tuple[str, ...]
    warnings: tuple[Caution, ...]
    receipts: tuple[Mapping[str, Any], ...]
    joined: tuple[Joined, ...] = field(default=())
    problems: pd.DataFrame = field(default_factory=pd.DataFrame)

    @property
    def leads(self) -> int:
        """How many leads there are in the funnel."""
        return int(self.stages["reached"].iloc[0]) if len(self.stages) else 0

    @property
    def title(self) -> str:
        """The most important sentence, or what this is."""
        return self.findings[0] if self.findings else "What these files say"

    @property
    def sentence(self) -> str:
        """Which days these numbers are about."""
        filters = self.facts.filters
        if filters is None:
            return ""
        known = f"As known at the end of {Grain.DAY.label(filters.as_of)}."
        if self.facts.is_snapshot:
            return f"Where each lead stands now; the files hold no dates. {known}"
        return f"{filters.period}. {known}"

    @property
    def cards(self) -> list[Card]:
        """The headline numbers."""
        cards = [Card(self.facts.start.label, f"{self.leads:,}")]
        for row in self.revenue.itertuples():
            note = f"{row.won_deals:,} deals" + (", without amounts" if is_missing(row.won_amount) else "")
            cards.append(Card("Won", show(row.won_amount, Unit.MONEY, currency=str(row.currency)), note))
        for row in self.spend.itertuples():
            cards.append(Card("Spent", show(row.amount, Unit.MONEY, currency=str(row.currency))))
        if self.win_rate:
            rate, n, of = (self.win_rate[k] for k in ("rate", "n", "of"))
            cards.append(Card("Win rate", show(float(str(rate)), Unit.RATE), f"{n:,} of {of:,} ended"))
        if self.expected:
            rate, low, high = (show(float(str(self.expected[k])), Unit.RATE) for k in ("rate", "low", "high"))
            cards.append(Card(f"Won by day {BY_DAY}", rate, f"{low} to {high}"))
        if self.days:
            median, p90 = (show(self.days[k], Unit.DAYS) for k in ("median", "p90"))
            cards.append(Card("Median to customer", median, f"90 %: {p90}"))
        return cards

    def as_json(self) -> dict[str, object]:
        """Plain values, missing ones as None: what `readout --json` prints."""
        filters = self.facts.filters
        period = filters.period if filters and not self.facts.is_snapshot else None
        return {
            "files": list(map(dict, self.receipts)),
            "joined_on": [asdict(j) | {"orphans": j.orphans} for j in self.joined],
            "leads": self.leads,
            "as_of": _day(filters.as_of) if filters else None,
            "period": [_day(period.first), _day(period.last)] if period else None,
            "stages": [_stage(row) for row in self.stages.to_dict("records")],
            "exits": dict(self.exits),
            "by_source": [
                {"source": r["source"], "reached": self._reached(r), "won_amount": _number(r["won_amount"])}
                for r in self.by_source.to_dict("records")
            ],
            "by_month": None if self.by_month is None else [
                {"month": f"{r['bucket']:%Y-%m}", "reached": self._reached(r)} for r in self.by_month.to_dict("records")
            ],
            "revenue": _plain(self.revenue),
            "spend": _plain(self.spend),
            "days_to_customer": self.days and dict(self.days),
            "expected": self.expected and dict(self.expected),
            "win_rate": self.win_rate and dict(self.win_rate),
            "findings": list(self.findings),
            "warnings": [asdict(w) for w in self.warnings],
        }  # fmt: skip

    def lines(self) -> list[str]:
        """The readout as text, for a terminal."""
        told = [*self.findings, ""]
        for row in self.stages.itertuples():
            rate = "" if is_missing(row.value) else (
                f"  {show(row.value, Unit.RATE):>8} of the stage above  "
                f"({show(row.low, Unit.RATE)} to {show(row.high, Unit.RATE)})"
            )  # fmt: skip
            told.append(f"{row.stage:<12}{row.reached:>10,}{rate}")
        told += [f"{name:<12}{n:>10,}" for name, n in self.exits.items() if n]
        for row in self.revenue.itertuples():
            amount = show(row.won_amount, Unit.MONEY, currency=row.currency, exact=True)
            told.append(f"{'Won':<12}{row.won_deals:>10,}  {amount}")
        return [*told, "", *(f"! {w.text}" for w in self.warnings), *self._of_files(), *map(str, self.joined)]

    def _of_files(self) -> list[str]:
        return [
            f"{r['name']}: {r['rows_used']:,} of {r['rows_read']:,} rows used as {r['kind']}"
            + "".join(f"; {n:,} {rule.replace('_', ' ')}" for rule, n in r["rows_dropped"].items())
            for r in self.receipts
        ]

    def _reached(self, row: Mapping[str, object]) -> dict[str, int]:
        return {s: int(row[Stage(s).plural]) for s in self.stages["stage"]}


def tell(
    facts: Facts,
    *,
    receipts: Sequence[Mapping[str, Any]] = (),
    joined: Sequence[Joined] = (),
    problems: pd.DataFrame | None = None,
) -> Readout:
    """The numbers and sentences of some facts; the other arguments are passed on, see `Readout`."""
    here = facts.here
    stages = funnel(here, stages=facts.known, skipped=facts.skipped)
    months = None if facts.is_snapshot or facts.filters is None else _by_month(facts)
    revenue = _revenue(facts)
    by_source = _by_source(facts, revenue)
    days, expected = _days(facts), _expected(facts)
    exits = {x.value: int(here[x.key].sum()) if x.key in here else 0 for x in (Exit.REJECTED, Exit.LOST)}
    out = Readout(
        facts, stages, by_source, months, exits, revenue, _spend(facts), days, expected, _win_rate(facts), (), (),
        tuple(receipts), tuple(joined), pd.DataFrame() if problems is None else problems,
    )  # fmt: skip
    said = sentences.findings(out) if len(stages) else []
    minded = tuple(Caution(code, text) for code, text in sentences.warnings(out))
    return replace(out, findings=tuple(said), warnings=minded)


# --- numbers ----------------------------------------------------------------------------------


def _plurals(facts: Facts) -> list[str]:
    return [s.plural for s in (facts.start, *facts.start.later) if s in facts.known]


def _by_month(facts: Facts) -> pd.DataFrame | None:
    """From the first lead's month to the last one's: a file that ends in May says nothing of June."""
    days = facts.here["day"]
    if days.empty:
        return None
    timed = over_time(facts.cohorts, Period(to_date(days.min()), to_date(days.max())), grain=Grain.MONTH)
    return timed.groupby("bucket", as_index=False)[_plurals(facts)].sum()


def _by_source(facts: Facts, revenue: pd.DataFrame) -> pd.DataFrame:
    counts = facts.here.groupby("source", as_index=False)[_plurals(facts)].sum()
    deals = within(facts.deals, facts.filters.period if facts.filters else None)
    won = deals.groupby("source")[["won", "won_cents", "unpriced"]].sum()
    is_told = (won["won"] == 0) | (won["won"] > won["unpriced"])
    amount = (won["won_cents"] / 100).where(is_told)
    if len(revenue) > 1:  # currencies are never added
        amount = amount * float("nan")
    has_amounts = len(revenue) == 1 and revenue["won_amount"].notna().all()
    told = counts["source"].map(amount)
    told = told.where(told.notna() | counts["source"].isin(won.index), 0.0) if has_amounts else told
    ordered = counts.assign(won_amount=told).sort_values(_plurals(facts)[:1] or ["source"], ascending=False)
    return ordered.reset_index(drop=True)


def _revenue(facts: Facts) -> pd.DataFrame:
    """currency: str · won_amount: float, missing where no won deal has an amount · won_deals: int."""
    deals = within(facts.deals, facts.filters.period if facts.filters else None)
    won = deals[deals["won"] > 0].groupby("currency", as_index=False)[["won", "won_cents", "unpriced"]].sum()
    amount = (won["won_cents"] / 100).where(won["won"] > won["unpriced"])
    return pd.DataFrame(
        {"currency": won["currency"].replace("", facts.currency), "won_amount": amount, "won_deals": won["won"]}
    )


def _spend(facts: Facts) -> pd.DataFrame:
    spent = within(facts.spend, facts.filters.period if facts.filters else None)
    summed = spent.groupby("currency", as_index=False)["spend_cents"].sum()
    return pd.DataFrame(
        {"currency": summed["currency"].replace("", facts.currency), "amount": summed["spend_cents"] / 100}
    )


def _days(facts: Facts) -> dict[str, float] | None:
    """Of those who became customers, how many days it took: a young file shows fewer than it will be."""
    if facts.lives.empty or facts.is_snapshot:
        return None
    times = survival.times(facts.lives).iloc[0]
    if not times["finished"]:
        return None
    return {"median": float(times["median_of_finished"]), "p90": float(times["p90_of_finished"])}


def _win_rate(facts: Facts) -> dict[str, object] | None:
    """Of the deals that ended in the period, the share that was won, by count; nothing where no lost one is told."""
    ended = within(facts.deals, facts.filters.period if facts.filters else None)
    if not ended["lost"].sum():
        return None
    row = evaluate(win_rate, ended).iloc[0]
    return {"n": int(row["numerator"]), "of": int(row["denominator"])} | {
        name: float(row[column]) for name, column in (("rate", "value"), ("low", "low"), ("high", "high"))
    }


def _expected(facts: Facts) -> dict[str, object] | None:
    if facts.lives.empty or facts.is_snapshot:
        return None
    row = survival.expected(facts.lives, horizon=BY_DAY).iloc[0]
    if is_missing(row["value"]):
        return None
    ends = {"from": facts.start.value, "to": Stage.CUSTOMER.value, "by_day": BY_DAY}
    return ends | {"rate": float(row["value"]), "low": float(row["low"]), "high": float(row["high"])}


# --- plain values -----------------------------------------------------------------------------


def _day(day: date) -> str:
    return day.isoformat()


def _number(value: float) -> float | None:
    return None if is_missing(value) else float(value)


def _stage(row: Mapping[str, object]) -> dict[str, object]:
    of = row["denominator"]
    rate = None if is_missing(of) else {  # ty: ignore[invalid-argument-type]
        "n": int(row["numerator"]), "of": int(of), "rate": _number(row["value"]),
        "low": _number(row["low"]), "high": _number(row["high"]),
    }  # fmt: skip
    counts = {name: int(row[name]) for name in ("reached", "skipped")}  # ty: ignore[invalid-argument-type]
    return {"stage": row["stage"]} | counts | {"from_previous": rate}


def _plain(frame: pd.DataFrame) -> list[dict[str, object]]:
    told = frame.to_dict("records")
    return [{k: _number(v) if isinstance(v, float) else v for k, v in row.items()} for row in told]
