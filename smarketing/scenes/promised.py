"""Scenes of what both sides owe each other: the scoreboard, each side's promise, and what is agreed."""

from __future__ import annotations

from smarketing import owed
from smarketing.agreement import Agreement, Side, differences, in_force, sentences, terms_on
from smarketing.filters import Compare, Dimension, Filters
from smarketing.metrics import findings
from smarketing.metrics.acceptance import acceptance_rate
from smarketing.metrics.burn_up import State
from smarketing.metrics.goals import GoalInMonth, in_month
from smarketing.metrics.grain import within
from smarketing.metrics.lead_value import worth
from smarketing.metrics.promises import COMPLIANCE, STATES, Promise, stand_in, states, states_said
from smarketing.metrics.registry import Unit, evaluate
from smarketing.metrics.revenue import pipeline_created, revenue
from smarketing.metrics.show import out_of
from smarketing.metrics.volume import COUNTS
from smarketing.periods import Grain, month_of, to_date
from smarketing.scene import Figure, Form, Grid, Line, Picture, Role, Scene
from smarketing.scenes.asked import Asked, definitions, numbers, rates_line, with_picture
from smarketing.stages import Stage
from smarketing.store import promises, queries
from smarketing.store.follow_up import follow_up, knows_touches

NOTHING_AGREED = "Nothing is agreed for these days, so nobody owes anything."
UNTOLD = "First touch in time can't be told: export “First touch” or “Last contacted”, with its hour, with the leads."

_MOODS = {State.KEPT: "good", State.AHEAD: "good", State.MISSED: "bad", State.BEHIND: "bad"}


def goals(asked: Asked) -> list[GoalInMonth]:
    """Each goal of the month in which as-of lies, in each measure that it promises, of the whole company."""
    as_of = asked.filters.as_of
    year, terms = owed.year(as_of), asked.terms
    if not terms.goals:
        return []
    values = owed.values(asked.engine, as_of, workspace=asked.here, horizon=terms.horizon)
    came = worth(queries.mqls_by_segment(asked.engine, year), values)
    return in_month(came, terms, month_of(as_of), since=year.period.first, as_of=as_of)


def scoreboard(asked: Asked) -> Scene:
    """Both sides' promises of the month with the pace, and the headline numbers of the period."""
    as_of = asked.filters.as_of
    rows = [_goal_row(asked, row) for row in goals(asked)] + _sales_rows(asked)
    leads, deals = asked.mqls(), asked.deals().frame
    decided = [acceptance_rate] if Stage.MQL in asked.known else []
    of_leads, of_deals = [COUNTS[asked.first], *decided], [pipeline_created, revenue]
    figures = asked.figures(of_leads, leads) + asked.figures(of_deals, deals)
    moved = [asked.rows(of_leads, leads), asked.rows(of_deals, deals)]
    told = [
        findings.change(row, against=asked.filters.against, currency=asked.here.currency)
        for rows_of in moved for _, row in rows_of.iterrows() if asked.filters.comparison
    ]  # fmt: skip
    best = next((f for f in findings.rank(told, most=1) if f.weight > 0), None)
    notes = (*_untold(asked), *(() if rows else (NOTHING_AGREED,)))
    return Scene(
        "scoreboard", findings.said(best, otherwise="Sales and marketing, at a glance"),
        f"What we owe each other in {month_of(as_of)}", asked.foot(), "", asked.link(), figures, None,
        Grid(("Promise", "How it stands", "So far", "Promised"), tuple(rows), words=2) if rows else None, notes,
        definitions([*of_leads, *of_deals]),
    )  # fmt: skip


def _goal_row(asked: Asked, row: GoalInMonth) -> tuple[str, ...]:
    pace, currency = row.pace, asked.here.currency
    state = f"{pace.state.value}, heading for {row.landing(currency=currency)}" if pace.landing else pace.state.value
    came, promised = (row.say(value, currency=currency) for value in (pace.actual, pace.goal))
    return f"{row.goal.name}: {row.measure.name}", state, came, promised


def _sales_rows(asked: Asked) -> list[tuple[str, ...]]:
    month = month_of(asked.filters.as_of)
    seen = Filters(period=month, as_of=asked.filters.as_of, compare=Compare.NOTHING)
    found = follow_up(asked.engine, seen, until=asked.until, by=Dimension.SOURCE)
    rows = []
    proxy = {Promise.TOUCH: " by the last contact, a proxy" if stand_in(found) else ""}
    for promise in _told(asked, found):
        rate = evaluate(COMPLIANCE[promise], found).iloc[0]
        broken = int(rate["denominator"] - rate["numerator"])
        kept = f"{out_of(rate['numerator'], rate['denominator'])} due{proxy.get(promise, '')}"
        state = f"{asked.say(rate['value'], Unit.RATE)} kept, {broken:,} broken" if broken else "all kept"
        hours = asked.terms.touch_hours if promise is Promise.TOUCH else asked.terms.decide_hours
        rows.append((f"{promise.label} in time", state, kept, f"within {hours:g} business hours"))
    return rows


def _told(asked: Asked, found) -> list[Promise]:  # noqa: ANN001 - a frame of `follow_up`
    """The promises that these leads can be judged by."""

    def due(promise: Promise) -> bool:
        return len(found) > 0 and int(states(found, promise)["due"].iloc[0]) > 0

    offered = [Promise.TOUCH] if knows_touches(asked.engine) else []
    answered = Stage.SAL in asked.known or Stage.SQL in asked.known or queries.knows_rejections(asked.engine)
    return [p for p in (*offered, *([Promise.DECIDE] if answered else [])) if due(p)]


def _untold(asked: Asked) -> tuple[str, ...]:
    """Where a first touch is promised and the data tell none: what to export."""
    is_promised = in_force(promises.agreements(asked.engine), asked.filters.as_of) is not None
    return (UNTOLD,) if is_promised and not knows_touches(asked.engine) else ()


def marketings_promise(asked: Asked) -> Scene:
    """The month's first goal against the ideal line, and how each goal stands."""
    as_of, rows = asked.filters.as_of, goals(asked)
    month = month_of(as_of)
    foot = f"Qualified in {month}, whatever is filtered, as of {Grain.DAY.label(as_of)}."
    if not rows:
        advice = "Write goals into the agreement, on the page Promises."
        title = f"Marketing has promised no figure for {month}"
        return Scene("marketings_promise", title, "", foot, "promises", "", sentences=(advice,))
    first = rows[0]
    days = first.burn.days
    known = days[days["day"] <= first.burn.as_of]
    labels = tuple(f"{to_date(day):%-d %b}" for day in days["day"])
    actual = numbers([*known["actual"], *[float("nan")] * (len(days) - len(known))])
    series = (
        Line("So far", actual, Role.MARKETING),
        Line("Ideal", numbers(days["ideal"]), Role.TARGET),
        Line("Projected", numbers(days["projected"]), Role.YOUNG, numbers(days["low"]), numbers(days["high"])),
    )
    picture = Picture(Form.LINES, labels, series, first.measure.unit.value, f"{first.goal.name} against the ideal line")
    figures = tuple(
        Figure(name, came, f"of {promised}", row.pace.state.value, _MOODS.get(row.pace.state, ""))
        for row, (name, _, came, promised) in ((row, _goal_row(asked, row)) for row in rows[:4])
    )  # fmt: skip
    head = _goal_row(asked, first)
    return Scene(
        "marketings_promise", f"{head[0]}: {head[2]} of {head[3]} promised for {month}, {head[1]}",
        "The ideal line rises on business days only; the band holds the landing in four of five months", foot,
        "promises", "", figures, picture,
        Grid(("Goal", "How it stands", "So far", "Promised"), tuple(_goal_row(asked, row) for row in rows), words=2),
        definitions=definitions({row.measure.key: row.measure for row in rows}.values()),
    )  # fmt: skip


def sales_promise(asked: Asked) -> Scene:
    """How many touches and answers came in time, by team, with the states of all MQLs."""
    found = follow_up(asked.engine, asked.filters, until=asked.until, by=Dimension.TEAM)
    here = within(found, asked.filters.period)
    offered = _told(asked, here)
    if not offered:
        title = "Whether sales keeps its promise can't be told from this data"
        note = "Export the moment of the first touch and of the answer with the leads, and sign an agreement."
        return Scene("sales_promise", title, "", asked.foot(), "promises", "", sentences=(note,))
    first = offered[0]
    metric = COMPLIANCE[first]
    rates = evaluate(metric, here, by=["team"])
    shown = rates[rates["denominator"] > 0].sort_values("value", ascending=False, ignore_index=True)
    done = "touched in time" if first is Promise.TOUCH else "answered in time"
    best = findings.best_and_worst(rates, by="team", done=done)
    picture = Picture(
        Form.BARS, tuple(shown["team"]), (rates_line(shown, metric.name, role=Role.SALES),), metric.unit.value,
        f"{metric.name} by team",
    )  # fmt: skip
    proxy = stand_in(here)
    noted = (*_untold(asked), *((f"{proxy.capitalize()}.",) if proxy else ()))
    parts = [(p.label, row) for p in offered for _, row in states(here, p).iterrows()]
    grid = tuple((label, *(f"{int(row[s]):,}" for s in STATES), f"{int(row['mqls']):,}") for label, row in parts)
    return Scene(
        "sales_promise", findings.said(best, otherwise=f"{states_said(here, first)}"),
        f"{metric.name} by team; whiskers hold 95 %", asked.foot(), "promises", asked.link(),
        asked.figures([COMPLIANCE[p] for p in offered], found), with_picture(picture),
        Grid(("Promise", "In time", "Late", "Not at all", "Not due", "Not judged", "MQLs"), grid),
        (*(f"{p.label}: {states_said(here, p)}." for p in offered), *noted),
        definitions([COMPLIANCE[p] for p in offered]),
    )  # fmt: skip


def agreed(asked: Asked) -> Scene:
    """What counts as an MQL and an SQL here, what both sides promise, and what changed in it last."""
    as_of = asked.filters.as_of
    there = promises.agreements(asked.engine)
    now = in_force(there, as_of)
    terms = terms_on(there, as_of, usual=asked.here.calendar)
    sql = "an MQL that sales has accepted" if asked.here.sql_means == "accepted" else "an MQL that became a deal"
    told = [
        "An MQL is a lead that marketing hands to sales: one with an MQL date in the data.",
        f"SQL means {sql} in this workspace's data.",
    ]
    if now is None:
        told.append("Sign an agreement on the page Promises.")
        return Scene("definitions", "Nothing is agreed yet", "What counts, and what both sides promise",
                     f"As of {Grain.DAY.label(as_of)}.", "promises", "", sentences=tuple(told))  # fmt: skip
    rows = tuple((side.value.capitalize(), text) for side in Side
                 for text in sentences(terms, side, currency=asked.here.currency))  # fmt: skip
    return Scene(
        "definitions", f"Version {now.number} of the agreement is in force since {Grain.DAY.label(now.effective_from)}",
        "What counts, and what both sides promise", f"As of {Grain.DAY.label(as_of)}.", "promises", "",
        grid=Grid(("Side", "Promises"), rows, words=2), sentences=(*told, *_changes(there, now)),
    )  # fmt: skip


def _changes(there: list[Agreement], now: Agreement) -> list[str]:
    before = [a for a in there if a.is_signed and a.number < now.number]
    if not before:
        return []
    return [f"Changed since version {before[-1].number}: {term}, {was} → {new}"
            for term, was, new in differences(before[-1].terms, now.terms)]  # fmt: skip


def on_the_board(asked: Asked) -> Scene:
    """Who owes leads a touch or an answer at this moment, and what is at stake."""
    worth_of = owed.values(asked.engine, asked.filters.as_of, workspace=asked.here, horizon=asked.terms.horizon)
    board = owed.board_of(
        asked.engine, asked.filters, at=asked.until, workspace=asked.here, terms=asked.terms, worth=worth_of
    )
    foot = f"{board.about}. As known at the end of {Grain.DAY.label(asked.filters.as_of)}."
    if not owed.can_tell(asked.engine, asked.filters.as_of):
        return Scene("board", owed.UNTOLD.removesuffix("."), "", foot, "promises", "", sentences=(owed.EXPORT,))
    rows = tuple(
        (str(rep["owner"]), str(rep["team"]), f"{rep['leads']:,}", asked.say(rep["longest_over"], Unit.HOURS),
         asked.say(rep["at_risk"], Unit.MONEY))
        for rep in board.reps.to_dict("records")
    )  # fmt: skip
    grid = Grid(("Rep", "Team", "Leads", "Longest over", "At risk"), rows, words=2) if rows else None
    return Scene("board", board.sentence, "Leads past their promised hours, by rep", foot, "promises", "", grid=grid)
