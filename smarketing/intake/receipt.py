"""What was done to a file, told so that it can be checked: rows used + rows dropped = rows read, always."""

from __future__ import annotations

from collections.abc import Mapping as Pairs
from dataclasses import asdict, dataclass, field

import numpy as np
import pandas as pd

from smarketing.intake import pipelines, stage_names
from smarketing.intake.pipelines import Pipeline
from smarketing.intake.stage_names import OF_DEALS, OF_LEADS, StageName

DROPPED: dict[str, str] = {
    "odd_row": "has too few or too many cells to be a row",
    "blank_row": "is empty",
    "total_row": "is a total of other rows",
    "footer_row": "is a remark under the list",
    "left_out_pipeline": "is of a pipeline that was left out",
    "no_key": "has no id",
    "no_day": "has no date that can be read",
    "long_range": "covers more than a year, so that its spend can't be told by day",
    "no_amount": "has no amount that can be read",
    "unknown_measure": "aims at something that is not measured (mqls, pipeline_created, won_amount)",
    "duplicate": "is the same as a row before",
    "told_again": "is told by another of these files",
    "older_version": "is an older version of a row with the same id",
}
MENDED: dict[str, str] = {
    "unreadable_date": "is no date, and was taken for empty",
    "impossible_date": "lies before 1990 or after 2170, and was taken for empty",
    "future_date": "lies in the future, and was kept",
    "unreadable_amount": "is no amount, and was taken for empty",
    "unreadable_number": "is no whole number, and was taken for empty",
}
RULES: dict[str, str] = DROPPED | MENDED
"""Every rule by which a row is dropped or a cell mended, and the end of the sentence that tells it."""

NO_PROBLEMS = pd.DataFrame({"line": np.array([], np.int64), "header": [], "value": [], "rule": []}).astype(
    {"header": "str", "value": "str", "rule": "str"}
)


def problems(
    rule: str, lines: np.ndarray | list[int], *, header: str = "", values: pd.Series | str = ""
) -> pd.DataFrame:
    """One row per row dropped or cell mended: line: int · header, value, rule: str."""
    texts = values.to_numpy() if isinstance(values, pd.Series) else values
    frame = pd.DataFrame({"line": np.asarray(lines, np.int64), "header": header, "value": texts, "rule": rule})
    return frame.astype({"header": "str", "value": "str", "rule": "str"})


@dataclass(frozen=True)
class DateColumn:
    """How the dates of one column were read. why: what settled whether the day comes first, where that was asked."""

    format: str
    day_first: bool | None
    is_open: bool
    unreadable: int
    why: str = ""


@dataclass(frozen=True)
class Receipt:
    """What was done to one file. rows_dropped: {rule: rows}. mended: {rule: cells}. dates: {header: DateColumn}.

    currencies: {header: codes}. nothings: {header: cells that say there is nothing}. stages: {header: the names of
    stages that had to be settled}. pipelines: where there are several, or one whose name says that its deals are no
    new business. is_snapshot: it says how far each lead is, and not since when.
    """

    name: str
    encoding: str
    delimiter: str
    header_line: int
    vendor: str
    kind: str
    rows_read: int
    rows_used: int
    rows_dropped: Pairs[str, int]
    mended: Pairs[str, int]
    mapping: Pairs[str, str]
    unused: tuple[str, ...]
    dates: Pairs[str, DateColumn] = field(default_factory=dict)
    currencies: Pairs[str, tuple[str, ...]] = field(default_factory=dict)
    nothings: Pairs[str, int] = field(default_factory=dict)
    stages: Pairs[str, tuple[StageName, ...]] = field(default_factory=dict)
    pipelines: tuple[Pipeline, ...] = ()
    notes: tuple[str, ...] = ()
    is_snapshot: bool = False

    def __post_init__(self) -> None:
        dropped = sum(self.rows_dropped.values())
        assert self.rows_used + dropped == self.rows_read, f"{self.rows_used} + {dropped} is not {self.rows_read}"

    def as_json(self) -> dict:
        """Plain values, for the store and for `--json`."""
        return asdict(self)

    def sentences(self) -> list[str]:
        """What a person wants to know of it, a line each."""
        told = [f"{self.rows_read:,} rows read, {self.rows_used:,} used as {self.kind}."]
        told += [f"{n:,} dropped: the row {DROPPED[rule]}." for rule, n in self.rows_dropped.items() if n]
        told += [f"{n:,} cells: the value {MENDED[rule]}." for rule, n in self.mended.items() if n]
        told += [_order(header, d) for header, d in self.dates.items() if d.day_first is not None]
        told += [f"“{header}” is in {', '.join(codes)}." for header, codes in self.currencies.items() if codes]
        told += [f"“{header}”: {n:,} cells say that there is nothing." for header, n in self.nothings.items() if n]
        words = OF_DEALS if self.kind == "deals" else OF_LEADS
        told += [line for h, names in self.stages.items() for line in stage_names.sentences(h, names, words)]
        told += pipelines.sentences(self.mapping.get("pipeline", ""), self.pipelines)
        if self.unused:
            told.append(f"Columns not used: {', '.join(self.unused)}.")
        return [*told, *self.notes]


def _order(header: str, dates: DateColumn) -> str:
    if dates.is_open:
        return f"“{header}” leaves open whether day or month comes first; it was read as {dates.format}."
    return f"“{header}” was read as {dates.format}: {dates.why} settled whether day or month comes first."
