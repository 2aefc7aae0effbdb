"""How many of the leads that are under way will still get there, with a range that holds 19 times in 20.

    there so far + Σ over the waiting of (S(age) − S(H)) ÷ S(age)        S: share not there yet by that age

A lead that has waited for some days without getting there has less hope than a new one: the quotient is its own chance
to get there by day H. S is what the last days showed, at each age of the leads that were then of that age (a period
life table, which leads join when the window opens: Keiding 1990, Phil. Trans. R. Soc. A 332:487), so that it follows a
company that changes. Each source has its own; where it is small, it borrows leads of the whole company, as many as
the beta-binomial likelihood gives the company's rate (`shrinkage`), in every day of age alike (beta-process prior:
Hjort 1990, Annals of Statistics 18:1259).

The range is a prediction interval. Two kinds of chance make it, and the band of a curve knows only the second: that
each waiting lead gets there or not (binomial), and that S itself is only estimated (Greenwood's variance, carried
through the sum by the delta method: Kalbfleisch & Prentice 2002, §1.4). Whole leads, by the beta distribution of that
mean and variance.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import betaincinv

from smarketing.filters import Clock
from smarketing.metrics.grain import first_days
from smarketing.metrics.intervals import ENOUGH, Z95
from smarketing.metrics.lead_value import LeadValues
from smarketing.metrics.registry import Better, Metric, Unit, add
from smarketing.metrics.shrinkage import Floats, Ints, prior_size
from smarketing.periods import Grain

ALL = "(all)"
"""All sources together."""

OTHERS = "(others)"
MOST = 12
"""More sources than these, the largest, are put together."""

LEAST_DAYS = 90
"""The curve is what the last days showed: as many as the horizon, and at least these."""

projected = add(
    Metric(
        key="projected",
        name="Projected",
        unit=Unit.COUNT,
        better=Better.UP,
        clock=Clock.COHORT,
        of="leads that entered",
        compute=None,
        definition="""How many of the leads of the period will have got there: those who did, and the hope of those who wait.

Each lead that still waits counts for its chance to get there by the day on screen, given how long it has waited: by
its source, and where a source is small, drawn towards the whole company. The range holds the truth 19 times in 20. It
is a prediction interval: it knows that the curve is only estimated, and that each waiting lead may get there or not.""",  # noqa: E501 - the first line is the short form, in one piece
    )
)

projected_revenue = add(
    Metric(
        key="projected_revenue",
        name="Projected revenue",
        unit=Unit.MONEY,
        better=Better.UP,
        clock=Clock.COHORT,
        of="",
        compute=None,
        definition="""What the leads of the period will have brought: what was won of them, and what the waiting may bring.

Won so far, and each further customer that is projected × the average won deal of its source (drawn towards the
company's where few were won). The range knows that the number of customers and each one's amount are uncertain.""",  # noqa: E501 - as above
    )
)


# --- what is known ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class History:
    """Leads by source and day, dense.

    first: day number of the first day. sources: the groups' names, `ALL` first. entered: (group, day), leads.
    there: (group, day, age 0…horizon), those of them that got there within so many days.
    """

    first: int
    sources: tuple[str, ...]
    entered: Ints
    there: Ints

    @property
    def horizon(self) -> int:
        """H, in days."""
        return self.there.shape[2] - 1

    @cached_property
    def tables(self) -> tuple[Ints, Ints]:
        """Leads at risk at each age, and those of them that got there that day, of all days before each day."""
        before = np.pad(self.there, ((0, 0), (0, 0), (1, 0)))[:, :, :-1]
        daily = self.entered[:, :, None] - before, self.there - before
        at_risk, events = (np.pad(np.cumsum(a, axis=1), ((0, 0), (1, 0), (0, 0))) for a in daily)
        return at_risk, events


def history(lags: pd.DataFrame, *, horizon: int, last: int) -> History:
    """The history up to the day number `last`.

    lags: `queries.lags`: day: int · source: str · lag: int, −1 for those who are not there · n: int.
    """
    sizes = lags.groupby("source")["n"].sum().sort_values(ascending=False)
    kept = list(sizes.index[:MOST])
    named = lags["source"].where(lags["source"].isin(kept), OTHERS)
    sources = (ALL, *sorted(kept), *([OTHERS] if len(sizes) > MOST else []))
    first = int(lags["day"].min()) if len(lags) else last
    group = named.map({name: i for i, name in enumerate(sources)}).to_numpy(int)
    day, lag, n = (lags[c].to_numpy(int) for c in ("day", "lag", "n"))
    shape = len(sources), last - first + 1
    entered, there = np.zeros(shape, np.int64), np.zeros((*shape, horizon + 1), np.int64)
    np.add.at(entered, (group, day - first), n)
    came = (lag >= 0) & (lag <= horizon)
    np.add.at(there, (group[came], day[came] - first, lag[came]), n[came])
    there = np.cumsum(there, axis=2)
    entered[0], there[0] = entered.sum(axis=0), there.sum(axis=0)
    return History(first, sources, entered, there)


def cohorts(past: History, grain: Grain) -> tuple[Ints, list[date]]:
    """The number of the cohort of each day of the history, and each cohort's first day."""
    days = pd.Series(past.first + np.arange(past.entered.shape[1]))
    number, buckets = pd.factorize(first_days(days, grain))
    return number.astype(np.int64), [bucket.date() for bucket in buckets]


# --- the curve --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Curves:
    """survival: (group, age), the share not there by then · spread: (group, age), Greenwood's term of that age."""

    survival: Floats
    spread: Floats


def experience(past: History, at: int) -> Curves | None:
    """What the last days before the end of day number `at` showed, by source; None where it is too few to say.

    That is where fewer than ten got there in these days, or fewer than ten were followed to the horizon.
    """
    age = np.arange(past.horizon + 1)
    day = at - past.first
    end = np.maximum(day + 1 - age, 0)
    begin = np.maximum(end - max(past.horizon, LEAST_DAYS), 0)
    at_risk, events = ((table[:, end, age] - table[:, begin, age]).astype(float) for table in past.tables)
    if events[0].sum() < ENOUGH or at_risk[0, -1] < ENOUGH:
        return None
    borrowed = min(1.0, _prior(at_risk, events) / at_risk[0].max())  # the company's is no surer than it is
    lent = np.where(np.arange(len(at_risk)) > 0, borrowed, 0.0)[:, None]
    return _curves(at_risk + lent * at_risk[0], events + lent * events[0])


def _curves(at_risk: Floats, events: Floats) -> Curves:
    hazard = np.divide(events, at_risk, out=np.zeros_like(events), where=at_risk > 0)
    left = at_risk * (at_risk - events)
    return Curves(np.cumprod(1 - hazard, axis=1), np.divide(events, left, out=np.zeros_like(events), where=left > 0))


def _prior(at_risk: Floats, events: Floats) -> float:
    """For how many leads the company's curve counts in a source's.

    A source's rate is that by the horizon, and its size the number of fully followed leads with the same variance
    (`lead_value` tells how); what it has not lived through goes on as the company's.
    """
    survival = _curves(at_risk, events).survival
    before = np.pad(survival, ((0, 0), (1, 0)), constant_values=1.0)[:, :-1]
    behind = np.divide(at_risk, before, out=np.zeros_like(at_risk), where=before > 0)
    lived = np.where(behind > 0, before[0] - survival[0], 0.0)
    spread = np.divide(lived, behind, out=np.zeros_like(lived), where=behind > 0).sum(axis=1)
    part = lived.sum(axis=1) / lived[0].sum()
    size = part * np.divide(lived.sum(axis=1), spread, out=np.zeros_like(spread), where=spread > 0)
    rate = np.divide(1 - survival[:, -1], part, out=np.zeros_like(part), where=part > 0).clip(max=1)
    return prior_size((rate * size)[1:], size[1:], np.full(len(size) - 1, rate[0]))


# --- what is to come --------------------------------------------------------------------------------


def outlook(past: History, at: Iterable[int], cohort: npt.ArrayLike) -> pd.DataFrame:
    """What the leads of each cohort that entered by the end of an as-of day will come to, from what was known then.

    at: the day numbers of the as-of days. cohort: of each day of the history, a number from 0 up, −1 where the day is
    not asked for. One row per as-of day, source (`ALL` too) and cohort with a lead.
    at: int · source: str · cohort: int · leads, so_far, waiting: int, those that entered, that got there within the
    horizon, that may still · further: float, how many of the waiting will · chance, doubt: float, its variance by
    binomial chance, and by the curve · value, low, high: float, so far and further as a share of the leads, with its
    95 % prediction interval; all missing where it is too few to say. ALL is the sum of its sources; the doubt in it is
    that of the company's curve.
    """
    kind = np.asarray(cohort, np.int64)
    days = [{"at": day} | _on(past, day, kind) for day in at]
    sizes = [day["cohort"].size for day in days]
    told = {c: np.concatenate([day[c] for day in days]) for c in _ON} if days else dict.fromkeys(_ON, np.zeros(0))
    names = pd.Categorical.from_codes(told["group"].astype(int), list(past.sources))
    counts = {c: told[c].astype(int) for c in ("cohort", "leads", "so_far", "waiting")}
    moments = {c: told[c] for c in ("further", "chance", "doubt")}
    low, high = interval(told["waiting"], told["further"], told["chance"] + told["doubt"])
    ends = {"value": told["further"], "low": low, "high": high}
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = {c: (told["so_far"] + more) / told["leads"] for c, more in ends.items()}
    rows = pd.DataFrame({
        "at": np.repeat([day["at"] for day in days], sizes).astype(int), "source": names, **counts, **moments, **shares,
    })  # fmt: skip
    return rows[rows["leads"] > 0].astype({"source": "str"}).reset_index(drop=True)


_ON = ("group", "cohort", "leads", "so_far", "waiting", "further", "chance", "doubt")


def _on(past: History, at: int, cohort: Ints) -> dict[str, Floats | Ints]:
    """The columns of one as-of day, a value per group and cohort."""
    day = at - past.first
    kind = cohort[: day + 1]
    asked = np.flatnonzero(kind >= 0)
    cohorts, place = np.unique(kind[asked], return_inverse=True)
    age = day - asked
    is_in = np.eye(len(cohorts))[place]
    there = past.there[:, asked, np.minimum(age, past.horizon)]
    waiting = np.zeros((len(past.sources), len(cohorts), past.horizon + 1))
    young = age < past.horizon
    waiting[:, place[young], age[young]] = (past.entered[:, asked] - there)[:, young]  # a day is of one age
    told = {"leads": past.entered[:, asked] @ is_in, "so_far": there @ is_in, "waiting": waiting.sum(axis=2)}
    hope = _told(experience(past, at), waiting)
    told |= {c: np.where(told["waiting"] > 0, a, 0.0) for c, a in hope.items()}
    group = np.repeat(np.arange(len(past.sources)), len(cohorts))
    return {"group": group, "cohort": np.tile(cohorts, len(past.sources)), **{c: a.ravel() for c, a in told.items()}}


def _told(curves: Curves | None, waiting: Floats) -> dict[str, Floats]:
    """further, chance and doubt of each group and cohort."""
    if curves is None:
        return dict.fromkeys(("further", "chance", "doubt"), np.full(waiting.shape[:2], np.nan))
    survival = curves.survival[:, None, :]
    never = np.divide(survival[..., -1:], survival, out=np.ones_like(survival), where=survival > 0)
    staying = waiting * never
    younger = np.pad(np.cumsum(staying, axis=2), ((0, 0), (0, 0), (1, 0)))[:, :, :-1]
    further, chance = (waiting - staying).sum(axis=2), (staying * (1 - never)).sum(axis=2)
    doubt = (curves.spread[:, None, :] * younger**2).sum(axis=2)
    further[0], chance[0] = further[1:].sum(axis=0), chance[1:].sum(axis=0)
    return {"further": further, "chance": chance, "doubt": doubt}


def interval(waiting: npt.ArrayLike, further: npt.ArrayLike, variance: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Between how many of the waiting will get there, 19 times in 20; whole leads.

    further, variance: the mean of that number and its variance. Missing where they are; both ends are the mean where
    there is no variance.
    """
    n, mean, spread = (np.asarray(a, float) for a in (waiting, further, variance))
    with np.errstate(divide="ignore", invalid="ignore"):
        share = mean / n
        size = np.maximum(mean * (n - mean) / spread - 1, 1e-6)
        ends = [np.round(betaincinv(share * size, (1 - share) * size, q) * n) for q in (0.025, 0.975)]
    sure = ~(spread > 0) & ~np.isnan(mean)
    low, high = (np.where(sure, mean, end) for end in ends)
    return low, high


# --- money ------------------------------------------------------------------------------------------


def average_amounts(values: LeadValues, deals: pd.DataFrame) -> pd.DataFrame:
    """What a customer of each source brings on average, and how sure that is: source · amount, scatter: float · deals.

    values: `lead_values`, whose averages are drawn towards the company's where few were won. deals: `priced`, what they
    were made of. scatter: the variance of single deals in their source, the same for all. deals: int, behind the
    average; a source without one of its own has the company's.
    """
    summed = deals.groupby("source")[["deals", "amount", "squares"]].sum()
    spare = float((summed["deals"] - 1).clip(lower=0).sum())
    around = summed["squares"] - summed["amount"] ** 2 / summed["deals"].where(summed["deals"] > 0)
    scatter = max(float(around.sum()), 0.0) / spare if spare else 0.0
    every = int(summed["deals"].sum())
    each = values.by("source")
    own = each["deals"].where(each["deals"] > 0, every).astype(int)
    company = values.by()["amount"].fillna(values.amount).item()
    told = pd.DataFrame({"source": each["source"], "amount": each["amount"].fillna(company), "deals": own})
    whole = pd.DataFrame({"source": [ALL], "amount": [company], "deals": [every]})
    return pd.concat([told, whole], ignore_index=True).assign(scatter=scatter)


def revenue(rows: pd.DataFrame, won_so_far: float, amounts: pd.DataFrame) -> tuple[float, float, float]:
    """What the leads of one cohort will have brought, with a range that holds 19 times in 20: value, low, high.

    rows: `outlook` of one cohort. won_so_far: money. amounts: source: str · amount: float, the average won deal ·
    scatter: float, the variance of single deals · deals: int, behind it; with a row of `ALL` for sources without one.

    Its variance is Σ (amount² · chance + further · scatter + further² · scatter ÷ deals) + each² · doubt: a lead may
    get there or not, deals differ, their average is only estimated, and so is the curve; each: what one more brings.
    """
    whole = rows[rows["source"] == ALL].iloc[0]
    known = amounts.set_index("source")
    parts = rows[rows["source"] != ALL]
    own = known.reindex(parts["source"].where(parts["source"].isin(known.index), ALL)).reset_index(drop=True)
    parts = parts.reset_index(drop=True)
    brings = float((parts["further"] * own["amount"]).sum())
    unsure = own["scatter"] / own["deals"].where(own["deals"] > 0)
    variance = (own["amount"] ** 2 * parts["chance"] + parts["further"] * own["scatter"]
                + (parts["further"] ** 2 * unsure).fillna(0.0)).sum()  # fmt: skip
    each = brings / whole["further"] if whole["further"] else 0.0
    half = Z95 * float(np.sqrt(variance + each**2 * whole["doubt"]))
    return won_so_far + brings, won_so_far + max(brings - half, 0.0), won_so_far + brings + half
