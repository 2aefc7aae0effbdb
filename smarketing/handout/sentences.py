"""The three to seven sentences of a readout, the most important first, and what to mind about its numbers.

Each sentence holds its numbers and claims no more than its interval allows; the judgement is that of
`metrics.findings`. Names of sources are data: who draws a sentence escapes it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

import pandas as pd

from smarketing.filters import NONE
from smarketing.metrics import findings as found
from smarketing.metrics.compare import compare
from smarketing.metrics.conversion import CONVERSION, SO_FAR, with_maturity
from smarketing.metrics.findings import Finding, share
from smarketing.metrics.intervals import ENOUGH
from smarketing.metrics.registry import Unit, evaluate
from smarketing.metrics.revenue import revenue
from smarketing.metrics.show import out_of, show
from smarketing.metrics.volume import COUNTS
from smarketing.periods import Grain, to_number
from smarketing.stages import Stage

if TYPE_CHECKING:
    from smarketing.handout.readout import Facts, Readout

MOST = 7
DONE = {
    Stage.MQL: "qualified by marketing", Stage.SAL: "accepted", Stage.SQL: "qualified by sales",
    Stage.OPPORTUNITY: "opportunities", Stage.CUSTOMER: "won",
}  # fmt: skip
_LITTLE = 30
"""Below so many leads a file is called small."""
_NOTABLE_SHARE = 0.05
"""From this share of the leads on, what they lack is worth a word."""
_STALE_SHARE = 0.01
"""And of rows dropped."""


def findings(out: Readout) -> list[str]:
    """What matters most, at most seven sentences; those about conversion need the interval's leave."""
    facts = out.facts
    judged = _judged(facts)
    told = [
        _overall(out), _weakest_step(out), *_sources(out, judged), _last_month(out), _money(out), _returned(out),
        _days(out),
    ]  # fmt: skip
    return [f.text + "." for f in found.rank(told, most=MOST)]


def warnings(out: Readout) -> Iterator[tuple[str, str]]:
    """What to mind: (code, sentence) pairs."""
    facts = out.facts
    if facts.filters is None or not len(out.stages):
        yield "no_days", "No lead in these files has a date, so there is no funnel to tell."
        return
    if facts.is_snapshot:
        yield (
            "snapshot",
            (
                "The files hold no dates, only where each lead stands now. So there are no months, no days from stage "
                "to stage and no expected conversion, and stages that a lead has left unsaid are not seen."
            ),
        )
    if 0 < out.leads < _LITTLE:
        yield "few_leads", f"Only {out.leads:,} leads: most rates are too few to say."
    yield from _young(facts)
    none = facts.here.loc[facts.here["source"] == NONE, facts.start.plural].sum() if facts.known else 0
    if out.leads and none / out.leads >= _NOTABLE_SHARE:
        yield "no_source", f"{none:,} of {out.leads:,} leads name no source ({share(none / out.leads)})."
    yield from _money_warnings(out)
    yield from _file_warnings(out)


# --- sentences --------------------------------------------------------------------------------


def _judged(facts: Facts) -> pd.DataFrame:
    assert facts.filters
    return with_maturity(facts.here, start=facts.start, as_of=facts.filters.as_of, window=facts.filters.window)


def _word(stage: Stage) -> str:
    """`MQLs`, `leads`: the plural inside a sentence."""
    return stage.label if stage.value.isupper() else stage.label.lower()


def _overall(out: Readout) -> Finding | None:
    """How many become customers: expected by the curve where it can be told, else so far."""
    start = out.facts.start
    if out.expected is None or Stage.CUSTOMER not in out.facts.known:
        return None
    rate, low, high = (out.expected[k] for k in ("rate", "low", "high"))
    return Finding(
        f"Of 100 {_word(start)}, {_of_100(rate)} can be expected to be customers by day {out.expected['by_day']} "
        f"(95 % interval {_of_100(low)} to {_of_100(high)})",
        weight=0.8,
    )


def _of_100(rate: object) -> str:
    return f"{100 * float(rate):.1f}"  # ty: ignore[invalid-argument-type]


def _weakest_step(out: Readout) -> Finding | None:
    """The step that most leads don't take, where the next one's interval lies clear of it."""
    steps = out.stages.iloc[1:].dropna(subset=["value"])
    steps = steps[steps["denominator"] >= ENOUGH].sort_values("value")
    if len(steps) < 2 or steps["high"].iloc[0] >= steps["low"].iloc[1]:
        return None
    row = steps.iloc[0]
    above = out.stages["stage"].iloc[steps.index[0] - 1]
    return Finding(
        f"The narrowest step is {above} → {row['stage']}: {out_of(row['numerator'], row['denominator'])} "
        f"have taken it so far ({share(row['value'])})",
        weight=0.7,
    )


def _sources(out: Readout, judged: pd.DataFrame) -> Iterator[Finding | None]:
    facts = out.facts
    if not len(out.stages) or out.by_source["source"].nunique() < 2:
        return
    start = facts.start
    counts = evaluate(COUNTS[start], facts.here, by=["source"])
    yield found.largest(counts, by="source")
    last = facts.known[-1]
    if last is start:
        return
    pair = (start, last)
    rates = evaluate(SO_FAR[pair] if facts.is_snapshot else CONVERSION[pair], judged, by=["source"])
    done = DONE[last] + ("" if facts.is_snapshot else f" within {facts.filters.window} days")  # ty: ignore
    verb = "become" if last is Stage.OPPORTUNITY else "are"
    yield found.best_and_worst(rates, by="source", done=done, what=_word(start), verb=verb)
    yield found.volume_without_outcome(
        rates, by="source", start=_word(start), end="customers" if last is Stage.CUSTOMER else _word(last)
    )


def _last_month(out: Readout) -> Finding | None:
    """The last whole month against the one before."""
    if out.by_month is None or out.facts.filters is None:
        return None
    period, start = out.facts.filters.period, out.facts.start
    is_whole = [
        period.first <= day and Grain.MONTH.next(day) <= period.last + timedelta(days=1)
        for day in out.by_month["bucket"].dt.date
    ]
    months = out.by_month[is_whole]
    if len(months) < 2:
        return None
    now, then = (evaluate(COUNTS[start], months.iloc[[place]]) for place in (-1, -2))
    last, before = (months["bucket"].iloc[place].date() for place in (-1, -2))
    days = (Grain.MONTH.next(last) - last).days, (Grain.MONTH.next(before) - before).days
    row = compare(now, then, currency=out.facts.currency, days=days).iloc[0]
    return found.change(row, against=Grain.MONTH.label(before), name=f"{start.label} of {Grain.MONTH.label(last)}")


def _money(out: Readout) -> Finding | None:
    known = out.revenue.dropna(subset=["won_amount"])
    if len(known) != 1 or not len(out.by_source):
        return None
    row = known.iloc[0]
    amount = show(row["won_amount"], Unit.MONEY, currency=row["currency"])
    by = pd.DataFrame({"source": out.by_source["source"], "metric": revenue.key, "value": out.by_source["won_amount"]})
    top = found.largest(by.dropna(), by="source", currency=row["currency"])
    most = f"; {top.text}" if top else ""
    return Finding(f"{row['won_deals']:,} deals won brought {amount}{most}", weight=0.6)


def _returned(out: Readout) -> Finding | None:
    stages = dict(zip(out.stages["stage"], out.stages["reached"], strict=True))
    returned, mqls = out.exits["Rejected"], stages.get(Stage.MQL, 0)
    if not returned or not mqls or out.facts.is_snapshot:  # then nobody says that they had been MQLs
        return None
    return Finding(
        f"Sales has returned {returned:,} of {mqls:,} MQLs and not taken them back ({share(returned / mqls)})",
        weight=min(returned / mqls, 1.0),
    )


def _days(out: Readout) -> Finding | None:
    if out.days is None:
        return None
    median, p90 = (show(out.days[k], Unit.DAYS) for k in ("median", "p90"))
    return Finding(
        f"Half of those who became customers were there within {median}, nine in ten within {p90}", weight=0.3
    )


# --- what to mind -----------------------------------------------------------------------------


def _young(facts: Facts) -> Iterator[tuple[str, str]]:
    if facts.is_snapshot or facts.filters is None or facts.known[-1] is facts.start:
        return
    young = int(_judged(facts)["too_young"].sum())
    if young:
        days = facts.filters.window
        of = int(facts.here[facts.start.plural].sum())
        yield (
            "too_young",
            (
                f"{young:,} of {of:,} {_word(facts.start)} have not had {days} days yet. They are in the counts so "
                "far, but in no rate that judges sources."
            ),
        )


def _money_warnings(out: Readout) -> Iterator[tuple[str, str]]:
    if len(out.revenue) > 1:
        codes = ", ".join(sorted(out.revenue["currency"]))
        yield "several_currencies", f"Amounts come in {codes}; they are told one by one and never added."
    if len(out.revenue) and out.revenue["won_amount"].isna().any():
        yield "no_amounts", "Deals were won, but no amount is in the files, so their money can't be told."
    filters = out.facts.filters
    if filters and len(out.spend) and (out.facts.spend["day"] > to_number(filters.as_of)).any():
        yield "later_spend", "Money spent after the as-of day is left out."


def _file_warnings(out: Readout) -> Iterator[tuple[str, str]]:
    read = sum(int(r["rows_read"]) for r in out.receipts)  # ty: ignore[invalid-argument-type]
    dropped = read - sum(int(r["rows_used"]) for r in out.receipts)  # ty: ignore[invalid-argument-type]
    if read and dropped / read >= _STALE_SHARE:
        yield "rows_dropped", f"{dropped:,} of {read:,} rows were dropped; the receipt says why."
    open_headers = [
        f"“{header}”"
        for r in out.receipts
        for header, told in r["dates"].items()
        if told["is_open"]  # ty: ignore
    ]
    if open_headers:
        yield "open_dates", f"Whether day or month comes first is left open by {', '.join(open_headers)}."
    yield from _stage_warnings(out)
    yield from _pipeline_warnings(out)
    for one in out.joined:
        if one.orphans:
            yield f"orphan_{one.kind}", f"{one.orphans:,} of {one.rows:,} {one.kind} find no lead in these files."


def _stage_warnings(out: Readout) -> Iterator[tuple[str, str]]:
    """Which names of stages were guessed and which a person settled."""
    ends = {
        "guessed": "were guessed by their words", "usual": "say nothing that is safe to guess and were taken for the "
        "usual", "said": "count as was said",
    }  # fmt: skip
    for r in out.receipts:
        for header, names in r["stages"].items():
            told = [
                f"{_listed([n['name'] for n in names if n['why'] == why])} {end}"
                for why, end in ends.items()
                if any(n["why"] == why for n in names)
            ]
            yield "stage_names", f"Of the names in “{header}”, {'; '.join(told)}. The receipt says what each counts as."


def _pipeline_warnings(out: Readout) -> Iterator[tuple[str, str]]:
    """Which deals are no new business by their pipeline's name, and whether they are in the numbers."""
    for r in out.receipts:
        existing = [p for p in r["pipelines"] if p["is_existing"] and not p["is_left_out"]]
        if existing:
            deals, won = (sum(p[k] for p in existing) for k in ("deals", "won_deals"))
            names = _listed([p["name"] for p in existing])
            yield (
                "existing_business",
                (
                    f"{deals:,} deals ({won:,} won) stand in {names}: business with existing customers, by the name. "
                    "They are in the numbers, and may be left out."
                ),
            )
        left = [p for p in r["pipelines"] if p["is_left_out"]]
        if left:
            deals = sum(p["deals"] for p in left)
            yield "left_out", f"{deals:,} deals of {_listed([p['name'] for p in left])} were left out."


def _listed(names: list[str]) -> str:
    """`“A”, “B” and 3 more`."""
    more = f" and {len(names) - 5:,} more" if len(names) > 5 else ""
    return ", ".join(f"“{n}”" for n in names[:5]) + more
