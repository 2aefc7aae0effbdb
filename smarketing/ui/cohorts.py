"""Honest cohorts: what young ones let expect, how cohorts compare at the same age, what is still to come, and whether
such expectations came true."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import streamlit as st

from smarketing import owed
from smarketing.charts import at_the_same_age, did_it_come_true, how_long
from smarketing.charts.theme import Look
from smarketing.filters import Clock, Dimension, Filters
from smarketing.groups import Group
from smarketing.metrics import back_test, findings, projection, survival
from smarketing.metrics.conversion import CONVERSION, SO_FAR
from smarketing.metrics.grain import within
from smarketing.metrics.lead_value import priced
from smarketing.metrics.projection import ALL, projected, projected_revenue
from smarketing.metrics.registry import Unit
from smarketing.metrics.show import MISSING, THIN, is_missing, show
from smarketing.metrics.triangle import STEP, triangle
from smarketing.periods import to_number
from smarketing.stages import Stage
from smarketing.ui import conversion_tables, data, frames
from smarketing.ui.panel import boxed, chart, panel, written
from smarketing.ui.text import plain

TOO_FEW = "Too few to say"


def section(cohorts: pd.DataFrame, filters: Filters, look: Look, *, start: Stage, end: Stage) -> None:
    """All of it. cohorts: `conversion_tables.by_cohort`."""
    past = data.history(filters, start=start, end=end)
    left, right = st.columns(2)
    with left:
        young(cohorts, past, filters, start=start, end=end)
    with right:
        still_to_come(past, filters, start=start, end=end)
    same_age(filters, look, start=start, end=end)
    by_source(filters, look, start=start, end=end)
    came_true(filters, look, start=start, end=end)


# --- young cohorts --------------------------------------------------------------------------------


def young(cohorts: pd.DataFrame, past: projection.History, filters: Filters, *, start: Stage, end: Stage) -> None:
    """The panel of the young cohorts: so far struck through, the expected and where each will end beside it."""
    kind, buckets = projection.cohorts(past, filters.grain)
    days = past.first + np.arange(len(kind))
    is_in = (days >= to_number(filters.seen.first)) & (days <= to_number(filters.seen.last))
    ends = projection.outlook(past, [to_number(filters.as_of)], np.where(is_in, kind, -1))
    ends = ends[ends["source"] == ALL]
    ends = ends.assign(bucket=pd.to_datetime([buckets[c] for c in ends["cohort"]]))
    named = ends[["bucket", "value", "low", "high"]].set_axis(["bucket", "ends", "ends_low", "ends_high"], axis=1)
    table = cohorts[~cohorts["is_mature"] & (cohorts["denominator"] > 0)].merge(named, on="bucket", how="left")
    title = _young_title(table, filters, start=start)
    metrics = [SO_FAR[start, end], survival.expected_conversion, projected]
    with boxed("young", title=title, table=table, metrics=metrics, leads=Group.TOO_YOUNG, start=start,
               shows="So far is no conversion yet and struck through; what to expect stands beside it"):  # fmt: skip
        if table.empty:
            st.caption(f"Every cohort on screen has had its {filters.window} days.")
            return
        st.table(_written_young(table, filters, start=start))
        st.caption(
            "“Expected” is what all leads of the period together come to, with that curve's band. “Will end at” is "
            "for this cohort: its leads so far, the chance of each that waits, with a 95 % prediction interval."
        )


def _young_title(table: pd.DataFrame, filters: Filters, *, start: Stage) -> str:
    told = table[table["denominator"] >= 10].dropna(subset=["expected"])
    if told.empty:
        return f"No young cohort of {start.label} to judge"
    last = told.iloc[-1]
    so_far, expected = (findings.share(last[c]) for c in ("value", "expected"))
    return f"{filters.grain.label(last['bucket'].date())}: expect {expected}, not the {so_far} so far"


def _written_young(table: pd.DataFrame, filters: Filters, *, start: Stage) -> pd.DataFrame:
    return pd.DataFrame(
        {
            start.label: table["denominator"].map("{:,.0f}".format).to_numpy(),
            "So far": [f"~~{_percent(v)}~~" for v in table["value"]],
            f"Expected by day {filters.window} (95 %)": _ranged(table, "expected"),
            "Will end at (95 %)": _ranged(table, "ends"),
        },
        index=pd.Index([filters.grain.label(b.date()) for b in table["bucket"]], name=str(filters.grain).capitalize()),
    )


def _ranged(table: pd.DataFrame, name: str) -> list[str]:
    rows = zip(table[name], table[f"{name}_low"], table[f"{name}_high"], strict=True)
    return [
        MISSING if is_missing(v) else f"**{_percent(v)}** ({_percent(low)} – {_percent(high)})" for v, low, high in rows
    ]


def _percent(share: float) -> str:
    """Two decimals: so far, expected and both ends of its band are compared digit by digit."""
    return MISSING if is_missing(share) else f"{100 * share:.2f}{THIN}%"


# --- at the same age, and by source ---------------------------------------------------------------


def same_age(filters: Filters, look: Look, *, start: Stage, end: Stage) -> None:
    """The panel with a row a cohort and a column an age."""
    lags = within(data.lags(filters, start=start, end=end), filters.seen)
    table = triangle(lags, grain=filters.grain, as_of=filters.as_of)
    panel(
        "same-age",
        at_the_same_age.draw(table, SO_FAR[start, end], look=look, grain=filters.grain),
        title=f"Cohorts at the same age: the share that was {end} after so many days",
        shows=f"Steps of {STEP[filters.grain]} days; hatched where part of a cohort is younger, empty where all is",
        table=table,
        metrics=[SO_FAR[start, end]],
        leads=Group.of(end),
        start=start,
    )


def by_source(filters: Filters, look: Look, *, start: Stage, end: Stage) -> None:
    """The panel with a small curve for each source."""
    lives = data.life_table(filters, pairs=[(start, end)], by=[Dimension.SOURCE])
    curves = survival.curve(lives, by=["source"])
    whole = survival.curve(lives.drop(columns="source"))
    panel(
        "curves",
        how_long.small(curves, whole, look=look, reaching=end.value, within=filters.window),
        title=_curves_title(survival.expected(lives, horizon=filters.window, by=["source"]), filters, end=end),
        shows=f"The share there by each day, the waiting ones counted, with its 95 % band; dotted: all {start.label}",
        table=curves,
        metrics=[survival.expected_conversion],
        leads=Group.of(end),
        start=start,
    )


def _curves_title(expected: pd.DataFrame, filters: Filters, *, end: Stage) -> str:
    told = expected[expected["denominator"] >= 10].sort_values("value")
    if len(told) < 2 or told["low"].iloc[-1] <= told["high"].iloc[0]:
        return f"From day 0 to {filters.window}, source by source"
    worst, best = told.iloc[0], told.iloc[-1]
    return (
        f"Expected by day {filters.window}: {best['source']} {findings.share(best['value'])} "
        f"{conversion_tables.DONE[end]}, {worst['source']} {findings.share(worst['value'])}"
    )


# --- what is still to come ------------------------------------------------------------------------


def still_to_come(past: projection.History, filters: Filters, *, start: Stage, end: Stage) -> None:
    """The panel that projects what the leads of the period will have become, and will have brought."""
    days = past.first + np.arange(past.entered.shape[1])
    is_in = (days >= to_number(filters.seen.first)) & (days <= to_number(filters.seen.last))
    rows = projection.outlook(past, [to_number(filters.as_of)], np.where(is_in, 0, -1))
    late = _late(filters, past.sources, start=start, end=end)
    counts = rows["so_far"] + rows["source"].map(late).fillna(0)
    table = rows.assign(so_far=counts, **{c: rows[c] * rows["leads"] + counts - rows["so_far"] for c in _ENDS})
    is_sold = (start, end) == (Stage.MQL, Stage.CUSTOMER)
    money = _money(rows, filters) if is_sold and len(rows) else None
    table = table.assign(metric=projected.key)[["source", "metric", "leads", "so_far", "waiting", *_ENDS]]
    metrics = [projected, *([projected_revenue] if money else [])]
    title = _projected_title(table, money, filters, start=start, end=end)
    with boxed("still-to-come", title=title, table=table, metrics=metrics, leads=Group.of(end), start=start,
               shows=f"{end.label} so far, and what those younger than {filters.window} days let expect"):  # fmt: skip
        if table.empty:
            st.caption(f"No {start.label} in this period.")
            return
        written("still-to-come", _written_projection(table, start=start), title)
        if table["value"].isna().any():
            st.caption(f"{TOO_FEW}: fewer than ten became {end} in the last days, or were followed for so long.")
        if is_sold and money is None:
            st.caption("No deal won in the last year has an amount. Export it with the deals to see projected revenue.")


_ENDS = ("value", "low", "high")


def _late(filters: Filters, sources: Sequence[str], *, start: Stage, end: Stage) -> dict[str, int]:
    """Leads by source that got there after the window."""
    lags = within(data.lags(filters, start=start, end=end), filters.seen)
    late = lags[lags["lag"] > filters.window]
    named = late["source"].where(late["source"].isin(sources), projection.OTHERS)
    return {ALL: int(late["n"].sum()), **late["n"].groupby(named).sum().to_dict()}


def _money(rows: pd.DataFrame, filters: Filters) -> tuple[float, float, float] | None:
    """What they will have brought: value, low, high; None where no deal of the year was won with an amount."""
    here = data.workspace()
    won = within(frames.deals(filters, clock=Clock.COHORT).frame, filters.seen)["won_amount"].sum()
    year = owed.year(filters.as_of)
    deals = priced(data.won_amounts(year), here.currency, rates=here.rates)
    if deals.empty:
        return None
    values = data.values(filters.as_of, horizon=filters.window)
    return projection.revenue(rows, float(won), projection.average_amounts(values, deals))


def _projected_title(
    table: pd.DataFrame, money: tuple[float, float, float] | None, filters: Filters, *, start: Stage, end: Stage
) -> str:
    whole = table[table["source"] == ALL]
    if whole.empty or whole["value"].isna().any():
        return f"What the {start.label} of the period will still become"
    row = whole.iloc[0]
    if not row["waiting"]:
        return f"{row['leads']:,} {start.label} became {row['so_far']:,.0f} {end.label}; none is young enough to wait"
    said = f"{row['leads']:,} {start.label} will be {row['low']:,.0f} to {row['high']:,.0f} {end.label}"
    if money is None or is_missing(money[0]):
        return said
    low, high = (show(m, Unit.MONEY, currency=data.workspace().currency) for m in money[1:])
    return f"{said} and {low} to {high}"


def _written_projection(table: pd.DataFrame, *, start: Stage) -> pd.DataFrame:
    rows = pd.concat(
        [table[table["source"] == ALL], table[table["source"] != ALL].sort_values("leads", ascending=False)]
    )
    ranges = zip(rows["value"], rows["low"], rows["high"], strict=True)
    return pd.DataFrame(
        {
            "Source": rows["source"],
            start.label: rows["leads"].map("{:,}".format),
            "So far": rows["so_far"].map("{:,.0f}".format),
            "Projected (95 %)": [
                MISSING if is_missing(value) else f"{value:,.0f} ({low:,.0f} – {high:,.0f})"
                for value, low, high in ranges
            ],
        }
    )


# --- the back-test --------------------------------------------------------------------------------


def came_true(filters: Filters, look: Look, *, start: Stage, end: Stage) -> None:
    """The panel that tries every past day: what was expected then, and what happened."""
    tested, changes = data.back_test(filters, start=start, end=end)
    told = back_test.held(tested).merge(changes, on="source", how="left", suffixes=("", "_of_change"))
    title = _tested_title(told, filters, start=start, end=end)
    with boxed("came-true", title=title, table=told, metrics=[projected, CONVERSION[start, end]], start=start,
               shows=f"What was expected of each {filters.grain} on its last day, and what it came to by day "
               f"{filters.window}"):  # fmt: skip
        if told.empty:
            st.caption(f"No past day has both: ten who became {end} before it, and {filters.window} days after it.")
            return
        last = tested[(tested["source"] == ALL) & tested["is_over"]].drop_duplicates("bucket")
        left, right = st.columns([2, 3])
        with left:
            chart("came-true", did_it_come_true.draw(last, look=look, grain=filters.grain))
        with right:
            written("came-true", _written_tests(told, filters), title)
        st.caption(
            f"Every seventh day tried, with only what was known then. The intervals are prediction intervals (95 %): "
            f"the curve's own band and the chance of each lead that waited. {plain(_why(told, filters))}"
        )


def _tested_title(told: pd.DataFrame, filters: Filters, *, start: Stage, end: Stage) -> str:
    whole = told[told["source"] == ALL]
    if whole.empty:
        return "Whether expectations came true can't be told yet"
    row = whole.iloc[0]
    said = f"{row['held']:,} of {row['tested']:,} expectations came true ({show(row['value'], Unit.RATE)})"
    if row["value"] >= back_test.PROMISED or is_missing(row["before"]):
        return said
    return f"{said}: {start} → {end} changed in {filters.grain.label(row['bucket'].date())}"


def _why(told: pd.DataFrame, filters: Filters) -> str:
    """What changed where the intervals held less often than they promise."""
    missed = told[told["value"] < back_test.PROMISED]
    if missed.empty:
        return "They held in at least nine of ten of every source."
    clear = missed.dropna(subset=["before"])
    said = [
        f"{'All sources' if row.source == ALL else row.source}: {findings.share(row.before)} before "
        f"{filters.grain.label(row.bucket.date())}, {findings.share(row.after)} from then on"
        for row in clear.itertuples()
    ]
    unclear = missed.loc[missed["before"].isna(), "source"]
    if len(unclear):
        said.append(f"no clear change, so chance or a slow one: {', '.join(unclear)}")
    return f"Held in fewer than nine of ten where conversion changed. {'; '.join(said)}."


def _written_tests(told: pd.DataFrame, filters: Filters) -> pd.DataFrame:
    changed = [
        ""
        if is_missing(row.before)
        else f"{findings.share(row.before)} → {findings.share(row.after)}, {filters.grain.label(row.bucket.date())}"
        for row in told.itertuples()
    ]
    return pd.DataFrame({
        "Source": told["source"],
        "Came true": [f"{held:,} of {of:,}" for held, of in zip(told["held"], told["tested"], strict=True)],
        "Share": [show(v, Unit.RATE) for v in told["value"]], "Conversion changed": changed,
    })  # fmt: skip
