"""Which column says what. Proposed by exact aliases, then by likeness, always held against the values: a
column called "Date" that is full of names is no date. A person may change it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Mapping as Pairs
from dataclasses import dataclass, field, replace

from rapidfuzz import fuzz

from smarketing.intake import amounts, moments
from smarketing.intake.cells import Cells
from smarketing.intake.fields import KINDS, KNOWN, Field, Kind, Type, squeeze
from smarketing.intake.read import Sheet
from smarketing.intake.refusals import refused
from smarketing.intake.vendors import SHAPES, Shape, shape_of

ALIKE = 90
"""Of 100: how like an alias a header must be; at 86 `First Contact Date` was taken for the creation date."""
ROWS_LOOKED_AT = 5000


@dataclass(frozen=True)
class Mapping:
    """What one sheet says. fields: {field: header}. unused: headers that say nothing here. guessed: by likeness."""

    kind: str
    vendor: str
    fields: Pairs[str, str]
    unused: tuple[str, ...] = ()
    guessed: tuple[str, ...] = field(default=())

    @property
    def shape(self) -> Shape | None:
        """The vendor's shape, with what its values mean."""
        return next((s for s in SHAPES if s.vendor == self.vendor and s.kind == self.kind), None)


def propose(sheet: Sheet, *, kind: str | None = None, changes: Pairs[str, str] | None = None) -> Mapping:
    """The likeliest mapping, of the given kind where one is given, with a person's {field: header} first of all.

    Raises RefusedFile for a table of something else.
    """
    said = changes or {}
    shape = shape_of(frozenset(squeeze(h) for h in sheet.headers))
    if shape and kind in (None, shape.kind):
        return _mapping(sheet, KINDS[shape.kind], shape, said)
    found = [_mapping(sheet, k, None, said) for k in KINDS.values() if kind in (None, k.name)]
    told = [m for m in found if KINDS[m.kind].is_told_by(frozenset(m.fields))]
    if told:
        return max(told, key=lambda m: len(set(m.fields.values())))
    known = sum(squeeze(h) in KNOWN for h in sheet.headers)
    raise refused(sheet.name, "no_dates" if known >= 2 else "other_table", f"columns: {', '.join(sheet.headers[:8])}")


def changed(mapping: Mapping, sheet: Sheet, changes: Pairs[str, str]) -> Mapping:
    """The mapping with {field: header} put in; an empty header takes the field away. Raises RefusedFile."""
    fields = dict(mapping.fields)
    for name, header in changes.items():
        if header and header not in sheet.headers:
            raise refused(sheet.name, "no_field", f"“{header}”; it has {', '.join(sheet.headers)}")
        fields.pop(name, None)
        if header:
            fields[name] = header
    return replace(mapping, fields=fields, unused=_unused(sheet, fields))


def _mapping(sheet: Sheet, kind: Kind, shape: Shape | None, said: Pairs[str, str]) -> Mapping:
    by_name = {squeeze(h): h for h in reversed(sheet.headers)}
    fields = {f: h for f, h in said.items() if f in kind and h in sheet.headers}
    for field_name, header in shape.fields.items() if shape else ():
        if squeeze(header) in by_name:
            fields.setdefault(field_name, by_name[squeeze(header)])
    ignored = shape.ignore if shape else ()
    left = {f.name: f for f in kind.fields if f.name not in fields and f.name not in ignored}
    fields |= _exact(sheet, left, taken=set(fields.values()))
    guessed = dict(_alike(sheet, {n: f for n, f in left.items() if n not in fields}, taken=set(fields.values())))
    fields |= guessed
    return Mapping(kind.name, shape.vendor if shape else "", fields, _unused(sheet, fields), tuple(guessed))


def _unused(sheet: Sheet, fields: Pairs[str, str]) -> tuple[str, ...]:
    return tuple(h for h in sheet.headers if h not in fields.values())


def _exact(sheet: Sheet, fields: Pairs[str, Field], *, taken: set[str]) -> Iterator[tuple[str, str]]:
    by_name = {squeeze(_without_brackets(h)): h for h in reversed(sheet.headers)} | {
        squeeze(h): h for h in reversed(sheet.headers)
    }
    for name, wanted in fields.items():
        for alias in wanted.headers:
            header = by_name.get(alias)
            if header and header not in taken and agrees(sheet, header, wanted.type) >= 0.5:
                taken.add(header)
                yield name, header
                break


def _alike(sheet: Sheet, fields: Pairs[str, Field], *, taken: set[str]) -> Iterator[tuple[str, str]]:
    scores = [
        (fuzz.token_sort_ratio(_words(header), alias), name, header)
        for header in sheet.headers
        if header not in taken and squeeze(header) not in KNOWN
        for name, wanted in fields.items()
        for alias in (wanted.name.replace("_", " "), *wanted.aliases)
    ]
    done: set[str] = set()
    for score, name, header in sorted(scores, key=lambda s: -s[0]):
        if score < ALIKE:
            return
        if name not in done and header not in taken and agrees(sheet, header, fields[name].type) >= 0.95:
            done.add(name)
            taken.add(header)
            yield name, header


def _words(header: str) -> str:
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", _without_brackets(header))
    return " ".join(re.findall(r"\w+", spaced.replace("_", " "))).casefold()


def _without_brackets(header: str) -> str:
    return re.sub(r"\([^)]*\)|\[[^\]]*\]", "", header)


def agrees(sheet: Sheet, header: str, wanted: Type) -> float:
    """The share of a column's distinct values that can be read as this type; 1 for an empty column."""
    if wanted not in (Type.MOMENT, Type.MONEY, Type.COUNT):
        return 1.0
    values = Cells.of(sheet.table.column(header).slice(0, ROWS_LOOKED_AT)).values
    if wanted is Type.MOMENT:
        return moments.share_readable(values)
    return amounts.share_readable(values)
