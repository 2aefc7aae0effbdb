"""Every chart of the project, drawn from small frames whose sources have the names that a test wants."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

import pandas as pd
import plotly.graph_objects as go

from smarketing.charts import (
    against_target,
    at_the_same_age,
    burn_up,
    did_it_come_true,
    does_it_fade,
    hand_off,
    how_far,
    how_long,
    how_many,
    how_sure,
    made_of,
    over_time,
    what_a_lead_is_worth,
    when_do_they_wait,
    who_has_the_problem,
    why_did_it_move,
    why_they_came_back,
    young_cohorts,
)
from smarketing.charts.drawing import Drawn
from smarketing.charts.theme import Event, Look
from smarketing.metrics.burn_up import BurnUp
from smarketing.metrics.burn_up import burn_up as burnt
from smarketing.metrics.change import Change, decompose
from smarketing.metrics.diagnosis import diagnose
from smarketing.metrics.lead_value import LeadValues
from smarketing.metrics.registry import Better, Metric, Quotient, Unit, evaluate
from smarketing.periods import Grain, to_number

MQLS = Metric("made_mqls", "MQLs", Unit.COUNT, Better.UP, "Leads that became MQL.", lambda sums: sums["mqls"])
WON = Metric("made_won", "Won", Unit.MONEY, Better.UP, "Money won.", lambda sums: sums["won"])
RATE = Metric(
    "made_rate", "MQL → Customer", Unit.RATE, Better.UP, "The share.",
    lambda sums: Quotient(sums["customers"], sums["mqls"]), of="MQLs",
)  # fmt: skip
DAYS = Metric("made_days", "Median days", Unit.DAYS, Better.DOWN, "Half are faster.", lambda sums: sums["mqls"])


def sums(names: Sequence[str]) -> pd.DataFrame:
    """One row per name: source · mqls: 10, 20, 30, … · customers: 1, 2, 3, … · won: 1,000 each."""
    count = range(1, len(names) + 1)
    return pd.DataFrame(
        {
            "source": list(names),
            "mqls": [10 * i for i in count],
            "customers": list(count),
            "won": [1000 * i for i in count],
        }
    )


def by_month(names: Sequence[str], *, months: int = 6) -> pd.DataFrame:
    """`sums` for each month from June 2026 on, with bucket: datetime64."""
    starts = pd.date_range("2026-06-01", periods=months, freq="MS")
    return pd.concat([sums(names).assign(bucket=start) for start in starts], ignore_index=True)


def stages(names: Sequence[str]) -> pd.DataFrame:
    """One row per name and stage: 100 MQLs, 40 SQLs, 10 Customers."""
    return pd.DataFrame([{"source": n, "stage": s, "reached": r} for n in names for s, r in FUNNEL])


FUNNEL = (("MQLs", 100), ("SQLs", 40), ("Customers", 10))


def funnel() -> pd.DataFrame:
    """One cohort: 100 MQLs → 40 of 100 → 10 of 40."""
    return pd.DataFrame(
        {
            "stage": [s for s, _ in FUNNEL],
            "reached": [r for _, r in FUNNEL],
            "skipped": [0, 3, 0],
            "too_young": [0, 12, 0],
            "numerator": [None, 40.0, 10.0],
            "denominator": [None, 100.0, 40.0],
            "value": [None, 0.4, 0.25],
            "low": [None, 0.31, 0.14],
            "high": [None, 0.5, 0.4],
        }
    )


def cohorts() -> pd.DataFrame:
    """Five mature cohorts, then a young one that is expected to end at 12 %."""
    made = evaluate(RATE, by_month(["a"]), by=["bucket"])
    return made.assign(
        is_mature=[True] * 5 + [False],
        expected=[None] * 5 + [0.12],
        expected_low=[None] * 5 + [0.08],
        expected_high=[None] * 5 + [0.17],
    ).astype({"expected": float, "expected_low": float, "expected_high": float})


def curve(names: Sequence[str]) -> pd.DataFrame:
    """A curve a name, 0 on day 0 to 30 % on day 60."""
    days = range(0, 61, 5)
    return pd.DataFrame(
        [{"source": n, "day": d, "value": 0.005 * d, "low": 0.004 * d, "high": 0.006 * d} for n in names for d in days]
    )


def aged() -> pd.DataFrame:
    """Three cohorts of 40 leads, June to August 2026, by day 30, 60, 90: 4, 8, 12 of them; the last age half lived."""
    cells = [(month, age) for month in (6, 7, 8) for age in (1, 2, 3) if month + age <= 10]
    frame = pd.DataFrame(cells, columns=["month", "age"])
    young = frame["month"] + frame["age"] == 10
    made = evaluate(RATE, frame.assign(mqls=40 - 31 * young, customers=4 * frame["age"] * ~young), by=["month", "age"])
    buckets = pd.to_datetime({"year": 2026, "month": made["month"], "day": 1})
    return made.assign(bucket=buckets, days=30 * made["age"], is_young=made["month"] + made["age"] == 10)


def tried() -> pd.DataFrame:
    """Two cohorts of 100 leads that were expected at 10 % (6 to 15 %): one came to 12 %, the other to 4 %."""
    months = pd.date_range("2026-10-01", periods=2, freq="MS")
    told = {"leads": 100, "value": 0.1, "low": 0.06, "high": 0.15, "truth": [0.12, 0.04], "holds": [True, False]}
    return pd.DataFrame({"bucket": months} | told)


def handed(names: Sequence[str]) -> pd.DataFrame:
    """Per name 6 accepted, 3 rejected, 1 pending."""
    return pd.DataFrame({"source": list(names), "accepted": 6, "rejected": 3, "pending": 1})


def aimed(names: Sequence[str]) -> pd.DataFrame:
    """Per name 80 of 100, where it should be at 90."""
    return pd.DataFrame({"name": list(names), "actual": 80.0, "target": 100.0, "ideal": 90.0})


def november(*, goal: float = 210, until: int = 18) -> BurnUp:
    """November 2026 after so many days; since August 10 came on each business day and none at the weekend."""
    first, begins = to_number(date(2026, 11, 1)), to_number(date(2026, 8, 1))
    days = list(range(begins, first + 30))
    works = [(day + 3) % 7 < 5 for day in days]
    return burnt([10.0 * w for w in works], days, works, first=first, as_of=first + until - 1, goal=goal)


def valued(names: Sequence[str]) -> LeadValues:
    """Every name with the first three as segments: 10 % × 1,000, twice that for each further segment; 5 leads each."""
    rows = [(n, s, 0.1, 1000.0 * 2**i) for n in names for i, s in enumerate(names[:3])]
    cells = pd.DataFrame(rows, columns=["source", "segment", "conversion", "amount"])
    counts = {"leads": 5, "customers": 1, "deals": 2}
    parts = {"conversion_raw": 0.2, "conversion_weight": 0.25, "amount_raw": float("nan"), "amount_weight": 0.0}
    cells = cells.assign(value=cells["conversion"] * cells["amount"], **counts, **parts)
    return LeadValues(cells, conversion=0.1, amount=1000.0, horizon=90, amount_via="source")


def diagnosed(names: Sequence[str]) -> pd.DataFrame:
    """Per name 100 answered and 100 touches due: the first is accepted 20 times, the others 60; 80 in time."""
    cohorts = pd.DataFrame({"source": list(names), "accepted_due": 60, "rejected_due": 40})
    cohorts.loc[:0, ["accepted_due", "rejected_due"]] = [20, 80]
    follow_up = pd.DataFrame({"source": list(names), "touch_met": 80, "touch_late": 15, "touch_breached": 5})
    return diagnose(cohorts, follow_up, by="source")


def returned(names: Sequence[str]) -> pd.DataFrame:
    """Every name with the first three as reasons: 1, 2, … leads of €100 each; one of each cell was given up early."""
    rows = [(n, r, i + 1) for n in names for i, r in enumerate(names[:3])]
    frame = pd.DataFrame(rows, columns=["source", "reason", "n"]).astype({"n": int})
    return frame.assign(worth=100.0 * frame["n"], early=1)


def by_weekday(*, friday: int = 20) -> pd.DataFrame:
    """Monday to Friday at 9, from 10 on and all day: 30 of 40, on Friday `friday`; on Friday from 10 on 3 of 4."""
    hours = [(d, p, w) for d in range(5) for p, w in ((9, "9:00"), (10, "from 10:00"), (-1, "all day"))]
    frame = pd.DataFrame(hours, columns=["weekday", "place", "hours"])
    counts = frame.assign(mqls=40, customers=[friday if d == 4 else 30 for d in frame["weekday"]])
    few = (frame["weekday"] == 4) & (frame["place"] == 10)
    counts.loc[few, ["mqls", "customers"]] = 4, 3
    return evaluate(RATE, counts, by=["weekday", "place", "hours"])


def moved(names: Sequence[str]) -> Change:
    """Every name has 10 MQLs and 2 customers of 100 each, then 3 of 50 each; the first then has 30 MQLs."""
    then = pd.DataFrame({"source": list(names), "mqls": 10, "customers": 2, "won": 200.0})
    now = then.assign(mqls=then["mqls"] + 20 * (then.index == 0), customers=3, won=150.0)
    return decompose(then, now, by="source", steps=["mqls", "customers"], amount="won").rounded()


def every(names: Sequence[str], look: Look) -> dict[str, Drawn]:
    """All charts, by name, over these sources."""
    flat, timed = sums(names), by_month(names)
    count, rate = evaluate(MQLS, flat, by=["source"]), evaluate(RATE, flat, by=["source"])
    parts, whole = evaluate(MQLS, timed, by=["bucket", "source"]), evaluate(RATE, timed, by=["bucket"])
    monthly = pd.DataFrame({"bucket": pd.date_range("2026-06-01", periods=6, freq="MS"), "actual": 8.0, "target": 9.0})
    marks = pd.DataFrame({"source": list(names), "median": 20.0, "p90": 50.0})
    aims, entered = dict.fromkeys(names, 15.0), stages(names) if names else funnel()[:0]
    say = {"look": replace(look, events=(Event(date(2026, 11, 10), names[0] if names else "x"),))}
    return {
        "how_many": how_many.draw(count, MQLS, targets=aims, before=count, before_name="x", **say),
        "how_many, a rate": how_many.draw(rate, RATE, highlight=list(names)[:1], **say),
        "over_time": over_time.draw(parts, MQLS, grain=Grain.MONTH, by="source", unfinished=date(2026, 11, 1), **say),
        "over_time, one line": over_time.draw(
            whole, RATE, grain=Grain.MONTH, target=whole, before=whole, unfinished=date(2026, 11, 1), **say
        ),
        "made_of": made_of.draw(parts, MQLS, grain=Grain.MONTH, **say),
        "made_of, shares": made_of.draw(parts, MQLS, grain=Grain.MONTH, as_share=True, **say),
        "how_far": how_far.draw(funnel() if names else funnel().iloc[:0], **say),
        "how_far by source": how_far.by_source(entered, **say),
        "young_cohorts": young_cohorts.draw(cohorts() if names else cohorts()[:0], RATE, grain=Grain.MONTH, **say),
        "how_long": how_long.draw(curve(["a"] if names else []), marks=marks[["median", "p90"]][:1], **say),
        "how_long by source": how_long.draw(curve(names), by="source", marks=marks, **say),
        "how_long, small": how_long.small(
            curve(names).assign(at_risk=20) if names else curve([]), curve(["all"]), within=60, **say
        ),
        "at_the_same_age": at_the_same_age.draw(aged() if names else aged()[:0], RATE, grain=Grain.MONTH, **say),
        "did_it_come_true": did_it_come_true.draw(tried() if names else tried()[:0], grain=Grain.MONTH, **say),
        "how_sure": how_sure.draw(rate, RATE, overall=evaluate(RATE, flat), **say),
        "does_it_fade": does_it_fade.draw(
            rate, RATE, by="source", line=does_it_fade.Line(0.05, names[0] if names else ""), **say
        ),
        "hand_off": hand_off.draw(handed(names), **say),
        "when_do_they_wait": when_do_they_wait.draw(by_weekday() if names else by_weekday()[:0], RATE, **say),
        "why_did_it_move": why_did_it_move.draw(moved(names), WON, then="Oct <2026>", now="Nov <2026>", **say),
        "why_did_it_move, by source": why_did_it_move.draw(
            moved(names), WON, then="Oct 2026", now="Nov 2026", of="source", **say
        ),
        "why_they_came_back": why_they_came_back.draw(returned(names), unable=names[0] if names else "", **say),
        "reasons": hand_off.reasons(count.rename(columns={"source": "reason"}), MQLS, **say),
        "burn_up": burn_up.draw(november() if names else None, MQLS, **say),
        "what a lead is worth": what_a_lead_is_worth.draw(valued(names), **say),
        "who has the problem": who_has_the_problem.draw(diagnosed(names), **say),
        "months": against_target.months(monthly if names else monthly[:0], MQLS, unfinished=date(2026, 11, 1), **say),
    }


def texts(drawn: Drawn) -> list[str]:
    """Every string that Plotly may write on the screen: all of the figure but `customdata` and the template."""
    told = json.loads(drawn.figure.to_json())
    told["layout"].pop("template")
    return list(_strings(told))


def _strings(node: object) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _strings(child)


def without_raw_values(drawn: Drawn) -> Drawn:
    """The same with no `customdata`, which is never shown: a click hands it back as it came."""
    return Drawn(go.Figure(drawn.figure).update_traces(customdata=None), drawn.alt)
