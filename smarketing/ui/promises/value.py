"""What a lead is worth, by source and segment, with the parts that it is made of."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from smarketing import owed
from smarketing.charts import how_many, what_a_lead_is_worth
from smarketing.groups import Group
from smarketing.metrics.lead_value import LeadValues, lead_amount, lead_conversion, lead_value, own_weight
from smarketing.metrics.money import without_rate
from smarketing.metrics.registry import Unit, evaluate
from smarketing.metrics.show import show as written
from smarketing.periods import Period
from smarketing.ui import data, view
from smarketing.ui.panel import panel
from smarketing.ui.promises import missing
from smarketing.ui.text import plain


def show() -> None:
    """The value of a lead of each source, and its parts by segment."""
    filters, look = view.current(), view.current_look()
    found, whole = data.values(filters.as_of), owed.year(filters.as_of)
    if found.cells.empty or pd.isna(found.value):
        st.markdown("## No lead has a value yet")
        st.info(plain(_no_amounts(whole.period, found)))
        return
    worth = written(found.value, Unit.MONEY, currency=look.currency)
    said = f"An MQL is worth {worth} on average: the chance to become a customer in {found.horizon} days × the deal"
    st.markdown(f"## {plain(said)}")
    judged = f"Judged by the MQLs and the won deals of {whole.period}, whatever is filtered"
    st.caption(plain(missing.shown(judged, without_rate(found.apart))))
    by_source = found.by("source").dropna(subset="value")
    sums = by_source.assign(mqls=by_source["leads"], worth=by_source["leads"] * by_source["value"])
    told = evaluate(lead_value, sums[["source", "mqls", "worth"]], by=["source"])
    panel(
        "lead-value",
        how_many.draw(told, lead_value, look=look),
        title="Value of a lead by source",
        shows="Expected conversion to a customer × average won amount",
        table=told,
        filters=whole,
        leads=Group.MQLS,
    )
    panel(
        "lead-value-parts",
        what_a_lead_is_worth.draw(found, look=look),
        title="Beside a source its conversion, over a segment its average deal, in the cell the value",
        shows=f"Few leads are drawn towards their source, few deals towards their {found.amount_via}; hover over a "
        "cell, or open Details, for the leads, the deals and the weight of its own",
        table=found.cells,
        metrics=[lead_value, lead_conversion, lead_amount, own_weight],
        filters=whole,
        leads=Group.MQLS,
    )


def _no_amounts(period: Period, found: LeadValues) -> str:
    if found.apart:
        return f"Deals were won in {period}, but {without_rate(found.apart)}. Set a rate: `settings rates=…`."
    return f"No deal with an amount was won in {period}. Import deals with their amounts."
