"""Scenes of money: revenue and pipeline against the target, and why revenue moved."""

from __future__ import annotations

from smarketing.filters import NONE, Clock, Compare, Dimension
from smarketing.metrics import findings, since
from smarketing.metrics.grain import over_time, within
from smarketing.metrics.money import in_currency
from smarketing.metrics.registry import Unit, beside, evaluate
from smarketing.metrics.revenue import pipeline_created, revenue, win_rate, won_deals
from smarketing.metrics.targets import aimed, aimed_over_time, whole
from smarketing.metrics.why import MEASURES, because, names
from smarketing.periods import Period
from smarketing.scene import Form, Grid, Line, Picture, Role, Scene
from smarketing.scenes.asked import Asked, definitions, numbers, with_picture
from smarketing.store import queries
from smarketing.store import snapshots as snapshots_of


def pipeline(asked: Asked) -> Scene:
    """Revenue by month against its target, with the pipeline."""
    money, view = asked.deals(), asked.filters
    metrics = [revenue, pipeline_created, won_deals, win_rate]
    earned = evaluate(revenue, over_time(money.frame, view.seen, grain=view.grain), by=["bucket"])
    known = queries.targets(asked.engine, view.span)
    timed = whole(aimed_over_time(known, measure="won_amount", period=view.seen, grain=view.grain,
                                  calendar=asked.here.calendar))  # fmt: skip
    goals = timed.groupby("bucket")["won_amount_target"].sum().to_dict() if not view.choices else {}
    targets = numbers([goals.get(bucket, float("nan")) for bucket in earned["bucket"]])
    months = tuple(view.grain.label(bucket.date()) for bucket in earned["bucket"])
    young = len(months) - 1 if view.unfinished is not None and months else None
    picture = Picture(
        Form.COLUMNS, months, (Line(revenue.name, numbers(earned["value"]), Role.SALES),), Unit.MONEY.value,
        f"Revenue by {view.grain}", targets=targets if any(t is not None for t in targets) else (), young_from=young,
    )  # fmt: skip
    by_source = evaluate([revenue, pipeline_created], within(money.frame, view.period), by=["source"])
    wide = by_source.pivot_table(index="source", columns="metric", values="value", sort=False)
    wide = wide.reindex(columns=[revenue.key, pipeline_created.key]).sort_values(revenue.key, ascending=False)
    rows = tuple((str(s), *(asked.say(row[m.key], m.unit) for m in (revenue, pipeline_created)))
                 for s, row in wide.iterrows())  # fmt: skip
    return Scene(
        "pipeline", _against_target(asked, money.frame), f"Revenue won by {view.grain}; the stroke is the target",
        asked.foot(clock=Clock.EVENT), "revenue", asked.link(), asked.figures(metrics, money.frame),
        with_picture(picture), Grid(("Source", revenue.name, pipeline_created.name), rows),
        tuple(f"Amounts in {c} have no rate and are not in the money." for c in money.apart["currency"]),
        definitions(metrics),
    )  # fmt: skip


def _against_target(asked: Asked, deals) -> str:  # noqa: ANN001 - a frame of `queries.deals`
    view = asked.filters
    won = evaluate(revenue, within(deals, view.period))["value"].iloc[0]
    known = queries.targets(asked.engine, view.span)
    rows = aimed(known, measure="won_amount", period=view.period, calendar=asked.here.calendar)
    rows = rows[rows["source"] == NONE]
    told = f"{asked.say(won, Unit.MONEY)} won in {view.seen}"
    if rows.empty or view.choices:
        return told
    aim = float(rows["won_amount_target"].sum())
    share = f", {findings.share(won / aim)}" if aim else ""
    return f"{told}, of {asked.say(aim, Unit.MONEY)} aimed at{share}"


def what_moved(asked: Asked) -> Scene:
    """Why revenue moved against the compared period, and what changed since the last meeting."""
    told = [sentence] if (sentence := _since(asked)) else []
    view, measure = asked.filters, MEASURES[revenue.name]
    if view.comparison is None:
        title = told[0] if told else "Nothing is compared in these days"
        return Scene("what_moved", title, "", asked.foot(clock=Clock.EVENT), "revenue", asked.link(),
                     sentences=tuple(told[1:]))  # fmt: skip
    leads = queries.entries(asked.engine, view, by=Dimension.SOURCE)
    rows = beside(leads, asked.deals().frame)
    then, now = within(rows, view.comparison), within(rows, view.period)
    change = measure.change(then, now, by=Dimension.SOURCE.value, known=asked.known).rounded(2)
    steps = measure.steps(asked.known)
    found = because(change, measure, steps=steps, against=view.comparison, currency=asked.here.currency)
    called, effects = names(steps, by="source"), change.summed("factor")
    effects = effects.sort_values(key=abs, ascending=False)
    parts = (str(view.comparison), *(called[f] for f in effects.index), str(view.seen))
    picture = Picture(
        Form.STEPS, parts, (Line(revenue.name, numbers([change.then, *effects, change.now])),), Unit.MONEY.value,
        f"Revenue from {view.comparison} to {view.seen}, step by step",
    )  # fmt: skip
    grid = tuple((called[f], asked.say(v, Unit.MONEY)) for f, v in effects.items())
    return Scene(
        "what_moved", findings.said(found, otherwise="Revenue has nothing to explain in these days"),
        "The steps sum to the change, to the cent; arithmetic, no proof of a cause", asked.foot(clock=Clock.EVENT),
        "revenue", asked.link(), asked.figures([revenue, won_deals], asked.deals().frame),
        picture if found else None, Grid(("What changed", "Revenue"), grid) if found else None, tuple(told),
        definitions([revenue]),
    )  # fmt: skip


def _since(asked: Asked) -> str:
    """What changed since the last snapshot; nothing where there is none of an earlier day."""
    kept = asked.snapshot()
    if kept is None:
        return ""
    here, day = asked.here, Period(asked.filters.as_of, asked.filters.as_of)
    view = asked.filters.within(period=day, compare=Compare.NOTHING)
    moved = in_currency(snapshots_of.changed(asked.engine, view, since=kept), here.currency, rates=here.rates).frame
    differences = snapshots_of.restated(asked.engine, view, since=kept)
    then = since.months_of(differences, view, kept)
    deals = in_currency(queries.deals(asked.engine, then), here.currency, rates=here.rates)
    entered = queries.entries(asked.engine, then, by=Dimension.SOURCE)
    past = since.restated(in_currency(differences, here.currency, rates=here.rates), entered, deals)
    return f"Since {kept}: {since.sentence(since.changes(moved), past, currency=here.currency)}."
