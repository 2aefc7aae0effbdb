"""Names that would like to be markup, and files full of them."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from tests.charts.payloads import PAYLOADS as IN_PICTURES

IN_WORDS: tuple[str, ...] = (
    "[click](https://evil.example/md)",
    "![seen](https://evil.example/seen.png)",
    "<https://evil.example/auto>",
    "https://evil.example/bare",
    ":material/skull:",
    ":red[alarm]",
    ":red-badge[new]",
    "# Heading",
    "**bold** _it_ `code`",
    "| a | b |",
    "~~gone~~",
    "$$\\int_0^1$$",
    "<iframe src='https://evil.example/frame'></iframe>",
    "<style>body{display:none}</style>",
    "<meta http-equiv='refresh' content='0;url=https://evil.example/'>",
)
"""What Markdown, and Streamlit's own signs in it, would make something of."""

PAYLOADS: tuple[str, ...] = (*IN_PICTURES, *IN_WORDS)

LEADS = 12
"""So many leads has each name, that no comparison is cut off as too small."""


def write_labels(folder: Path) -> list[Path]:
    """A list of leads and one of deals in which every name is a payload: source, owner, team, reason, lead, …"""
    folder.mkdir(parents=True, exist_ok=True)
    leads, deals = folder / "leads.csv", folder / "deals.csv"
    _write(leads, [_lead(i, text) for i, text in enumerate(PAYLOADS * LEADS)])
    _write(deals, [_deal(i, text) for i, text in enumerate(PAYLOADS * LEADS) if i % 5 == 0])
    return [leads, deals]


def _lead(number: int, text: str) -> dict[str, str]:
    day = date(2026, 6, 1) + timedelta(days=number % 160)
    other = PAYLOADS[(number * 7 + number // len(PAYLOADS)) % len(PAYLOADS)]
    accepted, rejected = (day, None) if number % 3 else (None, day)
    return {
        "lead_key": f"L{number}", "name": f"{text} {number}", "source": text, "campaign": other, "segment": text,
        "region": other, "owner": other, "team": PAYLOADS[number % 4], "created date": str(day), "mql date": str(day),
        "sal date": str(accepted or ""), "rejected date": str(rejected or ""),
        "rejected reason": other if rejected else "",
    }  # fmt: skip


def _deal(number: int, text: str) -> dict[str, str]:
    day = date(2026, 6, 5) + timedelta(days=number % 160)
    return {
        "deal_key": f"D{number}", "lead_key": f"L{number}", "deal name": text, "amount": str(1000 + number),
        "currency": "EUR", "opened date": str(day), "won date": str(day + timedelta(days=3)),
    }  # fmt: skip


def _write(file: Path, rows: Sequence[dict[str, str]]) -> None:
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
