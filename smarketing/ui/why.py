"""Why did it move? The change against the compared period, split over factors and groups; a panel and a sentence."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from smarketing.charts import why_did_it_move
from smarketing.filters import Clock, Dimension, Filters
from smarketing.groups import Group
from smarketing.metrics import findings
from smarketing.metrics.change import EARLIER, MIX, VOLUME, Change
from smarketing.metrics.findings import Finding
from smarketing.metrics.grain import within
from smarketing.metrics.registry import Unit, beside
from smarketing.metrics.revenue import pipeline_created, revenue, won_deals
from smarketing.metrics.show import MINUS, MISSING, show
from smarketing.metrics.volume import sqls
from smarketing.metrics.why import MEASURES, Measure, because, names
from smarketing.stages import Stage
from smarketing.ui import data, frames, view
from smarketing.ui.panel import boxed, chart, written

_KINDS = {d.label: d for d in (Dimension.SOURCE, Dimension.SEGMENT, Dimension.REGION, Dimension.TEAM, Dimension.OWNER)}
_LEADS = {
    revenue: Group.CUSTOMERS, won_deals: Group.CUSTOMERS, pipeline_created: Group.OPPORTUNITIES, sqls: Group.SQLS
}  # fmt: skip
_HEIGHT = 460
"""Pixels of the chart and of a table that is longer."""

_MOST_ROWS = 12


def sentence(filters: Filters) -> Finding | None:
    """Why revenue moved against the compared period, by source; None where nothing is compared or was won."""
    measure = MEASURES[revenue.name]
    return _finding(filters, measure, moved(filters, measure, Dimension.SOURCE)) if filters.comparison else None


def show_panel() -> None:
    """The panel, with its switches in the link; a word where nothing is compared."""
    filters = view.current()
    if filters.comparison is None:
        st.info("Choose what to compare with, and this page tells why revenue moved.", icon=":material/help_center:")
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        measure = MEASURES[_one("Why did it move?", _offered(), key="moved")]
        kinds = [label for label, d in _KINDS.items() if data.choices()[d]] or [Dimension.SOURCE.label]
        by = _KINDS[_one("Split by", kinds, key="moved_by")]
        steps = _one("Steps are", ["Factors", "Groups"], key="moved_steps")
    _draw(filters, measure, by, of="factor" if steps == "Factors" else by.value)


def _one(label: str, offered: list[str], *, key: str) -> str:
    chosen = st.segmented_control(label, offered, default=offered[0], key=key, bind="query-params", required=True)
    return chosen if chosen in offered else offered[0]


def _offered() -> list[str]:
    knows_sqls = Stage.SQL in data.known_stages()
    return [name for name, m in MEASURES.items() if m.metric is not sqls or knows_sqls]


def moved(filters: Filters, measure: Measure, by: Dimension) -> Change:
    """What moved a total against the compared period, in whole cents, or tenths of a count."""
    rows = beside(data.entries(filters, by=by), frames.deals(filters, by=by).frame)
    then, now = within(rows, filters.comparison), within(rows, filters.period)
    decimals = 2 if measure.metric.unit is Unit.MONEY else 1
    return measure.change(then, now, by=by.value, known=data.known_stages()).rounded(decimals)


def _finding(filters: Filters, measure: Measure, change: Change) -> Finding | None:
    steps = measure.steps(data.known_stages())
    currency = data.workspace().currency
    return because(change, measure, steps=steps, against=filters.comparison, currency=currency)


def _draw(filters: Filters, measure: Measure, by: Dimension, *, of: str) -> None:
    change = moved(filters, measure, by)
    found = _finding(filters, measure, change)
    called = names(measure.steps(data.known_stages()), by=by.value)
    title = findings.said(found, otherwise=f"Why {measure.metric.name} moved")
    with boxed(
        "why",
        title=title,
        shows="The steps sum to the change, to the cent; the axis is cut, what fell is hollow. Flows from stage to "
        "stage are those of the period and no conversion of its leads.",
        table=change.parts.assign(factor=change.parts["factor"].map(called)),
        metrics=[measure.metric],
        leads=_LEADS[measure.metric],
        filters=filters.within(clock=Clock.EVENT),
    ):
        drawn = why_did_it_move.draw(
            change, measure.metric, look=view.current_look(), then=str(filters.comparison), now=str(filters.seen),
            of=of, names=called, height=_HEIGHT,
        )  # fmt: skip
        table = in_words(change, measure, called, by=by)
        with st.grid(2, min_column_width=620, gap="medium"):
            chart("why", drawn)
            written("why", table, title, height=_HEIGHT if len(table) > _MOST_ROWS else "content")


_SHORT = {VOLUME: "Volume", MIX: "Mix", EARLIER: "Earlier leads"}


def in_words(change: Change, measure: Measure, called: dict[str, str], *, by: Dimension) -> pd.DataFrame:
    """All groups together, then a row per group, the one that moved most first; the sum, then a column per factor."""
    wide = change.parts.pivot_table(index=change.by, columns="factor", values="effect", aggfunc="sum", fill_value=0.0)
    wide = wide.reindex(columns=[f for f in called if f in wide])
    sums = change.summed(change.by)
    rows = pd.concat([wide.sum().to_frame(f"All {by.value}s").T, wide.reindex(sums.index)])
    heads = {f: _SHORT.get(f, f"→{called[f].partition('→')[2]}" if "→" in called[f] else called[f]) for f in wide}
    cells = {"Change": rows.sum(axis=1)} | {heads[f]: rows[f] for f in wide}
    unit, currency = measure.metric.unit, data.workspace().currency
    return pd.DataFrame(
        {by.label: list(rows.index)} | {head: [_signed(v, unit, currency) for v in c] for head, c in cells.items()}
    )


def _signed(effect: float, unit: Unit, currency: str) -> str:
    effect = round(effect, 2)
    told = show(effect, unit, currency=currency)
    return MISSING if not effect else told if told.startswith(MINUS) else f"+{told}"
