"""What came back: why, worth what, given up too early or not; and what was won back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd
import streamlit as st

from smarketing.agreement import Terms
from smarketing.charts import how_near, why_they_came_back
from smarketing.filters import Filters
from smarketing.groups import Group
from smarketing.metrics import findings
from smarketing.metrics.intervals import ENOUGH
from smarketing.metrics.money import in_currency, without_rate
from smarketing.metrics.registry import Metric, Unit, evaluate
from smarketing.metrics.returned import (
    by_reason,
    given_up_early_rate,
    recycled_accepted_rate,
    recycled_leads,
    returned_worth,
    unable_rate,
    unable_said,
    won_back_rate,
    won_back_revenue,
)
from smarketing.metrics.show import out_of
from smarketing.metrics.show import show as written
from smarketing.periods import Grain
from smarketing.ui import data, view
from smarketing.ui.panel import boxed, chart, panel
from smarketing.ui.promises import missing
from smarketing.ui.promises.follow_up import promised
from smarketing.ui.text import plain

HEIGHT = 580


def show() -> None:
    """Reasons by source with their money; under them the one reason that needs attempts, and the recycled."""
    st.markdown("### What came back")
    filters = view.current()
    made, terms = promised.attempts(filters), data.terms(filters.as_of)
    returned = made[made["answer"] == "rejected"]
    _reasons(returned, filters, terms)
    left, right = st.columns(2)
    with left:
        _unable(returned, terms)
    with right:
        _won_back(filters)


def _reasons(returned: pd.DataFrame, filters: Filters, terms: Terms) -> None:
    title = "Returned MQLs by reason and source, with what they were worth"
    if not data.knows_rejections():
        missing.instead("reasons", title, [missing.REASON])
        return
    found = data.values(filters.as_of)
    values = found.by("source")[["source", "value"]] if not found.cells.empty else _NO_VALUES
    rows = by_reason(returned, values, by=["source"])
    early = returned.groupby(["source", "reason"], as_index=False)["unable_early"].sum()
    rows = rows.merge(early.rename(columns={"unable_early": "early"}), on=["source", "reason"], how="left")
    panel(
        "promise-reasons",
        why_they_came_back.draw(rows, look=view.current_look(), unable=terms.unable, height=HEIGHT),
        title=_worth_said(rows) or title,
        shows=missing.shown(
            "Number × value of a lead of its source, under it how many",
            "⚑ early: after fewer attempts than promised",
            promised.stands_in(returned),
            without_rate(found.apart),
        ),
        table=rows,
        metrics=[returned_worth, given_up_early_rate],
        leads=Group.REJECTED,
    )


_NO_VALUES = pd.DataFrame({"source": pd.Series(dtype="str"), "value": pd.Series(dtype="float64")})


def _worth_said(rows: pd.DataFrame) -> str:
    worth, n = rows["worth"].sum(min_count=1), int(rows["n"].sum())
    if pd.isna(worth):
        return ""
    dearest = rows.groupby("reason")[["worth", "n"]].sum().nlargest(1, "worth")
    money = written(worth, Unit.MONEY, currency=data.workspace().currency)
    reason, share = dearest.index[0], findings.share(dearest["worth"].iloc[0] / worth)
    return f"{n:,} MQLs worth {money} came back; “{reason}” is {share} of that money"


def _unable(returned: pd.DataFrame, terms: Terms) -> None:
    title = f"“{terms.unable}” among the reasons"
    if not data.knows_rejections():
        missing.instead("unable", title, [missing.REASON])
        return
    if returned.empty:
        missing.instead("unable", title, ["No MQL of this period was returned."])
        return
    judged = _by_version(returned)
    rates = evaluate([unable_rate, given_up_early_rate], returned)
    shows = missing.shown(promised.usual(returned), promised.stands_in(returned))
    with boxed("promise-unable", title=_unable_said(judged, terms.unable) or title, table=rates, leads=Group.REJECTED,
               shows=shows, height="content"):  # fmt: skip
        for since, rows in judged.items():
            most, whose = float(rows["most"].iloc[0]), "agreed" if rows["is_agreed"].all() else "is usual"
            allowed = f"at most {findings.share(most)} {whose}{f' from {since}' if since else ''}"
            _bullet(f"unable-{since}", unable_rate, evaluate(unable_rate, rows).iloc[0], most, allowed)
        if promised.is_told(returned):
            _bullet("early", given_up_early_rate, rates.iloc[1], 0.0, "none should be")
            _early_by_source(returned)
        else:
            missing.instead("early", given_up_early_rate.name, [missing.ATTEMPTS])


def _by_version(returned: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The returned leads together where the same share is allowed for all, else by version: {`1 Jul 2026`: …}."""
    if len(returned[["most", "is_agreed"]].drop_duplicates()) < 2:
        return {"": returned}
    return {Grain.DAY.label(since): rows for since, rows in returned.groupby("since")}


def _unable_said(judged: Mapping[str, pd.DataFrame], unable: str) -> str:
    """How far a signed version was missed, of several that which was missed most; nothing where there is none."""
    told = [
        replace(found, text=f"From {since}: {found.text}" if since else found.text)
        for since, rows in judged.items()
        if rows["is_agreed"].all()
        and (found := unable_said(rows, reason=unable, attempts=promised.numbers(rows), most=rows["most"].iloc[0]))
    ]
    return next((found.text for found in findings.rank(told)), "")


def _bullet(key: str, metric: Metric, row: pd.Series, most: float, allowed: str) -> None:
    """A rate against the largest share allowed: in words, and as a bar that ends at 100 %."""
    look = view.current_look()
    numbers = out_of(row["numerator"], row["denominator"])
    st.markdown(
        f"**{plain(metric.name)}** {plain(look.say(row['value'], Unit.RATE))}, {plain(numbers)}; {plain(allowed)}"
    )
    if pd.notna(row["value"]):
        colour = look.broken if row["value"] > most else look.sales
        chart(f"near-{key}", how_near.draw(row["value"], most, metric, look=look, colour=colour, whole=1.0))


def _early_by_source(returned: pd.DataFrame) -> None:
    rates = evaluate(given_up_early_rate, returned, by=["source"])
    rates = rates[rates["denominator"] > 0].sort_values("numerator", ascending=False)
    told = pd.DataFrame({
        "Source": rates["source"],
        "Given up too early": [f"{k:,.0f} of {n:,.0f}" for k, n in zip(rates["numerator"], rates["denominator"],
                                                                       strict=True)],
        "Share": [written(v, Unit.RATE) if n >= ENOUGH else "too few to say"
                  for v, n in zip(rates["value"], rates["denominator"], strict=True)],
    })  # fmt: skip
    numbers = {c: st.column_config.Column(c, alignment="right") for c in told.columns[1:]}
    st.dataframe(told, hide_index=True, height="content", key="table-early", column_config=numbers,
                 alt="MQLs given up after fewer attempts than promised, by source")  # fmt: skip


def _won_back(filters: Filters) -> None:
    back, here = data.won_back(filters), data.workspace()
    title = "Recycled leads: those that became an MQL again"
    if back.empty:
        missing.instead("won-back", title, ["No lead became an MQL again in this period.", missing.SPELL])
        return
    money = in_currency(back, here.currency, rates=here.rates)
    metrics = [recycled_leads, recycled_accepted_rate, won_back_rate, won_back_revenue]
    table = evaluate(metrics, money.frame, by=["source"])
    panel(
        "promise-won-back",
        _in_words(table, here.currency),
        title=_won_said(evaluate(metrics, money.frame).set_index("metric")["value"], money.frame, here.currency),
        shows=missing.shown(
            "Leads that became an MQL a second time or more, and what has become of them so far",
            without_rate(money.apart["currency"]),
        ),
        table=table,
        leads=Group.MQLS,
    )


def _won_said(values: pd.Series, frame: pd.DataFrame, currency: str) -> str:
    money = values[won_back_revenue.key]
    worth = f" worth {written(money, Unit.MONEY, currency=currency)}" if pd.notna(money) and money else ""
    back, accepted, customers = (int(frame[c].sum()) for c in ("back", "accepted", "customers"))
    return f"{back:,} leads became an MQL again: {accepted:,} accepted, {customers:,} won so far{worth}"


def _in_words(table: pd.DataFrame, currency: str) -> pd.DataFrame:
    rows = table.set_index(["source", "metric"])
    sources = table.loc[table["metric"] == recycled_leads.key].sort_values("value", ascending=False)["source"]

    def told(metric: str, source: str) -> str:
        row = rows.loc[(source, metric)]
        return out_of(row["numerator"], row["denominator"])

    return pd.DataFrame(
        {
            "Source": list(sources),
            "Again": [f"{rows.loc[(s, recycled_leads.key), 'value']:,.0f}" for s in sources],
            "Accepted": [told(recycled_accepted_rate.key, s) for s in sources],
            "Won": [told(won_back_rate.key, s) for s in sources],
            "Money": [
                written(rows.loc[(s, won_back_revenue.key), "value"], Unit.MONEY, currency=currency) for s in sources
            ],
        }
    )
