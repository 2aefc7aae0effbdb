"""What programs write under a list: totals, and words about the report. Such rows are dropped by rule and counted."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import pandas as pd

from smarketing.intake.arrow import pc
from smarketing.intake.read import Sheet
from smarketing.intake.receipt import problems

PATTERNS: dict[str, str] = {
    "total_row": (
        r"(?i)^(?:(?:grand|sub)[ -]?totals?|totals?|(?:gesamt|zwischen)?summe|gesamt|sous-total|totale|total general"
        r"|total geral|total général)(?: *\([^)]*\))?:?$|^(?:totals?|gesamt|total général|total general) ?: ?.*$"
    ),
    "footer_row": (
        r"(?i)^(?:confidential information|copyright \(c\)|©|generated (?:by|on)|filtered by|exported (?:by|on|from)"
        r"|report (?:generated|run|end)|as of \d|source: |# )"
    ),
}
"""How the first cell of such a row reads. A company may be called Total: a row with a date is none of these."""


def rows(sheet: Sheet, among: np.ndarray) -> dict[str, np.ndarray]:
    """For each rule those of the rows `among` whose first cell, or second where that is empty, reads like one."""
    first, *others = (column.take(among) for column in sheet.table.columns[:2])
    if others:
        first = pc.if_else(pc.equal(first, ""), others[0], first)
    label = pc.utf8_trim_whitespace(first)
    return {rule: among[pc.match_substring_regex(label, pattern).to_numpy()] for rule, pattern in PATTERNS.items()}


def odd_rows(sheet: Sheet) -> Iterator[pd.DataFrame]:
    """The records that are too short or too long to be rows, by rule; a lone cell under the last row is a footer."""
    last = int(sheet.lines.max()) if len(sheet.lines) else 0
    rules = {line: _rule(text, is_under=line > last) for line, text in sheet.odd.items()}
    for rule in sorted(set(rules.values())):
        yield problems(rule, [line for line, told in rules.items() if told == rule])


def _rule(text: str, *, is_under: bool) -> str:
    cells = [c.strip('"\t ') for c in re.split(r'[,;\t|](?=(?:[^"]*"[^"]*")*[^"]*$)', text)]
    label = next((c for c in cells if c), "")
    by_words = next((rule for rule, pattern in PATTERNS.items() if re.search(pattern, label)), "")
    return by_words or ("footer_row" if is_under and sum(map(bool, cells)) == 1 else "odd_row")
