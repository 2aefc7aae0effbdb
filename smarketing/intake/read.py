"""Bytes → a sheet of strings. Nothing is interpreted here but the shape: encoding, delimiter, header, rows.

Encoding by a ladder (byte-order mark, strict UTF-8, Windows-1252), because detectors guess wrong.
pyarrow parses: it is quicker than pandas, keeps every cell as written ("NA" stays "NA") and hands
back each row that does not fit, with its number.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv

from smarketing.intake.arrow import pc
from smarketing.intake.languages import is_known
from smarketing.intake.refusals import refused
from smarketing.intake.unpack import check_size, is_workbook, unpack

_BOMS: tuple[tuple[bytes, str], ...] = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_DELIMITERS = ",;\t|"
_LOOKED_AT = 30
"""Lines in which the header is looked for."""
_SNIFFED = 262_144
_BLOCK = 1 << 20
"""Bytes that are parsed at a time: three times as quick as 16 MB at once."""
_LONGEST_ROW = 1 << 28


@dataclass(frozen=True)
class Sheet:
    """A file as a table of strings, one row a record; `lines` says on which line of the file each begins.

    odd: {line: text} of records that have too few or too many cells to be rows. Delimiter and encoding are
    empty for a workbook, whose lines are its rows.
    """

    name: str
    sha256: str
    encoding: str
    delimiter: str
    header_line: int
    table: pa.Table
    lines: np.ndarray
    odd: dict[int, str] = field(default_factory=dict)

    @property
    def headers(self) -> list[str]:
        """The columns' names; doubles are numbered, nameless ones named by their place."""
        return self.table.column_names

    @property
    def rows_read(self) -> int:
        """Records below the header, whatever becomes of them."""
        return len(self.lines) + len(self.odd)


def read_file(path: Path) -> Sheet:
    """The sheet in the file at `path`. Raises RefusedFile."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise refused(path.name, "missing") from None
    except OSError:
        raise refused(path.name, "unreadable") from None
    return read(path.name, content)


def read(name: str, content: bytes) -> Sheet:
    """The sheet in these bytes. Raises RefusedFile."""
    with ThreadPoolExecutor(1) as aside:
        sha256 = aside.submit(lambda: hashlib.sha256(content).hexdigest())
        unpacked = unpack(name, content)
        read_as = _read_workbook if is_workbook(unpacked) else _read_text
        sheet = read_as(name, sha256, unpacked)
    if not sheet.rows_read:
        raise refused(name, "header_only")
    return sheet


# --- text -------------------------------------------------------------------------------------


def _read_text(name: str, sha256: Future[str], content: bytes) -> Sheet:
    content, encoding = _as_utf8(name, content)
    delimiter, records = _sniff(content[:_SNIFFED].decode(errors="ignore"))
    if max((len(r) for _, _, r in records), default=0) < 2 and not any(is_known(c) for _, _, r in records for c in r):
        raise refused(name, "no_table")
    header_line, next_line, header = _header(records)
    start = _line_start(content, next_line)
    if not content[start : start + _BLOCK].strip() and not content[start:].strip():
        raise refused(name, "header_only")
    table, lines, odd = _parse(name, content, start, delimiter, _unique(header))
    odd = {line + next_line: text for line, text in odd.items()}
    return Sheet(name, sha256.result(), encoding, delimiter, header_line, table, lines + next_line, odd)


def _as_utf8(name: str, content: bytes) -> tuple[bytes, str]:
    """The text in UTF-8, as it came where it came so, and how it was encoded; without NULs: no database takes them."""
    encoding, told = _encoding(name, content)
    if encoding != "utf-8":
        content = content.decode(encoding, errors="replace").encode()
    return content.replace(b"\0", b""), told


def _encoding(name: str, content: bytes) -> tuple[str, str]:
    """Python's name for the encoding, and the one that people are told."""
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            return encoding, encoding.removesuffix("-sig")
    if encoding := _without_mark(content[:4096]):
        return encoding, "utf-16"
    if content[:4096].count(b"\0") * 20 > len(content[:4096]):
        raise refused(name, "binary")
    if _fits(content, "utf-8"):
        return "utf-8", "utf-8"
    if sum(b < 32 and b not in b"\t\r\n\f" for b in content[:4096]) > len(content[:4096]) // 50:
        raise refused(name, "binary")
    return ("cp1252", "cp1252") if _fits(content, "cp1252") else ("latin-1", "iso-8859-1")


def _fits(content: bytes, encoding: str) -> bool:
    """Is every byte of it in this encoding? No second copy of a large file is made: Arrow looks at UTF-8 where it
    lies, a sixth of the time that decoding takes; the rest is decoded a part at a time.
    """
    if encoding == "utf-8":
        return _is_utf8(content)
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for start in range(0, len(content), _BLOCK):
            decoder.decode(content[start : start + _BLOCK], final=start + _BLOCK >= len(content))
    except UnicodeDecodeError:
        return False
    return True


def _is_utf8(content: bytes) -> bool:
    ends = pa.py_buffer(np.array([0, len(content)], np.int64))
    try:
        pa.Array.from_buffers(pa.large_binary(), 1, [None, ends, pa.py_buffer(content)]).cast(pa.large_string())
    except pa.ArrowInvalid:
        return False
    return True


def _without_mark(head: bytes) -> str:
    """UTF-16 that lost its byte-order mark: of mostly Latin text every other byte is NUL, and few of the rest."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if len(head) < 20 or max(even, odd) * 10 < len(head) * 3 or min(even, odd) * 50 > len(head):
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


Record = tuple[int, int, list[str]]
"""The line that a record begins on, the line after it, and its cells."""


def _records(text: str, delimiter: str) -> Iterator[Record]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    begins = 1
    try:
        for cells in reader:
            yield begins, reader.line_num + 1, cells
            begins = reader.line_num + 1
    except csv.Error:
        return


def _sniff(text: str) -> tuple[str, list[Record]]:
    """The delimiter that shows most known names, else the most regular columns, in the first lines; and those lines."""
    tried = {d: [r for r, _ in zip(_records(text, d), range(_LOOKED_AT), strict=False)] for d in _DELIMITERS}
    delimiter = max(tried, key=lambda d: (max(_known(cells) for _, _, cells in tried[d]), _regularity(tried[d])))
    return delimiter, tried[delimiter]


def _regularity(records: list[Record]) -> float:
    widths = Counter(len(cells) for _, _, cells in records if len(cells) > 1)
    width, often = widths.most_common(1)[0] if widths else (1, 0)
    return often / len(records) * min(width, 20)


def _header(records: list[Record]) -> Record:
    """The first line with at least two known names; else the first of the widest lines."""
    for record in records:
        if _known(record[2]) >= 2:
            return record
    return max(records, key=lambda r: len(r[2]))  # the first of them, as `max` keeps the first


def _unique(header: list[str]) -> list[str]:
    seen: Counter[str] = Counter()
    names = []
    for place, cell in enumerate(header, start=1):
        name = re.sub(r"\s+", " ", cell).strip() or f"column {place}"
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return names


def _line_start(text: bytes, line: int) -> int:
    """Where in the text this line begins; any of the three line ends counts."""
    ends = re.finditer(rb"\r\n|\n|\r", text)
    for _, end in zip(range(line - 2), ends, strict=False):
        del end
    last = next(ends, None) if line > 1 else None
    return 0 if line <= 1 else last.end() if last else len(text)


def _parse(
    name: str, content: bytes, start: int, delimiter: str, header: list[str]
) -> tuple[pa.Table, np.ndarray, dict[int, str]]:
    """The table from `start` on, the line of each of its rows counted from 0, and the records that fit no row."""
    body = pa.py_buffer(content).slice(start)
    table, misfits = _first_that_parses(name, body, delimiter, header)
    records = np.setdiff1d(
        np.arange(len(table) + len(misfits)), [row.number - 1 for row in misfits], assume_unique=True
    )
    mended, odd = _mend(misfits, delimiter, len(header))
    if mended:
        table = pa.concat_tables([table, _columns(header, list(mended.values()))])
        records = np.concatenate([records, np.array(list(mended))])
    wanted = np.concatenate([records, np.array(list(odd), dtype=np.int64)])
    may_break = content.find(b'"', start) >= 0 and content.count(b"\n", start) > len(wanted)
    lines = _lines_of(wanted, records, table) if may_break else wanted
    return table, lines[: len(records)], dict(zip(lines[len(records) :].tolist(), odd.values(), strict=True))


def _first_that_parses(
    name: str, body: pa.Buffer, delimiter: str, header: list[str]
) -> tuple[pa.Table, list[pyarrow.csv.InvalidRow]]:
    """By several threads, which can't say where a row that does not fit stands; by one; in blocks for longer rows.

    What is one block only is never given to threads: they gain nothing, and one that still held on to Python's bytes
    when the program ended would end it by SIGABRT, after a command that has done its work.
    """
    for use_threads, block in ((True, _BLOCK), (False, _BLOCK), (False, _LONGEST_ROW)):
        if use_threads and body.size <= _BLOCK:
            continue
        try:
            return _table(body, delimiter, header, use_threads=use_threads, block=block)
        except pa.ArrowInvalid:
            continue
    raise refused(name, "damaged")


def _table(
    body: pa.Buffer, delimiter: str, header: list[str], *, use_threads: bool, block: int
) -> tuple[pa.Table, list[pyarrow.csv.InvalidRow]]:
    """What pyarrow makes of it, all strings, and the rows that do not fit. No row may be longer than a block.

    Raises ArrowInvalid; by several threads, for a row that does not fit too.
    """
    misfits: list[pyarrow.csv.InvalidRow] = []

    def put_aside(row: pyarrow.csv.InvalidRow) -> str:
        misfits.append(row)
        return "skip"

    table = pyarrow.csv.read_csv(
        pa.BufferReader(body),
        read_options=pyarrow.csv.ReadOptions(use_threads=use_threads, column_names=header, block_size=block),
        parse_options=pyarrow.csv.ParseOptions(
            delimiter=delimiter,
            newlines_in_values=True,
            ignore_empty_lines=False,
            invalid_row_handler=None if use_threads else put_aside,  # a thread holds on to it for longer
        ),
        convert_options=pyarrow.csv.ConvertOptions(
            column_types=dict.fromkeys(header, pa.string()), strings_can_be_null=False
        ),
    )
    return table, misfits


def _mend(
    rows: list[pyarrow.csv.InvalidRow], delimiter: str, width: int
) -> tuple[dict[int, list[str]], dict[int, str]]:
    """Rows that only lack some last cells, or have empty ones too many, by record; and the text of the others."""
    mended, odd = {}, {}
    for row in rows:
        cells = next(csv.reader([row.text], delimiter=delimiter), [])
        if width // 2 < len(cells) < width or (len(cells) > width and not any(cells[width:])):
            mended[row.number - 1] = (cells + [""] * width)[:width]
        else:
            odd[row.number - 1] = row.text
    return mended, odd


def _lines_of(wanted: np.ndarray, records: np.ndarray, table: pa.Table) -> np.ndarray:
    """The line that each wanted record begins on: its number, and the line ends inside quoted cells before it."""
    inside = np.zeros(len(records), dtype=np.int64)
    for column in table.columns:
        inside += pc.count_substring(column, "\n").to_numpy()
    order = np.argsort(records, kind="stable")
    so_far = np.concatenate([[0], np.cumsum(inside[order])])
    return wanted + so_far[np.searchsorted(records[order], wanted)]


def _columns(header: list[str], rows: list[list[str]]) -> pa.Table:
    columns = zip(*rows, strict=True) if rows else [[] for _ in header]
    return pa.table({h: pa.array(c, pa.string()) for h, c in zip(header, columns, strict=True)})


# --- workbooks --------------------------------------------------------------------------------


def _read_workbook(name: str, sha256: Future[str], content: bytes) -> Sheet:
    check_size(name, content)
    import pandas as pd  # late: a text file does not need it here
    from python_calamine import CalamineError

    as_written: dict[str, Any] = {"header": None, "dtype": str, "na_filter": False}
    try:
        with pd.ExcelFile(io.BytesIO(content), engine="calamine") as book:
            heads = {s: _cells(pd.read_excel(book, s, nrows=_LOOKED_AT, **as_written)) for s in book.sheet_names}
            best = max(heads, key=lambda s: max((_known(cells) for _, _, cells in heads[s]), default=-1))
            if not heads[best]:
                raise refused(name, "empty")
            header_line, next_line, header = _header(heads[best])
            rows = pd.read_excel(book, best, skiprows=header_line, **as_written)
    except (CalamineError, ValueError, OSError):
        raise refused(name, "damaged") from None
    header = _unique(header)
    rows = rows.reindex(columns=range(len(header)), fill_value="").fillna("").astype("str")
    table = pa.table({h: pa.array(rows[i], pa.string()) for i, h in enumerate(header)})
    return Sheet(name, sha256.result(), "", "", header_line, table, np.arange(len(rows)) + next_line)


def _known(cells: list[str]) -> int:
    return sum(map(is_known, cells))


def _cells(frame: object) -> list[Record]:
    rows = frame.to_numpy().tolist()  # ty: ignore[unresolved-attribute]
    return [(i, i + 1, [str(c) for c in cells]) for i, cells in enumerate(rows, start=1)]
