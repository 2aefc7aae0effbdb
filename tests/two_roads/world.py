"""A made-up company as the files tell it, and the other road: its numbers by plain Python over single leads.

Nothing here knows of settled days, SQL or the metrics; it follows `metrics.md` word by word, lead by lead.
"""

from __future__ import annotations

import csv
import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

import numpy as np

from smarketing.filters import Clock, Filters

FIRST, DAYS = date(2026, 1, 1), 180
STAGES = ("lead", "mql", "sal", "sql", "opportunity", "customer")
DIMENSIONS = ("source", "campaign", "segment", "region", "owner", "team")
NAMES = {
    "source": ["Webinar", "Paid Search", "Referral", "Outbound", ""],
    "campaign": ["Spring", "Autumn", ""],
    "segment": ["Small", "Large"],
    "region": ["DACH", "Nordics", ""],
    "owner": ["Ada", "Ben", "Cem", ""],
}
TEAMS = {"Ada": "North", "Ben": "North", "Cem": "South", "": ""}
KINDS = {"Webinar": "marketing", "Paid Search": "marketing", "Referral": "other", "Outbound": "sales", "": ""}
REASONS = ["No budget", "Student", ""]
CURRENCIES = ["EUR", "EUR", "USD", "SEK"]


@dataclass
class Lead:
    """One lead as its file tells it: names, and a date or None for each stage and exit."""

    key: str
    names: dict[str, str]
    told: dict[str, date | None]
    reason: str
    deals: list[Deal] = field(default_factory=list)

    @cached_property
    def own(self) -> dict[str, date | None]:
        """The date of each stage: its own, else what its deals say of opportunity and customer."""
        own = {stage: self.told[stage] for stage in STAGES}
        for stage, days in (("opportunity", [d.opened for d in self.deals]), ("customer", [d.won for d in self.deals])):
            own[stage] = own[stage] or min((d for d in days if d), default=None)
        return own

    @cached_property
    def day(self) -> dict[str, date | None]:
        """§1: its own date, else the earliest later one; then raised to the stage above."""
        days: dict[str, date | None] = {}
        above = None
        for place, stage in enumerate(STAGES):
            later = [self.own[s] for s in STAGES[place + 1 :] if self.own[s]]
            found = self.own[stage] or min(later, default=None)
            above = days[stage] = max(found, above) if found and above else found
        return days

    @cached_property
    def rejected(self) -> date | None:
        """The day of return; not before it became an MQL."""
        return _not_before(self.told["rejected"], self.day["mql"])

    def lost(self, as_of: date) -> date | None:
        """The day of loss, as known at the end of the day: its own, else the last of its deals', where all that had
        begun were lost, by the day before the first was won.
        """
        own = _not_before(self.told["lost"], self.day["mql"])
        if _by(own, as_of):
            return own
        last = min([as_of, *(d.won - timedelta(days=1) for d in self.deals if d.won)])
        begun = [d for d in self.deals if min(filter(None, (d.opened, d.won, d.lost))) <= last]
        if not begun or not all(_by(d.lost, last) for d in begun):
            return None
        day = _not_before(max(d.lost for d in begun), self.day["mql"])
        return day if _by(day, as_of) else None

    def had(self, event: str, as_of: date) -> bool:
        """Had it reached the stage (or left that way, and come no further) by the end of the day?"""
        if event == "rejected":
            return _by(self.rejected, as_of) and not self.had("sal", as_of)
        if event == "lost":
            return self.lost(as_of) is not None and not self.had("customer", as_of)
        return _by(self.day[event], as_of)

    def lag(self, start: str, end: str) -> int:
        """Days between two stages."""
        return (self.day[end] - self.day[start]).days


@dataclass
class Deal:
    """One deal as its file tells it."""

    key: str
    lead_keys: list[str]
    opened: date | None
    won: date | None
    lost: date | None
    amount: int | None
    currency: str
    credited: Lead | None = None

    def on(self, event: str) -> date | None:
        """The deal's own day; none is closed before it was opened. A won deal may have been lost before."""
        closed = self.won or self.lost
        lost = self.lost
        if self.won and lost and not (self.opened or lost) <= lost < self.won:
            lost = None
        opened = min(self.opened, closed) if self.opened and closed else self.opened
        return {"opened": opened, "won": self.won, "lost": lost}[event]

    def had(self, event: str, as_of: date) -> bool:
        """Had it been opened, won or lost by the end of the day? A won deal is not lost any more."""
        return _by(self.on(event), as_of) and not (event == "lost" and _by(self.won, as_of))


@dataclass
class World:
    """A company: its leads, its deals, what it spent."""

    leads: list[Lead]
    deals: list[Deal]
    spend: list[dict]

    def __post_init__(self) -> None:
        by_key = {lead.key: lead for lead in self.leads}
        for deal in self.deals:
            for key in deal.lead_keys:
                by_key[key].deals.append(deal)
        for deal in self.deals:
            on_it = [by_key[key] for key in deal.lead_keys]
            deal.credited = min(on_it, key=lambda lead: (lead.day["lead"] or date.max, lead.key), default=None)


def _not_before(day: date | None, floor: date | None) -> date | None:
    return max(day, floor) if day and floor else day


def _by(day: date | None, as_of: date) -> bool:
    return day is not None and day <= as_of


# --- making one up ----------------------------------------------------------------------------


def made_up(seed: int, *, leads: int = 150) -> World:
    """A company of so many leads, the same for the same seed; some of its dates are out of order."""
    dice = random.Random(seed)
    made = [_lead(dice, f"L{n:04d}", slips=0.1) for n in range(leads)]
    deals = [_deal(dice, f"D{n:03d}", made) for n in range(leads // 3)]
    return World(made, deals, _spent(dice, leads))


def in_order(seed: int, *, leads: int = 150) -> World:
    """The same, with dates in the ladder's order, and no lead on two deals, unless the one before was lost."""
    dice = random.Random(seed)
    made = [_lead(dice, f"L{n:04d}", slips=0) for n in range(leads)]
    free = dice.sample(made, leads)
    deals = [_deal(dice, f"D{n:03d}", [free.pop() for _ in range(2)]) for n in range(leads // 3)]
    for deal in deals:  # and those that are added
        if deal.lost and not deal.won and len(deal.key) < 6 and dice.random() < 0.8:
            deals.append(_next_deal(dice, deal))
    return World(made, deals, _spent(dice, leads))


def as_known(world: World, last: date) -> World:
    """What the same company's files would have told at the end of a day."""
    leads = [Lead(x.key, x.names, _until(x.told, last), x.reason) for x in world.leads]
    leads = [lead for lead in leads if any(lead.told.values())]
    there = {lead.key for lead in leads}
    deals = []
    for d in world.deals:
        days = _until({"opened": d.opened, "won": d.won, "lost": d.lost}, last)
        on_it = [key for key in d.lead_keys if key in there]
        if any(days.values()) and on_it:
            deals.append(Deal(d.key, on_it, amount=d.amount, currency=d.currency, **days))
    return World(leads, deals, [one for one in world.spend if one["day"] <= last])


def _until(days: dict[str, date | None], last: date) -> dict[str, date | None]:
    return {what: day if _by(day, last) else None for what, day in days.items()}


def _spent(dice: random.Random, leads: int) -> list[dict]:
    return [
        {"day": _day(dice), "source": dice.choice(NAMES["source"][:2]), "campaign": dice.choice(NAMES["campaign"]),
         "amount": dice.randrange(1, 90_000), "currency": dice.choice(CURRENCIES)}
        for _ in range(leads // 5)
    ]  # fmt: skip


def _day(dice: random.Random) -> date:
    return FIRST + timedelta(days=dice.randrange(DAYS))


def _lead(dice: random.Random, key: str, *, slips: float) -> Lead:
    names = {dimension: dice.choice(some) for dimension, some in NAMES.items()}
    names["team"] = TEAMS[names["owner"]]
    day, told = _day(dice), dict.fromkeys((*STAGES, "rejected", "lost"))
    for stage in STAGES[: dice.choice((1, 2, 2, 3, 4, 4))]:  # opportunities and customers are the deals' to tell
        told[stage] = None if dice.random() < 0.15 else day
        back = 12 if dice.random() < slips else 0
        day += timedelta(days=dice.choice((0, 0, 1, 3, 10, 40)) - back)
    for way in ("rejected", "lost"):
        has_way = slips or any(told[s] for s in STAGES[1:])  # out of order: rejected before it was an MQL
        told[way] = day if has_way and dice.random() < 0.25 else None
    if not any(told[s] for s in STAGES):
        told["lead"] = day
    return Lead(key, names, told, dice.choice(REASONS))


def _deal(dice: random.Random, key: str, leads: list[Lead]) -> Deal:
    on_it = dice.sample(leads, dice.choice((1, 1, 1, 2)))
    last = max(day for lead in on_it for day in lead.told.values() if day)
    opened = last + timedelta(days=dice.randrange(20))
    closed = opened + timedelta(days=dice.choice((0, 5, 30, 60)))
    fate = dice.choice(("open", "won", "won", "lost", "untold", "reopened"))
    won = closed + timedelta(days=dice.choice((0, 9, 40))) if fate == "reopened" else closed
    return Deal(
        key, [lead.key for lead in on_it], None if fate == "untold" else opened,
        won if fate in ("won", "untold", "reopened") else None, closed if fate in ("lost", "reopened") else None,
        None if dice.random() < 0.1 else dice.randrange(100, 9_999_999), dice.choice(CURRENCIES),
    )  # fmt: skip


def _next_deal(dice: random.Random, before: Deal) -> Deal:
    """Another try with the same leads, after a loss or on the day of it."""
    opened = before.lost + timedelta(days=dice.choice((0, 4, 15, 40)))
    closed = opened + timedelta(days=dice.choice((0, 5, 30)))
    fate = dice.choice(("open", "won", "lost", "lost"))
    return Deal(
        f"{before.key}+", before.lead_keys, opened, closed if fate == "won" else None,
        closed if fate == "lost" else None, dice.randrange(100, 9_999_999), before.currency,
    )  # fmt: skip


# --- as files ---------------------------------------------------------------------------------


def write(world: World, folder: Path, *, shuffle: int | None = None) -> list[Path]:
    """The company's files, in a folder."""
    leads = [
        {"key": x.key, **x.names, "source_kind": KINDS[x.names["source"]], **x.told,
         "rejected_reason": x.reason if x.told["rejected"] else ""}
        for x in world.leads
    ]  # fmt: skip
    deals = [
        {"key": d.key, "lead_keys": ";".join(d.lead_keys), "opened": d.opened, "won": d.won, "lost": d.lost,
         "amount": "" if d.amount is None else f"{d.amount / 100:.2f}", "currency": d.currency}
        for d in world.deals
    ]  # fmt: skip
    spend = [s | {"amount": f"{s['amount'] / 100:.2f}"} for s in world.spend]
    tables = {"leads": leads, "deals": deals, "spend": spend}
    return [_write(folder / f"{name}.csv", rows, shuffle) for name, rows in tables.items() if rows]


def _write(path: Path, rows: list[dict], shuffle: int | None) -> Path:
    if shuffle is not None:
        rows = random.Random(shuffle).sample(rows, len(rows))
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


# --- the other road ---------------------------------------------------------------------------


def kept(world: World, filters: Filters) -> list[Lead]:
    """The leads that the choices keep."""
    return [lead for lead in world.leads if _is_kept(lead, filters)]


def _is_kept(lead: Lead | None, filters: Filters) -> bool:
    return all(named(lead, dimension) in chosen for dimension, chosen in filters.choices)


def named(lead: Lead | None, dimension: str) -> str:
    """What the lead is called in a dimension; "(none)" where its file leaves it empty."""
    return (lead.names[dimension] if lead else "") or "(none)"


def looked_at(day: date | None, filters: Filters) -> bool:
    """Is the day in one of the two periods, and not after as-of?"""
    if day is None or day > filters.as_of:
        return False
    return day in filters.period or (filters.comparison is not None and day in filters.comparison)


def cohorts(world: World, filters: Filters, *, start: str, by: str) -> Counter:
    """{(day, name, column): leads}."""
    found: Counter = Counter()
    for lead in kept(world, filters):
        day = lead.day[start]
        if not looked_at(day, filters):
            continue
        here = (day, named(lead, by))
        found[*here, start] += 1
        for stage in STAGES[STAGES.index(start) + 1 :]:
            there = lead.had(stage, filters.as_of)
            found[*here, stage] += there
            found[*here, f"{stage} within"] += there and lead.lag(start, stage) <= filters.window
        for way in ("rejected", "lost"):
            found[*here, way] += lead.had(way, filters.as_of)
    return +found


def entries(world: World, filters: Filters, *, by: str) -> Counter:
    """{(day, name, event): leads}."""
    days = (
        (day, named(lead, by), event)
        for lead in kept(world, filters)
        for event, day in {**lead.day, "rejected": lead.rejected, "lost": lead.lost(filters.as_of)}.items()
    )
    return Counter(one for one in days if looked_at(one[0], filters))


def rejections(world: World, filters: Filters, *, by: str) -> Counter:
    """{(MQL day, name, reason): leads}."""
    return Counter(
        (lead.day["mql"], named(lead, by), lead.reason or "(none)")
        for lead in kept(world, filters)
        if looked_at(lead.day["mql"], filters) and lead.had("rejected", filters.as_of)
    )


def lives(world: World, filters: Filters, *, start: str, end: str, by: str) -> Counter:
    """{(name, age, converted): leads} of those that entered in the period."""
    found: Counter = Counter()
    for lead in kept(world, filters):
        entered = lead.day[start]
        if entered is None or entered not in filters.period or entered > filters.as_of:
            continue
        there = lead.had(end, filters.as_of)
        age = lead.lag(start, end) if there else (filters.as_of - entered).days
        found[named(lead, by), age, int(there)] += 1
    return found


def lags(world: World, filters: Filters, *, start: str, end: str) -> Counter:
    """{(day, source, days to the later stage or -1): leads} of those that entered in the period."""
    found: Counter = Counter()
    for lead in kept(world, filters):
        entered = lead.day[start]
        if entered and entered in filters.period and entered <= filters.as_of:
            lag = lead.lag(start, end) if lead.had(end, filters.as_of) else -1
            found[entered, named(lead, "source"), lag] += 1
    return found


def skipped(world: World, filters: Filters, *, start: str) -> Counter:
    """{stage: leads} that passed it without a date of its own."""
    found: Counter = Counter()
    for lead in kept(world, filters):
        entered = lead.day[start]
        if entered and entered in filters.period and entered <= filters.as_of:
            found.update(s for s in STAGES[STAGES.index(start) :] if lead.had(s, filters.as_of) and not lead.own[s])
    return found


def overdue(world: World, filters: Filters) -> list[Lead]:
    """MQLs of the period, by a date of their own, that were neither accepted nor returned two working days later."""
    return [
        lead
        for lead in kept(world, filters)
        if lead.told["mql"] and lead.day["mql"] in filters.period
        and np.busday_offset(lead.day["mql"], 2, roll="backward") <= np.datetime64(filters.as_of)
        and not _by(lead.day["sal"], filters.as_of) and not _by(lead.rejected, filters.as_of)
    ]  # fmt: skip


def kept_deals(world: World, filters: Filters) -> Iterator[Deal]:
    """The deals whose credited lead the choices keep."""
    return (deal for deal in world.deals if _is_kept(deal.credited, filters))


def deals(world: World, filters: Filters, *, by: str) -> dict[tuple, Counter]:
    """{(day, name, currency): {column: number}}."""
    found: dict[tuple, Counter] = defaultdict(Counter)
    firsts = first_won(world)
    for deal in kept_deals(world, filters):
        for event in ("opened", "won", "lost"):
            happened = deal.on(event)
            day = deal.credited.day["mql"] if filters.clock is Clock.COHORT else happened
            if not deal.had(event, filters.as_of) or not looked_at(day, filters):
                continue
            here = (day, named(deal.credited, by), deal.currency)
            found[here].update({event: 1, f"{event}_cents": deal.amount or 0})
            if event == "opened":
                told = deal.amount is not None
                found[here].update({"opened_told": told, "opened_squares": (deal.amount or 0) ** 2})
            if event == "won":
                found[here].update(_of_won(deal))
                found[here]["mql_customers"] += bool(deal.credited.own["mql"]) and deal.key in firsts
    return {here: +numbers for here, numbers in found.items()}


def first_won(world: World) -> set[str]:
    """The deals that are the first which their credited lead won."""
    firsts: dict[str, Deal] = {}
    for deal in sorted((d for d in world.deals if d.credited and d.won), key=lambda d: (d.won, d.key)):
        firsts.setdefault(deal.credited.key, deal)
    return {deal.key for deal in firsts.values()}


def _of_won(deal: Deal) -> dict[str, int]:
    from_mql, opened = bool(deal.credited.own["mql"]), deal.on("opened")
    return {
        "won_squares": (deal.amount or 0) ** 2, "won_mql": from_mql, "won_mql_cents": (deal.amount or 0) * from_mql,
        "unpriced": deal.amount is None, "cycles": opened is not None,
        "cycle_days": (deal.won - opened).days if opened else 0,
    }  # fmt: skip


def spend(world: World, filters: Filters) -> Counter:
    """{(day, source, campaign, currency): hundredths}."""
    found: Counter = Counter()
    for one in world.spend:
        names = {d: one[d] or "(none)" for d in ("source", "campaign")}
        narrowed = (c for d, c in filters.choices if d in names and names[d] not in c)
        if looked_at(one["day"], filters) and not any(True for _ in narrowed):
            found[one["day"], names["source"], names["campaign"], one["currency"]] += one["amount"]
    return found
