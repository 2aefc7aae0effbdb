"""What a lead is worth, per source and segment, with the parts that it is made of.

    value of a lead = expected conversion MQL → Customer by the horizon × average won amount

Few leads make a wild number, so each cell is shrunk to its parent (`shrinkage`), by a weight that the data give:
the conversion from cell to source to company; the amount from cell to source or to segment, whichever its cells
differ less from, to company. Totals are sums of leads × value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from smarketing.filters import Clock
from smarketing.metrics.registry import Better, Metric, Quotient, Sums, Unit, add, metric
from smarketing.metrics.shrinkage import Credibility, Floats, credibility, prior_size, rate_weight
from smarketing.metrics.survival import curve

CELL = ("source", "segment")


@metric(unit=Unit.MONEY, clock=Clock.COHORT, of="MQLs", name="Value of a lead")
def lead_value(sums: Sums) -> Quotient:
    """What an MQL is expected to bring: the chance that it becomes a customer in time × what such a customer brings.

    Both by source and segment. The chance is the expected conversion by the agreed number of days, so young leads
    count for the days they have had; the amount is the average of won deals. A source or segment with few leads is
    drawn towards its parent, by a weight that is shown. For several of them together: summed value ÷ MQLs.
    """
    return Quotient(sums["worth"], sums["mqls"])


@metric(unit=Unit.MONEY, clock=Clock.COHORT, name="Value of MQLs")
def mql_worth(sums: Sums) -> pd.Series:
    """What the MQLs of the period are expected to bring together: the value of a lead of each kind, added up.

    It is what marketing promises in money. Known on the day a lead becomes an MQL, long before a deal is won.
    """
    return sums["worth"]


lead_conversion = add(
    Metric(
        key="lead_conversion",
        name="Conversion behind a lead's value",
        unit=Unit.RATE,
        better=Better.UP,
        clock=Clock.COHORT,
        of="MQLs",
        compute=None,
        definition="""The chance that an MQL of this kind becomes a customer within the agreed number of days.

Expected conversion (Kaplan–Meier), drawn from source and segment towards the source, and from there towards the
whole company, the more so the fewer leads there are (empirical Bayes, beta-binomial).""",
    )
)

lead_amount = add(
    Metric(
        key="lead_amount",
        name="Amount behind a lead's value",
        unit=Unit.MONEY,
        better=Better.UP,
        clock=Clock.EVENT,
        of="won deals",
        compute=None,
        definition="""What a customer of this kind brings on average.

The average won deal of source and segment, drawn towards that of the source or the segment (whichever tells deals
apart better) and of the whole company, the more so the fewer deals there are (credibility).""",
    )
)

own_weight = add(
    Metric(
        key="own_weight",
        name="Weight of its own leads",
        unit=Unit.PERCENT,
        better=Better.NEITHER,
        of="the number",
        compute=None,
        definition="""How much of a shrunk number comes from the leads or deals of that source and segment themselves.

The rest comes from the parent. The data set it: the more leads, and the more sources differ, the larger it is.""",
    )
)


@dataclass(frozen=True)
class LeadValues:
    """The value of a lead in each cell, and in the whole company.

    cells: one row per source × segment, sorted; every source with every segment:
      source, segment: str · leads: int, MQLs behind it · customers: int, of them by the horizon · conversion_raw:
      float, expected conversion of its own leads by the horizon; missing without leads · conversion_weight: float,
      0…1, of its own leads · conversion_parent, conversion_parent_weight: float, its source's, shrunk to the company's,
      and the weight of the source's own leads in it · conversion: float · deals: int, won with an amount ·
      amount_raw: float, money; missing without deals · amount_weight, amount_parent, amount_parent_weight, amount:
      float, likewise · value: float, money, conversion × amount; missing where nothing was won anywhere.
    conversion, amount, value: float, of the whole company, for a cell that is not in the table.
    horizon: int, days. amount_via: "source" or "segment", the parent of the amounts. apart: currencies without a rate,
    in which deals were won that no amount knows of.
    """

    cells: pd.DataFrame
    conversion: float
    amount: float
    horizon: int
    amount_via: str
    apart: tuple[str, ...] = ()

    @property
    def value(self) -> float:
        """Of a lead of which nothing is known, in money."""
        return self.conversion * self.amount

    def by(self, *columns: str) -> pd.DataFrame:
        """The cells put together by source, by segment, or (no column) all: leads × value summed, then divided.

        <columns> · leads, customers, deals: int · conversion, amount, value: float. Amount is what an expected
        customer brings, so that conversion × amount = value here too; missing without leads.
        """
        cells = self.cells
        customers = cells["leads"] * cells["conversion"]
        parts = cells.assign(expected=customers, worth=customers * cells["amount"])
        counts = ["leads", "customers", "deals", "expected", "worth"]
        if columns:
            told = parts.groupby(list(columns), as_index=False)[counts].sum(min_count=1)
        else:
            told = parts[counts].sum(min_count=1).to_frame().T
        told = told.astype({"leads": int, "customers": int, "deals": int})
        leads, expected = told["leads"].where(told["leads"] > 0), told["expected"].where(told["expected"] > 0)
        told = told.assign(
            conversion=told["expected"] / leads, amount=told["worth"] / expected, value=told["worth"] / leads
        )
        return told.drop(columns=["expected", "worth"])


def priced(won: pd.DataFrame, currency: str, *, rates: Mapping[str, float]) -> pd.DataFrame:
    """Won amounts in the workspace's currency; deals in one that has no rate are left out.

    won: `won_amounts`: source, segment, currency: str · won: int, deals · won_cents: int · won_squares: float, summed
    squares of cents. source, segment: str · deals: int · amount: float, money · squares: float, money squared.
    """
    rate = won["currency"].map({**rates, currency: 1.0, "": 1.0}).astype(float) / 100
    told = won[list(CELL)].assign(
        deals=won["won"], amount=won["won_cents"] * rate, squares=won["won_squares"] * rate**2
    )
    return told[rate.notna()].groupby(list(CELL), as_index=False).sum()


def lead_values(
    lives: pd.DataFrame, won: pd.DataFrame, *, horizon: int, currency: str, rates: Mapping[str, float] | None = None
) -> LeadValues:
    """The value of a lead per source × segment, each shrunk to its parent, with all parts.

    lives: MQL → Customer: source, segment: str · age: int days · converted: 0 or 1 · n: int. won: as `priced`
    takes it; rates: one unit of another currency in the workspace's.
    """
    deals = priced(won, currency, rates=rates or {})
    apart = sorted({*won["currency"]} - {*(rates or {}), currency, ""})
    cells = _grid(lives, deals)
    rated, company = _conversions(lives, cells, horizon)
    amounts, via = _amounts(cells)
    table = cells[list(CELL)].assign(**rated)
    of = cells[via].factorize()[0]
    table = table.assign(
        deals=cells["deals"].astype(int),
        amount_raw=cells["amount"] / cells["deals"].where(cells["deals"] > 0),
        amount_weight=amounts.cell_weight,
        amount_parent=amounts.parents[of],
        amount_parent_weight=amounts.parent_weight[of],
        amount=amounts.cells,
        value=table["conversion"] * amounts.cells,
    )
    return LeadValues(table, company, amounts.company, horizon, via, tuple(apart))


def _grid(lives: pd.DataFrame, deals: pd.DataFrame) -> pd.DataFrame:
    """Every source with every segment, sorted, with deals, amount, squares; 0 where nothing was won."""
    names = pd.concat([lives[list(CELL)], deals[list(CELL)]])
    every = (pd.DataFrame({c: sorted(names[c].unique())}, dtype="str") for c in CELL)
    grid = next(every).merge(next(every), how="cross")
    return grid.merge(deals, on=list(CELL), how="left").fillna({"deals": 0, "amount": 0.0, "squares": 0.0})


# --- the conversion ---------------------------------------------------------------------------------


def _conversions(lives: pd.DataFrame, cells: pd.DataFrame, horizon: int) -> tuple[dict[str, pd.Series], float]:
    """The columns leads, customers, conversion_…, and the company's expected conversion."""
    whole = curve(lives)
    steps = whole[whole["day"] <= horizon]
    company = float(steps["value"].iloc[-1])
    sources = _known(lives, ["source"], steps)
    own = cells[list(CELL)].merge(_known(lives, list(CELL), steps), on=list(CELL), how="left")
    own = own.fillna({"leads": 0, "customers": 0, "size": 0.0})
    parent = _shrunk(sources, pd.Series(company, sources.index))
    parent.index = pd.Index(sources["source"])
    to_parent = cells["source"].map(parent["estimate"]).astype(float).fillna(company)
    told = _shrunk(own, to_parent)
    return {
        "leads": own["leads"].astype(int),
        "customers": own["customers"].astype(int),
        "conversion_raw": own["rate"],
        "conversion_weight": told["weight"],
        "conversion_parent": to_parent,
        "conversion_parent_weight": cells["source"].map(parent["weight"]).astype(float).fillna(0.0),
        "conversion": told["estimate"],
    }, company


def _shrunk(own: pd.DataFrame, parent: pd.Series) -> pd.DataFrame:
    """weight, estimate: float, of groups with rate and size, towards each one's parent."""
    size = prior_size(own["rate"].fillna(0) * own["size"], own["size"], parent)
    weight = rate_weight(own["size"], size)
    return pd.DataFrame({"weight": weight, "estimate": weight * own["rate"].fillna(0) + (1 - weight) * parent})


def _known(lives: pd.DataFrame, keys: Sequence[str], steps: pd.DataFrame) -> pd.DataFrame:
    """Each group's own expected conversion by the horizon, and of how many fully followed leads it is worth.

    <keys> · leads, customers: int · rate: float · size: float, effective leads.

    The size is the one that gives a binomial share the variance of the Kaplan–Meier estimate (Cutler & Ederer 1958,
    J. Chronic Dis. 8:699), with the company's days of conversion d(k), so that it is defined where nobody has become
    a customer yet: Σ d ÷ Σ (d ÷ m(k)), m(k) = leads at risk on day k ÷ share not there before. It is the number of
    leads where all are followed to the horizon. A group whose oldest lead is younger than the horizon is carried on
    as the company's curve goes on, and its size counts only for the part of that curve that it has lived through.
    """
    if lives.empty:
        return lives[list(keys)].assign(leads=0, customers=0, rate=np.nan, size=0.0)
    rows = curve(lives, by=keys)
    horizon = int(steps["day"].iloc[-1])
    early = rows[rows["day"] <= horizon].groupby(list(keys))
    told = early["at_risk"].first().rename("leads").to_frame()
    told["customers"] = early["events"].sum()
    followed = rows.groupby(list(keys))["day"].last().clip(upper=horizon)
    whole, lived = float(steps["value"].iloc[-1]), np.interp(followed, steps["day"], steps["value"])
    part = lived / whole if whole else np.ones(len(told))
    reached = early["value"].last().to_numpy()
    told["size"] = _effective(rows, keys, steps) * part if whole else told["leads"].astype(float)
    told["rate"] = np.divide(reached, part, out=np.full(len(told), np.nan), where=part > 0)
    told["rate"] = told["rate"].clip(upper=1.0)
    return told.reset_index()


def _effective(rows: pd.DataFrame, keys: Sequence[str], steps: pd.DataFrame) -> Floats:
    """Σ d ÷ Σ (d ÷ m) of each group, over the days that it has lived through; 0 where it has lived through none."""
    days = steps["day"].to_numpy()
    wide = rows.pivot(index=list(keys), columns="day", values=["at_risk", "value"])
    at_risk, value = (wide[c].reindex(columns=days) for c in ("at_risk", "value"))
    at_risk = at_risk.bfill(axis=1).fillna(0).to_numpy(float)
    before = (1 - value.ffill(axis=1)).shift(1, axis=1, fill_value=1.0)
    behind = pd.DataFrame(at_risk / before.where(before > 0)).ffill(axis=1).to_numpy()
    there = steps["value"].diff().fillna(steps["value"].iloc[0]).to_numpy() * (behind > 0)
    spread = np.divide(there, behind, out=np.zeros_like(behind), where=behind > 0).sum(axis=1)
    return np.divide(there.sum(axis=1), spread, out=np.zeros(len(behind)), where=spread > 0)


# --- the amount -------------------------------------------------------------------------------------


def _amounts(cells: pd.DataFrame) -> tuple[Credibility, str]:
    """The shrunk amounts by the parent round which cells vary less, and its column."""
    tried = {
        via: credibility(cells["deals"], cells["amount"], cells["squares"], cells[via].factorize()[0]) for via in CELL
    }
    via = "segment" if tried["segment"].between_cells < tried["source"].between_cells else "source"
    return tried[via], via


# --- what leads are worth together ------------------------------------------------------------------


def worth(mqls: pd.DataFrame, values: LeadValues) -> pd.DataFrame:
    """MQLs with what they are worth together; a cell that has no value of its own has the company's.

    mqls: `mqls_by_segment`: day: int · source, segment: str · mqls: int. Adds worth: float, money; additive.
    """
    told = mqls.merge(values.cells[[*CELL, "value"]], on=list(CELL), how="left")
    each = told["value"].fillna(values.value)
    return told.drop(columns="value").assign(worth=told["mqls"] * each)
