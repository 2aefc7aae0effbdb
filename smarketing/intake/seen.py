"""A file as people look at it before anything is decided: what it seems to be, its headers, some of its values."""

from __future__ import annotations

from collections.abc import Mapping as Pairs
from dataclasses import dataclass
from pathlib import Path

from smarketing.intake.mapping import Mapping, propose
from smarketing.intake.read import read_file

_LOOKED_AT, _EXAMPLES = 50, 3


@dataclass(frozen=True)
class Seen:
    """A file without its rows. examples: {header: some of its values}. mapping: the likeliest."""

    name: str
    sha256: str
    rows_read: int
    headers: tuple[str, ...]
    examples: Pairs[str, tuple[str, ...]]
    mapping: Mapping


def see(path: Path, kind: str | None) -> Seen:
    """Look at a file, as a list of this kind where one is given. Raises RefusedFile."""
    sheet = read_file(path)
    few = sheet.table.slice(0, _LOOKED_AT).to_pydict()
    examples = {h: tuple(v for v in few[h] if v)[:_EXAMPLES] for h in sheet.headers}
    mapping = propose(sheet, kind=kind)
    return Seen(sheet.name, sheet.sha256, sheet.rows_read, tuple(sheet.headers), examples, mapping)
