"""What a lead is worth, by source and segment, with the parts that it is made of."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from smarketing.charts import how_many
from smarketing.groups import Group
from smarketing.metrics.lead_value import lead_amount, lead_conversion, lead_value
from smarketing.metrics.registry import Unit, evaluate
from smarketing.metrics.show import show as written
from smarketing.ui import frames, view
from smarketing.ui.headline import headline
from smarketing.ui.panel import panel


def show() -> None:
    """The value of a lead of each source, and its parts by segment."""
    filters, look = view.current(), view.current_look()
    found = frames.values(filters)
    if found.cells.empty or pd.isna(found.value):
        st.info("No deal with an amount was won in the twelve months before, so no lead has a value yet.")
        return
    worth = written(found.value, Unit.MONEY, currency=look.currency)
    headline(f"An MQL is worth {worth} on average: the chance to become a customer in {found.horizon} days × the deal")
    by_source = found.by("source").dropna(subset="value")
    sums = by_source.assign(mqls=by_source["leads"], worth=by_source["leads"] * by_source["value"])
    told = evaluate(lead_value, sums[["source", "mqls", "worth"]], by=["source"])
    left, right = st.columns([2, 3])
    with left:
        panel(
            "lead-value",
            how_many.draw(told, lead_value, look=look),
            title="Value of a lead by source",
            shows="Expected conversion to a customer × average won amount",
            table=told,
            leads=Group.MQLS,
        )
    with right:
        panel(
            "lead-value-parts",
            _parts(found.cells, look.currency),
            title="The parts of a lead's value, by source and segment",
            shows="Few leads are drawn towards their source; the weight says how much their own data count",
            table=found.cells,
            metrics=[lead_value, lead_conversion, lead_amount],
        )


def _parts(cells: pd.DataFrame, currency: str) -> pd.DataFrame:
    def said(column: str, unit: Unit) -> list[str]:
        return [written(value, unit, currency=currency) for value in cells[column]]

    return pd.DataFrame(
        {
            "Source": cells["source"], "Segment": cells["segment"], "Leads": [f"{n:,}" for n in cells["leads"]],
            "Conversion": said("conversion", Unit.RATE), "Own weight": said("conversion_weight", Unit.RATE),
            "Average deal": said("amount", Unit.MONEY), "Value": said("value", Unit.MONEY),
        }
    )  # fmt: skip
