"""Sheet + mapping → a typed frame, and a problem for every row that is dropped and every cell that is mended.

Nothing is lost silently: each row read is used, or dropped by a rule that has a name. All of it works on
whole columns; what a kind of list needs beyond its columns is in `rows.py`.
"""

from __future__ import annotations

from collections.abc import Mapping as Pairs
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd

from smarketing.filters import NONE
from smarketing.intake import amounts, closing, moments
from smarketing.intake.arrow import pc
from smarketing.intake.cells import Cells
from smarketing.intake.fields import KINDS, YES, Field, Type
from smarketing.intake.mapping import Mapping
from smarketing.intake.read import Sheet
from smarketing.intake.receipt import DROPPED, MENDED, NO_PROBLEMS, DateColumn, Receipt, problems
from smarketing.intake.rows import as_rows
from smarketing.periods import to_number

LOOKING_AHEAD = ("targets",)
"""Kinds of list whose dates may well lie in the future."""


@dataclass(frozen=True)
class Options:
    """What a file can't say of itself.

    today: the day that dates are called future after. time_zone: of clock readings without a zone.
    sql_means: "accepted" or "opportunity". day_first: the answer for columns that leave it open.
    currency: of amounts that name none.
    """

    today: date
    time_zone: str = "UTC"
    sql_means: str = "accepted"
    day_first: bool | None = None
    currency: str = ""


@dataclass(frozen=True)
class Checked:
    """A sheet's rows, typed. frame: one row per row used (columns: see `rows.py`). problems: see `receipt.problems`.

    is_snapshot: it says how far each lead is on the day it was read (`read_on`), and not since when.
    """

    sheet: Sheet
    mapping: Mapping
    frame: pd.DataFrame
    problems: pd.DataFrame
    dates: Pairs[str, DateColumn] = field(default_factory=dict)
    currencies: Pairs[str, tuple[str, ...]] = field(default_factory=dict)
    nothings: Pairs[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    read_on: date = date.min
    is_snapshot: bool = False

    @property
    def receipt(self) -> Receipt:
        """The account of it."""
        sheet, counts = self.sheet, self.problems["rule"].value_counts()
        return Receipt(
            sheet.name, sheet.encoding, sheet.delimiter, sheet.header_line, self.mapping.vendor, self.mapping.kind,
            sheet.rows_read, len(self.frame),
            {rule: int(counts[rule]) for rule in DROPPED if rule in counts},
            {rule: int(counts[rule]) for rule in MENDED if rule in counts},
            dict(self.mapping.fields), self.mapping.unused, self.dates, self.currencies, self.nothings, self.notes,
            self.is_snapshot,
        )  # fmt: skip

    def without(self, dropped: pd.Series, rule: str) -> Checked:
        """The same with some more rows dropped; `dropped` is a mask over the frame."""
        if not dropped.any():
            return self
        told = problems(rule, self.frame.loc[dropped, "line"].to_numpy())
        return replace(self, frame=self.frame[~dropped], problems=pd.concat([self.problems, told], ignore_index=True))


def check(sheet: Sheet, mapping: Mapping, options: Options) -> Checked:
    """The sheet's rows as its mapping says, each dropped row and mended cell with its line."""
    reader = _Reader(sheet, mapping, options)
    columns = {}
    for wanted in KINDS[mapping.kind].fields:
        if wanted.name in mapping.fields:
            columns |= reader.read(wanted)
    frame = pd.DataFrame({"line": sheet.lines, **columns}).assign(**_said(mapping, len(sheet.table)))
    found = pd.concat([*reader.problems, *closing.odd_rows(sheet)], ignore_index=True)
    start = Checked(
        sheet, mapping, frame, found, reader.dates, reader.currencies, reader.nothings, read_on=options.today
    )  # fmt: skip
    start = start.without(_blank(sheet), "blank_row")
    for rule, rows in closing.rows(sheet).items():
        start = start.without(pd.Series(rows)[start.frame.index] & ~_is_dated(start.frame), rule)
    return as_rows(start, options)


def _said(mapping: Mapping, rows: int) -> dict[str, pd.Series]:
    """What the whole export stands for: a report of Google Ads has no column that says so."""
    told = mapping.shape.says if mapping.shape else {}
    return {
        name: pd.Series(pd.Categorical.from_codes(np.zeros(rows, np.int8), pd.Index([value], dtype="str")))
        for name, value in told.items()
        if name not in mapping.fields
    }


def _is_dated(frame: pd.DataFrame) -> pd.Series:
    return frame[[c for c in frame.columns if c.endswith("_raw")]].notna().any(axis=1)


def _blank(sheet: Sheet) -> pd.Series:
    blank = np.ones(len(sheet.table), bool)
    for column in sheet.table.columns:
        if not blank.any():
            break
        blank &= pc.equal(pc.utf8_trim_whitespace(column), "").to_numpy()
    return pd.Series(blank)


class _Reader:
    """Reads one field after the other, and keeps what it met."""

    def __init__(self, sheet: Sheet, mapping: Mapping, options: Options) -> None:
        self.sheet, self.mapping, self.options = sheet, mapping, options
        self.problems: list[pd.DataFrame] = [NO_PROBLEMS]
        self.dates: dict[str, DateColumn] = {}
        self.currencies: dict[str, tuple[str, ...]] = {}
        self._read: dict[str, Cells] = {}

    def read(self, wanted: Field) -> dict[str, pd.Series]:
        """The columns that one field becomes: itself, or `_raw` and `_at`, or `_cents` and `_currency`."""
        cells = self._cells(wanted.name)
        match wanted.type:
            case Type.MOMENT:
                return self._moments(wanted.name, cells)
            case Type.MONEY:
                return self._money(wanted.name, cells)
            case Type.COUNT:
                return {wanted.name: self._count(wanted.name, cells)}
            case Type.NAME:
                shape = self.mapping.shape
                meanings = dict(shape.values.get(wanted.name, {})) if shape else {}
                return {wanted.name: cells.names(meanings, nothing=NONE)}
            case Type.CURRENCY:
                codes = {v: amounts.currency_of(v.upper()) for v in cells.values.to_pylist()}
                return {wanted.name: cells.texts().map(codes).fillna("").astype("str")}
            case Type.FLAG:
                return {wanted.name: cells.texts().str.casefold().isin(YES)}
        return {wanted.name: cells.texts()}

    @property
    def nothings(self) -> dict[str, int]:
        """{header: cells in which somebody wrote that there is nothing}."""
        return {header: cells.nothings for header, cells in self._read.items() if cells.nothings}

    def _cells(self, name: str) -> Cells:
        header = self.mapping.fields[name]
        if header not in self._read:
            self._read[header] = Cells.of(self.sheet.table.column(header))
        return self._read[header]

    @cached_property
    def _proven_elsewhere(self) -> bool | None:
        """Day first, if some column of the file proves it and none the contrary."""
        dated = [f.name for f in KINDS[self.mapping.kind].of(Type.MOMENT) if f.name in self.mapping.fields]
        proofs = [moments.evidence(self._cells(name).values) for name in dated]
        day, month = any(d for d, _ in proofs), any(m for _, m in proofs)
        return day if day != month else None

    def _tell(self, rule: str, name: str, cells: Cells, bad: np.ndarray) -> None:
        """Note the rows whose (distinct) value is bad."""
        if bad.any():
            rows = np.flatnonzero(cells.spread(bad, nothing=False))
            self.problems.append(
                problems(
                    rule, self.sheet.lines[rows], header=self.mapping.fields[name], values=cells.texts().iloc[rows]
                )
            )

    def _moments(self, name: str, cells: Cells) -> dict[str, pd.Series]:
        read, why = self._read_moments(cells)
        possible = read.fits & (read.day >= moments.EARLIEST) & (read.day <= moments.LATEST)
        self._tell("unreadable_date", name, cells, ~read.fits)
        self._tell("impossible_date", name, cells, read.fits & ~possible)
        if self.mapping.kind not in LOOKING_AHEAD:
            self._tell("future_date", name, cells, possible & (read.day > to_number(self.options.today)))
        told = " or ".join(sorted(read.formats, key=lambda f: -read.formats[f]))
        unreadable = int(cells.spread(~read.fits, nothing=False).sum())
        is_open = read.is_open and not why
        self.dates[self.mapping.fields[name]] = DateColumn(told, read.day_first, is_open, unreadable, why)
        return {
            f"{name}_raw": _whole(cells, read.day, possible),
            f"{name}_at": _whole(cells, read.at, possible & read.has_hour),
        }

    def _read_moments(self, cells: Cells) -> tuple[moments.Moments, str]:
        """The column read, and what settled whether the day comes first; nothing where nothing had to or could."""
        zone, answer = self.options.time_zone, self.options.day_first
        read = moments.read_moments(cells.values, time_zone=zone, day_first=answer)
        if not read.is_open:
            return read, "" if read.day_first is None else "its own dates"
        if answer is not None:
            return read, "your answer"
        if self._proven_elsewhere is None:
            return read, ""
        read = moments.read_moments(cells.values, time_zone=zone, day_first=self._proven_elsewhere)
        return read, "another column of the file"

    def _money(self, name: str, cells: Cells) -> dict[str, pd.Series]:
        read = amounts.read_amounts(cells.values)
        fits = np.isfinite(read.amount) & (np.abs(read.amount) < 1e13)
        self._tell("unreadable_amount", name, cells, ~fits)
        cents = np.rint(np.where(fits, read.amount, 0) * 100).astype(np.int64)
        usual = amounts.currency_of(self.mapping.fields[name]) or self.options.currency
        currency = np.where(read.currency == "", usual, read.currency)
        self.currencies[self.mapping.fields[name]] = tuple(sorted({*currency[fits]} - {""}))
        return {
            f"{name}_cents": _whole(cells, cents, fits),
            f"{name}_currency": pd.Series(cells.spread(currency, nothing=usual)).astype("str"),
        }

    def _count(self, name: str, cells: Cells) -> pd.Series:
        number = amounts.read_amounts(cells.values).amount
        fits = np.isfinite(number) & (number >= 0) & (number < 2**31)
        self._tell("unreadable_number", name, cells, ~fits)
        return _whole(cells, np.rint(np.where(fits, number, 0)).astype(np.int64), fits)


def _whole(cells: Cells, per_value: np.ndarray, good: np.ndarray) -> pd.Series:
    """Whole numbers for each row, missing where the cell is empty or its value is no good."""
    missing = ~cells.spread(good, nothing=False)
    return pd.Series(pd.arrays.IntegerArray(cells.spread(per_value, nothing=0), missing))
