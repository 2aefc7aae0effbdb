"""Why marketing and sales count differently, from the one count to the other; each bar opens its leads."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from smarketing.charts import what_sales_saw
from smarketing.filters import Clock
from smarketing.groups import Group
from smarketing.metrics import bridge
from smarketing.stages import Stage
from smarketing.ui import data, view
from smarketing.ui.drill import REASON_KEY, go
from smarketing.ui.panel import boxed, chart
from smarketing.ui.text import plain

_LACKS = (
    (data.knows_touches, "No first touch is told, so a returned MQL counts as worked: export “First touch”"),
    (data.knows_reps, "No owner is told, so nobody can say who was assigned: export “Owner”"),
    (
        data.knows_assignments,
        "No moment of assignment is told, so no hand-over can be late: export “Owner assigned date”",
    ),
)
"""What the data has to tell for a bar of the bridge, and what to export where it doesn't."""


def show() -> None:
    """The panel: the bridge, and a link a bar."""
    frame = data.bridge(view.current())
    steps = bridge.steps(frame)
    lacks = ". ".join(text for knows, text in _LACKS if not knows())
    with boxed(
        "bridge", title=bridge.said(frame), table=_table(steps), metrics=bridge.METRICS, start=Stage.MQL, shows=lacks or
        "Each MQL is in one bar, the first that fits; the bars add up",
    ):  # fmt: skip
        drawn, links = st.columns([6, 1])
        with drawn:
            chart("bridge", what_sales_saw.draw(steps, look=view.current_look()))
        with links, st.container(gap=None, key="bridge-leads"):
            for place, row in enumerate(steps.itertuples()):
                _link(place, row)


def _link(place: int, row: object) -> None:
    """A button beside the bar that opens exactly its leads."""
    st.button(
        f"{row.n:,} {'lead' if row.n == 1 else 'leads'}", key=f"bridge-{place}", type="tertiary", disabled=not row.n,
        help=plain(what_sales_saw.name_of(row)), icon=":material/table_rows:", on_click=go,
        args=(Group[row.group.upper()], Clock.COHORT, Stage.MQL), kwargs={REASON_KEY: row.reason or None},
    )  # fmt: skip


def _table(steps: pd.DataFrame) -> pd.DataFrame:
    names = [what_sales_saw.name_of(row) for row in steps.itertuples()]
    signed = steps["n"].where(steps["kind"] != "less", -steps["n"])
    return pd.DataFrame({"bar": names, "MQLs": signed})
