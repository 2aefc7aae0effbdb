"""A readout as one page to send round: HTML that holds everything it needs, and a PDF made of the same view.

    Readout ── view ──▶ plain texts and shares ── readout.html.j2 ──▶ HTML
                                              └── readout.typ     ──▶ PDF

The templates only place what `view` has written out, so that both say the same. Names from files are text in both:
Jinja escapes them, and Typst gets them as data.
"""

from __future__ import annotations

from dataclasses import asdict

import pandas as pd

from smarketing.handout.made import compiled, rendered
from smarketing.handout.readout import Readout
from smarketing.metrics.registry import Unit
from smarketing.metrics.show import is_missing, show
from smarketing.periods import Grain

MOST_SOURCES, MOST_MONTHS = 10, 12


def html(out: Readout) -> bytes:
    """One page in UTF-8, light or dark as its reader has it; it asks nothing of any host."""
    return rendered("readout.html.j2", view(out))


def pdf(out: Readout) -> bytes:
    """One A4 page, tagged for readers who listen."""
    return compiled("readout.typ", view(out))


def view(out: Readout) -> dict[str, object]:
    """Everything on the page as texts, and bars as shares of the longest."""
    return {
        "title": out.title,
        "sentence": out.sentence,
        "findings": list(out.findings[1:]),
        "cards": [asdict(card) for card in out.cards],
        "stages": _stages(out),
        "exits": [f"{n:,} {name.lower()}" for name, n in out.exits.items() if n],
        "sources": _sources(out),
        "any_won": bool(out.by_source["won_amount"].notna().any()),
        "more_sources": max(len(out.by_source) - MOST_SOURCES, 0),
        "ends": [out.facts.start.label, *_last(out)],
        "months": _months(out),
        "warnings": [w.text for w in out.warnings],
        "files": [_file(dict(r)) for r in out.receipts],
        "joined": list(map(str, out.joined)),
    }


def _last(out: Readout) -> list[str]:
    known = out.facts.known
    return [known[-1].label] if len(known) > 1 else []


def _stages(out: Readout) -> list[dict[str, object]]:
    most = max(out.stages["reached"], default=0) or 1
    return [
        {
            "name": row.stage,
            "count": f"{row.reached:,}",
            "share": row.reached / most,
            "rate": "" if is_missing(row.value) else show(row.value, Unit.RATE),
            "interval": "" if is_missing(row.value) else f"{show(row.low, Unit.RATE)} – {show(row.high, Unit.RATE)}",
            "skipped": f"{row.skipped:,} skipped it" if row.skipped else "",
        }
        for row in out.stages.itertuples()
    ]


def _sources(out: Readout) -> list[dict[str, object]]:
    if not len(out.by_source):
        return []
    first, last = out.facts.start, out.facts.known[-1]
    rows = out.by_source.head(MOST_SOURCES)
    most = rows[first.plural].max() or 1
    currency = str(out.revenue["currency"].iloc[0]) if len(out.revenue) == 1 else "EUR"
    told = []
    for row in rows.to_dict("records"):
        entered, arrived = int(row[first.plural]), int(row[last.plural])
        told.append(
            {
                "name": row["source"],
                "share": entered / most,
                "entered": f"{entered:,}",
                "arrived": f"{arrived:,}" if last is not first else "",
                "rate": _so_far(arrived, entered) if last is not first else "",
                "won": "" if is_missing(row["won_amount"]) else show(row["won_amount"], Unit.MONEY, currency=currency),
            }
        )
    return told


def _so_far(arrived: int, entered: int) -> str:
    return show(arrived / entered if entered else None, Unit.RATE)


def _months(out: Readout) -> list[dict[str, object]]:
    if out.by_month is None:
        return []
    first, last = out.facts.start, out.facts.known[-1]
    rows = out.by_month.tail(MOST_MONTHS)
    most = rows[first.plural].max() or 1
    young = _young_from(out)
    return [
        {
            "name": Grain.MONTH.label(row["bucket"].date()),
            "share": row[first.plural] / most,
            "entered": f"{row[first.plural]:,}",
            "arrived": f"{row[last.plural]:,}" if last is not first else "",
            "rate": _so_far(row[last.plural], row[first.plural]) if last is not first else "",
            "young": last is not first and row["bucket"] >= young,
        }
        for row in rows.to_dict("records")
    ]


def _young_from(out: Readout) -> pd.Timestamp:
    """The first month that holds leads which have not had their whole window."""
    assert out.facts.filters
    youngest = pd.Timestamp(out.facts.filters.as_of) - pd.Timedelta(days=out.facts.filters.window)
    return pd.Timestamp(Grain.MONTH.start((youngest + pd.Timedelta(days=1)).date()))


def _file(receipt: dict[str, object]) -> str:
    dropped: dict[str, int] = receipt["rows_dropped"]  # ty: ignore[invalid-assignment]
    parts = [
        f"{receipt['name']}: {receipt['rows_read']:,} rows read, {receipt['rows_used']:,} used as {receipt['kind']}"
    ]
    parts += [f"{n:,} {rule.replace('_', ' ')}" for rule, n in dropped.items()]
    unused = receipt["unused"]
    more = f". Columns not used: {', '.join(unused)}" if unused else ""  # ty: ignore[no-matching-overload]
    return "; ".join(parts) + more + "."
