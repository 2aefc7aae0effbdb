"""Scenes of the hand-off: how many came, what sales made of them, why it sent leads back, how far they got."""

from __future__ import annotations

from smarketing.filters import NONE, Dimension
from smarketing.metrics import findings
from smarketing.metrics.acceptance import acceptance_rate, accepted, overdue_rate, pending, rejected
from smarketing.metrics.conversion import SO_FAR, funnel
from smarketing.metrics.grain import within
from smarketing.metrics.registry import Unit, evaluate
from smarketing.metrics.show import out_of
from smarketing.metrics.targets import aimed
from smarketing.metrics.volume import COUNTS, passed_over
from smarketing.scene import Form, Grid, Line, Picture, Role, Scene
from smarketing.scenes.asked import Asked, definitions, numbers, rates_line, with_picture
from smarketing.stages import Stage
from smarketing.store import queries

MOST = 10
"""So many rows fit on one screen."""


def hand_off(asked: Asked) -> Scene:
    """What sales made of the MQLs it was given, by source."""
    frame = asked.mqls()
    here = within(frame, asked.filters.period)
    metrics = [acceptance_rate, accepted, rejected, pending, overdue_rate]
    rates = evaluate(acceptance_rate, here, by=["source"])
    kinds = queries.sources(asked.engine)
    handed = rates[rates["source"].isin(kinds.loc[kinds["kind"] != "sales", "source"])]
    found = findings.best_and_worst(handed, by="source", done="accepted")
    shown = rates[rates["denominator"] > 0].sort_values("value", ascending=False, ignore_index=True)
    parts = evaluate([accepted, rejected, pending], here, by=["source"]).pivot_table(
        index="source", columns="metric", values="value", sort=False
    )
    picture = Picture(
        Form.BARS, tuple(shown["source"]), (rates_line(shown, acceptance_rate.name),), acceptance_rate.unit.value,
        "Acceptance by source with its 95 % interval", slots=tuple(asked.slots.get(s, 0) for s in shown["source"]),
    )  # fmt: skip
    rows = [
        (row.source, asked.say(row.value, Unit.RATE), out_of(row.numerator, row.denominator),
         *(f"{parts.loc[row.source, m.key]:,.0f}" for m in (accepted, rejected, pending)))
        for row in shown.itertuples()
    ]  # fmt: skip
    return Scene(
        "hand_off", findings.said(found, otherwise="What sales made of the MQLs it was given"),
        "Share accepted by source, of those old enough to judge; whiskers hold 95 %", asked.foot(), "acceptance",
        asked.link(), asked.figures(metrics, frame), with_picture(picture),
        Grid(("Source", "Share accepted", "Of", "Accepted", "Rejected", "Pending"), tuple(rows)),
        definitions=definitions(metrics),
    )  # fmt: skip


def voice_of_sales(asked: Asked) -> Scene:
    """Why sales sent MQLs back, and from which sources."""
    frame = queries.rejections(asked.engine, asked.filters, by=Dimension.SOURCE)
    here = within(frame, asked.filters.period)
    reasons = evaluate(rejected, here, by=["reason"]).sort_values("value", ascending=False, ignore_index=True)
    reasons = reasons[reasons["value"] > 0]
    total = reasons["value"].sum()
    by_source = evaluate(rejected, here, by=["reason", "source"])
    title = "Sales sent nothing back"
    if total:
        top = reasons.iloc[0]
        most = f"{top['reason']} ({findings.share(top['value'] / total)})"
        title = f"Sales sent {total:,.0f} MQLs back; most often: {most}"
    picture = Picture(
        Form.BARS, tuple(reasons["reason"].head(MOST)), (Line(rejected.name, numbers(reasons["value"].head(MOST)),
        Role.SALES),), Unit.COUNT.value, "MQLs that came back, by reason",
    )  # fmt: skip
    rows = []
    for row in reasons.head(MOST).itertuples():
        of = by_source[(by_source["reason"] == row.reason) & (by_source["value"] > 0)].nlargest(3, "value")
        most = ", ".join(f"{r.source} ({r.value:,.0f})" for r in of.itertuples())
        rows.append((row.reason, most, f"{row.value:,.0f}", findings.share(row.value / total)))
    return Scene(
        "voice_of_sales", title, "MQLs that sales returned, by the reason that it gave", asked.foot(), "acceptance",
        asked.link(), (), with_picture(picture), Grid(("Reason", "Mostly from", "MQLs", "Share"), tuple(rows), words=2),
        definitions=definitions([rejected]),
    )  # fmt: skip


def how_far(asked: Asked) -> Scene:
    """How far the leads of the period have come, stage by stage."""
    frame = asked.mqls()
    here = within(frame, asked.filters.period)
    skipped = queries.skipped(asked.engine, asked.filters, start=asked.first)
    stages = funnel(here, stages=asked.known, skipped=skipped)
    if stages.empty:  # deals without a lead
        return Scene("funnel", "The data knows no stage of a lead", "", asked.foot(), "conversion", asked.link(),
                     sentences=("Import leads on the page Upload.",))  # fmt: skip
    young = int(here["too_young"].sum())
    first, last = stages.iloc[0], stages.iloc[-1]
    title = f"How far the {asked.first.label} of the period have come"
    if len(stages) > 1 and first["reached"]:
        share = findings.share(last["reached"] / first["reached"])
        title = (
            f"{last['reached']:,} of {first['reached']:,} {asked.first.label} have come to {last['stage']} ({share})"
        )
    picture = Picture(
        Form.FUNNEL, tuple(stages["stage"]), (Line("Reached", numbers(stages["reached"])),), Unit.COUNT.value,
        "Leads in each stage, and the share of the stage above",
    )  # fmt: skip
    rows = tuple(
        (row.stage, f"{row.reached:,}", asked.say(row.value, Unit.RATE),
         "" if row.value != row.value else f"{asked.say(row.low, Unit.RATE)} – {asked.say(row.high, Unit.RATE)}")
        for row in stages.itertuples()
    )  # fmt: skip
    pairs = [SO_FAR[pair] for pair in SO_FAR if pair[0] is asked.first and pair[1] in asked.known]
    notes = (f"{young:,} are too young to judge: they have not had {asked.filters.window} days.",) if young else ()
    return Scene(
        "funnel", title, "Reached so far, and the share of the stage above", asked.foot(), "conversion", asked.link(),
        (), with_picture(picture), Grid(("Stage", "Reached", "Of the stage above", "95 %"), rows), notes,
        definitions(pairs),
    )  # fmt: skip


def volume(asked: Asked) -> Scene:
    """How many came, by source, against the target."""
    metric = COUNTS[asked.first]
    frame = asked.mqls()
    counts = evaluate(metric, within(frame, asked.filters.period), by=["source"])
    counts = counts[counts["value"] > 0].sort_values("value", ascending=False, ignore_index=True)
    goals: dict[str, float] = {}
    if asked.first is Stage.MQL:
        known = queries.targets(asked.engine, asked.filters.span)
        rows = aimed(known, measure="mqls", period=asked.filters.period, calendar=asked.here.calendar)
        rows = rows[rows["source"] != NONE]  # there stands the whole company's
        goals = dict(zip(rows["source"], rows["mqls_target"].round(), strict=True))
    targets = numbers([goals.get(s, float("nan")) for s in counts["source"]])
    picture = Picture(
        Form.BARS, tuple(counts["source"]), (Line(metric.name, numbers(counts["value"]), Role.SOURCES),),
        metric.unit.value, f"{metric.name} by source", slots=tuple(asked.slots.get(s, 0) for s in counts["source"]),
        targets=targets if any(t is not None for t in targets) else (),
    )  # fmt: skip
    grid = tuple(
        (s, f"{v:,.0f}", f"{goals[s]:,.0f}" if s in goals else "–")
        for s, v in zip(counts["source"], counts["value"], strict=True)
    )
    found = findings.largest(counts, by="source", currency=asked.here.currency)
    over = passed_over(queries.skipped(asked.engine, asked.filters)) if asked.first is Stage.MQL else ""
    return Scene(
        "volume", findings.said(found, otherwise=f"{metric.name} by source"), "The stroke is the target", asked.foot(),
        "volume", asked.link(), asked.figures([metric], frame), with_picture(picture),
        Grid(("Source", metric.name, "Target"), grid), (f"{over}.",) if over else (), definitions([metric]),
    )  # fmt: skip
