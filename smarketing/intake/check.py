"""Sheet + mapping → a typed frame, and a problem for every row that is dropped and every cell that is mended.

Nothing is lost silently: each row read is used, or dropped by a rule that has a name. All of it works on
whole columns; what a kind of list needs beyond its columns is in `rows.py`.
"""

from __future__ import annotations

from collections.abc import Mapping as Pairs
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd

from smarketing.filters import NONE
from smarketing.intake import amounts, closing, moments
from smarketing.intake.arrow import pc, side_by_side
from smarketing.intake.cells import Cells
from smarketing.intake.fields import KINDS, YES, Field, Type
from smarketing.intake.mapping import Mapping
from smarketing.intake.pipelines import Pipeline, told_apart
from smarketing.intake.read import Sheet
from smarketing.intake.receipt import DROPPED, MENDED, NO_PROBLEMS, DateColumn, Receipt, problems
from smarketing.intake.rows import as_rows
from smarketing.intake.stage_names import StageName
from smarketing.periods import to_number

LOOKING_AHEAD = ("targets",)
"""Kinds of list whose dates may well lie in the future."""


@dataclass(frozen=True)
class Options:
    """What a file can't say of itself.

    today: the day that dates are called future after. time_zone: of clock readings without a zone.
    sql_means: "accepted" or "opportunity". day_first: the answer for columns that leave it open.
    currency: of amounts that name none. stages: {a stage's name: what it means}, words of `stage_names.MEANINGS`.
    left_out: pipelines whose deals are no new business, and are dropped.
    """

    today: date
    time_zone: str = "UTC"
    sql_means: str = "accepted"
    day_first: bool | None = None
    currency: str = ""
    stages: Pairs[str, str] = field(default_factory=dict)
    left_out: Sequence[str] = ()


@dataclass(frozen=True)
class Checked:
    """A sheet's rows, typed. frame: one row per row used (columns: see `rows.py`). problems: see `receipt.problems`.

    stages: {header: the names of stages that had to be settled}. left_out: pipelines whose deals were dropped.
    is_snapshot: it says how far each lead is on the day it was read (`read_on`), and not since when.
    """

    sheet: Sheet
    mapping: Mapping
    frame: pd.DataFrame
    problems: pd.DataFrame
    dates: Pairs[str, DateColumn] = field(default_factory=dict)
    currencies: Pairs[str, tuple[str, ...]] = field(default_factory=dict)
    nothings: Pairs[str, int] = field(default_factory=dict)
    stages: Pairs[str, tuple[StageName, ...]] = field(default_factory=dict)
    left_out: tuple[Pipeline, ...] = ()
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
            dict(self.mapping.fields), self.mapping.unused, self.dates, self.currencies, self.nothings, self.stages,
            self._pipelines(), self.notes, self.is_snapshot,
        )  # fmt: skip

    def _pipelines(self) -> tuple[Pipeline, ...]:
        """Those of the deals, where there are several, or one that may be no new business."""
        if self.mapping.kind != "deals":
            return ()
        found = (*told_apart(self.frame), *self.left_out)
        return found if len(found) > 1 or any(p.is_existing for p in found) else ()

    def without(self, dropped: pd.Series, rule: str) -> Checked:
        """The same with some more rows dropped; `dropped` is a mask over the frame."""
        if not dropped.any():
            return self
        told = problems(rule, self.frame.loc[dropped, "line"].to_numpy())
        return replace(self, frame=self.frame[~dropped], problems=pd.concat([self.problems, told], ignore_index=True))


def check(sheet: Sheet, mapping: Mapping, options: Options) -> Checked:
    """The sheet's rows as its mapping says, each dropped row and mended cell with its line."""
    reader = _Reader(sheet, mapping, options)
    told = side_by_side(reader.read, [f for f in KINDS[mapping.kind].fields if f.name in mapping.fields])
    columns = {name: column for one in told for name, column in one.columns.items()}
    frame = pd.DataFrame({"line": sheet.lines, **columns}, copy=False).assign(**_said(mapping, len(sheet.table)))
    found = [NO_PROBLEMS, *(p for one in told for p in one.problems), *closing.odd_rows(sheet)]
    start = Checked(
        sheet, mapping, frame, pd.concat(found, ignore_index=True),
        {one.header: one.dates for one in told if one.dates is not None},
        {one.header: one.currencies for one in told if one.currencies is not None},
        {one.header: one.cells.nothings for one in told if one.cells.nothings}, read_on=options.today,
    )  # fmt: skip
    start = start.without(_blank(sheet), "blank_row")
    undated = np.flatnonzero(~_is_dated(frame))
    for rule, rows in closing.rows(sheet, undated).items():
        start = start.without(pd.Series(start.frame.index.isin(rows), start.frame.index), rule)
    return _without_text(as_rows(start, options))


def _without_text(checked: Checked) -> Checked:
    """From here on the frame tells it all, and a large file's cells would only lie about."""
    return replace(checked, sheet=replace(checked.sheet, table=checked.sheet.table.schema.empty_table()))


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


@dataclass
class _Told:
    """What one field's column says: the columns that it becomes, and what was met in it."""

    header: str
    cells: Cells
    columns: dict[str, pd.Series] = field(default_factory=dict)
    problems: list[pd.DataFrame] = field(default_factory=list)
    dates: DateColumn | None = None
    currencies: tuple[str, ...] | None = None


class _Reader:
    """Reads fields, each for itself, so that several can be read at a time."""

    def __init__(self, sheet: Sheet, mapping: Mapping, options: Options) -> None:
        self.sheet, self.mapping, self.options = sheet, mapping, options

    def read(self, wanted: Field) -> _Told:
        """The columns that one field becomes: itself, or `_raw` and `_at`, or `_cents` and `_currency`."""
        told = _Told(self.mapping.fields[wanted.name], self._cells(wanted.name))
        told.columns = self._columns(wanted, told)
        return told

    def _columns(self, wanted: Field, told: _Told) -> dict[str, pd.Series]:
        cells = told.cells
        match wanted.type:
            case Type.MOMENT:
                return self._moments(wanted.name, told)
            case Type.MONEY:
                return self._money(wanted.name, told)
            case Type.COUNT:
                return {wanted.name: self._count(told)}
            case Type.NAME:
                shape = self.mapping.shape
                meanings = dict(shape.values.get(wanted.name, {})) if shape else {}
                return {wanted.name: cells.names(meanings, nothing=NONE)}
            case Type.CURRENCY:
                codes = [amounts.currency_of(v.upper()) for v in cells.values.to_pylist()]
                return {wanted.name: cells.spread_texts(codes, nothing="")}
            case Type.FLAG:
                says_yes = np.array([v.casefold() in YES for v in cells.values.to_pylist()], dtype=bool)
                return {wanted.name: pd.Series(cells.spread(says_yes, nothing=False))}
        return {wanted.name: cells.texts()}

    def _cells(self, name: str) -> Cells:
        return Cells.of(self.sheet.table.column(self.mapping.fields[name]))

    @cached_property
    def _proven_elsewhere(self) -> bool | None:
        """Day first, if some column of the file proves it and none the contrary."""
        dated = [f.name for f in KINDS[self.mapping.kind].of(Type.MOMENT) if f.name in self.mapping.fields]
        proofs = [moments.evidence(self._cells(name).values) for name in dated]
        day, month = any(d for d, _ in proofs), any(m for _, m in proofs)
        return day if day != month else None

    def _tell(self, rule: str, told: _Told, bad: np.ndarray) -> None:
        """Note the rows whose value is bad."""
        if bad.any():
            rows = np.flatnonzero(told.cells.spread(bad, nothing=False))
            values = told.cells.texts().iloc[rows]
            told.problems.append(problems(rule, self.sheet.lines[rows], header=told.header, values=values))

    def _moments(self, name: str, told: _Told) -> dict[str, pd.Series]:
        read, why = self._read_moments(told.cells)
        possible = read.fits & (read.day >= moments.EARLIEST) & (read.day <= moments.LATEST)
        self._tell("unreadable_date", told, ~read.fits)
        self._tell("impossible_date", told, read.fits & ~possible)
        if self.mapping.kind not in LOOKING_AHEAD:
            self._tell("future_date", told, possible & (read.day > to_number(self.options.today)))
        formats = " or ".join(sorted(read.formats, key=lambda f: -read.formats[f]))
        unreadable = int(told.cells.spread(~read.fits, nothing=False).sum())
        told.dates = DateColumn(formats, read.day_first, read.is_open and not why, unreadable, why)
        return {
            f"{name}_raw": _whole(told.cells, read.day, possible),
            f"{name}_at": _whole(told.cells, read.at, possible & read.has_hour),
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

    def _money(self, name: str, told: _Told) -> dict[str, pd.Series]:
        read = amounts.read_amounts(told.cells.values)
        fits = np.isfinite(read.amount) & (np.abs(read.amount) < 1e13)
        self._tell("unreadable_amount", told, ~fits)
        cents = np.rint(np.where(fits, read.amount, 0) * 100).astype(np.int64)
        usual = amounts.currency_of(told.header) or self.options.currency
        currency = np.where(read.currency == "", usual, read.currency)
        told.currencies = tuple(sorted({*np.unique(currency[fits]).tolist()} - {""}))
        return {
            f"{name}_cents": _whole(told.cells, cents, fits),
            f"{name}_currency": told.cells.spread_texts(currency, nothing=usual),
        }

    def _count(self, told: _Told) -> pd.Series:
        number = amounts.read_amounts(told.cells.values).amount
        fits = np.isfinite(number) & (number >= 0) & (number < 2**31)
        self._tell("unreadable_number", told, ~fits)
        return _whole(told.cells, np.rint(np.where(fits, number, 0)).astype(np.int64), fits)


def _whole(cells: Cells, per_value: np.ndarray, good: np.ndarray) -> pd.Series:
    """Whole numbers for each row, missing where the cell is empty or its value is no good."""
    missing = ~cells.spread(good, nothing=False)
    return pd.Series(pd.arrays.IntegerArray(cells.spread(per_value, nothing=0), missing))
