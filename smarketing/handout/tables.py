"""A table as a file: CSV or Excel, with its title, filter sentence and definitions on top.

CSV: each line on top begins with "# " and is one cell, then an empty line, then the header: a person
reads it in any program, and a loader that looks for the header (ours too) skips it. UTF-8 with a byte
order mark and CRLF, so that Excel opens it as it is. Excel: the definitions' first lines on top, the
full ones on a sheet of their own.

A text that a spreadsheet would take for a formula is made harmless: in CSV by an apostrophe in front,
in Excel by being written as a string. Numbers stay numbers, negative ones too, in full precision.
"""

from __future__ import annotations

import csv as csv_format
import io
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from numbers import Real

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from smarketing.handout.headings import readable

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a cell may not begin with, full-width forms included (OWASP, CSV injection)."""

SHEET_ROWS = 1_000_000
LONGEST_CELL = 32_767
"""Excel's limits; more rows go on to further sheets, a longer text is cut and ends in "…"."""

Cell = str | float | int | bool | date | datetime | None


def csv(frame: pd.DataFrame, *, title: str, sentence: str, definitions: Mapping[str, str], currency: str = "") -> bytes:
    """The table as CSV.

    title: what it shows. sentence: the filters in words, with the as-of day. definitions: `{name: text}`.
    currency: what amounts are in. See `headings.readable` for the columns.
    """
    told = readable(frame, currency=currency)
    lines = [title, sentence, *(f"{name}: {text}" for name, text in definitions.items())]
    out = io.StringIO(newline="")
    writer = csv_format.writer(out, lineterminator="\r\n")
    writer.writerows([[f"# {_one_line(line)}"] for line in lines])
    writer.writerow([])
    safe = [_csv_column(told.iloc[:, i]).rename(harmless(c)) for i, c in enumerate(told.columns)]
    table = pd.concat(safe, axis=1) if safe else told
    table.to_csv(out, index=False, lineterminator="\r\n")
    return out.getvalue().encode("utf-8-sig")


def excel(
    frame: pd.DataFrame, *, title: str, sentence: str, definitions: Mapping[str, str], currency: str = ""
) -> bytes:
    """The table as an Excel workbook. The arguments are those of `csv`."""
    told = readable(frame, currency=currency)
    out = io.BytesIO()
    safe = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, safe) as book:
        look = _formats(book)
        for number, start in enumerate(range(0, max(len(told), 1), SHEET_ROWS), 1):
            sheet = book.add_worksheet("Numbers" if number == 1 else f"Numbers {number}")
            first = _write_top(sheet, look, title=title, sentence=sentence, definitions=definitions)
            _write_table(sheet, look, told.iloc[start : start + SHEET_ROWS], first_row=first)
        _write_definitions(book.add_worksheet("Definitions"), look, definitions)
    return out.getvalue()


def harmless(text: str) -> str:
    """`=1+1` → `'=1+1`: text that no spreadsheet takes for a formula, whatever blanks or controls lead it."""
    bare = text.lstrip(" \u00a0\ufeff\u200b")
    starts = (
        text.startswith(FORMULA) or bare.startswith(FORMULA) or (bool(text) and unicodedata.category(text[0]) == "Cc")
    )
    return f"'{text}" if starts else text


# --- cells ----------------------------------------------------------------------------------------


def cell(value: object) -> Cell:
    """A value as a file holds it: missing is None, a whole float an int, midnight a date, the rest text."""
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return None
    if isinstance(value, str | bool):
        return value
    if isinstance(value, pd.Timestamp):
        return value.date() if value == value.normalize() and value.tz is None else value.to_pydatetime()
    if isinstance(value, date):
        return value
    if isinstance(value, Real):
        number = float(value)
        return int(number) if number.is_integer() and abs(number) < 2**53 else number
    return str(value)


def _cells(column: pd.Series) -> list[Cell]:
    return [cell(v) for v in column.astype(object).tolist()]


def _csv_column(column: pd.Series) -> pd.Series:
    """A column as CSV shows it; text is looked at once per distinct value."""
    if pd.api.types.is_bool_dtype(column):
        return column
    if pd.api.types.is_numeric_dtype(column):
        whole = column.dropna() % 1 == 0
        return column.astype("Int64") if whole.all() and column.abs().max() < 2**53 else column
    values = column.astype(object).where(column.notna(), None)  # one kind of missing, not two
    return values.map({v: _csv_text(cell(v)) for v in values.unique()})


def _csv_text(value: Cell) -> object:
    if isinstance(value, str):
        return harmless(value)
    return value.isoformat(sep=" ") if isinstance(value, datetime) else value


def _one_line(text: str) -> str:
    return " ".join(text.split())


# --- Excel ----------------------------------------------------------------------------------------


def _formats(book: xlsxwriter.Workbook) -> dict[str, Format]:
    wanted = {
        "title": {"bold": True, "font_size": 15},
        "said": {"font_color": "#5B6577"},
        "header": {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"},
        "date": {"num_format": "yyyy-mm-dd", "align": "left"},
        "moment": {"num_format": "yyyy-mm-dd hh:mm:ss", "align": "left"},
        "wrap": {"text_wrap": True, "valign": "top"},
        "name": {"bold": True, "valign": "top"},
    }
    return {name: book.add_format(properties) for name, properties in wanted.items()}


def _write_top(
    sheet: Worksheet, look: dict[str, Format], *, title: str, sentence: str, definitions: Mapping[str, str]
) -> int:
    """Write what stands above the table; returns the row of the header."""
    _write(sheet, 0, 0, _one_line(title), look["title"])
    _write(sheet, 1, 0, _one_line(sentence), look["said"])
    for row, (name, text) in enumerate(definitions.items(), 2):
        _write(sheet, row, 0, _one_line(f"{name}: {text.split(chr(10), 1)[0]}"), look["said"])
    return len(definitions) + 3


def _write_table(sheet: Worksheet, look: dict[str, Format], rows: pd.DataFrame, *, first_row: int) -> None:
    """Write header and rows, one after the other: a row once written is no longer held in memory."""
    kinds = {date: look["date"], datetime: look["moment"]}
    columns = [_cells(rows.iloc[:, place]) for place in range(rows.shape[1])]
    for place, (name, cells) in enumerate(zip(rows.columns, columns, strict=True)):
        sheet.set_column(place, place, _width(str(name), cells))
        _write(sheet, first_row, place, str(name), look["header"])
    for row, values in enumerate(zip(*columns, strict=True), first_row + 1):
        for place, value in enumerate(values):
            _write(sheet, row, place, value, kinds.get(type(value)))
    sheet.freeze_panes(first_row + 1, 0)
    if columns:
        sheet.autofilter(first_row, 0, first_row + max(len(rows), 1), len(columns) - 1)


def _width(name: str, cells: list[Cell]) -> int:
    longest = max((len(str(c)) for c in cells[:200] if c is not None), default=0)
    return min(max(longest, len(name) // 2, 9) + 2, 60)


def _write(sheet: Worksheet, row: int, column: int, value: Cell, look: Format | None = None) -> None:
    if isinstance(value, str):
        sheet.write_string(row, column, _fitting(value), look)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, look)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, _naive(value), look)
    elif isinstance(value, int | float) and abs(value) != float("inf"):
        sheet.write_number(row, column, value, look)
    elif value is not None:
        sheet.write_string(row, column, str(value), look)


def _fitting(text: str) -> str:
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"


def _naive(value: date) -> datetime:
    """A cell knows no time zone, and counts days as moments."""
    return value.replace(tzinfo=None) if isinstance(value, datetime) else datetime(value.year, value.month, value.day)  # noqa: DTZ001


def _write_definitions(sheet: Worksheet, look: dict[str, Format], definitions: Mapping[str, str]) -> None:
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 100)
    for row, (name, text) in enumerate(definitions.items()):
        _write(sheet, row, 0, name, look["name"])
        _write(sheet, row, 1, text, look["wrap"])
